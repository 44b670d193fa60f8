"""The user's own tasks: a ``[commands.NAME]`` table made into a Task. Never stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from gotasks.core.command import Command, Outcome, Plan, decode
from gotasks.core.options import seconds
from gotasks.core.result import Finding, Part, Result
from gotasks.core.settings import OwnCommand
from gotasks.core.task import Job, Task
from gotasks.go import common, sarif

MOST = 50_000
"""Places that are read of one command's output."""
NOT_RUN = (126, 127)
"""The exit statuses with which a shell, or env, says that it could not run a program (POSIX, 2.8.2)."""

SIGNALLED = 128
"""The exit status of a shell whose program was killed by a signal is above this (POSIX, 2.8.2)."""

COUNTED = (
    r"(?i)\b(?:\d+|no)\b(?: \w+){0,2} "
    r"(?:errors?|warnings?|issues?|problems?|findings?|violations?|offen[cs]es?|files?)\b"
)
"""A line that says how much was found, as "Found 3 errors in 2 files."."""

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
    """Read the lines that name a place. Where the status is not 0, what they do not explain is found too."""
    found: list[Finding] = []
    rest: dict[str, str] = {}
    for row in common.sorted_out(outcome.text):
        if isinstance(row, str):
            line = row[:SHOWN]  # to look for patterns in a line of megabytes takes time that grows with its square
            if outcome.code and len(rest) < MOST and _tells(line):
                rest.setdefault(_shape(line), row)
        elif len(found) == MOST:
            return tuple(found), f"{own.name} named more than {MOST} places: the others were not looked at"
        else:
            found.append(Finding(job.place(row.file), row.line, row.column, own.name, row.text, tool=own.run[0]))
    if not outcome.code:
        return tuple(found), ""
    if outcome.code != own.found_status or not found:
        return tuple(found), common.silent(outcome, own.name)
    said = f"ended with exit status {outcome.code} and said: "
    more = (
        Finding("", 0, 0, own.name, f"{said}{line}", tool=own.run[0], text=shape, repeat=str(outcome.command))
        for shape, line in rest.items()
    )
    return (*found, *more), ""


def _tells(line: str) -> bool:
    """Whether a line beside those that name a place tells something else: no excerpt, no rule, no count."""
    return bool(re.search(r"\w", line)) and not line[0].isspace() and not re.search(COUNTED, line)


def _shape(line: str) -> str:
    """Return a line less its paths and numbers, which differ from run to run."""
    return re.sub(r"\d+", "", re.sub(r"\S*[/\\]\S*|\S+\.\w+", "", line)) or line


def _sarif(job: Job, own: OwnCommand, outcome: Outcome) -> Read:
    """Read the log on standard output. What it found, or passed over, explains the status that says so."""
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
    explained = outcome.code == own.found_status and (findings or log.passed_over)
    return findings, common.silent(outcome, own.name) if outcome.code and not explained else ""


def _status(_: Job, own: OwnCommand, outcome: Outcome) -> Read:
    if outcome.code == 0:
        return (), ""
    if outcome.code in NOT_RUN or (outcome.code or 0) >= SIGNALLED:
        return (), common.silent(outcome, own.name)
    tail = _tail(outcome.stdout, outcome.stderr)
    message = f"ended with exit status {outcome.code}\n{tail}".strip()
    return (Finding("", 0, 0, own.name, message, tool=own.run[0], repeat=str(outcome.command)),), ""


def _tail(*streams: bytes) -> str:
    """Return the end of what was printed, cut between lines: half a secret would not be known for one."""
    text = "".join(decode(stream[-4 * SHOWN :]) for stream in streams).strip()
    whole = len(text) <= SHOWN and all(len(stream) <= 4 * SHOWN for stream in streams)
    return text if whole else text[-SHOWN:].partition("\n")[2]


READERS: Mapping[str, Callable[[Job, OwnCommand, Outcome], Read]] = {"lines": _lines, "sarif": _sarif, "none": _status}
