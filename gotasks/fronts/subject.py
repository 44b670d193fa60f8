"""What is asked about: the repository, the tree, and all that is read from the tree without Go."""

import os
from collections.abc import Mapping
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

from gotasks import __version__
from gotasks.core.errors import NotJudgedError, SettingsError
from gotasks.core.settings import FILE, Settings
from gotasks.core.settings_file import refuse_other
from gotasks.core.task import Task, Tree
from gotasks.core.tree import (
    CONFIGURATION,
    GITLINK,
    LINK,
    Entry,
    Package,
    find_modules,
    find_packages,
    go_files,
    is_source,
)
from gotasks.edge import files, git, python_tasks, slots, sources
from gotasks.edge.store import Store
from gotasks.edge.trees import Trees
from gotasks.fronts import consent, filled
from gotasks.fronts.bench import Subject
from gotasks.fronts.request import Request
from gotasks.go import catalog

READ = CONFIGURATION | {"go.mod", "go.sum", "go.work"}
"""Names of the files, in any folder, whose texts are read from a tree."""


class Place(NamedTuple):
    """Where a run happens: the repository, its trees, and our folders for it."""

    repository: git.Repository
    trees: Trees
    cache: Path
    base: Path
    store: Store
    environ: Mapping[str, str]


class Question(NamedTuple):
    """A subject, where its tree was taken from, the tasks and suites that there are, and what is to be said of it.

    ``strict`` and ``audit`` as the suite that was asked for.
    """

    subject: Subject
    source: str
    tasks: Mapping[str, Task]
    suites: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    strict: bool
    audit: bool


def find(cwd: str, environ: Mapping[str, str]) -> Place:
    """Find the repository and our folders for it."""
    repository = git.locate(cwd, environ)
    cache = files.cache_folder(environ)
    base = slots.repository_folder(cache, repository)
    slots.refuse_foreign(base)
    return Place(repository, Trees(repository, base, environ), cache, base, Store(cache / "store"), environ)


def take(place: Place, request: Request) -> Question:
    """Take the tree and read from it what is not for Go to read: settings, own tasks, modules.

    What a hook, or the watcher, would run of the user's own has to be allowed before any of it is loaded.
    """
    suite = catalog.SUITES.get(request.names[0])
    source = request.tree or (suite.tree if suite else "worktree")
    tree = place.trees.take(source)
    entries, blobs = _listed(place, tree)
    if request.hook or request.background:
        consent.require(place.repository, tree.id, consent.code_of(entries, blobs), place.environ)
    subject, own = _read(place, tree, entries, blobs)
    tree = filled.carried(place.trees, subject.tree, subject.settings, subject.texts.get(FILE, ""))
    subject = _filled(place, subject._replace(tree=tree))
    _refuse_links_out(place, subject)
    settings = subject.settings
    refuse_other(settings, __version__)
    tasks = catalog.tasks_of(settings, own)
    strict = any(catalog.is_strict(name, settings) for name in request.names)
    audit = any(name in catalog.SUITES and catalog.SUITES[name].audit for name in request.names)
    notes = (*_other_settings(place, subject), *filled.notes(subject.tree), *_stray(subject.files, subject.packages))
    judged = subject._replace(settings=settings._replace(race="required")) if strict else subject
    return Question(judged, source, tasks, catalog.suites_of(settings), notes, strict, audit)


def read(place: Place, tree: Tree) -> Subject:
    """Read a tree of the baseline, filled as the judged one."""
    return _filled(place, _read(place, tree, *_listed(place, tree))[0])


def _filled(place: Place, subject: Subject) -> Subject:
    """Bring in what the settings say and what Go reaches. Settings are the tree's own, whatever is brought in."""
    settings = subject.settings

    def again(tree: Tree) -> Subject:
        return _subject(place, tree, *_listed(place, tree), settings)

    return filled.fill(place.trees, subject, settings, again)


def _read(
    place: Place, tree: Tree, entries: tuple[Entry, ...], blobs: Mapping[str, bytes]
) -> tuple[Subject, tuple[Task, ...]]:
    source = blobs.get(python_tasks.FILE, b"")
    own = python_tasks.load(source, python_tasks.FILE, catalog.TAKEN) if source else ()
    settings = catalog.settings_of(_text(blobs.get(FILE, b"")), own)
    return _subject(place, tree, entries, blobs, settings), own


def _listed(place: Place, tree: Tree) -> tuple[tuple[Entry, ...], dict[str, bytes]]:
    """Return what is in a tree, and those files of it that say how it is judged and built, by path."""
    entries = place.trees.entries(tree.content)
    wanted = [entry for entry in entries if entry.path.rpartition("/")[2] in READ and entry.mode != GITLINK]
    for entry in wanted:
        if entry.mode == LINK and entry.path.rpartition("/")[2] in CONFIGURATION:
            raise SettingsError(f"{entry.path} is a symbolic link, which may lead anywhere: commit the file itself")
    blobs = place.trees.git.blobs([entry.oid for entry in wanted])
    return entries, {entry.path: blobs[entry.oid] for entry in wanted}


def _subject(
    place: Place, tree: Tree, entries: tuple[Entry, ...], blobs: Mapping[str, bytes], settings: Settings
) -> Subject:
    text = {path: _text(body) for path, body in blobs.items()}
    beside = tuple(f"{entry.path}/" for entry in tree.beside)
    found = tuple(
        module._replace(outside=tuple(path for path in module.outside if not f"{path}/".startswith(beside)))
        for module in find_modules(entries, lambda entry: text[entry.path], settings.exclude)
    )
    paths = go_files(entries, settings.exclude)
    said = sources.read(place.trees.git, place.base, filter(is_source, entries))
    return Subject(tree, entries, text, found, paths, find_packages(found, paths), settings, said)


def _text(blob: bytes) -> str:
    return blob.decode("utf-8", "replace")


def _refuse_links_out(place: Place, subject: Subject) -> None:
    """Refuse a Go file that is a link out of the tree: what it holds is no part of what is committed."""
    links = [entry for entry in subject.entries if entry.mode == LINK and entry.path.endswith(".go")]
    targets = place.trees.git.blobs([entry.oid for entry in links])
    for entry in links:
        target = os.fsdecode(targets[entry.oid])
        if normpath(join("/:tree:", dirname(entry.path), target)).split("/")[1] != ":tree:":
            raise NotJudgedError(
                f"{entry.path} is a symbolic link out of the tree, to {target}: commit the file itself"
            )


def _other_settings(place: Place, subject: Subject) -> tuple[str, ...]:
    try:
        working = Path(place.repository.top, FILE).read_text("utf-8", "replace")
    except OSError:
        working = ""
    if subject.texts.get(FILE, "").replace("\r\n", "\n") == working.replace("\r\n", "\n"):
        return ()
    return (f"{FILE} is the judged tree's; the working tree has another",)


def _stray(paths: tuple[str, ...], packages: tuple[Package, ...]) -> tuple[str, ...]:
    """Say which Go files no module holds: Go does not see them from any module's folder."""
    folders = {package.folder for package in packages}
    stray = [path for path in paths if (path.rpartition("/")[0] or ".") not in folders]
    if not stray or not packages:
        return ()
    them = "Go file lies in no module, so only fmt and secrets look at it"
    if stray[1:]:
        them = "Go files lie in no module, so only fmt and secrets look at them"
    return (f"{len(stray)} {them}: {stray[0]}",)
