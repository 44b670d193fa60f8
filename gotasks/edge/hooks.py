"""Installs the git hooks: real files where git looks for them, and back again."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from git import Repo
from git.exc import InvalidGitRepositoryError, NoSuchPathError

from gotasks.core.errors import NotJudgedError, UsageError
from gotasks.core.settings import HOOKS
from gotasks.edge.files import write_atomically

BESIDE = Path(__file__).parent.parent / "githooks"
SOURCE = Path(__file__).parent.parent.parent / ".githooks"
MARK = "gotasks hook"
KEPT = ".before-gotasks"
PLACE = "gotasks=''"


def install(cwd: str, *, hooks_path: bool = False) -> list[str]:
    """Install the git hooks; an existing hook is kept and runs first."""
    repo = _repo(cwd)
    if hooks_path:
        return [_use_hooks_path(repo)]
    folder = _folder(repo)
    program = _program()
    said = []
    for name in HOOKS:
        target = folder / name
        if target.exists() and MARK not in target.read_text("utf-8", "replace"):
            kept = target.with_name(name + KEPT)
            if kept.exists():
                raise UsageError(f"{kept} is in the way: it was kept from an earlier hook; remove or rename it")
            os.replace(target, kept)
            said.append(f"kept {kept}: it runs before ours")
        write_atomically(target, _template(name).replace(PLACE, f"gotasks={_quoted(program)}").encode())
        target.chmod(0o755)
        said.append(f"installed {target}")
    return said


def uninstall(cwd: str) -> list[str]:
    """Take the git hooks out and restore what was there before."""
    repo = _repo(cwd)
    said = []
    with repo.config_writer() as config:
        if config.get_value("core", "hooksPath", "") == SOURCE.name:
            config.remove_option("core", "hooksPath")
            said.append("core.hooksPath is no longer set")
    folder = _folder(repo)
    for name in HOOKS:
        target = folder / name
        if target.exists() and MARK in target.read_text("utf-8", "replace") and folder.name != SOURCE.name:
            kept = target.with_name(name + KEPT)
            if kept.exists():
                os.replace(kept, target)
                said.append(f"restored {target}")
            else:
                target.unlink()
                said.append(f"removed {target}")
    return said or ["no hook of gotasks is installed"]


def _use_hooks_path(repo: Repo) -> str:
    top = Path(str(repo.working_tree_dir))
    for name in HOOKS:
        file = top / SOURCE.name / name
        if not os.access(file, os.X_OK):
            raise UsageError(
                f"{file} is not there or not executable: copy it from gotasks' own .githooks and commit it"
            )
    with repo.config_writer() as config:
        config.set_value("core", "hooksPath", SOURCE.name)
    return f"core.hooksPath is {SOURCE.name}"


def _repo(cwd: str) -> Repo:
    try:
        return Repo(cwd, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise UsageError(f"{cwd} is not in a git repository: run git init, or go to one") from None


def _folder(repo: Repo) -> Path:
    return Path(str(repo.working_tree_dir), repo.git.rev_parse("--git-path", "hooks"))


def _program() -> str:
    """Return the absolute path of the gotasks program beside this Python."""
    beside = Path(sys.executable).with_name("gotasks")
    found = str(beside) if beside.is_file() else shutil.which("gotasks")
    if not found:
        raise NotJudgedError(f"no program gotasks beside {sys.executable}: pip install gotasks there")
    return os.path.abspath(found)


def _template(name: str) -> str:
    folder = BESIDE if BESIDE.is_dir() else SOURCE
    return (folder / name).read_text("utf-8")


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"
