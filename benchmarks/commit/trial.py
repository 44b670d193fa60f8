"""One trial: an arm, a scenario, a round."""

from __future__ import annotations

import os

from benchmarks.commit.place import Place, Timed, UnpreparedError
from benchmarks.commit.rows import Row
from benchmarks.commit.scenarios import Scenario
from benchmarks.trust import referee


def run(place: Place, scenario: Scenario, number: int) -> Row:
    """Prepare, time the command, look at what came of it, and put back what is to be."""
    before, row = place.head, Row(place.module.name, scenario.name, place.arm.name, number, place.arm.version())
    try:
        env = scenario.prepare(place)
        files = referee.listing(place.repo.path, times=True) if scenario.staging else {}
        load = os.getloadavg()[0]
        done = place.timed(*scenario.act, env=env)
        says = [*_verdict(scenario, done), *_touched(place, files)]
        return row._replace(seconds=round(done.seconds, 4), good=not says, says="; ".join(says), load=round(load, 2))
    except UnpreparedError as error:
        return row._replace(says=f"not prepared: {error}")
    finally:
        if scenario.undo or place.repo.git("status", "--porcelain"):
            _undo(place, before)


def warm_up(place: Place, scenarios: list[Scenario]) -> str:
    """Make the first commits of a place: everything compiles there once. Return what went wrong."""
    files = [place.module.leaf, *([place.module.core] if any("core" in one.name for one in scenarios) else [])]
    try:
        for file in (*files, place.module.leaf):
            place.edit(file)
            place.commit()
    except UnpreparedError as error:
        return str(error)
    return ""


def _verdict(scenario: Scenario, done: Timed) -> list[str]:
    if (done.code == 0) is scenario.passes:
        return []
    last = done.said.splitlines()[-1:] or [""]
    return [f"refused, though good: {last[0]}" if scenario.passes else "let through, though bad"]


def _touched(place: Place, files: referee.Listing) -> list[str]:
    """Return what became of the files outside of git's folder, by bytes, mode, time and inode."""
    if not files:
        return []
    odd = referee.changed(files, referee.listing(place.repo.path, times=True))
    names = [path for path in odd if not path.startswith(".git" + os.sep)]
    return [f"touched {', '.join(names)}"] if names else []


def _undo(place: Place, commit: str) -> None:
    """Go back to a commit, here and on the remote."""
    place.must("git", "reset", "-q", "--hard", commit)
    place.must("git", "clean", "-fdq")
    place.must("git", "push", "-q", "-f", "--no-verify", "origin", "main")
