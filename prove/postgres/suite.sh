# What the commands that run PostgreSQL's own suites share: their words, options, order and end. Sourced with `suite` set
# to the command's name.

. "$here/postgres/server.sh"

stop() {
  echo "prove/$suite: NOT RUN: $*" >&2
  echo "direct 0, through 0, differ 0: not run"
  exit 2
}

# take_options "$@": sets cache and source, and leaves what is not theirs in `rest`
take_options() {
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/postern-prove
  source=
  rest=()
  while [ $# -gt 0 ]; do
    case $1 in
      --source) source=${2:-}; [ -n "$source" ] || stop "--source needs a file"; shift 2 ;;
      --cache) cache=${2:-}; [ -n "$cache" ] || stop "--cache needs a directory"; shift 2 ;;
      *) rest+=("$1"); shift ;;
    esac
  done
}

no_more_options() {
  [ $# = 0 ] || stop "unknown option $1"
}

# begin NAME: the installed server, a working directory and an empty output; everything is taken down at the end
begin() {
  out=$here/out/$1
  find_server || stop "no PostgreSQL with its regression driver: install postgresql, postgresql-contrib and postgresql-server-dev"
  work=$(make_work) || stop "no working directory"
  trap finish EXIT
  rm -rf "$out"
  mkdir -p "$out"
}

# unpack FOLDER...: these folders of the server's source into WORK/source
unpack() {
  unpack_source "$source" "$cache" "$work" "$@" || stop "no source of PostgreSQL $version: give it with --source"
}

# serve DATABASE...: the server, and a tapped gateway in front of these databases
serve() {
  databases=("$@")
  begin_server "$work" || stop "the server does not start"
  local how=(--tap)
  [ -z "${tls:-}" ] || how=(--tls "$tls")
  begin_gateway "$work" "${how[@]}" "$@" || stop "the gateway does not start: $(tail -3 "$work/gateway/postern.log" "$work/door.err")"
}

# way NAME: what a client needs to come directly, or through (a guarded session, where `session` says so)
way() {
  export PGHOST=127.0.0.1 PGSSLMODE=disable PGGSSENCMODE=disable
  case $1 in
    direct) export PGPORT=$server_port PGUSER=regress PGPASSWORD=$server_password ;;
    through) export PGPORT=$door_port PGUSER=regress~token PGPASSWORD=$door_token ;;
  esac
  [ "$1" = direct ] || [ "${session:-}" != guarded ] || export PGPASSWORD=$watched_token
  [ -z "${tls:-}" ] || export PGSSLMODE=verify-full PGSSLROOTCERT=$tls/authority.pem
}

# both FUNCTION: runs it directly and through on fresh databases, each into a directory of its own below WORK
both() {
  local name database
  for name in direct through; do
    echo "$name"
    for database in "${databases[@]}"; do fresh_database "$database"; done
    mkdir -p "$work/$name"
    ( way "$name"; "$1" "$name" "$work/$name" )
  done
}

# judge TITLE [WHAT WORTH]...: the ledger and the results; the exit status is the command's
judge() {
  local result=0
  end_gateway
  audit "$work/gateway" "${session:-open}" | tee "$out/audit" || result=1
  compare_results "$work/direct" "$work/through" "$out" | tee "$out/last" || result=1
  [ "$result" != 0 ] || note "$@"
  return "$result"
}

# note TITLE [WHAT WORTH]...: the dated summary of a clean run, unless only a part was run
note() {
  local title=$1
  [ -z "${only:-}" ] || return 0
  shift
  {
    printf '# %s\n\nWritten by `prove/%s`.\n\n| | |\n|---|---|\n' "$title" "${run_as:-$suite}"
    printf '| date | %s |\n' "$(date -u +%Y-%m-%d)"
    while [ $# -gt 0 ]; do
      printf '| %s | %s |\n' "$1" "$2"
      shift 2
    done
    printf '| the ledger | %s |\n' "$(paste -sd ' ' "$out/audit")"
    printf '| result | %s |\n' "$(tail -1 "$out/last")"
  } > "$here/../docs/proofs/${noted:-$suite}.md"
}

# unpack_regress: the regression suite with its C functions built; sets regress
unpack_regress() {
  unpack src/test/regress
  regress=$work/source/src/test/regress
  build_with_pgxs "$regress" 'MODULES = regress' || stop "the suite's C functions do not build"
}

# run_regress INPUT OUTPUT DIRECTORY TEST-OR-SCHEDULE...: runs INPUT's in the first database the way that is set; keeps
# what the driver prints in OUTPUT and the result files in DIRECTORY
run_regress() {
  local input=$1 output=$2 results=$3 scratch=$work/run
  shift 3
  # Under one name while it runs, because results name the directory.
  as_server mkdir -p "$scratch"
  ( cd "$input" && as_server "$driver" --use-existing --inputdir="$input" --outputdir="$scratch" --bindir="$bin" \
    --dlpath="$regress" --host="$PGHOST" --port="$PGPORT" --user="$PGUSER" --dbname="${databases[0]}" \
    --max-concurrent-tests=20 "$@" ) > "$output" 2>&1 || true
  grep -E 'tests (passed|failed)' "$output" || tail -3 "$output"
  cp "$scratch"/results/*.out "$results"
  rm -rf "$scratch"
}

# Of the source that was unpacked, for a note.
source_named() {
  echo "$(basename "$suite_source"), SHA-256 \`$(sha256sum "$suite_source" | cut -c1-64)\`"
}
