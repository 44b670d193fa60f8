"""Installs the git hooks: real files where git looks for them, proved to start, and back again."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gotasks.core.errors import NotJudgedError, UsageError
from gotasks.core.hooks import BESIDE, FOLDER, KEPT, MARK, SHARED, WITNESS, manager, record
from gotasks.core.settings import HOOKS
from gotasks.edge import hookfit, hookplaces
from gotasks.edge.environment import elsewhere
from gotasks.edge.files import carried, write_atomically
from gotasks.edge.git import Git, GitError, Repository, locate
from gotasks.edge.hookplaces import HookFolder
from gotasks.edge.hookproof import unproved

if TYPE_CHECKING:
    from git import Repo

DISPLACED = (".old", ".legacy")
"""What hook managers append to the name of a hook that they found."""


def install(cwd: str, *, hooks_path: bool = False) -> list[str]:
    """Install the git hooks; an existing hook is kept and runs first.

    What fails is taken out again, but not where hooks of ours were there before: half a gate still refuses.
    """
    with _opened(cwd) as (repo, here):
        configured = hookplaces.configured(Git(here.top, os.environ))
        hookfit.refuse_twice(configured)
        where = hookplaces.find(here, os.environ)
        if hooks_path:
            _refuse_copies(where)
        else:
            _refuse_files(where, here)
        again = hookplaces.marker(here).exists()
        try:
            said = _point(repo) if hooks_path else _write(where, here)
            write_atomically(hookplaces.marker(here), b"")
            _prove(here, "" if again else ", so they were taken out again")
        except BaseException:
            if not again:
                _take_out(repo, here)
            raise
    return [*said, *hookfit.configured_lines(configured)]


def uninstall(cwd: str) -> list[str]:
    """Take the git hooks out and restore what was there before."""
    with _opened(cwd) as (repo, here):
        return _take_out(repo, here) or ["no hook of gotasks is installed"]


def _refuse_files(where: HookFolder, here: Repository) -> None:
    hookfit.refuse_folder(where, here.common, _program())
    for name in HOOKS:
        target = where.folder / name
        if _is_theirs(target) and os.path.lexists(_kept(target)) and not _stands_for(target, _kept(target)):
            raise UsageError(f"{_kept(target)} is in the way: it was kept from an earlier hook; remove or rename it")


def _write(where: HookFolder, here: Repository) -> list[str]:
    submodule, commit = _submodule(here)
    shared = record(hookplaces.template(SHARED), gotasks=_program(), submodule=submodule, pinned=commit)
    write_atomically(where.folder / SHARED, os.fsencode(shared))
    write_atomically(where.folder / WITNESS, hookplaces.template(WITNESS).encode())
    said = []
    for name in HOOKS:
        target = where.folder / name
        said += [_keep(target)] if _is_theirs(target) else []
        write_atomically(target, hookplaces.template(name).encode(), mode=0o755)
        _drop_displaced(target)
    return [*said, *(f"installed {where.folder / name}" for name in HOOKS)]


def _refuse_copies(where: HookFolder) -> None:
    hookfit.refuse_shadow(where, hookplaces.files(where.default))
    for name in (*HOOKS, *BESIDE):
        file = Path(where.top, FOLDER, name)
        if not os.access(file, os.R_OK if name in BESIDE else os.X_OK):
            raise UsageError(
                f"{file} is not there or not executable: copy it from gotasks' own .githooks and commit it"
            )


def _point(repo: Repo) -> list[str]:
    repo.git.config("--local", "core.hooksPath", FOLDER)
    return [f"core.hooksPath is {FOLDER}"]


def _prove(here: Repository, therefore: str) -> None:
    wrong = unproved(here, os.environ)
    if wrong:
        raise NotJudgedError(f"git does not start the hooks{therefore}: {wrong}")


def _take_out(repo: Repo, here: Repository) -> list[str]:
    said = []
    if repo.git.config("--local", "--get", "core.hooksPath", with_exceptions=False) == FOLDER:
        repo.git.config("--local", "--unset", "core.hooksPath")
        said.append("core.hooksPath is no longer set")
    where = hookplaces.find(here, os.environ)
    for folder in {where.default, where.folder if where.inside(here.common) else where.default}:
        said += [line for name in HOOKS for line in _restore(folder / name)]
        for name in BESIDE:
            (folder / name).unlink(missing_ok=True)
    marker = hookplaces.marker(here)
    marker.unlink(missing_ok=True)
    with suppress(OSError):
        marker.parent.rmdir()
    return said


def _restore(target: Path) -> list[str]:
    """Take one hook out, wherever a hook manager has moved it, and put back what was kept."""
    _drop_displaced(target)
    kept = _kept(target)
    if _is_theirs(target):
        return _leave(target, kept)
    if os.path.lexists(kept):
        os.replace(kept, target)
        return [f"restored {target}"]
    if not os.path.lexists(target):
        return []
    target.unlink()
    return [f"removed {target}"]


def _leave(target: Path, kept: Path) -> list[str]:
    """Leave a hook that took the place of ours; what was kept goes only where the new one stands for it."""
    if not os.path.lexists(kept):
        return []
    if _stands_for(target, kept):
        kept.unlink()
        return [f"left {target}, which is newer than the one that was kept"]
    return [f"left {target}, which is not ours, and {kept}, which was there before it"]


def _keep(target: Path) -> str:
    """Put a hook that is not ours aside."""
    kept, text = _kept(target), _text(target)
    os.replace(target, kept)
    return hookfit.kept_line(kept, text, target.name)


def _stands_for(target: Path, kept: Path) -> bool:
    """Whether a hook is the one that was kept, made anew by the same hook manager."""
    whose = manager(_text(target))
    if whose:
        return whose == manager(_text(kept))
    return target.is_file() and kept.is_file() and target.read_bytes() == kept.read_bytes()


def _drop_displaced(target: Path) -> None:
    for suffix in DISPLACED:
        moved = target.with_name(target.name + suffix)
        if MARK in _text(moved):
            moved.unlink()


def _kept(target: Path) -> Path:
    return target.with_name(target.name + KEPT)


def _is_theirs(target: Path) -> bool:
    return os.path.lexists(target) and MARK not in _text(target)


def _text(file: Path) -> str:
    return file.read_text("utf-8", "replace") if file.is_file() else ""


@contextmanager
def _opened(cwd: str) -> Iterator[tuple[Repo, Repository]]:
    """Open the repository that git finds; what git or the file system refuses is said in their words.

    Older GitPythons open no linked worktree's git folder, and the local configuration is the common one's anyway.
    """
    from git import Repo  # noqa: PLC0415 - 50 ms that no check pays
    from git.exc import GitCommandError  # noqa: PLC0415

    here = locate(cwd, os.environ)
    try:
        with Repo(here.common) as repo:
            yield repo, here
    except GitCommandError as error:
        raise NotJudgedError(f"git: {error.stderr.strip()}") from None
    except OSError as error:
        raise NotJudgedError(f"{error.filename}: {error.strerror}") from None


def _program() -> str:
    """Return the absolute path of the gotasks program beside this Python."""
    beside = Path(sys.executable).with_name("gotasks")
    found = str(beside) if beside.is_file() else shutil.which("gotasks")
    if not found:
        raise NotJudgedError(f"no program gotasks beside {sys.executable}: pip install gotasks there")
    return os.path.abspath(found)


def _submodule(here: Repository) -> tuple[str, str]:
    """Return folder and commit of the submodule that this gotasks is, where it is one of this repository."""
    source = os.path.realpath(carried(FOLDER).parent)
    try:
        git = Git(source, elsewhere(os.environ))
        top, above = git.text("rev-parse", "--show-toplevel", "--show-superproject-working-tree").split("\n")
    except (GitError, ValueError):
        return "", ""
    if os.path.realpath(top) != source or os.path.realpath(above) != os.path.realpath(here.top):
        return "", ""
    return os.path.relpath(source, os.path.realpath(here.top)), git.text("rev-parse", "HEAD")
