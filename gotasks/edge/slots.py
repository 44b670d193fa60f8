"""The slots of a repository: which one a run gets, and how long it waits for it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Literal

from gotasks.core.errors import NotJudgedError, UsageError
from gotasks.core.keys import digest
from gotasks.edge import files
from gotasks.edge.background import behind, take_over
from gotasks.edge.git import Repository
from gotasks.edge.leftovers import end_marked
from gotasks.edge.lock import take
from gotasks.edge.slot import Slot, ceiling, identity

SLOTS = 8
WAIT = 0.2
Manner = Literal["at once", "background", "ahead"]
"""How a run takes its place: as one that somebody waits for, as one that makes way, or only where the place is free."""

FOREIGN = (
    "go.work",
    "go.mod",
    ".git",
    "staticcheck.conf",
    ".golangci.yml",
    ".golangci.yaml",
    ".golangci.toml",
    ".golangci.json",
)
"""Files that Go and its tools look for upwards; above a slot they would change what is found."""


def repository_folder(cache: Path, repository: Repository) -> Path:
    """Return the folder for a repository's slots; all its worktrees share it, so that Go's caches hit."""
    name = (
        Path(repository.common).parent.name if Path(repository.common).name == ".git" else Path(repository.common).name
    )
    return cache / "slots" / f"{name}-{digest(repository.common, repository.object_format)[:12]}"


@contextmanager
def hold(
    base: Path,
    repository: Repository,
    tree: str,
    environ: Mapping[str, str],
    manner: Manner = "at once",
) -> Iterator[Slot]:
    """Hold a slot for a tree: slot 0, or the next when another run judges another tree there.

    A run on the same tree is waited for: its results then answer this one. A run in the background makes way, and waits
    for slot 0; one ``ahead`` of its question takes slot 0 where it is free, and waits for nobody. Raises UsageError
    when something above the slots would count, NotJudgedError when all slots are taken.
    """
    refuse_foreign(base)
    name = Path(repository.top).name or "root"
    objects = (str(base / "git" / "objects"), repository.objects)
    files.make_folder(base / "0")
    ways = {
        "at once": partial(_free, base, tree),
        "background": partial(behind, base / "0"),
        "ahead": partial(_first, base),
    }
    with ways[manner]() as (folder, lock):
        held = identity(folder / "lock")
        root = folder / "tree" / name
        try:
            _end_leftovers(folder)
            files.write_atomically(folder / "judging", tree.encode())
            above = ceiling(folder)
            yield Slot(folder, int(folder.name), root, repository.object_format, objects, environ, held, above)
        finally:
            with suppress(OSError):
                (folder / "running").unlink()
            os.close(lock)


@contextmanager
def _free(base: Path, tree: str) -> Iterator[tuple[Path, int]]:
    """Give the first slot that is free, or becomes so, and its lock."""
    for number in range(SLOTS):
        folder = base / str(number)
        files.make_folder(folder)
        try:
            lock = _take(folder, tree)
        except OSError as error:
            raise NotJudgedError(
                f"cannot lock {folder}: {error.strerror}; set GOTASKS_CACHE to a folder that can be written"
            ) from None
        if lock is not None:
            yield folder, lock
            return
    raise NotJudgedError(f"{SLOTS} other runs judge other trees of this repository: try again when one has ended")


@contextmanager
def _first(base: Path) -> Iterator[tuple[Path, int]]:
    """Give slot 0, if it is free."""
    lock = take(base / "0" / "lock", 0)
    if lock is None:
        raise NotJudgedError("another run judges here")
    yield base / "0", lock


def _take(folder: Path, tree: str) -> int | None:
    """Return a slot's lock, as soon as who judges the same tree there has ended; None where another tree is judged."""
    lock = take(folder / "lock", 0)
    if lock is None:
        lock = take_over(folder)
    while lock is None and _judging(folder) == tree:
        lock = take(folder / "lock", WAIT)
    return lock


def refuse_foreign(base: Path) -> None:
    """Refuse a place for slots below a file that Go tools or git would find."""
    for folder in (base, *base.parents):
        for name in FOREIGN:
            if os.path.lexists(folder / name):
                raise UsageError(
                    f"{folder / name} lies above the slots and would change what is found: "
                    "set GOTASKS_CACHE to a folder that has no such file above it"
                )


def _end_leftovers(folder: Path) -> None:
    """End what a killed run left running, which would write into this run's checkout; and say that we run now."""
    running = folder / "running"
    if running.exists():
        end_marked("GIT_CEILING_DIRECTORIES", ceiling(folder))
    files.write_atomically(running, b"")


def _judging(folder: Path) -> str:
    with suppress(OSError):
        return (folder / "judging").read_text()
    return ""
