"""The shortest sequence that still shows what is wrong: one step after the other is left away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.trust import repo  # noqa: F401 - puts what tests share on the path

from comparing import Ground  # noqa: TC002  # isort: skip
from sequences import Graph, Step  # noqa: TC002  # isort: skip


def shortest(ground: Ground, graph: Graph, steps: Sequence[Step]) -> list[Step]:
    """Return the steps without which all is well; where the walk is right now, all of them."""

    def wrong(some: list[Step]) -> bool:
        return any(judged.wrong for judged in ground.walk(graph, some))

    return without(wrong, steps)


def without(wrong: Callable[[list[Step]], bool], steps: Sequence[Step]) -> list[Step]:
    """Leave away each step that is not needed for what is wrong, the last first."""
    left = [*steps]
    for at in reversed(range(len(left))):
        fewer = left[:at] + left[at + 1 :]
        if wrong(fewer):
            left = fewer
    return left
