"""Sequences of edits in a real repository: those of ``graphedits``, and what git itself does to a work tree.

Each step leaves the work tree as a user may have it: committed or not, on one of two branches, right after a merge.
A merge that git cannot do is taken back. What it did by itself may not build; the step after that takes it back too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import graphedits
import graphs
from graphs import IMPORT, Files
from hypothesis import strategies as st

if TYPE_CHECKING:
    from gitrepo import Repo

BY_GIT = ("switch", "aside", "merge", "revert")
"""``aside`` commits an edit on the other branch, of which nobody asks before it is merged or switched to."""

ACTS = (*graphedits.EDITS, *BY_GIT)
BRANCHES = ("main", "side")


class Step(NamedTuple):
    """One act, the number that chooses on what, and whether it is committed."""

    act: str
    choice: int
    commit: bool


class Graph(NamedTuple):
    """What ``graphs.graph`` is asked for."""

    shape: str
    packages: int
    seed: int
    modules: int

    def files(self) -> Files:
        """Make it."""
        return graphs.graph(*self)


GRAPHS = st.builds(Graph, st.sampled_from(graphs.SHAPES), st.integers(4, 8), st.integers(0, 9), st.integers(1, 3))
STEPS = st.builds(Step, st.sampled_from(ACTS), st.integers(0, 999), st.booleans())

"""What hypothesis draws, which shrinks it."""


def drawn(seed: str, steps: int) -> tuple[Graph, list[Step]]:
    """Draw a sequence evenly: each costs too much for the same simple step again and again, as hypothesis begins.

    What git does itself comes more often, because it needs what another such step did.
    """
    random = Random(seed)  # noqa: S311 - a graph is no secret
    graph = Graph(random.choice(graphs.SHAPES), random.randint(4, 8), random.randint(0, 9), random.randint(1, 3))
    acts = (*graphedits.EDITS, *BY_GIT * 3)
    return graph, [Step(random.choice(acts), random.randint(0, 999), random.random() < 1 / 2) for _ in range(steps)]


class Walk:
    """A repository on its way; ``files`` is what lies in its work tree."""

    def __init__(self, repo: Repo, files: Files) -> None:
        self.repo, self.files = repo, files
        self._past = [files]

    def take(self, step: Step) -> None:
        """Do what a step says."""
        if step.act == "switch":
            self._commit()
            self._switch()
        elif step.act == "aside":
            self._commit()
            self._aside(step.choice)
        elif step.act == "merge":
            self._commit()
            self._merge()
        else:
            put(self.repo.path, self.files, self._edited(step))
        if step.commit:
            self._commit()
        self.files = laid(self.repo.path)
        self._past.append(self.files)

    def _edited(self, step: Step) -> Files:
        if step.act in graphedits.EDITS and sound(self.files):
            return graphedits.EDITS[step.act](self.files, step.choice).files
        earlier = [files for files in self._past if sound(files)]
        return graphedits.revert(self.files, earlier[step.choice % len(earlier)]).files

    def _commit(self) -> None:
        self.repo.commit("next", "--no-verify")

    def _switch(self) -> None:
        there = self._other()
        known = self.repo.git("branch", "--list", there)
        self.repo.git("switch", "-q", *(() if known else ("-c",)), there)

    def _aside(self, choice: int) -> None:
        self._switch()
        there = laid(self.repo.path)
        if sound(there):
            name = [*graphedits.EDITS][choice % len(graphedits.EDITS)]
            put(self.repo.path, there, graphedits.EDITS[name](there, choice).files)
            self._commit()
        self._switch()

    def _merge(self) -> None:
        if not self.repo.git("branch", "--list", self._other()):
            return
        done = self.repo.run("git", "merge", "-q", "--no-edit", "--no-verify", self._other())
        if done.returncode:
            self.repo.git("merge", "--abort")

    def _other(self) -> str:
        return BRANCHES[self.repo.git("branch", "--show-current") == BRANCHES[0]]


def sound(files: Files) -> bool:
    """Whether edits can work on a graph: all that is imported is there, and there is no circle."""
    found = graphs.packages(files)
    if any(each not in found for path, text in files.items() if path.endswith(".go") for each in IMPORT.findall(text)):
        return False
    arrows = {path: package.imports for path, package in found.items()}
    return not any(path in graphs.reached(each, arrows) for path, names in arrows.items() for each in names)


def put(folder: Path, before: Files, after: Files) -> None:
    """Make a folder that holds some files hold others."""
    for path in before.keys() - after.keys():
        (folder / path).unlink()
    for path, text in after.items():
        if before.get(path) != text:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")


def laid(folder: Path) -> Files:
    """Return what lies in a work tree."""
    found = {}
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            path = Path(at, name)
            found[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8")
    return found


def shown(graph: Graph, steps: Sequence[Step]) -> str:
    """Write a sequence as the code that makes it."""
    return f"{graph!r}, [{', '.join(map(repr, steps))}]"


def env_of(env: Mapping[str, str], cache: Path) -> dict[str, str]:
    """Return an environment with a cache of gotasks of its own; the tools are shared, or each would be built anew."""
    cache.mkdir(parents=True)
    for name in ("tools", "tool-caches"):
        (cache / name).symlink_to((Path(env["GOTASKS_CACHE"]) / name).resolve())
    return {**env, "GOTASKS_CACHE": str(cache)}
