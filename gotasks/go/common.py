"""What the Go tasks share: how a go command is planned, and how lines of ``path:line:col: text`` are read."""

import re
import shlex
from collections.abc import Iterable, Iterator
from posixpath import join, normpath
from typing import NamedTuple

from gotasks.core import options
from gotasks.core.command import Command, Outcome, decode
from gotasks.core.keys import digest
from gotasks.core.options import Option
from gotasks.core.result import Finding, Part, Result
from gotasks.core.task import Job
from gotasks.core.tree import Module

PLACE = (
    r"^(?:\d{4}/\d\d/\d\d \d\d:\d\d:\d\d cover: .*?: |vet: )?"
    r"(?P<file>[^\s:][^:\n]*):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<text>.*)$"
)

UNSEEN = (
    ("module lookup disabled by GOPROXY=off", "a module is not in the module cache: run go mod download"),
    ("replacement directory", "a replace leads to a folder that is not in the judged tree"),
    (
        'no such tool "covdata"',
        "this Go lacks covdata (golang/go#75031): install the Go that go.mod asks for and set GOTOOLCHAIN=local",
    ),
    ("toolchain not available", "go.mod asks for a newer Go that could not be had: install it"),
    ("space left on device", "the disk is full"),
    ("signal: killed", "a process was killed, perhaps for want of memory"),
    ("cannot allocate memory", "out of memory"),
)
"""What Go prints where nothing was seen of the code, and what it means: never a finding, never a pass."""


LAST = 4096
"""Bytes in which the last line of an output is looked for."""

SUMS = r"(?m)^go: (.*missing go\.sum entry.*)$"

NAMELESS = r"(?m)(?:^|: )go: error reading go\.mod: (missing module declaration)"
"""What Go says of a go.mod without its first line; of any other mistake in go.mod it names the place."""

EMPTY = '"./..." matched no packages'
"""Go's warning in a module whose files are all shut out by build constraints: harmless beside one that loads."""


NO_PART = Part("package", "")
NOTHING = "there are Go files but no package that loads: build constraints exclude all of them"


def nothing_loads(job: Job, outcomes: Iterable[Outcome]) -> str:
    """Return the problem of a tree in which no module has a package that loads.

    Of some packages alone build constraints may leave nothing, and then there is nothing to be found.
    """
    if not job.narrowed and all(empty(decode(outcome.stderr)) for outcome in outcomes):
        return NOTHING
    return ""


def empty(text: str) -> bool:
    """Whether Go says that what was named to it holds no package: all of a module, or all of some patterns."""
    return EMPTY in text or "\nno packages to " in f"\n{text}"


def timeout(default: str) -> Option:
    """Return the option for how long one command of a task may take."""
    return Option("timeout", options.DURATIONS, f"How long one command may take (default {default}).", default)


def tags(job: Job) -> tuple[str, ...]:
    """Return the flag of Go's commands for the build tags that a task's option names."""
    named = job.options.get("tags")
    return (f"-tags={','.join(named)}",) if named else ()


def go_command(
    job: Job,
    module: Module,
    *argv: str,
    limit: float,
    produces: tuple[str, ...] = (),
    env: tuple[tuple[str, str], ...] = (),
) -> Command:
    """Return a command in a module's folder."""
    return Command(argv, module.folder, (module.gowork(job.root), *env), timeout=limit, produces=produces)


class Located(NamedTuple):
    """A line that names a place, joined with the indented lines that follow it."""

    file: str
    line: int
    column: int
    text: str


def located(text: str) -> Iterator[Located]:
    """Read the lines ``path:line: text`` and ``path:line:col: text``; other lines are passed over."""
    return (row for row in sorted_out(text) if isinstance(row, Located))


def sorted_out(text: str) -> Iterator[Located | str]:
    """Read the lines that name a place, and yield the others as they are."""
    current: Located | None = None
    for line in text.split("\n"):
        match = re.match(PLACE, line)
        if current and not match and line.startswith("\t"):
            current = current._replace(text=f"{current.text}\n{line}")
            continue
        if current:
            yield current
        current = (
            Located(match["file"], int(match["line"]), int(match["column"] or 0), match["text"]) if match else None
        )
        if not match:
            yield line
    if current:
        yield current


def build_errors(job: Job, folder: str, text: str, tool: str) -> Iterator[Finding]:
    """Read what Go says of code that does not load or compile; some of go.sum's gaps have no place."""
    again = shown(folder, "go", "vet", *tags(job), "./...")
    for row in located(text):
        if not unseen(row.text) and not row.text.startswith(("warning:", "note:")):
            yield Finding(job.place(row.file, folder), row.line, row.column, "build", row.text, tool=tool, repeat=again)
    for line in (*re.findall(SUMS, text), *re.findall(NAMELESS, text)):
        yield Finding(normpath(join(folder, "go.mod")), 0, 0, "build", line, tool=tool, repeat=again)


def unseen(text: str) -> str:
    """Return why nothing was seen, when that is what Go's output says; else nothing."""
    for sign, meaning in UNSEEN:
        if sign in text:
            line = next(line for line in text.split("\n") if sign in line).strip()
            return f"{meaning} ({line})"
    return ""


def silent(outcome: Outcome, what: str) -> str:
    """Return the problem of a command that failed, or ended, without a word that the judge understands."""
    said = outcome.stderr or outcome.stdout
    tail = decode(said[-LAST:]).strip().split("\n")
    last = f": {tail[-1]}" if tail[-1] else " and printed nothing"
    if len(said) > LAST and not tail[1:]:
        last = f": a line of more than {LAST} bytes"
    return f"{what} ended with exit status {outcome.code}{last}"


def shown(folder: str, *argv: str) -> str:
    """Return the line to type in the repository's root; Go's -C goes right after the verb (``go help build``)."""
    at = () if folder == "." else ("-C", folder)
    return shlex.join((*argv[:2], *at, *argv[2:]))


def package_keys(job: Job) -> dict[str, str]:
    """Return the key of each package by its import path; nothing where packages cannot be told apart."""
    keys = job.keys().keys
    return {package.path: keys[package.folder] for package in job.packages} if keys else {}


def by_packages(job: Job) -> str:
    """A result rests on the packages and what they import; on the whole tree where these cannot be told apart."""
    known = job.keys().keys
    return digest(known, job.subject.beside, job.subject.asis) if known else job.subject.whole


def more(job: Job, result: Result, findings: Iterable[Finding]) -> Result:
    """Add findings to a result that is made already."""
    found = {part.name: part for part in parts(job, findings)}
    rows = [part._replace(findings=(*part.findings, *found.pop(part.name, NO_PART).findings)) for part in result.parts]
    last = max((part.ran_at for part in result.parts), default="")
    return result._replace(parts=(*rows, *(part._replace(ran_at=last) for part in found.values() if part.findings)))


def parts(
    job: Job, findings: Iterable[Finding], notes: dict[str, str] | None = None, strays: Iterable[Finding] = ()
) -> tuple[Part, ...]:
    """Sort findings into the packages they lie in; what lies in none belongs to the tree. Equal findings count once.

    So do ``strays``, which a line directive puts into the file of a package that is not theirs.
    """
    by_folder: dict[str, list[Finding]] = {}
    for finding in sorted(set(findings)):
        folder = finding.file.rpartition("/")[0] or "."
        by_folder.setdefault(folder if finding.file else "", []).append(finding)
    names = {package.folder: package.path for package in job.packages}
    rows = [
        Part("package", path, tuple(by_folder.pop(folder, ())), note=(notes or {}).get(path, ""))
        for folder, path in names.items()
    ]
    rest = (*(finding for folder in sorted(by_folder) for finding in by_folder[folder]), *sorted(set(strays)))
    return (*rows, Part("tree", ".", rest)) if rest else tuple(rows)
