"""What a killed run left running: found by its environment, and ended."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

PAUSE = 0.05
"""Seconds between two looks: a process may fork while we look."""


def end_marked(name: str, value: str) -> int:
    """End every process in whose environment a variable has a value, with all of its session; return how many.

    Children inherit their environment, so this finds what a killed run of ours left behind, in sessions of its own too.
    A session whose leader is there and has no such variable is the user's: a git of ours may have run in it.
    """
    import psutil  # noqa: PLC0415 - 18 ms that only a run after a killed one pays

    ended = 0
    for _ in range(3):  # what was forked meanwhile
        found = [each.pid for each in psutil.process_iter() if _marked(each, name, value)]
        sessions = {session for session in map(_session, found) if session in found or not psutil.pid_exists(session)}
        sessions -= {0, _session(0)}
        found += [pid for pid in psutil.pids() if _session(pid) in sessions and pid not in found]
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
                ended += 1
        if not found:
            break
        time.sleep(PAUSE)
    return ended


def _marked(process: psutil.Process, name: str, value: str) -> bool:
    import psutil  # noqa: PLC0415 - likewise

    with suppress(psutil.Error, OSError):
        return process.pid != os.getpid() and process.environ().get(name) == value
    return False


def _session(pid: int) -> int:
    with suppress(ProcessLookupError, PermissionError):
        return os.getsid(pid)
    return 0
