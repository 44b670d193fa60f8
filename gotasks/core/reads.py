"""What a part rests on beside its key: the paths of the tree that a test was seen to read. Pure.

A test binary logs the files that it opens, so that ``go test`` knows when a pass still holds
(https://pkg.go.dev/cmd/go#hdr-Testing, "cached"; internal/testlog). The same log tells which files of the judged tree
a pass rests on, wherever in the tree they lie. The variables that it reads are in the key: all that a check sees are.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple

from gotasks.core.keys import digest
from gotasks.core.tree import GITLINK, LINK, Entry

ABSENT = "absent"
PROGRAM = "100755"
FIRST = "# test log\n"
WINDING = re.compile(r"(?:^|/)(?!\.{1,2}/)[^/]+/+\.\.(?:/|$)")
"""A name with ``..`` behind the name of a folder."""

WHOLE = ""
"""The path that stands for all of the tree."""

BLIND = "/"
"""The path that stands for what nobody sees: which files there are, and their modes."""

CODE = "/go"
"""The path that stands for all that Go itself reads to build the packages of the tree."""

MADE = "//"
"""The path that stands for what is no file of the tree: a test made it, and nobody knows which one."""

MOST = 1000
"""Paths on which an answer rests one by one."""

NAMES = "/*"
"""The end of a folder's path of which only the names count."""


class Files:
    """What lies at each path of a tree, whose ``content`` names all of it.

    With ``repository`` the checkout is one, which is made of the tree: whoever looks into it sees all of that.
    ``compiled()`` are the files that Go itself reads.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        content: str,
        *,
        repository: bool = False,
        compiled: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self._content = content
        self._compiled = compiled
        self._known: dict[str, str] = {}
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

        BLIND is asked about for all that times of access do not tell, which is what a child process may look at without
        reading it: whether a file is there and its mode. A path that ends with a slash is asked about for what it is
        alone: a folder is one whatever lies in it; one that ends with NAMES for the names in it.
        """
        if path == WHOLE or (self._own and path.split("/", maxsplit=1)[0] == self._own):
            return self._content
        if path in {BLIND, CODE}:
            return self._of_all(path)
        if path.endswith(NAMES):
            return self._listed(path.removesuffix(NAMES))
        if path.endswith("/"):
            return "folder" if path[:-1] in self._folders else self.state(path[:-1])
        if path in self._files:
            return f"{self._files[path].mode} {self._files[path].oid}"
        return digest(sorted(self._folders[path])) if path in self._folders else self._absent(path)

    def _of_all(self, path: str) -> str:
        """Return the state of BLIND or CODE, which is made once."""
        if path not in self._known:
            self._known[path] = self._looked_at() if path == BLIND else self._built_of()
        return self._known[path]

    def _listed(self, folder: str) -> str:
        return digest(sorted((name, mode) for name, mode, _ in self._folders.get(folder, ())))

    def _looked_at(self) -> str:
        return digest(
            [
                (path, entry.mode, entry.oid if entry.mode == GITLINK else "")
                for path, entry in sorted(self._files.items())
            ]
        )

    def _built_of(self) -> str:
        files = (self._files.get(path) for path in sorted(self._compiled()))
        return digest([(entry.path, entry.mode, entry.oid) for entry in files if entry])

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


class Accessed(NamedTuple):
    """What the times of a checkout tell: the ``paths`` that somebody read, and the folders that nobody listed.

    ``left`` is what lies there and is not in the tree, and ``met`` says that somebody may have read of it; ``stirred``
    says that something was made or taken away in a folder of the tree, and ``written`` that a file of it was changed.
    """

    paths: tuple[str, ...] = ()
    unlisted: frozenset[str] = frozenset()
    left: tuple[str, ...] = ()
    met: bool = False
    stirred: bool = False
    written: bool = False

    @property
    def spotless(self) -> bool:
        """Whether the checkout is as it was."""
        return not (self.left or self.stirred or self.written)

    def opened(self, path: str) -> str:
        """Return what the opening of a path means: a folder that nobody listed was only gone through.

        So ``os.RemoveAll`` opens the folder in which it removes something.
        """
        return f"{path}/" if path in self.unlisted else path


class Ran(NamedTuple):
    """Tests that ran side by side: what each package's were ``seen`` to read, and what the times told meanwhile.

    ``loose`` was read by nobody knows whom. Before them the checkout was the exact tree where it was ``clean``.
    """

    seen: Mapping[str, tuple[str, ...]]
    loose: tuple[str, ...]
    accessed: Accessed
    clean: bool = True

    def told(self) -> dict[str, tuple[str, ...]]:
        """Return on which paths each package's tests rest by themselves.

        What nobody knows who read it counts for all, and what was read at all for those that look past their log. A
        folder that was listed counts for these with its files: a child ``go list`` knows them again by size and time.
        """
        read = tuple(path.removesuffix(NAMES) for path in self.accessed.paths)
        return {
            name: (*map(self.accessed.opened, paths), *(read if BLIND in paths else self.loose))
            for name, paths in self.seen.items()
        }

    def mingled(self) -> frozenset[str]:
        """Return the packages whose tests may have met what another's left, or took away again."""
        told, accessed = self.told(), self.accessed
        if self.clean and len(told) == 1:
            return frozenset()
        above = {dirname(path.rstrip("/")) or "." for path in accessed.left}
        unseen = {MADE, *above, *((BLIND, WHOLE) if above or accessed.stirred or not self.clean else ())}
        return frozenset(name for name, paths in told.items() if accessed.met or not unseen.isdisjoint(paths))


def rests(steps: Iterable[Ran]) -> dict[str, tuple[str, ...]]:
    """Return on which paths each package's tests rest, by the steps in which they ran, one after the other.

    A test that may have met what another one left, or took away again, rests on all that any of them rests on, and on
    the code of all.
    """
    told: dict[str, tuple[str, ...]] = {}
    mingled: set[str] = set()
    for step in steps:
        told |= {name: tuple(path for path in paths if path != MADE) for name, paths in step.told().items()}
        mingled |= step.mingled()
    every = {path for paths in told.values() for path in paths}
    all_of_them = (BLIND, CODE, *sorted(every - {BLIND})) if len(every) < MOST else (WHOLE,)
    return {name: all_of_them if name in mingled else paths for name, paths in told.items()}


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
