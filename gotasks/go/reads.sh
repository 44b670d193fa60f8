# Starts a test binary so that it tells what it reads (see reading.py): reads.sh FOLDER ROOT BINARY [ARGUMENT ...]
#
# In FOLDER, below the name of the package's folder, it writes what the binary is (built), and ends there if such a one
# passed before, with what it read (GOTASKS_BUILT, known). Else it writes what stands in it of what nobody sees, with
# grep's exit status at the end (unseen), and has the test write the log by which Go knows what it has read (log).
written=$1$PWD
root=$2
begun=${1%/*}/begun
shift 2
mkdir -p "$written"
bytes() {
    od -An -v -tx1 -j "$1" -N 16 "$2" | tr -d ' \n'
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
        echo "$built" >"$written/built"
    case " ${GOTASKS_BUILT-} " in
        *" ${built:-none} "*)
            : >"$written/known"
            exit 0
            ;;
    esac
fi
unset GOTASKS_BUILT
LC_ALL=C grep -a -o -E \
    -e 'syscall\.(forkExec|Exec|Chdir|Symlink|Link|symlinkat|linkat|Access)' \
    -e 'golang\.org/x/sys/unix\.(F?[Aa]ccess(at)?2?|[FL]?[Ss]tat(at|x)?|Open(at)?2?|Readlink(at)?|Getdents|ReadDirent)' \
    -e 'plugin\.Open|[A-Za-z0-9_./-]+\._C2?func_|[A-Za-z0-9_/-]\.TestMain' "$1" >"$written/unseen"
echo "$?" >>"$written/unseen"
# Go has listed folders until now, to find packages; from here on it is tests that do. See edge/accessed.py for the time.
if mkdir "$begun.by" 2>/dev/null; then
    TZ=UTC0 find "$root" -depth -type d -exec touch -a -t 200109090146.40 {} +
    : >"$begun"
fi
until [ -e "$begun" ]; do sleep 0.1; done
exec "$@" -test.testlogfile="$written/log"
