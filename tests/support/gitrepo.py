"""A real git repository in a temporary folder, as a user has one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

GOOD = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "a/a.go": "// Package a counts.\npackage a\n\n// One is one.\nfunc One() int { return 1 }\n",
    "a/a_test.go": 'package a\n\nimport "testing"\n\nfunc TestOne(t *testing.T) {\n'
    "\tif One() != 1 {\n\t\tt.Fatal()\n\t}\n}\n",
}
"""A small module that every task passes."""

SMALL = '[suites]\nsmall = ["fmt", "vet", "race-test"]\n'
"""Settings with a suite that needs no tool but Go: for tests of what holds for every chain, whatever is in it."""

UNFORMATTED = "// Package a counts.\npackage a\n\n// One is one.\nfunc One() int {return 1 }\n"


@dataclass(frozen=True)
class Repo:
    """The repository at ``path``; ``env`` is what its user has set."""

    path: Path
    env: Mapping[str, str]

    def git(self, *argv: str, check: bool = True, **env: str) -> str:
        done = self.run("git", *argv, **env)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout.rstrip("\n")

    def run(self, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            argv,
            cwd=self.path,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            errors="surrogateescape",
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def write(self, files: Mapping[str, str | bytes]) -> Repo:
        for name, body in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body if isinstance(body, bytes) else body.encode())
        return self

    def commit(self, message: str = "commit", *flags: str) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, *flags)
        return self.git("rev-parse", "HEAD")


def make(path: Path, env: Mapping[str, str] | None = None, files: Mapping[str, str | bytes] | None = None) -> Repo:
    """Make a repository; with files, one commit of them."""
    path.mkdir(parents=True, exist_ok=True)
    repo = Repo(path, dict(os.environ if env is None else env))
    repo.git("init", "-q", "--initial-branch=main")
    if files is not None:
        repo.write(files).commit()
    return repo


def footprint(path: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Return inode, mode, mtime and content of every file below a folder, objects and our own reports left out."""
    found = {}
    for folder, folders, names in os.walk(path):
        inside = ".git" in Path(folder).parts
        folders[:] = [name for name in folders if name not in {"objects", "gotasks"} or not inside]
        for name in names:
            file = os.path.join(folder, name)
            state = os.lstat(file)
            body = os.readlink(file).encode() if os.path.islink(file) else Path(file).read_bytes()
            found[os.path.relpath(file, path)] = (state.st_ino, state.st_mode, state.st_mtime_ns, body)
    return found
