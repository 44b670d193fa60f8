"""No planted secret is in anything that a run prints or writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.trust import secrets

GO = {"in the panic of a test", "in the message and name of a test", "in a page of coverage"}
"""They compile and run tests."""

CASES = [pytest.param(case, marks=pytest.mark.slow) if case in GO else case for case in secrets.PLANTS]


@pytest.mark.parametrize("case", CASES)
def test_a_planted_secret_stays_where_it_is(case: str, tmp_path: Path) -> None:
    trial = secrets.trial(case, secrets.PLANTS[case], tmp_path, ())

    assert trial.good, trial.says
