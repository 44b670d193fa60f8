"""The arms: gotasks, its peers, each in its best documented configuration for partial staging, and git alone.

All of them run the same checks: the names in ``checks``, which are programs in the folder beside this file, or the
tasks of gotasks that do the same. gotasks has ``preset = "golden"``, because peers know no baseline: every finding
refuses. Its fmt is then gofumpt, which wants of the fixtures what gofmt wants.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from benchmarks.trust import peers
from benchmarks.trust.repo import Repo

CHECKS = Path(__file__).resolve().parent / "checks"
HOOKS = ("pre-commit", "pre-merge-commit")


@dataclass(frozen=True, slots=True)
class Arm:
    """A tool that keeps hooks; this one is git alone, which keeps none.

    ``runner`` are the names, as they stand in its command line, of the processes that are the tool itself; ``programs``
    is the folder of the checks.
    """

    name: str
    runner: tuple[str, ...]
    programs: Path = CHECKS

    def version(self) -> str:
        """Return the version; brings the tool if need be. Raises NotInstalledError."""
        return _said("git", "--version").split()[2]

    def install(self, repo: Repo, checks: str = "fmt vet", hooks: Iterable[str] = HOOKS) -> None:
        """Put the tool's hooks into a repository, or a linked worktree; its settings are committed if that can be.

        ``checks`` are names of checks; ``hooks`` are git's names for the hooks that run them all.
        """
        self.version()
        settings = self.settings(checks.split(), tuple(hooks))
        repo.write(settings)
        if not settings:
            return
        repo.git("add", "-f", "--", *settings)
        if repo.git("rev-parse", "-q", "--verify", "HEAD", check=False):
            repo.git("commit", "-q", "--no-verify", "--allow-empty", "-m", f"{self.name}: settings", "--", *settings)
        self.activate(repo, tuple(hooks))

    def settings(self, checks: list[str], hooks: tuple[str, ...]) -> Mapping[str, str]:
        """Return the files of settings by path."""
        del checks, hooks
        return {}

    def activate(self, repo: Repo, hooks: tuple[str, ...]) -> None:
        """Let the tool install its hooks."""


@dataclass(frozen=True, slots=True)
class Gotasks(Arm):
    """gotasks, as it is in this checkout."""

    TASKS: ClassVar = {"test": "race-test"}

    def version(self) -> str:
        """Return the version of the package, and the commit."""
        commit = _said("git", "-C", str(CHECKS), "describe", "--always", "--dirty")
        return f"{_said(_beside('gotasks'), '--version').split()[-1]} ({commit})"

    def settings(self, checks: list[str], hooks: tuple[str, ...]) -> Mapping[str, str]:
        """A suite of the checks for each hook; commit-msg judges messages as it does by default."""
        suite = json.dumps([self.TASKS.get(check, check) for check in checks])
        lines = ['preset = "golden"', "[suites]", f"trust = {suite}", "[hooks]"]
        lines += [f'{hook} = ["trust"]' for hook in hooks]
        for check in (check for check in checks if check == "slow"):
            lines += [f"[commands.{check}]", f"run = {json.dumps([str(self.programs / check)])}"]
        return {"gotasks.toml": "\n".join(lines) + "\n"}

    def activate(self, repo: Repo, hooks: tuple[str, ...]) -> None:
        """``gotasks install-hooks``."""
        del hooks
        _act(repo, _beside("gotasks"), "install-hooks")


@dataclass(frozen=True, slots=True)
class PreCommit(Arm):
    """pre-commit, and prek, which reads the same file. Both hide what is not staged without being asked.

    https://pre-commit.com/#pre-commit-run and https://prek.j178.dev
    """

    def version(self) -> str:
        """Return the version."""
        peers.bring(self.name)
        return _said(str(peers.FOLDERS[1] / self.name), "--version").split()[1]

    def settings(self, checks: list[str], hooks: tuple[str, ...]) -> Mapping[str, str]:
        """Local hooks that look at the whole tree, whatever has changed."""
        lines = ["repos:", "  - repo: local", "    hooks:"]
        for check in checks:
            lines += [f"      - id: {check}", f"        name: {check}", f"        entry: {self.programs / check}"]
            lines += ["        language: system", "        pass_filenames: false", "        always_run: true"]
            lines += [f"        stages: [{', '.join(hooks)}]"]
        return {".pre-commit-config.yaml": "\n".join(lines) + "\n"}

    def activate(self, repo: Repo, hooks: tuple[str, ...]) -> None:
        """``install`` with each hook named."""
        _act(repo, self.name, "install", *(word for hook in hooks for word in ("--hook-type", hook)))


@dataclass(frozen=True, slots=True)
class Lefthook(Arm):
    """lefthook, which hides what is not staged of partially staged files without being asked, and nothing else.

    https://lefthook.dev/configuration/ has no option for more.
    """

    def version(self) -> str:
        """Return the version."""
        peers.bring(self.name)
        return _said(str(peers.FOLDERS[1] / self.name), "version").split()[0]

    def settings(self, checks: list[str], hooks: tuple[str, ...]) -> Mapping[str, str]:
        """Commands without a file filter, so that they always run."""
        lines = []
        for hook in hooks:
            lines += [f"{hook}:", "  commands:"]
            lines += [line for check in checks for line in (f"    {check}:", f"      run: {self.programs / check}")]
        return {"lefthook.yml": "\n".join(lines) + "\n"}

    def activate(self, repo: Repo, hooks: tuple[str, ...]) -> None:
        """``lefthook install``."""
        del hooks
        _act(repo, "lefthook", "install")


@dataclass(frozen=True, slots=True)
class LintStaged(Arm):
    """lint-staged, called by husky. By default it hides what is not staged of partially staged files.

    ``--hide-unstaged`` hides it of all files, ``--hide-all`` untracked files too
    (https://github.com/lint-staged/lint-staged#command-line-flags). It has no part in pre-push, so husky's hook runs
    the checks there.
    """

    flags: tuple[str, ...] = ()

    def version(self) -> str:
        """Return the versions of both."""
        for name in peers.NPM:
            peers.bring(name)
        said = _said(str(peers.FOLDERS[0] / "node"), str(peers.FOLDERS[0] / "lint-staged"), "--version")
        return f"{said} (husky {peers.NPM['husky']})"

    def settings(self, checks: list[str], hooks: tuple[str, ...]) -> Mapping[str, str]:
        """Functions, so that the checks get no file names and look at the whole tree; husky's hooks."""
        commands = json.dumps([str(self.programs / check) for check in checks])
        plain = " && ".join(str(self.programs / check) for check in checks)
        staged = " ".join(("lint-staged", *self.flags))
        bodies = {f".husky/{hook}": f"{plain if hook == 'pre-push' else staged}\n" for hook in hooks}
        return {"lint-staged.config.mjs": f"export default {{ '*': () => {commands} }};\n", **bodies}

    def activate(self, repo: Repo, hooks: tuple[str, ...]) -> None:
        """``husky``, as the script ``prepare`` calls it."""
        del hooks
        _act(repo, "husky")


def _act(repo: Repo, *argv: str) -> None:
    done = repo.run(*argv)
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)}: {done.stdout}{done.stderr}")


def _beside(name: str) -> str:
    return str(Path(sys.executable).parent / name)


@functools.cache
def _said(*argv: str) -> str:
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()


ARMS: Mapping[str, Arm] = {
    arm.name: arm
    for arm in (
        Gotasks("gotasks", ("gotasks",)),
        PreCommit("pre-commit", ("-mpre_commit", "pre-commit")),
        PreCommit("prek", ("prek",)),
        Lefthook("lefthook", ("lefthook",)),
        LintStaged("lint-staged", ("lint-staged",)),
        LintStaged("lint-staged --hide-all", ("lint-staged",), flags=("--hide-all",)),
        Arm("git", ("git",)),
    )
}
ALL = tuple(ARMS)
