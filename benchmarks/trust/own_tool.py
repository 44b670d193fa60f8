"""A tool of its own for one trial, so that it can be moved, deleted and broken: what a user has in a folder of his.

From PyPI that is a virtual environment, which takes its packages from the one that is installed; from npm, the folder
node_modules of the repository.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from benchmarks.trust import peers
from benchmarks.trust.arms import Arm
from benchmarks.trust.repo import Repo


@dataclass(frozen=True, slots=True)
class Tool:
    """``folder`` is all of it, ``program`` what hooks start, ``packages`` what says where its code is."""

    folder: Path
    program: Path
    packages: Path

    @property
    def programs(self) -> Path:
        """The folder that stands on PATH."""
        return self.program.parent


def provide(arm: Arm, repo: Repo, folder: Path) -> Tool | None:
    """Give a repository a tool of its own; None for git, which needs none."""
    if arm.name == "git":
        return None
    if arm.name.startswith("lint-staged"):
        return _from_npm(repo)
    return _from_pypi(arm.name, folder)


def _from_pypi(name: str, folder: Path) -> Tool:
    real = Path(sys.executable).parent if name == "gotasks" else peers.FOLDERS[1]
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    packages = packages / "packages.pth"
    packages.write_text(f"import site; site.addsitedir({_packages(real / 'python')!r})\n")
    program = folder / "bin" / name
    body = (real / name).read_bytes()
    if body.startswith(b"#!"):
        body = b"#!%s\n" % os.fsencode(folder / "bin" / "python") + body.split(b"\n", 1)[1]
    program.write_bytes(body)
    program.chmod(0o755)
    return Tool(folder, program, packages)


def _from_npm(repo: Repo) -> Tool:
    folder = repo.path / "node_modules"
    (folder / ".bin").mkdir(parents=True)
    for name in peers.NPM:
        (folder / ".bin" / name).symlink_to((peers.FOLDERS[0] / name).resolve())
    return Tool(folder, folder / ".bin" / "lint-staged", folder / ".bin" / "lint-staged")


@functools.cache
def _packages(python: Path) -> str:
    said = (str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])")
    return subprocess.run(said, capture_output=True, text=True, check=True).stdout.strip()
