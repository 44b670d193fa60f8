"""``--write``: the only way in which a check ever writes to the user's files, and only when asked by name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gotasks.core.command import Command
from gotasks.core.errors import ExitCode, NotJudgedError, UsageError
from gotasks.core.report import Report
from gotasks.core.task import Job, Tree
from gotasks.edge import console, environment, git, toolchain
from gotasks.edge.process import Runner
from gotasks.edge.redact import redactor
from gotasks.fronts import workflow
from gotasks.fronts.request import Request
from gotasks.go import catalog


def answer(request: Request, cwd: str, environ: Mapping[str, str]) -> int:
    """Answer a request; with ``--write`` mend what was found and answer once more."""
    name = request.names[0]
    writes = bool(request.said(name).get("write"))
    if writes and request.tree not in {"", "worktree"}:
        raise UsageError("--write mends the working tree: leave --tree away")
    report = workflow.run(replace(request, json=request.json and not writes), cwd, environ)
    if report is None or not writes or report.exit_status != ExitCode.FAILED:
        return report.exit_status if report else ExitCode.PASSED
    for path in _mend(name, report, cwd, environ):
        console.say(f"mended {path}\n", error=request.json)
    again = workflow.run(request, cwd, environ)
    return again.exit_status if again else ExitCode.PASSED


def _mend(name: str, report: Report, cwd: str, environ: Mapping[str, str]) -> list[str]:
    """Run the task's mending commands in the working tree; return the files that were named to them."""
    task, result = catalog.TASKS[name], next(task.result for task in report.tasks if task.name == name)
    top = git.locate(cwd, environ).top
    parts = tuple(part for part in result.parts if not Path(top, part.name).is_symlink())
    chain = toolchain.find(environ, top)
    both = environment.build(environ, ceiling=os.path.dirname(top), go_folder=f"{chain.root}/bin")
    runner = Runner(top, "", both.of, redactor(environ))
    plan = task.mend(Job(Tree(report.tree), top, "", chain), replace(result, parts=parts)) if task.mend else ()
    done = []
    for command in (command for step in plan for command in step):
        outcome = runner.run(command)
        if outcome.trouble or outcome.code:
            raise NotJudgedError(f"{command} did not mend everything: {outcome.trouble or outcome.text.strip()}")
        done += _files(command, top)
    return done


def _files(command: Command, top: str) -> list[str]:
    return [word[2:] for word in command.argv if word.startswith("./") and Path(top, word).exists()]
