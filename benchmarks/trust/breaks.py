"""The ways in which an install breaks, each a function that does it to a scene."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.trust.arms import Arm
from benchmarks.trust.own_tool import Tool
from benchmarks.trust.repo import Repo, make


@dataclass(frozen=True, slots=True)
class Scene:
    """An arm installed in a repository, with a tool of its own, in the folder of the trial."""

    arm: Arm
    repo: Repo
    tool: Tool
    work: Path

    @property
    def hook(self) -> Path:
        """The file that git starts."""
        return self.hooks / "pre-commit"

    @property
    def hooks(self) -> Path:
        """The folder in which git looks for hooks."""
        return self.repo.path / self.repo.git("rev-parse", "--git-path", "hooks")

    @property
    def helper(self) -> Path | None:
        """The file beside the hook that it reads, if it does."""
        found = (self.hooks / name for name in ("gotasks.sh", "h"))
        return next((file for file in found if file.exists()), None)


class NotHereError(Exception):
    """A way to break an install that this arm does not have."""


Break = Callable[[Scene], Repo | None]
"""Breaks the install; returns the repository in which to commit, if it is another, or has another environment."""


def nothing(_: Scene) -> None:
    """Leave it as it is."""


def program_removed(scene: Scene) -> None:
    """Delete the file that hooks start."""
    scene.tool.program.unlink()


def program_not_executable(scene: Scene) -> None:
    """Take its execute bit; a link of npm's leads into another's folder."""
    if scene.tool.program.is_symlink():
        raise NotHereError
    scene.tool.program.chmod(0o644)


def program_emptied(scene: Scene) -> None:
    """Leave a file of no bytes, as a full disk does; a shell runs that, and it ends with 0."""
    scene.tool.program.unlink()
    scene.tool.program.touch(mode=0o755)


def tool_deleted(scene: Scene) -> None:
    """Delete the folder of the tool."""
    shutil.rmtree(scene.tool.folder)


def tool_moved(scene: Scene) -> None:
    """Rename the folder of the tool."""
    scene.tool.folder.rename(scene.tool.folder.with_name("moved"))


def interpreter_gone(scene: Scene) -> None:
    """Let the links to the interpreter lead nowhere, as after an upgrade of the system."""
    found = [file for file in scene.tool.programs.iterdir() if file.name.startswith(("python", "node"))]
    for file in found:
        file.unlink()
        file.symlink_to("/nowhere/python")


def packages_gone(scene: Scene) -> None:
    """Let the interpreter start and not find the tool's code."""
    if scene.tool.packages == scene.tool.program:
        raise NotHereError
    scene.tool.packages.unlink()


def hooks_path_to_nothing(scene: Scene) -> None:
    """Set core.hooksPath to a folder that is not there."""
    scene.repo.git("config", "core.hooksPath", "no/such/folder")


def hooks_path_to_devnull(scene: Scene) -> None:
    """Set core.hooksPath to what is no folder."""
    scene.repo.git("config", "core.hooksPath", "/dev/null")


def hooks_path_for_all(scene: Scene) -> None:
    """Set core.hooksPath for all repositories of the user, to a folder without hooks."""
    (scene.work / "global hooks").mkdir()
    scene.repo.git("config", "--global", "core.hooksPath", str(scene.work / "global hooks"))


def hooks_path_into_submodule(scene: Scene) -> None:
    """Set core.hooksPath into a submodule that is not checked out."""
    repo = scene.repo
    shared = make(scene.work / "shared", {".githooks/pre-commit": "#!/bin/sh\nexit 1\n"}, "hooks")
    repo.git("submodule", "--quiet", "add", str(shared.path), "tools/hooks")
    repo.git("commit", "-q", "--no-verify", "-m", "shared hooks")
    repo.git("submodule", "--quiet", "deinit", "--force", "tools/hooks")
    repo.git("config", "core.hooksPath", "tools/hooks/.githooks")


def hook_not_executable(scene: Scene) -> None:
    """Take the hook's execute bit, as a copy over some file systems does."""
    scene.hook.chmod(0o644)


def hook_emptied(scene: Scene) -> None:
    """Leave a hook of no bytes."""
    scene.hook.write_bytes(b"")


def hook_cut(scene: Scene) -> None:
    """Leave the first half of the hook."""
    body = scene.hook.read_bytes()
    scene.hook.write_bytes(body[: len(body) // 2])


def hook_first_line(scene: Scene) -> None:
    """Leave the first line of the hook."""
    scene.hook.write_bytes(scene.hook.read_bytes().split(b"\n")[0] + b"\n")


def hook_crlf(scene: Scene) -> None:
    """Give the hook the line ends of another system."""
    scene.hook.write_bytes(scene.hook.read_bytes().replace(b"\n", b"\r\n"))


def hook_dangling(scene: Scene) -> None:
    """Let the hook be a link that leads nowhere."""
    scene.hook.unlink()
    scene.hook.symlink_to("../gone/pre-commit")


def hook_removed(scene: Scene) -> None:
    """Delete the hook alone."""
    scene.hook.unlink()


def hooks_removed(scene: Scene) -> None:
    """Delete the folder of hooks."""
    shutil.rmtree(scene.hooks)


def hooks_replaced(scene: Scene) -> None:
    """Put the samples of git in place of the folder."""
    shutil.rmtree(scene.hooks)
    scene.hooks.mkdir(parents=True)
    (scene.hooks / "pre-commit.sample").write_text("#!/bin/sh\nexit 1\n")


def helper_removed(scene: Scene) -> None:
    """Delete the file that the hook reads."""
    if not scene.helper:
        raise NotHereError
    scene.helper.unlink()


def helper_emptied(scene: Scene) -> None:
    """Leave no byte in the file that the hook reads."""
    if not scene.helper:
        raise NotHereError
    scene.helper.write_bytes(b"")


def helper_cut(scene: Scene) -> None:
    """Leave the first half of the file that the hook reads."""
    if not scene.helper:
        raise NotHereError
    lines = scene.helper.read_bytes().splitlines(keepends=True)
    scene.helper.write_bytes(b"".join(lines[: len(lines) // 2]))
