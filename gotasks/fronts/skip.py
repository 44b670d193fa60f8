"""GOTASKS_SKIP: what one commit or push leaves out. It counts in hooks, and where nothing strict is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gotasks.core.select import SKIP, left_out
from gotasks.core.task import Task
from gotasks.edge import console
from gotasks.fronts.request import Request
from gotasks.fronts.subject import Question

Skips = tuple[Mapping[str, str], tuple[str, ...]]
"""The tasks that are left out, with the reason, and what is to be said of the variable."""


def asked(request: Request, question: Question, tasks: Iterable[Task], environ: Mapping[str, str]) -> Skips:
    """Return what of the chosen tasks is left out. Raises UsageError in a hook for a name that is none."""
    said = environ.get(SKIP, "").strip(", \t\r\n")
    if not said:
        return {}, ()
    where = _deaf(request, question, environ)
    if where:
        return {}, (f"{SKIP} does not count {where}",)
    return left_out(said, tasks, question.tasks, question.suites), ()


def _deaf(request: Request, question: Question, environ: Mapping[str, str]) -> str:
    """Return where the variable does not count, if it does not."""
    if not request.hook:
        return "outside of git hooks"
    if console.in_ci(environ):
        return "in CI"
    return "in a suite that runs everything anew" if question.strict else ""
