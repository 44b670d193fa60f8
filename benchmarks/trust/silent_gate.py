"""silent gate: the install is broken in some way, then somebody commits what is bad.

Good is a commit that is refused. Where git does not even start the hook, it has to be found by the command with which
the tool looks at its own installation: ``gotasks env-check``, ``lefthook check-install``. The others have none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.trust import breaks, own_tool, surroundings
from benchmarks.trust.arms import ALL, Arm
from benchmarks.trust.bench import Trial
from benchmarks.trust.breaks import Break, NotHereError, Scene
from benchmarks.trust.own_tool import Tool
from benchmarks.trust.peers import FOLDERS
from benchmarks.trust.program import GOTASKS
from benchmarks.trust.repo import BAD, GOOD, Repo, make

NAME = "silent_gate"
TITLE = "silent gate: bad commits that a broken install lets through, and no check of the tool finds"
BAR = "refused, or found by env-check where git never starts us"
ARMS = ALL

BREAKS: Mapping[str, Break] = {
    "nothing is broken": breaks.nothing,
    "the program is removed": breaks.program_removed,
    "the program is not executable": breaks.program_not_executable,
    "the program is an empty file": breaks.program_emptied,
    "the tool's folder is deleted": breaks.tool_deleted,
    "the tool's folder is moved": breaks.tool_moved,
    "the interpreter is gone": breaks.interpreter_gone,
    "the packages are gone": breaks.packages_gone,
    "core.hooksPath leads to no folder": breaks.hooks_path_to_nothing,
    "core.hooksPath is /dev/null": breaks.hooks_path_to_devnull,
    "core.hooksPath of the user": breaks.hooks_path_for_all,
    "core.hooksPath into a submodule": breaks.hooks_path_into_submodule,
    "the hook is not executable": breaks.hook_not_executable,
    "the hook is an empty file": breaks.hook_emptied,
    "half of the hook": breaks.hook_cut,
    "the first line of the hook": breaks.hook_first_line,
    "the hook has CRLF": breaks.hook_crlf,
    "the hook is a dangling link": breaks.hook_dangling,
    "the hook is removed": breaks.hook_removed,
    "the hooks' folder is removed": breaks.hooks_removed,
    "the hooks' folder is replaced": breaks.hooks_replaced,
    "what the hook reads is removed": breaks.helper_removed,
    "what the hook reads is empty": breaks.helper_emptied,
    "half of what the hook reads": breaks.helper_cut,
    "a bare environment": surroundings.bare_environment,
    "a bare environment, the tool moved": surroundings.bare_environment_and_no_tool,
    "no HOME": surroundings.no_home,
    "no Go": surroundings.no_go,
    "no cache": surroundings.no_cache,
    "no folder for reports": surroundings.no_report,
    "no temporary folder": surroundings.no_temporary,
    "a linked worktree": surroundings.linked,
    "a linked worktree, the tool moved": surroundings.linked_beside_a_moved_tool,
    "the repository is moved": surroundings.moved,
    "the repository is copied without modes": surroundings.copied,
    "settings removed": surroundings.settings_removed,
    "settings empty": surroundings.settings_emptied,
    "settings wrong": surroundings.settings_wrong,
    "lefthook installed over it": surroundings.other_installed("lefthook"),
    "pre-commit installed over it": surroundings.other_installed("pre-commit"),
    "prek installed over it": surroundings.other_installed("prek"),
    "husky installed over it": surroundings.other_installed("lint-staged"),
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
