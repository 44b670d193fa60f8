"""How the result of race-test falls into parts: what each package's tests rest on, and whether they may be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gotasks.core.command import Command, Outcome
from gotasks.core.reads import BLIND, DEAF, LISTEN, SIZELESS
from gotasks.core.task import Job
from gotasks.go import common, patterns, reading

UNTESTED = "no test files"

MOST = 200
"""Packages whose test binaries lie on the disk at the same time: with the race detector each has 5 to 20 MB."""

UNCACHED = ("count", "shuffle", "fuzz")
"""Flags with which ``go test`` itself never reuses a pass (``go help test``, "package list mode")."""


ALONE = 8
"""Packages whose tests run one after the other at most."""


def repeatable(job: Job) -> bool:
    """Whether the tests would say the same again: no option, nor GOFLAGS, has them run in another way each time."""
    flags = {flag.strip("'\"").lstrip("-").partition("=")[0] for flag in _goflags(job).split()}
    return not any(job.options.get(name) or name in flags for name in UNCACHED)


def _goflags(job: Job) -> str:
    return dict(job.toolchain.env).get("GOFLAGS", "")


def keys(job: Job) -> dict[str, str]:
    """Return the key of each package; what its tests read is seen beside that.

    With ``-coverpkg`` the tests of one package count in others.
    """
    return {} if crossing(job) else common.package_keys(job)


def crossing(job: Job) -> bool:
    """Whether the tests of one package count in others."""
    return "coverpkg" in _goflags(job)


def reads(job: Job, outcomes: tuple[Outcome, ...]) -> dict[str, tuple[str, ...]]:
    """Return the paths that the tests of each package that ran were seen to read.

    By way of some imports they read past their log, whatever they start.
    """
    reaching = job.keys().reaching
    blind = {package.path for package in job.packages if package.folder in reaching}
    seen = reading.seen(job, outcomes)
    heard = {BLIND, SIZELESS, LISTEN, DEAF}
    return {
        name: (BLIND, *(path for path in paths if path not in heard)) if name in blind else paths
        for name, paths in seen.items()
    }


def rounds(job: Job, most: int = MOST) -> list[Job]:
    """Return the job in pieces of so many packages, each of which is built and then tested: binaries take room."""
    left = sorted(job.packages, key=lambda package: package.folder)
    if len(left) <= most:
        return [job]
    found = []
    while left:
        piece = patterns.only(job, frozenset(package.path for package in left[:most]))
        if not piece.narrowed:
            return [job]
        found.append(piece)
        asked = {package.path for package in piece.packages}
        left = [package for package in left if package.path not in asked]
    return found


def side_by_side(job: Job, commands: Sequence[Command]) -> Iterator[tuple[Command, ...]]:
    """Yield the steps in which commands run that test a package each, as many at once as the option p or GOFLAGS says.

    Tests that looked past their log the last time run alone, unless they are many: then it is known that whatever was
    read, left or taken away meanwhile is theirs.
    """
    alone = [each for each in commands if BLIND in job.read.get(reading.name_of(each), ())]
    if len(alone) > ALONE:
        alone = []
    others = [each for each in commands if each not in alone]
    said = re.findall(r"(?:^|\s)['\"]?--?p=(\d+)", _goflags(job))
    most = int(job.options.get("p") or (said[-1] if said else 0)) or len(others) or 1
    yield from (tuple(others[first : first + most]) for first in range(0, len(others), most))
    yield from ((each,) for each in alone)
