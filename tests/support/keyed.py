"""The keys of packages for files as a mapping, with no git and no Go."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from gotasks.core import source
from gotasks.core.graph import Keys, keys_of
from gotasks.core.keys import digest
from gotasks.core.plain import EMPTY
from gotasks.core.tree import Entry, find_modules, find_packages, go_files

_read = functools.cache(source.read)


def keys(
    files: Mapping[str, str],
    links: Mapping[str, str] = EMPTY,
    modes: Mapping[str, str] = EMPTY,
    required: Iterable[str] | None = (),
) -> Keys:
    """Return the keys of a tree with these files and symbolic links; ``modes`` are those that are not 100644.

    ``required`` are the go.mod files of the modules elsewhere.
    """
    rows = [(modes.get(path, "100644"), path, text) for path, text in files.items()]
    rows += [("120000", path, text) for path, text in links.items()]
    entries = tuple(Entry(mode, digest(text)[:40], path) for mode, path, text in sorted(rows, key=lambda row: row[1]))
    modules = find_modules(entries, lambda entry: files[entry.path])
    return keys_of(
        entries,
        find_packages(modules, go_files(entries)),
        {path: _read(text) for path, text in files.items() if path.endswith(".go")},
        {path: text for path, text in files.items() if path.rpartition("/")[2] in {"go.mod", "go.sum", "go.work"}},
        lambda _: required,
    )
