"""A user's work in progress, of every kind that hook runners have lost, and what a trial did to it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.trust import referee
from benchmarks.trust.arms import Arm
from benchmarks.trust.repo import GOOD, Repo, make

EDITS = {
    "a/a.go": "\n// Uno is staged; this line, mark-partly, is not.\nfunc Uno() int { return 1 }\n",
    "b/b.go": "\n// Due is mark-unstaged.\nfunc Due() int { return 2 }\n",
    "README": "mark-assumed\n",
    "c/c.go": "// Package c is mark-intended.\npackage c\n",
    "notes.txt": "mark-untracked\n",
    "scratch/deep/notes.txt": "mark-folder\n",
    "local.ignored": "mark-ignored\n",
}
STASHED = "mark-stashed\n"
MARKS = ["mark-partly", "mark-unstaged", "mark-assumed", "mark-intended", "mark-untracked", "mark-folder"]
MARKS += ["mark-ignored", "mark-stashed"]
"""Words of which each stands in one thing that would be lost."""

REFUSE_INTENDED = {"lefthook", "lint-staged", "lint-staged --hide-all"}
"""They refuse a partly staged commit beside a file that was only announced (``git add -N``), so they get none."""


@dataclass(frozen=True, slots=True)
class Work:
    """A repository with work in progress, and a template beside it with which each trial begins."""

    repo: Repo
    template: Path

    def lay(self) -> Before:
        """Put everything back, and return what there is before the trial."""
        shutil.rmtree(self.repo.path, ignore_errors=True)
        shutil.copytree(self.template, self.repo.path, symlinks=True)
        settle(self.repo)
        return Before(self)

    def expected(self, *flags: str) -> str:
        """Return the tree that a commit with the given flags makes where no hook is asked."""
        self.lay()
        self.repo.git("commit", "-q", "--no-verify", "-m", "x", *flags)
        return self.repo.git("rev-parse", "HEAD^{tree}")


def build(work: Path, arm: Arm, checks: str, *, merging: bool = False) -> Work:
    """Make a repository with hooks and with work in progress; ``merging``: in a merge whose conflict is resolved."""
    repo = make(work, {**GOOD, "run.sh": "#!/bin/sh\n"})
    arm.install(repo, checks)
    repo.write({"README": GOOD["README"] + STASHED}).git("stash", "-q")
    if merging:
        _conflict(repo)
    staged = GOOD["a/a.go"] + EDITS["a/a.go"].replace("; this line, mark-partly, is not", "")
    repo.write({"a/a.go": staged}).git("add", "a/a.go")
    repo.write({"a/a.go": GOOD["a/a.go"] + EDITS["a/a.go"], "b/b.go": GOOD["b/b.go"] + EDITS["b/b.go"]})
    repo.write({"README": GOOD["README"] + EDITS["README"]}).git("update-index", "--assume-unchanged", "README")
    repo.write({name: text for name, text in EDITS.items() if name not in GOOD})
    (repo.path / "run.sh").chmod(0o755)
    if arm.name not in REFUSE_INTENDED:
        repo.git("add", "-N", "c/c.go")
    template = work / "template"
    shutil.copytree(repo.path, template, symlinks=True)
    return Work(repo, template)


def _conflict(repo: Repo) -> None:
    """Stand in a merge whose conflict was resolved, so that MERGE_HEAD and its like are there."""
    repo.git("checkout", "-q", "-b", "side")
    repo.write({"d.txt": "side\n"}).commit("side", "--no-verify")
    repo.git("checkout", "-q", "main")
    repo.write({"d.txt": "main\n"}).commit("main", "--no-verify")
    repo.git("merge", "side", check=False)
    repo.write({"d.txt": "both\n"}).git("add", "d.txt")


def settle(repo: Repo) -> None:
    """Let git write into the index now what it would write at the next commit, with a commit that is given up."""
    repo.git("-c", "core.hooksPath=/dev/null", "commit", check=False, GIT_EDITOR="false")


class Before:
    """What a repository held before a trial."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.files = referee.listing(work.repo.path)
        self.entries = referee.entries(work.repo)
        self.stash = referee.stash(work.repo)
        self.head = work.repo.git("rev-parse", "HEAD")

    def wrong(self, tree: str, *, exact: bool = False) -> list[str]:
        """Return what is not as it was, or as a commit of a tree makes it; ``exact``: so is every byte of the index."""
        repo, after = self.work.repo, referee.listing(self.work.repo.path)
        moved = repo.git("rev-parse", "HEAD", check=False) != self.head
        odd = referee.changed(self.files, after)
        said = [f"work displaced: {path}" for path in odd if not _in_git(path)]
        said += [f"changed: {path}" for path in odd if _in_git(path) and not (moved and _of_commit(path))]
        if ".git/index" in odd:
            said = [line for line in said if line != "changed: .git/index"]
            same = moved or referee.entries(repo) == self.entries
            said += (["index rewritten, same entries"] if exact and not moved else []) if same else ["index changed"]
        if moved and repo.git("rev-parse", "HEAD^{tree}", check=False) != tree:
            said.append("another tree was committed")
        if referee.stash(repo) != self.stash:
            said.append("stash changed")
        return said

    def lost(self) -> list[str]:
        """Return the marks that are nowhere any more: not in the work tree, not in git, not in any cache."""
        found = referee.holds([self.work.repo.path, Path(self.work.repo.env["HOME"])], self.work.repo, MARKS)
        return [mark for mark in MARKS if mark not in found]


def _in_git(path: str) -> bool:
    return path.startswith(".git" + os.sep)


def _of_commit(path: str) -> bool:
    """Whether git itself writes or removes a file when it makes a commit."""
    name = path.removeprefix(".git/")
    return name in OF_COMMIT or name.startswith("logs")


OF_COMMIT = {"refs/heads/main", "MERGE_HEAD", "MERGE_MSG", "MERGE_MODE", "AUTO_MERGE", "ORIG_HEAD"}


def summary(wrong: list[str]) -> str:
    """Return the kinds of what was wrong, shortly."""
    return "; ".join(_kinds(wrong))


def _kinds(wrong: list[str]) -> Iterator[str]:
    kinds: dict[str, list[str]] = {}
    for line in wrong:
        kind, _, what = line.partition(": ")
        kinds.setdefault(kind, []).append(what)
    for kind, whats in kinds.items():
        yield f"{kind} ({', '.join(whats)})" if whats[0] else kind
