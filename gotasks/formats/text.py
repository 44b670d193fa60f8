"""A report as plain lines, for pipes, logs and CI: ``path:line:column: rule: message``, nothing drawn or coloured.

Pure; what tools printed is data, so control characters are shown and never sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from gotasks.core.escape import printable
from gotasks.core.report import Report, TaskReport
from gotasks.core.result import Finding
from gotasks.formats import advice, view
from gotasks.formats.source import excerpt
from gotasks.formats.view import one_line

WIDTH = 160
"""Cells of a source line that are shown."""


def render(report: Report, place: str = "") -> str:
    """Return a report's text: one line when all is well, else the tasks, what was found, what to do, and that line.

    ``place`` is where the report lies.
    """
    lines: list[str] = []
    if report.exit_status:
        lines += [_row(task) for task in report.tasks]
        lines += _findings(report, place)
        lines += [line for task in report.tasks for line in _tail(task)]
    lines += _first_seen(report, place)
    for task in view.tables(report):
        lines += _table(task)
    lines += [""] if lines and lines[-1] else []
    lines += _around(report)
    lines += [f"{name}: {text}" for name, text in _said(report, place)]
    lines += [f"next: {step.command}  # {step.does}" for step in advice.steps(report)]
    lines.append("".join(view.summary(report, place)))
    return printable("\n".join(map(one_line, lines))) + "\n"


def _row(task: TaskReport) -> str:
    return f"{task.name:<12} {task.verdict.status:<10} {view.seconds(task):>9}  {task.verdict.reason}".rstrip()


def _findings(report: Report, place: str) -> Iterator[str]:
    for group in view.groups(report, "new"):
        for shown in group:
            yield ""
            yield from _finding(shown)
    yield from _more(view.left_out(report, "new", place))


def _first_seen(report: Report, place: str) -> Iterator[str]:
    groups = [*view.groups(report, "first seen")]
    if groups:
        yield from ("", f"{view.heading(report)}:")
        yield from (line for group in groups for shown in group for line in _finding(shown))
        yield from _more(view.left_out(report, "first seen", place))
        yield ""


def _more(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield from (line,) if number else ("", line)


def _finding(shown: view.Shown) -> Iterator[str]:
    finding = shown.finding
    numbers = [str(number) for number in (finding.line, finding.column) if number]
    where = ":".join([finding.file, *numbers]) + ": " if finding.file else ""
    first, more = view.message(finding)
    weight = "warning: " if finding.severity == "warning" else ""
    yield f"{where}{finding.rule}: {weight}{first}"
    if not more:
        yield from (f"    {line}" for line in _source(finding))
    yield from (f"    {line}" for line in more)
    if shown.again:
        yield f"    again: {shown.again}"


def _source(finding: Finding) -> Iterator[str]:
    if finding.text.strip():
        source = excerpt(finding.text, finding.column, WIDTH)
        yield source.text
        if source.caret is not None:
            yield f"{' ' * source.caret}^"


def _tail(task: TaskReport) -> Iterator[str]:
    run = view.unexplained(task)
    if run:
        yield from ("", f"{task.name}: the end of what {run.argv[0]} printed:")
        yield from (f"    {line}" for line in view.tail(run))


def _table(task: TaskReport) -> Iterator[str]:
    rows = [(name, note) for name, note, _ in view.cells_of(task)]
    wide = max((len(name) for name, _ in rows), default=0)
    yield from (f"{name:<{wide}}  {note}" for name, note in rows)


def _around(report: Report) -> Iterator[str]:
    """Tell of the baseline and of what it has too: on a run that passed, the last line counts that."""
    base = view.compared(report)
    if report.exit_status and view.older(report):
        yield view.not_shown(report)
    if base and (report.exit_status or report.baseline.kind != "compared"):
        yield base


def _said(report: Report, place: str) -> Iterator[tuple[str, str]]:
    yield from (("why", reason) for reason in view.reasons(report))
    yield from (("note", note) for note in view.notes(report))
    yield from ((name, path) for name, path in view.rendered(report, place))
