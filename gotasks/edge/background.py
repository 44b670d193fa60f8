"""A run in the background, and how it makes way for others.

Two locks in a slot's folder say who is there and who waits. They end with the process that holds them, so nothing that
a killed run said is believed:

<slot>/background  held by the run in the background, before it takes the slot and until it has let it go
<slot>/wanted      shared by all runs that wait for that
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gotasks.edge.lock import PAUSE, is_held, shared, take

BACKGROUND, WANTED = "background", "wanted"

PATIENCE = 10.0
"""Seconds that a run waits for one in the background: one that is stopped (Ctrl-Z) never makes way."""


def take_over(folder: Path) -> int | None:
    """Return the lock of a slot that a run in the background has; None where it is another run's."""
    last = time.monotonic() + PATIENCE
    with shared(folder / WANTED):
        while is_held(folder / BACKGROUND) and time.monotonic() < last:
            lock = take(folder / "lock", PAUSE)
            if lock is not None:
                return lock
        return take(folder / "lock", 0)


@contextmanager
def behind(folder: Path) -> Iterator[tuple[Path, int]]:
    """Give a slot and its lock once no other run has it or wants it; as soon as one does, interrupt this run."""
    while True:
        place = take(folder / BACKGROUND, 0)
        if place is not None:
            try:
                lock = None if is_held(folder / WANTED) else take(folder / "lock", 0)
                if lock is not None:
                    with interrupted_when(lambda: is_held(folder / WANTED)):
                        yield folder, lock
                    return
            finally:
                os.close(place)
        time.sleep(PAUSE)


@contextmanager
def interrupted_when(condition: Callable[[], bool]) -> Iterator[None]:
    """Interrupt the main thread, as a signal would, as soon as a condition holds."""
    ended = threading.Event()
    main = threading.main_thread().ident or 0

    def look() -> None:
        while not ended.wait(PAUSE):
            if condition():
                signal.pthread_kill(main, signal.SIGTERM)
                return

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
