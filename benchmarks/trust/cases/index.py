"""The index and the working tree say different things, in every way git knows."""

from __future__ import annotations

import stat

from benchmarks.trust.cases.case import (
    DUE,
    GOOD,
    HELPER,
    NEEDY,
    ONE,
    TWO,
    UNFORMATTED,
    UNO,
    Act,
    Case,
    pair,
    saved,
    script,
    staged,
)
from benchmarks.trust.cases.ways import plain
from benchmarks.trust.repo import Repo

COMMIT_ALL = ("commit", "-q", "-a", "-m", "x")


def untracked(repo: Repo, *, good: bool) -> Act:
    """A file that nobody added makes the package compile, or keeps it from compiling."""
    if good:
        staged(repo, "a/a.go", GOOD)
        repo.write({"a/one.go": "package wrong\n"})
    else:
        staged(repo, "a/a.go", NEEDY)
        repo.write({"a/one.go": HELPER})
    return Act(repo)


def another_file(repo: Repo, *, good: bool) -> Act:
    """A function gets another name; the file that calls it is mended in the working tree only, or there undone."""
    staged(repo, "a/a.go", UNO)
    if good:
        staged(repo, "b/b.go", DUE, TWO)
    else:
        repo.write({"b/b.go": DUE})
    return Act(repo)


def kept_on_disk(repo: Repo, *, good: bool) -> Act:
    """``rm --cached``: gone from the index, still in the working tree."""
    saved(repo, {"a/one.go": HELPER, "a/a.go": GOOD if good else NEEDY})
    repo.git("rm", "-q", "--cached", "a/one.go")
    if good:
        repo.write({"a/one.go": "package wrong\n"})
    return Act(repo)


def gone_from_disk(repo: Repo, *, good: bool) -> Act:
    """Gone from the working tree, still in the index."""
    staged(repo, "a/a.go", NEEDY if good else GOOD)
    staged(repo, "a/one.go", HELPER if good else "package a\n\nconst one = two\n")
    (repo.path / "a/one.go").unlink()
    return Act(repo)


def renamed(repo: Repo, *, good: bool) -> Act:
    """``git mv`` and a change; something else lies at the old path again."""
    repo.git("mv", "a/a.go", "a/moved.go")
    text, opposite = pair(good=good)
    staged(repo, "a/moved.go", text, opposite)
    repo.write({"a/a.go": opposite})
    return Act(repo)


def intent_to_add(repo: Repo, *, good: bool) -> Act:
    """``add -N``: git knows the name, and the content is not in what is committed."""
    staged(repo, "a/a.go", GOOD if good else NEEDY)
    repo.write({"a/one.go": "package wrong\n" if good else HELPER}).git("add", "-N", "a/one.go")
    return Act(repo)


def assume_unchanged(repo: Repo, *, good: bool) -> Act:
    """``--assume-unchanged`` hides an edit from git."""
    return _hidden(repo, "--assume-unchanged", good=good)


def skip_worktree(repo: Repo, *, good: bool) -> Act:
    """``--skip-worktree`` does so too."""
    return _hidden(repo, "--skip-worktree", good=good)


def sparse(repo: Repo, *, good: bool) -> Act:
    """Package b is not checked out (cone mode), and a change of a breaks it."""
    return _sparse(repo, "--cone", good=good)


def sparse_index(repo: Repo, *, good: bool) -> Act:
    """The same with a sparse index, which holds trees."""
    return _sparse(repo, "--cone", "--sparse-index", good=good)


def sparse_patterns(repo: Repo, *, good: bool) -> Act:
    """The same with patterns."""
    repo.git("sparse-checkout", "set", "--no-cone", "/*", "!/b/")
    return _broken_b(repo, good=good)


def split_index(repo: Repo, *, good: bool) -> Act:
    """The index is split in two files."""
    repo.git("update-index", "--split-index")
    repo.git("config", "core.splitIndex", "true")
    return plain(repo, good=good)


def split_index_all(repo: Repo, *, good: bool) -> Act:
    """The same with ``-a``, where git writes the split index to its lock file."""
    repo.git("config", "core.splitIndex", "true")
    repo.git("update-index", "--split-index")
    staged(repo, "a/a.go", *reversed(pair(good=good)))
    return Act(repo, COMMIT_ALL)


def index_version_4(repo: Repo, *, good: bool) -> Act:
    """The index has compressed paths, and git keeps what is untracked in it."""
    repo.git("update-index", "--index-version", "4")
    repo.git("update-index", "--untracked-cache")
    return plain(repo, good=good)


def monitored(repo: Repo, *, good: bool) -> Act:
    """``core.fsmonitor`` says that nothing ever changes."""
    lie = script(repo.path / ".git", "monitor", 'printf "token\\0"')
    staged(repo, "a/a.go", *pair(good=good))
    repo.git("config", "core.fsmonitor", lie)
    repo.git("update-index", "--fsmonitor")
    return Act(repo)


def flood(repo: Repo, *, good: bool) -> Act:
    """A huge folder is untracked."""
    act = plain(repo, good=good)
    folder = repo.path / "node_modules"
    folder.mkdir()
    for number in range(11_000):
        (folder / f"{number}.go").touch()
    return act


def mode(repo: Repo, *, good: bool) -> Act:
    """Only the mode changes, beside a change that is staged for real or not at all."""
    file = repo.path / "a/a.go"
    repo.git("update-index", "--chmod=+x", "a/a.go")
    if good:
        repo.write({"a/a.go": UNFORMATTED})
    else:
        staged(repo, "b/b.go", TWO.replace("{ return", "{return"), TWO)
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return Act(repo)


def file_to_folder(repo: Repo, *, good: bool) -> Act:
    """A file becomes a folder in the index, and is a file again on disk."""
    saved(repo, {"c": "a file\n"})
    (repo.path / "c").unlink()
    staged(repo, "c/c.go", pair(good=good)[0].replace("package a", "package c"))
    (repo.path / "c/c.go").unlink()
    (repo.path / "c").rmdir()
    repo.write({"c": "a file\n"})
    return Act(repo)


def changes_meanwhile(repo: Repo, *, good: bool) -> Act:
    """Somebody runs ``git add`` while the hook runs, and git commits that."""
    staged(repo, "a/a.go", GOOD)
    text = GOOD + "\n// End.\n" if good else UNFORMATTED
    other = repo.path / ".git" / "add-me.go"
    other.write_text(text)

    def add() -> None:
        oid = repo.git("hash-object", "-w", str(other))
        repo.git("update-index", "--cacheinfo", f"100644,{oid},a/a.go")

    return Act(repo, meanwhile=add)


def _hidden(repo: Repo, flag: str, *, good: bool) -> Act:
    saved(repo, {"a/one.go": HELPER.replace("one", "uno")})
    repo.git("update-index", flag, "a/one.go")
    repo.write({"a/one.go": "package wrong\n" if good else HELPER})
    staged(repo, "a/a.go", NEEDY.replace("return one", "return uno") if good else NEEDY)
    return Act(repo)


def _sparse(repo: Repo, *flags: str, good: bool) -> Act:
    repo.git("sparse-checkout", "set", *flags, "a")
    return _broken_b(repo, good=good)


def _broken_b(repo: Repo, *, good: bool) -> Act:
    """Change a; b, which is not checked out, is mended in the index only if good."""
    assert not (repo.path / "b").exists()
    staged(repo, "a/a.go", UNO, ONE)
    if good:
        repo.write({".git/b.go": DUE})
        oid = repo.git("hash-object", "-w", ".git/b.go")
        repo.git("update-index", "--cacheinfo", f"100644,{oid},b/b.go")
        repo.git("update-index", "--skip-worktree", "b/b.go")
    return Act(repo)


CASES = (
    Case("untracked file", untracked, rows=(32, 22)),
    Case("unstaged change of another file", another_file, rows=(31,)),
    Case("rm --cached", kept_on_disk, rows=(24,)),
    Case("deleted on disk only", gone_from_disk, rows=(24,)),
    Case("renamed", renamed),
    Case("intent to add", intent_to_add, rows=(8,)),
    Case("assume-unchanged", assume_unchanged, rows=(9,)),
    Case("skip-worktree", skip_worktree, rows=(9,)),
    Case("sparse checkout, cone", sparse, rows=(48,)),
    Case("sparse checkout, sparse index", sparse_index, rows=(48,)),
    Case("sparse checkout, patterns", sparse_patterns, rows=(48,)),
    Case("split index", split_index, rows=(48,)),
    Case("split index, -a", split_index_all, rows=(48, 45)),
    Case("index version 4, untracked cache", index_version_4),
    Case("core.fsmonitor", monitored, rows=(10,)),
    Case("huge untracked folder", flood),
    Case("mode change", mode, rows=(53,)),
    Case("file becomes a folder", file_to_folder, rows=(53,)),
    Case(
        "index changed while the hook runs",
        changes_meanwhile,
        rows=(7,),
        unseen="what was judged is not what git commits: commit again",
        blind=(True, False),
    ),
)
