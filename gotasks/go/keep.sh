# Keeps a test binary that is built, instead of starting it (see reading.py): keep.sh BINARY [ARGUMENT ...]
#
# Below the folder GOTASKS_KEPT, at the path of the package's folder, it writes what the binary is (built), and ends there
# if such a one passed before (GOTASKS_BUILT, known). Else it writes what stands in it of what nobody sees, with grep's
# exit status at the end (unseen), and the script that starts it as Go would, behind other words (start [WORD ...]). The
# first asks where Go's own test2json is (test2json).
place=$GOTASKS_KEPT$PWD/.test
mkdir -p "$place/said"
bytes() {
    od -An -v -tx1 -j "$1" -N 16 "$2" | tr -d ' \n'
}
quoted() {
    printf '%s\n' "$1" | LC_ALL=C sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"
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
# The newer Go builds its test2json when it is asked for, and removes it again where its cache is a program.
if mkdir "$GOTASKS_KEPT/asked" 2>/dev/null; then
    {
        converter=$(go tool -n test2json)
        if [ ! -x "$converter" ]; then
            converter=$GOTASKS_KEPT/converter
            go build -o "$converter" cmd/test2json
        fi
        printf '%s\n' "$converter" >"$GOTASKS_KEPT/test2json"
    } &
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
line=$(quoted "$binary") && [ -n "$line" ] || exit 1
line="\"\$@\" $line"
for word in "$@" "-test.testlogfile=$place/said/log"; do
    case $word in
        -test.coverprofile=*) word=-test.coverprofile=$place/cover.out ;;
        -test.gocoverdir=*) word=-test.gocoverdir=$place/gocoverdir ;;
    esac
    word=$(quoted "$word") && [ -n "$word" ] || exit 1
    line="$line $word"
done
if [ -n "${GOCOVERDIR-}" ]; then
    cp -R "$GOCOVERDIR" "$place/gocoverdir" || exit
    GOCOVERDIR=$place/gocoverdir
fi
for name in PATH GOROOT GOCOVERDIR; do
    eval "word=\${$name-}"
    [ -z "$word" ] || line="$name=$(quoted "$word") $line" || exit
done
# As go test says it: what begins with the mark tells test2json that no test goes on, and what all came to.
cat >"$place/start.part" <<END || exit
$line
status=\$?
case \$status in
    0) printf '\026PASS\n' ;;
    137) printf '\026FAIL\nsignal: killed\n' ;;
    *) printf '\026FAIL\nexit status %s\n' "\$status" ;;
esac
exit "\$status"
END
wait
mv "$place/start.part" "$place/start"
