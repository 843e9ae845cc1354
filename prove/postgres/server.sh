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

# unpack_source SOURCE CACHE WORK FOLDER...: these folders of the source of exactly this server into WORK/source
unpack_source() {
  local tarball=$1 cache=$2 into=$3/source
  shift 3
  if [ -z "$tarball" ]; then
    tarball=$(fetch_source "$cache") || return 1
  fi
  suite_source=$tarball
  mkdir -p "$into"
  tar xf "$tarball" -C "$into" --strip-components=1 --wildcards "${@/#/postgresql-$version/}" || return 1
  give_to_server "$into"
}

# build_with_pgxs FOLDER MAKEFILE: builds there what an extension's makefile says, without the libraries that only the
# server itself was linked with
build_with_pgxs() {
  ( cd "$1" && printf '%s\nPGXS := %s/../lib/pgxs/src/makefiles/pgxs.mk\ninclude $(PGXS)\n' "$2" "$bin" > Makefile.suite \
    && make -s -f Makefile.suite PG_CONFIG="$bin/pg_config" with_llvm=no LIBS=-lm ) > "$1/make.log" 2>&1 || return 1
  give_to_server "$1"
}

give_to_server() {
  [ "$(id -u)" != 0 ] || chown -R postgres "$1"
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

# make_certificates WORK: sets tls to a directory with an authority and a certificate of it for this machine's loopback;
# a server that begins later takes it
make_certificates() {
  local made=$1/tls
  mkdir -p "$made"
  ( cd "$made" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=authority" \
      -keyout authority.key -out authority.pem \
    && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=127.0.0.1" \
      -addext "subjectAltName=IP:127.0.0.1" -addext "basicConstraints=critical,CA:false" \
      -CA authority.pem -CAkey authority.key -keyout server.key -out server.crt ) > "$1/openssl.log" 2>&1 || return 1
  chmod 600 "$made"/*.key
  give_to_server "$made"
  tls=$made
}

# begin_server WORK: sets server_port and server_password; the superuser is `regress`. What the server itself connects to
# is itself, over its socket, without a password.
begin_server() {
  java=$("$here/java25") || return 1
  server_port=$(free_port)
  server_password=$(openssl rand -hex 16)
  data=$1/data
  local secrecy=
  [ -z "${tls:-}" ] || secrecy="-c ssl=on -c ssl_cert_file=$tls/server.crt -c ssl_key_file=$tls/server.key"
  ( umask 077; printf '%s\n' "$server_password" > "$1/password" )
  [ "$(id -u)" != 0 ] || chown postgres "$1/password"
  as_server "$bin/initdb" -D "$data" -U regress -A scram-sha-256 --auth-local=trust --pwfile="$1/password" --no-locale -E UTF8 --no-sync > "$1/initdb.log" 2>&1 || return 1
  as_server env PGHOST="$1" PGPORT="$server_port" PGUSER=regress "$bin/pg_ctl" -D "$data" -w -l "$1/server.log" -o "-p $server_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$1 \
    -c fsync=off -c max_prepared_transactions=2 -c max_connections=200 $secrecy" start > "$1/start.log" 2>&1
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

# begin_gateway WORK [OPTION]... [DATABASE]...: sets door_port and the tokens of two callers, door_token for open sessions
# and watched_token for guarded ones; its configuration, log and data are in WORK/gateway; the options are PostgresDoor's
begin_gateway() {
  local work=$1 i
  shift
  "$here/../postern" --help > /dev/null || return 1
  [ -n "${classes:-}" ] || classes=$("$here/classpath") || return 1
  mkdir -p "$work/gateway"
  mkfifo "$work/door.in"
  POSTERN_ROOT=$(dirname "$here") SERVER_PASSWORD=$server_password "$java" -cp "$classes" dev.postern.prove.PostgresDoor \
    "$work/gateway" "$server_port" "${@:-regression}" < "$work/door.in" > "$work/door.out" 2> "$work/door.err" &
  door=$!
  exec 5> "$work/door.in"
  for i in $(seq 600); do
    [ "$(wc -l < "$work/door.out")" -lt 3 ] || break
    kill -0 "$door" 2>/dev/null || return 1
    sleep 0.2
  done
  { read -r door_port; read -r door_token; read -r watched_token; } < "$work/door.out"
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
  local name direct=0 through=0 differ=0
  for name in $(cd "$1" && find . -type f | sed 's,^./,,' | LC_ALL=C sort); do
    direct=$((direct + 1))
    [ ! -f "$2/$name" ] || through=$((through + 1))
    if ! diff -u --text "$1/$name" "$2/$name" > "$3/${name//\//_}.diff" 2>&1; then
      differ=$((differ + 1))
      echo "differs: $name ($(grep -c '^[-+]' "$3/${name//\//_}.diff") lines)"
    else
      rm "$3/${name//\//_}.diff"
    fi
  done
  echo "direct $direct, through $through, differ $differ"
  [ "$direct" -gt 0 ] && [ "$through" = "$direct" ] && [ "$differ" = 0 ]
}

# audit GATEWAY POSTURE: the ledger verifies, every operation was admitted and has ended, there are as many as a tap
# between the gateway and the server counted, and the statements of an open session, and only those, were not read
audit() {
  local said admitted asked unread
  said=$("$here/../postern" audit verify "$1/data") || { echo "$said"; return 1; }
  printf '%s\n' "$said" | head -1
  printf '%s' "$said" | grep -q ' 0 refused, 0 still open, 0 closed as unknown' || return 1
  admitted=$(printf '%s' "$said" | sed -n '1s/.* \([0-9]*\) operations admitted.*/\1/p')
  unread=$("$java" -cp "$here/../target/postern/gateway/*" "$here/LedgerEntries.java" "$1/data/ledger" | awk -F '\t' '
    $1 == "admitted" && $5 != "connect" { if ($5 == "statement") unread++; else read++ } END { print read + 0, "read,", unread + 0, "not read" }')
  echo "Statements: $unread."
  case $2:$unread in open:0\ read,*) ;; guarded:*,\ 0\ not\ read) ;; *) return 1 ;; esac
  [ -f "$1/wire" ] || return 0
  asked=$(sed 's/starts \([0-9]*\), statements \([0-9]*\),.*/\1 + \2/' "$1/wire")
  echo "On the wire behind it: $(cat "$1/wire")."
  [ "$admitted" = "$((asked))" ]
}
