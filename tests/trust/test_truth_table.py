"""Short form of benchmarks/trust: the hook's verdict is that of a fresh clone, in every fixture, two of three bad."""

from __future__ import annotations

import pytest

from benchmarks.trust.arms import ARMS
from benchmarks.trust.cases.case import Case
from benchmarks.trust.commits import HOOKS, trial
from benchmarks.trust.ground import Ground
from benchmarks.trust.never_worse import NeverWorse
from benchmarks.trust.truth_table import CASES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(ARMS["gotasks"], tmp_path_factory.mktemp("golden").resolve(), HOOKS)


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(NeverWorse("gotasks", ("gotasks",)), tmp_path_factory.mktemp("default").resolve(), HOOKS)


FORMS = [
    pytest.param(case, number % 3 == 0, id=f"{case.name}-{'bad' if number % 3 else 'good'}")
    for number, case in enumerate(CASES)
]


@pytest.mark.parametrize(("case", "good"), FORMS)
def test_the_verdict_is_that_of_a_fresh_clone(case: Case, good: bool, golden: Ground, default: Ground) -> None:  # noqa: FBT001
    told = trial(golden if case.absolute else default, case, good=good)

    assert told.good, told.says


def test_every_hard_case_of_judging_has_a_fixture() -> None:
    told = {row for case in CASES for row in case.rows}
    carried, pushed, restaged = {34}, set(range(35, 44)), {51}

    assert set(range(30, 55)) - carried - pushed - restaged <= told
