# Answers what is known already, before any Python starts. A run that passed leaves witnesses (gotasks/edge/witness.py):
# what was judged, and what must still be as it was. gotasks.sh reads this file in a subshell. Only the last line, 86,
# says that the answer is known; whatever ends this before is a doubt, which Python settles. Starting a program is what
# costs, so builtins do all that they can. Only names in small letters are assigned: where the environment has such a
# one there is no witness.
git=${GIT_DIR:-.git}
case $git in /*) ;; *) git=$PWD/$git ;; esac
folder=$git/gotasks/witness
week=604800
copy=
nl='
'

# Take the tree of the index that git names, on a copy and in a git folder of our own, as edge/trees.py does.
take() {
    index=${GIT_INDEX_FILE:-$git/index}
    [ ! -e "$git/MERGE_HEAD" ] && [ ! -e "$git/info/sparse-checkout" ] || exit 1
    for shared in "$git"/sharedindex.*; do [ ! -e "$shared" ] || exit 1; done
    IFS= read -r private <"$folder/git" && [ -d "$private/objects" ] || exit 1
    copy=$folder/index.$$
    trap 'rm -f "$copy" "$copy.lock" &' EXIT
    cp -p "$index" "$copy" || exit 1
    tree=$(
        HOME=/dev/null XDG_CONFIG_HOME=/dev/null GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 \
            GIT_ATTR_NOSYSTEM=1 GIT_CONFIG_COUNT=0 GIT_CONFIG_PARAMETERS='' GIT_DIR=$private GIT_INDEX_FILE=$copy \
            GIT_WORK_TREE=$folder git write-tree
    ) || exit 1
}

# Whether a variable has the value it had.
same() {
    name=${1%%=*}
    case $name in '' | [0-9]* | *[!A-Za-z0-9_]*) exit 1 ;; esac
    eval "now=\${$name+x}\${$name-}"
    [ "$now" = "x${1#*=}" ] || exit 1
    known="$known$name "
}

# PATH as edge/environment.py builds it: git puts a folder of its own before it in hooks.
path() {
    now=
    IFS=:
    for part in $PATH; do
        case $part in "${GIT_EXEC_PATH-}" | */git-core) continue ;; esac
        case :$now: in *:"$part":*) ;; *) now=${now:+$now:}$part ;; esac
    done
    IFS=$nl
    [ "$now" = "$1" ] || exit 1
}

# Whether a program that is started now would see no variable but those that the witness knows, and PATH. The program
# env is asked, because a shell's own list leaves out names that are not a shell's, and functions.
alone() {
    # shellcheck disable=SC2086 # names are split at blanks
    left=$(
        IFS=' '
        unset $free $known
        exec env
    )
    [ "$left" = "PATH=$PATH" ] || exit 1
}

# Whether files are what they were; and the index what it was when it was copied, because git reads it again. The copy
# tells the time for nothing: it was made now.
files() {
    names=$1
    IFS=:
    # shellcheck disable=SC2086 # names are split at colons
    out=$(LC_ALL=C stat "$how" "$format" ${copy:+"$index"} ${copy:+"$copy"} $names) || exit 1
    IFS=$nl
    # shellcheck disable=SC2086 # a line a file
    set -- $out
    if [ "$copy" ]; then
        was=$1 one=${1#*:*:} other=${2#*:*:}
        [ "${one%:*}" = "${other%:*}" ] || exit 1
        now=${2##*:}
        now=${now%.*}
        shift 2
    else
        now=$(date +%s)
    fi
    IFS=' '
    [ "$*" = "$are" ] || exit 1
}

# Whether the witness of that name is there, whole, younger than a week, and true.
holds() {
    [ -f "$folder/$1" ] && [ ! -L "$folder/$1" ] && [ ! -L "$folder" ] || exit 1
    text=$(cat "$folder/$1") || exit 1
    title='' made='' program='' walked='' others='' free='' known='' how='' format='' names='' are='' last=''
    IFS=$nl
    for line in $text; do
        rest=${line#* }
        case $line in
        "witness 1 $1") title=yes ;;
        'with '*) others=$rest ;;
        'made '*) made=$rest ;;
        'program '*) [ "$rest" = "${gotasks:-$PWD/.venv/bin/gotasks}" ] && [ -x "$rest" ] && program=yes || exit 1 ;;
        'path '*) path "$rest" && walked=yes ;;
        'free '*) free=$rest ;;
        'set '*) same "$rest" ;;
        'gone '*) [ ! -e "$rest" ] && [ ! -L "$rest" ] || exit 1 ;;
        'stat '*) how=${rest%% *} format=${rest#* } ;;
        'files '*) names=$rest ;;
        'are '*) are=$rest ;;
        esac
        last=$line
    done
    [ "$title$program$walked$last" = yesyesyesend ] && [ "$names" ] && [ "$are" ] || exit 1
    alone
    files "$names"
    case $made$now in '' | *[!0-9]*) exit 1 ;; esac
    age=$((now - made))
    [ "$age" -ge 0 ] && [ "$age" -lt "$week" ] || exit 1
}

# Find out which git runs this hook, where Linux tells: a number, and when it began, name one process since the machine
# started. And for how long that has been up.
runs() {
    IFS= read -r boot </proc/sys/kernel/random/boot_id && IFS= read -r rest <"/proc/$PPID/stat" || return 1
    IFS=. read -r up line </proc/uptime || return 1
    case $rest in "$PPID (git) "*) ;; *) return 1 ;; esac
    IFS=' '
    # shellcheck disable=SC2086 # fields are split at blanks; the 22nd of all is when it began
    set -- ${rest#*) }
    who="$boot $PPID ${20}"
}

# Tell commit-msg of the same git what is known, of which index, and when it was.
tell() {
    if [ ! -L "$folder/told" ] && { [ -f "$folder/told" ] || [ ! -e "$folder/told" ]; } && runs; then
        printf '%s\n' "$who $tree $now $up $how $format $was end" >"$folder/told"
    fi
}

# Whether pre-commit of the same git, which gives its hooks the same variables, was answered by a witness that answers
# commit-msg too. The index must be the one that was looked at: git reads it again when it has gathered the message.
told() {
    [ -f "$folder/told" ] && [ ! -L "$folder/told" ] && [ ! -L "$folder" ] || return 1
    runs && IFS= read -r line <"$folder/told" || return 1
    case $line in "$who "*' end') ;; *) return 1 ;; esac
    set -f
    # shellcheck disable=SC2086 # words are split at blanks
    set -- ${line#"$who "}
    set +f
    [ $# = 7 ] || return 1
    case $1 in *[!0-9a-f]*) return 1 ;; esac
    case $2$3 in *[!0-9]*) return 1 ;; esac
    [ "$(LC_ALL=C stat "$4" "$5" "${GIT_INDEX_FILE:-$git/index}")" = "$6" ] || return 1
    tree=$1 now=$(($2 + up - $3))
}

# Whether git takes the message as it lies there, and it has a form that every setting of ours but the strict ones lets
# pass: a subject of at most 72 bytes, then a blank line. This comes last, because it sets the locale. A shell does not
# see a NUL byte, with which git makes no commit (commit.c, commit_tree_extended).
message() {
    git config --get-regexp '^(core\.comment(char|string)|commit\.cleanup)$'
    [ $? = 1 ] || exit 1
    subject='' second=''
    { IFS= read -r subject && IFS= read -r second; } <"$1"
    LC_ALL=C
    case $subject in [!A-Za-z0-9]* | *[[:cntrl:]]* | '') exit 1 ;; esac
    [ "${#subject}" -le 72 ] && [ -z "$second" ] || exit 1
}

# Find tree and base of an update that brings one commit, whose only parent the remote has: a line that git says.
update() {
    old=${1##* } rest=${1% *}
    remote=${rest##* } rest=${rest% *}
    tip=${rest##* } name=${rest% *}
    [ "$remote" ] && [ "$name" ] && [ "$name" != "$rest" ] || exit 1
    case $tip$old in *[!0-9a-f]*) exit 1 ;; esac
    case $tip in *[!0]*) ;; *) exit 1 ;; esac
    case $old in *[!0]*) ;; *) exit 1 ;; esac
    IFS=$nl
    # shellcheck disable=SC2046 # a line for each word
    set -- $(GIT_NO_REPLACE_OBJECTS=1 git rev-list --max-count=2 --format='%H %T %P' "$tip" --)
    [ $# = 4 ] || exit 1
    tree=${2#* } base=${4#* }
    tree=${tree%% *} base=${base%% *}
    [ "$2" = "$tip $tree $old" ] && [ "${4%% *}" = "$old" ] || exit 1
}

# Turn seconds into a date: http://howardhinnant.github.io/date_algorithms.html#civil_from_days, in a year from March.
utc() {
    era=$(($1 / 86400 + 719468))
    day=$((era % 146097)) era=$((era / 146097))
    year=$(((day - day / 1460 + day / 36524 - day / 146096) / 365))
    day=$((day - (365 * year + year / 4 - year / 100)))
    month=$(((5 * day + 2) / 153))
    day=$((day - (153 * month + 2) / 5 + 1)) month=$((month < 10 ? month + 3 : month - 9))
    year=$((year + era * 400 + (month < 3)))
    second=$(($1 % 86400))
    when=$year
    set -- "-$((100 + month))" "-$((100 + day))" "T$((100 + second / 3600))" ":$((100 + second / 60 % 60))" \
        ":$((100 + second % 60))"
    for part in "$@"; do when=$when${part%1??}${part#?1}; done
    when=$when.000Z
}

# Make a line of the journal (gotasks/edge/journal.py).
row() {
    utc "$now"
    lines=$lines'{"time": "'$when'", "front": "hook '$hook'", "asked": ["'$hook'"], "tree": "'$tree'", '
    lines=$lines'"commit": "'$tip'", "verdict": "passed", "exit_status": 0, "skipped": [], "seconds": 0, '
    lines=$lines'"witness": true}'$nl
}

# Write the lines in one piece; where that fails the answer is the same.
note() {
    common=$git
    if [ -f "$git/commondir" ]; then
        IFS= read -r common <"$git/commondir"
        case $common in /*) ;; *) common=$git/$common ;; esac
    fi
    [ ! -L "$common/gotasks/journal.jsonl" ] || return 0
    printf %s "$lines" >>"$common/gotasks/journal.jsonl"
}

# A relative folder on PATH is the judged tree's: what is started from it may say anything.
case :$PATH: in *::* | *:[!/]*) exit 1 ;; esac
case ${GIT_OBJECT_DIRECTORY+x}${GIT_ALTERNATE_OBJECT_DIRECTORIES+x}${GIT_COMMON_DIR+x}${GOTASKS_PROBE+x} in ?*) exit 1 ;; esac
[ -d "$folder" ] || exit 1
tip='' lines=''
case $hook in
pre-commit)
    take
    base=$(GIT_NO_REPLACE_OBJECTS=1 git rev-parse --verify --quiet 'HEAD^{tree}') || exit 1
    set -f
    holds "pre-commit-$tree-$base"
    row
    case " $others " in *" commit-msg-$tree "*) tell ;; esac
    ;;
commit-msg)
    [ "$GIT_EDITOR" = : ] && [ -f "$1" ] || exit 1
    if ! told; then
        take
        set -f
        holds "commit-msg-$tree"
    fi
    message "$1"
    row
    ;;
pre-push)
    set -f
    # Without a line nothing is pushed; a line that is not whole is for Python to refuse.
    case $input in '') [ -x "$gotasks" ] && [ -z "${PRE_COMMIT+x}" ] || exit 1 ;; "$nl"* | *"$nl$nl"* | *[!"$nl"]) exit 1 ;; esac
    IFS=$nl
    for line in $input; do
        update "$line"
        holds "pre-push-$tree-$base"
        row
        IFS=$nl
    done
    ;;
*) exit 1 ;;
esac
note
exit 86
