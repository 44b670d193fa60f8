"""The store: results by key, and answers about parts by question, one file each. Anybody may delete any of it."""

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from gotasks.core.errors import GotasksError
from gotasks.core.parts import Kept, Shelf
from gotasks.core.plain import EMPTY, from_plain, to_plain
from gotasks.core.result import Result
from gotasks.edge.files import write_atomically

AGE = 30 * 24 * 3600.0
"""Seconds after which an unused entry is removed."""


class _Entry(NamedTuple):
    """What a file holds: its key too, so that one that was copied to another name answers nothing."""

    key: str
    result: Result


class _Shelved(NamedTuple):
    """What a shelf's file holds."""

    scope: str
    shelf: Mapping[str, tuple[Kept, ...]]


class _Read(NamedTuple):
    """A shelf as it was read from a file in some state, and the file's line about each part."""

    state: tuple[int, ...] = ()
    shelf: Shelf = EMPTY
    lines: Mapping[str, bytes] = EMPTY


def _state(file: IO[bytes]) -> tuple[int, ...]:
    """Return what tells a file from every other: each is written anew, and what uses it says so by its time."""
    found = os.fstat(file.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _line(name: str, rows: tuple[Kept, ...]) -> bytes:
    return f"{json.dumps(name)}: {json.dumps(to_plain(rows))}".encode("ascii")


class Store:
    """Results and shelves under ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, _Read] = {}

    def get(self, key: str) -> Result | None:
        """Return the result of a key; what cannot be read as one is not there."""
        with suppress(OSError, ValueError, RecursionError):
            path = self._path(key)
            entry = from_plain(_Entry, json.loads(path.read_bytes()))
            if entry.key == key:
                path.touch()
                return entry.result
        return None

    def put(self, key: str, result: Result) -> None:
        """Keep a result. A store that cannot be written costs time later and nothing else."""
        with suppress(GotasksError):
            write_atomically(self._path(key), json.dumps(to_plain(_Entry(key, result))).encode("ascii"))

    def forget(self, key: str) -> None:
        """Keep the result of a key no longer."""
        with suppress(OSError):
            self._path(key).unlink()

    def shelf(self, scope: str) -> Shelf:
        """Return all that is kept of a question; what cannot be read is not there. The same file is read once."""
        with suppress(OSError, ValueError, RecursionError), self._path(scope).open("rb") as file:
            read = self._read.get(scope)
            if read and read.state == _state(file):
                return read.shelf
            text = file.read()
            found = from_plain(_Shelved, json.loads(text))
            if found.scope == scope:
                os.utime(file.fileno())
                lines = [line.removesuffix(b",") for line in text.split(b"\n")[1:-1]]
                self._read[scope] = _Read(_state(file), found.shelf, dict(zip(found.shelf, lines, strict=True)))
                return found.shelf
        return {}

    def shelve(self, scope: str, shelf: Shelf) -> None:
        """Keep what is known of a question; of two runs at once the later one's stays."""
        # An edit changes few of many parts, each of which has a line.
        read = self._read.get(scope, _Read())
        lines = [
            read.lines[name] if read.shelf.get(name) is rows else _line(name, rows) for name, rows in shelf.items()
        ]
        head = b'{"scope": %s, "shelf": {\n' % json.dumps(scope).encode("ascii")
        with suppress(GotasksError):
            write_atomically(self._path(scope), b"%s%s\n}}" % (head, b",\n".join(lines)))

    def prune(self) -> None:
        """Remove what has not been used for AGE; looks once a day."""
        mark = self.folder / "pruned"
        with suppress(OSError):
            if mark.exists() and time.time() - mark.stat().st_mtime < 24 * 3600:
                return
            self.folder.mkdir(parents=True, exist_ok=True)
            mark.touch()
            for path in self.folder.glob("*/*.json"):
                if time.time() - path.stat().st_mtime > AGE:
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"
