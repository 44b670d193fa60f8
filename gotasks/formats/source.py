"""Source lines as a terminal shows them: cells, tabs, the place of a caret, what is left of a long line. Pure."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from gotasks.core.escape import printable

TAB = 4
"""Cells from one tab stop to the next."""

LEAD = 3
"""Of a line that is cut on both sides, one part in this many stands before the caret."""

REACH = 8
"""Nothing further from the caret than this many widths is looked at: a line may be a megabyte long."""


class Excerpt(NamedTuple):
    """What is shown of a source line, and how many cells stand before the caret; None without a column."""

    text: str
    caret: int | None


def cells(text: str) -> int:
    """Return how many cells a text takes: wide characters take two (UAX 11), combining ones none."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def shown(text: str) -> str:
    """Make one line of data fit to be shown: control characters and line ends as escapes, tabs as spaces."""
    safe = printable(text.replace("\n", "\\n"))
    return safe.expandtabs(TAB) if safe.isascii() else _expanded(safe)


def excerpt(text: str, column: int, width: int, dots: str = "...") -> Excerpt:
    """Return a source line without its indentation, cut to ``width`` cells around a column in bytes, as Go prints them.

    A column inside a character stands for the character. One beyond the line is no place in it: the tool saw
    another line (a secret was taken out since, or a ``//line`` comment misled).
    """
    before = _before(text, column)
    if before is None:
        return Excerpt(_cut(shown(text.strip()[: REACH * width]), width, dots), None)
    indent = len(text) - len(text.lstrip())
    start = max(indent, len(before) - REACH * width)
    line = shown(text[start : len(before) + REACH * width].rstrip())
    caret = min(cells(shown(before[start:])), cells(line))
    return Excerpt(line, caret) if cells(line) <= width else _around(line, caret, width, dots)


def wrapped(text: str, width: int, used: int = 0) -> Iterator[str]:
    """Break one line of text between words into lines of at most ``width`` cells; a longer word stays whole.

    ``used`` cells of the first line are taken already.
    """
    line: list[str] = []
    for word in text.split(" "):
        size = cells(word)
        if line and used + size > width:
            yield " ".join(line)
            line, used = [], 0
        line.append(word)
        used += size + 1
    yield " ".join(line)


def _before(text: str, column: int) -> str | None:
    """Return the characters that end before a column in bytes; None where the line has no such column."""
    left = column - 1
    for number, char in enumerate(text):
        left -= len(char.encode("utf-8", "surrogatepass"))
        if left < 0:
            return text[:number] if column > 0 else None
    return text if left == 0 else None


def _cell(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _expanded(text: str) -> str:
    """Expand tabs by cells, where ``str.expandtabs`` counts characters."""
    line = ""
    for number, piece in enumerate(text.split("\t")):
        line += " " * (TAB - cells(line) % TAB) + piece if number else piece
    return line


def _cut(line: str, width: int, dots: str) -> str:
    """Return the beginning of a line, with dots where something is left out."""
    if cells(line) <= width:
        return line
    return _fill(line, max(width - cells(dots), 1)) + dots


def _fill(line: str, width: int) -> str:
    """Return as many of the first characters as take at most ``width`` cells."""
    taken = 0
    for number, char in enumerate(line):
        taken += _cell(char)
        if taken > width:
            return line[:number]
    return line


def _around(line: str, caret: int, width: int, dots: str) -> Excerpt:
    """Cut a line on both sides of the caret, the right side more than the left."""
    if caret <= width - cells(dots) - 1:
        return Excerpt(_cut(line, width, dots), caret)
    lead = max(width // LEAD, 1)
    start = _fill(line, min(caret - lead, cells(line) - width) + cells(dots))
    rest = line[len(start) :]
    # a combining character without the one that it belongs to would join the dots
    while rest and not _cell(rest[0]):
        start, rest = start + rest[0], rest[1:]
    return Excerpt(dots + _cut(rest, width - cells(dots), dots), cells(dots) + caret - cells(start))
