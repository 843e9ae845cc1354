# pgjdbc's own suite, from the source that its authors publish beside the driver. Sourced.

pgjdbc_version=42.7.13
pgjdbc_sha256=4537ba157c6eab9022d0a48bb6e6ca5a736ced8cc7121e1276322fb104dd3718

# What the server needs: a database of the suite's own user, and a superuser.
pgjdbc_database() {
  cat <<'SQL'
CREATE EXTENSION hstore;
SQL
}

# pgjdbc_prepare SOURCE CACHE WORK: compiles driver and suite; sets about
pgjdbc_prepare() {
  local source=$1 kept=$2/pgjdbc
  if [ -z "$source" ]; then
    local packed=$kept/postgresql-$pgjdbc_version-jdbc-src.tar.gz
    [ -f "$packed" ] || "$here/../mvnw" -B -q -f "$here/../pom.xml" -N dependency:copy -DoutputDirectory="$kept" \
      -Dartifact="org.postgresql:postgresql:$pgjdbc_version:tar.gz:jdbc-src" > "$3/fetch.log" 2>&1 || missing="source $pgjdbc_version from Maven"
    [ "$(sha256sum < "$packed" | cut -c1-64)" = "$pgjdbc_sha256" ] || { missing="source $pgjdbc_version as it was published"; return 1; }
    about="pgjdbc $pgjdbc_version, its source from Maven (SHA-256 \`$pgjdbc_sha256\`)"
    mkdir "$3/source" && tar xzf "$packed" -C "$3/source" --strip-components=1 || return 1
  else
    cp -r "$source" "$3/source" || { missing="a directory $source"; return 1; }
    about="pgjdbc from $(basename "$source") (SHA-256 of its files \`$(files_sha256 "$source")\`)"
  fi
  ( cd "$3/source" && JAVA_HOME=$(dirname "$(dirname "$java")") "$here/../mvnw" -B -q -f "$3/source/pom.xml" test-compile \
    dependency:build-classpath -Dmdep.outputFile="$3/classpath" ) > "$3/compile.log" 2>&1 || { missing="a compiled suite: see $3/compile.log"; return 1; }
}

# pgjdbc_run PORT PASSWORD OUT: writes OUT.verdicts, OUT.reasons, OUT.output
pgjdbc_run() {
  local classes=$work/pgjdbc/source/target
  ( umask 077; cat > "$work/pgjdbc/source/build.local.properties" <<END
test.url.PGHOST=localhost
test.url.PGPORT=$1
test.url.PGDBNAME=drivers
user=test~token
password=$2
privilegedUser=postgres~token
privilegedPassword=$2
END
  )
  # In parts, each a JVM of its own, so that none takes long.
  local part
  for part in 'org\.postgresql\.(?!test\.jdbc).*' '.*\.jdbc2\.[A-C].*' '.*\.jdbc2\.[D-Q].*' '.*\.jdbc2\.[^A-Q].*' '.*\.test\.jdbc(?!2).*'; do
    [ -z "$suite_filter" ] || part=$suite_filter
    ( cd "$work/pgjdbc/source" && "${under[@]}" "$java" -Xmx1536m -Dbuild.properties.relative.path=. \
      -cp "$classes/test-classes:$classes/classes:$(cat "$work/pgjdbc/classpath")" \
      "$here/postgres/drivers/Verdicts.java" "$classes/test-classes" "$3.verdicts" "$3.reasons" "$part" ) >> "$3.output" 2>&1 || return 3
    [ -z "$suite_filter" ] || break
  done
}
