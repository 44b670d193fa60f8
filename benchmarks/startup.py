"""How long gotasks takes to start: a bare import, and a pre-commit hook up to its first tool. Standard library only.

    python benchmarks/startup.py [--rounds 15]

The Python is the one that runs this; date must be that of GNU. README.md beside this file says what the rows mean.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from shlex import quote

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "a/a.go": "// Package a counts.\npackage a\n\n// One is one.\nfunc One() int { return 1 }\n",
    "a/a_test.go": 'package a\n\nimport "testing"\n\nfunc TestOne(t *testing.T) { _ = One() }\n',
    "gotasks.toml": '[suites]\ncheck = ["fmt", "vet", "race-test"]\n',
}
GO = """#!/bin/sh
case "$*" in "env -json") exec cat {said} ;; esac
exec {real} "$@"
"""
"""Says at once that Go lies where the stamp does: the seconds of ``go env`` are a row of their own."""

STAMP = """#!/bin/sh
date +%s%N >>{mark}
exec {real} "$@"
"""
"""A shell and one small program (GNU date: others know no %N), because a Python would count for its own start."""

PYTHON = (sys.executable, "-P")
"""Without the current folder, whose modules would be imported."""

GOTASKS = str(Path(sys.executable).with_name("gotasks"))
"""The program that pip installs, and hooks start: ``python -m`` takes 8 ms more."""

Timed = Callable[[], float]


def main() -> None:
    """Take the rows in turn, and print their medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # who installs a program with pip has its bytecode
    with tempfile.TemporaryDirectory() as folder:
        hook = Hook(Path(os.path.realpath(folder)))
        rows: dict[str, Timed] = {
            "python -c pass": lambda: timed(*PYTHON, "-c", "pass"),
            "import gotasks": lambda: timed(*PYTHON, "-c", "import gotasks"),
            "a hook's imports": lambda: timed(*PYTHON, "-c", "import gotasks.fronts.cli, gotasks.fronts.hook"),
            "a hook's program to its first tool": lambda: hook.first_tool(GOTASKS, "hook", "pre-commit"),
            "a hook to its first tool": lambda: hook.first_tool(str(hook.top / ".git" / "hooks" / "pre-commit")),
            "go env -json": lambda: timed(hook.go, "env", "-json"),
        }
        for act in rows.values():
            act()
        taken: dict[str, list[float]] = {name: [] for name in rows}
        for _ in range(rounds):
            for name, act in rows.items():
                taken[name].append(act())
    report(taken)


class Hook:
    """A repository with one changed file, and a Go whose gofmt notes when it is started."""

    def __init__(self, folder: Path) -> None:
        self.top = folder / "m"
        self.mark = folder / "mark"
        self.number = 0
        env = json.loads(output("go", "env", "-json"))
        binaries = Path(env["GOROOT"], "bin")
        self.go = str(binaries / "go")
        shims = folder / "go" / "bin"
        shims.mkdir(parents=True)
        said = folder / "env.json"
        said.write_text(json.dumps({**env, "GOROOT": str(shims.parent)}))
        program(shims / "go", GO.format(said=quote(str(said)), real=quote(self.go)))
        program(shims / "gofmt", STAMP.format(mark=quote(str(self.mark)), real=quote(str(binaries / "gofmt"))))
        path = f"{shims}{os.pathsep}{os.environ['PATH']}"
        self.env = {**os.environ, "PATH": path, "GOTASKS_CACHE": str(folder / "cache")}
        for name, text in FILES.items():
            file = self.top / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.git("init", "-q")
        self.git("add", "-A")
        self.git("-c", "user.name=a", "-c", "user.email=a@invalid", "commit", "-q", "-m", "first")
        output(GOTASKS, "install-hooks", cwd=self.top, env=self.env)

    def git(self, *argv: str) -> None:
        """Run git in the repository."""
        output("git", *argv, cwd=self.top)

    def first_tool(self, *argv: str) -> float:
        """Change a file, and return the seconds from a program's start to that of gofmt."""
        self.number += 1
        (self.top / "a" / "a.go").write_text(f"{FILES['a/a.go']}\n// This is {self.number}.\n")
        self.git("add", "-A")
        self.mark.unlink(missing_ok=True)
        began = time.time_ns()
        output(*argv, cwd=self.top, env=self.env)
        return (int(self.mark.read_text().split()[0]) - began) / 1e9


def program(path: Path, text: str) -> None:
    """Write a program."""
    path.write_text(text)
    path.chmod(0o755)


def timed(*argv: str) -> float:
    """Return the seconds that a program takes."""
    began = time.perf_counter()
    output(*argv)
    return time.perf_counter() - began


def output(*argv: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """Run a program, which must end well, and return what it printed."""
    done = subprocess.run(argv, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(argv)}: {done.stdout}{done.stderr}")
    return done.stdout


def report(taken: Mapping[str, list[float]]) -> None:
    """Print a table; the first row is the one that all are compared with."""
    bare = statistics.median(next(iter(taken.values())))
    print("| what | median (ms) | range (ms) | above a bare Python (ms) | ratio |")
    print("|---|---|---|---|---|")
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        span = f"{1000 * min(seconds):.0f}-{1000 * max(seconds):.0f}"
        above = f"{1000 * (middle - bare):+.0f}"
        print(f"| {name} | {1000 * middle:.0f} | {span} | {above} | {middle / bare:.1f} |")


main()
