"""Writes the report, then prints it. Standard output holds nothing but JSON where that was asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from gotasks.core.command import Plan
from gotasks.core.errors import ExitCode, NotJudgedError
from gotasks.core.report import Report
from gotasks.core.texts import cleaned
from gotasks.edge import console, files, schema
from gotasks.edge.git import Repository
from gotasks.edge.redact import redactor, text_redactor
from gotasks.formats import pretty, text
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

    ``rendered`` are files to lie beside the report, by name.

    Raises NotJudgedError where the report cannot be written, unless it refuses already.
    """
    clean = text_redactor(redactor(environ))
    report = cleaned(report, clean)
    data = report.to_plain()
    path = report_path(repository, environ).with_name(request.file)
    show(
        report,
        os.path.relpath(path, repository.top),
        environ,
        repository.top,
        error=request.json or request.quiet,
    )
    wrong = schema.errors("report", data) if _is_new(report) or request.report else []
    if wrong:
        raise NotJudgedError(f"this is a defect of gotasks: the report does not match its schema: {wrong[0]}")
    body = _encoded(data)
    if request.json:
        console.emit(body)
    try:
        for name, content in (rendered or {}).items():
            files.write_atomically(path.parent / name, content)
        _write(path, request.report, body)
    except NotJudgedError as error:
        if report.exit_status != ExitCode.FAILED:
            raise
        console.say(f"gotasks: {error}\n", error=True)


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


def _encoded(data: object) -> bytes:
    """Return JSON in lines, put together piece by piece: ``dumps`` keeps all pieces until the last is made."""
    body = bytearray()
    for piece in json.JSONEncoder(indent=1).iterencode(data):
        body += piece.encode("ascii")
    return bytes(body + b"\n")


def _is_new(report: Report) -> bool:
    """Whether something ran for this report: what is wholly from the store was validated when it was new."""
    stored = all(part.ran_at < report.started_at for task in report.tasks for part in task.result.parts)
    return not (stored and all(task.result.parts for task in report.tasks))


def _write(path: Path, also: str, body: bytes) -> None:
    files.write_atomically(path, body)
    if path.parent.name == CI_FOLDER:
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
