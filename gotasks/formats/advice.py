"""What to do next after a run that did not pass: each step with the command, in the words of the front in use. Pure."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from gotasks.core.errors import ExitCode
from gotasks.core.options import seconds
from gotasks.core.report import Report, TaskReport
from gotasks.core.result import Finding
from gotasks.formats.view import again, command, plural

UNFIXABLE = ("build", "go-line", "replace", "verify", "workspace")
"""Rules of what no tool can rewrite: code that none can read, and what a person has to decide."""

MENDS = ("write", "fix")
"""The options by which a task mends what it finds."""

STEPS = 4
"""More steps than this are no advice."""


class Step(NamedTuple):
    """A command line to type in the repository's root, and what it does."""

    command: str
    does: str


def steps(report: Report) -> tuple[Step, ...]:
    """Return what to do next: what mends by itself first, the whole again last."""
    if not report.exit_status:
        return ()
    if report.exit_status == ExitCode.INTERRUPTED:
        return (Step(_repeat(report), "begins again; what was judged already is kept"),)
    found = [step for task in report.tasks for step in _of(report, task)]
    bad = [task.name for task in report.tasks if task.verdict.status in {"failed", "not judged"}]
    if len(bad) > len(found):
        found.append(Step(_repeat(report), "when that is mended"))
    stopped = [task for task in report.tasks if task.verdict.reason.startswith("stopped by ")]
    if stopped:
        others = f"other {len(stopped)}" if stopped[1:] else "other one"
        found.append(Step(again(report, "--keep-going"), f"runs the {others} too"))
    return tuple(found[:STEPS])


def _of(report: Report, task: TaskReport) -> Iterator[Step]:
    """Yield what is to be done about one task, where something else than mending by hand is."""
    if task.verdict.status == "not judged" and _timed_out(task):
        limit = str(task.options["timeout"])
        twice = f"{math.ceil(2 * seconds(limit) / 60)}m"
        yield Step(command(report, task.name, "--timeout", twice), f"gives it more time than {limit}")
    if task.verdict.status != "failed":
        return
    new = [finding for finding in task.result.findings if finding.state == "new"]
    flag = next((name for name in MENDS if name in task.options), "")
    mendable = [finding for finding in new if finding.rule not in UNFIXABLE]
    if flag and mendable:
        yield Step(command(report, task.name, f"--{flag}"), _mended(mendable) + _staged(report))
    elif task.result.coverage is not None or any(finding.tool == "go test" for finding in new):
        yield from _repeated(new)


def _repeat(report: Report) -> str:
    """Return the line that does the same once more: in a hook it is git's."""
    hook = report.front.name.partition("hook ")[2]
    if not hook:
        return again(report)
    return "git push" if hook == "pre-push" else "git commit"


def _repeated(new: list[Finding]) -> Iterator[Step]:
    tests = [finding for finding in new if finding.repeat]
    if tests:
        which = f"repeats the first of {len(tests)}" if len(tests) > 1 else "repeats it"
        yield Step(tests[0].repeat, which)


def _mended(findings: list[Finding]) -> str:
    files = {finding.file for finding in findings}
    return f"mends {next(iter(files)) if len(files) == 1 else plural(len(files), 'file')}" if all(files) else "mends it"


def _staged(report: Report) -> str:
    return " in the working tree; then git add" if report.front.tree_from == "index" else ""


def _timed_out(task: TaskReport) -> bool:
    return bool(task.options.get("timeout")) and any(run.ended == "timed out" for run in task.result.runs)
