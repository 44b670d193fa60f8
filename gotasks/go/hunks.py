"""Differences as Go's formatters print them: cut into hunks, and put together as a patch for ``git apply``."""

import re
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from gotasks.core.command import decode

START = r"(?m)^diff "
HUNK = r"(?m)^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@"
CHANGED = ("-", "+")
LONGEST = 5000
"""Characters of the longest path (PATH_MAX is 4096), beyond which no header is looked for."""

SPECIAL = r'[\x00-\x1f"\\\x7f\ud800-\udfff]'


class Style(NamedTuple):
    """How a tool names the two sides of a difference: what it adds to the file's name."""

    old: str
    new: str

    def header(self, name: str) -> str:
        """Return the lines before a file's first hunk."""
        old, new = f"{name}{self.old}", f"{name}{self.new}"
        return f"diff {old} {new}\n--- {old}\n+++ {new}\n"


GOFMT = Style(".orig", "")
GOLINES = Style("", ".shortened")


class Hunk(NamedTuple):
    """``line`` is that of the first change, in the file as it is; ``text`` the whole hunk, its ``@@`` line first."""

    line: int
    text: str

    @property
    def changes(self) -> str:
        """The rows that go and the rows that come."""
        return "\n".join(row for row in self.text.split("\n") if row.startswith(CHANGED))


def read(output: bytes, known: Container[str], style: Style) -> tuple[tuple[tuple[str, tuple[Hunk, ...]], ...], bool]:
    """Cut a tool's output at the headers of files that it may print, so that no file name can mislead.

    Return the hunks of each file, and whether that was all of the output.
    """
    text = output.decode("utf-8", "surrogateescape")
    found = [*_headers(text, known, style)]
    ends = [*(begin for begin, _, _ in found), len(text)][1:]
    files = tuple((name, (*_hunks(text[begin:end]),)) for (_, begin, name), end in zip(found, ends, strict=True))
    first = found[0][0] if found else len(text)
    return files, first == 0 and all(hunks for _, hunks in files)


def patch(files: Iterable[tuple[str, Iterable[str]]]) -> bytes:
    """Make a patch that ``git apply`` takes, from each file's hunks in order (git-diff(1), "Generating patch text")."""
    lines = []
    for path, hunks in files:
        old, new = _quoted(f"a/{path}"), _quoted(f"b/{path}")
        # git ends a name that has a space by a tab, so that patch(1) takes nothing after it for a time.
        tab = "\t" if " " in path else ""
        lines += [f"diff --git {old} {new}", f"--- {old}{tab}", f"+++ {new}{tab}", *hunks]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")


def _headers(text: str, known: Container[str], style: Style) -> Iterator[tuple[int, int, str]]:
    """Yield where each header begins and ends, and whose it is."""
    after = 0
    for mark in re.finditer(START, text):
        if mark.start() < after:
            continue  # within a file name
        header = _header(text, mark.start(), known, style)
        if header:
            after = header[1]
            yield mark.start(), after, header[0]


def _header(text: str, start: int, known: Container[str], style: Style) -> tuple[str, int] | None:
    """Read one header: its first line holds the name twice, so its length tells the name's."""
    begin, between = start + len("diff "), len(f"{style.old} {style.new}")
    at = text.find("\n--- ", begin)
    while begin <= at < begin + 2 * LONGEST:
        name = text[begin : begin + max(0, at - begin - between) // 2]
        header = style.header(name)
        if name in known and text.startswith(header, start):
            return name, start + len(header)
        at = text.find("\n--- ", at + 1)
    return None


def _hunks(body: str) -> Iterator[Hunk]:
    marks = [*re.finditer(HUNK, body)]
    ends = [*(mark.start() for mark in marks), len(body)][1:]
    for mark, after in zip(marks, ends, strict=True):
        whole = body[mark.start() : after].removesuffix("\n")
        rows = whole.split("\n")[1:]
        first = next((index for index, row in enumerate(rows) if row.startswith(CHANGED)), 0)
        yield Hunk(int(mark[1]) + first, decode(whole.encode("utf-8", "surrogateescape")))


def _quoted(name: str) -> str:
    """Write a name as git does where it has special characters: in quotes, bytes as octal numbers."""
    if not re.search(SPECIAL, name):
        return name
    plain = bytes(range(0x20, 0x7F)).translate(None, b'"\\')
    data = name.encode("utf-8", "surrogateescape")
    return '"' + "".join(chr(byte) if byte in plain else f"\\{byte:03o}" for byte in data) + '"'
