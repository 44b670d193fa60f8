"""What a commit costs with gotasks, and with its peers and the same chain, on real modules.

    python benchmarks/commit [--only SCENARIO,...] [--arms ...] [--modules chi,gin,cobra] [--rounds N] [--cold]

Raw trials go to benchmarks/out/commit/MODULE.jsonl; a run takes the place of what was there of the same scenario and
arm. table.md and chart.svg beside them are made of all that the folder holds. Exit status 1 where gotasks said
something wrong, whatever the figures are. README.md beside this folder says what the rows mean.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0] = str(ROOT)

from benchmarks.commit import arms, chart, modules, rows, scenarios, table, trial  # noqa: E402 - found from the root
from benchmarks.commit.place import Place  # noqa: E402
from benchmarks.commit.rows import Row  # noqa: E402
from benchmarks.commit.scenarios import Scenario  # noqa: E402
from benchmarks.names import Names  # noqa: E402
from benchmarks.trust.peers import NotInstalledError  # noqa: E402


def main() -> int:
    """Measure what was asked for, print the table, draw the chart."""
    said = _arguments()
    chosen = [one for name, one in scenarios.SCENARIOS.items() if name in said.only and one.cold <= said.cold]
    bad = False
    for name in said.modules:
        taken = {(one.name, arm) for one in chosen for arm in one.arms if arm in said.arms}
        for row in rows.write(said.out / f"{name}.jsonl", taken, _measured(modules.MODULES[name], chosen, said)):
            _tell(row)
            bad = bad or (row.arm == arms.OURS and not row.good)
    found = [row for name in modules.MODULES for row in rows.read(said.out / f"{name}.jsonl")]
    told = table.render(found)
    (said.out / "table.md").write_text(told + "\n")
    (said.out / "chart.svg").write_text(chart.render(found))
    print(told)
    return int(bad)


def _measured(module: modules.Module, chosen: Sequence[Scenario], said: argparse.Namespace) -> Iterator[Row]:
    """Yield the trials of a module: the arms take turns, and change places each round."""
    with tempfile.TemporaryDirectory(prefix="commit-", ignore_cleanup_errors=True) as work:
        places = []
        template = modules.prepare(module, Path(work).resolve() / "template")
        for place in _places(module, template, said.arms):
            wrong = trial.warm_up(place, list(chosen))
            if wrong:
                yield Row(module.name, "warm-up", place.arm.name, 0, place.arm.version(), says=wrong)
            else:
                places.append(place)
        for scenario in chosen:
            taking = [place for place in places if place.arm.name in scenario.arms]
            for number in range(1 if scenario.cold else said.rounds):
                for place in turns(taking, number):
                    yield trial.run(place, scenario, number)


def _places(module: modules.Module, template: Path, names: Sequence[str]) -> Iterator[Place]:
    path = arms.tools()
    for name in names:
        work = template.parent.parent / name
        try:
            yield Place(arms.ARMS[name], module, template, work, path)
        except NotInstalledError as error:
            print(f"{name}: {error}", file=sys.stderr)


def turns(places: Sequence[Place], number: int) -> list[Place]:
    """Return the places in the order of a round: each begins once, and every second round goes backwards."""
    start = number % len(places) if places else 0
    order = [*places[start:], *places[:start]]
    return order[::-1] if number % 2 else order


def _tell(row: Row) -> None:
    seconds = "-" if row.seconds is None else f"{row.seconds:.3f}"
    wrong = "" if row.good else f"  WRONG: {row.says}"
    print(f"{row.module:8}{row.scenario:16}{row.arm:12}{seconds:>9}{wrong}", file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python benchmarks/commit", description=(__doc__ or "").split("\n", 1)[0])
    names = tuple(modules.MODULES)
    parser.add_argument("--only", type=Names(scenarios.ALL_NAMES), default=scenarios.ALL_NAMES, help="scenarios")
    parser.add_argument("--arms", type=Names(arms.ALL), default=arms.ALL, help=f"some of: {', '.join(arms.ALL)}")
    parser.add_argument("--modules", type=Names(names), default=names, help=f"some of: {', '.join(names)}")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each scenario (5)")
    parser.add_argument("--cold", action="store_true", help="also the cold first commit, last, in one round")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "out" / "commit")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
