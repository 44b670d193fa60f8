"""The runner dies before or after each of its calls of git: nothing of the user's has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.trust import crash_points
from benchmarks.trust.arms import ARMS


@pytest.mark.slow
def test_nothing_changes_wherever_the_runner_dies(tmp_path: Path) -> None:
    trials = list(crash_points.run(ARMS["gotasks"], tmp_path, trials=1))

    assert [trial for trial in trials if not trial.good] == []
    assert sum(trial.figures["reached"] for trial in trials) > 10
