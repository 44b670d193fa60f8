"""How many tasks run at once, and how long each took."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gotasks.core.report import TaskReport
from gotasks.core.result import Part, Result, Verdict
from gotasks.edge import pace

BEGAN = "2026-01-02T03:04:05.000Z"


def report(name: str, seconds: float, ran_at: str) -> TaskReport:
    return TaskReport(name, Verdict("passed", ""), Result(name, (Part("tree", ".", ran_at=ran_at),)), seconds)


def test_as_many_run_as_there_are_cores_where_memory_allows() -> None:
    number, sparing = pace.most({})

    assert 1 <= number <= (os.cpu_count() or 1) + pace.SPARE
    assert bool(sparing) == (number > 1)


def test_the_callers_own_limit_of_memory_goes_first() -> None:
    assert pace.most({"GOMEMLIMIT": "1GiB"})[1] == ()


def test_only_what_ran_is_timed_and_what_is_known_of_others_stays(tmp_path: Path) -> None:
    pace.write(tmp_path, [report("vet", 2.5, BEGAN), report("lint", 0.01, "2026-01-01T00:00:00.000Z")], BEGAN)
    pace.write(tmp_path, [report("fmt", 0.5, BEGAN)], BEGAN)

    assert pace.read(tmp_path) == {"vet": 2.5, "fmt": 0.5}


@pytest.mark.parametrize("text", ["", "[]", '{"vet": "long"}', "{", "null"])
def test_what_cannot_be_read_is_not_known(tmp_path: Path, text: str) -> None:
    (tmp_path / "pace.json").write_text(text)

    assert pace.read(tmp_path) == {}
