"""Random module graphs under random sequences of edits: does the store answer as a fresh run, and what ran too much?

    python benchmarks/soundness --sequences 1000 --seed 7 [--steps 8] [--limit 3600]

Each step is judged from the store and with --fresh, and ``go list -deps -test`` says which parts had to run. Packages
that did not, and of whose tests Go builds what had passed, byte for byte, did not have to.
Raw steps go to benchmarks/out/soundness.jsonl as they come; figures are printed at the end, Ctrl-C included. A wrong
answer is printed with the shortest sequence that was found to show it, and the exit status is then 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0] = str(ROOT)

from benchmarks.soundness.figures import Figures  # noqa: E402 - found from the root of the repository
from benchmarks.soundness.shrink import shortest  # noqa: E402
from benchmarks.trust import repo  # noqa: E402 - puts what tests share on the path

from comparing import Ground  # noqa: E402  # isort: skip
from sequences import drawn, shown  # noqa: E402  # isort: skip


def main() -> int:
    """Walk what was asked for, and print the figures."""
    said = _arguments()
    said.out.parent.mkdir(parents=True, exist_ok=True)
    with said.out.open("w", encoding="utf-8") as out, tempfile.TemporaryDirectory(prefix="soundness-") as folder:
        figures = Figures(out)
        work = Path(folder).resolve()
        ground = Ground(work / "ground", repo.environ(work))
        try:
            _walk(said, ground, figures)
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
        print(f"seed {said.seed}; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f} at the end\n")
        print(figures.table())
        for graph, steps in figures.wrong:
            print(f"\nwrong: {shown(graph, shortest(ground, graph, steps))}")
    return 1 if figures.wrong else 0


def _walk(said: argparse.Namespace, ground: Ground, figures: Figures) -> None:
    """Walk sequences until there are enough; what is wrong is counted and does not end the walk."""
    end = time.monotonic() + said.limit
    for number in range(said.sequences):
        if time.monotonic() < end:
            graph, steps = drawn(f"{said.seed} {number}", said.steps)
            figures.add(graph, steps, ground.walk(graph, steps))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python benchmarks/soundness", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sequences", type=int, default=1000, help="how many sequences (default 1000)")
    parser.add_argument("--steps", type=int, default=8, help="how many edits each has (default 8)")
    parser.add_argument("--seed", type=int, default=0, help="of all that is drawn (default 0)")
    parser.add_argument("--limit", type=float, default=float("inf"), help="seconds after which no sequence begins")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "out" / "soundness.jsonl")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
