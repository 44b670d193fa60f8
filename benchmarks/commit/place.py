"""The place of an arm: a repository of a module with its hooks, a bare remote, and caches of its own beside it."""

from __future__ import annotations

import itertools
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from benchmarks.commit.arms import CHAIN, HOOKS
from benchmarks.commit.modules import Module
from benchmarks.trust import repo as repos
from benchmarks.trust.arms import Arm
from benchmarks.trust.repo import Repo

CONSTANT = "\n// BenchEdit differs in every round.\nconst BenchEdit = {number}\n"
"""An edit that no test's binary sees: Go compiles and links, and then knows the tests' answer."""
STORE = (
    "\n// BenchEdit is set in init.\nvar BenchEdit int\n\n// The number differs in every round.\n"
    "func init() {{\n\tBenchEdit = {number}\n}}\n"
)
"""An edit that is in the binary of every test that imports the package, so they run again."""
UNFORMATTED = "\n// BenchEdit differs in every round.\nconst BenchEdit   = {number}\n"
BROKEN = "\n// BenchEdit does not compile.\nvar BenchEdit = benchMissing{number}\n"
CALLING = "\n// BenchEdit needs the new file.\nvar BenchEdit = benchHelper{number}()\n"
HELPER = "package {package}\n\nfunc benchHelper{number}() int {{\n\treturn {number}\n}}\n"

NUMBERS = itertools.count(int(time.time()))
"""Each edit of a run, and of any other run, has another number, so that no cache has seen it."""


class UnpreparedError(Exception):
    """What was to be there before the measured command is not: the text says why."""


class Timed(NamedTuple):
    """A command that ran: its seconds, its exit status, and what it printed."""

    seconds: float
    code: int
    said: str


class Place:
    """Where an arm works on a module."""

    def __init__(self, arm: Arm, module: Module, template: Path, work: Path, path: list[str]) -> None:
        self.arm = arm
        self.module = module
        self.work = work
        environ = repos.environ(work)
        environ["PATH"] = os.pathsep.join((*path, environ["PATH"]))
        self.repo = Repo(work / module.name, environ)
        shutil.copytree(template, self.repo.path, symlinks=True)
        self.repo.git("update-index", "-q", "--really-refresh", check=False)
        arm.install(self.repo, " ".join(CHAIN), HOOKS)
        self.repo.git("init", "-q", "--bare", str(work / "remote.git"))
        self.repo.git("remote", "add", "origin", str(work / "remote.git"))
        self.repo.git("push", "-q", "--no-verify", "-u", "origin", "main")
        self.first = self.head
        self.judged = ""

    def timed(self, *argv: str, env: Mapping[str, str] | None = None) -> Timed:
        """Run a command in the repository."""
        began = time.perf_counter()
        done = replace(self.repo, env=env or self.repo.env).run(*argv)
        return Timed(time.perf_counter() - began, done.returncode, f"{done.stdout}{done.stderr}".strip())

    def must(self, *argv: str) -> None:
        """Run a command that prepares something. Raises UnpreparedError."""
        done = self.timed(*argv)
        if done.code:
            raise UnpreparedError(f"{' '.join(argv)}: {done.said[-300:]}")

    def edit(self, file: str, form: str = CONSTANT, *, stage: bool = True) -> int:
        """Add a form of edit to a file as it was at first; return its number."""
        number = next(NUMBERS)
        text = self.repo.git("show", f"{self.first}:{file}")
        self.repo.write({file: f"{text}\n{form.format(number=number)}"})
        if stage:
            self.repo.git("add", "--", file)
        return number

    def commit(self) -> None:
        """Make a commit with the hook."""
        self.must("git", "commit", "-q", "-m", "Edit")
        self.judged = self.head

    def commit_judged(self) -> None:
        """See to it that HEAD is a commit that the hook has let through."""
        if self.judged != self.head:
            self.edit(self.module.leaf)
            self.commit()

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return self.repo.git("rev-parse", "HEAD")
