# What the drivers' suites share: roles, a fresh database, and the comparison of verdicts. Sourced after server.sh.

as_superuser() {
  as_server env PGPASSWORD="$server_password" "$bin/psql" -X -q -h 127.0.0.1 -p "$server_port" -U regress -v ON_ERROR_STOP=1 "$@"
}

# What the suites want of their server, beside what PostgreSQL's own wants.
widen_server() {
  as_server "$bin/pg_ctl" -D "$data" -w -l "$work/server.log" -o "-p $server_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work \
    -c fsync=off -c max_prepared_transactions=64 -c max_connections=200 -c wal_level=logical" restart > "$work/restart.log" 2>&1
}

# Targets of the gateway beside the one of PostgreSQL's own suites, each with the name of its database; written before the
# gateway starts. Some tests open a database that every server has.
describe_drivers() {
  local name
  mkdir -p "$work/gateway/targets"
  for name in drivers postgres template1; do
    cat > "$work/gateway/targets/$name.yaml" <<END
name: $name
kind: postgres
address: 127.0.0.1:$server_port
tls: off
database: $name
environment: development
record: digest
accounts:
  test: {user: test~token, credential: {environment: SERVER_PASSWORD}}
  postgres: {user: postgres~token, credential: {environment: SERVER_PASSWORD}}
END
  done
}

# The roles have the names that clients of the gateway give, so that nothing differs between the ways but the port.
begin_roles() {
  as_superuser -d postgres -v password="$server_password" <<'SQL'
CREATE ROLE "test~token" LOGIN PASSWORD :'password';
CREATE ROLE "postgres~token" LOGIN SUPERUSER PASSWORD :'password';
SQL
}

# fresh_drivers SUITE: the database that the suite finds
fresh_drivers() {
  as_superuser -d postgres <<'SQL'
SET client_min_messages TO warning;
DROP DATABASE IF EXISTS drivers WITH (FORCE);
CREATE DATABASE drivers TEMPLATE template0 OWNER "test~token";
SQL
  "$1_database" | as_superuser -d drivers
}

# files_sha256 DIR: one digest of all files below
files_sha256() {
  ( cd "$1" && find . -type f -not -path './.git/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64 )
}

# compare_verdicts SUITE: prints each test whose verdicts differ, and the suite's counts; keeps these in OUT/SUITE.counts
compare_verdicts() {
  local apart=$here/postgres/drivers/$1.apart
  [ -f "$apart" ] || apart=/dev/null
  touch "$out/$1.direct.verdicts" "$out/$1.through.verdicts"
  LC_ALL=C awk -F'\t' -v suite="$1" -v counts="$out/$1.counts" '
    FILENAME == ARGV[1] { if ($0 !~ /^(#|$)/) listed[$1] = $2; next }
    FILENAME == ARGV[2] { direct[$2] = worse(direct[$2], $1); all[$2]; next }
    { through[$2] = worse(through[$2], $1); all[$2] }
    function worse(a, b) { return a == "failed" || b == "" ? a : b == "failed" || a == "" || a == "skipped" ? b : a }
    function of(verdict) { return verdict == "" ? "absent" : verdict }
    END {
      for (name in all) {
        a = of(direct[name]); b = of(through[name]); n["direct " a]++; n["through " b]++
        if (a == b) continue
        why = ""
        for (pattern in listed) if (index(name, pattern) == 1) why = pattern
        if (why == "") { differ++; print "differs: " name ": direct " a ", through " b | "sort" }
        else { apart++; met[why]++; print "apart: " name ": direct " a ", through " b ": " listed[why] | "sort" }
      }
      close("sort")
      for (pattern in listed) if (!(pattern in met)) print "listed, but does not differ: " pattern
      printf "%s: direct %d passed, %d failed, %d skipped, through %d passed, %d failed, %d skipped, apart %d, differ %d\n", suite,
        n["direct passed"], n["direct failed"], n["direct skipped"], n["through passed"], n["through failed"], n["through skipped"], apart, differ
      print suite, n["direct passed"] + n["direct failed"] + n["direct skipped"], n["through passed"] + n["through failed"] + n["through skipped"], differ + 0 > counts
      exit !(n["direct passed"] > 0 && differ == 0)
    }' "$apart" "$out/$1.direct.verdicts" "$out/$1.through.verdicts" | tee "$out/$1.compared"
}

# sum_verdicts: the last line
sum_verdicts() {
  cat /dev/null "$out"/*.counts 2>/dev/null | awk '{ d += $2; t += $3; x += $4 } END { printf "direct %d, through %d, differ %d\n", d, t, x }'
}

# audit_drivers DATA: the ledger verifies, and every operation that was admitted has ended
audit_drivers() {
  local said
  said=$("$here/../postern" audit verify "$1") || { echo "$said"; return 1; }
  printf '%s\n' "$said" | head -1
  printf '%s' "$said" | grep -q ' 0 still open, 0 closed as unknown'
}

# write_proof FILE SUITE...: these suites' rows of the dated summary; the other rows stay as they are
write_proof() {
  local file=$1 suite kept
  shift
  kept=$(grep -E '^\| [a-z0-9-]+ \| [0-9]{4}-' "$file" 2>/dev/null || true)
  for suite in "$@"; do
    kept=$(printf '%s\n' "$kept" | grep -v "^| $suite |" || true)
    kept+=$(printf '\n| %s | %s | %s; PostgreSQL %s | %s | %s |' "$suite" "$(date -u +%Y-%m-%d)" "$(cat "$out/$suite.about")" "$version" \
      "$(tail -1 "$out/$suite.compared" | sed "s/^$suite: //")" "$(cat "$out/audit")")
  done
  cat > "$file" <<END
# The drivers' own test suites, direct and through

A row is written when \`prove/pg-drivers\` ran the whole suite of a driver and nothing differed. What is compared is the verdict of
every test: passed, failed, or skipped by the suite itself. Through means: sign-in with a token as the password, one rule that
permits everything (open sessions), the ledger at level process-crash, no TLS on either leg. Tests that differ on purpose are
listed by name, with the reason, in \`prove/postgres/drivers/NAME.apart\`. What fails directly too is left in: it is the suite's
and the server's own matter, and has to fail through the gateway as well.

| suite | date | what ran | verdicts | the ledger of the run |
|---|---|---|---|---|
$(printf '%s\n' "$kept" | grep . | LC_ALL=C sort)
END
}

# debian_source PACKAGE VERSION CACHE: prints the path of Debian's source of an installed package
debian_source() {
  local kept="$3/$1-source"
  mkdir -p "$kept/parts" "$kept/lists/partial"
  set -- "$1" "$2" "$kept" "$kept"/*_"$2"*.orig.tar*
  [ ! -f "$4" ] || { echo "$4"; return; }
  sed 's/^Types: deb$/Types: deb-src/' /etc/apt/sources.list.d/*.sources > "$kept/parts/source.sources" 2>/dev/null
  sed -n 's/^deb /deb-src /p' /etc/apt/sources.list > "$kept/parts/source.list" 2>/dev/null || true
  local apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$kept/parts" -o "Dir::State::lists=$kept/lists")
  ( cd "$kept" && "${apt[@]}" update && "${apt[@]}" source --download-only "$1" ) > "$kept/apt.log" 2>&1 || return 1
  set -- "$kept"/*_"$2"*.orig.tar*
  [ -f "$1" ] && echo "$1"
}

# unpack_suite NAME PACKAGE VERSION DIR CACHE WORK: a checkout, or Debian's source, as WORK/source; sets suite_source
unpack_suite() {
  if [ -n "$4" ]; then
    suite_source="a checkout (SHA-256 of its files \`$(files_sha256 "$4")\`)"
    cp -r "$4" "$6/source"
    return
  fi
  local packed
  packed=$(debian_source "$2" "$3" "$5") || { missing="Debian's source of $2 $3, or a checkout given as --source $1=DIR"; return 1; }
  suite_source="Debian's source package ($(basename "$packed"), SHA-256 \`$(sha256sum < "$packed" | cut -c1-64)\`)"
  mkdir "$6/source" && tar xf "$packed" -C "$6/source" --strip-components=1
}

# python_with MODULE PACKAGE: Debian's Python, pytest and a module
python_with() {
  /usr/bin/python3 -c "import pytest, $1" 2>/dev/null || { missing="Debian's python3-pytest and $2"; return 1; }
}

# with_pytest OUT ARGUMENT...: each test's verdict, and why it failed, of the suite in the working directory
with_pytest() {
  local to=$1
  shift
  VERDICTS=$to.verdicts PYTHONPATH=$here/postgres/drivers${PYTHONPATH:+:$PYTHONPATH} PYTHONDONTWRITEBYTECODE=1 "${under[@]}" \
    timeout 1800 /usr/bin/python3 -m pytest -p verdicts -o cache_dir="$(mktemp -d -p "$work")" -q --tb=short ${suite_filter:+-k "$suite_filter"} "$@"
}
