"""The scenarios: what is prepared untimed, which command of git's is timed, and what must come of it."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from benchmarks.commit import targets
from benchmarks.commit.arms import ALL, CHECKS, CONTROL, DEFAULTS, OURS
from benchmarks.commit.place import BROKEN, CALLING, HELPER, STORE, UNFORMATTED, Place
from benchmarks.commit.targets import Target
from benchmarks.module import share_tools

COMMIT = ("git", "commit", "-q", "-m", "Edit")
PUSH = ("git", "push", "-q", "origin", "main")
HOOKED = tuple(arm for arm in ALL if arm != CONTROL)
SETTLED = 2.1
"""Go keeps no test's answer whose inputs are younger than two seconds."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A row of the table.

    ``prepare`` is not timed, and may return the environment of ``act``. ``undo`` puts everything back afterwards;
    ``staging`` looks whether a file of the user's was touched.
    """

    name: str
    title: str
    prepare: Callable[[Place], Mapping[str, str] | None]
    act: tuple[str, ...] = COMMIT
    targets: tuple[Target, ...] = ()
    arms: tuple[str, ...] = ALL
    passes: bool = True
    undo: bool = False
    staging: bool = False
    cold: bool = False


def _amend(place: Place) -> None:
    place.commit_judged()


def _checked(place: Place) -> None:
    place.edit(place.module.leaf)
    place.must(str(Path(sys.executable).with_name("gotasks")), "check")


def _push(place: Place) -> None:
    place.edit(place.module.leaf)
    place.commit()


def _push_default(place: Place) -> None:
    place.repo.write({"gotasks.toml": DEFAULTS}).git("add", "gotasks.toml")
    _push(place)


def _tested(place: Place) -> None:
    place.edit(place.module.leaf, STORE)
    time.sleep(SETTLED)
    place.must(str(CHECKS / "race-test"))


def _readme(place: Place) -> None:
    place.edit("README.md", "{number}\n")


def _leaf(place: Place) -> None:
    place.edit(place.module.leaf)


def _core(place: Place) -> None:
    place.edit(place.module.core)


def _leaf_tests(place: Place) -> None:
    place.edit(place.module.leaf, STORE)


def _core_tests(place: Place) -> None:
    place.edit(place.module.core, STORE)


def _unformatted(place: Place) -> None:
    place.edit(place.module.leaf, UNFORMATTED)


def _good_staged(place: Place) -> None:
    place.edit(place.module.leaf)
    place.edit(place.module.leaf, BROKEN, stage=False)


def _broken_staged(place: Place) -> None:
    place.edit(place.module.leaf, BROKEN)
    place.edit(place.module.leaf, stage=False)


def _forgotten(place: Place) -> None:
    number = place.edit(place.module.leaf, CALLING)
    folder = PurePosixPath(place.module.leaf).parent
    helper = HELPER.format(package=folder.name, number=number)
    place.repo.write({str(folder / "bench_helper.go"): helper})


def _cold(place: Place) -> Mapping[str, str]:
    """Nothing is known to any cache but the module cache; the pinned tools are built."""
    cold = place.work / "cold"
    home, cache = cold / "home", cold / "gotasks"
    shutil.rmtree(cold, ignore_errors=True)
    home.mkdir(parents=True)
    share_tools(cache)
    place.edit(place.module.leaf)
    return {**place.repo.env, "HOME": str(home), "GOTASKS_CACHE": str(cache), "GOCACHE": str(cold / "go-build")}


def _staging(name: str, title: str, prepare: Callable[[Place], None], *, passes: bool) -> Scenario:
    return Scenario(name, title, prepare, arms=HOOKED, passes=passes, undo=True, staging=True)


SAME = (targets.above_control(0.03), targets.of_plain(0.03))
OPEN = (OURS, CONTROL)
SCENARIOS: Mapping[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        Scenario("amend", "same tree again: amend", _amend, ("git", "commit", "-q", "--amend", "--no-edit"), SAME),
        Scenario("checked", "commit after a passing `gotasks check`", _checked, targets=SAME[:1], arms=OPEN),
        Scenario("push", "push right after the commit, the same chain", _push, PUSH, (targets.above_control(0.05),)),
        Scenario(
            "push-default", "the same with gotasks' default push suite", _push_default, PUSH, arms=OPEN, undo=True
        ),
        Scenario("tested", "commit after the race tests in the working tree", _tested),
        Scenario("readme", "README only", _readme, targets=(targets.within(0.3),)),
        Scenario("leaf", "leaf edit", _leaf, targets=(targets.of_best(chi=0.8, cobra=0.6, gin=0.3),)),
        Scenario("leaf-tests", "leaf edit, its tests run again", _leaf_tests),
        Scenario("core", "core edit", _core, targets=(targets.of_best(every=0.9),)),
        Scenario("core-tests", "core edit, its tests run again", _core_tests),
        Scenario(
            "unformatted",
            "unformatted file: time to refusal",
            _unformatted,
            targets=(targets.within(0.25),),
            arms=HOOKED,
            passes=False,
            undo=True,
        ),
        _staging("staged-good", "good staged, broken unstaged", _good_staged, passes=True),
        _staging("staged-broken", "broken staged, good unstaged", _broken_staged, passes=False),
        _staging("forgotten", "a forgotten new file", _forgotten, passes=False),
        Scenario("cold", "cold first commit", _cold, targets=(targets.of_best(every=0.9),), arms=HOOKED, cold=True),
    )
}
ALL_NAMES = tuple(SCENARIOS)
