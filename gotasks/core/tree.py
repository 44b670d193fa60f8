"""The entries of a git tree, and the Go modules and packages among them, without Go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath

REGULAR = frozenset({"100644", "100755"})
GITLINK = "160000"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of ``git ls-tree -r``; bytes of the path that are not UTF-8 are surrogate-escaped."""

    mode: str
    oid: str
    path: str


@dataclass(frozen=True, slots=True)
class Module:
    """A Go module: its folder in the tree (``.`` at the root) and what its go.mod says.

    ``work`` is the go.work file that uses it, or empty; ``outside`` are the local replacements that lead out of
    the tree, as written; ``requires`` are the module versions to have at hand, as (path, version).
    """

    folder: str
    path: str
    go: str = ""
    work: str = ""
    outside: tuple[str, ...] = ()
    requires: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A folder with Go files, by its import path."""

    folder: str
    path: str
    module: str


def parse_entries(listing: bytes) -> tuple[Entry, ...]:
    """Read the output of ``git ls-tree -r -z``."""
    entries = []
    for line in listing.split(b"\0")[:-1]:
        meta, _, path = line.partition(b"\t")
        mode, _, oid = meta.decode("ascii").split(" ")
        entries.append(Entry(mode, oid, path.decode("utf-8", "surrogateescape")))
    return tuple(entries)


def ignored(path: str, exclude: Iterable[str] = ()) -> bool:
    """Whether Go tools, by ``go help packages``, or the setting ``exclude`` pass over the folder of this path."""
    folders = path.split("/")[:-1]
    if any(name in {"testdata", "vendor"} or name[0] in "_." for name in folders):
        return True
    heads = ["/".join(folders[: depth + 1]) for depth in range(len(folders))]
    return any(fnmatchcase(head, pattern.rstrip("/")) for pattern in exclude for head in heads)


def go_files(entries: Iterable[Entry], exclude: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the paths of all Go files that a Go tool may read, in the tree's order."""
    return tuple(
        entry.path
        for entry in entries
        if entry.path.endswith(".go")
        and entry.mode in REGULAR
        and entry.path.rpartition("/")[2][0] not in "_."
        and not ignored(entry.path, exclude)
    )


def find_modules(
    entries: Iterable[Entry], read: Callable[[Entry], str], exclude: Iterable[str] = ()
) -> tuple[Module, ...]:
    """Return the modules of a tree, outermost first. ``read`` gives the text of an entry's blob."""
    files = {entry.path: entry for entry in entries if entry.mode in REGULAR and not ignored(entry.path, exclude)}
    uses = {
        normpath(join(dirname(path), use)): path
        for path, entry in files.items()
        if path.rpartition("/")[2] == "go.work"
        for use in _directives(read(entry)).get("use", [])
    }
    found = [_module(path, read(entry), uses) for path, entry in files.items() if path.rpartition("/")[2] == "go.mod"]
    return tuple(sorted(found, key=lambda module: (module.folder != ".", module.folder)))


def find_packages(modules: Iterable[Module], files: Iterable[str]) -> tuple[Package, ...]:
    """Return the folders that hold Go files, each with the module it lies in; a folder outside all modules is none."""
    by_folder = {module.folder: module for module in modules}
    packages = []
    for folder in sorted({dirname(path) or "." for path in files}):
        home = folder
        while home not in by_folder and home != ".":
            home = dirname(home) or "."
        if home in by_folder:
            module = by_folder[home]
            below = folder if home == "." else folder[len(home) + 1 :]
            path = module.path if folder == home else f"{module.path}/{below}"
            packages.append(Package(folder, path, module.folder))
    return tuple(packages)


def _module(file: str, text: str, uses: dict[str, str]) -> Module:
    folder = dirname(file) or "."
    lines = _directives(text)
    replaced = [line.partition("=>") for line in lines.get("replace", [])]
    local = [new.strip() for _, _, new in replaced if new.strip().startswith((".", "/"))]
    outside = tuple(
        path for path in local if path.startswith("/") or normpath(join(folder, path)).split("/")[0] == ".."
    )
    return Module(
        folder,
        next(iter(lines.get("module", [])), ""),
        next(iter(lines.get("go", [])), ""),
        uses.get(normpath(folder), ""),
        outside,
        _requires(lines.get("require", []), replaced),
    )


def _requires(lines: list[str], replaced: list[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    """Pair each required module with its version after ``replace``; what a local folder replaces is left out."""
    swaps = {tuple(old.split()): new.split() for old, _, new in replaced}
    wanted = []
    for line in lines:
        path, version = [*line.split(), ""][:2]
        new = swaps.get((path, version)) or swaps.get((path,)) or [path, version]
        if len(new) == 2:  # noqa: PLR2004 - a path and a version; a local folder stands alone
            wanted.append((new[0], new[1]))
    return tuple(wanted)


def _directives(text: str) -> dict[str, list[str]]:
    """Read the directives of a go.mod or go.work file (https://go.dev/ref/mod#go-mod-file-lexical), less comments."""
    found: dict[str, list[str]] = {}
    block = ""
    for raw in text.splitlines():
        line = re.sub(r"//.*", "", raw).strip().replace('"', "").replace("`", "")
        if not line:
            continue
        if block:
            if line == ")":
                block = ""
            else:
                found.setdefault(block, []).append(line)
            continue
        verb, _, rest = line.partition(" ")
        verb, rest = (verb[:-1], "(") if verb.endswith("(") else (verb, rest.strip())
        if rest == "(":
            block = verb
        else:
            found.setdefault(verb, []).append(rest)
    return found
