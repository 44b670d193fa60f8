"""The front for nox.

A noxfile.py is two lines::

from gotasks.for_nox import register
register()
"""

from __future__ import annotations

import os

import nox

from gotasks.core.errors import GotasksError
from gotasks.fronts import arguments
from gotasks.fronts.listing import names_here
from gotasks.fronts.mend import answer
from gotasks.go import catalog


def register(default: str = "ci") -> None:
    """Register a session for each task and suite; ``default`` is what a bare ``nox`` runs.

    Arguments follow two hyphens: ``nox -s race-test -- --tags integration``.
    """
    for name, summary in names_here(os.getcwd()).items():
        _session(name, summary)
    nox.options.sessions = [default]


def _session(name: str, summary: str) -> None:
    def body(session: nox.Session) -> None:
        try:
            asked = arguments.read("nox -s", name, catalog.TASKS.get(name), session.posargs, summary)
            code = answer(asked, session.invoked_from, os.environ)
        except GotasksError as error:
            session.error(f"gotasks: {error}")
        except SystemExit as end:  # argparse has printed the help, or what is wrong
            code = int(end.code or 0)
        if code:
            session.error(f"{name} ended with {code}: the report says more")

    body.__doc__ = summary
    nox.session(name=name, python=False)(body)
