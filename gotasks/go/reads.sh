# Starts a test binary so that it tells what it reads (see reading.py): reads.sh FOLDER ROOT BINARY [ARGUMENT ...]
#
# In FOLDER, below the name of the package's folder, it writes what stands in the binary of what nobody sees, with
# grep's exit status at the end (unseen), and has the test write the log by which Go knows what it has read (log).
written=$1$PWD
root=$2
begun=${1%/*}/begun
shift 2
mkdir -p "$written"
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
