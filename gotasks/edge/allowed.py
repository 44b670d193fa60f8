"""What the user has allowed to run in hooks: one digest a line, in ``gotasks/allowed`` of the common git folder."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from gotasks.edge.files import write_atomically
from gotasks.edge.git import Repository

KEPT = 1000
"""Digests that are kept: the newest."""


def place(repository: Repository) -> Path:
    """Return the file; all worktrees share it."""
    return Path(repository.common, "gotasks", "allowed")


def read(repository: Repository) -> tuple[str, ...]:
    """Return the digests, oldest first; what cannot be read allows nothing."""
    with suppress(OSError):
        return tuple(place(repository).read_text("utf-8", "replace").split())
    return ()


def add(repository: Repository, digests: Iterable[str]) -> None:
    """Record digests. Raises NotJudgedError where they cannot be written."""
    lines = dict.fromkeys((*read(repository), *digests))
    write_atomically(place(repository), "".join(f"{line}\n" for line in [*lines][-KEPT:]).encode())
