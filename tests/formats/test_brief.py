"""A report in one line."""

from __future__ import annotations

import pytest
import screens

from gotasks.core.report import Report
from gotasks.formats.brief import brief


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (screens.passing(), "passed"),
        (screens.failing(), "failed: fmt: chain.go:9: not formatted, and 58 more"),
        (screens.skipped(), "skipped: no Go file here"),
        (screens.interrupted(), "not judged: race-test: interrupted"),
    ],
)
def test_a_verdict_comes_with_the_first_thing_behind_it(report: Report, line: str) -> None:
    assert brief(report) == line
