"""What a bench is: a module with a name, a bar, the arms that take part, and ``run``, which yields its trials."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast

from benchmarks.trust.arms import Arm

BENCHES = (
    "crash_points",
    "kill_storm",
    "truth_table",
    "push_matrix",
    "footprint",
    "worktrees",
    "silent_gate",
    "odd_names",
    "host_repository",
    "secrets",
    "hostile_output",
)
"""Each is the module of that name beside this one; the table has its rows in this order."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one trial: its case, whether it was good, in a few words what was wrong, and what was counted."""

    case: str
    good: bool
    says: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


class Bench(Protocol):
    """The module of a bench. ``ARMS`` are names of arms, ``BAR`` is what ours must be.

    ``run`` works in the folder ``work``, which is empty and its own, and stops after ``trials`` of each case where the
    cases are drawn by chance; a bench whose cases are counted takes them all.
    """

    NAME: str
    TITLE: str
    BAR: str
    ARMS: tuple[str, ...]

    def run(self, arm: Arm, work: Path, trials: int) -> Iterator[Trial]:
        """Yield the trials of one arm."""
        ...


def load(name: str) -> Bench:
    """Return the bench of a name."""
    return cast("Bench", importlib.import_module(f"benchmarks.trust.{name}"))
