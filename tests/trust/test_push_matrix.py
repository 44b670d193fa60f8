"""Short form of benchmarks/trust: no bad tree is pushed and no good one refused."""

from __future__ import annotations

import pytest

from benchmarks.trust.arms import ARMS
from benchmarks.trust.cases.odd_push import ODD
from benchmarks.trust.cases.push import CELLS, THREE, Push, pushed
from benchmarks.trust.ground import Ground
from benchmarks.trust.never_worse import NeverWorse
from benchmarks.trust.pushes import HOOKS, trial

pytestmark = pytest.mark.slow

HARDEST = tuple(pushed(cell) for cell in CELLS if cell.dirty and cell.here is not (cell.refs == THREE))
"""One ref that is checked out, and three of which the bad one is not; what deceives lies in the working tree."""


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(ARMS["gotasks"], tmp_path_factory.mktemp("golden").resolve(), HOOKS)


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(NeverWorse("gotasks", ("gotasks",)), tmp_path_factory.mktemp("default").resolve(), HOOKS)


@pytest.mark.parametrize("good", [True, False], ids=["good", "bad"])
@pytest.mark.parametrize("push", [*HARDEST, *ODD], ids=lambda push: push.name)
def test_what_is_new_on_the_remote_is_good(push: Push, good: bool, golden: Ground, default: Ground) -> None:  # noqa: FBT001
    told = trial(golden if push.absolute else default, push, good=good)

    assert told.good, told.says
