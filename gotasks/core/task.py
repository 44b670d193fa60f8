"""Task: two pure functions, ``plan`` and ``judge``; and Job: all that they may know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath, relpath
from typing import Literal

from gotasks.core.command import Outcome, Plan
from gotasks.core.options import Option, Value
from gotasks.core.result import Result
from gotasks.core.settings import Settings
from gotasks.core.tree import LINK, Entry, Module, Package, ignored


@dataclass(frozen=True, slots=True)
class Tree:
    """The subject: a git tree, and the commit it belongs to where one was named (else empty)."""

    id: str
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """The Go that runs: ``go`` is its version (``go1.26.8``), ``root`` its GOROOT, ``digest`` changes with its files.

    ``race`` is empty where ``go test -race`` can work, else the reason why not; ``env`` is ``go env -json``;
    ``missing`` says why there is no Go at all.
    """

    go: str = ""
    root: str = ""
    digest: str = ""
    race: str = ""
    env: tuple[tuple[str, str], ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What a task works on. ``root`` and ``scratch`` are absolute folders: the slot's checkout, and one beside it.

    ``commits`` are the new commits, oldest first; ``results`` those of the tasks that this one ``needs``;
    ``options`` the task's own options by name, with settings and flags already joined.
    """

    subject: Tree
    root: str
    scratch: str
    toolchain: Toolchain
    settings: Settings = field(default_factory=Settings)
    options: Mapping[str, Value] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    files: tuple[str, ...] = ()
    modules: tuple[Module, ...] = ()
    packages: tuple[Package, ...] = ()
    commits: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()

    @property
    def loadable(self) -> tuple[Module, ...]:
        """The modules that have a package."""
        folders = {package.module for package in self.packages}
        return tuple(module for module in self.modules if module.folder in folders)

    def place(self, path: str, cwd: str = ".") -> str:
        """Map a path that a tool printed in ``cwd`` to the path in the tree; what lies elsewhere stays as it is."""
        full = normpath(join(self.root, cwd, path))
        inside = full == self.root or full.startswith(self.root + "/")
        return relpath(full, self.root) if inside else path

    def file_of(self, imported: str, near: str = ".") -> str:
        """Map ``import/path/file.go`` to the file in the tree; a file of no module here stays as it is."""
        folder = self.folder_of(dirname(imported), near)
        return imported if folder is None else normpath(join(folder, imported.rpartition("/")[2]))

    def folder_of(self, imported: str, near: str = ".") -> str | None:
        """Map an import path to its folder in the tree; of modules with one path, the one in the folder ``near``."""
        for module in sorted(self.modules, key=lambda module: (-len(module.path), module.folder != near)):
            if imported == module.path:
                return module.folder
            if imported.startswith(module.path + "/"):
                return normpath(join(module.folder, imported[len(module.path) + 1 :]))
        return None


@dataclass(frozen=True, slots=True)
class Task:
    """A check by name.

    ``plan(job)`` says which commands to run, ``judge(job, outcomes)`` what their outcomes mean; neither touches
    the world. ``over`` says what must be in a tree for the task to have something to do. ``stored(job)`` says
    whether a result may be kept; ``passes_only`` keeps no result with a finding. ``mend(job, result)`` plans what
    ``--write`` does to the working tree.
    """

    name: str
    summary: str
    plan: Callable[[Job], Plan]
    judge: Callable[[Job, tuple[Outcome, ...]], Result]
    over: Literal["go files", "packages", "tree"] = "packages"
    options: tuple[Option, ...] = ()
    needs: tuple[str, ...] = ()
    stored: Callable[[Job], bool] = lambda _: True
    passes_only: bool = False
    mend: Callable[[Job, Result], Plan] | None = None


def idle(task: Task, job: Job) -> Result | None:
    """Return the result of a task that has nothing to run on, or None when it can run."""
    if task.over == "tree":
        return None
    if not job.files:
        return Result(task.name, skipped="no Go file here")
    problem = job.toolchain.missing or (_unloadable(job) if task.over == "packages" else "")
    return Result(task.name, problem=problem) if problem else None


def _unloadable(job: Job) -> str:
    """Return why Go could not load the packages of a tree in which every file is there."""
    for entry in job.entries:
        if entry.mode == LINK and entry.path.rpartition("/")[2] in {"go.mod", "go.work"} and not ignored(entry.path):
            return f"{entry.path} is a symbolic link, which gotasks does not follow: commit the file itself"
    if not job.packages:
        return "there are Go files but no go.mod above them, so no package loads: run go mod init"
    for module in job.loadable:
        if module.outside:
            return (
                f"{normpath(join(module.folder, 'go.mod'))} replaces a module with {module.outside[0]}, which is "
                "outside the judged tree: bring it into the repository, or require a version of it"
            )
    return ""
