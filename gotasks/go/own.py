"""The user's own tasks: a ``[commands.NAME]`` table made into a Task. Never stored."""

from __future__ import annotations

from gotasks.core.command import Command, Outcome, Plan, decode
from gotasks.core.options import seconds
from gotasks.core.result import Finding, Part, Result
from gotasks.core.settings import OwnCommand
from gotasks.core.task import Job, Task
from gotasks.go import common

SHOWN = 2000
"""Characters of output in the finding of a command that is judged by its exit status."""


def task(own: OwnCommand) -> Task:
    """Make the task of one table."""

    def plan(_: Job) -> Plan:
        return ((Command(own.run, timeout=seconds(own.timeout)),),)

    def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
        (outcome,) = outcomes
        read = _lines if own.findings == "lines" else _status
        findings = () if outcome.ended != "exited" else read(job, own, outcome)
        problem = outcome.trouble
        if outcome.code and not findings:
            problem = problem or common.silent(outcome, own.name)
        return Result(own.name, (Part("tree", ".", findings),) if findings else (), problem)

    summary = own.summary or f"Run {own.run[0]} (from gotasks.toml)."
    return Task(own.name, summary, plan, judge, over="tree", stored=lambda _: False)


def _lines(job: Job, own: OwnCommand, outcome: Outcome) -> tuple[Finding, ...]:
    return tuple(
        Finding(job.place(row.file), row.line, row.column, own.name, row.text, tool=own.run[0])
        for row in common.located(outcome.text)
    )


def _status(_: Job, own: OwnCommand, outcome: Outcome) -> tuple[Finding, ...]:
    if outcome.code == 0:
        return ()
    tail = (decode(outcome.stdout) + decode(outcome.stderr)).strip()[-SHOWN:]
    again = str(outcome.command)
    return (
        Finding(
            "", 0, 0, own.name, f"ended with exit status {outcome.code}\n{tail}".strip(), tool=own.run[0], repeat=again
        ),
    )
