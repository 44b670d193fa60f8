"""What a push brings: the objects that git names to pre-push, and the commits that the remote does not have yet."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from gotasks.core.push import Update
from gotasks.edge.git import Git, GitError, Repository, shallow

REMOTE = re.compile(r"([^\t]+)\t(.*) \((?:fetch|push)\)(?: \[.*\])?")
"""A line of ``git remote -v``; a partial clone's ends with its filter."""

HERE = {"GIT_NO_LAZY_FETCH": "1"}
"""The remote's old tip may not be here: a partial clone does not fetch it only to find that out (git(1))."""


class Peeled(NamedTuple):
    """An object's commit and tree; empty where it has none. ``here`` says whether the object is in the repository."""

    commit: str = ""
    tree: str = ""
    here: bool = False


class Line(NamedTuple):
    """Commits, oldest first, each with its tree; and the commits that they start from."""

    commits: tuple[tuple[str, str], ...]
    starts: tuple[str, ...]


class Sending:
    """A push under way, as the user's repository shows it. All is read, and little is asked: most refs are old."""

    def __init__(self, git: Git, repository: Repository, updates: Iterable[Update], name: str, url: str) -> None:
        self.git = git
        self.updates = tuple(updates)
        self.remotes = _remotes(git, name, url, self.updates)
        self.shallow = shallow(repository)

    @cached_property
    def peeled(self) -> dict[str, Peeled]:
        """Every object that the lines name, by its id."""
        oids = dict.fromkeys(oid for update in self.updates for oid in (update.oid, update.old) if oid.strip("0"))
        asked = "".join(f"{oid}\n{oid}^{{commit}}\n{oid}^{{tree}}\n" for oid in oids)
        lines = iter(self.git("cat-file", "--batch-check", stdin=asked.encode(), env=HERE).decode().split("\n"))
        found = {}
        for oid in oids:
            itself, commit, tree = (_id(next(lines)) for _ in range(3))
            found[oid] = Peeled(commit, tree, bool(itself))
        return found

    @cached_property
    def old(self) -> tuple[str, ...]:
        """The commits that the remote's refs have, as far as they are here."""
        there = (self.peeled[update.old].commit for update in self.updates if not update.creates)
        return tuple(dict.fromkeys(filter(None, there)))

    @cached_property
    def new(self) -> frozenset[str]:
        """The commits that the remote has not."""
        tips = dict.fromkeys(self.peeled[update.oid].commit for update in self.updates if not update.deletes)
        line = reach(self.git, self._asked(filter(None, tips)), *self.remotes)
        return frozenset(commit for commit, _ in line.commits)

    @property
    def trees(self) -> frozenset[str]:
        """The trees that the remote's refs have."""
        return frozenset(self.peeled[update.old].tree for update in self.updates if not update.creates)

    def line(self, tip: str) -> Line:
        """Return what comes with one commit."""
        return reach(self.git, self._asked([tip]), *self.remotes)

    def is_cut(self, line: Line) -> bool:
        """Whether a shallow clone ends among some commits."""
        return any(commit in self.shallow for commit, _ in line.commits)

    def independent(self, commits: Iterable[str]) -> tuple[str, ...]:
        """Return the commits that no other one of them holds."""
        found = tuple(dict.fromkeys(commits))
        return tuple(self.git.text("merge-base", "--independent", *found).split()) if found[1:] else found

    def is_forward(self, old: str, tip: str) -> bool:
        """Whether a commit comes after another one, which may not be here."""
        if not old or not tip:
            return False
        try:
            self.git("merge-base", "--is-ancestor", old, tip)
        except GitError:
            return False
        return True

    def _asked(self, tips: Iterable[str]) -> tuple[str, ...]:
        asked = tuple(tips)
        return (*asked, *(f"^{commit}" for commit in self.old)) if asked else ()


def reach(git: Git, revisions: Iterable[str], *known: str) -> Line:
    """Return what can be reached from revisions (``^`` before those whose past does not count) and is not ``known``."""
    asked = "".join(f"{revision}\n" for revision in revisions)
    if not asked:
        return Line((), ())
    words = (
        "rev-list",
        "--topo-order",
        "--reverse",
        "--boundary",
        "--format=%T",
        "--encoding=UTF-8",
        "--stdin",
        "--not",
        *known,
    )
    lines = git(*words, stdin=asked.encode()).decode().split("\n")[:-1]
    rows = [(head.partition(" ")[2], tree) for head, tree in zip(lines[::2], lines[1::2], strict=True)]
    commits = tuple(row for row in rows if not row[0].startswith("-"))
    return Line(commits, tuple(commit[1:] for commit, _ in rows if commit.startswith("-")))


def _remotes(git: Git, name: str, url: str, updates: Iterable[Update]) -> tuple[str, ...]:
    """Return the words by which rev-list knows what a remote has.

    git names a remote, or the address where none was named: then each remote with that address is it. A remote may be
    called like the first part of another one. Of the refs that are pushed git itself says what the remote has: what was
    fetched of them may be gone there.
    """
    branches = [update.remote.removeprefix("refs/heads/") for update in updates]
    rows = [found.groups() for found in map(REMOTE.fullmatch, git.text("remote", "-v").split("\n")) if found]
    names = dict.fromkeys(row[0] for row in rows)
    mine = [name] if name in names else dict.fromkeys(row[0] for row in rows if row[1] in {name, url})
    words: list[str] = []
    for each in mine:
        words += [f"--exclude={other}/*" for other in names if other.startswith(f"{each}/")]
        words += [f"--exclude={each}/{branch}" for branch in branches]
        words += [f"--remotes={each}"]
    return tuple(words)


def _id(line: str) -> str:
    """Read a line of ``cat-file --batch-check``: an id, a type and a size, or the name and ``missing``."""
    words = line.split(" ")
    return words[0] if len(words) == 3 else ""  # noqa: PLR2004 - as said
