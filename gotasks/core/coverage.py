"""Coverage profiles as ``go test -coverprofile`` writes them, counted in statements.

Format (https://pkg.go.dev/golang.org/x/tools/cover): a ``mode:`` line, then
``file:line.col,line.col statements count`` a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from posixpath import dirname

BLOCK = re.compile(r"^(.+):(\d+\.\d+,\d+\.\d+) (\d+) (\d+)$")


@dataclass(frozen=True, slots=True)
class Covered:
    """Statements of one file or package: ``covered`` of ``statements`` ran."""

    name: str
    covered: int
    statements: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Statement coverage of a tree; files are relative to its root, packages are import paths."""

    covered: int
    statements: int
    packages: tuple[Covered, ...] = ()
    files: tuple[Covered, ...] = ()

    @property
    def percent(self) -> str:
        """The ratio cut (never rounded up) to two decimals: 79.96 stays below 80."""
        hundredths = self.covered * 10000 // self.statements if self.statements else 0
        return f"{hundredths // 100}.{hundredths % 100:02}"

    def reaches(self, minimum: Fraction) -> bool:
        """Whether the exact ratio is at least ``minimum`` percent. Nothing to cover reaches everything."""
        return self.covered * 100 >= minimum * self.statements


def merge(profiles: Iterable[str], place: Callable[[str], str]) -> Coverage:
    """Count the statements of all profiles together.

    A block that stands in several profiles, or twice in one (``-coverpkg``), counts once and is covered when any
    of them ran it. ``place`` maps a profile's file name (import path and file) to the path in the tree.

    Raises ValueError with the line that is not of the format.
    """
    blocks: dict[tuple[str, str], tuple[int, bool]] = {}
    for profile in profiles:
        for line in profile.split("\n"):
            if line.startswith("mode:") or not line:
                continue
            match = BLOCK.match(line)
            if not match:
                raise ValueError(f"not a line of a coverage profile: {line[:200]!r}")
            key = (match[1], match[2])
            ran = int(match[4]) > 0 or blocks.get(key, (0, False))[1]
            blocks[key] = (int(match[3]), ran)
    files = _sum((name, *block) for (name, _), block in blocks.items())
    packages = _sum((dirname(name), *block) for (name, _), block in blocks.items())
    return Coverage(
        sum(row.covered for row in packages),
        sum(row.statements for row in packages),
        packages,
        tuple(Covered(place(row.name), row.covered, row.statements) for row in files),
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


def _sum(rows: Iterable[tuple[str, int, bool]]) -> tuple[Covered, ...]:
    totals: dict[str, tuple[int, int]] = {}
    for name, statements, ran in rows:
        covered, total = totals.get(name, (0, 0))
        totals[name] = (covered + statements * ran, total + statements)
    return tuple(Covered(name, *totals[name]) for name in sorted(totals))
