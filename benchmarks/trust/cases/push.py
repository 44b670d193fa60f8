"""What a push is made of, and the matrix: how many refs, what becomes of them, what is checked out, and dirty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from benchmarks.trust.cases.case import GOOD, UNFORMATTED, Act, Build, Shape, saved
from benchmarks.trust.repo import Repo
from benchmarks.trust.truth import NO_HOOKS

ONE, THREE = ("one",), ("one", "three", "two")
"""Names of refs, in the order in which git tells them to the hook; the last one is good or bad, the others good."""


@dataclass(frozen=True, slots=True)
class Push:
    """A push, with a good and a bad form.

    ``absolute``: nothing shows where the change starts from, so only an absolute bar can refuse it. ``harmless``: what
    is bad in the bad form is not pushed.
    """

    name: str
    build: Build
    shape: Shape | None = None
    absolute: bool = False
    harmless: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix, and the way to build it."""

    refs: tuple[str, ...]
    what: str
    here: bool
    dirty: bool

    @property
    def harmless(self) -> bool:
        """Whether the remote gets nothing. Where branches are deleted, the last of three is updated instead."""
        return self.what == "nothing" or (self.what == "delete" and len(self.refs) == 1)

    def __str__(self) -> str:
        """Return its name."""
        many = "1 ref" if len(self.refs) == 1 else f"{len(self.refs)} refs"
        return f"{many}, {self.what}, {'' if self.here else 'not '}checked out, {'dirty' if self.dirty else 'clean'}"

    def __call__(self, repo: Repo, *, good: bool) -> Act:
        """Make the refs, go where the user is, and leave something in the working tree."""
        last = self.refs[-1]
        specs = [WHAT[self.what](repo, name, good or name != last) for name in self.refs]
        if len(self.refs) > 1 and self.what == "delete":
            specs[-1] = update(repo, f"{last}-kept", good)
            last = f"{last}-kept"
        if self.here:
            repo.git("checkout", "-q", last)
        else:
            elsewhere(repo, good=good)
        if self.dirty:
            repo.write({"a/a.go": UNFORMATTED if good else GOOD})
        return Act(repo, ("push", "-q", "origin", *specs))


def published(repo: Repo, *specs: str) -> None:
    """Push past all hooks."""
    repo.git(*NO_HOOKS, "push", "-q", "origin", *specs)


def tip(repo: Repo, name: str, good: bool) -> None:  # noqa: FBT001 - the ways of the table are called alike
    """Make a branch from main with one commit past all hooks."""
    repo.git("checkout", "-q", "-B", name, "main")
    text = GOOD if good else UNFORMATTED
    saved(repo, {"a/a.go": f"{text}\n// Of {name}.\n"}, name)


def elsewhere(repo: Repo, *, good: bool) -> None:
    """Check out something that deceives: a bad branch that is not pushed, or main, which is good."""
    if good:
        tip(repo, "elsewhere", good=False)
    else:
        repo.git("checkout", "-q", "main")


def new(repo: Repo, name: str, good: bool) -> str:  # noqa: FBT001 - as tip
    """A branch that the remote does not have."""
    tip(repo, name, good)
    return name


def update(repo: Repo, name: str, good: bool) -> str:  # noqa: FBT001 - as tip
    """A branch of which the remote has an older commit."""
    published(repo, f"main:refs/heads/{name}")
    return new(repo, name, good)


def delete(repo: Repo, name: str, good: bool) -> str:  # noqa: FBT001 - as tip
    """A branch that the remote is to lose; its tip may be bad."""
    tip(repo, name, good)
    published(repo, name)
    return f":{name}"


def tag(repo: Repo, name: str, good: bool) -> str:  # noqa: FBT001 - as tip
    """An annotated tag of a commit that no branch has."""
    tip(repo, "for-tags", good)
    repo.git("tag", "-a", "-m", name, name)
    repo.git("checkout", "-q", "--detach")
    repo.git("branch", "-q", "-D", "for-tags")
    return f"refs/tags/{name}"


def force(repo: Repo, name: str, good: bool) -> str:  # noqa: FBT001 - as tip
    """A branch that takes the place of another history."""
    repo.git("checkout", "-q", "-B", name, "main")
    saved(repo, {"notes.txt": f"the other {name}\n"})
    published(repo, name)
    tip(repo, name, good)
    return f"+{name}"


def nothing(repo: Repo, name: str, good: bool) -> str:  # noqa: FBT001 - as tip
    """A branch that the remote has; its tip may be bad."""
    tip(repo, name, good)
    published(repo, name)
    return name


def pushed(cell: Cell) -> Push:
    """Return the push of a cell."""
    return Push(str(cell), cell, harmless=cell.harmless)


WHAT: dict[str, Callable[[Repo, str, bool], str]] = {
    "update": update,
    "new": new,
    "delete": delete,
    "tag": tag,
    "force": force,
    "nothing": nothing,
}
CELLS = tuple(Cell(*cell) for cell in product((ONE, THREE), WHAT, (True, False), (False, True)))
MATRIX = tuple(pushed(cell) for cell in CELLS)
