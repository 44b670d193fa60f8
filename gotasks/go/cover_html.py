"""cover-html: the coverage that race-test counted, as pages and a badge. ``minimum`` is judged by race-test."""

from __future__ import annotations

from gotasks.core.command import Outcome, Plan
from gotasks.core.result import Result
from gotasks.core.task import Job, Task
from gotasks.go import common

NEEDED = "race-test"


def plan(_: Job) -> Plan:
    """Run nothing: race-test has counted."""
    return ()


def judge(job: Job, _: tuple[Outcome, ...]) -> Result:
    """Hand on the coverage. Figures that rest on tests that failed, or were not all seen, are said to be incomplete."""
    source = next((result for result in job.results if result.task == NEEDED), Result(NEEDED, skipped="it did not run"))
    why = source.problem or source.skipped
    if source.coverage is None:
        return Result("cover-html", problem=f"{NEEDED} counted no coverage{f': {why}' if why else ''}")
    problem = f"{NEEDED} was not wholly judged, so the coverage is incomplete: {why}" if why else ""
    failed = any(finding.rule != "coverage" for finding in source.findings)
    notes = ("tests failed, so the coverage is incomplete",) if failed else ()
    return Result("cover-html", common.parts(job, ()), problem, notes=notes, coverage=source.coverage)


TASK = Task(
    name="cover-html",
    summary="Show the coverage of total, packages and files as HTML, and a badge.",
    plan=plan,
    judge=judge,
    needs=(NEEDED,),
    stored=lambda _: False,
)
