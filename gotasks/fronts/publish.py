"""Writes the report, then prints it. Standard output holds nothing but JSON where that was asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gotasks.core.command import Plan
from gotasks.core.errors import ExitCode, NotJudgedError
from gotasks.core.push import Push
from gotasks.core.report import Report
from gotasks.core.texts import cleaned
from gotasks.edge import console, files, schema
from gotasks.edge.git import Repository
from gotasks.edge.redact import redactor, text_redactor
from gotasks.formats import json_lines, pretty, text
from gotasks.formats import push as push_rows
from gotasks.fronts.request import Request

CI_FOLDER = "gotasks-report"


def publish(
    request: Request,
    repository: Repository,
    environ: Mapping[str, str],
    report: Report,
    rendered: Mapping[str, bytes] | None = None,
) -> None:
    """Take secrets out, validate, print, write. What was found is printed even where nothing can be written.

    ``rendered`` are files to lie beside the report, by name. Who is refused waits for no validation of a report that
    nobody asked for.

    Raises NotJudgedError where the report cannot be written, unless it refuses already.
    """
    clean = text_redactor(redactor(environ))
    report = cleaned(report, clean)
    data = report.to_plain()
    path = report_path(repository, environ).parent / request.file
    show(
        report,
        os.path.relpath(path, repository.top),
        environ,
        repository.top,
        error=request.json or request.quiet,
    )
    if request.report or request.json:
        _check("report", data)
    elif report.exit_status != ExitCode.FAILED and (new := _new(data)):
        _check("report", new)
    _issue(request, path, data, rendered or {}, refuses=report.exit_status == ExitCode.FAILED)


def publish_push(
    request: Request, folder: Path, repository: Repository, environ: Mapping[str, str], push: Push
) -> None:
    """Print a run of several trees, and write its report beside the folder that holds theirs.

    The folders that the last one named go when it is replaced, and what a killed run has left goes a day later.
    """
    push = cleaned(push, text_redactor(redactor(environ)))
    path = folder.with_name(f"{folder.name}.json")
    show_push(push, os.path.relpath(path, repository.top), environ, error=request.json or request.quiet)
    before = _numbers(path)
    data = push.to_plain()
    _check("push", data)
    _issue(request, path, data, {}, refuses=push.exit_status == ExitCode.FAILED)
    files.sweep(folder, before - _numbers(path), keep=_numbers(path))


def show_push(push: Push, place: str, environ: Mapping[str, str], *, error: bool = False) -> None:
    """Print what came of several trees."""
    rows = [*push_rows.rows(push, place)]
    if console.styled(environ, error=error):
        console.show(rows, error=error)
    else:
        console.say("".join("".join(text for text, _ in row) + "\n" for row in rows), error=error)


def _numbers(path: Path) -> frozenset[str]:
    """Return the folders that the report of a push names."""
    try:
        found = Push.from_plain(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return frozenset()
    return frozenset(tree.report.split("/")[1] for tree in found.trees if tree.report.count("/") > 1)


def show(report: Report, place: str, environ: Mapping[str, str], top: str = "", *, error: bool = False) -> None:
    """Print a report: in colour for somebody at a terminal, else as plain lines.

    ``place`` is where the report lies; ``top`` the root of the repository, so that places open from a folder below.
    """
    if not console.styled(environ, error=error):
        console.say(text.render(report, place), error=error)
        return
    up = os.path.relpath(top) if top else "."
    console.show(
        pretty.render(report, place, width=console.width(error=error), up="" if up == "." else up), error=error
    )


def _check(form: str, data: object) -> None:
    wrong = schema.errors(form, data)
    if wrong:
        raise NotJudgedError(f"this is a defect of gotasks: the report does not match its schema: {wrong[0]}")


def _issue(request: Request, path: Path, data: object, rendered: Mapping[str, bytes], *, refuses: bool) -> None:
    """Print a report where JSON was asked for, and write it; a refusal stays one where that fails."""
    if path.parent.is_symlink():
        raise NotJudgedError(f"{path.parent} is a link, through which gotasks does not write: remove it")
    body = json_lines.encoded(data)
    if request.json:
        console.emit(body)
    try:
        for name, content in rendered.items():
            files.write_atomically(path.parent / name, content)
        _write(path, request.report, body)
    except NotJudgedError as error:
        if not refuses:
            raise
        console.say(f"gotasks: {error}\n", error=True)


def _new(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a report of what ran for this one alone, if anything did: what the store had was validated when new."""
    tasks = []
    for task in data["tasks"]:
        parts = [part for part in task["result"]["parts"] if part["ran_at"] >= data["started_at"]]
        if parts or not task["result"]["parts"]:
            tasks.append({**task, "result": {**task["result"], "parts": parts}})
    return {**data, "tasks": tasks} if tasks else None


def _write(path: Path, also: str, body: bytes) -> None:
    files.write_atomically(path, body)
    if path.parent.name == CI_FOLDER and not os.path.lexists(path.parent / ".gitignore"):
        files.write_atomically(path.parent / ".gitignore", b"*\n")
    if also:
        files.write_atomically(Path(os.path.abspath(also)), body)


def report_path(repository: Repository, environ: Mapping[str, str]) -> Path:
    """Return where reports go: under the git folder, and in CI to gotasks-report/ where an upload step finds them."""
    folder = Path(repository.top, CI_FOLDER) if console.in_ci(environ) else repository.folder
    return folder / "report.json"


def print_plans(plans: Mapping[str, Plan | str]) -> None:
    """Print what each task would run, a line a command."""
    for name, plan in plans.items():
        lines = [plan] if isinstance(plan, str) else [str(command) for step in plan for command in step]
        for line in lines or ["nothing to run"]:
            console.say(f"{name}: {line}\n")
