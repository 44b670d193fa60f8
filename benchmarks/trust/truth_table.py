"""Truth table: the verdict of the hook is that of a fresh clone of the commit, for each way in which it can be made.

Nothing is written down of what is right: each fixture is made once more without a hook, and a fresh clone of that
commit is asked with gofmt and go vet. A fixture has a good and a bad form, which deceive in opposite directions whoever
looks at the working tree, another index or another worktree.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.trust import arms
from benchmarks.trust.arms import Arm
from benchmarks.trust.bench import Trial
from benchmarks.trust.cases import contents, index, operations, outside, shapes, ways
from benchmarks.trust.cases.case import Case
from benchmarks.trust.commits import HOOKS, trial
from benchmarks.trust.ground import Ground
from benchmarks.trust.never_worse import NeverWorse

NAME = "truth_table"
TITLE = "truth table"
BAR = "0 false passes, 0 false refusals"
ARMS = arms.ALL
CASES = (*ways.CASES, *operations.CASES, *shapes.CASES, *index.CASES, *contents.CASES, *outside.CASES)


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:
    """Yield both forms of every fixture; for gotasks by its default bar too, where that can refuse."""
    del trials
    yield from _all(Ground(arm, work / "arm", HOOKS), CASES, "")
    if arm.name == "gotasks":
        cases = tuple(case for case in CASES if not case.absolute)
        yield from _all(Ground(NeverWorse(arm.name, arm.runner), work / "default", HOOKS), cases, ", never worse")


def _all(ground: Ground, cases: tuple[Case, ...], label: str) -> Iterator[Trial]:
    for case in cases:
        if not case.only or ground.arm.name in case.only:
            yield from (trial(ground, case, good=good, label=label) for good in (True, False))
