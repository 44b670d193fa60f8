"""What Go finds in each folder of a tree, with its tests or without: imports, and files that it may build or embed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from gotasks.core.source import Source, embeds
from gotasks.core.tree import LINK, Entry

COMPILED = (
    *(".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx", ".f", ".F", ".for", ".f90"),
    *(".s", ".S", ".sx", ".swig", ".swigcxx", ".syso"),
)
"""What Go compiles beside Go files (``go doc go/build.Package``); it may include files from anywhere."""

BUILT = (".go", *COMPILED)

TEST = "_test.go"


class Folder(NamedTuple):
    """What stands in a folder: ``imports``, and the files that Go may compile or embed.

    ``opaque`` says that nobody can tell here what a package is made of.
    """

    imports: tuple[str, ...]
    files: tuple[Entry, ...]
    opaque: bool


class Folders:
    """The folders of a tree; ``sources`` are its Go files by path."""

    def __init__(self, entries: Iterable[Entry], sources: Mapping[str, Source]) -> None:
        # What lies below a folder stands together there.
        self.entries = sorted(entries, key=_path)
        self._sources = sources
        self._files: dict[str, list[Entry]] = {}
        for entry in self.entries:
            self._files.setdefault(entry.path.rpartition("/")[0] or ".", []).append(entry)
        self._looked = cache(self._look)

    def of(self, folder: str, *, tests: bool) -> Folder:
        """Return what stands in a folder."""
        return self._looked(folder)[tests]

    def go(self, folder: str, *, tests: bool) -> Iterator[tuple[str, Source]]:
        """Yield the Go files of a folder."""
        for entry in self._files.get(folder, ()):
            if entry.path in self._sources and (tests or not entry.path.endswith(TEST)):
                yield entry.path, self._sources[entry.path]

    def _look(self, folder: str) -> tuple[Folder, Folder]:
        entries = self._files.get(folder, [])
        code = [entry for entry in entries if not entry.path.endswith(TEST)]
        alone = self._read(folder, code)
        return alone, alone if len(code) == len(entries) else self._read(folder, entries)

    def _read(self, folder: str, entries: Iterable[Entry]) -> Folder:
        # One loop, because a tree may have thousands of folders.
        imports: dict[str, None] = {}
        patterns: set[str] = set()
        files, opaque = [], False
        for entry in entries:
            if entry.path.endswith(BUILT):
                files.append(entry)
                opaque = opaque or not entry.path.endswith(".go")
            if source := self._sources.get(entry.path):
                imports.update(dict.fromkeys(source.imports))
                patterns.update(source.embeds)
                opaque = opaque or bool(source.elsewhere)
        if patterns:
            files += self._embedded(folder, patterns)
        opaque = opaque or "C" in imports or any(entry.mode == LINK for entry in files)
        return Folder((*imports,), (*files,), opaque)

    def _embedded(self, folder: str, patterns: set[str]) -> Iterator[Entry]:
        above = "" if folder == "." else f"{folder}/"
        for at in range(bisect_left(self.entries, above, key=_path), len(self.entries)):
            entry = self.entries[at]
            if not entry.path.startswith(above):
                break
            if embeds(patterns, entry.path[len(above) :]):
                yield entry


def _path(entry: Entry) -> str:
    return entry.path
