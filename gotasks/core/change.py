"""Change: what a tree adds to another one, and the commits that bring it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gotasks.core.plain import EMPTY

HUNK = rb"(?m)^@@ -\S+ \+(\d+)(?:,(\d+))? @@"
SECTION = rb"(?m)^diff --git "


class Commit(NamedTuple):
    """A new commit. ``id`` is empty where git has not made it yet (the commit-msg hook)."""

    id: str
    message: str


class Change(NamedTuple):
    """What a tree adds to a base.

    ``added`` holds, by path, the ranges of lines that were added, as (first line from 1, number of lines);
    ``renamed`` the old path of each file that git takes for renamed; ``commits`` are the ids that ``git log -p``
    shows it by, ours first; ``sides`` is how many bases there are (a merge has several: what counts as added is so
    against all of them). ``wholes`` are commits of ours that show a private key as a whole, each with the commit that
    brings a part of it. ``problem`` says why none of that could be told.
    """

    added: Mapping[str, tuple[tuple[int, int], ...]] = EMPTY
    renamed: Mapping[str, str] = EMPTY
    commits: tuple[str, ...] = ()
    sides: int = 1
    wholes: Mapping[str, str] = EMPTY
    problem: str = ""

    @property
    def lines(self) -> int:
        """How many lines were added."""
        return sum(count for ranges in self.added.values() for _, count in ranges)

    def adds(self, path: str, line: int) -> bool:
        """Whether a line was added; line 0 stands for the file as a whole."""
        ranges = self.added.get(path, ())
        return any(first <= line < first + count for first, count in ranges) if line else path in self.added

    def before(self, path: str) -> str:
        """Return the path that a file had in the base."""
        return self.renamed.get(path, path)


Added = Mapping[str, tuple[tuple[int, int], ...]]


def both(one: Added, other: Added) -> Added:
    """Return the lines that are added against one base and against the other too."""
    shared: dict[str, tuple[tuple[int, int], ...]] = {}
    for path in one.keys() & other.keys():
        cuts = ((max(a, b), min(a + m, b + n)) for a, m in one[path] for b, n in other[path])
        ranges = tuple((first, after - first) for first, after in sorted(cuts) if after > first)
        if ranges:
            shared[path] = ranges
    return shared


def parse_change(listing: bytes) -> Change:
    """Read ``git diff-tree -r -M --raw -p -U0 -z --text BASE TREE``.

    The raw records end where the first empty one stands; after it come the patches, in the same order. No line of a
    patch's content begins with ``diff --git``, because each has its sign before it.
    """
    raw, _, patch = listing.partition(b"\0\0")
    starts = [found.start() for found in re.finditer(SECTION, patch)]
    sections = [patch[begin:end] for begin, end in zip(starts, [*starts[1:], len(patch)], strict=False)]
    added: dict[str, tuple[tuple[int, int], ...]] = {}
    renamed: dict[str, str] = {}
    at = 0
    for status, old, new in _records(raw.split(b"\0")):
        # A file that became a link, or a link a file, is shown as one that went and one that came.
        width = 2 if status == "T" else 1
        shown, at = b"".join(sections[at : at + width]), at + width
        if status in {"R", "C"}:
            renamed[new] = old
        if status != "D":
            added[new] = tuple(
                (int(hunk[1]), int(hunk[2] or 1)) for hunk in re.finditer(HUNK, shown) if hunk[2] != b"0"
            )
    return Change({path: ranges for path, ranges in added.items() if ranges}, renamed)


def _records(fields: list[bytes]) -> Iterator[tuple[str, str, str]]:
    """Yield status letter, old path and new path of each raw record."""
    left = iter(fields)
    for head in left:
        if not head.startswith(b":"):
            continue
        status = head.rsplit(b" ", 1)[-1][:1].decode("ascii")
        old = next(left).decode("utf-8", "surrogateescape")
        new = next(left).decode("utf-8", "surrogateescape") if status in {"R", "C"} else old
        yield status, old, new
