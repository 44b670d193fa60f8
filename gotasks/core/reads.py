"""What a part rests on beside its key: the paths of the tree that a test was seen to read. Pure.

Its log tells of them (``core.testlog``), and the times of access (``edge/accessed.py``).
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from posixpath import dirname
from typing import NamedTuple

from gotasks.core.folders import BUILT
from gotasks.core.keys import digest
from gotasks.core.tree import GITLINK, LINK, Entry

ABSENT = "absent"
PROGRAM = "100755"
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

LISTEN, DEAF = "/listen", "/deaf"
"""The paths that stand for nothing: they say that listening to what tests start tells more of them, or would; or that
somebody has listened, and it told nothing."""

SIZELESS = "/sizeless"
"""The path that says, beside BLIND, that nobody asked for the size or time of what he did not read, but of Go files."""

NOTES = frozenset({MADE, SIZELESS})
"""What says how a part was seen to read, and nothing on which it rests."""

NAMES = "/*"
"""The end of a folder's path of which only the names and modes count."""

SOURCES = "/**"
"""The end of a folder's path of which the names and modes count, and the files that Go may build of."""


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
        self._entries = tuple(entries)

    @cached_property
    def _files(self) -> dict[str, Entry]:
        return {entry.path: entry for entry in self._entries}

    @cached_property
    def _programs(self) -> set[str]:
        return {path.rpartition("/")[2] for path, entry in self._files.items() if entry.mode == PROGRAM}

    @cached_property
    def _folders(self) -> dict[str, set[tuple[str, str, str]]]:
        """Names, modes and contents, by folder; a folder in it has neither of the last two."""
        found: dict[str, set[tuple[str, str, str]]] = {".": set()}
        for entry in self._files.values():
            item = (entry.path.rpartition("/")[2], entry.mode, entry.oid)
            above = dirname(entry.path) or "."
            while item not in found.setdefault(above, set()):
                found[above].add(item)
                if above == ".":
                    break
                item = (above.rpartition("/")[2], "", "")
                above = dirname(above) or "."
        return found

    def state(self, path: str) -> str:
        """Return what is at a path: a file's mode and content, a folder's names and files, or ABSENT.

        BLIND is asked about for all that times of access do not tell, which is what a child process may look at without
        reading it: whether a file is there and its mode. A path that ends with a slash is asked about for what it is
        alone: a folder is one whatever lies in it; one that ends with NAMES or SOURCES for what is in it.
        """
        if path == WHOLE or (self._own and path.split("/", maxsplit=1)[0] == self._own):
            return self._content
        if path in {BLIND, CODE, LISTEN, DEAF}:
            return self._of_all(path)
        if path.endswith((NAMES, SOURCES)):
            return self._listed(path)
        if path.endswith("/"):
            return "folder" if path[:-1] in self._folders else self.state(path[:-1])
        if path in self._files:
            return f"{self._files[path].mode} {self._files[path].oid}"
        return digest(sorted(self._folders[path])) if path in self._folders else self._absent(path)

    def _of_all(self, path: str) -> str:
        """Return the state of what stands for no path, which is made once."""
        if path in {LISTEN, DEAF}:
            return ""
        if path not in self._known:
            self._known[path] = self._looked_at() if path == BLIND else self._built_of()
        return self._known[path]

    def _listed(self, path: str) -> str:
        folder, _, counts = path.rpartition("/")
        built = BUILT if counts == SOURCES[1:] else ()
        rows = self._folders.get(folder, ())
        return digest(sorted((name, mode, oid if name.endswith(built) else "") for name, mode, oid in rows))

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
        """Return what the opening of a path by a test itself means: in a folder it saw names and modes.

        Whose size it asks for, the log tells too. A folder that nobody listed was only gone through: so
        ``os.RemoveAll`` opens the one in which it removes something.
        """
        if path in self.unlisted:
            return f"{path}/"
        return f"{path}{NAMES}" if f"{path}{NAMES}" in self.paths else path


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

        What nobody knows who read it counts for all, and what was read at all for those that look past their log.
        """
        return {
            name: (*map(self.accessed.opened, paths), *(self._past_log(paths) if BLIND in paths else self.loose))
            for name, paths in self.seen.items()
        }

    def _past_log(self, paths: tuple[str, ...]) -> Iterable[str]:
        """Yield what was read at all. A folder that was listed counts with its files.

        Somebody may have asked for their sizes. Where nobody did, Go itself may have, of what it builds of.
        """
        counts = SOURCES if SIZELESS in paths else ""
        return (path.removesuffix(NAMES) + counts * path.endswith(NAMES) for path in self.accessed.paths)

    def mingled(self) -> frozenset[str]:
        """Return the packages whose tests may have met what another's left, or took away again."""
        told, accessed = self.told(), self.accessed
        if self.clean and len(told) == 1:
            return frozenset()
        above = {dirname(path.rstrip("/")) or "." for path in accessed.left}
        unseen = {MADE, *above, *((BLIND, WHOLE) if above or accessed.stirred or not self.clean else ())}
        looked = {name: {path.removesuffix(NAMES).removesuffix(SOURCES) for path in told[name]} for name in told}
        return frozenset(name for name in told if accessed.met or not unseen.isdisjoint(looked[name]))


def rests(steps: Iterable[Ran]) -> dict[str, tuple[str, ...]]:
    """Return on which paths each package's tests rest, by the steps in which they ran, one after the other.

    A test that may have met what another one left, or took away again, rests on all that any of them rests on, and on
    the code of all.
    """
    told: dict[str, tuple[str, ...]] = {}
    mingled: set[str] = set()
    for step in steps:
        told |= {name: tuple(path for path in paths if path not in NOTES) for name, paths in step.told().items()}
        mingled |= step.mingled()
    every = {path for paths in told.values() for path in paths} - {BLIND, LISTEN, DEAF}
    all_of_them = (BLIND, CODE, *sorted(every)) if len(every) < MOST else (WHOLE,)
    heard = {name: [path for path in paths if path in {LISTEN, DEAF}] for name, paths in told.items()}
    return {name: (*all_of_them, *heard[name]) if name in mingled else paths for name, paths in told.items()}
