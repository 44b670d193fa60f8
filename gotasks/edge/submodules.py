"""Submodules in place of their gitlinks: at the recorded commit, from the repository's own modules folder."""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from gotasks.core.errors import NotJudgedError
from gotasks.core.gitlinks import imported, named
from gotasks.core.tree import GITLINK, Entry, Module
from gotasks.edge.git import Git, GitError
from gotasks.edge.trees import Trees


class Home(NamedTuple):
    """Where git keeps a repository's submodules and its work tree: git folders, and the top where there is one."""

    git_dirs: tuple[str, ...]
    top: str


def reached(git: Git, tree: str, texts: Mapping[str, str], modules: Iterable[Module], links: list[str]) -> set[str]:
    """Return the gitlinks of a tree that Go reaches."""
    paths = imported(modules, links)
    return set(named(texts, links)) | {paths[path] for path in _mentioned(git, tree, list(paths))}


def fill(trees: Trees, tree: str, links: Iterable[Entry], homes: Mapping[str, Home]) -> tuple[str, dict[str, Home]]:
    """Return the tree with the gitlinks filled, and where each one's own submodules are.

    ``homes`` are those of the repository (by the empty path) and of what was filled before. Raises NotJudgedError
    where a submodule, or its recorded commit, is not here.
    """
    changes: dict[str, Entry | None] = {}
    found: dict[str, Home] = {}
    for link in links:
        above = max((path for path in homes if not path or link.path.startswith(f"{path}/")), key=len)
        inner = link.path[len(above) + 1 :] if above else link.path
        home = _home(trees, link, homes[above], inner, _name(trees.git, tree, above, inner))
        changes[link.path] = None
        for entry in trees.entries(link.oid):
            path = f"{link.path}/{entry.path}"
            changes[path] = Entry(entry.mode, entry.oid, path)
        found[link.path] = home
    return trees.compose(tree, changes), found


def _home(trees: Trees, link: Entry, above: Home, inner: str, name: str) -> Home:
    """Find the git folder that has a gitlink's commit, and see its objects."""
    places = [os.path.join(git_dir, "modules", name) for git_dir in above.git_dirs if name]
    top = os.path.join(above.top, inner)
    places += [_git_folder(Path(top))]
    there = [place for place in places if os.path.isdir(os.path.join(place, "objects"))]
    for place in there:
        objects = os.path.realpath(os.path.join(place, "objects"))
        try:
            asked = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": objects}
            trees.git("cat-file", "-e", f"{link.oid}^{{tree}}", env=asked)
        except GitError:
            continue
        trees.borrow(objects)
        return Home((place,), top)
    why = "its recorded commit is not here" if there else "it is not here"
    command = f"git submodule update --init {'' if inner == link.path else '--recursive '}{link.path}"
    raise NotJudgedError(f"the submodule {link.path} is part of what is judged, and {why} ({link.oid[:8]}): {command}")


def _git_folder(top: Path) -> str:
    """Return the git folder of a submodule's work tree: ``.git``, or the folder that this file names."""
    try:
        said = os.fsdecode((top / ".git").read_bytes())
    except OSError:
        return str(top / ".git")
    return os.path.normpath(os.path.join(top, said.removeprefix("gitdir: ").rstrip("\n")))


def _name(git: Git, tree: str, above: str, inner: str) -> str:
    """Return the name that .gitmodules gives a path; git refuses names that lead elsewhere, and so do we."""
    file = f"{above}/.gitmodules" if above else ".gitmodules"
    try:
        said = os.fsdecode(git("config", "-z", "--blob", f"{tree}:{file}", "--get-regexp", r"^submodule\..*\.path$"))
    except GitError:
        return ""
    rows = (row.partition("\n") for row in said.split("\0") if row)
    names = [key[len("submodule.") : -len(".path")] for key, _, path in rows if path.rstrip("/") == inner]
    return next((name for name in names if ".." not in name.split("/")), "")


def _mentioned(git: Git, tree: str, paths: list[str]) -> set[str]:
    """Return the import paths that a Go file of the tree imports, or a path below them."""
    if not paths:
        return set()
    said = os.fsdecode(git.grep((f"{quote}{path}" for path in paths for quote in '"`'), tree))
    return {path for path in paths if re.search(rf"[\"`]{re.escape(path)}[/\"`]", said)}


def links_of(entries: Iterable[Entry]) -> list[Entry]:
    """Return the gitlinks among entries."""
    return [entry for entry in entries if entry.mode == GITLINK]
