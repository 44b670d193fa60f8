"""The front for nox.

A noxfile.py is two lines::

from gotasks.for_nox import register
register()
"""

from __future__ import annotations

import os

import nox

from gotasks.core.escape import printable
from gotasks.core.task import Task
from gotasks.fronts import arguments, ends
from gotasks.fronts.listing import here
from gotasks.fronts.mend import answer


def register(default: str = "ci") -> None:
    """Register a session for each task and suite; ``default`` is what a bare ``nox`` runs.

    Arguments follow two hyphens: ``nox -s race-test -- --tags integration``.
    """
    found = here(os.getcwd())
    for name, summary in found.summaries.items():
        _session(name, summary, found.tasks.get(name), found.settings.go if name == "ci" else ())
    nox.options.sessions = [default]


def _session(name: str, summary: str, task: Task | None, versions: tuple[str, ...]) -> None:
    """Register one session; with Go versions, one for each of them: ``nox -s "ci(go='1.25')"``."""

    def body(session: nox.Session, go: str = "") -> None:
        argv = [*(("--go", go) if go else ()), *session.posargs]
        try:
            text, code = ends.told(
                lambda: answer(arguments.read("nox -s", name, task, argv, summary), session.invoked_from, os.environ)
            )
        except SystemExit as end:  # argparse has printed the help, or what is wrong
            text, code = "", int(end.code or 0)
        if text:
            session.error(printable(text))
        if code:
            session.error(f"{name} ended with {code}: the report says more")

    body.__doc__ = summary
    made = nox.parametrize("go", list(versions))(body) if versions else body
    nox.session(name=name, python=False)(made)
