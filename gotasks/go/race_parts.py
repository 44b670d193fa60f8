"""How the result of race-test falls into parts: what each package's tests rest on, and whether they may be kept."""

from __future__ import annotations

from gotasks.core.command import Outcome
from gotasks.core.reads import BLIND, WHOLE
from gotasks.core.result import Result
from gotasks.core.task import Job
from gotasks.core.tree import Package
from gotasks.go import common, reading

UNTESTED = "no test files"
UNCACHED = ("count", "shuffle", "fuzz")
"""Flags with which ``go test`` itself never reuses a pass (``go help test``, "package list mode")."""


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
    return {} if "coverpkg" in _goflags(job) else common.package_keys(job)


def built(job: Job, outcomes: tuple[Outcome, ...]) -> dict[str, tuple[str, bool]]:
    """Return, by package, the name of the test binary that was built, and whether it passed before and did not run."""
    found = reading.built(job, outcomes)
    return {package.path: found[package.folder] for package in job.packages if package.folder in found}


def reads(job: Job, outcomes: tuple[Outcome, ...], result: Result) -> dict[str, tuple[str, ...]]:
    """Return the paths that each package's tests were seen to read; where none ran, nothing was read.

    By way of some imports they read past their log.
    """
    seen = reading.seen(job, outcomes)
    untested = {part.name for part in result.parts if part.note == UNTESTED}
    reaching = job.keys().reaching

    def read(package: Package) -> tuple[str, ...]:
        if package.folder not in seen:
            return () if package.path in untested else (WHOLE,)
        return (*((BLIND,) if package.folder in reaching else ()), *seen[package.folder])

    return {package.path: read(package) for package in job.packages}
