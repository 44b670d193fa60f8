"""What children are given to read, and what is kept in memory of their output."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from gotasks.edge import files

CHUNK = 1 << 16
"""Bytes that are read at once."""

END = 1 << 20
"""Bytes of each end that are kept of a stream that is too long."""


class Room:
    """How many bytes the streams of a command, or of all commands of a step, may still keep."""

    def __init__(self, left: int) -> None:
        self.left = left


class Stream:
    """The bytes of one stream: all of them up to the limit, and of more the two ends.

    An outcome from which bytes are missing is not relied on, so a little of it will do.
    """

    def __init__(self, kept: int, rooms: tuple[Room, Room]) -> None:
        self.kept = kept
        self.rooms = rooms
        self.head = bytearray()
        self.tail = bytearray()
        self.dropped = 0

    def add(self, data: bytes) -> None:
        """Take the next bytes."""
        if self.dropped:
            self._end(data)
            return
        self.head += data
        self._take(len(data))
        if any(room.left < 0 for room in self.rooms):
            self._cut()

    def _take(self, size: int) -> None:
        for room in self.rooms:
            room.left -= size

    def _cut(self) -> None:
        whole = self.head
        self._take(-len(whole))
        self.head, self.tail = whole[: self.kept], whole[self.kept :][-self.kept :]
        self.dropped = max(len(whole) - 2 * self.kept, 1)

    def _end(self, data: bytes) -> None:
        self.tail += data
        if len(self.tail) > 2 * self.kept:
            self.dropped += len(self.tail) - self.kept
            del self.tail[: -self.kept]

    def bytes(self) -> bytes:
        """Join the two ends. Where bytes are missing each end is cut at a line, so that half a secret cannot stay."""
        if not self.dropped:
            return bytes(self.head)
        head = self.head[: self.head.rfind(b"\n") + 1]
        tail = self.tail[self.tail.find(b"\n") + 1 :] if b"\n" in self.tail else self.tail[CHUNK:]
        return bytes(head + b"\n" + tail)


def given(data: bytes, scratch: str) -> IO[bytes]:
    """Return a file with these bytes, which has no name, for a child to read."""
    if not data:
        return open(os.devnull, "rb")
    path = files.fresh(Path(scratch))
    file = path.open("x+b")
    path.unlink()  # the child reads it all the same
    file.write(data)
    file.seek(0)
    return file
