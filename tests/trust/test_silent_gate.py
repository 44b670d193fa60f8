"""A broken install never lets a bad commit through unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.trust import silent_gate
from benchmarks.trust.arms import ARMS
from benchmarks.trust.peers import FOLDERS

OTHERS = [case for case in silent_gate.BREAKS if case.endswith("installed over it")]
"""Need the peers, which the benchmark brings."""


@pytest.mark.parametrize("case", [case for case in silent_gate.BREAKS if case not in OTHERS])
def test_each_way_in_which_the_install_can_break_is_refused_or_found(case: str, tmp_path: Path) -> None:
    trial = silent_gate.trial(ARMS["gotasks"], case, tmp_path)

    assert trial is not None
    assert trial.good, trial.says


@pytest.mark.skipif(not all(folder.is_dir() for folder in FOLDERS), reason="the benchmark has not brought the peers")
@pytest.mark.parametrize("case", OTHERS)
def test_another_manager_installed_over_it_is_refused_or_found(case: str, tmp_path: Path) -> None:
    trial = silent_gate.trial(ARMS["gotasks"], case, tmp_path)

    assert trial is not None
    assert trial.good, trial.says
