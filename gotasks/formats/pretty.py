"""A report as a terminal shows it: rows of (text, style) spans. Pure: the console knows what a style looks like.

Styles are words of bold, dim, red, green, yellow and cyan, so that dark and light backgrounds both do. Every text
that a tool printed is one span of data: it is escaped, and nothing in it is markup.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from itertools import pairwise

from gotasks.core.report import Report, TaskReport
from gotasks.core.result import Finding
from gotasks.formats import advice, view
from gotasks.formats.source import cells, excerpt, shown, wrapped
from gotasks.formats.view import one_line

Span = tuple[str, str]
Row = tuple[Span, ...]

STATUS = {"passed": "green", "failed": "bold red", "not judged": "bold yellow", "skipped": "dim"}
NARROW = 40
"""Below this many cells nothing is fitted any more: the terminal wraps."""

ROOM = 12
"""Cells of a row of advice that are neither command nor what it does."""

BAR = ("  │ ", "dim")
MARKS = str.maketrans({" ": "·", "\t": "→"})


def render(report: Report, place: str = "", *, width: int = 80, up: str = "") -> tuple[Row, ...]:
    """Return a report's rows: one when all is well, else what was found, the tasks, that row, and what to do.

    ``place`` is where the report lies; ``up`` leads from the current folder to the repository's root (``..``), so that
    a terminal finds the files that are named.
    """
    width = max(width, NARROW) - 1
    rows: list[Row] = []
    if report.exit_status:
        rows += _findings(report, place, width, up)
        rows += [row for task in report.tasks for row in _tail(task)]
    rows += _first_seen(report, place, width, up)
    for task in view.tables(report):
        rows += _table(task, width)
    if report.exit_status:
        rows += [*_tasks(report.tasks, width), ()]
    rows += _around(report, place, width)
    rows += [row for name, text in _said(report, place) for row in _hanging(((f"{name}: ", "dim"),), text, width)]
    rows += [*_last(report, width), *_next(report, width)]
    kept = (row for above, row in pairwise(((), *rows)) if row or above)
    return tuple(tuple((one_line(text), style) for text, style in row) for row in kept)


def _findings(report: Report, place: str, width: int, up: str) -> Iterator[Row]:
    for group in view.groups(report, "new"):
        yield ()
        yield from _group(group, width, up)
    yield from (((line, "dim"),) for line in view.left_out(report, "new", place))
    yield ()


def _first_seen(report: Report, place: str, width: int, up: str) -> Iterator[Row]:
    groups = [*view.groups(report, "first seen")]
    if groups:
        yield ((view.heading(report), "bold"),)
        for group in groups:
            yield from _group(group, width, up)
            yield ()
        yield from (((line, "dim"),) for line in view.left_out(report, "first seen", place))
        yield ()


def _group(group: Iterable[view.Shown], width: int, up: str) -> Iterator[Row]:
    for found in group:
        yield from _finding(found, width, up)


def _finding(found: view.Shown, width: int, up: str) -> Iterator[Row]:
    """Yield the place, never broken; the message; and the source line with its caret, or the rest of the message."""
    finding = found.finding
    warning = finding.severity == "warning"
    name = (finding.rule, "yellow" if warning else "red")
    tasks = ", ".join(task for task in found.tasks if task != finding.rule)
    weight = (("  warning", "yellow"),) if warning else ()
    place = ((_place(finding, up), "bold"), ("  ", "")) if finding.file else ()
    yield (*place, name, (f"  {tasks}", "dim"), *weight)
    first, more = view.message(finding)
    yield from _hanging((("  ", ""),), first, width)
    yield from _message(more) if more else _source(finding, width)
    if found.again:
        yield (("  again: ", "dim"), (found.again, "cyan"))


def _place(finding: Finding, up: str) -> str:
    numbers = [str(number) for number in (finding.line, finding.column) if number]
    path = posixpath.normpath(posixpath.join(up, finding.file)) if up else finding.file
    return ":".join([path, *numbers])


def _source(finding: Finding, width: int) -> Iterator[Row]:
    if finding.text.strip():
        source = excerpt(finding.text, finding.column, width - cells(BAR[0]), "…")
        yield (BAR, (source.text, ""))
        if source.caret is not None:
            yield (BAR, (" " * source.caret, ""), ("^", "bold red" if finding.severity == "error" else "bold yellow"))


def _message(lines: list[str]) -> Iterator[Row]:
    """Yield the other lines of a message; a difference in red and green, with spaces marked where only they differ."""
    if not _is_difference(lines):
        yield from ((BAR, (shown(line), "")) for line in lines)
        return
    removed, added = ({_looks(line) for line in lines if line[:1] == sign} for sign in "-+")
    for line in lines:
        style = {"-": "red", "+": "green"}.get(line[:1], "")
        alike = style and _looks(line) in removed and _looks(line) in added
        yield (BAR, (_marked(line) if alike else line[:1] + shown(line[1:]), style))


def _is_difference(lines: list[str]) -> bool:
    signs = {line[:1] for line in lines}
    return bool(signs & {"-", "+"}) and signs <= {"-", "+", " ", "@", "\\", "", "."}


def _looks(line: str) -> str:
    """Return what is seen of a row: two that differ in indentation or at the end look the same."""
    return line[1:].strip()


def _marked(line: str) -> str:
    code = line[1:].strip()
    lead, _, rest = line[1:].partition(code) if code else ("", "", line[1:])
    tabs = lead.translate(MARKS).replace("→", "→   ")
    return line[:1] + tabs + shown(code) + shown(rest.translate(MARKS))


def _tail(task: TaskReport) -> Iterator[Row]:
    run = view.unexplained(task)
    if run:
        yield ()
        yield ((f"{task.name}: the end of what {run.argv[0]} printed", "bold"),)
        yield from ((BAR, (shown(line), "")) for line in view.tail(run))


def _tasks(tasks: tuple[TaskReport, ...], width: int) -> Iterator[Row]:
    """Yield the tasks and how they ended; the last row says it all of a single one that failed."""
    yield ()
    tasks = () if [task.verdict.status for task in tasks] == ["failed"] else tasks
    wide = max((len(task.name) for task in tasks), default=0)
    for task in tasks:
        status = task.verdict.status
        start = (
            (f"{task.name:<{wide}}  ", "dim" if status == "skipped" else ""),
            (f"{status:<10}", STATUS[status]),
            (f"  {view.seconds(task):>9}  ", "dim"),
        )
        yield from _hanging(start, task.verdict.reason, width, "dim" if status == "skipped" else "")


def _table(task: TaskReport, width: int) -> Iterator[Row]:
    rows = [(shown(name), note, wrong) for name, note, wrong in view.cells_of(task)]
    wide = max((cells(name) for name, _, _ in rows), default=0)
    for name, note, wrong in rows:
        start = ((name + " " * (wide - cells(name)) + "  ", "red" if wrong else "green"),)
        yield from _hanging(start, note, width)
    yield ()


def _around(report: Report, place: str, width: int) -> Iterator[Row]:
    base = view.compared(report)
    if report.exit_status and view.older(report):
        yield from _hanging((), view.not_shown(report), width, "dim")
    if base and (report.exit_status or report.baseline.kind != "compared"):
        yield from _hanging((), base, width, "dim")
    if report.exit_status and place:
        yield ((f"report: {place}", "dim"),)


def _said(report: Report, place: str) -> Iterator[Span]:
    yield from (("why", reason) for reason in view.reasons(report))
    yield from (("note", note) for note in view.notes(report))
    yield from view.rendered(report, place)


def _last(report: Report, width: int) -> Iterator[Row]:
    """Yield the row that a log ends with too; the rest of it hangs below its beginning where it is long."""
    asked, status, rest = (piece for piece in view.summary(report, "", brief=True))
    style = STATUS[report.verdict.status].replace("dim", "green") if not report.exit_status else STATUS[status]
    yield from _hanging(((asked, "bold"), (status, style)), rest, width, indent=2)


def _next(report: Report, width: int) -> Iterator[Row]:
    steps = advice.steps(report)
    wide = max((cells(step.command) for step in steps), default=0)
    for number, step in enumerate(steps):
        line = step.command
        gap = " " * (wide - cells(line) if wide + cells(step.does) < width - ROOM else 0)
        yield (("next: " if not number else "      ", "bold"), (line, "cyan"), (f"{gap}  # {step.does}", "dim"))


def _hanging(start: Row, text: str, width: int, style: str = "", indent: int | None = None) -> Iterator[Row]:
    """Yield text after a beginning, wrapped; the rows below stand under the text, or ``indent`` cells in."""
    taken = sum(cells(piece) for piece, _ in start)
    hang = taken if indent is None else indent
    if width - hang < NARROW:
        hang = 4
    for number, line in enumerate(wrapped(shown(text), width - hang, taken - hang)):
        yield ((" " * hang, ""), (line, style)) if number else (*start, (line, style))
