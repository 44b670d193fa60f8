"""A passing run writes nothing into the work tree or the git folder but what is ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.trust import footprint
from benchmarks.trust.arms import ARMS


@pytest.mark.slow
def test_only_our_own_folder_is_written(tmp_path: Path) -> None:
    trials = list(footprint.run(ARMS["gotasks"], tmp_path, trials=1))

    assert [trial for trial in trials if not trial.good] == []
    assert {trial.case for trial in trials} == set(footprint.KINDS)
