# What the suites of Go's drivers share: the tests that Debian's packages of their sources hold. Sourced.

# go_prepare SUITE DEBIAN IMPORT WORK: compiles the tests of a package
go_prepare() {
  local source=/usr/share/gocode/src/$3 go
  go=$(ls /usr/lib/go-*/bin/go 2>/dev/null | sort -V | tail -1)
  [ -n "$go" ] || { missing="Debian's golang-go"; return 1; }
  ls "$source"/*_test.go > /dev/null 2>&1 || { missing="Debian's $2, which holds the tests"; return 1; }
  ( cd "$source" && GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOCACHE=${GOCACHE:-$4/cache} "${under[@]}" "$go" test -c -o "$4/suite" "$3" ) > "$4/compile.log" 2>&1 || return 1
  cp -r "$source" "$4/source"
  about="$1 $(dpkg-query -W -f '${Version}' "$2") of Debian with the tests of its package $2, $("$go" version | cut -d' ' -f3)"
}

# go_run SUITE OUT: the compiled tests, in a copy of their sources
go_run() {
  ( cd "$work/$1/source" && "${under[@]}" "$work/$1/suite" -test.v -test.timeout 20m ${suite_filter:+-test.run "$suite_filter"} ) > "$2.output" 2>&1
  local ended=$?
  sed -n 's/^ *--- PASS: \([^ ]*\) .*/passed\t\1/p; s/^ *--- FAIL: \([^ ]*\) .*/failed\t\1/p; s/^ *--- SKIP: \([^ ]*\) .*/skipped\t\1/p' "$2.output" > "$2.verdicts"
  # A panic ends the tests, with a status above 1.
  return "$ended"
}
