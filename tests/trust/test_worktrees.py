"""Four worktrees commit at once: each keeps its work, and each verdict is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.trust import worktrees
from benchmarks.trust.arms import ARMS


@pytest.mark.slow
def test_worktrees_that_commit_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    trials = list(worktrees.run(ARMS["gotasks"], tmp_path, trials=2))

    assert [trial for trial in trials if not trial.good] == []
