"""What git, and ``go mod tidy -diff``, show of a difference: files, and of each its hunks, with the old file's lines.

git is asked with ``--raw -z -p``: the raw records name the files, whatever characters they have, and the patches stand
in the same order (git-diff(1)). A hunk says how many lines it has, so that no content can pass for a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gotasks.core.command import Command, decode
from gotasks.core.keys import digest
from gotasks.core.task import Job

NOBODY = (
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_CONFIG_COUNT", "0"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_DIFF_OPTS", ""),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("HOME", "/dev/null"),
    ("LC_ALL", "C"),
    ("XDG_CONFIG_HOME", "/dev/null"),
)
"""In this environment git knows no configuration, attributes or ignore rules of the user or the system."""

SHOW = ("--raw", "-z", "-p", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames")
"""Flags of the ``git diff`` whose output ``read`` reads."""

SECTION = b"diff --git "
HUNK = rb"@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@"
TIDY = rb"diff current/(\S+) tidy/\S+"

LINES = 40
"""Lines of a difference that a message shows."""

LONGEST = 4000
"""Characters of a difference that are kept to compare it by; of a longer one they and its digest."""


class Hunk(NamedTuple):
    """Lines with their signs; ``line`` is the old file's first line that goes, or before which one comes."""

    line: int
    rows: tuple[bytes, ...]

    @property
    def changed(self) -> tuple[bytes, ...]:
        """The lines that go and come, and git's word on those without a line end."""
        return tuple(row for row in self.rows if row[:1] in {b"-", b"+", b"\\"})

    @property
    def runs(self) -> tuple[Hunk, ...]:
        """The hunk cut at the lines that stay; what only comes or goes as an empty line is left out beside others."""
        found: list[Hunk] = []
        rows: list[bytes] = []
        line = self.line - next((index for index, row in enumerate(self.rows) if row[:1] in {b"-", b"+"}), 0)
        for row in (*self.rows, b" "):
            if row[:1] in {b"-", b"+", b"\\"}:
                rows.append(row)
            elif rows:
                olds = sum(each[:1] == b"-" for each in rows)
                found.append(Hunk(line - olds, tuple(rows)))
                rows = []
            line += row[:1] not in {b"+", b"\\"}
        return tuple(each for each in found if any(row[1:].strip() for row in each.rows)) or tuple(found)

    @property
    def endings_only(self) -> bool:
        """Whether only carriage returns go or come, which git itself adds and takes away (gitattributes(5))."""
        sides: dict[bytes, list[bytes]] = {b"-": [], b"+": [], b" ": []}
        side = sides[b" "]
        for row in self.rows:
            side = sides.get(row[:1], side)
            side.append(row[1:].rstrip(b"\r"))
        return sides[b"-"] == sides[b"+"]


class Difference(NamedTuple):
    """How one file differs. ``status`` is git's letter; ``told`` are git's words where there is no hunk."""

    path: str
    status: str
    hunks: tuple[Hunk, ...]
    told: str = ""

    @property
    def line(self) -> int:
        """The first line that differs, 0 where none does or the file is not there."""
        return next((hunk.line for hunk in self.hunks), 0) if self.status != "A" else 0

    @property
    def changes(self) -> str:
        """All lines that go and come, or git's words: what tells one difference from another. A long one is cut."""
        text = shown(row for hunk in self.hunks for row in hunk.changed) or self.told
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n{digest(text)}"

    @property
    def short(self) -> str:
        """The lines that go and come, as far as a message shows them."""
        return shown((row for hunk in self.hunks for row in hunk.changed), LINES) or self.told


def git(job: Job, *argv: str, limit: float, slot: bool = True) -> Command:
    """Return a git command on the slot's checkout and index, or (``slot`` false) on folders without a repository."""
    where = (("GIT_DIR", job.git), ("GIT_WORK_TREE", job.root)) if slot else ()
    return Command(("git", *argv), env=(*NOBODY, *where), timeout=limit)


def read(listing: bytes) -> tuple[Difference, ...]:
    """Read the output of ``git diff`` with SHOW. Raises ValueError where it is cut short."""
    raw, _, patch = listing.partition(b"\0\0")
    sections = [*_sections(patch.split(b"\n"), SECTION)]
    fields = iter(raw.split(b"\0"))
    found = []
    for head in fields:
        if head.startswith(b":"):
            status = decode(head.rsplit(b" ", 1)[-1][:1])
            path = next(fields).decode("utf-8", "surrogateescape")
            # A file that became a link, or a link a file, is shown as one that went and one that came.
            width = 2 if status == "T" else 1
            taken, sections = sections[:width], sections[width:]
            if len(taken) < width:
                raise ValueError("the difference is cut short")
            hunks = tuple(hunk for _, _, each in taken for hunk in each)
            told = shown(row for _, other, _ in taken for row in other)
            found.append(Difference(path, status, hunks, told))
    return tuple(found)


def read_tidy(text: bytes) -> tuple[Difference, ...]:
    """Read the output of ``go mod tidy -diff``: go.mod and go.sum, each where it differs."""
    found = []
    for header, _, hunks in _sections(text.split(b"\n"), b"diff current/"):
        name = re.match(TIDY, header)
        if name and hunks:
            found.append(Difference(decode(name[1]), "M", hunks))
    return tuple(found)


def shown(rows: Iterable[bytes], limit: int = 0) -> str:
    """Return lines as text; of more than ``limit`` the first, and how many more there are."""
    lines = [decode(row) for row in rows]
    more = [f"... and {len(lines) - limit} more lines"] if limit and len(lines) > limit else []
    return "\n".join([*(lines[:limit] if more else lines), *more])


def _sections(lines: list[bytes], header: bytes) -> Iterator[tuple[bytes, tuple[bytes, ...], tuple[Hunk, ...]]]:
    """Yield of each section its header, the lines that belong to no hunk, and the hunks."""
    begin, at = b"", 0
    other: list[bytes] = []
    hunks: list[Hunk] = []
    while at < len(lines):
        line, at = lines[at], at + 1
        mark = re.match(HUNK, line)
        if line.startswith(header):
            if begin:
                yield begin, tuple(other), tuple(hunks)
            begin, other, hunks = line, [], []
        elif mark:
            rows, at = _content(lines, at, int(mark[2] or 1), int(mark[3] or 1))
            hunks.append(Hunk(_first(mark, rows), rows))
        elif line:
            other.append(line)
    if begin:
        yield begin, tuple(other), tuple(hunks)


def _content(lines: list[bytes], at: int, old: int, new: int) -> tuple[tuple[bytes, ...], int]:
    """Take as many lines as a hunk has of the old file and of the new one; return them, and where the next one is."""
    begin = at
    while old > 0 or new > 0:
        if at == len(lines):
            raise ValueError("the difference ends within a hunk")
        sign = lines[at][:1]
        old -= sign in {b" ", b"-", b""}
        new -= sign in {b" ", b"+", b""}
        at += 1
    at += lines[at : at + 1] != [] and lines[at].startswith(b"\\ ")
    return tuple(lines[begin:at]), at


def _first(mark: re.Match[bytes], rows: tuple[bytes, ...]) -> int:
    """Return the old file's line of the first change; git counts from the line before where nothing is old."""
    kept = next((index for index, row in enumerate(rows) if row[:1] in {b"-", b"+"}), 0)
    return max(int(mark[1]) + (1 if mark[2] == b"0" else 0) + kept, 1)
