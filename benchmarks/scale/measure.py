"""A graph as a repository of each arm, side by side: the same edits are committed in all of them, in turn."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scale import sizes, watch
from benchmarks.scale.arms import ARMS
from benchmarks.scale.cases import CASES, FIRST, Case
from benchmarks.trust import repo as repositories
from benchmarks.trust.peers import NotInstalledError
from benchmarks.trust.repo import Repo

import graphedits  # isort: skip - benchmarks.trust.repo puts what tests share on the path
import graphs  # isort: skip

SETTLED = 2.5
"""Seconds: Go keeps no pass of a test that read a file younger than two."""

AGE = 31 * 24 * 3600.0
"""Seconds after which the store has forgotten an entry for a day."""

ENDED = re.compile(r"^ok  \t\S+\t(\(cached\))?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    tasks: tuple[str, ...]
    arms: tuple[str, ...]
    seed: int
    modules: int
    rounds: int
    dear_rounds: int
    limit: float


@dataclass(frozen=True, slots=True)
class Row:
    """One commit. ``peak`` is None where the time counts; the other rounds are for the memory.

    ``ran`` says what ran, of how much; ``outside`` are the seconds of gotasks that lie outside its tasks.
    """

    shape: str
    packages: int
    arm: str
    case: str
    status: int | None
    seconds: float
    processor: float
    largest: int
    peak: int | None
    ran: str
    outside: float | None
    load: float
    store_files: int
    store: int
    slots: int
    go_cache: int
    says: str = ""


class Side:
    """An arm's repository of a graph, with a cache of gotasks and one of Go's by itself."""

    def __init__(self, arm: str, work: Path, files: graphs.Files, warm: Path, tasks: tuple[str, ...]) -> None:
        self.arm, self.work = arm, work / arm
        self.go_cache = self.work / "go-build"
        shutil.copytree(warm, self.go_cache)
        race = {name: os.environ[name] for name in ("GORACE",) if name in os.environ}
        self.repo: Repo = repositories.make(self.work, files, "graph", GOCACHE=str(self.go_cache), **race)
        self.cache = Path(self.repo.env["GOTASKS_CACHE"])
        self.report = self.repo.path / ".git" / "gotasks" / "report.json"
        ARMS[arm].install(self.repo, tasks)
        self.repo.git("config", "gc.auto", "0")
        # The first commit of a large repository may have begun one.
        self.repo.git("gc", "-q", "--force")

    def put(self, before: graphs.Files, after: graphs.Files) -> None:
        """Make the work tree another graph, and stage it."""
        for path in before.keys() - after.keys():
            (self.repo.path / path).unlink()
        self.repo.write({path: after[path] for path in after if after[path] != before.get(path)})
        self.repo.git("add", "-A")

    def commit(self, limit: float, *, look: bool) -> watch.Watched:
        """Commit what is staged, or the same tree again."""
        self.report.unlink(missing_ok=True)
        argv = ("git", "commit", "-q", "--allow-empty", "-m", "chore: next")
        return watch.run(argv, self.repo.path, self.repo.env, limit, look=look)

    def told(self, said: str) -> tuple[str, float | None]:
        """Return what ran in the last commit, and the seconds of gotasks outside of its tasks."""
        if self.arm != "gotasks":
            ended = ENDED.findall(said)
            return (f"test {sum(not cached for cached in ended)}/{len(ended)}" if ended else ""), None
        if not self.report.exists():
            return "nothing: the tree is known", None
        report = json.loads(self.report.read_bytes())
        ran = ", ".join(_ran(task, report["started_at"]) for task in report["tasks"])
        return ran, report["seconds"] - sum(task["seconds"] for task in report["tasks"])


def _ran(task: Mapping[str, Any], since: str) -> str:
    parts = task["result"]["parts"]
    return f"{task['name']} {sum(part['ran_at'] >= since for part in parts)}/{len(parts)}"


class Bench:
    """The sides of one graph."""

    def __init__(self, shape: str, packages: int, work: Path, warm: Path, asked: Asked) -> None:
        self.shape, self.packages, self.asked = shape, packages, asked
        self.files: graphs.Files = graphs.graph(shape, packages, asked.seed, asked.modules)
        self.choice = 0
        self.sides = []
        for arm in asked.arms:
            try:
                self.sides.append(Side(arm, work, self.files, warm, asked.tasks))
            except NotInstalledError as error:
                print(f"{arm} is left out, because it cannot be had: {error}")

    def rows(self) -> Iterator[Row]:
        """Measure all cases; a side that refuses or takes too long in its first run is left out of the rest."""
        yield from self._round(FIRST, look=True)
        time.sleep(SETTLED)
        for _ in self._round(FIRST, look=False):
            pass  # Go keeps the passes of tests only now
        for case in CASES:
            for _ in range(self.asked.dear_rounds if case.dear else self.asked.rounds):
                yield from self._round(case, look=False)
            yield from self._round(case, look=True)
        yield from self._cleaning()

    def _round(self, case: Case, *, look: bool) -> Iterator[Row]:
        """Commit once in each repository; another one begins each time."""
        self.choice += 1
        edit = case.edit(self.files, self.choice)
        turn = self.choice % max(1, len(self.sides))  # none is left where all were refused
        for side in [*self.sides[turn:], *self.sides[:turn]]:
            side.put(self.files, edit.files)
            row = self._row(side, case.name, look=look)
            if row.status != 0:
                self.sides = [each for each in self.sides if each is not side]
            yield row
        self.files = edit.files

    def _row(self, side: Side, case: str, *, look: bool) -> Row:
        done = side.commit(self.asked.limit, look=look)
        ran, outside = side.told(done.said)
        return Row(
            self.shape,
            self.packages,
            side.arm,
            case,
            done.status,
            round(done.seconds, 3),
            round(done.processor, 3),
            done.largest,
            done.peak,
            ran,
            None if outside is None else round(outside, 3),
            round(os.getloadavg()[0], 1),
            *sizes.of(side.cache, side.go_cache),
            says="" if done.status == 0 else done.said.strip()[-500:],
        )

    def _cleaning(self) -> Iterator[Row]:
        """Commit once more when all of the store is so old that it goes; another tree, for which a run begins."""
        files = graphedits.readme_edit(self.files, 0).files
        for side in self.sides:
            if side.arm == "gotasks":
                sizes.age(side.cache, AGE)
                side.put(self.files, files)
                yield self._row(side, "all stored a month ago", look=False)


def warm(work: Path, tasks: tuple[str, ...]) -> Path:
    """Return a cache of Go's that has the standard library as far as graphs need it: what is measured is the graph."""
    files = graphs.graph("wide", 9, seed=1)
    repo = repositories.make(work / "warm", files, "graph", GOCACHE=str(work / "warm" / "go-build"))
    tests = ("go test ./...", "go test -race -cover ./...") if "race-test" in tasks else ()
    for line in ("go vet ./...", *tests):
        done = repo.run(*line.split())
        if done.returncode:
            raise RuntimeError(f"{line}: {done.stdout}{done.stderr}")
    return work / "warm" / "go-build"
