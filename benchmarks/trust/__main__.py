"""gotasks beside its peers: is work ever lost, and is the right tree judged?

    python benchmarks/trust [--only BENCH,...] [--arms gotasks,pre-commit,...] [--trials N] [--out FOLDER]

Raw trials go to benchmarks/out/trust/BENCH.jsonl; a run takes the place of what was there of the same bench and arm.
The table, printed at the end, is made of all that the folder holds. Exit status 1 where gotasks has a bad trial.
README.md beside this folder says what the rows mean.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0] = str(ROOT)

from benchmarks.names import Names  # noqa: E402 - found from the root of the repository
from benchmarks.trust import table  # noqa: E402
from benchmarks.trust.arms import ALL, ARMS, Arm  # noqa: E402
from benchmarks.trust.bench import BENCHES, Bench, load  # noqa: E402
from benchmarks.trust.peers import NotInstalledError  # noqa: E402


def main() -> int:
    """Run what was asked for and print the table."""
    said = _arguments()
    for name in said.only:
        bench = load(name)
        arms = [arm for arm in said.arms if arm in bench.ARMS]
        rows = (one for arm in arms for one in _rows(bench, ARMS[arm], said.trials))
        table.write(said.out / f"{name}.jsonl", arms, rows)
    print(table.render(said.out))
    ours = (one for name in said.only for one in table.read(said.out / f"{name}.jsonl") if one.arm == "gotasks")
    return int(any(not one.good for one in ours))


def _rows(bench: Bench, arm: Arm, trials: int) -> Iterator[table.Row]:
    try:
        version = arm.version()
    except NotInstalledError as error:
        yield table.Row(arm.name, "", missing=str(error))
        return
    with tempfile.TemporaryDirectory(prefix="trust-", ignore_cleanup_errors=True) as work:
        for trial in bench.run(arm, Path(work).resolve(), trials):
            wrong = "" if trial.good else f"BAD: {trial.says}"
            print(f"{bench.NAME:16}{arm.name:24}{trial.case:32}{wrong}", file=sys.stderr, flush=True)
            yield table.row(arm.name, version, trial)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python benchmarks/trust", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--only", type=Names(BENCHES), default=BENCHES, help="names of benches, with commas")
    parser.add_argument("--arms", type=Names(ALL), default=ALL, help=f"some of: {', '.join(ALL)}")
    parser.add_argument("--trials", type=int, default=100, help="for the benches that draw their cases (100)")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "out" / "trust")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
