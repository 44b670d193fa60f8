# What the hooks of gotasks share; each of them reads this file. `gotasks install-hooks` writes the program's path into
# the next line; without one (core.hooksPath), the repository's .venv and then PATH are asked.
gotasks=''

if [ -x "$0.before-gotasks" ]; then
    "$0.before-gotasks" "$@" || exit
fi
[ -n "$gotasks" ] || gotasks=.venv/bin/gotasks
[ -x "$gotasks" ] || gotasks=$(command -v gotasks) || gotasks=
if [ -n "$gotasks" ]; then
    "$gotasks" hook "${0##*/}" "$@"
    status=$?
    case $status in 126 | 127) ;; *) exit $status ;; esac
fi
echo "gotasks: the program that judges commits is gone, so this commit is refused." >&2
echo "gotasks: mend it with: pip install gotasks && gotasks install-hooks" >&2
exit 1
