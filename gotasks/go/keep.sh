# Keeps a test binary that is built, instead of starting it (see reading.py): keep.sh BINARY [ARGUMENT ...]
#
# Below the folder GOTASKS_KEPT, at the path of the package's folder, it writes what the binary is (built), and ends there
# if such a one passed before (GOTASKS_BUILT, known). Else it writes what stands in it of what nobody sees, with grep's
# exit status at the end (unseen), and the script that starts it as Go would (start PACKAGE). The first asks where Go's own
# test2json is (test2json).
place=$GOTASKS_KEPT$PWD/.test
mkdir -p "$place/said"
bytes() {
    od -An -v -tx1 -j "$1" -N 16 "$2" | tr -d ' \n'
}
quoted() {
    printf '%s\n' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"
}
# A binary is all of its bytes but for Go's build ID, which names its sources, and GNU's, which is made of that: each in a
# note behind 16 bytes that say what it is, or Go's in a text. So go test itself compares binaries (cmd/internal/buildid,
# FindAndHash). Tools that cannot cut would give all binaries one name.
part='[A-Za-z0-9_-]{20}'
at=$(LC_ALL=C grep -a -b -o -m 1 -E "$part/$part/$part/$part" "$1" 2>/dev/null | sed -n '1s/:.*//p')
cut=$(printf abc | head -c 1)$(printf abc | tail -c +3)
if [ "$cut" != ac ] || [ "${at:-0}" -lt 16 ]; then
    at=
fi
after=83
case ${at:+$(bytes $((at - 16)) "$1"),$(bytes $((at + 84)) "$1")} in
    040000005300000004000000476f0000,040000001400000003000000474e5500) after=120 ;;
    040000005300000004000000476f0000,* | ff20476f206275696c642049443a2022,*) ;;
    *) at= ;;
esac
if [ -n "$at" ]; then
    built=$({ head -c "$at" "$1" && tail -c +$((at + after + 1)) "$1"; } | git hash-object --stdin 2>/dev/null) &&
        echo "$built" >"$place/said/built"
    case " ${GOTASKS_BUILT-} " in
        *" ${built:-none} "*)
            : >"$place/said/known"
            exit 0
            ;;
    esac
fi
# The newer Go builds its test2json when it is asked for, which takes long once.
if mkdir "$GOTASKS_KEPT/asked" 2>/dev/null; then
    go tool -n test2json >"$GOTASKS_KEPT/test2json" &
fi
LC_ALL=C grep -a -o -E \
    -e 'syscall\.(forkExec|Exec|Chdir|Symlink|Link|symlinkat|linkat|Access)' \
    -e 'golang\.org/x/sys/unix\.(F?[Aa]ccess(at)?2?|[FL]?[Ss]tat(at|x)?|Open(at)?2?|Readlink(at)?|Getdents|ReadDirent)' \
    -e 'plugin\.Open|[A-Za-z0-9_./-]+\._C2?func_|[A-Za-z0-9_/-]\.TestMain' "$1" >"$place/said/unseen"
echo "$?" >>"$place/said/unseen"
# Go removes its own folder when it ends, with what lies in it.
binary=$place/${1##*/}
ln "$1" "$binary" 2>/dev/null || cp "$1" "$binary" || exit
shift
{
    printf 'PATH=%s\nexport PATH\n' "$(quoted "$PATH")"
    if [ -n "${GOCOVERDIR-}" ]; then
        cp -R "$GOCOVERDIR" "$place/gocoverdir" || exit
        printf 'GOCOVERDIR=%s\nexport GOCOVERDIR\n' "$(quoted "$place/gocoverdir")"
    fi
    printf %s "$(quoted "$binary")"
    for word; do
        case $word in
            -test.coverprofile=*) word=-test.coverprofile=$place/cover.out ;;
            -test.gocoverdir=*) word=-test.gocoverdir=$place/gocoverdir ;;
        esac
        printf ' %s' "$(quoted "$word")"
    done
    printf ' %s\n' "$(quoted "-test.testlogfile=$place/said/log")"
    cat <<'END'
status=$?
# As go test says it; its line that begins with the mark and FAIL tells test2json that no test goes on.
case $status in
    0) exit ;;
    137) echo 'signal: killed' ;;
    *) echo "exit status $status" ;;
esac
printf '\026FAIL\t%s\n' "$1"
exit "$status"
END
} >"$place/start.part" && mv "$place/start.part" "$place/start" && wait
