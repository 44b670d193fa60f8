"""Push matrix: real pushes to a bare repository. What is new there is good, or nothing is.

The truth is that of a fresh clone: each push is made once more without a hook, and each tree that is new on the remote
is cloned and asked with gofmt and go vet.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.trust import arms
from benchmarks.trust.arms import Arm
from benchmarks.trust.bench import Trial
from benchmarks.trust.cases.odd_push import ODD
from benchmarks.trust.cases.push import MATRIX, Push
from benchmarks.trust.ground import Ground
from benchmarks.trust.never_worse import NeverWorse
from benchmarks.trust.pushes import HOOKS, trial

NAME = "push_matrix"
TITLE = "push matrix"
BAR = "0 bad trees pushed, 0 good refused"
ARMS = arms.ALL
PUSHES = (*MATRIX, *ODD)


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:
    """Yield both forms of every push; for gotasks by its default bar too, where that can refuse."""
    del trials
    yield from _all(Ground(arm, work / "arm", HOOKS), PUSHES, "")
    if arm.name == "gotasks":
        pushes = tuple(push for push in PUSHES if not push.absolute)
        yield from _all(Ground(NeverWorse(arm.name, arm.runner), work / "default", HOOKS), pushes, ", never worse")


def _all(ground: Ground, pushes: tuple[Push, ...], label: str) -> Iterator[Trial]:
    for push in pushes:
        yield from (trial(ground, push, good=good, label=label) for good in (True, False))
