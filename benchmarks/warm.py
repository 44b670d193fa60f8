"""gotasks check beside the same three commands by hand, on chi, warm. Standard library only.

    python benchmarks/warm.py [--rounds 7] [--cold-rounds 3] [--out FILE]

The two are timed in turn in one run (A B, B A, A B ...), each round on the same working tree. By hand means, one after
the other in the working tree: gofmt -d, go vet -json, go test -vet=off -race -covermode=atomic -coverprofile -json.
Raw seconds go to benchmarks/out/warm.json. README.md beside this file says what the rows mean.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "support"))

import realgo  # noqa: E402 - it lies beside the tests that share it

Act = Callable[[], object]
FLAGS = ("-vet=off", "-race", "-covermode=atomic")
SUITE = '[suites]\ncheck = ["fmt", "vet", "race-test"]\n'
"""What is compared is the same three commands."""
EDITED = "middleware/nocache.go"


@dataclass
class Case:
    """A row of the table: seconds of gotasks and by hand, and those that gotasks spent outside its tasks.

    ``seconds`` or ``percent`` is how far above by hand gotasks may be.
    """

    name: str
    seconds: float | None = None
    percent: float | None = None
    gotasks: list[float] = field(default_factory=list)
    by_hand: list[float] = field(default_factory=list)
    outside: list[float] = field(default_factory=list)

    @property
    def medians(self) -> tuple[float, float]:
        """The medians of gotasks and by hand."""
        return statistics.median(self.gotasks), statistics.median(self.by_hand)

    @property
    def target(self) -> str:
        """The target, and whether the medians meet it."""
        ours, theirs = self.medians
        if self.seconds is not None:
            return f"at most {self.seconds} s above: {'met' if ours - theirs <= self.seconds else 'missed'}"
        if self.percent is not None:
            met = ours <= theirs * (1 + self.percent / 100)
            return f"at most {self.percent:.0f} % above: {'met' if met else 'missed'}"
        return "none"

    def row(self) -> str:
        """Return the row of the printed table, which is Markdown."""
        ours, theirs = self.medians
        spread = f"{min(self.gotasks):.2f}-{max(self.gotasks):.2f} / {min(self.by_hand):.2f}-{max(self.by_hand):.2f}"
        outside = statistics.median(self.outside)
        return (
            f"| {self.name} | {len(self.gotasks)} | {ours:.2f} | {theirs:.2f} | {ours - theirs:+.2f} "
            f"| {ours / theirs:.2f} | {spread} | {outside:.2f} | {self.target} |"
        )


HEAD = (
    "| case | rounds | gotasks (s) | by hand (s) | difference (s) | ratio | ranges (s) | outside tasks (s) | target |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


class Bench:
    """A fresh repository of chi, with a gotasks cache of its own; Go's caches are the user's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repository = realgo.repository(realgo.CHI, folder / "chi")
        self.program = str(program())
        self.cache = folder / "cache"
        self.edits = 0
        self.files = [f"./{name}" for name in realgo.git(self.repository, "ls-files", "*.go").decode().split()]
        realgo.command(self.repository, "gofmt", "-w", *self.files)  # chi has one file that gofmt would change
        self.original = (self.repository / EDITED).read_text()
        (self.repository / "gotasks.toml").write_text(SUITE)
        realgo.git(self.repository, "add", "-A")
        realgo.commit(self.repository, "formatted")

    def by_hand(self) -> float:
        """Run the three commands; return their seconds."""
        profile = str(self.folder / "cover.out")
        began = time.perf_counter()
        self._run("gofmt", "-d", *self.files)
        self._run("go", "vet", "-json", "./...")
        self._run("go", "test", *FLAGS, f"-coverprofile={profile}", "-json", "./...")
        return time.perf_counter() - began

    def gotasks(self, *flags: str) -> tuple[float, float]:
        """Run gotasks check; return its seconds, and those of them that lie outside its tasks."""
        began = time.perf_counter()
        self._run(self.program, "check", *flags)
        whole = time.perf_counter() - began
        report = json.loads((self.repository / ".git" / "gotasks" / "report.json").read_bytes())
        return whole, whole - sum(task["seconds"] for task in report["tasks"])

    def edit(self, name: str = "init") -> None:
        """Append a function, another one each time, to a file of the package that no other imports.

        With ``init`` the test binary changes and its tests run again. A function that nothing calls is left out of the
        binary, which is then the same as before, and Go takes the tests' result from its cache.
        """
        self.edits += 1
        code = f"\n// Edits counts.\nvar Edits []int\n\nfunc {name}() {{\n\tEdits = append(Edits, {self.edits})\n}}\n"
        (self.repository / EDITED).write_text(self.original + code)

    def forget(self) -> None:
        """Give gotasks an empty cache at a new path, so that its slot is one that Go has never seen."""
        self.edits += 1
        self.cache = self.folder / f"cache-{self.edits}"

    def _run(self, *argv: str) -> None:
        environ = {name: value for name, value in os.environ.items() if name not in {"CI", "PYTHONDONTWRITEBYTECODE"}}
        environ |= {"GOTASKS_CACHE": str(self.cache), "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode")}
        done = subprocess.run(argv, cwd=self.repository, env=environ, capture_output=True, check=False)
        if done.returncode:
            raise SystemExit(f"{argv[0]} {argv[1]}: {(done.stdout + done.stderr).decode('utf-8', 'replace')[-4000:]}")


def program() -> Path:
    """Find the gotasks of this Python, else the one on PATH."""
    beside = Path(sys.executable).parent / "gotasks"
    found = beside if beside.exists() else shutil.which("gotasks")
    if not found:
        raise SystemExit("gotasks is installed neither beside this Python nor on PATH")
    return Path(found)


def measure(bench: Bench, case: Case, rounds: int, before: Act, *flags: str) -> Case:
    """Time both sides in each round, after ``before``; every other round by hand comes first."""
    for number in range(rounds):
        before()
        for side in ("gotasks", "by hand") if number % 2 == 0 else ("by hand", "gotasks"):
            if side == "gotasks":
                whole, outside = bench.gotasks(*flags)
                case.gotasks.append(round(whole, 3))
                case.outside.append(round(outside, 3))
            else:
                case.by_hand.append(round(bench.by_hand(), 3))
    print(case.row(), flush=True)
    return case


def run(bench: Bench, rounds: int, cold: int) -> list[Case]:
    """Measure all cases."""

    def warm_up() -> None:
        for _ in range(2):  # Go caches no test whose inputs are younger than two seconds
            bench.gotasks("--fresh")
            bench.by_hand()
            time.sleep(2)

    def edit_unused() -> None:
        bench.edit("unused")

    def edit_and_test() -> None:
        bench.edit()
        bench.by_hand()

    def edit_unused_and_test() -> None:
        bench.edit("unused")
        bench.by_hand()

    def forget_and_test() -> None:
        bench.forget()
        bench.by_hand()

    warm_up()
    print(HEAD)
    done = [
        measure(bench, Case("nothing changed", seconds=0.5), rounds, lambda: None),
        measure(bench, Case("nothing changed, --fresh", seconds=0.5), rounds, lambda: None, "--fresh"),
        measure(bench, Case("one-file edit, its package's tests run again", percent=10), rounds, bench.edit),
    ]
    edit_unused_and_test()  # once, not timed: the first has another binary than what was there before
    bench.gotasks()
    return [
        *done,
        measure(bench, Case("one-file edit, same test binary", percent=10), rounds, edit_unused),
        measure(bench, Case("lost: same test binary, the edit was just tested by hand"), rounds, edit_unused_and_test),
        measure(bench, Case("lost: the edit was just tested by hand"), cold, edit_and_test),
        measure(bench, Case("lost: the first run here, all was just tested by hand"), cold, forget_and_test),
    ]


def surroundings() -> dict[str, object]:
    """Say what the figures depend on."""
    return {
        "go": realgo.command(HERE, "go", "version").decode().strip(),
        "python": sys.version.split()[0],
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "module": realgo.CHI,
    }


def main() -> None:
    """Measure, print the table, write the raw data."""
    parser = argparse.ArgumentParser(description="gotasks check beside the same commands by hand, on chi, warm.")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each warm case (default 7)")
    parser.add_argument("--cold-rounds", type=int, default=3, help="rounds of the last two (default 3)")
    parser.add_argument("--out", type=Path, default=HERE / "out" / "warm.json", help="where the raw seconds go")
    asked = parser.parse_args()
    about = surroundings()
    print(", ".join(f"{name} {value}" for name, value in about.items()), end="\n\n")
    with tempfile.TemporaryDirectory(prefix="gotasks-bench-") as folder:
        cases = run(Bench(Path(folder)), asked.rounds, asked.cold_rounds)
    data = {**about, "load_after": os.getloadavg(), "cases": [asdict(case) for case in cases]}
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(data, indent=1) + "\n")


if __name__ == "__main__":
    main()
