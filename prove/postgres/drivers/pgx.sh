# pgx's own suite, from Debian's package of its source. Sourced.

. "$here/postgres/drivers/go.sh"

pgx_database() {
  printf 'CREATE EXTENSION hstore;\nCREATE DOMAIN uint64 AS numeric(20,0);\n'
}

# pgx_prepare SOURCE CACHE WORK
pgx_prepare() {
  go_prepare pgx golang-github-jackc-pgx-v4-dev github.com/jackc/pgx/v4 "$3"
}

# pgx_run PORT PASSWORD OUT
pgx_run() {
  PGX_TEST_DATABASE="host=127.0.0.1 port=$1 user=test~token password=$2 dbname=drivers sslmode=disable" go_run pgx "$3"
}
