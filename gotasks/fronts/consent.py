"""Consent: own commands and ``gotasks_tasks.py`` run in a hook only when somebody has allowed them once.

They are code of the judged tree, which may come from a pull. ``install-hooks`` allows what stands there, as it does
the tests; later a changed one is shown and asked about at a terminal, or allowed by ``gotasks allow``. This is no
sandbox: tests run without a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gotasks.core import consent
from gotasks.core.consent import Code
from gotasks.core.errors import NotJudgedError
from gotasks.core.settings import FILE
from gotasks.core.tree import LINK, REGULAR, Entry
from gotasks.edge import allowed, ask, console, files, git, python_tasks, slots
from gotasks.edge.git import Repository
from gotasks.edge.redact import redactor, text_redactor
from gotasks.edge.trees import Trees

OWN = frozenset({FILE, python_tasks.FILE})
"""The files in which own code is said."""

NOW = "hooks may run this now: "


def code_of(entries: Iterable[Entry], bodies: Mapping[str, bytes]) -> tuple[Code, ...]:
    """Return what of a tree is the user's own code that a hook would run; ``bodies`` are its files, by path."""
    oids = {entry.path: entry.oid for entry in entries if entry.path in OWN and entry.mode != LINK}
    text = {path: bodies[path].decode("utf-8", "replace") for path in oids if path in bodies}
    tasks = text.get(python_tasks.FILE)
    loaded = (consent.file(python_tasks.FILE, oids[python_tasks.FILE], tasks),) if tasks else ()
    return (*loaded, *consent.commands(text.get(FILE, "")))


def require(repository: Repository, tree: str, codes: Iterable[Code], environ: Mapping[str, str]) -> None:
    """Raise NotJudgedError unless all of it is allowed, or somebody at the terminal allows it now. CI is not asked.

    ``tree`` is the id of the judged tree: a commit may be made of another index than the one that lies there.
    """
    known = allowed.read(repository)
    new = [code for code in codes if code.digest not in known]
    if not new or console.in_ci(environ):
        return
    names = ", ".join(code.name for code in new)
    said = "own code that a hook would run, and that nobody has allowed in this repository"
    question = f"gotasks: {said}:\n{_shown(new, environ)}gotasks: allow it? [y/N] "
    if ask.confirmed(question, environ):
        allowed.add(repository, [code.digest for code in new])
        return
    raise NotJudgedError(f"{names}: {said}: see it and allow it with: gotasks allow --tree {tree}")


def allow(cwd: str, environ: Mapping[str, str], tree: str = "worktree") -> list[str]:
    """Allow what a tree has of own code; return what is to be said, the code first."""
    repository = git.locate(cwd, environ)
    trees = Trees(repository, slots.repository_folder(files.cache_folder(environ), repository), environ)
    found = [entry for entry in trees.entries(trees.take(tree).id) if entry.path in OWN and entry.mode in REGULAR]
    bodies = trees.git.blobs([entry.oid for entry in found])
    codes = code_of(found, {entry.path: bodies[entry.oid] for entry in found})
    new = {code.digest for code in codes} - {*allowed.read(repository)}
    if new:
        allowed.add(repository, [code.digest for code in codes])
    if not codes:
        return [f"there are no own commands and no {python_tasks.FILE}: nothing has to be allowed"]
    names = ", ".join(code.name for code in codes)
    said = f"{NOW}{names}" if new else f"this was allowed before: {names}"
    return [*_shown(codes, environ).splitlines(), said]


def _shown(codes: Iterable[Code], environ: Mapping[str, str]) -> str:
    return text_redactor(redactor(environ))(consent.shown(codes))
