"""silent gate: the install is broken in some way, then somebody commits what is bad.

Good is a commit that is refused. Where git does not even start the hook, it has to be found by the command with which
the tool looks at its own installation: ``gotasks env-check``, ``lefthook check-install``. The others have none.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.trust import own_tool
from benchmarks.trust.arms import ALL, Arm
from benchmarks.trust.arms import ARMS as KNOWN
from benchmarks.trust.bench import Trial
from benchmarks.trust.own_tool import Tool
from benchmarks.trust.peers import FOLDERS
from benchmarks.trust.program import GOTASKS
from benchmarks.trust.repo import BAD, GOOD, Repo, make

NAME = "silent_gate"
TITLE = "silent gate: bad commits that a broken install lets through, and no check of the tool finds"
BAR = "refused, or found by env-check where git never starts us"
ARMS = ALL

SYSTEM = "/usr/bin:/bin"
"""The PATH of a program that no shell has started."""


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
            KNOWN[name].install(repo, "slow", ("pre-commit",))
        except RuntimeError:
            raise NotHereError from None  # it does not install itself over this arm
        return repo

    return install


BREAKS: Mapping[str, Break] = {
    "nothing is broken": nothing,
    "the program is removed": program_removed,
    "the program is not executable": program_not_executable,
    "the program is an empty file": program_emptied,
    "the tool's folder is deleted": tool_deleted,
    "the tool's folder is moved": tool_moved,
    "the interpreter is gone": interpreter_gone,
    "the packages are gone": packages_gone,
    "core.hooksPath leads to no folder": hooks_path_to_nothing,
    "core.hooksPath is /dev/null": hooks_path_to_devnull,
    "core.hooksPath of the user": hooks_path_for_all,
    "core.hooksPath into a submodule": hooks_path_into_submodule,
    "the hook is not executable": hook_not_executable,
    "the hook is an empty file": hook_emptied,
    "half of the hook": hook_cut,
    "the first line of the hook": hook_first_line,
    "the hook has CRLF": hook_crlf,
    "the hook is a dangling link": hook_dangling,
    "the hook is removed": hook_removed,
    "the hooks' folder is removed": hooks_removed,
    "the hooks' folder is replaced": hooks_replaced,
    "what the hook reads is removed": helper_removed,
    "what the hook reads is empty": helper_emptied,
    "half of what the hook reads": helper_cut,
    "a bare environment": bare_environment,
    "a bare environment, the tool moved": bare_environment_and_no_tool,
    "no HOME": no_home,
    "no Go": no_go,
    "no cache": no_cache,
    "no folder for reports": no_report,
    "no temporary folder": no_temporary,
    "a linked worktree": linked,
    "a linked worktree, the tool moved": linked_beside_a_moved_tool,
    "the repository is moved": moved,
    "the repository is copied without modes": copied,
    "settings removed": settings_removed,
    "settings empty": settings_emptied,
    "settings wrong": settings_wrong,
    "lefthook installed over it": other_installed("lefthook"),
    "pre-commit installed over it": other_installed("pre-commit"),
    "prek installed over it": other_installed("prek"),
    "husky installed over it": other_installed("lint-staged"),
}


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:  # noqa: ARG001 - each break stands once
    """Yield a trial for each way in which this arm's install can break; git alone has none."""
    for number, case in enumerate(BREAKS if arm.name != "git" else ("nothing is broken",)):
        found = trial(arm, case, work / str(number))
        if found:
            yield found


def trial(arm: Arm, case: str, work: Path) -> Trial | None:
    """Install, break, commit what is bad; None where the arm has nothing that could break so."""
    scene = installed(arm, work)
    try:
        repo = BREAKS[case](scene) or scene.repo
    except NotHereError:
        return None
    repo.write({"a/a.go": BAD}).git("add", "-A")
    head = repo.git("rev-parse", "HEAD")
    done = repo.run("git", "commit", "-q", "-m", "bad")
    refused = repo.git("rev-parse", "HEAD") == head
    found = "" if refused else doctor(arm, replace(repo, env=scene.repo.env))
    said = (done.stdout + done.stderr).strip()
    figures = {"refused": float(refused), "found": float(bool(found)), "mend": float("mend" in said)}
    if case == "nothing is broken":
        alarm = doctor(arm, repo)
        says = f"a false alarm: {alarm}" if alarm else "" if refused else "let through"
        return Trial(case, good=not says, says=says, figures=figures)
    says = "" if refused or found else f"let through, and nothing finds it: {said[-200:]!r}"
    if arm.name == "gotasks" and refused and "Traceback" in said and "mend it with" not in said:
        says = f"refused by no more than a traceback: {said[-200:]!r}"
    return Trial(case, good=not says, says=says, figures=figures)


def installed(arm: Arm, work: Path) -> Scene:
    """Return a repository with an arm whose tool is the trial's own."""
    repo = make(work, {**GOOD, ".gitignore": "node_modules\n.venv\n"})
    tool = own_tool.provide(arm, repo, work / "tool")
    if tool is None:
        return Scene(arm, repo, Tool(work / "none", work / "none", work / "none"), work)
    known = {str(folder) for folder in (*FOLDERS, Path(GOTASKS).parent)}
    rest = [folder for folder in repo.env["PATH"].split(os.pathsep) if folder not in known]
    repo = replace(repo, env={**repo.env, "PATH": os.pathsep.join([str(tool.programs), *rest])})
    if arm.name == "gotasks":
        repo.write(arm.settings(["fmt", "vet"], ("pre-commit", "pre-merge-commit"))).commit("settings", "--no-verify")
        done = repo.run(str(tool.program), "install-hooks")
        assert not done.returncode, done.stderr
    else:
        arm.install(repo)
    return Scene(arm, repo, tool, work)


def doctor(arm: Arm, repo: Repo) -> str:
    """Return what the tool's own look at its installation finds."""
    if arm.name == "gotasks":
        done = repo.run(GOTASKS, "env-check", "--json")
        tasks = json.loads(done.stdout)["tasks"] if done.stdout else []
        parts = [part for task in tasks for part in task["result"]["parts"] if part["name"] == "environment/hooks"]
        return "; ".join(each["message"] for part in parts for each in part["findings"])
    if arm.name == "lefthook":
        done = repo.run(str(FOLDERS[1] / "lefthook"), "check-install")
        return (done.stdout + done.stderr).strip() or "not installed" if done.returncode else ""
    return ""
