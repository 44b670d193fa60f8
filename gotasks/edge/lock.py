"""Locks between processes: a file that one of them holds by flock(2), until it ends at the latest."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE = 0.05
"""Seconds between two tries."""


def take(path: Path, patience: float) -> int | None:
    """Return the handle of a lock, or None where another process holds it for more than ``patience`` seconds.

    Closing the handle releases it. A file that somebody has removed locks nobody out, so it is made anew.
    """
    last = time.monotonic() + patience
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(handle).st_nlink:
                return handle
        except BlockingIOError:
            if time.monotonic() > last:
                os.close(handle)
                return None
            time.sleep(PAUSE)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def is_held(path: Path) -> bool:
    """Whether another process holds a lock, for itself or shared."""
    handle = take(path, 0)
    if handle is not None:
        os.close(handle)
    return handle is None


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Hold a lock that others may share, and that nobody then takes for itself."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock, however long another process has it before."""
    handle = take(path, float("inf"))
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)
