"""fmt: gofmt, or gofumpt, and golines. Checks and refuses; ``--write`` mends the working tree.

gofumpt is run on folders, because of files that are named to it one by one it holds generated ones to its own rules
too (its gofmt.go, "explicit"); what it says there of files that are not for it to judge is passed over. What golines
would change includes what its formatter would, so of a file for which it shows a difference, that is the one.
"""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname, join, normpath, relpath
from typing import NamedTuple

from gotasks.core import options
from gotasks.core.baseline import BUILD
from gotasks.core.command import Command, Outcome, Plan, decode
from gotasks.core.keys import digest
from gotasks.core.options import Option, seconds
from gotasks.core.result import Finding, Part, Result
from gotasks.core.task import Job, Parts, Task
from gotasks.core.tree import LINK
from gotasks.go import common, hunks
from gotasks.go.formatters import Home, homes, roots
from gotasks.go.golangci import UnreadableError
from gotasks.go.hunks import Hunk

ARGUMENTS = 100_000
"""Bytes of file names in one command line: far below what any system allows."""

GENERATED = "generated_"
"""Golines passes over a file that is named so, and over all that are named to it after that file (its main.go)."""


class Unit(NamedTuple):
    """A command, the names that it may print with the files behind them, and the files that it is asked about."""

    command: Command
    tool: str
    known: Mapping[str, str]
    wanted: frozenset[str]


class Told(NamedTuple):
    """What the tools said, by file: the formatters, golines, and the syntax errors."""

    formatted: dict[str, tuple[Hunk, ...]]
    shortened: dict[str, tuple[Hunk, ...]]
    broken: dict[str, list[Finding]]


def plan(job: Job) -> Plan:
    """Show what the formatters would change; their exit status means different things in different versions."""
    try:
        return (tuple(unit.command for unit in _units(job)),)
    except UnreadableError:
        return ()


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Read the hunks from standard output and the syntax errors from standard error."""
    try:
        units = {(unit.command.argv, unit.command.cwd): unit for unit in _units(job)}
    except UnreadableError as error:
        return Result("fmt", problem=f"nobody knows which formatter is meant: {error}")
    if job.files and not units:
        return Result("fmt", skipped="go.mod ignores every Go file here")
    told = Told({}, {}, {})
    problem = ""
    for outcome in outcomes:
        unit = units[outcome.command.argv, outcome.command.cwd]
        trouble = _read(job, unit, outcome, told)
        problem = problem or trouble
    return Result("fmt", _parts(job, told), problem)


def mend(job: Job, result: Result) -> Plan:
    """Rewrite the files that have a hunk, in the working tree. golines formats too."""
    rules: dict[str, set[str]] = {}
    for finding in result.findings:
        if finding.rule != BUILD:
            rules.setdefault(finding.file, set()).add(finding.rule)
    commands: list[Command] = []
    for home in homes(job, sorted(rules)):
        long = [path for path in home.files if "golines" in rules[path]]
        rest = [path for path in home.files if path not in long]
        argv = (_program(job, home.tool), *home.flags, "-w")
        commands += (Command((*argv, *batch), writes=True) for batch in _batches(rest))
        commands += (unit.command._replace(writes=True) for unit in _shorteners(job, home, long, "--write-output"))
    return (tuple(commands),)


def patch(result: Result, links: Iterable[str] = ()) -> bytes:
    """Make the patch of all that fmt would change, for ``git apply`` in the repository's root.

    ``links`` are the symbolic links among the files: git changes no file by way of a link.
    """
    passed = {*links}
    by_file: dict[str, list[Finding]] = {}
    for finding in result.findings:
        if finding.rule != BUILD and finding.file not in passed:
            by_file.setdefault(finding.file, []).append(finding)
    return hunks.patch(
        (path, [each.message.partition("\n")[2] for each in sorted(found, key=lambda each: each.line)])
        for path, found in sorted(by_file.items())
    )


def tools(job: Job) -> tuple[str, ...]:
    """Name the pinned tools that are run: none where gofmt does it all."""
    try:
        found = homes(job, job.files)
    except UnreadableError:
        return ()
    wanted = ("gofumpt",) if any(home.tool == "gofumpt" for home in found) else ()
    return (*wanted, "golines") if found and job.options.get("max-line-length") else wanted


def _units(job: Job) -> Iterator[Unit]:
    """Yield each command with what is to be known of it; golines last, whose errors the others explain."""
    limit = seconds(job.options["timeout"])
    found = homes(job, job.files)
    for batch in _batches(path for home in found if home.tool == "gofmt" for path in home.files):
        names = {name: name[2:] for name in batch}
        yield Unit(Command(("gofmt", "-d", *batch), timeout=limit), "gofmt", names, frozenset(names.values()))
    known = {entry.path: entry.path for entry in job.entries if entry.path.endswith(".go")}
    for flags in dict.fromkeys(home.flags for home in found if home.tool == "gofumpt"):
        mine = [home for home in found if (home.tool, home.flags) == ("gofumpt", flags)]
        argv = (_program(job, "gofumpt"), "-d", *flags, *roots(mine))
        yield Unit(
            Command(argv, timeout=limit), "gofumpt", known, frozenset(path for home in mine for path in home.files)
        )
    for home in found if job.options.get("max-line-length") else ():
        for unit in _shorteners(job, home, home.files, "--dry-run"):
            yield unit._replace(command=unit.command._replace(timeout=limit))


def _shorteners(job: Job, home: Home, files: Iterable[str], mode: str) -> Iterator[Unit]:
    """Yield golines' commands. It runs in the module's folder, where gofumpt, which it starts, looks for go.mod.

    It cuts the formatter's line at spaces, so that the folder of gofumpt, which may have some, is named by PATH.
    """
    named = {relpath(path, home.folder): path for path in files if not path.rpartition("/")[2].startswith(GENERATED)}
    folder = dirname(job.tool("gofumpt")) if home.tool == "gofumpt" else ""
    env = (("PATH", folder),) if folder else ()
    for batch in _batches(named):
        known = {name: named[name[2:]] for name in batch}
        argv = (_program(job, "golines"), *_shortening(job, home), mode, *batch)
        yield Unit(Command(argv, home.folder, env), "golines", known, frozenset(known.values()))


def _shortening(job: Job, home: Home) -> tuple[str, ...]:
    """Return golines' flags: it looks at nothing but the length of lines, and not for a goimports on the PATH."""
    base = " ".join((home.tool, *home.flags))
    return f"--max-len={job.options.get('max-line-length')}", "--no-reformat-tags", f"--base-formatter={base}"


def _program(job: Job, tool: str) -> str:
    return tool if tool == "gofmt" else job.tool(tool)


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


def _read(job: Job, unit: Unit, outcome: Outcome, told: Told) -> str:
    """Add what one command said; return why it did not say everything."""
    long = unit.tool == "golines"
    files, whole = hunks.read(outcome.stdout, unit.known, hunks.GOLINES if long else hunks.GOFMT)
    for name, found in files:
        if unit.known[name] in unit.wanted:
            (told.shortened if long else told.formatted)[unit.known[name]] = found
    rest = [*_complaints(outcome)] if long else [*_errors(job, unit, outcome, told.broken)]
    if long and len(rest) <= len(told.broken.keys() & unit.wanted):
        rest = []  # golines names no file; each has a syntax error that the formatter has told
    if outcome.trouble or rest:
        return outcome.trouble or f"{unit.tool} ended with exit status {outcome.code}: {rest[0]}"
    if outcome.stdout and not whole:
        return f"{unit.tool} printed something that is no difference"
    said = outcome.stdout or outcome.stderr
    return common.silent(outcome, unit.tool) if outcome.code and not said else ""


def _complaints(outcome: Outcome) -> Iterator[str]:
    return (line for line in decode(outcome.stderr).split("\n") if line.strip())


def _errors(job: Job, unit: Unit, outcome: Outcome, broken: dict[str, list[Finding]]) -> Iterator[str]:
    """Take the syntax errors from standard error, and yield what else stands there."""
    others = {*unit.known.values()} - unit.wanted
    for row in common.located(outcome.stderr.decode("utf-8", "surrogateescape")):
        file = job.place(row.file)
        if file not in others:
            error = Finding(file, row.line, row.column, BUILD, row.text, tool=unit.tool)
            broken.setdefault(file, []).append(error)
    yield from (line for line in _complaints(outcome) if not re.match(common.PLACE, line))


def _parts(job: Job, told: Told) -> tuple[Part, ...]:
    parts = []
    at = {path: home for home in homes(job, job.files) for path in home.files}
    for path in dict.fromkeys((*job.files, *told.broken)):
        plain, long = told.formatted.get(path, ()), told.shortened.get(path, ())
        formatting = {hunk.changes for hunk in plain}
        found = [_finding(job, at[path], path, hunk, long=hunk.changes not in formatting) for hunk in long or plain]
        found += told.broken.get(path, ())
        if found:
            parts.append(Part("file", path, tuple(found)))
    return tuple(parts)


def _finding(job: Job, home: Home, path: str, hunk: Hunk, *, long: bool) -> Finding:
    """Make the finding of a hunk, by which ``patch`` makes its patch: all of it stands below the first line."""
    named = f"./{path}" if path.startswith("-") else path
    first, tool, again = "not formatted", home.tool, shlex.join((home.tool, "-d", *home.flags, named))
    if long:
        first, tool = f"golines would break lines at {job.options.get('max-line-length')} columns", "golines"
        argv = ("golines", *_shortening(job, home), "--dry-run", f"./{relpath(path, home.folder)}")
        again = str(Command(argv, home.folder))
    message = f"{first}\n{hunk.text}"
    return Finding(path, hunk.line, 0, tool, message, tool=tool, text=hunk.changes, repeat=again)


def _keys(job: Job) -> dict[str, str]:
    """Return the key of each file: what stands in it, and how it is formatted."""
    try:
        found = homes(job, job.files)
    except UnreadableError:
        return {}
    rows = {entry.path: entry for entry in job.entries}
    attributes = [entry for entry in job.entries if entry.path.endswith(".gitattributes")]
    keys = {}
    for home in found:
        module = job.texts.get(normpath(join(home.folder, "go.mod")), "")
        around = digest(home.folder, home.tool, home.flags, module, attributes)
        for path in home.files:
            keys[path] = digest(rows[path], around, job.subject.whole if rows[path].mode == LINK else "")
    return {path: keys[path] for path in job.files if path in keys}


def _only(job: Job, names: frozenset[str]) -> Job:
    return job._replace(files=tuple(path for path in job.files if path in names), narrowed=True)


TASK = Task(
    name="fmt",
    summary="Refuse Go files that gofmt, or gofumpt where it is meant, would change; --write mends them.",
    plan=plan,
    judge=judge,
    over="go files",
    options=(
        Option("write", options.FLAG, "Rewrite the files in the working tree.", default=False, setting=False),
        Option("patch", options.FLAG, "Print a patch for git apply instead.", default=False, setting=False),
        Option("max-line-length", options.COUNT, "Break longer lines, as golines does; a tab counts 4."),
        common.timeout("5m"),
    ),
    tools=tools,
    parts=Parts("file", _keys, _only),
    mend=mend,
    room="shared",
)
