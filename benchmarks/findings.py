"""What gotasks finds beside what the same commands find by hand, on real Go modules. Standard library only.

    python benchmarks/findings.py [--module NAME ...] [--part NUMBER ...] [--cache FOLDER]

For each module, in four parts: (1) all findings of each task equal those of the same command in a plain clone; (2) a
branch that adds a line to README.md passes ``gotasks check``, unless a test is red; (3) of a bad line that is added
for each task exactly its findings are new, and refuse; (4) of old findings that move to another file none is new.
Exit status 1 where one of these does not hold. README.md beside this file says more, and what was seen.
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks import byhand, rewriting  # noqa: E402 - found by the line above
from benchmarks.byhand import Spot, Spots  # noqa: E402
from benchmarks.module import MODULES, Answer, Bench, Finding, share_tools  # noqa: E402

NAMED = re.compile(r" \((?:every target|[\w/, ]+)\)$")
"""The targets that crossbuild names behind a message."""

QUIET = ("fmt", "vet", "staticcheck", "lint", "secrets")
"""The tasks of the suite ``check`` that find nothing new in a README.md; then come the tests."""

MOVED = ("staticcheck", "lint")
MOVES = 3
"""How many places of a module are moved, one at a time."""

TRIES = 12
"""From how many places code is tried to be moved: not every one compiles elsewhere."""

AGAIN = 2
"""How often tests run again where the two sides differ: some fail now and then."""

SHOWN = 12
"""Differences that are shown of one row."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table. ``holds`` is None where nothing could be compared; ``more`` says what differs."""

    case: str
    ours: str
    expected: str
    holds: bool | None
    more: tuple[str, ...] = ()

    def print(self, module: str, seconds: float) -> None:
        """Print the row, which is Markdown, and what differs."""
        said = {True: "yes", False: "**no**", None: "skipped"}[self.holds]
        print(f"| {module} | {self.case} | {self.ours} | {self.expected} | {said} | {seconds:.0f} |", flush=True)
        for line in self.more[:SHOWN]:
            print(f"  {line}", file=sys.stderr, flush=True)


HEAD = "| module | case | gotasks | expected | holds | s |\n|---|---|---|---|---|---|"


def spots(task: str, findings: tuple[Finding, ...]) -> Spots:
    """Reduce gotasks' findings to what can be compared with a command's plain text."""
    if task == "race-test":
        found = frozenset(_tested(each["repeat"]) for each in findings)
        return frozenset(spot for spot in found if not any(_below(other, spot) for other in found))
    return frozenset(_spot(task, found) for found in findings)


def _spot(task: str, found: Finding) -> Spot:
    said = byhand.first(found["message"])
    match task:
        case "fmt":
            return found["file"], found["line"], ""
        case "mod":
            return found["file"], 0, found["rule"]
        case "vuln":
            return "", 0, found["rule"]
        case "crossbuild":
            return found["file"], found["line"], NAMED.sub("", said)
        case "vet":
            return found["file"], found["line"], said
    return found["file"], found["line"], f"{found['rule']}: {said}"


def _tested(repeat: str) -> Spot:
    """Read folder and test from the command line that repeats a failure."""
    argv = shlex.split(repeat)
    levels = argv[argv.index("-run") + 1].split("/") if "-run" in argv else []
    return normpath(argv[-1]), 0, "/".join(re.sub(r"\\(.)", r"\1", level[1:-1]) for level in levels)


def part_1(bench: Bench) -> Iterator[Row]:
    """All findings of each task, beside those of the same command in the clone."""
    for task, command in byhand.COMMANDS.items():
        answer = bench.everything(task)
        ours = spots(task, answer.findings)
        try:
            raw = frozenset(command(bench.by_hand, answer.program))
        except byhand.Unreachable as error:
            holds = None if answer.status == "not judged" and not answer.findings else False
            yield Row(f"all of {task}", answer.status, f"not judged: {error}", holds)
            continue
        if task == "race-test" and ours != raw:
            bench.flaky = flaky(bench, ours, raw)
        said = f"{len(ours)} findings", f"{len(raw)} findings"
        ours, raw = ours - bench.flaky, raw - bench.flaky
        more = [f"flaky: {spot}" for spot in sorted(bench.flaky)] if task == "race-test" else []
        more += [f"only gotasks: {spot}" for spot in sorted(ours - raw)]
        more += [f"only by hand: {spot}" for spot in sorted(raw - ours)]
        judged = answer.status == ("failed" if answer.findings else "passed")
        more += [] if judged else [f"{answer.status}: {answer.why}"]
        yield Row(f"all of {task}", *said, judged and ours == raw, (*more,))


def _below(one: Spot, other: Spot) -> bool:
    return one[0] == other[0] and one[2].startswith(f"{other[2]}/")


def flaky(bench: Bench, ours: Spots, raw: Spots) -> Spots:
    """Return the tests that now fail and now do not, on one side by itself."""
    again = [spots("race-test", bench.anew("race-test", "--count", "1").findings) for _ in range(AGAIN)]
    by_hand = [frozenset(byhand.race_test(bench.by_hand, "go", "-count=1")) for _ in range(AGAIN)]
    sides = ([ours, *again], [raw, *by_hand])
    return frozenset(spot for side in sides for spot in frozenset.union(*side) - frozenset.intersection(*side))


def part_2(bench: Bench) -> Iterator[Row]:
    """``gotasks check`` on a branch that adds a line to README.md."""
    with_line = (bench.repository / "README.md").read_text() + "\nOne more line.\n"
    bench.branch("harmless", lambda: (bench.repository / "README.md").write_text(with_line))
    answers = bench.gotasks("check", "--keep-going")
    bench.back()
    red = spots("race-test", bench.everything("race-test").findings)
    said = dict(zip((*QUIET, "race-test"), answers, strict=True))
    more = [f"{name}: {answer.status}: {answer.why}" for name, answer in said.items() if answer.status != "passed"]
    tests = spots("race-test", said["race-test"].findings)
    if tests != red:
        bench.flaky |= flaky(bench, tests, red)
    more += [f"only {'now' if spot in tests else 'before'}: {spot}" for spot in sorted(tests ^ red)]
    more += [f"flaky: {spot}" for spot in sorted(bench.flaky)]
    code = answers[0].exit
    holds = all(said[name].status == "passed" for name in QUIET) and tests - bench.flaky == red - bench.flaky
    holds = holds and code == (1 if tests else 0)
    real = f"exit 1, {len(red)} red tests" if red else "exit 0"
    yield Row("check, a line in README.md", f"exit {code}, {len(tests)} red tests", real, holds, (*more,))


def part_3(bench: Bench) -> Iterator[Row]:
    """One bad line for each task, in files that are on main and have no fault."""
    bench.add(rewriting.GROUND, "ground")
    red = bench.flaky | {_tested(found["repeat"]) for found in bench.everything("race-test").findings}
    for bad in rewriting.BAD:
        path = bench.repository / bad.file
        text = path.read_text() + bad.line + "\n"
        bench.branch(f"bad-{bad.task}", lambda path=path, text=text: path.write_text(text))  # type: ignore[misc]
        (answer,) = bench.gotasks(bad.task)
        bench.back()
        yield _one_bad(bad, text.count("\n"), answer, red)


def _one_bad(bad: rewriting.Bad, line: int, answer: Answer, red: Spots) -> Row:
    """Judge what was found of a bad line; tests that were red before refuse as well, and are passed over."""
    new = [found for found in answer.new if bad.task != "race-test" or _tested(found["repeat"]) not in red]
    here = [found for found in new if (found["file"], found["line"]) == (bad.file, line)]
    rules = Counter(found["rule"] for found in new)
    said = ", ".join(f"{rule} {count}" if count > 1 else rule for rule, count in sorted(rules.items()))
    holds = len(here) == len(new) and any(rule.startswith(bad.rule) for rule in rules)
    holds = holds and (answer.status, answer.exit) == ("failed", 1)
    more = [
        f"{found['file']}:{found['line']}: {found['rule']}: {found['message']}" for found in new if found not in here
    ]
    more += [] if holds else [f"{answer.status}: {answer.why}"]
    return Row(
        f"bad line for {bad.task}", f"new: {said or 'none'}", f"{bad.rule} at {bad.file}:{line}", holds, (*more,)
    )


def part_4(bench: Bench) -> Iterator[Row]:
    """About 200 lines that hold old findings move to another file, for each task in the places that hold the most."""
    for task in MOVED:
        found = [(row["file"], row["line"]) for row in bench.everything(task).findings]
        done = 0
        for window in rewriting.candidates(bench.repository, found)[:TRIES]:
            if done < MOVES and bench.moved(task, window):
                done += 1
                (answer,) = bench.gotasks(task)
                bench.back()
                yield _one_move(task, window, answer)
        if not done:
            yield Row(f"moved code, {task}", "-", "no old finding that could move", None)


def _one_move(task: str, window: rewriting.Window, answer: Answer) -> Row:
    there = sum(row["file"] == window.target for row in answer.findings)
    said = f"{len(answer.new)} new, {there} of {len(answer.findings)} in the new file"
    more = tuple(f"new: {row['file']}:{row['line']}: {row['rule']}: {row['message']}" for row in answer.new)
    holds = (answer.status, answer.exit) == ("passed", 0) and there > 0
    moved = f"none new: {window.last - window.first} lines with {window.findings} findings of {window.file}"
    return Row(f"moved code, {task}", said, moved, holds, more or (() if holds else (answer.why,)))


PARTS = {1: part_1, 2: part_2, 3: part_3, 4: part_4}


def examine(module: str, parts: list[int], cache: Path) -> Iterator[Row]:
    """Go through the parts with one module, and print each row as it comes."""
    with tempfile.TemporaryDirectory(prefix="gotasks-findings-") as folder:
        bench = Bench(module, Path(folder), cache)
        for number in parts:
            began = time.monotonic()
            for row in PARTS[number](bench):
                row.print(module, time.monotonic() - began)
                began = time.monotonic()
                yield row


def main() -> int:
    """Print the table; return 1 where an expectation does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--module", action="append", choices=[*MODULES], help="only this module; may be repeated")
    parser.add_argument("--part", action="append", type=int, choices=[*PARTS], help="only this part; may be repeated")
    parser.add_argument("--cache", type=Path, help="GOTASKS_CACHE of the runs (default: an empty one)")
    asked = parser.parse_args()
    print(HEAD)
    with tempfile.TemporaryDirectory(prefix="gotasks-cache-") as folder:
        cache = (asked.cache or Path(folder)).resolve()
        share_tools(cache)
        rows = [row for name in asked.module or MODULES for row in examine(name, asked.part or [*PARTS], cache)]
    wrong = sum(row.holds is False for row in rows)
    print(f"\n{len(rows)} expectations, {wrong} of which do not hold")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
