"""A report as plain text. Pure; what tools printed is data, so control characters are shown and never sent."""

from __future__ import annotations

from collections.abc import Iterator

from gotasks.core.escape import printable
from gotasks.core.report import Report, TaskReport
from gotasks.core.result import Finding


def render(report: Report, place: str = "") -> str:
    """Return a report's text: one line when all is well, else the tasks, what was found, and that line.

    ``place`` is where the report lies.
    """
    lines: list[str] = []
    if report.exit_status:
        lines += [_row(task) for task in report.tasks]
        lines += [line for task in report.tasks for line in _details(task)]
    lines += [f"note: {_one_line(note)}" for note in _notes(report)]
    lines.append(_summary(report, place))
    return printable("\n".join(lines)) + "\n"


def _row(task: TaskReport) -> str:
    seconds = f"{task.seconds:.2f} s" if task.verdict.status != "skipped" else ""
    return f"{task.name:<12} {task.verdict.status:<10} {seconds:>9}  {_one_line(task.verdict.reason)}".rstrip()


def _details(task: TaskReport) -> Iterator[str]:
    for finding in task.result.findings:
        yield ""
        yield from _finding(finding)
    if task.result.problem and task.verdict.status != "skipped":
        tails = [run for run in task.result.runs if run.tail.strip() and (run.code or run.ended != "exited")]
        for run in tails[:1]:
            yield ""
            yield f"{task.name}: the end of what {run.argv[0]} printed:"
            yield from (f"    {line}" for line in run.tail.rstrip().split("\n")[-20:])


def _one_line(text: str) -> str:
    """Show line ends as escapes, so that a name cannot forge a line."""
    return text.replace("\n", "\\n")


def _finding(finding: Finding) -> Iterator[str]:
    numbers = [str(number) for number in (finding.line, finding.column) if number]
    where = ":".join([_one_line(finding.file), *numbers]) + ": " if finding.file else ""
    first, *more = finding.message.split("\n")
    yield f"{where}{finding.rule}: {first}"
    if finding.text.strip() and not more:
        yield f"    {finding.text.strip()}"
    yield from (f"    {line}" for line in more)
    if finding.repeat:
        yield f"    again: {_one_line(finding.repeat)}"


def _notes(report: Report) -> Iterator[str]:
    yield from report.notes
    if report.verdict.status == "passed":
        yield from (
            f"{row.name}: skipped, {row.verdict.reason}" for row in report.tasks if row.verdict.status == "skipped"
        )
    for task in report.tasks:
        yield from (f"{task.name}: {note}" for note in task.result.notes)


def _summary(report: Report, place: str) -> str:
    asked = " ".join(report.front.asked)
    verdict = report.verdict.status + (f" ({report.verdict.reason})" if report.verdict.reason else "")
    ran = ", ".join(task.name for task in report.tasks if task.verdict.status == "passed")
    said = f"; {ran}" if ran and not report.exit_status else ""
    where = f"; report: {place}" if place and report.exit_status else ""
    took = f"{verdict} in {report.seconds:.2f} s{said}{_coverage(report)}"
    return f"gotasks {asked}: {took}; tree {report.tree[:10]} of {report.front.tree_from}{where}"


def _coverage(report: Report) -> str:
    for task in report.tasks:
        found = task.result.coverage
        if found:
            return f"; coverage {found.percent} % ({found.covered} of {found.statements} statements)"
    return ""
