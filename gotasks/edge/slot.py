"""The slot: a private checkout of a tree at a path that stays the same, updated in place.

<cache>/slots/<repository>/git            objects that we made (see trees)
<cache>/slots/<repository>/0/lock         held while a run uses slot 0
<cache>/slots/<repository>/0/judging      the tree it judges
<cache>/slots/<repository>/0/background   held while that run is one in the background (see background)
<cache>/slots/<repository>/0/wanted       held by those for whom it makes way
<cache>/slots/<repository>/0/running      there while a run uses the slot, and after one that was killed
<cache>/slots/<repository>/0/git          its own git folder
<cache>/slots/<repository>/0/attributes   digest of the tree's .gitattributes, when the checkout is whole
<cache>/slots/<repository>/0/beside       a git folder for what lies beside the checkout (see beside)
<cache>/slots/<repository>/0/asked        where Go is asked about itself (see toolchain.lay)
<cache>/slots/<repository>/0/scratch      what commands produce
<cache>/slots/<repository>/0/tree/<name>  the checkout, named like the repository as a clone would be
<cache>/slots/<repository>/0/own          another such checkout, with all that belongs to it, for tests
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from gotasks.core.errors import NotJudgedError
from gotasks.core.keys import digest
from gotasks.core.task import Tree
from gotasks.core.tree import GITLINK, Entry, all_folders, collision
from gotasks.edge import beside, files
from gotasks.edge.beside import RAW, raw
from gotasks.edge.git import NOBODY, Git, GitError, make_private, private_environ

T = TypeVar("T")


class Slot(NamedTuple):
    """A slot that this process holds.

    ``ceiling`` are the folders above which git must not look for a repository: those of both checkouts.
    """

    folder: Path
    number: int
    root: Path
    object_format: str
    objects: tuple[str, ...]
    environ: Mapping[str, str]
    lock: tuple[int, int]
    ceiling: str

    @property
    def scratch(self) -> Path:
        """The folder for what commands produce."""
        return self.folder / "scratch"

    @property
    def asked(self) -> Path:
        """The folder in which Go is asked about itself before the checkout is the tree."""
        return self.folder / "asked"

    def make_own(self) -> "Slot":
        """Make a slot within this one, for a task that may write while others read this one's checkout."""
        folder = self.folder / "own"
        files.make_folder(folder)
        (folder / "lock").touch()
        return self._replace(folder=folder, root=folder / "tree" / self.root.name, lock=identity(folder / "lock"))

    @property
    def git(self) -> Git:
        """Return git in the slot's own folder, with the checkout as its work tree."""
        private = private_environ(
            self.environ,
            GIT_DIR=str(self.folder / "git"),
            GIT_WORK_TREE=str(self.root),
            GIT_CEILING_DIRECTORIES=self.ceiling,  # by which what a killed run left running is found
        )
        return Git(str(self.root), private)

    def check_out(self, tree: Tree, entries: tuple[Entry, ...], *, repository: bool = False) -> None:
        """Make the checkout equal to a plain clone of the tree's content, with nothing produced yet."""
        self.restore(tree, entries, repository=repository)
        self.empty()

    def restore(self, tree: Tree, entries: tuple[Entry, ...], *, repository: bool = False) -> None:
        """Make the checkout equal to a plain clone of the tree's content."""
        with self.restoring(tree, entries, repository=repository) as finish:
            finish()

    @contextmanager
    def restoring(
        self, tree: Tree, entries: tuple[Entry, ...], *, repository: bool = False
    ) -> Iterator[Callable[[], None]]:
        """Begin to restore the checkout, and yield what finishes it: git needs no Python meanwhile.

        With ``repository`` it is one for git too, as a clone would be, with the tree as its only commit. A broken slot
        is made anew, once.
        """
        self._ensure()
        pair = collision(entries) if self._blurs() else None
        if pair:
            raise NotJudgedError(f"{pair[0]} and {pair[1]} are one file here, so the tree cannot be checked out")
        attributes = self._twice(partial(self._begin, tree, entries))
        with self.git.started(*_calls(tree)) as wait:

            def finish() -> None:
                try:
                    wait()
                    self._end(tree, entries, attributes)
                except (GitError, OSError):
                    self._twice(partial(self._update, tree, entries))
                if repository:
                    self._make_repository(tree.content)

            yield finish

    def changed(self) -> tuple[str, ...]:
        """Return the files that differ from the tree by content, and the new ones that the tree does not ignore."""
        self._ensure()
        listing = self.git("ls-files", "-z", "--modified", "--deleted", "--others", "--exclude-standard")
        named = {os.fsdecode(name) for name in listing.split(b"\0") if name}
        return tuple(sorted(named | beside.changed(self._beside)))

    def left(self) -> tuple[str, ...]:
        """Return what lies in the checkout and is not in the tree, ignored or not; folders with a slash."""
        found = self.git("ls-files", "-z", "--others", "--directory", "--no-empty-directory")
        return tuple(os.fsdecode(path) for path in found.split(b"\0") if path)

    def empty(self) -> None:
        """Make the folder anew that commands produce files in."""
        files.remove(self.scratch)
        self.scratch.mkdir()

    def clear(self) -> None:
        """Remove what commands have produced: it may hold secrets of the tree."""
        files.remove(self.scratch)

    @property
    def _beside(self) -> beside.Beside:
        sources = (str(self.folder / "git" / "objects"), *self.objects)
        return beside.Beside(self.folder / "beside", self.root, self.object_format, sources, self.environ)

    def _twice(self, act: Callable[[], T]) -> T:
        """Do something with the checkout; where that fails, once more with a slot that is made anew."""
        try:
            return act()
        except (GitError, OSError):
            try:
                self._discard()
                return act()
            except OSError as error:
                raise NotJudgedError(f"cannot check out the tree into {self.root}: {error.strerror}") from None

    def _update(self, tree: Tree, entries: tuple[Entry, ...]) -> None:
        attributes = self._begin(tree, entries)
        for call in _calls(tree):
            self.git(*call)
        self._end(tree, entries, attributes)

    def _begin(self, tree: Tree, entries: tuple[Entry, ...]) -> str:
        """Prepare for git's calls; return what decides the bytes of the files, by which a whole checkout is known."""
        index, mark = self.folder / "git" / "index", self.folder / "attributes"
        self._prepare()
        (self.folder / "git" / "index.lock").unlink(missing_ok=True)
        attributes = digest(
            [(entry.path, entry.oid) for entry in entries if entry.path.endswith(".gitattributes")],
            self._attribute(tree, entries),
        )
        if not mark.is_file() or mark.read_text() != attributes:
            index.unlink(missing_ok=True)
        mark.unlink(missing_ok=True)
        return attributes

    def _end(self, tree: Tree, entries: tuple[Entry, ...], attributes: str) -> None:
        self._clear_repositories(entries)
        (self.folder / "attributes").write_text(attributes)
        beside.lay(self._beside, tree.beside)

    def _clear_repositories(self, entries: tuple[Entry, ...]) -> None:
        """Remove what git clean passes over: all in a submodule's folder, and repositories among the tree's files."""
        for entry in entries:
            if entry.mode == GITLINK:
                _empty(self.root / entry.path)
        for folder in all_folders(entries):
            if os.path.lexists(made := f"{self.root}/{folder}/.git"):
                files.remove(Path(made))

    def _attribute(self, tree: Tree, entries: tuple[Entry, ...]) -> str:
        """Say which files are as they were brought in, whatever the tree's attributes make of its own."""
        lines = ""
        if any(entry.path.endswith(".gitattributes") for entry in entries):
            lines = "".join(f"{raw(path)} {RAW}\n" for path in tree.asis)
        file = self.folder / "git" / "info" / "attributes"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(os.fsencode(lines))
        return lines

    def _make_repository(self, tree: str) -> None:
        """Make a repository of the checkout's own, thrown away with the next one: tests may write to it."""
        own = self.root / ".git"
        make_private(own, self.environ, self.object_format, [str(self.folder / "git" / "objects"), *self.objects])
        git = Git(str(self.root), private_environ(self.environ, GIT_DIR=str(own), GIT_WORK_TREE=str(self.root)))
        commit = git("commit-tree", tree, "-m", "the judged tree", env=NOBODY)
        git("update-ref", "refs/heads/main", os.fsdecode(commit).strip())
        git("reset", "-q")

    def _blurs(self) -> bool:
        """Whether the file system takes a name in capitals for the same: the slot's ``lock`` is there."""
        return os.path.lexists(self.folder / "LOCK")

    def _ensure(self) -> None:
        """See that the slot is still ours: who deletes the cache deletes the lock, and another run begins here.

        What was seen since then may have been that run's tree.
        """
        if identity(self.folder / "lock") != self.lock:
            raise NotJudgedError(f"{self.folder} was removed while a run used it: run again")

    def _prepare(self) -> None:
        places = (self.root.parent, self.root, self.folder / "git", self.folder / "git" / "objects")
        if any(path.is_symlink() or (path.exists() and not path.is_dir()) for path in places):
            # Through a link git would clean, and write, somebody's files.
            self._discard()
        if os.path.lexists(self.root / ".git"):
            files.remove(self.root / ".git")
        self.root.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "git" / "objects" / "info" / "alternates").is_file():
            self._discard()
            make_private(self.folder / "git", self.environ, self.object_format, list(self.objects))

    def _discard(self) -> None:
        for path in (self.folder / "git", self.folder / "attributes", self.folder / "beside", self.root.parent):
            with suppress(FileNotFoundError):
                files.remove(path)
        self.root.mkdir(parents=True)


def ceiling(folder: Path) -> str:
    """Return the folders of both checkouts of a slot, above which git must not look for a repository."""
    return os.pathsep.join((str(folder / "tree"), str(folder / "own" / "tree")))


def identity(path: Path) -> tuple[int, int]:
    """Return what tells a file from another one at its path later."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


def _calls(tree: Tree) -> Iterable[tuple[str, ...]]:
    """Return the calls of git that make the checkout a tree; where the index is gone the first one empties it.

    It is cleaned before too, because checking out falls back on .gitattributes files that lie about (gitattributes(5)).
    """
    clean = ("clean", "-ffdxq")
    return (clean, ("read-tree", "-u", "--reset", tree.content), clean)


def _empty(folder: Path) -> None:
    """Empty the folder of a submodule, as in a plain clone: git clean does not look into it."""
    if folder.is_dir() and not folder.is_symlink():
        for path in folder.iterdir():
            files.remove(path)
