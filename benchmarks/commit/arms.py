"""The arms: gotasks, the source document's plain hook, its peers, and git without hooks as the control.

All run the chain of ``CHAIN`` at commit and at push: the programs in ``checks``, or the tasks of gotasks of the same
names. Each peer is set up for speed: it stops at the first red check, and lefthook runs them side by side.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.trust.arms import Arm, Gotasks, Lefthook, PreCommit
from benchmarks.trust.repo import Repo

CHECKS = Path(__file__).resolve().parent / "checks"
CHAIN = ("fmt", "vet", "staticcheck", "lint", "race-test")
HOOKS = ("pre-commit", "pre-push")
TOOLS = frozenset({"staticcheck", "golangci-lint"})

CONTROL = "git"
PLAIN = "bash"
OURS = "gotasks"
SETTINGS = (
    '[suites]\ncheck = ["fmt", "vet", "staticcheck", "lint", "race-test"]\n\n'
    '[hooks]\npre-commit = ["check"]\npre-push = ["check"]\n'
)
DEFAULTS = "# All as it is by default.\n"
"""What gotasks.toml says for the comparison, and for the figures of the default suites."""


class Bash(Arm):
    """The source document's hook: the commands one after the other, in the working tree."""

    __slots__ = ()

    def version(self) -> str:
        """Return the version of the shell."""
        told = subprocess.run(("bash", "--version"), capture_output=True, text=True, check=True).stdout
        return told.split()[3].partition("(")[0]

    def install(self, repo: Repo, checks: str = "fmt vet", hooks: Iterable[str] = HOOKS) -> None:
        """Write the hooks."""
        lines = ["#!/usr/bin/env bash", "set -e", *(str(self.programs / check) for check in checks.split())]
        for hook in hooks:
            file = repo.path / ".git" / "hooks" / hook
            file.write_text("\n".join(lines) + "\n")
            file.chmod(0o755)


class SameChain(Gotasks):
    """gotasks with the chain of the others."""

    __slots__ = ()

    def settings(self, checks: list[str], hooks: tuple[str, ...]) -> Mapping[str, str]:
        """The suite check is that chain, at commit and at push."""
        del checks, hooks
        return {"gotasks.toml": SETTINGS}


class FailFast(PreCommit):
    """pre-commit and prek, told to stop at the first red check."""

    __slots__ = ()

    def settings(self, checks: list[str], hooks: tuple[str, ...]) -> Mapping[str, str]:
        """``fail_fast`` before all else."""
        return {file: f"fail_fast: true\n{text}" for file, text in super().settings(checks, hooks).items()}


class Parallel(Lefthook):
    """lefthook, told to run the checks side by side."""

    __slots__ = ()

    def settings(self, checks: list[str], hooks: tuple[str, ...]) -> Mapping[str, str]:
        """``parallel`` in each hook."""
        told = super().settings(checks, hooks)
        return {file: text.replace("  commands:", "  parallel: true\n  commands:") for file, text in told.items()}


ARMS: Mapping[str, Arm] = {
    arm.name: arm
    for arm in (
        Arm(CONTROL, ("git",), CHECKS),
        Bash(PLAIN, ("bash",), CHECKS),
        Parallel("lefthook", ("lefthook",), CHECKS),
        FailFast("pre-commit", ("-mpre_commit", "pre-commit"), CHECKS),
        FailFast("prek", ("prek",), CHECKS),
        SameChain(OURS, ("gotasks",), CHECKS),
    )
}
ALL = tuple(ARMS)
PEERS = tuple(name for name in ALL if name not in {CONTROL, OURS})


def tools() -> list[str]:
    """Return the folders of the tools that gotasks has built, for the PATH of all arms."""
    gotasks = str(Path(sys.executable).parent / "gotasks")
    said = subprocess.run((gotasks, "tools"), capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=3) for line in said.splitlines()]
    found = {row[0]: Path(row[3]) for row in rows if row[0] in TOOLS}
    missing = [name for name in sorted(TOOLS) if name not in found or not found[name].is_file()]
    if missing:
        raise SystemExit(f"{', '.join(missing)}: not built yet: run gotasks staticcheck lint once in a Go module")
    return [str(file.parent) for file in found.values()]
