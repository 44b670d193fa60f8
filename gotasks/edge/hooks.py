"""Installs the git hooks: real files where git looks for them, and back again."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gotasks.core.errors import NotJudgedError, UsageError
from gotasks.core.settings import HOOKS
from gotasks.edge.files import carried, write_atomically

if TYPE_CHECKING:
    from git import Repo

FOLDER = ".githooks"
MARK = "# gotasks hook: judges"
"""Stands in our templates, and in no hook that merely calls gotasks."""

KEPT = ".before-gotasks"
SHARED = "gotasks.sh"
"""What the hooks have in common; lies beside them."""

PLACE = "gotasks=''"


def install(cwd: str, *, hooks_path: bool = False) -> list[str]:
    """Install the git hooks; an existing hook is kept and runs first."""
    with _opened(cwd) as repo:
        if hooks_path:
            return [_use_hooks_path(repo)]
        folder = _folder(repo)
        said = [line for name in HOOKS for line in _keep(folder / name)]
        shared = _template(SHARED).replace(PLACE, f"gotasks={_quoted(_program())}")
        write_atomically(folder / SHARED, shared.encode())
        return [*said, *(_install(folder / name) for name in HOOKS)]


def uninstall(cwd: str) -> list[str]:
    """Take the git hooks out and restore what was there before."""
    with _opened(cwd) as repo:
        said = []
        if _hooks_path(repo, "--local") == FOLDER:
            repo.git.config("--local", "--unset", "core.hooksPath")
            said.append("core.hooksPath is no longer set")
        folder = _folder(repo)
        said += [line for name in HOOKS for line in _uninstall(folder / name)]
        (folder / SHARED).unlink(missing_ok=True)
    return said or ["no hook of gotasks is installed"]


def _keep(target: Path) -> list[str]:
    """Put a hook that is not ours aside."""
    if not os.path.lexists(target) or _is_ours(target):
        return []
    kept = target.with_name(target.name + KEPT)
    if os.path.lexists(kept):
        raise UsageError(f"{kept} is in the way: it was kept from an earlier hook; remove or rename it")
    os.replace(target, kept)
    return [f"kept {kept}: it runs before ours"]


def _install(target: Path) -> str:
    write_atomically(target, _template(target.name).encode(), mode=0o755)
    return f"installed {target}"


def _uninstall(target: Path) -> list[str]:
    if not target.exists() or not _is_ours(target):
        return []
    kept = target.with_name(target.name + KEPT)
    if os.path.lexists(kept):
        os.replace(kept, target)
        return [f"restored {target}"]
    target.unlink()
    return [f"removed {target}"]


def _is_ours(target: Path) -> bool:
    return target.exists() and MARK in target.read_text("utf-8", "replace")


def _use_hooks_path(repo: Repo) -> str:
    top = Path(str(repo.working_tree_dir))
    for name in (*HOOKS, SHARED):
        file = top / FOLDER / name
        if not os.access(file, os.R_OK if name == SHARED else os.X_OK):
            raise UsageError(
                f"{file} is not there or not executable: copy it from gotasks' own .githooks and commit it"
            )
    repo.git.config("--local", "core.hooksPath", FOLDER)
    return f"core.hooksPath is {FOLDER}"


def _hooks_path(repo: Repo, *scope: str) -> str:
    found: str = repo.git.config(*scope, "--get", "core.hooksPath", with_exceptions=False)
    return found


@contextmanager
def _opened(cwd: str) -> Iterator[Repo]:
    """Open the repository; what git or the file system refuses is said in their words."""
    from git import Repo  # noqa: PLC0415 - 50 ms that no check pays
    from git.exc import GitCommandError, InvalidGitRepositoryError, NoSuchPathError  # noqa: PLC0415

    try:
        with Repo(cwd, search_parent_directories=True) as repo:
            if repo.bare:
                raise UsageError(f"{cwd} is a bare repository: install the hooks in a work tree of it")
            yield repo
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise UsageError(f"{cwd} is not in a git repository: run git init, or go to one") from None
    except GitCommandError as error:
        raise NotJudgedError(f"git: {error.stderr.strip()}") from None
    except OSError as error:
        raise NotJudgedError(f"{error.filename}: {error.strerror}") from None


def _folder(repo: Repo) -> Path:
    """Return the folder where git looks for this repository's hooks; one that others share is refused."""
    top = Path(str(repo.working_tree_dir))
    folder = Path(os.path.realpath(top / repo.git.rev_parse("--git-path", "hooks")))
    if _hooks_path(repo) == FOLDER:
        raise UsageError(f"core.hooksPath is {FOLDER}: those hooks are in use; gotasks uninstall-hooks takes them out")
    if not folder.is_relative_to(os.path.realpath(repo.common_dir)) and not folder.is_relative_to(top.resolve()):
        raise UsageError(f"core.hooksPath is {folder}, which other repositories use too: gotasks does not write there")
    return folder


def _program() -> str:
    """Return the absolute path of the gotasks program beside this Python."""
    beside = Path(sys.executable).with_name("gotasks")
    found = str(beside) if beside.is_file() else shutil.which("gotasks")
    if not found:
        raise NotJudgedError(f"no program gotasks beside {sys.executable}: pip install gotasks there")
    return os.path.abspath(found)


def _template(name: str) -> str:
    return (carried(FOLDER) / name).read_text("utf-8")


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"
