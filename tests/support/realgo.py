"""Real Go modules from the module proxy, each as a fresh git repository. Standard library only."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

CHI = "github.com/go-chi/chi/v5@v5.2.3"
COBRA = "github.com/spf13/cobra@v1.10.1"
GIN = "github.com/gin-gonic/gin@v1.11.0"
TESTIFY = "github.com/stretchr/testify@v1.11.1"
FSNOTIFY = "github.com/fsnotify/fsnotify@v1.9.0"

IDENTITY = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.invalid", "-c", "commit.gpgSign=false")


def repository(module: str, folder: Path) -> Path:
    """Make ``folder`` a git repository with one commit that holds a module as the proxy serves it.

    A module's archive has no nested modules, and none of the files that only the repository knows (``.github``).
    ``add -f`` takes what the module's own .gitignore names and its archive holds all the same.
    """
    source = download(module)
    shutil.copytree(source, folder, copy_function=shutil.copyfile)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    git(folder, "init", "-q", "--initial-branch=main")
    git(folder, "add", "-A", "-f")
    commit(folder, module)
    command(folder, "go", "mod", "download")
    return folder


def download(module: str) -> Path:
    """Return the module's folder in Go's module cache, which is read-only."""
    done = subprocess.run(("go", "mod", "download", "-json", module), capture_output=True, check=False)
    answer = json.loads(done.stdout) if done.stdout else {}
    if done.returncode or "Dir" not in answer:
        raise OSError(f"go mod download {module}: {answer.get('Error') or done.stderr.decode()}")
    return Path(answer["Dir"])


def commit(folder: Path, message: str) -> None:
    """Commit the index as nobody."""
    git(folder, *IDENTITY, "commit", "-q", "--no-verify", "-m", message)


def git(folder: Path, *argv: str) -> bytes:
    """Run git in a folder."""
    return command(folder, "git", *argv)


def command(folder: Path, *argv: str) -> bytes:
    """Run a command that must succeed; return what it printed."""
    done = subprocess.run(argv, cwd=folder, capture_output=True, check=False)
    if done.returncode:
        raise OSError(f"{' '.join(argv)}: {done.stderr.decode('utf-8', 'replace')}")
    return done.stdout
