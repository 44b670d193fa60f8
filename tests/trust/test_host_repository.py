"""A test that uses git in a folder of its own does not reach the repository of the user."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.trust import host_repository
from benchmarks.trust.arms import ARMS

ACTS = ("commit -a", "commit --only", "commit of a part", "merge", "commit in a linked worktree", "push")


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
def test_the_host_is_as_without_a_hook(act: str, tmp_path: Path) -> None:
    trial = host_repository.trial(ARMS["gotasks"], act, tmp_path)

    assert trial.good, trial.says
