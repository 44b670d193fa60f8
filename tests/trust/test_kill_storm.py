"""SIGKILL at random moments of a commit: nothing is displaced, changed or lost, also not by the next commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.trust import kill_storm
from benchmarks.trust.arms import ARMS


@pytest.mark.slow
def test_nothing_is_displaced_or_lost_by_a_kill(tmp_path: Path) -> None:
    trials = list(kill_storm.run(ARMS["gotasks"], tmp_path, trials=2))

    assert [trial for trial in trials if not trial.good] == []
    assert {trial.case for trial in trials} == {"runner", "group"}
