"""Merges, picks, reverts and rebases: git commits what the user has not typed."""

from __future__ import annotations

from benchmarks.trust.cases.case import (
    DUE,
    GOOD,
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
from benchmarks.trust.repo import Repo


def merge(repo: Repo, *, good: bool) -> Act:
    """A merge without conflict, of two sides that are right alone; git calls pre-merge-commit."""
    _sides(repo, good=good)
    return Act(repo, ("merge", "-q", "--no-edit", "side"))


def merge_by_hand(repo: Repo, *, good: bool) -> Act:
    """The same by ``--no-commit`` and ``git commit``, with something else in the working tree."""
    _sides(repo, good=good)
    repo.git("merge", "-q", "--no-commit", "side")
    repo.write({"b/b.go": TWO if good else DUE})
    repo.write({"a/a.go": UNFORMATTED if good else ONE})
    return Act(repo, ("commit", "-q", "--no-edit"))


def octopus(repo: Repo, *, good: bool) -> Act:
    """A merge of three."""
    _sides(repo, good=good)
    repo.git("checkout", "-q", "-b", "third", "HEAD^")
    saved(repo, {"third.txt": "3\n"})
    repo.git("checkout", "-q", "main")
    return Act(repo, ("merge", "-q", "--no-edit", "side", "third"))


def squash(repo: Repo, *, good: bool) -> Act:
    """``merge --squash`` and a commit."""
    _sides(repo, good=good)
    repo.git("merge", "-q", "--squash", "side")
    return Act(repo)


def resolved(repo: Repo, *, good: bool) -> Act:
    """A merge with a conflict, resolved, and ``git commit``."""
    conflict(repo)
    repo.git("merge", "-q", "side", check=False)
    staged(repo, "a/a.go", *pair(good=good))
    return Act(repo, ("commit", "-q", "--no-edit"))


def merge_continue(repo: Repo, *, good: bool) -> Act:
    """The same by ``merge --continue``."""
    act = resolved(repo, good=good)
    return Act(act.repo, ("merge", "--continue"), env={"GIT_EDITOR": "true"})


def cherry_pick(repo: Repo, *, good: bool) -> Act:
    """``cherry-pick --continue`` after a conflict."""
    conflict(repo)
    repo.git("cherry-pick", "side", check=False)
    staged(repo, "a/a.go", *pair(good=good))
    return Act(repo, ("cherry-pick", "--continue"), env={"GIT_EDITOR": "true"})


def revert(repo: Repo, *, good: bool) -> Act:
    """``revert --continue`` after a conflict."""
    saved(repo, {"a/a.go": ONE.replace("return 1", "return 3")})
    saved(repo, {"a/a.go": ONE.replace("return 1", "return 4")})
    repo.git("revert", "--no-edit", "HEAD^", check=False)
    staged(repo, "a/a.go", *pair(good=good))
    return Act(repo, ("revert", "--continue"), env={"GIT_EDITOR": "true"})


def rebase_by_hand(repo: Repo, *, good: bool) -> Act:
    """``git commit`` after a conflict in a rebase; ``rebase --continue`` itself is ``commit -n``, so no hook runs."""
    conflict(repo)
    repo.git("rebase", "-q", "side", check=False)
    staged(repo, "a/a.go", *pair(good=good))
    return Act(repo)


def reword(repo: Repo, *, good: bool) -> Act:
    """``rebase -i`` with reword: the commit was made past the hook, or is right."""
    saved(repo, {"a/a.go": GOOD if good else UNFORMATTED}, "old words")
    sequence = script(repo.path / ".git", "sequence", 'sed "s/^pick/reword/" "$1" > "$1.new" && mv "$1.new" "$1"')
    editor = script(repo.path / ".git", "editor", 'echo "new words" > "$1"')
    env = {"GIT_SEQUENCE_EDITOR": sequence, "GIT_EDITOR": editor}
    return Act(repo, ("rebase", "-q", "-i", "HEAD^"), env=env)


def edited(repo: Repo, *, good: bool) -> Act:
    """``rebase -i`` with edit, and ``--amend`` where it stops."""
    saved(repo, {"a/a.go": GOOD}, "to be edited")
    saved(repo, {"notes.txt": "after\n"}, "after")
    sequence = script(repo.path / ".git", "sequence", 'sed "1s/^pick/edit/" "$1" > "$1.new" && mv "$1.new" "$1"')
    repo.git("rebase", "-q", "-i", "HEAD~2", GIT_SEQUENCE_EDITOR=sequence)
    text, opposite = pair(good=good)
    staged(repo, "a/a.go", text + "\n// End.\n", opposite)
    return Act(repo, ("commit", "-q", "--amend", "-m", "x"))


def _sides(repo: Repo, *, good: bool) -> None:
    """Make two branches: one renames a function, the other calls it by its old name (or, if good, does not)."""
    repo.git("checkout", "-q", "-b", "side")
    saved(repo, {"b/b.go": DUE, "a/a.go": UNO})
    repo.git("checkout", "-q", "main")
    late = TWO.replace("package b", "package c").replace("Two", "Late")
    saved(repo, {"c/c.go": "package c\n" if good else late})


def conflict(repo: Repo) -> None:
    """Make two branches that change the same line."""
    repo.git("checkout", "-q", "-b", "side")
    saved(repo, {"a/a.go": ONE.replace("return 1", "return 3")})
    repo.git("checkout", "-q", "main")
    saved(repo, {"a/a.go": ONE.replace("return 1", "return 4")})


CASES = (
    Case("merge", merge, rows=(44, 50)),
    Case("merge --no-commit, commit", merge_by_hand, rows=(50,)),
    Case("merge of three", octopus, rows=(50,)),
    Case("merge --squash", squash),
    Case("conflicted merge, commit", resolved, rows=(20, 50)),
    Case("conflicted merge, --continue", merge_continue, rows=(20, 50)),
    Case("cherry-pick --continue", cherry_pick, rows=(20,)),
    Case("revert --continue", revert, rows=(20,)),
    Case("conflicted rebase, commit", rebase_by_hand, rows=(21,)),
    Case("rebase -i reword", reword, rows=(44,), absolute=True),
    Case("rebase -i edit, --amend", edited, rows=(44,)),
)
