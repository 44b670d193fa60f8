"""What the lines of go.mod and go.work tell by themselves: the ``go`` line, and what is replaced by a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from gotasks.core import modfile
from gotasks.core.options import Kind, Value
from gotasks.core.result import Finding
from gotasks.core.task import Job
from gotasks.core.tree import Module
from gotasks.go import loading

GO = r"(?m)^[ \t]*go[ \t]+(\S+)"
VERSION = r"^1\.(\d+)(?:\.(\d+))?(?:(alpha|beta|rc)(\d+))?$"
LANGUAGE = 21
"""Since Go 1.21 the version ``1.21`` comes before its release candidates, and those before ``1.21.0``
(https://go.dev/doc/toolchain#version)."""

SHOWN = 5
"""Files of which a note names what they replace."""


def _version(value: Value) -> str:
    if isinstance(value, str) and re.match(VERSION, value):
        return value
    raise ValueError('a Go version, as "1.24" or "1.24.3"')


FLOOR = Kind("1.24", _version, _version, {"type": "string", "pattern": VERSION})


def order(version: str) -> tuple[int, int, int]:
    """Return what Go versions are ordered by; what is none comes last, so that nothing is said of it."""
    match = re.match(VERSION, version)
    if not match:
        return (1 << 30, 0, 0)
    minor, patch, stage, number = match.groups()
    if stage:
        return int(minor), {"alpha": 1, "beta": 1, "rc": 2}[stage], int(number)
    return (int(minor), 0, 0) if patch is None and int(minor) >= LANGUAGE else (int(minor), 3, int(patch or 0))


def read(job: Job) -> Iterator[Finding]:
    """Yield what is wrong in the lines of each module's go.mod, and in the go.work files that use them."""
    for module in job.modules:
        yield from _go_line(job, module)
    for path in _files(job):
        yield from _outside(job, path)


def local(job: Job) -> tuple[str, ...]:
    """Return the note that names what is replaced by folders of the tree: legitimate, and unseen by who imports it."""
    named = []
    for path in _files(job):
        lines = modfile.directives(job.texts.get(path, ""))
        beyond = modfile.outside(dirname(path), lines)
        inside = [folder for folder in modfile.local(lines) if folder not in beyond]
        named += [f"{path} by {', '.join(inside)}"] if inside else []
    more = f"; and {len(named) - SHOWN} more files" if len(named) > SHOWN else ""
    return (f"modules are replaced by folders of the tree, in {'; '.join(named[:SHOWN])}{more}",) if named else ()


def path_of(folder: str, name: str = "go.mod") -> str:
    """Return the path of a file in a module's folder."""
    return normpath(join(folder, name))


def _files(job: Job) -> tuple[str, ...]:
    """Return the go.mod files of the modules, and the go.work files that use them."""
    works = dict.fromkeys(module.work for module in job.modules if module.work)
    return (*(path_of(module.folder) for module in job.modules), *works)


def _go_line(job: Job, module: Module) -> Iterator[Finding]:
    path = path_of(module.folder)
    if not module.go:
        if module in job.loadable:
            said = (
                "no go line, so Go takes 1.16 for it: go mod edit -go=VERSION (https://go.dev/ref/mod#go-mod-file-go)"
            )
            yield Finding(path, 0, 0, "go-line", said, tool="gotasks", repeat=loading.line(".", "cat", path))
        return
    floor = str(job.options.get("floor") or "")
    before = _before(job, module)
    least = floor or (before.go if before else "")
    if least and order(module.go) < order(least):
        why = "the floor in the settings" if floor else "what the baseline has: say floor in [mod] if that is meant"
        match = re.search(GO, job.texts.get(path, ""))
        line = job.texts[path][: match.start(1)].count("\n") + 1 if match else 0
        again = loading.line(".", "grep", "-n", "^go ", path)
        yield Finding(path, line, 0, "go-line", f"go {module.go} is below {least}, {why}", tool="gotasks", repeat=again)


def _before(job: Job, module: Module) -> Module | None:
    """Return the module as the baseline's first tree with it has it: HEAD comes before what is merged into it."""
    for same in (
        lambda old: (old.path, old.folder) == (module.path, module.folder),
        lambda old: old.path == module.path,
        lambda old: old.folder == module.folder,
    ):
        found = next(filter(same, job.before), None)
        if found:
            return found
    return None


def _outside(job: Job, path: str) -> Iterator[Finding]:
    text = job.texts.get(path, "")
    for folder in dict.fromkeys(modfile.outside(dirname(path), modfile.directives(text))):
        words = ({*row.partition("//")[0].replace('"', " ").replace("`", " ").split()} for row in text.split("\n"))
        line = next((number for number, row in enumerate(words, 1) if folder in row), 0)
        said = (
            f"{folder} is outside the judged tree, so who clones it cannot build it: "
            "bring it into the repository, or require a version of it"
        )
        again = loading.line(".", "grep", "-nF", folder, path)
        yield Finding(path, line, 0, "replace", said, tool="gotasks", repeat=again)
