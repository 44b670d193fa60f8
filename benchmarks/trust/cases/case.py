"""What a fixture is made of: a place, a shape of repository, and the act that makes the commit."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from benchmarks.trust.repo import Repo

MODULE = "module example.com/m\n\ngo 1.22\n"
ONE = "package a\n\n// One is one.\nfunc One() int { return 1 }\n"
GOOD = f"{ONE}\n// More is more.\nfunc More() int {{ return 2 }}\n"
UNFORMATTED = GOOD.replace("{ return 2 }", "{return 2 }")
UNVETTED = 'package a\n\nimport "fmt"\n\n// One is one.\nfunc One() int { fmt.Printf("%d", "x"); return 1 }\n'
UNVETTED = UNVETTED.replace("{ fmt", "{\n\tfmt").replace("; return 1 }", "\n\treturn 1\n}")
NEEDY = "package a\n\n// One is one.\nfunc One() int { return one }\n"
"""Compiles only beside HELPER."""

HELPER = "package a\n\nconst one = 1\n"
UNO = "package a\n\n// Uno is one.\nfunc Uno() int { return 1 }\n"
"""Package a with another name for what package b uses."""

TWO = 'package b\n\nimport "example.com/m/a"\n\n// Two is two.\nfunc Two() int { return a.One() + 1 }\n'
DUE = TWO.replace("a.One", "a.Uno")
BASE: Mapping[str, str | bytes] = {"go.mod": MODULE, "a/a.go": ONE, "b/b.go": TWO, "notes.txt": "notes\n"}
"""The module that every fixture starts from: b imports a."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fixture lies; ``install`` puts the arm's hooks into a repository, and its settings."""

    folder: Path
    env: Mapping[str, str]
    install: Callable[[Repo], None]

    def repo(self, path: str = "repo") -> Repo:
        """Return the repository at a path, there or not."""
        (self.folder / path).mkdir(parents=True, exist_ok=True)
        return Repo(self.folder / path, self.env)

    def origin(self, name: str = "origin", *flags: str) -> str:
        """Make a bare repository to clone from and push to."""
        self.repo(f"{name}.git").git("init", "-q", "--bare", "--initial-branch=main", *flags)
        self.repo(f"{name}.git").git("config", "uploadpack.allowFilter", "true")
        self.repo(f"{name}.git").git("config", "uploadpack.allowAnySHA1InWant", "true")
        return f"file://{self.folder / name}.git"


@dataclass(frozen=True, slots=True)
class Act:
    """The git command that makes the commit: its flags, where it runs, what it is told.

    ``meanwhile`` is what happens while a hook runs; without a hook it has happened before.
    """

    repo: Repo
    argv: tuple[str, ...] = ("commit", "-q", "-m", "x")
    flags: tuple[str, ...] = ()
    cwd: str = "."
    stdin: bytes = b""
    env: Mapping[str, str] = field(default_factory=dict)
    meanwhile: Callable[[], object] | None = None

    def run(self, *flags: str) -> subprocess.CompletedProcess[bytes]:
        """Make the commit, or try to."""
        return self.git(*flags, *self.flags, *self.argv)

    def ask(self, *argv: str) -> str:
        """Ask git about the repository; nothing where it has no answer."""
        done = self.git(*self.flags, *argv)
        return "" if done.returncode else done.stdout.decode("utf-8", "surrogateescape").strip()

    def git(self, *argv: str) -> subprocess.CompletedProcess[bytes]:
        """Run git as the act does."""
        return subprocess.run(
            ("git", *argv),
            cwd=self.repo.path / self.cwd,
            env={**self.repo.env, **self.env},
            input=self.stdin,
            capture_output=True,
            check=False,
        )


Shape = Callable[[Place], Repo]


class Build(Protocol):
    """Prepares a repository for the good or the bad form of a case, and returns the act that is left to do."""

    def __call__(self, repo: Repo, *, good: bool) -> Act:
        """Prepare."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the truth table, with a good and a bad form.

    ``rows`` are the hard cases that it stands for; ``clone`` are flags of the clone that says the truth; ``absolute``:
    what is judged is in HEAD already, or there is no HEAD, so only an absolute bar can refuse it; ``unseen`` says why
    ``not judged`` is right for the forms in ``blind``; ``only`` the arms for which it means something.
    """

    name: str
    build: Build
    shape: Shape | None = None
    rows: tuple[int, ...] = ()
    clone: tuple[str, ...] = ()
    absolute: bool = False
    unseen: str = ""
    blind: tuple[bool, ...] = (False,)
    only: tuple[str, ...] = ()


def cloned(place: Place, *flags: str, path: str = "repo", init: tuple[str, ...] = ()) -> Repo:
    """Clone a repository that has BASE and the arm's settings, with hooks; ``flags`` are git clone's."""
    url = place.origin("origin", *init)
    first = place.repo("first")
    first.git("init", "-q", "--initial-branch=main", *init)
    first.write(BASE)
    place.install(first)
    first.commit("base", "--no-verify")
    publish(first, url)
    repo = place.repo(path)
    repo.git("clone", "-q", *flags, url, ".")
    place.install(repo)
    return repo


def publish(repo: Repo, url: str) -> None:
    """Push main to a fresh origin, past all hooks."""
    repo.git("remote", "add", "origin", url)
    repo.git("-c", "core.hooksPath=/dev/null", "push", "-q", "-u", "origin", "main")


def staged(repo: Repo, file: str, text: str | bytes, left: str | bytes | None = None) -> None:
    """Stage a text, and leave another one in the working tree."""
    repo.write({file: text}).git("add", "--", file)
    if left is not None:
        repo.write({file: left})


def pair(*, good: bool, bad: str = UNFORMATTED) -> tuple[str, str]:
    """Return the text of a/a.go that is committed, and its opposite, which deceives whoever looks elsewhere."""
    return (GOOD, UNFORMATTED) if good else (bad, GOOD)


def saved(repo: Repo, files: Mapping[str, str | bytes], message: str = "saved") -> None:
    """Commit files past all hooks."""
    repo.write(files).commit(message, "--no-verify")


def script(folder: Path, name: str, body: str) -> str:
    """Write a shell script that git calls as an editor or a filter; return its path."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return str(file)
