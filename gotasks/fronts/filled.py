"""What a tree lacks, brought in on purpose: carried files, submodules, LFS contents. See docs/tree.md.

All of it makes one tree among our own objects, the filled tree, which is checked out and read; what is reported and
compared stays the judged one.
"""

from __future__ import annotations

from collections.abc import Callable

from gotasks.core.settings import FILE, Settings
from gotasks.core.task import Tree
from gotasks.core.toml_lines import line_of
from gotasks.core.tree import Entry
from gotasks.edge import carry, lfs, submodules
from gotasks.edge.git import Git
from gotasks.edge.submodules import Home
from gotasks.edge.trees import Trees
from gotasks.fronts.bench import Subject

Read = Callable[[Tree], Subject]
"""Reads a tree by its content."""


def carried(trees: Trees, tree: Tree, settings: Settings, text: str) -> Tree:
    """Return the tree with what ``carry`` names now; ``text`` is that of gotasks.toml."""
    if not settings.carry:
        return tree
    where = f"{FILE}:{line_of(text, ('carry',))}: carry"
    here, there = carry.within(trees, settings.carry, where), carry.beside(trees, settings.carry, where)
    return tree._replace(carried=here, beside=there)


def fill(trees: Trees, subject: Subject, settings: Settings, read: Read) -> Subject:
    """Return the subject with all that is to be brought into its tree; the carried files are those it names."""
    tree = subject.tree
    own = carry.joined(tree.carried, subject.entries)
    tree = tree._replace(carried=tuple(entry for entry in own.values() if entry))
    if own:
        tree = tree._replace(filled=trees.compose(tree.content, own), asis=tuple(own))
    subject = read(tree) if own or tree.beside else subject._replace(tree=tree)
    subject, homes = _submodules(trees, subject, settings, read)
    return _contents(trees, subject, homes, read) if settings.lfs else subject


def _submodules(trees: Trees, subject: Subject, settings: Settings, read: Read) -> tuple[Subject, list[Home]]:
    """Fill gitlinks until none is left that is asked for: a submodule has its own."""
    place = trees.repository
    homes = {"": Home((place.git_dir, place.common), place.top)}
    while links := _wanted(trees, subject, settings):
        filled, found = submodules.fill(trees, subject.tree.content, links, homes)
        homes |= found
        subject = read(subject.tree._replace(filled=filled))
    attributes = [entry.path for entry in subject.entries if entry.path.endswith(".gitattributes")]
    plain = [f"{path}/" for path in homes if path and not any(each.startswith(f"{path}/") for each in attributes)]
    tree = subject.tree._replace(asis=(*subject.tree.asis, *plain))
    return subject._replace(tree=tree), list(homes.values())


def _wanted(trees: Trees, subject: Subject, settings: Settings) -> list[Entry]:
    links = submodules.links_of(subject.entries)
    if settings.submodules or not links:
        return links
    texts, modules = subject.texts, subject.modules
    wanted = submodules.reached(trees.git, subject.tree.content, texts, modules, [link.path for link in links])
    return [link for link in links if link.path in wanted]


def _contents(trees: Trees, subject: Subject, homes: list[Home], read: Read) -> Subject:
    user = Git(trees.repository.top, trees.environ)
    stores = [lfs.store(user, trees.repository.common)]
    stores += [f"{folder}/lfs/objects" for home in homes[1:] for folder in home.git_dirs]
    contents = lfs.contents(trees, subject.entries, stores)
    if not contents:
        return subject
    tree = subject.tree
    return read(tree._replace(filled=trees.compose(tree.content, contents), asis=(*tree.asis, *contents)))


def notes(tree: Tree) -> tuple[str, ...]:
    """Say what was carried: who clones the repository does not have it."""
    names = [entry.path for entry in (*tree.carried, *tree.beside)]
    more = f" and {len(names) - 1} more" if names[1:] else ""
    return (f"carried, so not in a clone: {names[0]}{more}",) if names else ()
