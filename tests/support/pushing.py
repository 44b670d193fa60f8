"""A repository with a remote beside it, whose pushes are judged by a quick task: is there a file ``bad``?"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

from gitrepo import Repo, make

SETTINGS = 'preset = "golden"\n[hooks]\npre-push = ["no-bad"]\n[commands.no-bad]\nrun = ["test", "!", "-e", "bad"]\n'
"""Every finding refuses, whatever the remote has."""

FILES = {"gotasks.toml": SETTINGS, "x": "0"}

Run = Callable[..., subprocess.CompletedProcess[str]]
Pushed = subprocess.CompletedProcess[str]


def repository(repo: Repo, gotasks: Run, *install: str) -> Repo:
    """Give a repository a bare remote that has its main branch, and hooks."""
    make(repo.path.parent / "remote.git", repo.env).git("config", "core.bare", "true")
    repo.git("remote", "add", "origin", "../remote.git/.git")
    repo.git("push", "-q", "origin", "main")
    done = gotasks(repo, "install-hooks", *install)
    assert done.returncode == 0, done.stderr
    return repo


def push(repo: Repo, *argv: str, **env: str) -> Pushed:
    return repo.run("git", "push", *argv, **env)


def remote(repo: Repo, ref: str) -> str:
    """Return what a ref of the remote has, or nothing."""
    line = repo.git("ls-remote", "origin", ref)
    return line.split("\t")[0]


def told(repo: Repo) -> dict[str, Any]:
    """Return the report of the last push."""
    found: dict[str, Any] = json.loads((repo.path / ".git/gotasks/push.json").read_text())
    return found


def verdicts(repo: Repo) -> dict[str, str]:
    return {ref["remote"]: ref["verdict"]["status"] for ref in told(repo)["refs"]}
