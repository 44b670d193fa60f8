"""Folders beside the checkout, for what Go finds at ``../NAME``: laid there exactly, and removed when not asked for."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from gotasks.core.tree import Entry
from gotasks.edge import files
from gotasks.edge.git import Git, make_private, private_environ

RAW = "-text -ident -filter !working-tree-encoding"
"""Attributes with which git writes a file as it is stored (gitattributes(5))."""


class Beside(NamedTuple):
    """The folders beside the checkout ``root``, with the git folder that their indexes lie in."""

    git_dir: Path
    root: Path
    object_format: str
    objects: tuple[str, ...]
    environ: Mapping[str, str]

    def git(self, name: str) -> Git:
        """Return git with one of the folders as its work tree."""
        top = str(self.root.parent / name)
        said = {"GIT_DIR": str(self.git_dir), "GIT_WORK_TREE": top, "GIT_INDEX_FILE": str(self._index(name))}
        return Git(top, private_environ(self.environ, **said))

    def _index(self, name: str) -> Path:
        return self.git_dir / f"index-{os.fsencode(name).hex()[:200]}"

    def prepare(self, name: str) -> None:
        """Make what is missing, and remove what a killed run left."""
        if not (self.git_dir / "info" / "attributes").is_file():
            files.remove(self.git_dir)
            make_private(self.git_dir, self.environ, self.object_format, list(self.objects))
            (self.git_dir / "info").mkdir(exist_ok=True)
            files.write_atomically(self.git_dir / "info" / "attributes", f"* {RAW}\n".encode())
        self._index(name).with_suffix(".lock").unlink(missing_ok=True)
        top = self.root.parent / name
        if os.path.islink(top) or not top.is_dir():
            files.remove(top)
            top.mkdir()


def lay(place: Beside, wanted: Iterable[Entry]) -> None:
    """Make the folders beside the checkout equal to the trees that are wanted, and remove all others."""
    trees = {entry.path.rpartition("/")[2]: entry.oid for entry in wanted}
    for path in place.root.parent.iterdir():
        if path.name not in {place.root.name, *trees}:
            files.remove(path)
    for name, tree in trees.items():
        place.prepare(name)
        git = place.git(name)
        git("clean", "-ffdxq")
        git("read-tree", "-u", "--reset", tree)
        git("clean", "-ffdxq")


def changed(place: Beside) -> set[str]:
    """Return the files beside the checkout that were changed or written."""
    found = set()
    for path in place.root.parent.iterdir():
        if path != place.root:
            listing = place.git(path.name)("ls-files", "-z", "--modified", "--deleted", "--others")
            found |= {f"../{path.name}/{os.fsdecode(name)}" for name in listing.split(b"\0") if name}
    return found


def raw(path: str) -> str:
    """Return a path as a pattern of a gitattributes file that only it matches; a folder's ends with a slash."""
    escaped = "".join(f"\\{letter}" if letter in "\\*?[" else letter for letter in path)
    quoted = escaped.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"/{quoted}{"**" if path.endswith("/") else ""}"'
