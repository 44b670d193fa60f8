"""One push tried on the ground: the truth about what is new on the remote, and what the hook says."""

from __future__ import annotations

import subprocess

from benchmarks.trust.bench import Trial
from benchmarks.trust.cases.case import Act
from benchmarks.trust.cases.push import Push
from benchmarks.trust.ground import Ground, last
from benchmarks.trust.repo import Repo
from benchmarks.trust.truth import NO_HOOKS, BrokenFixtureError

HOOKS = ("pre-commit", "pre-merge-commit", "pre-push")


def trial(ground: Ground, push: Push, *, good: bool, label: str = "") -> Trial:
    """Make a fixture, find out the truth, and see what the hook says."""
    form = "good" if good else "bad"
    name = f"{push.name}{label}, {form}"
    try:
        repo = ground.repo(push.shape)
        _all_published(repo)
        act = push.build(repo, good=good)
        before = _refs(ground, act)
        after, true = _told(ground, act, before)
        if not push.harmless and (not true) is not good:
            raise BrokenFixtureError(f"meant to be {form}; the truth: {true or 'good'}")
        if push.harmless and true:
            raise BrokenFixtureError(f"nothing bad is meant to be pushed; the truth: {true}")
        done = act.run()
        now = _refs(ground, act)
    except (AssertionError, OSError, RuntimeError) as error:
        return Trial(name, good=False, says=f"fixture: {str(error).strip()[-300:]}", figures={"fixture": 1})
    wrong = _wrong(ground, done, (before, after, now), safe=not true)
    return Trial(name, not wrong, f"{wrong}: {last(done)}" if wrong else "", {wrong: 1} if wrong else {})


Refs = dict[str, str]


def _all_published(repo: Repo) -> None:
    """Bring the remote up to what the fixtures start from."""
    repo.git(*NO_HOOKS, "push", "-q", "origin", "HEAD")


def _told(ground: Ground, act: Act, before: Refs) -> tuple[Refs, str]:
    """Push without hooks, in a copy; return the remote's refs then, and what is wrong with what is new."""
    with ground.rehearsal():
        done = act.run(*NO_HOOKS)
        if done.returncode:
            raise BrokenFixtureError(f"git itself refuses: {last(done)}")
        after = _refs(ground, act)
        fresh = sorted(set(after.values()) - set(before.values()))
        return after, next(filter(None, (_truth(ground, act, oid) for oid in fresh)), "")


def _truth(ground: Ground, act: Act, oid: str) -> str:
    """Return what is wrong with the tree of an object of the remote."""
    remote = _remote(ground, act)
    commit = remote.git("commit-tree", "-m", "truth", f"{oid}^{{tree}}")
    remote.git("update-ref", "refs/heads/truth", commit)
    return ground.truth.at(f"file://{remote.path}", "truth")


def _refs(ground: Ground, act: Act) -> Refs:
    """Return the remote's refs."""
    listing = _remote(ground, act).git("for-each-ref", "--format=%(refname) %(objectname)")
    rows = (line.partition(" ") for line in listing.splitlines())
    return {name: oid for name, _, oid in rows}


def _remote(ground: Ground, act: Act) -> Repo:
    name = "second" if "second" in act.argv else "origin"
    return Repo(ground.work / "place" / f"{name}.git", ground.env)


def _wrong(
    ground: Ground, done: subprocess.CompletedProcess[bytes], refs: tuple[Refs, Refs, Refs], *, safe: bool
) -> str:
    """Return what is wrong with what the hook let through, or did not."""
    before, after, now = refs
    if now not in (before, after):
        return "pushed in part"
    if done.returncode:
        said = ground.judged(done)
        return "not judged" if said == "not judged" else ("good refused" if safe else "")
    if now != after:
        return "nothing pushed"
    return "" if safe else "bad tree pushed"
