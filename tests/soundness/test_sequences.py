"""Whatever is done to a repository, the store answers as ``--fresh`` does, and all ran that had to.

The short form; ``python benchmarks/soundness`` walks as many sequences as one likes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from comparing import Ground, Judged
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sequences import GRAPHS, STEPS, Graph, Step

pytestmark = pytest.mark.slow


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path / "ground", os.environ)


@given(GRAPHS, st.lists(STEPS, min_size=3, max_size=4))
@settings(
    max_examples=3,
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
    Step("leaf edit", 1, commit=True),
    Step("switch", 0, commit=False),
    Step("rename", 2, commit=True),
    Step("switch", 0, commit=False),
    Step("break test", 3, commit=True),
    Step("merge", 0, commit=False),
)


def test_a_branch_and_back_and_a_merge_run_what_is_new_alone(ground: Ground) -> None:
    def ran(judged: Judged) -> int:
        return len(judged.ran["race-test"])

    first, leaf, there, renamed, back, broken, merged = ground.walk(Graph("diamond", 5, 1, 2), BRANCHES)

    assert not any(judged.wrong for judged in (first, leaf, there, renamed, back, broken, merged))
    assert (ran(first), ran(leaf), ran(there), ran(back)) == (5, 1, 0, 0)
    assert 0 < ran(renamed) < 5
    assert 0 < ran(merged) < 5
