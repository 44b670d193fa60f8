"""Module downloads: whether all that the go.mod files require is at hand, and the commands that fetch the rest."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import cache as memo
from pathlib import Path
from posixpath import dirname, join, normpath

from gotasks.core import modfile, source
from gotasks.core.command import Command
from gotasks.core.task import Job, Toolchain
from gotasks.core.tree import Entry, Module

NEWER = r"(?m)^(?:require|go)[ \t(]"
"""What stands in every go.mod that Go has written; where it does not, the whole file is read."""

DECLARED = r"(?m)^(?:const|func|type|var)\b"
"""Where the first declaration may begin: imports stand before it."""


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
    """Return a module version's folder in the cache."""
    return _escaped(f"{path}@{version}")


def required(
    ours: frozenset[str],
    modules: Iterable[Module],
    entries: Iterable[Entry],
    texts: Mapping[str, str],
    toolchain: Toolchain,
) -> tuple[str, ...] | None:
    """Return the go.mod files of all module versions that these modules, and their go.work files, name.

    None where one of them is not in the module cache; nothing is looked for of what vendor holds. A module that is
    older than go.mod files does not say what it requires, so the paths in its sources count as that, where one of
    ``ours`` stands there.
    """
    vendored = _vendored(entries)
    looking = [module for module in modules if not vendored & {module.folder, dirname(module.work) or "."}]
    cache = Path(dict(toolchain.env).get("GOMODCACHE", ""))
    try:
        return tuple(_said(ours, cache, path, version) for path, version in _named(looking, texts))
    except OSError:
        return None


@memo
def _said(ours: frozenset[str], cache: Path, path: str, version: str) -> str:
    text = (cache / "cache" / "download" / _escaped(f"{path}/@v/{version}.mod")).read_text("utf-8", "replace")
    if re.search(NEWER, text) or modfile.directives(text).keys() & {"require", "go"}:
        return text
    files = (file.read_text("utf-8", "replace") for file in (cache / folder(path, version)).rglob("*.go"))
    # A path may be spelled with escapes.
    telling = (
        said for said in files if "\\" in re.split(DECLARED, said, maxsplit=1)[0] or any(each in said for each in ours)
    )
    imports = {name for said in telling for name in source.read(said).imports}
    above = {"/".join(name.split("/")[:size]) for name in imports for size in range(1, name.count("/") + 2)}
    return "\n".join((text, *(f"require {name}" for name in sorted(above) if "." in name)))


def _named(modules: Iterable[Module], texts: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    files = dict.fromkeys(normpath(join(module.folder, "go.mod")) for module in modules)
    for work in {module.work for module in modules if module.work}:
        uses = modfile.directives(texts.get(work, "")).get("use", [])
        files |= dict.fromkeys((work, *(normpath(join(dirname(work), use, "go.mod")) for use in uses)))
    lines = (modfile.directives(texts.get(file, "")) for file in files)
    return dict.fromkeys(each for said in lines for each in (*modfile.requires(said), *modfile.swapped(said)))


def _escaped(name: str) -> str:
    """Return how the module cache spells a name: capitals are escaped (https://go.dev/ref/mod#module-cache)."""
    return re.sub(r"[A-Z]", lambda capital: "!" + capital[0].lower(), name)


def _vendored(entries: Iterable[Entry]) -> frozenset[str]:
    tail = "vendor/modules.txt"
    return frozenset(
        entry.path[: -len(tail)].rstrip("/") or "." for entry in entries if f"/{entry.path}".endswith(f"/{tail}")
    )
