"""Which submodules Go reaches: by go.work, by a local replacement, or by an import path of a module around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from posixpath import dirname

from gotasks.core import modfile
from gotasks.core.tree import Module


def named(texts: Mapping[str, str], links: Iterable[str]) -> frozenset[str]:
    """Return the gitlinks that a go.mod or go.work names, or a folder in them; ``texts`` are those files by path."""
    folders = [
        folder
        for path, text in texts.items()
        if path.rpartition("/")[2] in {"go.mod", "go.work"}
        for folder in modfile.named(dirname(path), modfile.directives(text))
    ]
    return frozenset(link for link in links if any(f"{folder}/".startswith(f"{link}/") for folder in folders))


def imported(modules: Iterable[Module], links: Iterable[str]) -> dict[str, str]:
    """Return the import path that each gitlink's folder has in the module around it, and the gitlink's path."""
    found: dict[str, str] = {}
    for module in modules:
        above = "" if module.folder == "." else f"{module.folder}/"
        found |= {f"{module.path}/{link[len(above) :]}": link for link in links if link.startswith(above)}
    return found
