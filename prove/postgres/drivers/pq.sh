# lib/pq's own suite, from Debian's package of its source. Sourced.

. "$here/postgres/drivers/go.sh"

pq_database() {
  echo 'CREATE EXTENSION hstore;'
}

# pq_prepare SOURCE CACHE WORK
pq_prepare() {
  go_prepare pq golang-github-lib-pq-dev github.com/lib/pq "$3"
}

# pq_run PORT PASSWORD OUT
pq_run() {
  PGHOST=127.0.0.1 PGPORT=$1 PGUSER=test~token PGPASSWORD=$2 PGDATABASE=drivers PGSSLMODE=disable go_run pq "$3"
}
