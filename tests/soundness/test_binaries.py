"""The referee excuses a package that did not run only where Go builds, byte for byte, what ran and passed before."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import comparing
import pytest
from binaries import Plain, Run, Runs
from comparing import Ground
from graphedits import EDITS
from graphs import ROOT, Files, graph
from sequences import Graph, Step

if TYPE_CHECKING:
    from gitrepo import Repo

pytestmark = pytest.mark.slow

CORE, ABOVE, BESIDE = (f"{ROOT}/g00/p000{number}" for number in range(3))
WIDE = Graph("wide", 3, 1, 1)
LOOSE = Step("unformatted", 0, commit=False)
"""Adds a function to the core that nobody calls: Go links it nowhere but where its coverage is counted."""

CALLED = Step("core edit", 0, commit=False)
"""Changes what the core adds to all values."""

READ = Step("edit words", 0, commit=False)
"""Changes what a test reads."""


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(Plain(tmp_path / "plain"), tmp_path / "built.test", {**os.environ, "CGO_ENABLED": "0"})


def edited(step: Step) -> Files:
    return EDITS[step.act](graph(*WIDE), step.choice).files


def test_a_package_whose_test_binary_is_as_it_was_did_not_have_to_run(tmp_path: Path) -> None:
    first, step = Ground(tmp_path / "ground", os.environ).walk(WIDE, [LOOSE])

    assert (first.same, first.wrong, step.wrong) == (frozenset(), (), ())
    assert step.ran["race-test"] == step.had["race-test"] == {CORE}
    assert step.same == {ABOVE, BESIDE}


@pytest.mark.parametrize(
    ("step", "same", "wrong"),
    [(LOOSE, {ABOVE, BESIDE}, {CORE}), (CALLED, set(), {CORE, ABOVE, BESIDE}), (READ, set(), {ABOVE})],
)
def test_a_package_that_did_not_run_and_is_another_is_wrong(
    step: Step, same: set[str], wrong: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forged store runs all the first time, and says of each step that nothing ran."""
    ask, asked = comparing._ask, []

    def forged(repo: Repo, *flags: str) -> Mapping[str, Mapping[str, Any]]:
        asked.append(flags)
        told = ask(repo, *flags)
        return {name: {**task, "ran": frozenset()} for name, task in told.items()} if asked.count(()) > 1 else told

    monkeypatch.setattr(comparing, "_ask", forged)
    _, judged = Ground(tmp_path / "ground", os.environ).walk(WIDE, [step])

    assert judged.same == same
    assert {told for told in judged.wrong if told.startswith("race-test: ")} == {
        f"race-test: {name} had to run" for name in wrong
    }


def test_what_another_edit_builds_is_another_binary(runs: Runs) -> None:
    runs.add(ABOVE, Run(graph(*WIDE), "data", passed=True))

    assert runs.passed(ABOVE, edited(LOOSE), "data")
    assert not runs.passed(ABOVE, edited(CALLED), "data")


def test_the_same_binary_beside_other_data_is_no_evidence(runs: Runs) -> None:
    runs.add(ABOVE, Run(graph(*WIDE), "data", passed=True))

    assert not runs.passed(ABOVE, edited(LOOSE), "other data")


def test_the_newest_run_of_a_binary_counts(runs: Runs) -> None:
    runs.add(ABOVE, Run(graph(*WIDE), "data", passed=True))
    runs.add(ABOVE, Run(edited(LOOSE), "data", passed=False))
    runs.add(ABOVE, Run(edited(CALLED), "data", passed=True))

    assert not runs.passed(ABOVE, graph(*WIDE), "data")
    assert runs.passed(ABOVE, edited(CALLED), "data")


def test_what_has_no_test_binary_is_no_evidence(runs: Runs) -> None:
    untested = {path: text for path, text in graph(*WIDE).items() if not path.endswith("_test.go")}
    broken = {**graph(*WIDE), "g00/p0001/p0001.go": "package broken\n"}
    for files in (untested, broken):
        runs.add(ABOVE, Run(files, "data", passed=True))

        assert not runs.passed(ABOVE, files, "data")
    assert not runs.passed(CORE, graph(*WIDE), "data")
