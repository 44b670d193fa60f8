"""Every answer of the store beside the one of ``--fresh``, and what ran beside what had to run by ``go list``."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import gitrepo
import golist
from binaries import Plain, Run, Runs
from gitrepo import Repo
from golist import Rests, digest
from sequences import Graph, Step, Walk, env_of, sound

if TYPE_CHECKING:
    from graphs import Files

GOTASKS = str(Path(sys.executable).with_name("gotasks"))
TASKS = ("fmt", "vet", "staticcheck", "race-test")
SETTINGS = f"[suites]\nsound = {json.dumps(TASKS)}\n"
ASK = (GOTASKS, "sound", "--all", "--keep-going", "--json")

Names = Mapping[str, frozenset[str]]
"""Names of parts by task: files for fmt, else packages."""


class Judged(NamedTuple):
    """What one step showed: what is wrong, the parts that there are, those that had to run, and those that ran.

    ``same`` are the packages that did not have to: of whose tests Go builds, byte for byte, what had passed.
    """

    wrong: tuple[str, ...]
    parts: Names
    had: Names
    ran: Names
    same: frozenset[str]
    built: bool


class Ground:
    """A folder in which one sequence after the other is walked, at the same paths, so that Go's cache keeps hitting."""

    def __init__(self, work: Path, env: Mapping[str, str]) -> None:
        self._work, self._env = work.resolve(), {**env, "CGO_ENABLED": "0"}

    def walk(self, graph: Graph, steps: Sequence[Step]) -> list[Judged]:
        """Judge a graph as it is made, and after each step; begin with an empty store."""
        shutil.rmtree(self._work, ignore_errors=True)
        files = {**graph.files(), "gotasks.toml": SETTINGS}
        walk = Walk(gitrepo.make(self._work / "repo", self._env, files), files)
        referee = _Referee(walk.repo, self._work)
        judged = [referee.judge(walk.files)]
        for step in steps:
            walk.take(step)
            judged.append(referee.judge(walk.files))
        return judged


class _Referee:
    """Asks the store, ``--fresh`` in a cache of its own, and ``go list`` in a plain copy."""

    def __init__(self, repo: Repo, work: Path) -> None:
        self._stored = Repo(repo.path, env_of(repo.env, work / "stored"))
        self._fresh = Repo(repo.path, env_of(repo.env, work / "fresh"))
        self._plain = Plain(work / "plain")
        self._runs = Runs(self._plain, work / "built.test", self._stored.env)
        self._kept: set[tuple[str, str, str]] = set()

    def judge(self, files: Files) -> Judged:
        """Ask all three about what lies in the work tree."""
        stored, fresh = _ask(self._stored), _ask(self._fresh, "--fresh")
        found = golist.rests(self._plain.holding(files), files, self._stored.env)
        rests, tree, same = _rests(files, found), digest(files), frozenset[str]()
        parts, had, ran, wrong = {}, {}, {}, []
        for name in TASKS:
            one, other = stored[name], fresh[name]
            wrong += [f"{name}: {key}: {one[key]} and not {other[key]}" for key in _told(one) if one[key] != other[key]]
            parts[name] = frozenset(rests[name])
            ran[name] = one["ran"]
            known = {part for part, rest in rests[name].items() if (name, part, rest) in self._kept}
            had[name] = frozenset() if (name, "", tree) in self._kept else parts[name] - known
            if name == "race-test" and not one["problem"]:
                same = self._same(files, had[name] - ran[name], found.data)
                had[name] -= same
            if not one["problem"]:
                wrong += [f"{name}: {part} had to run" for part in sorted(had[name] - ran[name])]
            self._kept |= _kept(name, one, rests[name], tree)
        self._learn(files, stored["race-test"], found.data)
        return Judged(tuple(wrong), parts, had, ran, same, sound(files) and not stored["race-test"]["unbuilt"])

    def _same(self, files: Files, names: frozenset[str], data: Mapping[str, str]) -> frozenset[str]:
        """Return the packages, of those that did not run, whose tests are built as they were when they passed."""
        return frozenset(name for name in sorted(names) if self._runs.passed(name, files, data[name]))

    def _learn(self, files: Files, told: Mapping[str, Any], data: Mapping[str, str]) -> None:
        """Remember what ran: what was red in any case, and what passed where all was judged."""
        for name in told["ran"] & data.keys():
            red = name in told["red"]
            if red or not (told["problem"] or told["unbuilt"]):
                self._runs.add(name, Run(files, data[name], not red))


def _rests(files: Files, found: Rests) -> Mapping[str, Mapping[str, str]]:
    """Return for each task the digest of what each part rests on."""
    modules = [text for path, text in sorted(files.items()) if path.endswith("go.mod")]
    go = {path: digest([path, text, modules]) for path, text in files.items() if path.endswith(".go")}
    return {"fmt": go, "vet": found.code, "staticcheck": found.code, "race-test": found.tests}


def _kept(name: str, told: Mapping[str, Any], rests: Mapping[str, str], tree: str) -> set[tuple[str, str, str]]:
    """Return what an answer may be kept for: parts, or all of a tree where something does not build."""
    if told["problem"]:
        return set()
    if told["unbuilt"] and name != "vet":
        return set() if name == "race-test" else {(name, "", tree)}
    red = told["red"] if name == "race-test" else frozenset()
    return {(name, part, rest) for part, rest in rests.items() if part not in red}


def _told(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of what must be the same from the store and afresh."""
    return tuple(key for key in told if key not in {"ran", "red", "unbuilt"})


def _ask(repo: Repo, *flags: str) -> Mapping[str, Mapping[str, Any]]:
    done = repo.run(*ASK, *flags)
    if not done.stdout:
        raise AssertionError(f"gotasks: {done.stderr}")
    report = json.loads(done.stdout)
    return {task["name"]: _answer(task, report["started_at"]) for task in report["tasks"]}


def _answer(task: Mapping[str, Any], since: str) -> Mapping[str, Any]:
    result = task["result"]
    findings = [finding for part in result["parts"] for finding in part["findings"]]
    return {
        "status": task["verdict"]["status"],
        "reason": task["verdict"]["reason"],
        "problem": result["problem"],
        "findings": findings,
        "coverage": result["coverage"],
        "notes": [(part["name"], part["note"]) for part in result["parts"] if part["note"]],
        "ran": frozenset(part["name"] for part in result["parts"] if part["ran_at"] >= since),
        "red": frozenset(part["name"] for part in result["parts"] if part["findings"]),
        "unbuilt": any(finding["rule"] == "build" for finding in findings),
    }
