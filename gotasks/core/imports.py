"""Where in a tree an import may lead, whatever the settings leave out and Go passes over. Pure.

By every go.mod of the tree, by every replacement, by the names of links: what Go may take for a package counts. The
other way back is seen too: a module that lies elsewhere may import from this tree again, because the main module's
packages come before those of any version that it requires (https://go.dev/ref/mod#minimal-version-selection).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from posixpath import dirname, join, normpath

from gotasks.core import modfile
from gotasks.core.source import Source
from gotasks.core.tree import LINK, Entry

Texts = Mapping[str, str]
"""The texts of files by path: go.mod, go.sum, go.work of a tree."""

VENDOR = "vendor/"

Required = Callable[[frozenset[str]], Iterable[str] | None]
"""Returns the go.mod files of all modules elsewhere that a tree may use, or None where one of them cannot be had.

It is asked what they say of the tree's own modules, by their paths.
"""


class Imports:
    """The folders of a tree that imports lead to.

    ``of`` returns those of one import, ``leading_away`` which imports lead elsewhere; ``all`` are the imports that any
    file has; ``ignoring`` says that a go.mod has folders passed over.
    """

    def __init__(self, entries: Iterable[Entry], sources: Mapping[str, Source], texts: Texts) -> None:
        self._sources = sources
        self._texts = texts
        self.all = frozenset(path for source in sources.values() for path in source.imports)
        self._links = frozenset(entry.path for entry in entries if entry.mode == LINK)
        self._folders = frozenset(dirname(path) or "." for path in sources)
        said = _read(texts)
        self._roots = _roots(said)
        mods = {path: lines for path, lines in said.items() if f"/{path}".endswith("/go.mod")}
        self._names = {dirname(path) or ".": modfile.first(lines, "module") for path, lines in mods.items()}
        self.ignoring = any("ignore" in lines for lines in mods.values())
        wanted = (line.split()[0] for lines in mods.values() for line in lines.get("require", []) if line)
        self._named = frozenset((*self._roots, *wanted))
        # The same few are asked about for each package.
        self.of = cache(self._find)
        self.leading_away = cache(self._leading_away)

    def _find(self, path: str) -> tuple[str, ...]:
        """Return all folders of this tree that an import may mean."""
        parts = path.split("/")
        found = (
            normpath(join(root, *parts[size:]))
            for size in range(1, len(parts) + 1)
            for root in self._roots.get("/".join(parts[:size]), ())
        )
        return tuple(dict.fromkeys(found))

    def leads_here(self, path: str) -> bool:
        """Whether an import is seen to mean a folder of this tree."""
        return any(folder in self._folders or self.linked(folder) for folder in self.of(path))

    def _leading_away(self, home: str) -> frozenset[str]:
        """Return the imports that, in the module in folder ``home``, may mean a package of another module.

        Of a module that lies in this tree too: it may be required by a version, and come from elsewhere.
        """
        owners = ((path, self._owner(path)) for path in self.all)
        name = self._names.get(home)
        return frozenset(path for path, owner in owners if (owner != name if owner else "." in path.partition("/")[0]))

    def _owner(self, path: str) -> str:
        """Return the path of the module that an import is of, of those that are known."""
        parts = path.split("/")
        above = ("/".join(parts[:size]) for size in range(len(parts), 0, -1))
        return next((name for name in above if name in self._named), "")

    def linked(self, folder: str) -> bool:
        """Whether the way to a folder leads over a link, so that its files lie elsewhere."""
        while self._links and folder not in {"", "."}:
            if folder in self._links:
                return True
            folder = dirname(folder)
        return False

    def come_back(self, required: Required) -> bool:
        """Whether something that lies elsewhere may import from this tree: a module of the cache, or of vendor."""
        sums = [text for name, text in self._texts.items() if name.endswith(".sum")]
        ours = frozenset(filter(None, self._roots))
        if any(f"{path} v" in text for path in ours for text in sums):
            return True
        vendored = [source for path, source in self._sources.items() if f"/{VENDOR}" in f"/{path}"]
        if any(self.leads_here(path) for source in vendored for path in source.imports):
            return True
        others = required(ours)
        return others is None or any(self._requires(ours, text) for text in others)

    def _requires(self, ours: frozenset[str], text: str) -> bool:
        if not any(path in text for path in ours):
            return False
        wanted = modfile.directives(text).get("require", [])
        return any(line.split()[0] in ours for line in wanted if line)


def names(texts: Texts) -> tuple[str, ...]:
    """Return the paths of the modules that lie in a tree, by their own names and by those that they replace."""
    return tuple(filter(None, _roots(_read(texts))))


def _read(texts: Texts) -> dict[str, modfile.Directives]:
    return {
        path: modfile.directives(text)
        for path, text in texts.items()
        if path.rpartition("/")[2] in {"go.mod", "go.work"}
    }


def _roots(said: Mapping[str, modfile.Directives]) -> dict[str, tuple[str, ...]]:
    """Return the folders of this tree by the path of a module that lies there, by its own name or a replacement's."""
    found: dict[str, dict[str, None]] = {}
    for file, lines in said.items():
        folder, _, name = file.rpartition("/")
        if name == "go.mod":
            found.setdefault(modfile.first(lines, "module"), {})[folder or "."] = None
        for old, to in modfile.replaced(folder or ".", lines):
            found.setdefault(old, {})[to] = None
    return {path: tuple(folders) for path, folders in found.items()}
