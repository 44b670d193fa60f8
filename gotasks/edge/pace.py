"""How much may run side by side here, and how long each task took the last time that it ran."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from gotasks.core.errors import GotasksError
from gotasks.core.report import TaskReport
from gotasks.edge.files import write_atomically

SPARE = 1
"""Tasks beyond the number of cores: each waits for the disk, and for its own last thread, some of the time."""

SELDOM = "400"
"""Percent by which a heap may grow before its garbage is collected."""

GIB = 1 << 30
"""Bytes that a task needs at most times: what loads the packages of a large module."""


def most(environ: Mapping[str, str]) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Return how many tasks may run at once, by cores and free memory, and the variables with which they share it.

    GOMEMLIMIT has Go programs collect their garbage sooner, as it fills, and GOGC later before that (``go doc
    runtime``): a fifth of the time that tools take goes into it. The caller's own go first.
    """
    free = _free()
    number = max(1, min(cores() + SPARE, free // GIB))
    limited = number > 1 and "GOMEMLIMIT" not in environ
    if not limited:
        return number, ()
    return number, (("GOMEMLIMIT", str(free // number)), *(() if "GOGC" in environ else (("GOGC", SELDOM),)))


def cores() -> int:
    """Return how many cores there are for us, by affinity and our control group (cgroups(7), cpu.max), as Go does."""
    number = len(os.sched_getaffinity(0)) if sys.platform.startswith("linux") else os.cpu_count() or 1
    with suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        number = min(number, max(2, -(-int(quota) // int(period))))
    return number


def read(folder: Path) -> dict[str, float]:
    """Return the seconds of each task, by name; nothing where nothing is known."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        return {str(name): float(seconds) for name, seconds in json.loads(_file(folder).read_bytes()).items()}
    return {}


def write(folder: Path, reports: Iterable[TaskReport], began: str) -> None:
    """Keep the seconds of those tasks that ran since a run began; what cannot be kept costs only time."""
    ran = {each.name: each.seconds for each in reports if any(part.ran_at >= began for part in each.result.parts)}
    if ran:
        with suppress(GotasksError):
            write_atomically(_file(folder), json.dumps({**read(folder), **ran}).encode("ascii"))


def _file(folder: Path) -> Path:
    return folder / "pace.json"


def _free() -> int:
    """Return the bytes that are free to be used, here and in our control group (cgroups(7), memory.max)."""
    if not sys.platform.startswith("linux"):
        import psutil  # noqa: PLC0415 - 18 ms

        return int(psutil.virtual_memory().available)
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = int(next(line.split()[1] for line in lines if line.startswith("MemAvailable:"))) * 1024
        return min(free, _free_of_group(Path("/sys/fs/cgroup")) or free)
    return GIB


def _free_of_group(folder: Path) -> int:
    with suppress(OSError, ValueError):
        return int((folder / "memory.max").read_text()) - int((folder / "memory.current").read_text())
    return 0
