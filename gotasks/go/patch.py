"""What ``git log -p -U0 -m`` shows, read line by line: which lines each commit adds, and how many bytes they are.

Only what stands in hunks is content, and a hunk says how many lines it has, so that no content can pass for a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

FORMAT = "--format=%x00commit%x20%H%x20%P"
"""The header that ``read`` expects before each difference: a NUL, the commit and its parents (git-log(1)).

The NUL at the head also says that the file is no text, in which secrets would be taken out and bytes with them.
"""
HEADER = rb"\0?\0commit ([0-9a-f]{40,64}) ([0-9a-f ]*)"
HUNK = rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@"
NEW = b"+++ "
NOTHING = b"/dev/null"
ESCAPED = rb"\\([0-7]{3}|.)"
LETTERS = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


class Shown:
    """What one commit adds to one of its parents: line numbers by path, and their bytes. A path may have no line."""

    def __init__(self, commit: str, parents: int) -> None:
        self.commit = commit
        self.parents = parents
        self.added: dict[str, set[int]] = {}
        self.size = 0


def read(patch: bytes) -> tuple[Shown, ...]:
    """Read the output of ``git log -p -U0 -m`` with FORMAT. Raises ValueError where it ends within a hunk."""
    lines = _Lines(patch.split(b"\n"))
    found: list[Shown] = []
    path = ""
    for line in lines:
        header = re.fullmatch(HEADER, line)
        hunk = re.match(HUNK, line)
        if header:
            found.append(Shown(header[1].decode("ascii"), len(header[2].split())))
        elif line.startswith(NEW) and found:
            path = _path(line[len(NEW) :])
            found[-1].added.setdefault(path, set())
        elif hunk and found:
            first, count = int(hunk[2]), int(hunk[3] or 1)
            lines.content(int(hunk[1] or 1), b"-")
            found[-1].size += lines.content(count, b"+")
            found[-1].added[path].update(range(first, first + count))
    return tuple(found)


class _Lines:
    """The lines of a patch, taken one by one."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines
        self._at = 0

    def __iter__(self) -> Iterator[bytes]:
        while self._at < len(self._lines):
            self._at += 1
            yield self._lines[self._at - 1]

    def content(self, count: int, sign: bytes) -> int:
        """Take the lines of a hunk with a sign; return their bytes, line ends included where there are any."""
        taken = self._lines[self._at : self._at + count]
        if len(taken) < count or not all(line.startswith(sign) for line in taken):
            raise ValueError("the difference ends within a hunk")
        self._at += count
        size = sum(map(len, taken))  # a line's sign is as long as its end
        if count and self._lines[self._at : self._at + 1] and self._lines[self._at].startswith(b"\\ "):
            self._at += 1
            size -= 1
        return size


def _path(name: bytes) -> str:
    """Return the path of a ``+++`` line: after ``b/``, in quotes where it has special characters (git-diff(1))."""
    if name.startswith(b'"'):
        name = re.sub(ESCAPED, _unescaped, name[1 : name.rindex(b'"')])
    name = name.removesuffix(b"\t")
    return "" if name == NOTHING else name.removeprefix(b"b/").decode("utf-8", "surrogateescape")


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8)]) if len(code) > 1 else LETTERS.get(code, code)
