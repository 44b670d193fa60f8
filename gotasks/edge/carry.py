"""``carry``: files of the working tree that the judged tree lacks, and folders beside the repository.

They are stored byte for byte among our own objects; the working tree is only read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath

from gotasks.core.errors import NotJudgedError
from gotasks.core.tree import LINK, Entry
from gotasks.edge.trees import UNTRACKED_BYTES, UNTRACKED_FILES, Trees

FOLDER = "040000"
BESIDE = "../"


def within(trees: Trees, patterns: Sequence[str], where: str) -> tuple[Entry, ...]:
    """Return what the patterns below the top match, files in folders included; ``where`` is the setting's line.

    Raises NotJudgedError for a pattern that matches nothing, and for what cannot be carried.
    """
    paths: dict[str, None] = {}
    for pattern in patterns:
        if not pattern.startswith(BESIDE):
            found = [path for match in _matches(trees.repository.top, pattern, where) for path in match]
            if not found:
                raise _missing(where, pattern)
            paths |= dict.fromkeys(found)
    return tuple(_stored(trees, trees.repository.top, sorted(paths), where))


def beside(trees: Trees, patterns: Iterable[str], where: str) -> tuple[Entry, ...]:
    """Return the folders beside the repository that are named, each as a tree with the path ``../NAME``."""
    found = []
    for pattern in sorted({pattern.rstrip("/") for pattern in patterns if pattern.startswith(BESIDE)}):
        top = normpath(join(trees.repository.top, pattern))
        if top == trees.repository.top:
            raise NotJudgedError(f"{where}: {pattern} is this repository itself")
        if not os.path.isdir(top) or os.path.islink(top):
            raise _missing(where, pattern, "no folder")
        entries = _stored(trees, top, list(_below(top, "")), f"{where}: {pattern}")
        found.append(Entry(FOLDER, trees.compose("", {entry.path: entry for entry in entries}), pattern))
    return tuple(found)


def joined(carried: Iterable[Entry], entries: Iterable[Entry]) -> dict[str, Entry | None]:
    """Return the carried files that a tree of ``entries`` lacks; what it has stays, as does a file above or below."""
    carried = tuple(carried)
    if not carried:
        return {}
    taken = {entry.path for entry in entries}
    folders = {above for path in taken for above in _above(path)}
    return {
        entry.path: entry
        for entry in carried
        if entry.path not in taken and entry.path not in folders and taken.isdisjoint(_above(entry.path))
    }


def _matches(top: str, pattern: str, where: str) -> Iterator[list[str]]:
    """Yield for each match of a pattern the files that it stands for. Folders are not entered through links."""
    found = [""]
    names = pattern.rstrip("/").split("/")
    for depth, name in enumerate(names):
        found = [join(folder, each) for folder in found for each in _listed(os.path.join(top, folder), name)]
        for path in found if depth < len(names) - 1 else ():
            if os.path.islink(os.path.join(top, path)):
                raise NotJudgedError(
                    f"{where}: {path} is a symbolic link, so {pattern!r} leads elsewhere: name a folder"
                )
        if depth < len(names) - 1:
            found = [path for path in found if os.path.isdir(os.path.join(top, path))]
    for path in found:
        full = os.path.join(top, path)
        yield list(_below(top, path)) if os.path.isdir(full) and not os.path.islink(full) else [path]


def _listed(folder: str, name: str) -> list[str]:
    return sorted(each for each in _names(folder) if each != ".git" and fnmatchcase(each, name))


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError as error:
        raise NotJudgedError(f"carry: cannot read {folder}: {error.strerror}") from None


def _below(top: str, folder: str) -> Iterator[str]:
    """Yield the files and links of a folder, at any depth, relative to ``top``; what is git's is left out."""
    for name in _names(os.path.join(top, folder)):
        path = join(folder, name)
        full = os.path.join(top, path)
        if name == ".git":
            continue
        if os.path.isdir(full) and not os.path.islink(full):
            yield from _below(top, path)
        else:
            yield path


def _stored(trees: Trees, top: str, paths: list[str], where: str) -> list[Entry]:
    """Store files and links among our objects, and return their entries."""
    try:
        states = {path: os.lstat(os.path.join(top, path)) for path in paths}
        _refuse_much(states, where)
        files = [path for path in paths if stat.S_ISREG(states[path].st_mode)]
        blobs = dict(zip(files, trees.store(os.path.join(top, path) for path in files), strict=True)) if files else {}
        return [_entry(trees, top, path, states[path], blobs, where) for path in paths]
    except OSError as error:
        raise NotJudgedError(f"{where}: cannot read {error.filename}: {error.strerror}") from None


def _entry(trees: Trees, top: str, path: str, state: os.stat_result, blobs: dict[str, str], where: str) -> Entry:  # noqa: PLR0913, PLR0917 - what is known of one file
    if path in blobs:
        return Entry("100755" if state.st_mode & stat.S_IXUSR else "100644", blobs[path], path)
    if not stat.S_ISLNK(state.st_mode):
        raise NotJudgedError(f"{where}: {path} is neither a file nor a link, so it cannot be carried")
    target = os.readlink(os.path.join(top, path))
    if normpath(join("/:top:", dirname(path), target)).split("/")[1] != ":top:":
        raise NotJudgedError(
            f"{where}: {path} is a symbolic link that leads out, to {target}: put the file itself there"
        )
    blob = trees.git("hash-object", "-w", "--stdin", stdin=os.fsencode(target))
    return Entry(LINK, blob.decode("ascii").strip(), path)


def _refuse_much(states: dict[str, os.stat_result], where: str) -> None:
    size = sum(state.st_size for state in states.values())
    if len(states) > UNTRACKED_FILES or size > UNTRACKED_BYTES:
        raise NotJudgedError(
            f"{where}: {len(states)} files ({size / 1e6:.0f} MB) are too many to carry: name less "
            f"(the limits are {UNTRACKED_FILES} files and {UNTRACKED_BYTES // 10**6} MB)"
        )


def _missing(where: str, pattern: str, what: str = "nothing") -> NotJudgedError:
    return NotJudgedError(f"{where}: {pattern!r} names {what} that is here: make it first, or take it out of the list")


def _above(path: str) -> Iterator[str]:
    while path := dirname(path):
        yield path
