"""The referee: what a repository holds, file by file. It knows no tool."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.trust.repo import Repo

OWN = re.compile(r"^\.git/(objects|gotasks)(/|$)|^\.git/([^/]+/)*[^/]*(lefthook|lint-staged|lint_staged)[^/]*$")
"""git's objects, and what a tool keeps in the git folder under its own name."""

GITS = re.compile(r"^\.git/(worktrees/[^/]+/)?(COMMIT_EDITMSG|(HEAD|index|refs/.+|next-index-\d+)\.lock)$")
"""What git itself leaves: the message of a commit that did not come to be, and the locks of a git that was killed."""


@dataclass(frozen=True, slots=True)
class State:
    """A file: its mode, its bytes (a link's target), when it was written (ns), and its inode."""

    mode: int
    body: bytes
    time: int = 0
    inode: int = 0


Listing = Mapping[str, State]


def listing(path: Path, *, times: bool = False) -> Listing:
    """Return every file and folder below a path, by its name from there; times and inodes only where asked for."""
    return dict(_files(os.fspath(path), times=times))


def _files(top: str, *, times: bool) -> Iterator[tuple[str, State]]:
    for folder, folders, names in os.walk(top):
        here = os.path.relpath(folder, top)
        kept = {name: os.path.normpath(os.path.join(here, name)) for name in (*folders, *names)}
        folders[:] = [name for name in folders if not OWN.search(kept[name])]
        for name, path in kept.items():
            if not OWN.search(path):
                try:
                    yield path, _state(os.path.join(folder, name), times=times)
                except FileNotFoundError:
                    continue


def _state(file: str, *, times: bool) -> State:
    seen = os.lstat(file)
    if os.path.isdir(file) and not os.path.islink(file):
        return State(seen.st_mode, b"")
    body = os.fsencode(os.readlink(file)) if os.path.islink(file) else Path(file).read_bytes()
    return State(seen.st_mode, body, seen.st_mtime_ns, seen.st_ino) if times else State(seen.st_mode, body)


def changed(before: Listing, after: Listing, ignore: Callable[[str], object] = GITS.search) -> list[str]:
    """Return the paths that came, went or changed, less those to be ignored."""
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path) and not ignore(path))


def entries(repo: Repo) -> str:
    """Return what an index says, whatever its bytes: mode, blob, stage and path, and the flags of each entry."""
    staged = repo.git("ls-files", "--stage", "-z", check=False)
    marked = repo.git("ls-files", "-v", "-t", "-z", check=False)
    debug = re.findall(r"^(\S.*)|flags: (\w+)$", repo.git("ls-files", "--debug", check=False), re.MULTILINE)
    return f"{staged}\n{marked}\n{debug}"


def stash(repo: Repo) -> str:
    """Return the user's stash entries."""
    return repo.git("stash", "list", "--format=%H %gs", check=False)


def holds(folders: list[Path], repo: Repo, marks: list[str]) -> set[str]:
    """Return the marks that stand in any file of the folders or in any object of the repository."""
    texts = [state.body for folder in folders for state in listing(folder).values()]
    said = repo.run("git", "cat-file", "--batch-all-objects", "--batch", "--unordered").stdout
    return {mark for mark in marks if mark in said or any(mark.encode() in text for text in texts)}
