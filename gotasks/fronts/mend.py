"""``--write`` and ``--patch``: the only ways from a finding to a mended file, and only when asked by name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from gotasks.core.command import Command
from gotasks.core.errors import ExitCode, NotJudgedError, UsageError
from gotasks.core.report import Report
from gotasks.core.result import Result
from gotasks.core.texts import named, names
from gotasks.core.tree import LINK, Entry
from gotasks.edge import console, files
from gotasks.edge.git import Git
from gotasks.edge.redact import MARK, redactor, text_redactor
from gotasks.edge.signals import interruptible
from gotasks.fronts import several, workflow
from gotasks.fronts.bench import prepare
from gotasks.fronts.ground import Ground
from gotasks.fronts.request import Request
from gotasks.fronts.subject import find, take
from gotasks.fronts.surroundings import asked
from gotasks.go import fmt


def answer(request: Request, cwd: str, environ: Mapping[str, str]) -> int:
    """Answer a request; with ``--write`` mend the files in which something was found, and answer once more.

    A file in which nothing is new is left alone, unless ``--all`` asks for it.
    """
    if request.every_commit:
        return several.each_commit(request, cwd, environ)
    name = request.names[0]
    said = request.said(name)
    if said.get("patch") and request.json:
        raise UsageError("--patch prints a patch on standard output: leave --json away")
    if said.get("patch"):
        return _patch(request, cwd, environ)
    writes = bool(said.get("write"))
    if writes and request.tree not in {"", "worktree"}:
        raise UsageError("--write mends the working tree: leave --tree away")
    report = workflow.run(request._replace(json=request.json and not writes), cwd, environ)
    if report is None or not writes or not _new(request, report).findings:
        return report.exit_status if report else ExitCode.PASSED
    for path in _mend(request, report, cwd, environ):
        console.say(f"mended {path}\n", error=request.json)
    again = workflow.run(request, cwd, environ)
    return again.exit_status if again else ExitCode.PASSED


def _patch(request: Request, cwd: str, environ: Mapping[str, str]) -> int:
    """Write the patch of all that fmt would change to standard output, and everything else to standard error."""
    report = workflow.run(request._replace(quiet=True), cwd, environ)
    if report is None:
        return ExitCode.PASSED
    trees = find(cwd, environ).trees
    entries = trees.entries(report.tree)
    result = _result(request, report, environ, entries)
    left = _withheld(result, entries, trees.git, environ)
    for path in left:
        console.say(f"{path} is left out of the patch, which would show a secret: --write mends it\n", error=True)
    links = [entry.path for entry in entries if entry.mode == LINK]
    console.emit(fmt.patch(result, [*links, *left]))
    return report.exit_status


def _withheld(result: Result, entries: tuple[Entry, ...], git: Git, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files that a patch cannot have: redaction changed their name, or what it would say of them."""
    clean = text_redactor(redactor(environ))
    mark = MARK.decode()
    marked = {finding.file for finding in result.findings if mark in finding.message}
    blobs = git.blobs([entry.oid for entry in entries if entry.path in marked])
    secret = {oid for oid, body in blobs.items() if redactor(environ)(body) != body}
    held = {entry.path for entry in entries if entry.path in marked and entry.oid in secret}
    return tuple(sorted(held | {finding.file for finding in result.findings if clean(finding.file) != finding.file}))


def _mend(request: Request, report: Report, cwd: str, environ: Mapping[str, str]) -> list[str]:
    """Run the task's mending commands in the working tree; return the files that were named to them."""
    name = request.names[0]
    place = find(cwd, environ)
    question = take(place, request)
    result = _result(request, report, environ, place.trees.entries(report.tree))
    top, task = place.repository.top, question.tasks[name]
    parts = tuple(part for part in result.parts if part.kind != "file" or _is_here(Path(top, part.name)))
    with interruptible(), files.scratch(place.base) as scratch:
        ground = Ground(Path(top), scratch, Path(place.repository.git_dir), str(Path(top).parent))
        with asked(environ, question.subject, ground.ceiling, ground.root) as around:
            bench = prepare(around(), question.subject, ground, place.cache, lambda _: None)
        job = bench.job_for(task, request.said(name))
        plan = task.mend(job, result._replace(parts=parts)) if task.mend else ()
        done = []
        for command in (command for step in plan for command in step):
            outcome = bench.runner.run(command)
            if outcome.trouble or outcome.code:
                raise NotJudgedError(f"{command} did not mend everything: {outcome.trouble or outcome.text.strip()}")
            done += _files(command, top)
    return sorted(done or {finding.file for part in parts for finding in part.findings if finding.file})


def _is_here(path: Path) -> bool:
    """Whether a file can be mended: a sparse checkout has not all of them, and a link leads elsewhere."""
    return path.is_file() and not path.is_symlink()


def _result(request: Request, report: Report, environ: Mapping[str, str], entries: Iterable[Entry]) -> Result:
    """Return what is new, in files by their real names."""
    clean = text_redactor(redactor(environ))
    return named(_new(request, report), names((entry.path for entry in entries), clean))


def _new(request: Request, report: Report) -> Result:
    """Return what was found, less what was there before the change."""
    result = next(task.result for task in report.tasks if task.name == request.names[0])
    parts = (
        part._replace(findings=tuple(finding for finding in part.findings if finding.state != "old"))
        for part in result.parts
    )
    return result._replace(parts=tuple(parts))


def _files(command: Command, top: str) -> list[str]:
    """Return the files that a command names, by their paths in the repository."""
    named = (os.path.normpath(os.path.join(command.cwd, word)) for word in command.argv if word.startswith("./"))
    return [path for path in named if Path(top, path).is_file()]
