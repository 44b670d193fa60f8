"""Finding, Run, Part, Result and Verdict: what a task found in a tree, and what is made of it."""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from gotasks.core.command import Ended, Environment, Outcome, decode
from gotasks.core.coverage import Coverage

Severity = Literal["error", "warning"]
State = Literal["new", "old", "first seen"]
Kind = Literal["tree", "module", "package", "file"]
Status = Literal["passed", "failed", "skipped", "not judged"]

TAIL = 8000
"""Characters of a command's output that a report keeps: the end, where the cause usually stands."""


CUT = 64_000
"""Bytes before that end which are looked at too, for a secret that the cut would halve."""


class Finding(NamedTuple):
    """One thing wrong.

    ``file`` is relative to the tree's root, with ``/``, and empty when the finding has no place; ``line`` and
    ``column`` count from 1 (columns in bytes, as Go prints them) and are 0 when the tool gave none; ``text`` is
    the source line, or what else tells the finding from others of its rule; ``repeat`` is the command line that
    shows the finding again; ``state`` is given by the comparison with the baseline: only what is new refuses.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    severity: Severity = "error"
    tool: str = ""
    text: str = ""
    repeat: str = ""
    state: State = "new"


class Run(NamedTuple):
    """A command and its outcome as the report keeps them: ``tail`` is the end of what was printed."""

    argv: tuple[str, ...]
    cwd: str
    environment: Environment
    ended: Ended
    code: int | None
    seconds: float
    tail: str


class Part(NamedTuple):
    """The share of a result that belongs to one file, package or module, and when it was found (UTC, ISO 8601).

    ``why`` says why it ran now, where that was asked: what has changed since the last answer that is kept.
    """

    kind: Kind
    name: str
    findings: tuple[Finding, ...] = ()
    ran_at: str = ""
    note: str = ""
    why: str = ""


class Result(NamedTuple):
    """What a task found in a tree.

    ``problem`` says why it could not see everything, ``skipped`` why it had nothing to do; ``notes`` go into every
    summary.
    """

    task: str
    parts: tuple[Part, ...] = ()
    problem: str = ""
    skipped: str = ""
    notes: tuple[str, ...] = ()
    coverage: Coverage | None = None
    runs: tuple[Run, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the parts."""
        return tuple(finding for part in self.parts for finding in part.findings)


class Verdict(NamedTuple):
    """What a result means: made afresh each time, never stored."""

    status: Status
    reason: str = ""


def verdict_of(result: Result) -> Verdict:
    """Judge a result: a new finding refuses, and refuses even where not everything could be seen."""
    count = sum(finding.state == "new" for finding in result.findings)
    if count:
        known = len(result.findings) - count
        which = f" new finding{'s' if count > 1 else ''}" if known else f" finding{'s' if count > 1 else ''}"
        more = f"; beside that: {result.problem}" if result.problem else ""
        return Verdict("failed", f"{count}{which}{more}")
    if result.problem:
        return Verdict("not judged", result.problem)
    if result.skipped:
        return Verdict("skipped", result.skipped)
    return Verdict("passed")


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Join verdicts by meaning: failed, else not judged, else passed, else skipped."""
    found = list(verdicts)
    for status in ("failed", "not judged", "passed", "skipped"):
        for verdict in found:
            if verdict.status == status:
                return verdict
    return Verdict("skipped", "nothing to do")


def run_of(outcome: Outcome, clean: Callable[[str], str]) -> Run:
    """Reduce an outcome to what the report keeps; ``clean`` takes secrets out of a text.

    The output is cut after that, because half a secret would not be known for one.
    """
    command = outcome.command
    tail = outcome.reason or "".join(
        clean(decode(stream[-TAIL - CUT :]))[-TAIL:] for stream in (outcome.stdout, outcome.stderr)
    )
    return Run(
        command.argv, command.cwd, command.environment, outcome.ended, outcome.code, outcome.seconds, tail[-TAIL:]
    )
