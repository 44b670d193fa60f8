"""benchmarks/scale measures what it says: whole process trees, rounds that count, what ran."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.scale import table, watch
from benchmarks.scale.measure import Asked, Bench, Row

HOG = "body = bytearray(80_000_000); import time; time.sleep(0.6)"
TWO = f"""
import subprocess, sys
for each in [subprocess.Popen([sys.executable, "-c", {HOG!r}]) for _ in "ab"]:
    each.wait()
"""


def run(cwd: Path, *argv: str, limit: float = 30, look: bool = True) -> watch.Watched:
    folder = cwd / "here"
    folder.mkdir()
    return watch.run(argv, folder, {}, limit, look=look)


def row(arm: str, seconds: float, peak: int | None) -> Row:
    return Row("deep", 9, arm, "leaf edit", 0, seconds, seconds, 5, peak, "", None, 0.0, 0, 0, 0, 0)


def test_memory_is_that_of_all_processes_together_and_of_the_largest(tmp_path: Path) -> None:
    done = run(tmp_path, sys.executable, "-c", TWO)

    assert done.status == 0
    assert done.largest > 80_000_000
    assert done.peak is not None
    assert done.peak > 160_000_000


def test_memory_of_a_round_that_is_timed_is_not_looked_at(tmp_path: Path) -> None:
    assert run(tmp_path, "true", look=False).peak is None


def test_command_that_takes_too_long_is_killed_with_all_it_started(tmp_path: Path) -> None:
    done = run(tmp_path, "sh", "-c", "sleep 60; echo said", limit=0.3, look=False)

    assert done.status is None
    assert done.seconds < 10
    assert done.said == ""


def test_times_are_medians_of_the_rounds_that_count_and_ratios_to_the_hook() -> None:
    rows = [
        row("hook", 2.0, None),
        row("gotasks", 1.0, None),
        row("gotasks", 9.0, 7_000_000),
        row("gotasks", 3.0, None),
    ]

    head, _, first, second = table.render(rows).splitlines()

    assert head.startswith("| graph | case | arm | rounds | s | ratio |")
    assert first.startswith("| deep 9 | leaf edit | gotasks | 2 | 2.00 (1.00..3.00) | 1.00 | 2.00 | 1.00 | 7 |")
    assert second.startswith("| deep 9 | leaf edit | hook | 1 | 2.00 | 1.00 |")


@pytest.mark.slow
def test_each_case_is_committed_in_the_repository_of_each_arm(tmp_path: Path) -> None:
    asked = Asked(("fmt",), ("gotasks", "hook"), seed=0, modules=2, rounds=1, dear_rounds=0, limit=300)
    (tmp_path / "ready").mkdir()

    rows = list(Bench("deep", 4, tmp_path / "deep", tmp_path / "ready", asked).rows())

    assert {(one.status, one.says) for one in rows} == {(0, "")}
    assert {one.arm for one in rows} == {"gotasks", "hook"}
    assert [one.ran for one in rows if one.arm == "gotasks" and one.case == "first run"] == ["fmt 8/8"]
    assert "fmt 8/8" not in {one.ran for one in rows if one.case == "unchanged tree"}
    assert (rows[-1].case, rows[-1].ran) == ("all stored a month ago", "fmt 0/8")
