"""Surroundings in which an install breaks: environment, place, settings, and other managers."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace

from benchmarks.trust.arms import ARMS, Arm
from benchmarks.trust.breaks import Break, NotHereError, Scene, tool_moved
from benchmarks.trust.peers import FOLDERS
from benchmarks.trust.repo import Repo

SYSTEM = "/usr/bin:/bin"
"""The PATH of a program that no shell has started."""


def bare_environment(scene: Scene) -> Repo:
    """Commit as a program does that no shell has started; the caches' places are kept, they cost only time."""
    kept = {"HOME", "GOTASKS_CACHE", "GOCACHE", "GOMODCACHE", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"}
    env = {name: value for name, value in scene.repo.env.items() if name in kept}
    return replace(scene.repo, env={**env, "PATH": SYSTEM})


def bare_environment_and_no_tool(scene: Scene) -> Repo:
    """The same, and the tool has been moved."""
    tool_moved(scene)
    return bare_environment(scene)


def no_home(scene: Scene) -> Repo:
    """Commit without HOME and the user's configuration of git."""
    env = {name: value for name, value in scene.repo.env.items() if name not in {"HOME", "GIT_CONFIG_GLOBAL"}}
    for key in ("name", "email"):
        scene.repo.git("config", f"user.{key}", "nobody@example.invalid")
    return replace(scene.repo, env=env)


def no_go(scene: Scene) -> Repo:
    """Commit where PATH has no Go."""
    path = os.pathsep.join([str(scene.tool.programs), SYSTEM])
    return replace(scene.repo, env={**scene.repo.env, "PATH": path})


def no_cache(scene: Scene) -> Repo:
    """Let the folders for caches be files."""
    blocked = scene.work / "blocked"
    blocked.touch()
    names = ("GOTASKS_CACHE", "XDG_CACHE_HOME", "PRE_COMMIT_HOME", "PREK_HOME")
    return replace(scene.repo, env={**scene.repo.env, **dict.fromkeys(names, str(blocked))})


def no_report(scene: Scene) -> None:
    """Let a file be where gotasks has its folder below .git, and lefthook and lint-staged theirs."""
    for name in ("gotasks", "info"):
        shutil.rmtree(scene.repo.path / ".git" / name, ignore_errors=True)
        (scene.repo.path / ".git" / name).touch()


def no_temporary(scene: Scene) -> Repo:
    """Name a folder for temporary files that is not there."""
    return replace(scene.repo, env={**scene.repo.env, "TMPDIR": "/nowhere/tmp"})


def linked(scene: Scene) -> Repo:
    """Commit in a linked worktree, made after the install."""
    scene.repo.git("worktree", "add", "-q", "-b", "linked", str(scene.work / "linked"))
    return replace(scene.repo, path=scene.work / "linked")


def linked_beside_a_moved_tool(scene: Scene) -> Repo:
    """The same, and the tool has been moved."""
    tool_moved(scene)
    return linked(scene)


def moved(scene: Scene) -> Repo:
    """Rename the repository."""
    scene.repo.path.rename(scene.work / "elsewhere")
    return replace(scene.repo, path=scene.work / "elsewhere")


def copied(scene: Scene) -> Repo:
    """Copy the repository without its execute bits, and commit in the copy."""
    shutil.copytree(scene.repo.path, scene.work / "copy", symlinks=True, copy_function=shutil.copyfile)
    return replace(scene.repo, path=scene.work / "copy")


def settings_removed(scene: Scene) -> None:
    """Delete the tool's settings, in the commit that is bad."""
    for name in _settings(scene.arm):
        (scene.repo.path / name).unlink()


def settings_emptied(scene: Scene) -> None:
    """Empty the tool's settings, in the commit that is bad."""
    for name in _settings(scene.arm):
        (scene.repo.path / name).write_bytes(b"")


def settings_wrong(scene: Scene) -> None:
    """Add what is wrong in any language to the tool's settings."""
    for name in _settings(scene.arm):
        with (scene.repo.path / name).open("a") as file:
            file.write('\n]{"\n')


def _settings(arm: Arm) -> list[str]:
    found = [name for name in arm.settings(["fmt"], ("pre-commit",)) if not name.startswith(".husky")]
    if not found:
        raise NotHereError
    return found


def other_installed(name: str) -> Break:
    """Return the break by another manager that is installed over it, with a check that passes."""

    def install(scene: Scene) -> Repo:
        if scene.arm.name.startswith(name):
            raise NotHereError
        path = os.pathsep.join([scene.repo.env["PATH"], *map(str, FOLDERS)])
        repo = replace(scene.repo, env={**scene.repo.env, "PATH": path})
        try:
            ARMS[name].install(repo, "slow", ("pre-commit",))
        except RuntimeError:
            raise NotHereError from None  # it does not install itself over this arm
        return repo

    return install
