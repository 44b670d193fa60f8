"""The tables: medians by module, scenario and arm, ratios, and the targets beside them; below, what was wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.commit import rows as raw
from benchmarks.commit.arms import ALL, CONTROL, OURS, PEERS
from benchmarks.commit.rows import Row
from benchmarks.commit.scenarios import SCENARIOS, Scenario


def render(rows: Sequence[Row]) -> str:
    """Return the tables of all modules, as Markdown."""
    modules = list(dict.fromkeys(one.module for one in rows))
    return "\n".join([line for module in modules for line in _of_module(rows, module)] + list(_wrongs(rows)))


def _of_module(rows: Sequence[Row], module: str) -> Iterator[str]:
    mine = [one for one in rows if one.module == module]
    versions = {one.arm: one.version for one in mine}
    arms = [arm for arm in ALL if arm in versions]
    heads = [f"{arm} {versions[arm]}" for arm in arms]
    yield f"## {module}: seconds, medians"
    yield ""
    yield f"| scenario | rounds | {' | '.join(heads)} | gotasks above no hook | of the best peer | target |"
    yield "|---" * (len(arms) + 5) + "|"
    for name, scenario in SCENARIOS.items():
        if any(one.scenario == name for one in mine):
            yield _row(mine, module, scenario, arms)
    yield ""


def _row(rows: Sequence[Row], module: str, scenario: Scenario, arms: Sequence[str]) -> str:
    cells = [_cell(raw.of(rows, module, scenario.name, arm)) for arm in arms]
    medians = raw.right(rows, module, scenario.name, ALL)
    peers = [medians[arm] for arm in PEERS if arm in medians]
    ours = medians.get(OURS)
    above = f"{ours - medians[CONTROL]:+.3f}" if ours is not None and CONTROL in medians else "-"
    ratio = f"{ours / min(peers):.2f}" if ours is not None and peers else "-"
    said = "; ".join(filter(None, (target.judge(module, medians) for target in scenario.targets)))
    if scenario.staging:
        said = f"right, and nothing touched: {'met' if OURS in medians else '**missed**'}"
    rounds = max(Counter(one.arm for one in rows if one.scenario == scenario.name).values())
    return f"| {scenario.title} | {rounds} | {' | '.join(cells)} | {above} | {ratio} | {said or 'a figure'} |"


def _cell(rows: Sequence[Row]) -> str:
    middle = raw.median(rows)
    if not rows:
        return "-"
    wrong = "" if all(one.good for one in rows) else " wrong"
    return f"{middle:.3f}{wrong}" if middle is not None else "not measured"


def _wrongs(rows: Sequence[Row]) -> Iterator[str]:
    wrong = Counter((one.module, one.scenario, one.arm, one.says) for one in rows if not one.good)
    total = Counter((one.module, one.scenario, one.arm) for one in rows)
    if not wrong:
        return
    yield "| module | scenario | arm | times | what was wrong |"
    yield "|---|---|---|---|---|"
    for (module, scenario, arm, says), times in wrong.items():
        told = " ".join(says.split()).replace("|", "\\|")
        yield f"| {module} | {scenario} | {arm} | {times} of {total[module, scenario, arm]} | {told} |"
