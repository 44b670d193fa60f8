"""What is true of a commit: what a fresh clone of it says, made by one who has none of the committer's settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from benchmarks.trust.cases.case import Act

NO_HOOKS = ("-c", "core.hooksPath=/dev/null")
LEAST = ("-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false")


class BrokenFixtureError(AssertionError):
    """A fixture is not what it says, so it shows nothing of any arm."""


class Truth:
    """Answers for fresh clones, kept by what lies in them. ``settings`` are the arms' files, which no check reads."""

    def __init__(self, folder: Path, environ: Mapping[str, str], settings: frozenset[str]) -> None:
        self.folder = folder
        self.settings = settings
        self.known: dict[tuple[str, ...], str] = {}
        self.environ = {name: value for name, value in environ.items() if not name.startswith(("GIT_", "GOTASKS_"))}
        self.environ |= {
            "HOME": str(folder / "nobody"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GOPROXY": "off",
            "GOFLAGS": "",
        }

    def of(self, act: Act, flags: tuple[str, ...]) -> str:
        """Publish an act's commit, clone it, and return what is wrong with it; nothing if it is good."""
        url = act.ask("config", "remote.origin.url")
        pushed = act.git(*NO_HOOKS, *act.flags, "push", "-q", "-f", url, "HEAD:refs/heads/truth")
        if pushed.returncode:
            raise BrokenFixtureError(f"push: {pushed.stderr.decode('utf-8', 'replace')}")
        return self.at(url, "truth", flags)

    def at(self, url: str, branch: str, flags: tuple[str, ...] = ()) -> str:
        """Clone a branch, or a tag, and return what is wrong with it."""
        clone = self.folder / "clone"
        shutil.rmtree(clone, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._run(self.folder, "git", *LEAST, "clone", "-q", *flags, "--branch", branch, url, str(clone))
        listing = self._run(clone, "git", "ls-tree", "-r", "-z", "HEAD").split("\0")
        key = (*flags, *(line for line in listing if line.partition("\t")[2] not in self.settings))
        if key not in self.known:
            self.known[key] = self._wrong(clone)
        return self.known[key]

    def _wrong(self, clone: Path) -> str:
        """Return what gofmt and go vet, as the arms run them, say of a clone."""
        for argv in (("gofmt", "-l", "."), ("go", "vet", "./...")):
            done = subprocess.run(argv, cwd=clone, env=self.environ, capture_output=True, check=False)
            if done.returncode or (argv[0] == "gofmt" and done.stdout):
                return f"{' '.join(argv)}: {(done.stdout + done.stderr).decode('utf-8', 'replace').strip()[:300]}"
        return ""

    def _run(self, cwd: Path, *argv: str) -> str:
        done = subprocess.run(argv, cwd=cwd, env=self.environ, capture_output=True, check=False)
        if done.returncode:
            raise BrokenFixtureError(f"{' '.join(argv)}: {done.stderr.decode('utf-8', 'replace')}")
        return done.stdout.decode("utf-8", "surrogateescape")
