"""On real modules gotasks says what the same commands say by hand, in a fresh clone, to the same user.

Nothing here expects a green run: as root, for one, a test of cobra fails. What is expected is equality. The clone lies
at another path than the slot, so that none of its answers can come from Go's cache of the slot's test results. One run
by hand is enough: run over and over with -count=1, each of these modules gave the same failures and covered the same
statements each time. The counts in a profile do change, so only "ran or not" is compared.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import realgo
from gitrepo import Repo

pytestmark = pytest.mark.slow

FAULTS = {
    "doc/unformatted.go": "package doc\n\nvar  one = 1\n\n// a\n// b\n// c\n// d\n// e\n// f\n// g\n\nvar  two = 2\n",
    "doc/vetted.go": """package doc

import "sync"

func assigned(lock sync.Mutex, value int) int {
	value = value
	for {
	}
	return value
}
""",
    "doc/faults_test.go": """package doc

import "testing"

func TestParent(t *testing.T) {
	t.Run("a [b] c", func(t *testing.T) { t.Error("told") })
	t.Run("passes", func(t *testing.T) {})
	t.Run("skips", func(t *testing.T) { t.Skip() })
}

func TestRaces(t *testing.T) {
	count, done := 0, make(chan bool)
	go func() { count++; close(done) }()
	count++
	<-done
}
""",
    "broken/broken_test.go": 'package broken\n\nimport "testing"\n\nfunc TestIt(t *testing.T) { t.Fatal("here") }\n',
    "exits/exits_test.go": """package exits

import (
	"os"
	"testing"
)

func TestMain(*testing.M) { os.Exit(1) }

func TestNeverRuns(t *testing.T) {}
""",
    "doc/testdata/skipped.go": "package  skipped\n",
    "_ignored/skipped.go": "package  skipped\n",
    "_skipped.go": "package  skipped\n",
}
"""One fault for each thing that is told, and Go files that no Go tool reads."""

TASKS = ("fmt", "vet", "race-test")

Report = Callable[..., dict[str, Any]]
Counted = tuple[int, int]


@dataclass(frozen=True)
class Seen:
    """What was found: unformatted files, vet's (file, line, column, message), failing (folder, test), coverage by file.

    A package that fails without a failing test has the test "".
    """

    unformatted: frozenset[str]
    vetted: frozenset[tuple[str, int, int, str]]
    failing: frozenset[tuple[str, str]]
    covered: dict[str, Counted]
    total: Counted

    @property
    def verdicts(self) -> dict[str, str]:
        found = {"fmt": self.unformatted, "vet": self.vetted, "race-test": self.failing}
        return {name: "failed" if rows else "passed" for name, rows in found.items()}


@pytest.mark.parametrize("module", [realgo.CHI, realgo.COBRA, realgo.GIN])
def test_findings_and_coverage_equal_those_by_hand(module: str, tmp_path: Path, report: Report, race: str) -> None:
    repo = Repo(realgo.repository(module, tmp_path / "repository"), os.environ)
    if module == realgo.GIN:
        patient(repo)
    compare(repo, tmp_path, report, race)


def patient(repo: Repo) -> None:
    """Give a server of gin's tests more than 5 ms to start: else, on a busy machine, the tests serve for ever."""
    name = "gin_integration_test.go"
    text = (repo.path / name).read_text()
    repo.write({name: text.replace("time.Sleep(5 * time.Millisecond)", "time.Sleep(250 * time.Millisecond)")}).commit()


def test_faults_in_a_real_module_are_told_as_by_hand(tmp_path: Path, report: Report, race: str) -> None:
    repo = Repo(realgo.repository(realgo.COBRA, tmp_path / "repository"), os.environ).write(FAULTS)
    repo.commit()
    seen = compare(repo, tmp_path, report, race)
    assert seen.unformatted == {"doc/unformatted.go"}
    assert {(file, line) for file, line, _, _ in seen.vetted} == {("doc/vetted.go", line) for line in (5, 6, 9)}
    assert {("doc", "TestParent/a_[b]_c"), ("broken", "TestIt"), ("exits", "")} <= seen.failing
    assert race or ("doc", "TestRaces") in seen.failing


def compare(repo: Repo, tmp_path: Path, report: Report, race: str) -> Seen:
    """Compare gotasks in a repository with the commands by hand in a fresh clone; return what both saw.

    The tasks are those that need Go alone; what the pinned tools say is compared by benchmarks/findings.py.
    """
    told = [row for name in TASKS for row in report(repo, name, "--tree", "HEAD", "--all")["tasks"]]
    (formatter,) = {run["argv"][0] for run in told[0]["result"]["runs"]}
    clone = tmp_path / "clone"
    repo.git("clone", "-q", ".", str(clone))
    by_hand = Seen(
        frozenset(unformatted(clone, formatter)),
        frozenset(vetted(clone)),
        *failures_and_coverage(clone, tmp_path / "cover.out", () if race else ("-race",)),
    )
    ours = of_report(told)
    assert ours.unformatted == by_hand.unformatted
    assert ours.vetted == by_hand.vetted
    assert ours.failing == by_hand.failing
    assert ours.covered == by_hand.covered
    assert ours.total == by_hand.total
    assert {task["name"]: task["verdict"]["status"] for task in told} == by_hand.verdicts
    return by_hand


def of_report(told: list[dict[str, Any]]) -> Seen:
    results = {task["name"]: task["result"] for task in told}
    problems = {name: result["problem"] for name, result in results.items() if result["problem"]}
    assert not problems
    findings = {
        name: [finding for part in result["parts"] for finding in part["findings"]] for name, result in results.items()
    }
    coverage = results["race-test"]["coverage"]
    return Seen(
        frozenset(row["file"] for row in findings["fmt"]),
        frozenset((row["file"], row["line"], row["column"], row["message"]) for row in findings["vet"]),
        frozenset(repeated(row["repeat"]) for row in findings["race-test"]),
        {row["name"]: (row["covered"], row["statements"]) for row in coverage["files"]},
        (coverage["covered"], coverage["statements"]),
    )


def repeated(line: str) -> tuple[str, str]:
    """Read folder and test from the command line that repeats a failure."""
    argv = shlex.split(line)
    test = argv[argv.index("-run") + 1] if "-run" in argv else ""
    levels = [re.sub(r"\\(.)", r"\1", level[1:-1]) for level in test.split("/")] if test else []
    return os.path.normpath(argv[-1]), "/".join(levels)


def unformatted(clone: Path, formatter: str) -> Iterator[str]:
    """List what gofmt, or gofumpt, would change, less the files that Go's tools pass over (``go help packages``)."""
    for path in by_hand(clone, formatter, "-l", ".").stdout.splitlines():
        if not any(name[0] in "_." or name in {"testdata", "vendor"} for name in path.split("/")):
            yield path


def vetted(clone: Path) -> Iterator[tuple[str, int, int, str]]:
    done = by_hand(clone, "go", "vet", "-json", "./...")
    text = re.sub(r"^#.*\n", "", done.stdout + done.stderr, flags=re.MULTILINE).strip()
    while text:
        value, end = json.JSONDecoder().raw_decode(text)
        text = text[end:].lstrip()
        for analyzers in value.values():
            for row in (row for rows in analyzers.values() for row in rows):
                file, line, column = row["posn"].rsplit(":", 2)
                yield os.path.relpath(file, clone), int(line), int(column), row["message"]


def failures_and_coverage(
    clone: Path, profile: Path, race: tuple[str, ...]
) -> tuple[frozenset[tuple[str, str]], dict[str, Counted], Counted]:
    """Test, and return what failed and what was covered. Of a failing subtest and its parents the subtest counts."""
    module = by_hand(clone, "go", "list", "-m").stdout.strip()
    done = by_hand(clone, "go", "test", *race, "-covermode=atomic", f"-coverprofile={profile}", "-json", "./...")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    failed = {(row["Package"], row.get("Test", "")) for row in events if row["Action"] == "fail"}
    leaves = {
        (os.path.relpath(package, module), test)
        for package, test in failed
        if not any(package == other and below.startswith(f"{test}/" if test else "") and below != test
                   for other, below in failed)
    }  # fmt: skip
    blocks: dict[tuple[str, str], Counted] = {}
    for line in profile.read_text().splitlines()[1:]:
        place, statements, count = line.rsplit(" ", 2)
        name, block = place.rsplit(":", 1)
        ran = count != "0" or blocks.get((name, block), (0, 0))[0] > 0
        blocks[name, block] = (int(statements) * ran, int(statements))
    covered: dict[str, Counted] = defaultdict(lambda: (0, 0))
    for (name, _), (ran_here, here) in blocks.items():
        so_far = covered[os.path.relpath(name, module)]
        covered[os.path.relpath(name, module)] = (so_far[0] + ran_here, so_far[1] + here)
    total = (sum(ran for ran, _ in blocks.values()), sum(all_ for _, all_ in blocks.values()))
    return frozenset(leaves), dict(covered), total


def by_hand(clone: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, cwd=clone, capture_output=True, text=True, check=False)
