"""Which files and folders of the checkout anybody has read, by their times of access.

Linux sets a file's time of access when it is read after it was last changed (mount(8), relatime). So what no log of a
test names is seen all the same: what is read before the log begins, by another process, and where a link leads.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NamedTuple

from gotasks.core.reads import NAMES, WHOLE, Accessed
from gotasks.core.tree import GITLINK, Entry

LISTENER = (sys.executable, "-I", "-S", os.path.join(os.path.dirname(__file__), "listen.py"))
"""The words that start who listens to what a program starts; only Linux lets anybody."""

LONG_AGO = 10**18
"""September 2001 in ns: before every change of a file."""

REPOSITORY = (".git/HEAD", ".git/index")
"""What is read of a checkout that is a repository of its own."""


def watch(root: str, entries: Iterable[Entry]) -> Callable[[], Accessed]:
    """Forget who has read the files and listed the folders of a tree, and return what says which were read since.

    Files whose times or modes were set, and folders in which something was made or taken away, count as read: that
    such a thing was possible may be what a test looks at. A file system that keeps no such times tells nothing, and so
    of the whole tree.
    """
    entries = [entry for entry in entries if entry.mode != GITLINK]
    watched = [os.path.join(root, path) for path in (*(entry.path for entry in entries), *REPOSITORY)]
    folders = [os.path.join(root, folder) for folder in _above(entries)]
    for path in (*watched, *folders):
        _forget(path)
    some = [path for path in watched if os.path.isfile(path)][:1]
    if not all(map(_tells, (*some, root))):
        return lambda: Accessed((WHOLE,))
    changed = {path: _times(path).changed for path in watched}
    made = {path: _times(path).made for path in folders}

    def read() -> Accessed:
        files = {path: _times(path) for path in watched}
        seen = [path for path, now in files.items() if (now.read, now.changed) != (LONG_AGO, changed[path])]
        below = {path: _times(path) for path in folders}
        other = [path for path, now in below.items() if (now.read, now.made) != (LONG_AGO, made[path])]
        unlisted = [path for path, now in below.items() if now.read == LONG_AGO and now.made]
        names = (f"{path}{NAMES}" for path in _below(root, other))
        stirred = any(now.made != made[path] for path, now in below.items())
        written = any(now.changed != changed[path] for path, now in files.items())
        return Accessed(
            (*_below(root, seen), *names), frozenset(_below(root, unlisted)), stirred=stirred, written=written
        )

    return read


def met(root: str, left: Iterable[str]) -> bool:
    """Whether somebody may have read what was left in a checkout since it was written, or listed a folder of it.

    What was made and written within one tick of the kernel's clock has the same times as what was read then, too.
    """
    return any(_may_be_read(os.path.join(root, path)) for path in left)


def _may_be_read(path: str) -> bool:
    try:
        found = os.lstat(path)
        below = os.listdir(path) if stat.S_ISDIR(found.st_mode) else ()
    except OSError:
        return True
    return found.st_atime_ns >= found.st_mtime_ns or any(_may_be_read(os.path.join(path, name)) for name in below)


def _below(root: str, paths: Iterable[str]) -> list[str]:
    return [os.path.relpath(path, root) for path in paths]


def _above(entries: Iterable[Entry]) -> set[str]:
    """Return all folders of a tree; the top is the empty one."""
    found = {""}
    for entry in entries:
        folder = os.path.dirname(entry.path)
        while folder not in found:
            found.add(folder)
            folder = os.path.dirname(folder)
    return found


def _tells(path: str) -> bool:
    """Whether a file or folder that is read has another time then; it is forgotten again."""
    _forget(path)
    try:
        if os.path.isdir(path):
            os.listdir(path)
        else:
            with open(path, "rb") as file:
                file.read(1)
    except OSError:
        return False
    told = _times(path).read != LONG_AGO
    _forget(path)
    return told


class _Times(NamedTuple):
    """When something was last read, when a file's content or a folder's names changed, and when anything of it did."""

    read: int = LONG_AGO
    made: int = 0
    changed: int = 0


def _times(path: str) -> _Times:
    """Return the times of what is at a path; what is not there was not read."""
    try:
        found = os.lstat(path)
    except OSError:
        return _Times()
    return _Times(found.st_atime_ns, found.st_mtime_ns, found.st_ctime_ns)


def _forget(path: str) -> None:
    with suppress(OSError):
        found = os.lstat(path)
        # What has not been read since it was last forgotten still has that time.
        if found.st_atime_ns != LONG_AGO:
            os.utime(path, ns=(LONG_AGO, found.st_mtime_ns), follow_symlinks=False)
