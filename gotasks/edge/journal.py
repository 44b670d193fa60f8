"""The journal: a line of JSON for each run, under the git folder that all worktrees share.

<git folder>/gotasks/journal.jsonl    the newest lines
<git folder>/gotasks/journal.1.jsonl  those before them

A line is appended with one write, so that runs side by side do not mix theirs; a journal that cannot be written
changes nothing else.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from gotasks.edge.git import Repository

NAME, BEFORE = "journal.jsonl", "journal.1.jsonl"
LIMIT = 1 << 20
"""Bytes at which the journal becomes the one before, whose lines then go."""


def folder(repository: Repository) -> Path:
    """Return our folder under the git folder that all worktrees share."""
    return Path(repository.common, "gotasks")


def append(repository: Repository, record: Mapping[str, Any]) -> None:
    """Add a line."""
    line = json.dumps(record, ensure_ascii=True).encode("ascii") + b"\n"
    with suppress(OSError):
        where = folder(repository)
        where.mkdir(exist_ok=True)
        handle = os.open(where / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        try:
            os.write(handle, line)
            if os.fstat(handle).st_size > LIMIT:
                _rotate(handle, where)
        finally:
            os.close(handle)


def lines(repository: Repository) -> Iterator[str]:
    """Yield the lines, oldest first; a line that a full disk has cut off is left out. Raises OSError."""
    for name in (BEFORE, NAME):
        with suppress(FileNotFoundError):
            for line in (folder(repository) / name).read_text("utf-8", "replace").split("\n"):
                if _whole(line):
                    yield line


def _rotate(handle: int, where: Path) -> None:
    """Put the journal aside, unless another run is doing so or has done it."""
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if os.path.samestat(os.fstat(handle), os.stat(where / NAME)):
        os.replace(where / NAME, where / BEFORE)


def _whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
