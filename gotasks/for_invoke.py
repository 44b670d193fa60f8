"""The front for invoke.

A tasks.py is two lines::

from gotasks.for_invoke import collection
ns = collection()
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from typing import Any

from invoke.collection import Collection
from invoke.context import Context  # noqa: TC002 - invoke reads annotations
from invoke.exceptions import Exit
from invoke.tasks import Task as InvokeTask

from gotasks.core import options
from gotasks.core.errors import ExitCode
from gotasks.core.escape import printable
from gotasks.core.task import Task
from gotasks.edge import console, git, hooks
from gotasks.fronts import consent, ends, install, journal, tools, watch
from gotasks.fronts.listing import here
from gotasks.fronts.mend import answer
from gotasks.fronts.publish import report_path
from gotasks.fronts.request import COMMON, SWITCHES, request


def collection() -> Collection:
    """Return all tasks and suites as an invoke collection, and what the program has beside them."""
    made = Collection()
    found = here(os.getcwd())
    for name, summary in found.summaries.items():
        made.add_task(_task(name, summary, found.tasks.get(name)))
    for name, act in (
        ("tools", tools.listed),
        ("journal", _journal),
        ("install-hooks", _install),
        ("uninstall-hooks", hooks.uninstall),
    ):
        made.add_task(_plain(name, act))
    made.add_collection(Collection("report", _plain("path", _report_path)))
    made.add_task(InvokeTask(_watch, name="watch"))
    made.add_task(InvokeTask(_allow, name="allow", help={"tree": "Whose: index, worktree or a revision."}))
    return made


def _install(cwd: str) -> list[str]:
    """Install the git hooks; an existing hook is kept and runs first."""
    return install.install(cwd, os.environ)


def _journal(cwd: str) -> list[str]:
    """Show the last runs here."""
    return journal.shown(cwd, os.environ)


def _report_path(cwd: str) -> list[str]:
    """Say where reports are written."""
    return [str(report_path(git.locate(cwd, os.environ), os.environ))]


def _allow(_: Context, tree: str = "worktree") -> None:
    """Show and allow the own commands and tasks that hooks run."""
    _exit(lambda: _tell(consent.allow(os.getcwd(), os.environ, tree)))


def _watch(_: Context) -> None:
    """Judge index and working tree in the background, as files are saved."""
    _exit(lambda: watch.run(ends.folder(), os.environ))


def _tell(lines: list[str]) -> int:
    for line in lines:
        console.say(f"{line}\n")
    return ExitCode.PASSED


def _task(name: str, summary: str, task: Task | None) -> InvokeTask[Any]:
    """Make one invoke task. All flags but switches are text, so that a wrong value is our error and no traceback."""

    def body(_: Context, **said: str | bool | None) -> None:
        _exit(lambda: answer(request("inv", name, task, said), ends.folder(), os.environ))

    own = task.options if task else ()
    switches = {option.key: option.help for option in own if option.kind is options.FLAG}
    texts = {option.key: option.help for option in own if option.kind is not options.FLAG}
    flags = {
        **dict.fromkeys((*texts, *(key for key, _, _ in COMMON))),
        **dict.fromkeys((*switches, *(key for key, _ in SWITCHES)), False),
    }
    helps = {**texts, **switches, **{key: text for key, _, text in COMMON}, **dict(SWITCHES)}
    body.__doc__ = summary
    body.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter("c", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
        + [
            inspect.Parameter(key, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=value)
            for key, value in flags.items()
        ]
    )
    return InvokeTask(
        body, name=name, help={key.replace("_", "-"): text for key, text in helps.items()}, auto_shortflags=False
    )


def _plain(name: str, act: Callable[[str], list[str]]) -> InvokeTask[Any]:
    def body(_: Context) -> None:
        _exit(lambda: _tell(act(ends.folder())))

    body.__doc__ = act.__doc__
    return InvokeTask(body, name=name)


def _exit(act: Callable[[], int]) -> None:
    """Turn an exit status into invoke's Exit: the one place where this front ends a run."""
    text, code = ends.told(act)
    if code:
        raise Exit(printable(text) or None, code)
