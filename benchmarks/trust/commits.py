"""One commit tried on the ground: the truth about it, and what the hook says."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace

from benchmarks.trust.bench import Trial
from benchmarks.trust.cases.case import Act, Case
from benchmarks.trust.ground import Ground, last
from benchmarks.trust.meanwhile import meanwhile
from benchmarks.trust.truth import NO_HOOKS, BrokenFixtureError

HOOKS = ("pre-commit", "pre-merge-commit")


def trial(ground: Ground, case: Case, *, good: bool, label: str = "") -> Trial:
    """Make a fixture, find out the truth, and see what the hook says."""
    form = "good" if good else "bad"
    name = f"{case.name}{label}, {form}"
    try:
        act = case.build(ground.repo(case.shape), good=good)
        before = act.ask("rev-parse", "HEAD")
        true, tree = _told(ground, case, act)
        if (not true) is not good:
            raise BrokenFixtureError(f"meant to be {form}; the truth: {true or 'good'}")
        said, done = _tried(ground, act, before, tree)
    except (AssertionError, OSError, RuntimeError) as error:
        return Trial(name, good=False, says=f"fixture: {str(error).strip()[-300:]}", figures={"fixture": 1})
    wrong = _wrong(case, said, good=good)
    return Trial(name, not wrong, f"{wrong}: {last(done)}" if wrong else "", {wrong: 1} if wrong else {})


def _told(ground: Ground, case: Case, act: Act) -> tuple[str, str]:
    """Make the commit without hooks, in a copy; return what is wrong with it, and its tree."""
    with ground.rehearsal():
        if act.meanwhile:
            act.meanwhile()
        done = act.run(*NO_HOOKS)
        if done.returncode:
            raise BrokenFixtureError(f"git itself refuses: {last(done)}")
        return ground.truth.of(act, case.clone), act.ask("rev-parse", "HEAD^{tree}")


def _tried(ground: Ground, act: Act, before: str, tree: str) -> tuple[str, subprocess.CompletedProcess[bytes]]:
    """Make the commit with hooks: passed, failed or not judged; or what else has become of it."""
    done = _disturbed(ground, act, act.meanwhile) if act.meanwhile else act.run()
    if done.returncode:
        return ground.judged(done), done
    if act.ask("rev-parse", "HEAD") == before:
        raise BrokenFixtureError(f"no commit was made: {last(done)}")
    return ("passed" if act.ask("rev-parse", "HEAD^{tree}") == tree else "another tree committed"), done


def _disturbed(ground: Ground, act: Act, what: Callable[[], object]) -> subprocess.CompletedProcess[bytes]:
    """Run the act; what happens meanwhile happens when its hook starts Go, or, where there is no hook, before."""
    if not ground.settings:
        what()
        return act.run()
    shim = ground.work / "shim"
    shutil.rmtree(shim, ignore_errors=True)
    with meanwhile(shim, act.repo.env, what) as env:
        done = replace(act, env={**act.env, "PATH": env["PATH"]}).run()
    if not (shim / "done").exists():
        raise BrokenFixtureError(f"the hook ran no program of Go's: {last(done)}")
    return done


def _wrong(case: Case, said: str, *, good: bool) -> str:
    """Return how a verdict is wrong; nothing if it is right. Where nobody can judge, to refuse is right."""
    if said == "passed":
        return "" if good else "false pass"
    if said in {"failed", "not judged"} and case.unseen and good in case.blind:
        return ""
    if said == "failed":
        return "false refusal" if good else ""
    return said
