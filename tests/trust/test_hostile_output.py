"""What a task prints harms neither memory nor report nor terminal, and is never passed where a part was lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.trust import hostile_output
from benchmarks.trust.hostile_output import Size

SMALL = Size(much=160, line=100, many=100_000)
"""More than is kept of a stream, so that a part is lost."""

ACTS = hostile_output.acts()
GO = [case for case in ACTS if case.endswith(("a test", "a test that fails"))]


@pytest.mark.parametrize("case", [case for case in ACTS if case not in GO])
def test_a_hostile_command(case: str, tmp_path: Path) -> None:
    trial = hostile_output.trial(case, ACTS[case], tmp_path, SMALL)

    assert trial.good, trial.says


@pytest.mark.slow
@pytest.mark.parametrize("case", GO)
def test_a_hostile_go_test(case: str, tmp_path: Path) -> None:
    trial = hostile_output.trial(case, ACTS[case], tmp_path, SMALL)

    assert trial.good, trial.says
