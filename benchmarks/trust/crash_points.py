"""Crash points: a git shim kills the runner before and after its n-th call of git, for every n.

The kinds of commit are the first ``trials`` of KINDS. git alone has no runner, so nothing dies there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.trust import processes, shim, unsaved
from benchmarks.trust.arms import ALL, Arm
from benchmarks.trust.bench import Trial

NAME = "crash_points"
TITLE = "crash points: the runner dies before or after its n-th call of git, every n"
BAR = "0 bytes of tree, index, refs or state files changed"
ARMS = ALL

KINDS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("plain", (), False),
    ("-a", ("-a",), False),
    ("merge", (), True),
)
"""A name, what git commit is told, and whether a merge is being resolved."""
MOST = 400
"""No runner calls git as often as this; a bench that got here would not end."""
LEAST = 3
"""No runner gets by with fewer calls than this; where the shim saw fewer, it was not called."""


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:
    """Kill at every call; once where there is no runner."""
    for name, flags, merging in KINDS[:trials]:
        state = unsaved.build(work / name.strip("-"), arm, "fmt vet", merging=merging)
        tree = state.expected(*flags)
        trap = shim.make(work / name.strip("-") / "shim", state.repo.env)
        for when in ("before", "after"):
            for at in range(1, MOST):
                before = state.lay()
                env = {**state.repo.env, **trap.env(state.repo.env, at, when)}
                done = processes.run((trap.real, "commit", "-q", "-m", "x", *flags), state.repo.path, env)
                reached = trap.calls >= at
                wrong = before.wrong(tree, exact=True)
                if reached and not done:
                    wrong.append("committed though the runner died")
                if not reached and done:
                    wrong.append(f"the commit that nobody disturbed ended with {done}")
                lost = before.lost() if wrong else []
                says = unsaved.summary([*wrong, *(f"lost: {mark}" for mark in lost)])
                yield Trial(f"{name}, {when}", not wrong, says, {"call": at, "reached": reached, "lost": len(lost)})
                if not reached:
                    break
            if arm.name != "git" and at <= LEAST:
                raise RuntimeError(f"the shim saw {at - 1} calls of git by {arm.name}: it does not catch them")
