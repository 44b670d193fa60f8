"""The peers, at pinned versions, in a folder of the user's cache: a virtual environment and an npm folder."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import venv
from pathlib import Path

from filelock import FileLock

PYPI = {"pre-commit": "4.7.0", "prek": "0.5.11", "lefthook": "2.2.2"}
NPM = {"lint-staged": "17.6.1", "husky": "9.1.7", "node": "22.23.3"}
"""lint-staged 17.6.1 wants Node 22.22.1 or newer, which npm has too."""

FOLDER = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gotasks-trust"
FOLDERS = (FOLDER / "npm" / "node_modules" / ".bin", FOLDER / "py" / "bin")
"""What a user who has installed the peers has on PATH."""


class NotInstalledError(Exception):
    """A peer cannot be had here; the text says why."""


@functools.cache
def bring(name: str) -> None:
    """Install a peer if it is not there yet. Raises NotInstalledError."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pins, install = (PYPI, _from_pypi) if name in PYPI else (NPM, _from_npm)
    stamp = FOLDER / ("-".join(sorted(f"{one}{version}" for one, version in pins.items())) + ".installed")
    with FileLock(FOLDER / "lock"):
        if not stamp.exists():
            install([(one, version) for one, version in pins.items()])
            stamp.touch()


def _from_pypi(pins: list[tuple[str, str]]) -> None:
    if not (FOLDER / "py").exists():
        venv.create(FOLDER / "py", with_pip=True)
    python = str(FOLDER / "py" / "bin" / "python")
    _run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *(f"{a}=={b}" for a, b in pins))


def _from_npm(pins: list[tuple[str, str]]) -> None:
    _run("npm", "install", "--no-fund", "--no-audit", "--prefix", str(FOLDER / "npm"), *(f"{a}@{b}" for a, b in pins))
    _run(str(FOLDERS[0] / "node"), "--version")


def _run(*argv: str) -> None:
    print("installing:", *argv, file=sys.stderr)
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NotInstalledError(f"{argv[0]}: {error.strerror}") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NotInstalledError(said[-1] if said else f"{argv[0]} ended with {done.returncode}")
