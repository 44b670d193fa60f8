"""What Go builds of a package's tests, built by hand: whether it is, byte for byte, what ran before and passed.

``go test -c`` writes what race-test starts where there is no race detector, given what ``go test`` says by itself of
what it throws away (-s -w), but for the names of these flags. The build ID, which names the sources, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gitrepo import Repo
from sequences import put

if TYPE_CHECKING:
    from graphs import Files

BUILD = ("go", "test", "-c", "-vet=off", "-covermode=atomic", "-ldflags=-s -w -buildid=")


class Plain:
    """A folder that holds one tree after the other: what Go builds has paths in it, so all is built at the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: Files = {}

    def holding(self, files: Files) -> Path:
        """Make the folder hold these files, and return it."""
        put(self._folder, self._held, files)
        self._held = files
        return self._folder


class Run(NamedTuple):
    """How the tests of a package ended in a tree; ``data`` is the digest of what they rest on and is not built in."""

    files: Files
    data: str
    passed: bool


class Runs:
    """The runs of each package's tests. What they ran is built only when it is asked for: that is slow, and seldom."""

    def __init__(self, plain: Plain, out: Path, env: Mapping[str, str]) -> None:
        self._plain, self._out, self._env = plain, out, env
        self._runs: dict[str, list[Run]] = {}

    def add(self, name: str, run: Run) -> None:
        """Remember the newest run of a package's tests."""
        self._runs.setdefault(name, []).append(run)

    def passed(self, name: str, files: Files, data: str) -> bool:
        """Whether just what a tree builds of a package's tests, beside such data, ran, and passed the last time."""
        beside = [run for run in reversed(self._runs.get(name, ())) if run.data == data]
        now = self._built(name, files) if beside else b""
        return bool(now) and next((run.passed for run in beside if self._built(name, run.files) == now), False)

    def _built(self, name: str, files: Files) -> bytes:
        """Return the test binary of a package, or nothing where there is none: no tests, or they do not build."""
        self._out.unlink(missing_ok=True)
        done = Repo(self._plain.holding(files), self._env).run(*BUILD, "-o", str(self._out), name)
        return b"" if done.returncode or not self._out.exists() else self._out.read_bytes()
