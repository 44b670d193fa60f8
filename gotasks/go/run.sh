# Runs what keep.sh has kept of a package's tests, if anything: run.sh PLACE PACKAGE CONVERTER
#
# It prints the events of go test -json. CONVERTER is a file with the path of Go's test2json, which makes them.
[ -e "$1/start" ] || exit 0
converter=$(cat "$3") && [ -n "$converter" ] || exit 3
"$converter" -p "$2" /bin/sh "$1/start" "$2"
status=$?
rm -f "$1"/*.test
exit "$status"
