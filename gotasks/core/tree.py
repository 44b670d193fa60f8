"""The entries of a git tree, and the Go modules and packages among them, without Go."""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import cache
from posixpath import dirname, join, normpath
from typing import NamedTuple

from gotasks.core import modfile

REGULAR = frozenset({"100644", "100755"})
LINK = "120000"
GITLINK = "160000"


CONFIGURATION = frozenset(
    [
        "gotasks.toml",
        "gotasks_tasks.py",
        "staticcheck.conf",
        ".golangci.yml",
        ".golangci.yaml",
        ".golangci.toml",
        ".golangci.json",
        ".gitleaks.toml",
        ".gitleaksignore",
    ]
)
"""Names of files, in any folder, that say how code is judged: the judged tree's hold for the baseline too."""


class Entry(NamedTuple):
    """One line of ``git ls-tree -r``; bytes of the path that are not UTF-8 are surrogate-escaped."""

    mode: str
    oid: str
    path: str


class Module(NamedTuple):
    """A Go module: its folder in the tree (``.`` at the root) and what its go.mod says.

    ``work`` is the go.work file that uses it, or empty; ``outside`` are the local replacements that lead to what is
    not there, out of the tree, relative to its top, and ``local`` all of them; ``requires`` are the module versions
    to have at hand, as (path, version); ``tools`` the packages of its ``tool`` lines; ``ignores`` the folders of its
    ``ignore`` lines: one that is named ``./x`` lies at ``x`` below the module, another at any depth.
    """

    folder: str
    path: str
    go: str = ""
    work: str = ""
    outside: tuple[str, ...] = ()
    requires: tuple[tuple[str, str], ...] = ()
    local: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()

    def gowork(self, root: str) -> tuple[str, str]:
        """Return GOWORK and its value, always said so that nothing above ``root``, the checkout, counts."""
        return "GOWORK", f"{root}/{self.work}" if self.work else "off"


class Package(NamedTuple):
    """A folder with Go files, by its import path."""

    folder: str
    path: str
    module: str


def parse_entries(listing: bytes) -> tuple[Entry, ...]:
    """Read the output of ``git ls-tree -r -z``."""
    entries = []
    for line in listing.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        meta, _, path = line.partition("\t")
        mode, _, oid = meta.split(" ")
        entries.append(Entry(mode, oid, path))
    return tuple(entries)


def collision(entries: Iterable[Entry]) -> tuple[str, str] | None:
    """Return two paths, of files or folders, that are one where neither case nor the form of accents counts."""
    from unicodedata import normalize  # noqa: PLC0415 - for file systems that take two names for one

    spelled: dict[str, str] = {}
    for entry in entries:
        path = entry.path
        while path:
            other = spelled.setdefault(normalize("NFC", path).casefold(), path)
            if other != path:
                return other, path
            path = dirname(path)
    return None


def ignored(path: str, exclude: Iterable[str] = ()) -> bool:
    """Whether Go tools, by ``go help packages``, or the setting ``exclude`` pass over the folder of this path."""
    return _passed_over(path.rpartition("/")[0], tuple(exclude))


@cache
def _passed_over(folder: str, exclude: tuple[str, ...]) -> bool:
    folders = folder.split("/") if folder else []
    if any(name in {"testdata", "vendor"} or name[0] in "_." for name in folders):
        return True
    heads = ["/".join(folders[: depth + 1]) for depth in range(len(folders))]
    return any(fnmatchcase(head, pattern.rstrip("/")) for pattern in exclude for head in heads)


def all_folders(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the folders of a tree, less its root."""
    found = {entry.path.rpartition("/")[0] for entry in entries}
    for folder in [*found]:
        above = folder.rpartition("/")[0]
        while above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return frozenset(found - {""})


def go_files(entries: Iterable[Entry], exclude: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the paths of all Go files that a Go tool may read, in the tree's order."""
    modes, shut = {*REGULAR, LINK}, tuple(exclude)
    found = []
    for mode, _, path in entries:
        if path.endswith(".go") and mode in modes:
            folder, _, name = path.rpartition("/")
            if name[0] not in "_." and not _passed_over(folder, shut):
                found.append(path)
    return tuple(found)


def is_source(entry: Entry) -> bool:
    """Whether an entry is a Go file by its name, wherever it lies."""
    return entry.path.endswith(".go") and entry.mode in REGULAR


def find_modules(
    entries: Iterable[Entry], read: Callable[[Entry], str], exclude: Iterable[str] = ()
) -> tuple[Module, ...]:
    """Return the modules of a tree, outermost first. ``read`` gives the text of an entry's blob."""
    named = (entry for entry in entries if entry.path.rpartition("/")[2] in {"go.mod", "go.work"})
    files = {entry.path: entry for entry in named if entry.mode in REGULAR and not ignored(entry.path, exclude)}
    works = {path: modfile.directives(read(entry)) for path, entry in files.items() if path.endswith("go.work")}
    uses = {normpath(join(dirname(path), use)): path for path, lines in works.items() for use in lines.get("use", [])}
    found = []
    for path, entry in files.items():
        if path.rpartition("/")[2] == "go.mod":
            work = uses.get(dirname(path) or ".", "")
            module = _module(dirname(path) or ".", modfile.directives(read(entry)))
            beyond = _outside(dirname(work), works[work]) if work else ()
            found.append(module._replace(work=work, outside=(*module.outside, *beyond)))
    return tuple(sorted(found, key=lambda module: (module.folder != ".", module.folder)))


def find_packages(modules: Iterable[Module], files: Iterable[str]) -> tuple[Package, ...]:
    """Return the folders that hold Go files, each with the module it lies in; a folder outside all modules is none."""
    by_folder = {module.folder: module for module in modules}
    packages = []
    for folder in sorted({path.rpartition("/")[0] or "." for path in files}):
        home = folder
        while home not in by_folder and home != ".":
            home = dirname(home) or "."
        if home in by_folder:
            module = by_folder[home]
            below = folder if home == "." else folder[len(home) + 1 :]
            path = module.path if folder == home else f"{module.path}/{below}"
            packages.append(Package(folder, path, module.folder))
    return tuple(packages)


def _outside(folder: str, lines: modfile.Directives) -> tuple[str, ...]:
    return tuple(path for path in modfile.named(folder, lines) if modfile.leads_out(path))


def _module(folder: str, lines: modfile.Directives) -> Module:
    return Module(
        folder,
        modfile.first(lines, "module"),
        modfile.first(lines, "go"),
        outside=_outside(folder, lines),
        requires=modfile.requires(lines),
        local=modfile.local(lines),
        tools=tuple(lines.get("tool", [])),
        ignores=tuple(path.rstrip("/") for path in lines.get("ignore", [])),
    )
