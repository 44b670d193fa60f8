"""A commit as a process tree that can be killed: the runner in it, or the group that git and it are in."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

SETTLE = 20.0
"""Seconds in which what a kill has left behind must have ended by itself."""


def start(argv: tuple[str, ...], cwd: Path, env: Mapping[str, str]) -> psutil.Popen:
    """Start a command in a session of its own, without input; what it prints is dropped."""
    return psutil.Popen(
        argv,
        cwd=cwd,
        env=dict(env),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def run(argv: tuple[str, ...], cwd: Path, env: Mapping[str, str]) -> int:
    """Run a command to its end, and all that it has started; return its exit status."""
    started = start(argv, cwd, env)
    status = started.wait()
    quiet(started.pid, [])
    return int(status)


def below(top: psutil.Process) -> list[psutil.Process]:
    """Return all processes below one."""
    try:
        return top.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def runners(top: psutil.Process, names: tuple[str, ...]) -> list[psutil.Process]:
    """Return the processes of a tool, itself or below: one of its names begins the command line, less its paths."""
    found = []
    for one in (top, *below(top)):
        with suppress(psutil.Error):
            words = [os.path.basename(word) for word in one.cmdline()[:3]]
            if words and words[0] not in {"sh", "bash", "dash"} and any(name in words for name in names):
                found.append(one)
    return found


def until(found: Callable[[], list[psutil.Process]], top: psutil.Popen) -> list[psutil.Process]:
    """Wait for processes to be there; none when the command ends before."""
    while top.poll() is None:
        seen = found()
        if seen:
            return seen
        time.sleep(0.002)
    return []


def kill(victims: list[psutil.Process]) -> int:
    """Kill processes with SIGKILL; return how many there still were."""
    hit = 0
    for one in victims:
        with suppress(psutil.NoSuchProcess):
            one.kill()
            hit += 1
    return hit


def kill_group(leader: int) -> bool:
    """Kill a process group with SIGKILL; whether there was one."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def quiet(session: int, known: list[psutil.Process]) -> None:
    """Wait until nothing of a session, and none of the processes known, is left."""
    end = time.monotonic() + SETTLE
    while time.monotonic() < end:
        alive = [one for one in known if _alive(one)]
        if not alive and not _members(session):
            return
        time.sleep(0.02)


def _alive(one: psutil.Process) -> bool:
    try:
        return bool(one.is_running() and one.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _members(session: int) -> bool:
    for pid in psutil.pids():
        try:
            if os.getsid(pid) == session and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                return True
        except (OSError, psutil.Error):
            continue
    return False
