"""Raw trials as JSON lines, and the tables made of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.trust.arms import ALL
from benchmarks.trust.bench import BENCHES, Trial, load


@dataclass(frozen=True, slots=True)
class Row:
    """A trial of an arm at a version; an arm that is not installed has one row, which says why."""

    arm: str
    version: str
    case: str = ""
    good: bool = False
    says: str = ""
    figures: dict[str, float] = field(default_factory=dict)
    missing: str = ""


def row(arm: str, version: str, trial: Trial) -> Row:
    """Return the row of a trial."""
    return Row(arm, version, trial.case, trial.good, trial.says, dict(trial.figures))


def write(file: Path, arms: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as they come, in place of what the file had of these arms."""
    kept = [old for old in read(file) if old.arm not in arms]
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as out:
        for one in (*kept, *rows):
            out.write(json.dumps(asdict(one)) + "\n")
            out.flush()


def read(file: Path) -> list[Row]:
    """Return the rows of a file, none if it is not there."""
    if not file.exists():
        return []
    return [Row(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def render(folder: Path) -> str:
    """Return, of all that a folder holds, a table of bad trials of all, and below it what was wrong in them."""
    told = {name: read(folder / f"{name}.jsonl") for name in BENCHES}
    told = {name: rows for name, rows in told.items() if rows}
    arms = [arm for arm in ALL if any(one.arm == arm for rows in told.values() for one in rows)]
    return "\n".join([*_counts(told, arms), "", *_wrongs(told)])


def _counts(told: dict[str, list[Row]], arms: list[str]) -> Iterator[str]:
    versions = {one.arm: one.version for rows in told.values() for one in rows if one.version}
    yield "| bad trials of all | " + " | ".join(f"{arm} {versions.get(arm, '')}".strip() for arm in arms) + " |"
    yield "|---" * (len(arms) + 1) + "|"
    for name, rows in told.items():
        cells = (_cell([one for one in rows if one.arm == arm]) for arm in arms)
        yield f"| {load(name).TITLE} | " + " | ".join(cells) + " |"


def _cell(rows: list[Row]) -> str:
    if not rows:
        return "–"  # noqa: RUF001 - a dash, as the tables of research have it
    missing = next((one.missing for one in rows if one.missing), "")
    if missing:
        return f"not installed: {missing}"
    return f"{sum(not one.good for one in rows)}/{len(rows)}"


def _wrongs(told: dict[str, list[Row]]) -> Iterator[str]:
    yield "| bench | arm | case | times | what was wrong |"
    yield "|---|---|---|---|---|"
    for name, rows in told.items():
        total = Counter((one.arm, one.case) for one in rows)
        wrong = Counter((one.arm, one.case, one.says) for one in rows if not one.good and not one.missing)
        for (arm, case, says), times in wrong.items():
            yield f"| {name} | {arm} | {case} | {times} of {total[arm, case]} | {says} |"
