"""The key of each package: a digest of all that what is found in it can depend on. Pure.

From git's own hashes and the imports of each Go file: the package's files, and the same of all that it and its tests
import, over all modules of the tree. Where an import may lead to more than one folder, all of them count; where what
counts cannot be told (cgo, assembly, links), the whole tree does. So a key may change too often, never too seldom.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property, partial
from posixpath import dirname
from typing import NamedTuple

from gotasks.core.folders import BUILT, Folders
from gotasks.core.imports import Imports, Required, Texts
from gotasks.core.keys import digest
from gotasks.core.plain import EMPTY
from gotasks.core.source import ANY, Source, sure
from gotasks.core.tree import CONFIGURATION, LINK, Entry, Package

COMMON = frozenset({"go.mod", "go.sum", "go.work", "go.work.sum", ".gitattributes", *CONFIGURATION})
"""Names of files on which every package of a tree depends."""

PROFILE = ".pgo"
"""The end of a profile's name: by one in its folder a program is built, and all that it imports (go.dev/doc/pgo)."""

REACHING = (
    "C",
    "syscall",
    "golang.org/x/sys/",
    "plugin",
    "go/build",
    "go/importer",
    "go/parser",
    "golang.org/x/tools/",
)
"""Imports with which code may read what Go does not see it read; one that ends with a slash stands for all below.

Processes are not among them: a test binary that can start one shows it (see ``go/reading.py``).
"""


class Keys(NamedTuple):
    """What the packages of a tree depend on, by folder.

    ``keys`` are digests of all that counts; ``trace`` returns which of some changed files counts for a package, and by
    way of which folders. ``reaching`` are the packages whose tests may read what nobody sees; ``bound`` those that
    cannot be named to Go alone, because build constraints, or go.mod, may leave nothing of them; ``compiled`` are all
    files that Go itself reads to build them; ``common`` is a digest of the files that count for all; ``joined`` adds to
    some packages those beneath them that Go builds for others as it does for themselves.
    """

    keys: Mapping[str, str] = EMPTY
    reaching: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    compiled: frozenset[str] = frozenset()
    common: str = ""
    trace: Callable[[str, frozenset[str]], tuple[str, ...]] = lambda _folder, _changed: ()
    joined: Callable[[frozenset[str]], frozenset[str]] = lambda folders: folders


class _Node(NamedTuple):
    """A package as others see it: without its tests."""

    digest: str
    reaches: bool


def keys_of(
    entries: tuple[Entry, ...],
    packages: tuple[Package, ...],
    sources: Mapping[str, Source],
    texts: Texts,
    required: Required,
) -> Keys:
    """Return the keys of a tree's packages. ``sources`` are its Go files by path, ``texts`` its go.mod and others.

    Nothing is returned of a tree in which a package cannot be told from another by its import path.
    """
    if len({package.path for package in packages}) != len(packages):
        return Keys()
    graph = _Graph(entries, packages, sources, texts, required)
    tested = {package.folder: graph.tested(package) for package in packages}
    return Keys(
        {folder: node.digest for folder, node in tested.items()},
        frozenset(folder for folder, node in tested.items() if node.reaches),
        frozenset(package.folder for package in packages if graph.bound(package.folder)),
        frozenset(path for package in packages for path in graph.compiled(package.folder)),
        graph.common,
        graph.trace,
        graph.joined,
    )


class _Graph:
    def __init__(
        self,
        entries: tuple[Entry, ...],
        packages: tuple[Package, ...],
        sources: Mapping[str, Source],
        texts: Texts,
        required: Required,
    ) -> None:
        self._homes = {package.folder: package for package in packages}
        self._folders = Folders(entries, sources)
        self._imports = Imports(entries, sources, texts)
        self._reaching = frozenset(filter(_reaches, self._imports.all))
        common = [entry for entry in entries if _is_common(entry)]
        # What is behind a link is not looked for.
        self.common = self._whole if any(entry.mode == LINK for entry in common) else digest(common)
        self._nodes: dict[str, _Node] = {}
        # What lies between this tree and itself, where a module elsewhere imports from it, is not seen.
        self._come_back = cache(partial(self._imports.come_back, required))

    def tested(self, package: Package) -> _Node:
        """Return the key of a package with its tests."""
        for path in self._folders.of(package.folder, tests=True).imports:
            for folder in self._imports.of(path):
                if folder not in self._nodes:
                    self._make_node(folder)
        return self._node_of(package.folder, tests=True)

    def compiled(self, folder: str) -> Iterator[str]:
        """Yield the paths of a package's files that Go itself reads.

        Where it cannot be told what is embedded, that is not among them: who reads it is looked at all the same.
        """
        told = not any(ANY in source.embeds for _, source in self._folders.go(folder, tests=True))
        return (
            entry.path for entry in self._folders.of(folder, tests=True).files if told or entry.path.endswith(".go")
        )

    def trace(self, folder: str, changed: frozenset[str]) -> tuple[str, ...]:
        """Return the nearest changed file that counts for a package, and the folders that lead to it, its own last."""
        ways: dict[str, tuple[str, ...]] = {folder: ()}
        waiting = [folder]
        for at in waiting:
            tests = at == folder
            gone = (path for path in sorted(changed) if (dirname(path) or ".") == at and path.endswith(BUILT))
            here = self._folders.of(at, tests=tests)
            hit = next((entry.path for entry in here.files if entry.path in changed), next(gone, ""))
            if hit:
                return (hit, *ways[at])
            for path in here.imports:
                for below in self._imports.of(path):
                    if below not in ways:
                        ways[below] = (below, *ways[at])
                        waiting.append(below)
        return (*(entry.path for entry in self._folders.entries if entry.path in changed and _is_common(entry)),)[:1]

    def bound(self, folder: str) -> bool:
        """Whether build constraints, or go.mod's ``ignore``, may leave nothing of a package that is not named alone."""
        return self._imports.ignoring or not any(
            sure(path, source) for path, source in self._folders.go(folder, tests=False)
        )

    def joined(self, folders: frozenset[str]) -> frozenset[str]:
        """Add the packages beneath these that Go builds for others as it does for themselves.

        That is those of which it is not sure that a test within makes another package of them (``go help test``). Where
        it cannot be told what lies beneath, all packages are returned.
        """
        found, waiting, seen = set(folders), [*folders], set(folders)
        for at in waiting:
            imports = self._folders.of(at, tests=at in found).imports
            if self._imports.linked(at) or self._returns(at, imports):
                return frozenset(self._homes)
            for path in imports:
                new = [folder for folder in self._imports.of(path) if folder not in seen]
                seen.update(new)
                waiting += new
                found.update(folder for folder in new if not self._tested_within(folder))
        return frozenset(found & self._homes.keys())

    def _tested_within(self, folder: str) -> bool:
        return any(
            path.endswith("_test.go") and source.within and sure(path, source)
            for path, source in self._folders.go(folder, tests=True)
        )

    def _make_node(self, folder: str) -> None:
        """Make the node of a folder, all below it first: a chain of imports may be longer than Python's stack."""
        waiting, begun = [folder], set[str]()
        while waiting:
            top = waiting[-1]
            imports = () if top in self._nodes or top in begun else self._folders.of(top, tests=False).imports
            begun.add(top)
            below = {found for path in imports for found in self._imports.of(path) if found not in self._nodes} - begun
            if below:
                waiting += below
                continue
            waiting.pop()
            if top not in self._nodes:
                self._nodes[top] = self._node_of(top, tests=False)

    def _node_of(self, folder: str, *, tests: bool) -> _Node:
        here = self._folders.of(folder, tests=tests)
        found = {each for path in here.imports for each in self._imports.of(path)}
        # Go forbids a cycle; what stands in one that only seems to be there depends on the whole tree.
        below = {self._nodes.get(each) or _Node(self._whole, reaches=True) for each in found}
        whole = here.opaque or self._imports.linked(folder) or self._returns(folder, here.imports)
        made = digest(
            folder,
            "\0".join(self._homes.get(folder, ())),
            "\0".join(f"{mode} {oid} {path}" for mode, oid, path in here.files),
            " ".join(sorted([node.digest for node in below])),
            self.common,
            self._whole if whole else "",
        )
        reaches = not self._reaching.isdisjoint(here.imports) or any(node.reaches for node in below)
        return _Node(made, reaches)

    @cached_property
    def _whole(self) -> str:
        return digest(self._folders.entries)

    def _returns(self, folder: str, imports: Iterable[str]) -> bool:
        """Whether a way leads from a folder's imports to a module elsewhere, and from there back into the tree."""
        home = self._homes[folder].module if folder in self._homes else "."
        return not self._imports.leading_away(home).isdisjoint(imports) and self._come_back()


def _is_common(entry: Entry) -> bool:
    name = entry.path.rpartition("/")[2]
    return name in COMMON or name.endswith(PROFILE) or "/vendor/" in f"/{entry.path}/"


def _reaches(path: str) -> bool:
    return any(path == name or (name.endswith("/") and path.startswith(name)) for name in REACHING)
