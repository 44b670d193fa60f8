"""Writes the report, then prints it. Standard output holds nothing but JSON where that was asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from gotasks.core.command import Plan
from gotasks.core.errors import NotJudgedError
from gotasks.core.report import Report
from gotasks.edge import console, files, schema
from gotasks.edge.git import Repository
from gotasks.formats.text import printable, render
from gotasks.fronts.request import Request

CI_FOLDER = "gotasks-report"


def publish(request: Request, repository: Repository, environ: Mapping[str, str], report: Report) -> None:
    """Validate a report, write it to its places and print it. Raises NotJudgedError where it cannot be written."""
    data = report.to_plain()
    wrong = schema.errors("report", data)
    if wrong:
        raise NotJudgedError(f"this is a defect of gotasks: the report does not match its schema: {wrong[0]}")
    body = json.dumps(data, indent=1).encode("ascii") + b"\n"
    path = report_path(repository, environ)
    files.write_atomically(path, body)
    if path.parent.name == CI_FOLDER:
        files.write_atomically(path.parent / ".gitignore", b"*\n")
    if request.report:
        files.write_atomically(Path(os.path.abspath(request.report)), body)
    console.say(render(report, os.path.relpath(path, repository.top)), error=request.json)
    if request.json:
        console.say(body.decode("ascii"))


def report_path(repository: Repository, environ: Mapping[str, str]) -> Path:
    """Return where reports go: under the git folder, and in CI to gotasks-report/ where an upload step finds them."""
    in_ci = environ.get("CI", "").lower() not in {"", "0", "false"}
    return Path(repository.top, CI_FOLDER, "report.json") if in_ci else repository.folder / "report.json"


def print_plans(plans: Mapping[str, Plan | str]) -> None:
    """Print what each task would run, a line a command."""
    for name, plan in plans.items():
        lines = [plan] if isinstance(plan, str) else [str(command) for step in plan for command in step]
        for line in lines or ["nothing to run"]:
            console.say(printable(f"{name}: {line}") + "\n")
