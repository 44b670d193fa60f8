"""What a part rests on beside its key: the paths of the tree that a test was seen to read. Pure.

A test binary logs the files that it opens, so that ``go test`` knows when a pass still holds
(https://pkg.go.dev/cmd/go#hdr-Testing, "cached"; internal/testlog). The same log tells which files of the judged tree
a pass rests on, wherever in the tree they lie. The variables that it reads are in the key: all that a check sees are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple

from gotasks.core.keys import digest
from gotasks.core.tree import LINK, Entry

ABSENT = "absent"
PROGRAM = "100755"
FIRST = "# test log\n"
WINDING = re.compile(r"(?:^|/)(?!\.{1,2}/)[^/]+/+\.\.(?:/|$)")
"""A name with ``..`` behind the name of a folder."""

WHOLE = ""
"""The path that stands for all of the tree."""


NAMES = "/*"
"""The end of a folder's path of which only the names count."""


class Files:
    """What lies at each path of a tree, whose ``content`` names all of it.

    With ``repository`` the checkout is one, which is made of the tree: whoever looks into it sees all of that.
    """

    def __init__(self, entries: Iterable[Entry], content: str, *, repository: bool = False) -> None:
        self._content = content
        self._own = ".git" if repository else ""
        self._files = {entry.path: entry for entry in entries}
        self._programs = {path.rpartition("/")[2] for path, entry in self._files.items() if entry.mode == PROGRAM}
        self._folders: dict[str, set[tuple[str, str, str]]] = {".": set()}
        for entry in self._files.values():
            item = (entry.path.rpartition("/")[2], entry.mode, entry.oid)
            above = dirname(entry.path) or "."
            while item not in self._folders.setdefault(above, set()):
                self._folders[above].add(item)
                if above == ".":
                    break
                item = (above.rpartition("/")[2], "", "")
                above = dirname(above) or "."

    def state(self, path: str) -> str:
        """Return what is at a path: a file's mode and content, a folder's names and files, or ABSENT.

        A path that ends with a slash is asked about for what it is alone: a folder is one whatever lies in it; one that
        ends with NAMES for the names in it.
        """
        if path == WHOLE or (self._own and path.split("/", maxsplit=1)[0] == self._own):
            return self._content
        if path.endswith(NAMES):
            return self._listed(path.removesuffix(NAMES))
        if path.endswith("/"):
            return "folder" if path[:-1] in self._folders else self.state(path[:-1])
        if path in self._files:
            return f"{self._files[path].mode} {self._files[path].oid}"
        return digest(sorted(self._folders[path])) if path in self._folders else self._absent(path)

    def _listed(self, folder: str) -> str:
        return digest(sorted((name, mode) for name, mode, _ in self._folders.get(folder, ())))

    def _absent(self, path: str) -> str:
        """Say what is on the way of what is not there: a file or a link, which was none before, is another absence."""
        above = dirname(path)
        while above and above not in self._folders:
            if above in self._files:
                return f"{ABSENT} below {self._files[above].mode} {self._files[above].oid}"
            above = dirname(above)
        return ABSENT

    def started(self, path: str) -> bool:
        """Whether a program of the tree has this name: from another folder it may have been meant."""
        return path.rpartition("/")[2] in self._programs

    def linked(self, path: str) -> bool:
        """Whether a path leads over a symbolic link, so that nobody can tell from its name what was read."""
        while path not in {"", "."}:
            if path in self._files and self._files[path].mode == LINK:
                return True
            path = dirname(path)
        return False

    def states(self, paths: Iterable[str]) -> dict[str, str]:
        """Return the state of each path."""
        return {path: self.state(path) for path in paths}

    def changed(self, states: Mapping[str, str]) -> str | None:
        """Return the first path that is no longer as it was; None where all are."""
        return next((path for path, state in states.items() if self.state(path) != state), None)


class Logged(NamedTuple):
    """The absolute paths that a log names: those that were opened, and those that were only looked for.

    ``relative`` says that some were named from the folder in which the log began, ``winding`` that one went back up
    from a folder that may be a link.
    """

    opened: tuple[str, ...]
    looked: tuple[str, ...]
    relative: bool = False
    winding: bool = False


def parse(log: bytes, folder: str, root: str) -> Logged | None:
    """Read the log of a test in a package's ``folder``; None where it is none, or cut short.

    ``root`` is the absolute path of the checkout.
    """
    text = log.decode("utf-8", "surrogateescape")
    if not text.startswith(FIRST) or not text.endswith("\n"):
        return None
    at = normpath(join(root, folder))
    opened, looked = dict[str, None](), dict[str, None]()
    moved = relative = winding = False
    for line in text[len(FIRST) : -1].split("\n"):
        verb, _, said = line.partition(" ")
        full = normpath(join(at, said))
        winding = winding or bool(WINDING.search(said))
        relative = relative or not (moved or said.startswith("/") or verb not in {"open", "stat"})
        if verb == "open":
            opened[full] = None
        elif verb in {"stat", "chdir"}:
            looked[full] = None
            at, moved = (full, True) if verb == "chdir" else (at, moved)
        elif line and verb != "getenv":
            return None
    return Logged(tuple(opened), tuple(looked), relative, winding)


def paths(logged: Logged, root: str, files: Files) -> tuple[str, ...]:
    """Return the paths of the tree that were read, as ``Files.state`` takes them; WHOLE where a link leads elsewhere.

    What lies outside of the tree is not looked at, as Go does not.
    """
    opened = [path for full in logged.opened if (path := inside(full, root)) is not None]
    looked = [path for full in logged.looked if (path := inside(full, root)) is not None]
    linked = logged.winding or any(files.linked(path) for path in (*opened, *looked))
    return (*((WHOLE,) if linked else ()), *opened, *(f"{path}/" for path in looked))


def inside(path: str, root: str) -> str | None:
    """Return a path relative to the checkout, or None for one outside."""
    if path == root:
        return "."
    return path[len(root) + 1 :] if path.startswith(f"{root}/") else None
