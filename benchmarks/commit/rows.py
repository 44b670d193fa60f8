"""Raw trials as JSON lines, and their medians."""

from __future__ import annotations

import json
import statistics
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """A trial: its seconds, whether what came of it is right, else what was wrong; the machine's load before it."""

    module: str
    scenario: str
    arm: str
    round: int
    version: str
    seconds: float | None = None
    good: bool = False
    says: str = ""
    load: float = 0.0


def read(file: Path) -> list[Row]:
    """Return the rows of a file, none if it is not there."""
    if not file.exists():
        return []
    return [Row(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def write(file: Path, taken: Collection[tuple[str, str]], rows: Iterable[Row]) -> Iterator[Row]:
    """Write rows as they come, in place of what the file had of these scenarios and arms, and pass them on."""
    kept = [old for old in read(file) if (old.scenario, old.arm) not in taken]
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = iter(rows)
    with file.open("w", encoding="utf-8") as out:
        for number, one in enumerate(chain(kept, fresh)):
            out.write(json.dumps(one._asdict()) + "\n")
            out.flush()
            if number >= len(kept):
                yield one


def of(rows: Iterable[Row], module: str, scenario: str, arm: str) -> list[Row]:
    """Return the rows of one cell."""
    return [one for one in rows if (one.module, one.scenario, one.arm) == (module, scenario, arm)]


def median(rows: Iterable[Row]) -> float | None:
    """Return the median of the seconds that were measured, if any."""
    seconds = [one.seconds for one in rows if one.seconds is not None]
    return statistics.median(seconds) if seconds else None


def right(rows: Iterable[Row], module: str, scenario: str, arms: Iterable[str]) -> dict[str, float]:
    """Return the medians, by arm, of those that were right in every round."""
    found = {}
    all_rows = list(rows)
    for arm in arms:
        cell = of(all_rows, module, scenario, arm)
        middle = median(cell)
        if middle is not None and all(one.good for one in cell):
            found[arm] = middle
    return found
