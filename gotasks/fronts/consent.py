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
from gotasks.core.tree import LINK
from gotasks.edge import allowed, ask, console, files, git, python_tasks, slot
from gotasks.edge.git import Git, Repository
from gotasks.edge.redact import redactor, text_redactor
from gotasks.edge.trees import Trees

NOW = "hooks may run this now: "


def code_of(tree_git: Git, tree: str) -> tuple[Code, ...]:
    """Return what of a tree is the user's own code that a hook would run."""
    wanted = {entry.path: entry for entry in tree_git.entries(tree) if entry.path in {FILE, python_tasks.FILE}}
    blobs = tree_git.blobs([entry.oid for entry in wanted.values() if entry.mode != LINK])
    text = {path: blobs[entry.oid].decode("utf-8", "replace") for path, entry in wanted.items() if entry.oid in blobs}
    tasks = text.get(python_tasks.FILE)
    loaded = (consent.file(python_tasks.FILE, wanted[python_tasks.FILE].oid, tasks),) if tasks else ()
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
    trees = Trees(repository, slot.repository_folder(files.cache_folder(environ), repository), environ)
    codes = code_of(trees.git, trees.take(tree).id)
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
