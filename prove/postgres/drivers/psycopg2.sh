# psycopg2's own suite, run against the library that Debian installs. Sourced.

psycopg2_database() {
  echo 'CREATE EXTENSION hstore;'
}

# psycopg2_prepare SOURCE CACHE WORK
psycopg2_prepare() {
  python_with psycopg2 python3-psycopg2 || return 1
  local installed
  installed=$(dpkg-query -W -f '${Version}' python3-psycopg2 | sed 's/-.*//')
  unpack_suite psycopg2 psycopg2 "$installed" "$1" "$2" "$3" || return 1
  grep -q "PSYCOPG_VERSION = '$installed'" "$3/source/setup.py" || { missing="the tests of psycopg2 $installed, which is installed"; return 1; }
  about="psycopg2 $installed of Debian, its tests from $suite_source"
}

# psycopg2_run PORT PASSWORD OUT
psycopg2_run() {
  ( cd "$work/psycopg2/source" && PSYCOPG2_TESTDB=drivers PSYCOPG2_TESTDB_HOST=127.0.0.1 PSYCOPG2_TESTDB_PORT=$1 PSYCOPG2_TESTDB_USER=test~token \
    PSYCOPG2_TESTDB_PASSWORD=$2 with_pytest "$3" tests ) > "$3.output" 2>&1
}
