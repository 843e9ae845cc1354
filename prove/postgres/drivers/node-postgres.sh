# node-postgres' own suite: the unit and integration tests of its package `pg`, on the driver in pure JavaScript. Sourced.

node-postgres_database() {
  :
}

# node-postgres_prepare SOURCE CACHE WORK
node-postgres_prepare() {
  node=$("$here/node22" "$2") || { missing="Node 22, or npm, which has it"; return 1; }
  unpack_suite node-postgres node-postgres "" "$1" "$2" "$3" || return 1
  local package=$3/source/packages/pg
  [ -d "$package/test/integration" ] || { missing="a source with packages/pg/test"; return 1; }
  # What the driver and its tests require, in the versions that its own description names; not its linters and bundlers.
  "$node" -e '
    const { dependencies, devDependencies } = require(process.argv[1])
    const tests = ["async", "bluebird", "co", "pg-copy-streams"]
    for (const name of tests) if (devDependencies[name]) dependencies[name] = devDependencies[name]
    require("fs").writeFileSync(process.argv[2], JSON.stringify({ private: true, dependencies }))
  ' "$package/package.json" "$3/package.json" || return 1
  npm install --prefix "$3" --no-audit --no-fund --loglevel=error > "$3/npm.log" 2>&1 || { missing="its dependencies from npm: see npm.log"; return 1; }
  ln -s ../source/packages/pg "$3/node_modules/pg"
  chmod 600 "$package/test/unit/client/pgpass.file" 2>/dev/null || true
  about="node-postgres $("$node" -p 'require(process.argv[1]).version' "$package/package.json"), from $suite_source, on Node $("$node" -p process.versions.node)"
}

# node-postgres_run PORT PASSWORD OUT: a file ends with its first failing test, so the file has a verdict too
node-postgres_run() {
  local file said
  cd "$work/node-postgres/source/packages/pg"
  for file in $(find test/unit test/integration -name '*-tests.js' | grep -e "${suite_filter:-.}" | LC_ALL=C sort); do
    said=passed
    PGHOST=localhost PGPORT=$1 PGUSER=test~token PGPASSWORD=$2 PGDATABASE=drivers "${under[@]}" \
      timeout 120 "$node" "$file" > "$3.file" 2>&1 < /dev/null || said=failed
    printf '%s\t%s\n' "$said" "$file" >> "$3.verdicts"
    sed -n "s,^  \(.*[^ ]\) ✔\$,passed\t$file \1,p; s,^  \(.*[^ ]\) FAILED!\$,failed\t$file \1,p; s,^  \(.*[^ ]\) ? - SKIPPED\$,skipped\t$file \1,p" "$3.file" >> "$3.verdicts"
    { echo "== $file $said"; cat "$3.file"; } >> "$3.output"
  done
  rm -f "$3.file"
  cd - > /dev/null
}
