"""A report in one line: the verdict, and the first thing that is behind it. Pure."""

from __future__ import annotations

from gotasks.core.report import Report
from gotasks.core.result import Finding
from gotasks.formats.view import one_line


def brief(report: Report) -> str:
    """Return the verdict, with the first new finding where it failed, and else with the reason."""
    status = report.verdict.status
    task = next((task for task in report.tasks if task.verdict.status == status), None)
    if not task or status in {"passed", "skipped"}:
        return one_line(f"{status}: {report.verdict.reason}" if report.verdict.reason else status)
    new = [finding for each in report.tasks for finding in each.result.findings if finding.state == "new"]
    if status != "failed" or not new:
        return one_line(f"{status}: {task.name}: {task.verdict.reason}")
    more = f", and {len(new) - 1} more" if new[1:] else ""
    return one_line(f"{status}: {task.name}: {_said(new[0])}{more}")


def _said(finding: Finding) -> str:
    where = f"{finding.file}:{finding.line}: " if finding.line else f"{finding.file}: " if finding.file else ""
    return where + finding.message.split("\n", maxsplit=1)[0]
