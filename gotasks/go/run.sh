# Runs what keep.sh has kept of a package's tests, if anything: run.sh PLACE PACKAGE CONVERTER [LISTENER ...]
#
# It prints the events of go test -json, and ends as the tests did. CONVERTER is a file with the path of Go's test2json,
# which reads what they print: what it starts itself would ignore interrupts. LISTENER are the words by which the tests
# are started, if need be.
place=$1
package=$2
[ -e "$place/start" ] || exit 0
converter=$(cat "$3") && [ -x "$converter" ] || exit 3
shift 3
{
    /bin/sh "$place/start" "$@" </dev/null
    echo "$?" >"$place/status"
} 2>&1 | "$converter" -p "$package" || exit 3
rm -f "$place"/*.test
status=$(cat "$place/status") || exit 3
# Go does not wait longer either for what a test has left running, and holds its output open.
if [ -n "$(find "$place/status" -mmin +1)" ]; then
    echo 'what the tests have started held their output open for more than a minute' >&2
    exit 3
fi
exit "$status"
