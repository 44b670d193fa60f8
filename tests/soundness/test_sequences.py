"""Whatever is done to a repository, the store answers as ``--fresh`` does, and all ran that had to.

The short form; ``python benchmarks/soundness`` walks as many sequences as one likes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from comparing import Ground
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sequences import GRAPHS, STEPS, Graph, Step

pytestmark = pytest.mark.slow


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path / "ground", os.environ)


@given(GRAPHS, st.lists(STEPS, min_size=3, max_size=3, unique_by=lambda step: step.act))
@settings(
    max_examples=2,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_store_answers_as_a_fresh_run_does_after_every_edit(
    ground: Ground, graph: Graph, steps: list[Step]
) -> None:
    assert [judged.wrong for judged in ground.walk(graph, steps)] == [()] * (len(steps) + 1)


BRANCHES = (
    Step("leaf edit", 1, commit=False),
    Step("aside", 1, commit=False),  # a core edit
    Step("add input", 0, commit=True),
    Step("merge", 0, commit=False),
    Step("switch", 0, commit=False),
)


def test_what_branches_and_merges_bring_runs_and_nothing_else(ground: Ground) -> None:
    walked = ground.walk(Graph("diamond", 5, 1, 2), BRANCHES)

    assert not any(judged.wrong for judged in walked)
    for task in ("staticcheck", "race-test"):
        assert [judged.ran[task] for judged in walked] == [judged.had[task] for judged in walked]
    assert [len(judged.ran["race-test"]) for judged in walked] == [5, 1, 0, 1, 5, 1]


UNBUILT = (
    Step("aside", 11, commit=True),  # a test that imports what the next step renames
    Step("rename", 2, commit=True),
    Step("merge", 0, commit=False),
    Step("revert", 0, commit=False),
)


def test_a_merge_that_does_not_build_leaves_nothing_wrong_behind(ground: Ground) -> None:
    walked = ground.walk(Graph("diamond", 4, 1, 1), UNBUILT)

    assert not any(judged.wrong for judged in walked)
    assert [judged.built for judged in walked] == [True, True, True, False, True]
