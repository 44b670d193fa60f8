"""Module downloads: whether all that the go.mod files require is at hand, and the commands that fetch the rest."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from gotasks.core.command import Command
from gotasks.core.task import Job
from gotasks.core.tree import Entry, Module


def missing(job: Job) -> tuple[Module, ...]:
    """Return the modules of the tree that require one which is not in the module cache."""
    cache = dict(job.toolchain.env).get("GOMODCACHE", "")
    vendored = _vendored(job.entries)
    return tuple(
        module
        for module in job.loadable
        if module.folder not in vendored
        and any(not os.path.isdir(os.path.join(cache, folder(*wanted))) for wanted in module.requires)
    )


def fetch(job: Job, modules: Iterable[Module]) -> tuple[Command, ...]:
    """Return the commands that bring the modules' requirements, with network and credentials."""
    return tuple(
        Command(
            ("go", "mod", "download"),
            module.folder,
            (module.gowork(job.root),),
            environment="fetch",
        )
        for module in modules
    )


def folder(path: str, version: str) -> str:
    """Return a module version's folder in the cache: capitals are escaped (https://go.dev/ref/mod#module-cache)."""
    return re.sub(r"[A-Z]", lambda capital: "!" + capital[0].lower(), f"{path}@{version}")


def _vendored(entries: Iterable[Entry]) -> frozenset[str]:
    tail = "vendor/modules.txt"
    return frozenset(
        entry.path[: -len(tail)].rstrip("/") or "." for entry in entries if f"/{entry.path}".endswith(f"/{tail}")
    )
