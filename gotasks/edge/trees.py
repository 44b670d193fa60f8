"""Takes the tree to be judged: from the index, the working tree or a revision. The user's files are only read.

``git write-tree`` rewrites the index it is given, so it gets a copy; new objects go into a folder of ours.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path

from gotasks.core.errors import NotJudgedError, UsageError
from gotasks.core.task import Tree
from gotasks.core.tree import Entry
from gotasks.edge import files, partial
from gotasks.edge.git import QUIET, Git, GitError, Repository, make_private, private_environ

ALTERNATES = "objects/info/alternates"
"""Where a git folder names the objects that it borrows (gitrepository-layout(5))."""

QUOTED = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
"""What a quoted path may not hold as it is, when git reads paths line by line."""

UNTRACKED_FILES = 10_000
UNTRACKED_BYTES = 200_000_000


class Trees:
    """The trees of a repository, with a private git folder that holds the objects we make."""

    def __init__(self, repository: Repository, folder: Path, environ: Mapping[str, str]) -> None:
        self.repository = repository
        self.environ = environ
        self.folder = folder
        self.git_dir = folder / "git"
        self.git = Git(str(folder), private_environ(environ, GIT_DIR=str(self.git_dir)))
        # A tree is what its id says, and the same few are asked for again and again.
        self.entries = lru_cache(8)(self.git.entries)
        self._prepare()

    def take(self, source: str) -> Tree:
        """Take a tree: ``index``, ``worktree``, or any revision. Raises UsageError for an unknown revision."""
        if source == "index":
            return self._complete(Tree(self._from_index()))
        if source == "worktree":
            return self._complete(Tree(self._from_worktree()))
        return self._complete(self._from_revision(source))

    @cached_property
    def partial(self) -> partial.Partial:
        """The objects that a partial clone left out."""
        return partial.Partial(self.repository, self.git, self.environ)

    @property
    def _lenient(self) -> tuple[str, ...]:
        """The flag with which git writes a tree whose blobs are not here yet, and does not fetch them one by one."""
        return ("--missing-ok",) if self.partial.remotes else ()

    def _complete(self, tree: Tree) -> Tree:
        self.partial.fetch([tree.id])
        return tree

    def compose(self, start: str, changes: Mapping[str, Entry | None]) -> str:
        """Return the tree ``start`` (nothing: the empty one) with some paths set, or taken away where None is given."""
        if start and not changes:
            return start
        nothing = "0" * (64 if self.repository.object_format == "sha256" else 40)
        with files.scratch(self.folder) as folder:
            env = {"GIT_INDEX_FILE": str(folder / "index")}
            if start:
                self.git("read-tree", start, env=env)
            lines = (
                f"{entry.mode} {entry.oid}\t{path}\0" if entry else f"0 {nothing}\t{path}\0"
                for path, entry in sorted(changes.items())
            )
            self.git("update-index", "-z", "--index-info", stdin=os.fsencode("".join(lines)), env=env)
            return os.fsdecode(self.git("write-tree", env=env)).strip()

    def differing(self, old: str, new: str) -> frozenset[str]:
        """Return the paths in which two trees differ; none where one of them is gone."""
        try:
            listing = self.git("diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new)
        except GitError:
            return frozenset()
        return frozenset(os.fsdecode(name) for name in listing.split(b"\0") if name)

    def borrow(self, objects: str) -> None:
        """See the objects of another folder too: those of a submodule."""
        if objects not in self._borrowed():
            with (self.git_dir / ALTERNATES).open("ab") as file:
                file.write(os.fsencode(f"{objects}\n"))

    def store(self, paths: Iterable[str]) -> list[str]:
        """Store files as they are, without any filter, and return their blob ids in order."""
        quoted = ("".join(QUOTED.get(letter, letter) for letter in path) for path in paths)
        listing = os.fsencode("".join(f'"{path}"\n' for path in quoted))
        return os.fsdecode(self.git("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=listing)).split()

    def _borrowed(self) -> list[str]:
        try:
            return os.fsdecode((self.git_dir / ALTERNATES).read_bytes()).splitlines()
        except OSError:
            return []

    def mend(self) -> bool:
        """Make anew what is broken of our git folder, as after a power cut; return whether something was.

        Of the objects those that are broken are removed: git would find them there, and not write them again.
        """
        try:
            broken = self.git.text("rev-parse", "--show-object-format") != self.repository.object_format
        except GitError:
            broken = True
        if broken:
            files.remove(self.git_dir)
            self._prepare()
            return True
        objects = [path for path in (self.git_dir / "objects").glob("??/*") if not _whole(path)]
        for path in objects:
            files.remove(path)
        return bool(objects)

    def _prepare(self) -> None:
        """Make the private git folder, or make it anew when it is broken or belongs to another repository.

        Runs that begin at once all make one, and the first that is in place serves them all.
        """
        if self._ready():
            return
        with files.scratch(self.folder) as temporary:
            fresh = temporary / "git"
            make_private(fresh, self.environ, self.repository.object_format, [self.repository.objects])
            if self._ready():
                return
            if os.path.lexists(self.git_dir):
                files.remove(self.git_dir)
            try:
                fresh.rename(self.git_dir)
            except OSError:
                if not self._ready():
                    raise

    def _ready(self) -> bool:
        borrowed = self._borrowed()
        whole = all((self.git_dir / name).is_file() for name in ("HEAD", "config"))
        return whole and borrowed[:1] == [self.repository.objects]

    def _from_index(self) -> str:
        with self._copied_index() as (private, _):
            try:
                return private.text("write-tree", *self._lenient)
            except GitError as error:
                if "unmerged" in str(error):
                    raise UsageError("the index has unmerged files: resolve the conflicts and git add them") from None
                raise

    def _from_worktree(self) -> str:
        with self._copied_index() as (private, index):
            if any(index.parent.glob("sharedindex.*")):
                # Made whole, because git sets the time of the user's shared index whenever it reads one.
                private("update-index", "--no-split-index")
            env = {
                "GIT_INDEX_FILE": str(index),
                "GIT_OBJECT_DIRECTORY": str(self.git_dir / "objects"),
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": self.repository.objects,
            }
            git = Git(
                self.repository.top,
                {**self.environ, "GIT_DIR": self.repository.git_dir, "GIT_WORK_TREE": self.repository.top},
            )
            self._refuse_flood(git(*QUIET, "ls-files", "--others", "--exclude-standard", "-z", env=env))
            add = (*QUIET, "-c", "core.splitIndex=false", "-c", "advice.addEmbeddedRepo=false", "add", "-A")
            try:
                git(*add, env=env)
            except GitError as error:
                # Files outside of the sparse checkout are in the working tree, too. The flag came with git 2.34.
                if "sparse-checkout" not in str(error):
                    raise
                git(*add, "--sparse", env=env)
            return os.fsdecode(git("write-tree", *self._lenient, env=env)).strip()

    def _from_revision(self, revision: str) -> Tree:
        # Trees of ours too, by their ids: those of an index or a working tree that was judged.
        seen = (str(self.git_dir / "objects"), self.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", ""))
        ours = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(filter(None, seen))}
        git = Git(self.repository.top, {**self.environ, **ours})
        try:
            tree = git.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{tree}}")
        except GitError:
            if revision == "HEAD":
                raise UsageError("there is no commit yet: commit first, or say --tree worktree") from None
            raise UsageError(
                f"--tree: {revision!r} is neither index, worktree nor a revision of this repository"
            ) from None
        try:
            commit = git.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except GitError:
            commit = ""
        return Tree(tree, commit)

    @contextmanager
    def _copied_index(self) -> Iterator[tuple[Git, Path]]:
        """Copy the index, and the shared indexes beside it (``core.splitIndex``), into a git folder of its own."""
        with files.scratch(self.folder) as folder:
            source = Path(self.repository.index_file)
            if source.exists():
                files.copy(source, folder / "index")
            for shared in Path(self.repository.git_dir).glob("sharedindex.*"):
                files.copy(shared, folder / shared.name)
            for name in ("HEAD", "config"):
                files.copy(self.git_dir / name, folder / name)
            (folder / "refs").mkdir()
            environ = private_environ(
                self.environ,
                GIT_DIR=str(folder),
                GIT_INDEX_FILE=str(folder / "index"),
                GIT_OBJECT_DIRECTORY=str(self.git_dir / "objects"),
            )
            yield Git(str(folder), environ), folder / "index"

    def _refuse_flood(self, listing: bytes) -> None:
        """Stop before a forgotten folder of build output is hashed; name the folder that holds most of it."""
        names = [os.fsdecode(name) for name in listing.split(b"\0") if name]
        sizes = {name: _size(os.path.join(self.repository.top, name)) for name in names}
        if len(names) <= UNTRACKED_FILES and sum(sizes.values()) <= UNTRACKED_BYTES:
            return
        heaps: dict[str, list[int]] = {}
        for name, size in sizes.items():
            heaps.setdefault(name.partition("/")[0], []).append(size)
        by_bytes = sum(sizes.values()) > UNTRACKED_BYTES
        worst = max(heaps, key=lambda name: sum(heaps[name]) if by_bytes else len(heaps[name]))
        raise NotJudgedError(
            f"{len(names)} untracked files ({sum(sizes.values()) / 1e6:.0f} MB), most of them in {worst}: "
            f"add it to .gitignore (the limits are {UNTRACKED_FILES} files and {UNTRACKED_BYTES // 10**6} MB)"
        )


def _whole(path: Path) -> bool:
    """Whether a loose object has the content that its name says (gitformat-loose, in git's documentation)."""
    import zlib  # noqa: PLC0415 - only what is broken is looked at

    oid = path.parent.name + path.name
    made = hashlib.sha256() if len(oid) == len(hashlib.sha256().hexdigest()) else hashlib.sha1(usedforsecurity=False)
    unpacked = zlib.decompressobj()
    try:
        with path.open("rb") as packed:
            while data := packed.read(1 << 16):
                made.update(unpacked.decompress(data))
    except (OSError, zlib.error):
        return False
    return path.name.startswith("tmp_obj") or (unpacked.eof and made.hexdigest() == oid)


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0
