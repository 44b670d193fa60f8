"""Every way in which git makes a commit and calls a hook."""

from __future__ import annotations

from benchmarks.trust.cases.case import (
    GOOD,
    HELPER,
    NEEDY,
    ONE,
    TWO,
    UNFORMATTED,
    UNVETTED,
    Act,
    Case,
    pair,
    saved,
    staged,
)
from benchmarks.trust.repo import Repo


def plain(repo: Repo, *, good: bool) -> Act:
    """Stage one thing, and leave its opposite in the working tree."""
    text, opposite = pair(good=good)
    staged(repo, "a/a.go", text, opposite)
    return Act(repo)


def unvetted(repo: Repo, *, good: bool) -> Act:
    """The same with what only go vet sees."""
    staged(repo, "a/a.go", *pair(good=good, bad=UNVETTED))
    return Act(repo)


def everything(repo: Repo, *, good: bool) -> Act:
    """``-a``: the index that git names is its lock file; the opposite was staged before."""
    text, opposite = pair(good=good)
    staged(repo, "a/a.go", opposite, text)
    return Act(repo, ("commit", "-q", "-a", "-m", "x"))


def patch(repo: Repo, *, good: bool) -> Act:
    """``-p``: of two hunks one is taken, the other stays."""
    far = "\n" + "// Far away.\n" * 20
    saved(repo, {"a/a.go": ONE + far})
    one = ONE.replace("One is one.", "One is 1.")
    tail = "\nfunc more() int {return 2 }\n"
    repo.write({"a/a.go": one + far + tail})
    return Act(repo, ("commit", "-q", "-p", "-m", "x"), stdin=b"y\nn\n" if good else b"n\ny\n")


def include(repo: Repo, *, good: bool) -> Act:
    """``-i path``: what is staged and the path."""
    text, opposite = pair(good=good)
    staged(repo, "notes.txt", "more\n")
    repo.write({"a/a.go": text, "b/b.go": TWO if not good else opposite.replace("package a", "package b")})
    return Act(repo, ("commit", "-q", "-m", "x", "-i", "a/a.go"))


def only(repo: Repo, *, good: bool) -> Act:
    """``--only path``: what else is staged is not in it."""
    text, opposite = pair(good=good)
    staged(repo, "b/c.go", opposite.replace("package a", "package b"))
    repo.write({"a/a.go": text})
    return Act(repo, ("commit", "-q", "-m", "x", "--only", "a/a.go"))


def only_deleted(repo: Repo, *, good: bool) -> Act:
    """``--only path`` of a file that is gone; what would mend it is staged."""
    saved(repo, {"a/a.go": ONE if good else NEEDY, "a/one.go": HELPER})
    (repo.path / "a/one.go").unlink()
    staged(repo, "a/a.go", NEEDY if good else ONE)
    return Act(repo, ("commit", "-q", "-m", "x", "--only", "a/one.go"))


def amend(repo: Repo, *, good: bool) -> Act:
    """``--amend``, with something else in the working tree."""
    saved(repo, {"a/a.go": GOOD})
    text, opposite = pair(good=good)
    staged(repo, "a/a.go", text + "\n// End.\n", opposite)
    return Act(repo, ("commit", "-q", "--amend", "-m", "x"))


def amend_mends(repo: Repo, *, good: bool) -> Act:
    """``--amend`` of a commit that is bad; the good form mends it, the bad one says it again."""
    saved(repo, {"a/a.go": UNFORMATTED})
    if good:
        staged(repo, "a/a.go", GOOD, UNFORMATTED)
    else:
        repo.write({"a/a.go": GOOD})
    return Act(repo, ("commit", "-q", "--amend", "-m", "x"))


def nothing(repo: Repo, *, good: bool) -> Act:
    """``--allow-empty`` with nothing staged: HEAD is judged, not the working tree."""
    text, opposite = pair(good=good)
    saved(repo, {"a/a.go": text})
    repo.write({"a/a.go": opposite})
    return Act(repo, ("commit", "-q", "--allow-empty", "-m", "x"))


def detached(repo: Repo, *, good: bool) -> Act:
    """HEAD is no branch."""
    repo.git("checkout", "-q", "--detach")
    return plain(repo, good=good)


def orphan(repo: Repo, *, good: bool) -> Act:
    """A second root: HEAD is unborn although the repository is not."""
    repo.git("checkout", "-q", "--orphan", "fresh")
    return plain(repo, good=good)


def subdirectory(repo: Repo, *, good: bool) -> Act:
    """The command is given in a folder below the top."""
    return Act(plain(repo, good=good).repo, cwd="a")


def another_index(repo: Repo, *, good: bool) -> Act:
    """GIT_INDEX_FILE names an index of the user's own; git's own one holds the opposite."""
    text, opposite = pair(good=good)
    other = str(repo.path / ".git" / "other-index")
    repo.git("read-tree", "HEAD", GIT_INDEX_FILE=other)
    repo.write({"a/a.go": text}).git("add", "a/a.go", GIT_INDEX_FILE=other)
    staged(repo, "a/a.go", opposite)
    return Act(repo, env={"GIT_INDEX_FILE": other})


def relative_index(repo: Repo, *, good: bool) -> Act:
    """The same by a relative path, which counts from the top."""
    act = another_index(repo, good=good)
    return Act(repo, act.argv, env={"GIT_INDEX_FILE": ".git/other-index"})


CASES = (
    Case("plain", plain, rows=(30,)),
    Case("plain, what vet sees", unvetted, rows=(30,)),
    Case("commit -a", everything, rows=(45,)),
    Case("commit -p", patch, rows=(45,)),
    Case("commit -i path", include, rows=(45,)),
    Case("commit --only path", only, rows=(46,)),
    Case("commit --only of a deleted file", only_deleted, rows=(46, 24)),
    Case("commit --amend", amend),
    Case("commit --amend of a bad commit", amend_mends, absolute=True),
    Case("commit --allow-empty", nothing, rows=(17,), absolute=True),
    Case("detached HEAD", detached),
    Case("orphan branch", orphan, absolute=True),
    Case("from a subdirectory", subdirectory),
    Case("GIT_INDEX_FILE", another_index, rows=(46, 69)),
    Case("GIT_INDEX_FILE, relative", relative_index, rows=(46, 69)),
)
