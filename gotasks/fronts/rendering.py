"""Files that are made of results and lie beside the report: rendered by the formats ring, by task."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gotasks.core.report import TaskReport
from gotasks.formats import badge

Lines = Callable[[str], list[str]]


def render(reports: tuple[TaskReport, ...], lines: Lines, title: str) -> dict[str, Mapping[str, bytes]]:
    """Return what the tasks that did not fail to see are rendered to: by task, files by name.

    ``lines`` gives the lines of a file of the judged tree.
    """
    return {
        row.name: _coverage(row, reports, lines, title)
        for row in reports
        if row.name == "cover-html" and row.result.coverage and row.verdict.status in {"passed", "failed"}
    }


def _coverage(row: TaskReport, reports: tuple[TaskReport, ...], lines: Lines, title: str) -> dict[str, bytes]:
    minimum = next((other.options.get("minimum") for other in reports if other.name == "race-test"), None)
    coverage = row.result.coverage
    if coverage is None:
        return {}
    from gotasks.formats import coverage_html  # noqa: PLC0415 - 5 ms, fractions and decimal among them

    return {
        **coverage_html.render(coverage, lines, title, minimum),
        "coverage/badge.svg": badge.svg(coverage),
    }
