"""Coverage profiles as ``go test -coverprofile`` writes them, counted in statements.

Format (https://pkg.go.dev/golang.org/x/tools/cover): a ``mode:`` line, then
``file:line.col,line.col statements count`` a line.
"""

import re
from collections.abc import Callable, Iterable
from posixpath import dirname
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

BLOCK = r"^(?P<file>.+):(?P<place>(?P<first>\d+)\.\d+,(?P<last>\d+)\.\d+) (?P<statements>\d+) (?P<ran>\d+)$"

Lines = tuple[int, int]
"""A range of lines: the first one and the last one, from 1."""


class Covered(NamedTuple):
    """Statements of one file or package: ``covered`` of ``statements`` ran.

    ``missed`` are the lines of a file that no test ran, in order; a package has none.
    """

    name: str
    covered: int
    statements: int
    missed: tuple[Lines, ...] = ()

    @property
    def percent(self) -> str:
        """The ratio cut (never rounded up) to two decimals."""
        return percent(self.covered, self.statements)

    def reaches(self, minimum: "Fraction") -> bool:
        """Whether the exact ratio is at least ``minimum`` percent. Nothing to cover reaches everything."""
        return reaches(self.covered, self.statements, minimum)


class Coverage(NamedTuple):
    """Statement coverage of a tree; files are relative to its root, packages are import paths."""

    covered: int
    statements: int
    packages: tuple[Covered, ...] = ()
    files: tuple[Covered, ...] = ()

    @property
    def percent(self) -> str:
        """The ratio cut (never rounded up) to two decimals: 79.96 stays below 80."""
        return percent(self.covered, self.statements)

    def reaches(self, minimum: "Fraction") -> bool:
        """Whether the exact ratio is at least ``minimum`` percent. Nothing to cover reaches everything."""
        return reaches(self.covered, self.statements, minimum)


class _Block(NamedTuple):
    statements: int
    ran: bool
    lines: Lines


def merge(profiles: Iterable[str], place: Callable[[str], str]) -> Coverage:
    """Count the statements of all profiles together.

    A block that stands in several profiles, or twice in one (``-coverpkg``), counts once and is covered when any
    of them ran it. ``place`` maps a profile's file name (import path and file) to the path in the tree.

    Raises ValueError with the line that is not of the format.
    """
    blocks: dict[str, dict[str, _Block]] = {}
    for profile in profiles:
        for line in profile.split("\n"):
            if line.startswith("mode:") or not line:
                continue
            match = re.match(BLOCK, line)
            if not match:
                raise ValueError(f"not a line of a coverage profile: {line[:200]!r}")
            known = blocks.setdefault(match["file"], {})
            where = match["place"]
            ran = int(match["ran"]) > 0 or (where in known and known[where].ran)
            known[where] = _Block(int(match["statements"]), ran, (int(match["first"]), int(match["last"])))
    files = [_file(name, blocks[name].values()) for name in sorted(blocks)]
    packages = _packages(files)
    return Coverage(
        sum(row.covered for row in packages),
        sum(row.statements for row in packages),
        packages,
        tuple(row._replace(name=place(row.name)) for row in files),
    )


def joined(parts: Iterable[Coverage]) -> Coverage:
    """Add up the coverage of modules that share no file."""
    rows = list(parts)
    return Coverage(
        sum(row.covered for row in rows),
        sum(row.statements for row in rows),
        tuple(sorted((package for row in rows for package in row.packages), key=lambda package: package.name)),
        tuple(sorted((file for row in rows for file in row.files), key=lambda file: file.name)),
    )


def percent(covered: int, statements: int) -> str:
    """Return the ratio in percent, cut (never rounded up) to two decimals; of no statements 0.00."""
    hundredths = covered * 10000 // statements if statements else 0
    return f"{hundredths // 100}.{hundredths % 100:02}"


def reaches(covered: int, statements: int, minimum: "Fraction") -> bool:
    """Whether the exact ratio is at least ``minimum`` percent."""
    return covered * 100 >= minimum * statements


def _file(name: str, blocks: Iterable[_Block]) -> Covered:
    rows = list(blocks)
    covered = sum(block.statements for block in rows if block.ran)
    return Covered(name, covered, sum(block.statements for block in rows), _missed(rows))


def _packages(files: Iterable[Covered]) -> tuple[Covered, ...]:
    totals: dict[str, tuple[int, int]] = {}
    for row in files:
        covered, total = totals.get(dirname(row.name), (0, 0))
        totals[dirname(row.name)] = (covered + row.covered, total + row.statements)
    return tuple(Covered(name, *totals[name]) for name in sorted(totals))


def _missed(blocks: Iterable[_Block]) -> tuple[Lines, ...]:
    """Return the lines of the blocks that did not run.

    The line ``if ready {`` belongs to the block that ends there, and to the one that begins: it ran, if the first did.
    A block that has no line of its own keeps the lines that it shares.
    """
    rows = [block for block in blocks if block.statements]
    ran = {line for block in rows if block.ran for line in _lines(block)}
    missed: set[int] = set()
    for block in rows:
        if not block.ran:
            missed.update({line for line in _lines(block) if line not in ran} or _lines(block))
    return _ranges(sorted(missed))


def _lines(block: _Block) -> range:
    return range(block.lines[0], block.lines[1] + 1)


def _ranges(lines: Iterable[int]) -> tuple[Lines, ...]:
    found: list[Lines] = []
    for line in lines:
        if found and found[-1][1] == line - 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return tuple(found)
