# What the suites of PostgreSQL share: a server of its own, its source, and the gateway in front of it. Sourced.

as_server() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# Sets version, bin and driver to the newest server that has its regression driver.
find_server() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/lib/pgxs/src/test/regress/pg_regress 2>/dev/null | sort -V | tail -1)
  [ -n "$found" ] || return 1
  driver=$found
  major=$(printf '%s' "$found" | sed 's,/usr/lib/postgresql/\([0-9]*\)/.*,\1,')
  bin=/usr/lib/postgresql/$major/bin
  version=$("$bin/postgres" --version | sed 's/^[^0-9]*\([0-9.]*\).*/\1/')
}

# Prints a new directory that the server's user may enter and write.
make_work() {
  local made
  made=$(mktemp -d) && chmod 755 "$made" && { [ "$(id -u)" != 0 ] || chown postgres "$made"; } && echo "$made"
}

# unpack_regress SOURCE CACHE WORK: the suite of exactly this server, with its C functions built
unpack_regress() {
  local tarball=$1
  if [ -z "$tarball" ]; then
    tarball=$(fetch_source "$2") || return 1
  fi
  suite_source=$tarball
  tar xf "$tarball" -C "$3" --strip-components=3 --wildcards "postgresql-$version/src/test/regress/*" || return 1
  ( cd "$3/regress" && printf 'MODULES = regress\nPGXS := %s/../lib/pgxs/src/makefiles/pgxs.mk\ninclude $(PGXS)\n' "$bin" > Makefile.suite \
    && make -s -f Makefile.suite PG_CONFIG="$bin/pg_config" with_llvm=no ) > "$3/make.log" 2>&1 || return 1
  [ "$(id -u)" != 0 ] || chown -R postgres "$3/regress"
}

# fetch_source CACHE: prints the path of Debian's source of the installed server; the machine's own archives are asked
fetch_source() {
  local kept="$1/postgresql-$major-source" package
  mkdir -p "$kept/parts" "$kept/lists/partial"
  set -- "$kept"/*"_$version.orig.tar"*
  [ ! -f "$1" ] || { echo "$1"; return; }
  package=$(dpkg-query -W -f '${Version}' "postgresql-$major")
  sed 's/^Types: deb$/Types: deb-src/' /etc/apt/sources.list.d/*.sources > "$kept/parts/source.sources" 2>/dev/null
  sed -n 's/^deb /deb-src /p' /etc/apt/sources.list > "$kept/parts/source.list" 2>/dev/null || true
  local apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$kept/parts" -o "Dir::State::lists=$kept/lists")
  ( cd "$kept" && "${apt[@]}" update && "${apt[@]}" source --download-only "postgresql-$major=$package" ) > "$kept/apt.log" 2>&1 || return 1
  set -- "$kept"/*"_$version.orig.tar"*
  [ -f "$1" ] && echo "$1"
}

free_port() {
  "$java" "$here/postgres/FreePort.java"
}

# begin_server WORK: sets server_port and server_password; the superuser is `regress`
begin_server() {
  java=$("$here/java25") || return 1
  server_port=$(free_port)
  server_password=$(openssl rand -hex 16)
  data=$1/data
  ( umask 077; printf '%s\n' "$server_password" > "$1/password" )
  [ "$(id -u)" != 0 ] || chown postgres "$1/password"
  as_server "$bin/initdb" -D "$data" -U regress -A scram-sha-256 --pwfile="$1/password" --no-locale -E UTF8 --no-sync > "$1/initdb.log" 2>&1 || return 1
  as_server "$bin/pg_ctl" -D "$data" -w -l "$1/server.log" -o "-p $server_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$1 \
    -c fsync=off -c max_prepared_transactions=2 -c max_connections=200" start > "$1/start.log" 2>&1
}

# fresh_database NAME: as the suite would make it
fresh_database() {
  as_server env PGPASSWORD="$server_password" "$bin/psql" -X -q -h 127.0.0.1 -p "$server_port" -U regress -d postgres \
    -v ON_ERROR_STOP=1 -v name="$1" <<'SQL'
SET client_min_messages TO warning;
DROP DATABASE IF EXISTS :"name" WITH (FORCE);
CREATE DATABASE :"name" TEMPLATE template0;
ALTER DATABASE :"name" SET lc_messages TO 'C';
ALTER DATABASE :"name" SET lc_monetary TO 'C';
ALTER DATABASE :"name" SET lc_numeric TO 'C';
ALTER DATABASE :"name" SET lc_time TO 'C';
ALTER DATABASE :"name" SET bytea_output TO 'hex';
ALTER DATABASE :"name" SET timezone_abbreviations TO 'Default';
SQL
}

# begin_gateway WORK: sets door_port and door_token; its configuration, log and data are in WORK/gateway
begin_gateway() {
  "$here/../postern" --help > /dev/null || return 1
  classes=$("$here/classpath") || return 1
  mkdir -p "$1/gateway"
  mkfifo "$1/door.in"
  POSTERN_ROOT=$(dirname "$here") SERVER_PASSWORD=$server_password "$java" -cp "$classes" dev.postern.prove.PostgresDoor \
    "$1/gateway" "$server_port" < "$1/door.in" > "$1/door.out" 2> "$1/door.err" &
  door=$!
  exec 5> "$1/door.in"
  local i
  for i in $(seq 600); do
    [ "$(wc -l < "$1/door.out")" -lt 2 ] || break
    kill -0 "$door" 2>/dev/null || return 1
    sleep 0.2
  done
  { read -r door_port; read -r door_token; } < "$1/door.out"
}

end_gateway() {
  [ -z "${door:-}" ] || { exec 5>&-; wait "$door" || true; door=; }
}

finish() {
  end_gateway
  [ -z "${data:-}" ] || as_server "$bin/pg_ctl" -D "$data" -m immediate stop > /dev/null 2>&1 || true
  [ -n "${POSTERN_KEEP:-}" ] || rm -rf "$work"
}

# compare_results DIRECT THROUGH OUT: prints the files that differ and the last line; keeps the differences in OUT
compare_results() {
  local file name direct=0 through=0 differ=0
  for file in "$1"/*.out; do
    [ -f "$file" ] || continue
    name=$(basename "$file" .out)
    direct=$((direct + 1))
    [ ! -f "$2/$name.out" ] || through=$((through + 1))
    if ! diff -u "$file" "$2/$name.out" > "$3/$name.diff" 2>&1; then
      differ=$((differ + 1))
      echo "differs: $name ($(grep -c '^[-+]' "$3/$name.diff") lines)"
    else
      rm "$3/$name.diff"
    fi
  done
  echo "direct $direct, through $through, differ $differ"
  [ "$direct" -gt 0 ] && [ "$differ" = 0 ]
}

# audit DATA: the ledger verifies, and every operation was admitted and has ended
audit() {
  local said
  said=$("$here/../postern" audit verify "$1") || { echo "$said"; return 1; }
  printf '%s\n' "$said" | head -1
  printf '%s' "$said" | grep -q ' 0 refused, 0 still open, 0 closed as unknown'
}
