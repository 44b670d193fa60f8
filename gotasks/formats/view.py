"""What of a report is told to a person, in which order: the same for the plain form and the terminal's. Pure.

How it looks is told in ``text`` and ``pretty``.
"""

import re
import shlex
from collections.abc import Iterator
from posixpath import dirname, join
from typing import NamedTuple

from gotasks.core.report import Report, TaskReport
from gotasks.core.result import Finding, Run, State

CAP = {"new": 50, "first seen": 10, "old": 0}
"""How many findings of a task are shown; the report holds all."""

LINES = 40
"""How many lines of one finding's message are shown."""

JSON = r"^\s*(?:[\[\]{}]+,?|\{.*\}|\"[^\"]*\": .*|\"[^\"]*\",?)$"
"""A line of a tool's answer to us, which tells a person nothing."""

TAIL = 20
"""How many lines are shown of the end of what a tool printed that was not understood."""

TABLES = ("env-check",)
"""The tasks whose parts are the answer: shown as a table when such a task was asked for by name."""

NAMED = 3
"""Parts that are named of those that ran for one reason."""


class Shown(NamedTuple):
    """A finding, the tasks that have it, and the line that repeats it where that is not told below."""

    finding: Finding
    tasks: tuple[str, ...]
    again: str


def groups(report: Report, state: State) -> Iterator[tuple[Shown, ...]]:
    """Yield the findings of a state that are shown, file by file; those of no file come last, in a group of their own.

    What several tasks say of one place in the same words (code that does not compile) is told once.
    """
    told: dict[tuple[object, ...], tuple[Finding, list[str]]] = {}
    for task in report.tasks:
        for finding in _listed(report, task, state)[: CAP[state]]:
            key = (finding.file, finding.line, finding.column, finding.rule, finding.message)
            told.setdefault(key, (finding, []))[1].append(task.name)
    files: dict[str, list[tuple[Finding, list[str]]]] = {}
    for finding, tasks in told.values():
        files.setdefault(finding.file, []).append((finding, tasks))
    for file in sorted(files, key=lambda file: not file):
        yield _group(files[file])


def left_out(report: Report, state: State, place: str) -> Iterator[str]:
    """Say of each task how many findings are not shown, and where they are."""
    where = f": in {place}" if place else ""
    for task in report.tasks:
        more = len(_listed(report, task, state)) - CAP[state]
        if more > 0:
            yield f"... and {more} more of {task.name}{where}"


def older(report: Report) -> int:
    """Count the findings that the baseline has too."""
    return sum(len(_of(task, "old")) for task in report.tasks)


def not_shown(report: Report) -> str:
    """Say how many findings the baseline has too, and how to see them."""
    count = older(report)
    them = ("is not shown", "shows it") if count == 1 else ("are not shown", "shows them")
    return f"{plural(count, 'older finding')} {them[0]}: {again(report, '--all')} {them[1]}"


def compared(report: Report) -> str:
    """Say what the findings were compared with, where there are any and it matters."""
    base = report.baseline
    if base.kind == "absolute" or not any(task.result.findings for task in report.tasks):
        return ""
    why = f" ({base.reason})" if base.reason else ""
    if base.kind == "compared":
        names = [tree.commit[:8] or f"tree {tree.id[:8]}" for tree in base.trees]
        return f"compared with {' and '.join(names)}{why}"
    return (
        f"the baseline cannot be read: {base.reason}" if base.kind == "unreadable" else f"nothing to compare with{why}"
    )


def heading(report: Report) -> str:
    """Return what stands above the findings that were not compared."""
    return "first seen, these do not refuse" if report.baseline.kind == "none" else "not compared with the baseline"


def notes(report: Report) -> Iterator[str]:
    """Yield what is to be said even where all is well."""
    yield from report.notes
    if report.verdict.status == "passed":
        for task in report.tasks:
            if task.verdict.status == "skipped":
                yield f"{task.name}: skipped, {task.verdict.reason}"
    for task in report.tasks:
        yield from (f"{task.name}: {note}" for note in task.result.notes)


def reasons(report: Report) -> Iterator[str]:
    """Yield why parts ran, those with one reason together, where that was asked."""
    for task in report.tasks:
        by: dict[str, list[str]] = {}
        for part in task.result.parts:
            if part.why:
                by.setdefault(part.why, []).append(part.name)
        for why, names in by.items():
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            yield f"{task.name}: {', '.join(names[:NAMED])}{more}: {why}"


def rendered(report: Report, place: str) -> Iterator[tuple[str, str]]:
    """Yield tasks that rendered files, and where the first of them lies: beside the report."""
    yield from ((task.name, join(dirname(place), task.files[0])) for task in report.tasks if task.files)


def tables(report: Report) -> Iterator[TaskReport]:
    """Yield the tasks that are shown as a table."""
    yield from (task for task in report.tasks if task.name in TABLES and task.name in report.front.asked)


def cells_of(task: TaskReport) -> tuple[tuple[str, str, bool], ...]:
    """Return the rows of a task's table: name, what is to be said of it, and whether it is wrong."""
    rows = []
    for part in task.result.parts:
        new = [finding for finding in part.findings if finding.state == "new" and not finding.file]
        said = [part.note, *(one_line(finding.message) for finding in new)]
        if any(said):
            rows.append((part.name, "; ".join(dict.fromkeys(filter(None, said))), bool(new)))
    return tuple(rows)


def unexplained(task: TaskReport) -> Run | None:
    """Return the run whose output tells most of why a task was not judged."""
    if not task.result.problem or task.verdict.status == "skipped":
        return None
    runs = (run for run in task.result.runs if run.tail.strip() and (run.code or run.ended != "exited"))
    return next(runs, None)


def tail(run: Run) -> list[str]:
    """Return the last lines of what a run printed."""
    lines = [line for line in run.tail.rstrip().split("\n") if not re.match(JSON, line)]
    return lines[-TAIL:]


def message(finding: Finding) -> tuple[str, list[str]]:
    """Return the first line of a message and the others, as many as are shown."""
    first, *more = finding.message.split("\n")
    if len(more) > LINES:
        more[LINES:] = [f"... and {len(more) - LINES} more lines"]
    return first, more


def seconds(task: TaskReport) -> str:
    """Return how long a task took; nothing where it did not run."""
    return f"{task.seconds:.2f} s" if task.verdict.status != "skipped" else ""


def summary(report: Report, place: str, *, brief: bool = False) -> tuple[str, str, str]:
    """Return the last line in three pieces: what was asked, the verdict, and the rest; ``brief`` to fit a terminal."""
    reason = f" ({report.verdict.reason})" if report.verdict.reason else ""
    pieces = [f"{reason} in {report.seconds:.2f} s"]
    pieces += [_passed(report)] if not report.exit_status else []
    pieces += [_coverage(report, brief=brief), _tree(report, brief=brief)]
    pieces += [f"report: {place}"] if place and report.exit_status else []
    return f"gotasks {' '.join(report.front.asked)}: ", report.verdict.status, "; ".join(filter(None, pieces))


def plural(count: int, what: str) -> str:
    """Return a number and what is counted."""
    return f"{count} {what}{'s' if count != 1 else ''}"


def command(report: Report, name: str, *flags: str) -> str:
    """Return the line that asks for a task or suite through the front that was used."""
    front = report.front.name
    if front == "nox":
        return shlex.join(("nox", "-s", name, *(("--", *flags) if flags else ())))
    return shlex.join(("inv" if front == "inv" else "gotasks", name, *flags))


def again(report: Report, *flags: str) -> str:
    """Return the line that asks the same of the same tree, with more flags."""
    name = report.front.asked[0] if report.front.asked else "check"
    return command(report, name, *report.front.flags, *flags)


def one_line(text: str) -> str:
    """Show line ends as escapes, so that a name cannot forge a line."""
    return text.replace("\n", "\\n")


def _of(task: TaskReport, state: State) -> tuple[Finding, ...]:
    return tuple(finding for finding in task.result.findings if finding.state == state)


def _listed(report: Report, task: TaskReport, state: State) -> tuple[Finding, ...]:
    """Return the findings of a task that are shown one by one: a table shows its own, where they have no file."""
    tabled = task in tables(report)
    return tuple(finding for finding in _of(task, state) if finding.file or not tabled)


def _group(found: list[tuple[Finding, list[str]]]) -> tuple[Shown, ...]:
    """Put the findings of one file in order. The line that repeats several in a row is told with the last of them."""
    found = sorted(found, key=lambda pair: (pair[0].line, pair[0].column))
    below = [*(finding.repeat for finding, _ in found[1:]), ""]
    return tuple(
        Shown(finding, tuple(dict.fromkeys(tasks)), "" if finding.repeat == after else finding.repeat)
        for (finding, tasks), after in zip(found, below, strict=True)
    )


def _passed(report: Report) -> str:
    """Return the tasks that passed, and how many findings they passed over."""
    ran = ", ".join(task.name for task in report.tasks if task.verdict.status == "passed")
    count = older(report)
    known = f"{plural(count, 'older finding')} (--all shows {'it' if count == 1 else 'them'})" if count else ""
    return "; ".join(filter(None, (ran, known)))


def _coverage(report: Report, *, brief: bool) -> str:
    found = next((task.result.coverage for task in report.tasks if task.result.coverage), None)
    if not found or not found.statements:
        return ""
    return f"coverage {found.percent} %" + ("" if brief else f" ({found.covered} of {found.statements} statements)")


def _tree(report: Report, *, brief: bool) -> str:
    source = report.front.tree_from
    return f"{source:.12} {report.tree[:8]}" if brief else f"tree {report.tree[:10]} of {source}"
