"""Which formatter formats a Go file, and how: by preset, go.mod and golangci-lint's configuration."""

import re
from collections.abc import Iterable, Mapping
from posixpath import dirname, relpath
from typing import NamedTuple

from gotasks.core.task import Job
from gotasks.core.tree import Module
from gotasks.go import golangci

GOFUMPT = "mvdan.cc/gofumpt"
"""The package that a ``tool`` line of go.mod names."""

UNKNOWN = ("-lang=go1", "-modpath=command-line-arguments")
"""What gofumpt is told of files in no module, so that it takes nothing from a go.mod above the checkout."""

LISTED = (0, 10)
"""The version of gofumpt since which ``-extra`` takes a list of rules."""


class Home(NamedTuple):
    """The files that are formatted in one way: those of a module, or (in ``.``) those that lie in none.

    ``tool`` is gofmt or gofumpt, with its ``flags``. ``apart`` is whether the module lies in a folder that another
    one ignores.
    """

    folder: str
    tool: str
    flags: tuple[str, ...]
    files: tuple[str, ...]
    apart: bool = False


def homes(job: Job, files: Iterable[str]) -> tuple[Home, ...]:
    """Sort files by module; those in folders that go.mod ignores are nobody's. Raises UnreadableError."""
    modules = {module.folder: module for module in job.modules}
    by_folder: dict[str, list[str]] = {}
    for path in files:
        folder = job.module_folder(path)
        if folder not in modules or not _ignored(path, modules[folder]):
            by_folder.setdefault(folder, []).append(path)
    found = []
    for folder, paths in by_folder.items():
        flags = _gofumpt(job, folder, modules.get(folder))
        tool = "gofmt" if flags is None else "gofumpt"
        found.append(Home(folder, tool, flags or (), tuple(paths), _apart(folder, modules)))
    return tuple(found)


def roots(found: Iterable[Home]) -> tuple[str, ...]:
    """Return the folders from which gofumpt, walking down, gets to all files: those that no other one leads to."""
    taken: list[str] = []
    for home in sorted(found, key=lambda home: (home.folder != ".", home.folder)):
        if home.apart or not any(root == "." or home.folder.startswith(f"{root}/") for root in taken):
            taken.append(home.folder)
    return tuple("." if folder == "." else f"./{folder}" for folder in taken)


def _ignored(path: str, module: Module) -> bool:
    """Whether go.mod's ``ignore`` names a folder above a file (https://go.dev/ref/mod#go-mod-file-ignore)."""
    below = f"/{relpath(dirname(path) or '.', module.folder)}/"
    return any(
        below.startswith(f"/{name[2:]}/") if name.startswith("./") else f"/{name}/" in below for name in module.ignores
    )


def _apart(folder: str, modules: Mapping[str, Module]) -> bool:
    above = (module for home, module in modules.items() if home == "." or folder.startswith(f"{home}/"))
    return any(_ignored(f"{folder}/", module) for module in above if module.folder != folder)


def _gofumpt(job: Job, folder: str, module: Module | None) -> tuple[str, ...] | None:
    """Return the flags of gofumpt, or None where gofmt is meant."""
    said = golangci.gofumpt_in(job.texts, folder)
    named = module is not None and GOFUMPT in module.tools
    if not (named or said.enabled or job.settings.preset == "golden"):
        return None
    flags = [f"-extra={','.join(said.extra).replace('-', '_')}" if _listed(job) else "-extra"] if said.extra else []
    if module is None:
        flags += UNKNOWN
    elif said.module_path:
        flags.append(f"-modpath={said.module_path}")
    return tuple(flags)


def _listed(job: Job) -> bool:
    version = next((tool.version for tool in job.toolchain.tools if tool.name == "gofumpt"), "")
    numbers = tuple(map(int, re.findall(r"\d+", version)[:2]))
    return not numbers or numbers >= LISTED
