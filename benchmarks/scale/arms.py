"""The arms: gotasks by its installed hooks, the same commands in a hook by hand and under pre-commit, and no hook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from benchmarks.trust import peers
from benchmarks.trust.program import GOTASKS
from benchmarks.trust.repo import Repo

COMMANDS = {
    "fmt": 'test -z "$(gofmt -l .)"',
    "vet": "go vet ./...",
    "race-test": "go test -race ./...",
}
"""What people write by hand for a task; coverage is not counted, which gotasks does besides."""


@dataclass(frozen=True, slots=True)
class Arm:
    """What judges a commit; this one is git alone, which judges nothing."""

    name: str

    def install(self, repo: Repo, tasks: tuple[str, ...]) -> None:
        """Let each commit be judged by these tasks."""


@dataclass(frozen=True, slots=True)
class Gotasks(Arm):
    """gotasks as it is in this checkout, with a suite of the tasks; commit-msg judges messages as by default."""

    def install(self, repo: Repo, tasks: tuple[str, ...]) -> None:
        """``gotasks install-hooks``."""
        suite = json.dumps([*tasks])
        repo.write({"gotasks.toml": f'[suites]\nscale = {suite}\n\n[hooks]\npre-commit = ["scale"]\n'})
        repo.commit("chore: settings", "--no-verify")
        _act(repo, GOTASKS, "install-hooks")


@dataclass(frozen=True, slots=True)
class Hook(Arm):
    """A pre-commit hook of one line for each task."""

    instead: ClassVar[Mapping[str, str]] = {}

    def install(self, repo: Repo, tasks: tuple[str, ...]) -> None:
        """Write the hook."""
        lines = [self.instead.get(task, COMMANDS[task]) + " || exit 1" for task in tasks]
        hook = ".git/hooks/pre-commit"
        repo.write({hook: "\n".join(["#!/bin/sh", *lines]) + "\n"})
        (repo.path / hook).chmod(0o755)


@dataclass(frozen=True, slots=True)
class HookWithoutRace(Hook):
    """The same with ``go test`` as it is by default."""

    instead: ClassVar[Mapping[str, str]] = {"race-test": "go test ./..."}


@dataclass(frozen=True, slots=True)
class PreCommit(Arm):
    """pre-commit with local hooks that run the commands on the whole tree."""

    def install(self, repo: Repo, tasks: tuple[str, ...]) -> None:
        """``pre-commit install``. Raises NotInstalledError."""
        peers.bring("pre-commit")
        lines = ["repos:", "  - repo: local", "    hooks:"]
        for task in tasks:
            entry = json.dumps(f"sh -c '{COMMANDS[task]}'" if "$(" in COMMANDS[task] else COMMANDS[task])
            lines += [f"      - id: {task}", f"        name: {task}", f"        entry: {entry}"]
            lines += ["        language: system", "        pass_filenames: false", "        always_run: true"]
            lines += ["        verbose: true"]
        repo.write({".pre-commit-config.yaml": "\n".join(lines) + "\n"})
        repo.commit("chore: settings", "--no-verify")
        _act(repo, "pre-commit", "install")


def _act(repo: Repo, *argv: str) -> None:
    done = repo.run(*argv)
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)}: {done.stdout}{done.stderr}")


ARMS: Mapping[str, Arm] = {
    arm.name: arm
    for arm in (
        Gotasks("gotasks"),
        Hook("hook"),
        PreCommit("pre-commit"),
        HookWithoutRace("hook-without-race"),
        Arm("git"),
    )
}
PEER = "hook"
"""Whose time is 1 in ratios."""
