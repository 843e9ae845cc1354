# psycopg 3's own suite, on its Python implementation over libpq, without what it says of another database (crdb), of types as
# a checker sees them (test_typing), and without the tests that it marks as slow, or as hanging on chance or on the machine's
# speed. Sourced.

psycopg3_database() {
  echo 'CREATE EXTENSION hstore;'
}

# psycopg3_prepare SOURCE CACHE WORK
psycopg3_prepare() {
  python_with psycopg python3-psycopg || return 1
  local installed
  installed=$(dpkg-query -W -f '${Version}' python3-psycopg | sed 's/-.*//')
  unpack_suite psycopg3 psycopg3 "$installed" "$1" "$2" "$3" || return 1
  grep -q "version.* = \"$installed\"" "$3/source/psycopg/psycopg/version.py" || { missing="the tests of psycopg $installed, which is installed"; return 1; }
  about="psycopg $installed of Debian, its tests from $suite_source"
}

# psycopg3_run PORT PASSWORD OUT
psycopg3_run() {
  ( cd "$work/psycopg3/source" && PSYCOPG_IMPL=python PGPASSWORD=$2 \
    PSYCOPG_TEST_DSN="host=127.0.0.1 port=$1 user=test~token dbname=drivers" with_pytest "$3" tests --ignore tests/crdb --ignore tests/test_typing.py -m "not timing and not slow and not flakey" ) > "$3.output" 2>&1
}
