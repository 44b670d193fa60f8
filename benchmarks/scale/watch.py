"""One command with all that it starts: how long it takes on the wall and on processors, and how much memory it has."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

import psutil

T = TypeVar("T")

EVERY = 0.1
"""Seconds between two looks at the memory of all processes, which cost processor time themselves."""

UNIT = 1 if sys.platform == "darwin" else 1024
"""What ``ru_maxrss`` is counted in (getrusage(2))."""


class Watched(NamedTuple):
    """What came of a command. ``status`` is None where it took longer than it may and was killed.

    ``largest`` is what the largest of its processes had at most, in bytes, as wait4(2) tells it for those that were
    waited for. ``peak`` is what all of them had together, shared pages counted in each; None where nobody looked.
    """

    status: int | None
    seconds: float
    processor: float
    largest: int
    peak: int | None
    said: str


def run(argv: tuple[str, ...], cwd: Path, env: Mapping[str, str], limit: float, *, look: bool) -> Watched:
    """Run a command to its end; ``look`` at its memory meanwhile, in a run whose time is not to be told."""
    with (cwd.parent / "said").open("w+b") as said:
        began = time.perf_counter()
        started = subprocess.Popen(argv, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        watcher = _Watcher(psutil.Process(started.pid), limit, look=look)
        watcher.start()
        _, status, usage = os.wait4(started.pid, 0)
        seconds = time.perf_counter() - began
        started.returncode = os.waitstatus_to_exitcode(status)  # wait4 has taken it away from Popen
        watcher.ended.set()
        watcher.join()
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    peak = watcher.peak if look else None
    code = None if watcher.late else started.returncode
    return Watched(code, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * UNIT, peak, text)


class _Watcher(threading.Thread):
    """Looks at a process and all below it until it has ended; kills them when the time is over."""

    def __init__(self, top: psutil.Process, limit: float, *, look: bool) -> None:
        super().__init__(daemon=True)
        self.top, self.limit, self.look = top, limit, look
        self.ended = threading.Event()
        self.peak, self.late = 0, False

    def run(self) -> None:
        """Look, wait, and kill if need be."""
        end = time.monotonic() + self.limit
        while not self.ended.wait(EVERY if self.look else max(0.0, end - time.monotonic())):
            if time.monotonic() >= end:
                self.late = True
                for one in self._all():  # from the top, so that nothing goes on when what it waits for is gone
                    _quietly(one.kill)
                return
            self.peak = max(self.peak, sum(map(_memory, self._all())))

    def _all(self) -> list[psutil.Process]:
        return [self.top, *(_quietly(lambda: self.top.children(recursive=True)) or [])]


def _memory(one: psutil.Process) -> int:
    return _quietly(lambda: one.memory_info().rss) or 0


def _quietly(ask: Callable[[], T]) -> T | None:
    """Ask a process that may have ended meanwhile."""
    try:
        return ask()
    except psutil.Error:
        return None
