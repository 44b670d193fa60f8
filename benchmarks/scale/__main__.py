"""What a commit costs against the size of the repository: gotasks, the same commands in a hook, and under pre-commit.

    python benchmarks/scale [--packages 100 1000] [--shapes deep wide diamond] [--tasks vet race-test]

Raw rounds go to benchmarks/out/scale.jsonl as they come; the table is printed at the end, Ctrl-C included.
Nothing is asserted. README.md beside this folder says what the columns mean.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0] = str(ROOT)

from benchmarks.scale import table  # noqa: E402 - found from the root of the repository
from benchmarks.scale.arms import ARMS, COMMANDS  # noqa: E402
from benchmarks.scale.measure import Asked, Bench, Row, warm  # noqa: E402

import graphs  # noqa: E402  # isort: skip


def main() -> None:
    """Measure what was asked for, and print the table."""
    said = _arguments()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # who installs a program with pip has its bytecode
    asked = Asked((*said.tasks,), (*said.arms,), said.seed, said.modules, said.rounds, said.dear_rounds, said.limit)
    rows: list[Row] = []
    said.out.parent.mkdir(parents=True, exist_ok=True)
    with said.out.open("w", encoding="utf-8") as out, tempfile.TemporaryDirectory(prefix="scale-") as folder:
        work = Path(folder).resolve()
        ready = warm(work, asked.tasks)
        try:
            for packages, shape in product(said.packages, said.shapes):
                for row in Bench(shape, packages, work / f"{shape}-{packages}", ready, asked).rows():
                    rows.append(row)
                    out.write(json.dumps(asdict(row)) + "\n")
                    out.flush()
                    print(_shortly(row), file=sys.stderr, flush=True)
        finally:
            print(f"tasks: {' '.join(asked.tasks)}; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f} at the end\n")
            print(table.render(rows))


def _shortly(row: Row) -> str:
    ended = "" if row.status == 0 else f"  exit {row.status}: {row.says}"
    return f"{row.shape:8}{row.packages:6}  {row.case:24}{row.arm:20}{row.seconds:8.2f} s  {row.ran}{ended}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python benchmarks/scale", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--packages", type=int, nargs="+", default=[100, 1000], help="sizes (default 100 1000)")
    parser.add_argument("--shapes", nargs="+", choices=graphs.SHAPES, default=[*graphs.SHAPES])
    parser.add_argument("--tasks", nargs="+", choices=[*COMMANDS], default=["vet", "race-test"])
    parser.add_argument("--arms", nargs="+", choices=[*ARMS], default=[*ARMS])
    parser.add_argument("--modules", type=int, default=1, help="how many modules share the packages (default 1)")
    parser.add_argument("--seed", type=int, default=0, help="of the graph (default 0)")
    parser.add_argument("--rounds", type=int, default=5, help="timed rounds of each case (default 5)")
    parser.add_argument("--dear-rounds", type=int, default=2, help="timed rounds of the core edit (default 2)")
    parser.add_argument("--limit", type=float, default=480.0, help="seconds that a commit may take (default 480)")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "out" / "scale.jsonl")
    return parser.parse_args()


if __name__ == "__main__":
    main()
