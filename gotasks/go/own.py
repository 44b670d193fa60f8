"""The user's own tasks: a ``[commands.NAME]`` table made into a Task. Never stored."""

from __future__ import annotations

from itertools import islice

from gotasks.core.command import Command, Outcome, Plan, decode
from gotasks.core.options import seconds
from gotasks.core.result import Finding, Part, Result
from gotasks.core.settings import OwnCommand
from gotasks.core.task import Job, Task
from gotasks.go import common, sarif

MOST = 50_000
"""Places that are read of one command's output."""

SHOWN = 2000
"""Characters of output in the finding of a command that is judged by its exit status."""


def task(own: OwnCommand) -> Task:
    """Make the task of one table."""

    def plan(_: Job) -> Plan:
        return ((Command(own.run, timeout=seconds(own.timeout)),),)

    def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
        (outcome,) = outcomes
        if outcome.ended != "exited":
            return Result(own.name, problem=outcome.trouble)
        findings, problem = READERS[own.findings](job, own, outcome)
        parts = (Part("tree", ".", findings),) if findings else ()
        return Result(own.name, parts, outcome.trouble or problem)

    summary = own.summary or f"Run {own.run[0]} (from gotasks.toml)."
    return Task(own.name, summary, plan, judge, over="tree", stored=lambda _: False)


Read = tuple[tuple[Finding, ...], str]
"""Findings, and why they are not all."""


def _lines(job: Job, own: OwnCommand, outcome: Outcome) -> Read:
    rows = common.located(outcome.text)
    findings = tuple(
        Finding(job.place(row.file), row.line, row.column, own.name, row.text, tool=own.run[0])
        for row in islice(rows, MOST)
    )
    if next(rows, None):
        return findings, f"{own.name} named more than {MOST} places: the others were not looked at"
    return findings, common.silent(outcome, own.name) if outcome.code and not findings else ""


def _sarif(job: Job, own: OwnCommand, outcome: Outcome) -> Read:
    """Read the log on standard output. A status other than 0 is explained by what it found, or passed over."""
    log = sarif.read(outcome.stdout)
    findings = tuple(
        Finding(
            job.place(row.path) if row.path else "",
            row.line,
            row.column,
            row.rule or own.name,
            row.message,
            row.severity,
            tool=own.run[0],
            repeat=str(outcome.command),
        )
        for row in log.rows
    )
    if log.problem:
        tail = decode(outcome.stderr).strip().rpartition("\n")[2]
        return findings, f"{own.name}: {log.problem}" + (f" ({tail})" if tail else "")
    explained = findings or log.passed_over
    return findings, common.silent(outcome, own.name) if outcome.code and not explained else ""


def _status(_: Job, own: OwnCommand, outcome: Outcome) -> Read:
    if outcome.code == 0:
        return (), ""
    tail = _tail(outcome.stdout, outcome.stderr)
    message = f"ended with exit status {outcome.code}\n{tail}".strip()
    return (Finding("", 0, 0, own.name, message, tool=own.run[0], repeat=str(outcome.command)),), ""


def _tail(*streams: bytes) -> str:
    """Return the end of what was printed, cut between lines: half a secret would not be known for one."""
    text = "".join(decode(stream[-4 * SHOWN :]) for stream in streams).strip()
    whole = len(text) <= SHOWN and all(len(stream) <= 4 * SHOWN for stream in streams)
    return text if whole else text[-SHOWN:].partition("\n")[2]


READERS = {"lines": _lines, "sarif": _sarif, "none": _status}
