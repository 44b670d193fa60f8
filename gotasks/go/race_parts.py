"""How the result of race-test falls into parts: what each package's tests rest on, and whether they may be kept."""

from __future__ import annotations

from gotasks.core.command import Outcome
from gotasks.core.keys import digest
from gotasks.core.reads import WHOLE
from gotasks.core.result import Result
from gotasks.core.task import Job
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
    """Return the key of each package; what its tests read is seen beside that, but not by way of some imports.

    With ``-coverpkg`` the tests of one package count in others.
    """
    shared = "coverpkg" in _goflags(job)
    keys = {} if shared else common.package_keys(job)
    reaching = {package.path for package in job.packages if package.folder in job.keys().reaching}
    return {name: digest(key, job.subject.whole) if name in reaching else key for name, key in keys.items()}


def reads(job: Job, outcomes: tuple[Outcome, ...], result: Result) -> dict[str, tuple[str, ...]]:
    """Return the paths that each package's tests were seen to read; where none ran, nothing was read."""
    seen = reading.seen(job, outcomes)
    notes = {part.name: part.note for part in result.parts}
    return {
        package.path: seen.get(package.folder, () if notes.get(package.path) == UNTESTED else (WHOLE,))
        for package in job.packages
    }
