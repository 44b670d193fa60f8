"""fmt: gofmt. Checks and refuses; ``--write`` mends the working tree."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator

from gotasks.core import options
from gotasks.core.command import Command, Outcome, Plan, decode
from gotasks.core.options import Option, seconds
from gotasks.core.result import Finding, Part, Result
from gotasks.core.task import Job, Task
from gotasks.go import common

ARGUMENTS = 100_000
"""Bytes of file names in one command line: far below what any system allows."""

HUNK = re.compile(r"^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@", re.MULTILINE)


def plan(job: Job) -> Plan:
    """Run gofmt -d, whose exit status means different things in different versions, over every Go file."""
    limit = seconds(job.options["timeout"])
    return (tuple(Command(("gofmt", "-d", *batch), timeout=limit) for batch in _batches(job.files)),)


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Read the hunks from standard output and the syntax errors from standard error."""
    found: dict[str, list[Finding]] = {path: [] for path in job.files}
    problem = ""
    for outcome in outcomes:
        before = sum(map(len, found.values()))
        for finding in (*_hunks(outcome), *_syntax(job, outcome)):
            found.setdefault(finding.file, []).append(finding)
        explained = sum(map(len, found.values())) > before
        problem = problem or outcome.trouble
        if outcome.code and not explained:
            problem = problem or common.silent(outcome, "gofmt")
        elif not explained and (outcome.stdout or outcome.stderr):
            problem = problem or "gofmt printed something that is no difference"
    return Result("fmt", tuple(Part("file", path, tuple(found[path])) for path in found if found[path]), problem)


def mend(_: Job, result: Result) -> Plan:
    """Rewrite the files that have a finding, in the working tree."""
    files = sorted({finding.file for finding in result.findings if finding.rule == "gofmt"})
    return (tuple(Command(("gofmt", "-w", *batch), writes=True) for batch in _batches(files)),)


def _batches(files: Iterable[str]) -> Iterator[tuple[str, ...]]:
    batch: list[str] = []
    size = 0
    for path in files:
        if batch and size + len(path) > ARGUMENTS:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(f"./{path}")
        size += len(path) + 3
    if batch:
        yield tuple(batch)


def _hunks(outcome: Outcome) -> Iterator[Finding]:
    """Cut the output at the headers of the files that were asked about, so that no file name can mislead."""
    text = outcome.stdout.decode("utf-8", "surrogateescape")
    starts = []
    for name in outcome.command.argv[2:]:
        header = f"diff {name}.orig {name}\n--- {name}.orig\n+++ {name}\n"
        at = 0 if text.startswith(header) else text.find("\n" + header) + 1
        if text.startswith(header, at):
            starts.append((at, at + len(header), name[2:]))
    starts.sort()
    ends = [begin for begin, _, _ in starts[1:]] + [len(text)]
    for (_, begin, path), end in zip(starts, ends, strict=False):
        body = text[begin:end]
        marks = [*HUNK.finditer(body)]
        for mark, after in zip(marks, [mark.start() for mark in marks[1:]] + [len(body)], strict=False):
            yield _finding(path, int(mark[1]), body[mark.end() + 1 : after])


def _finding(path: str, line: int, hunk: str) -> Finding:
    rows = hunk.split("\n")
    first = next((index for index, row in enumerate(rows) if row[:1] in {"-", "+"}), 0)
    changes = decode("\n".join(row for row in rows if row[:1] in {"-", "+"}).encode("utf-8", "surrogateescape"))
    return Finding(
        path,
        line + first,
        0,
        "gofmt",
        f"not formatted\n{changes}",
        tool="gofmt",
        repeat=shlex.join(("gofmt", "-d", f"./{path}" if path.startswith("-") else path)),
    )


def _syntax(job: Job, outcome: Outcome) -> Iterator[Finding]:
    for row in common.located(outcome.stderr.decode("utf-8", "surrogateescape")):
        yield Finding(job.place(row.file), row.line, row.column, "syntax", row.text, tool="gofmt")


TASK = Task(
    name="fmt",
    summary="Refuse Go files that gofmt would change; --write mends them in the working tree.",
    plan=plan,
    judge=judge,
    over="go files",
    options=(
        Option("write", options.FLAG, "Rewrite the files in the working tree.", default=False, setting=False),
        common.timeout("5m"),
    ),
    mend=mend,
)
