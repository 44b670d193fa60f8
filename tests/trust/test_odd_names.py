"""Defects in files and folders with odd names are found, and such names alone refuse nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.trust import odd_names
from benchmarks.trust.arms import ARMS

SINGLE = ("newline", "leading dash", "a response file", "not UTF-8", "255 bytes", "colon", "leading dot", "escape")
"""Names that are tried one by one too; the benchmark does that with all."""


def test_all_bad_files_at_once_are_named(tmp_path: Path) -> None:
    arm = ARMS["gotasks"]
    trial = odd_names.together(arm, odd_names.installed(arm, tmp_path))

    assert trial.good, trial.says


@pytest.mark.parametrize("name", SINGLE)
def test_the_verdict_is_that_of_a_plain_clone(name: str, tmp_path: Path) -> None:
    arm = ARMS["gotasks"]
    repo = odd_names.installed(arm, tmp_path)
    kinds = [f"{name}, {kind}" for kind in ("bad file", "good file", "bad folder", "good folder")]
    trials = [odd_names.trial(arm, kind, odd_names.cases()[kind], repo) for kind in kinds]

    assert [trial.says for trial in trials if not trial.good] == []
