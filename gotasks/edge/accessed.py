"""Which files of the checkout anybody has read, by their times of access.

Linux sets a file's time of access when it is read after it was last changed (mount(8), relatime). So what no log of a
test names is seen all the same: what is read before the log begins, by a child process, in C, and where a link leads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress

from gotasks.core.tree import GITLINK, Entry, ignored

LONG_AGO = 10**18
"""September 2001 in ns: before every change of a file."""


def watch(root: str, entries: Iterable[Entry], passed: frozenset[str]) -> Callable[[], tuple[str, ...]]:
    """Forget who has read the files of a tree but ``passed``, and return what says which were read since.

    Of folders those count that Go does not go through by itself. A file system that keeps no such times says nothing.
    """
    paths = [entry.path for entry in entries if entry.path not in passed and entry.mode != GITLINK]
    folders = {path.rpartition("/")[0] for path in paths if ignored(path)}
    watched = [os.path.join(root, path) for path in (*paths, *folders)]
    for path in watched:
        _forget(path)

    def read() -> tuple[str, ...]:
        return tuple(os.path.relpath(path, root) for path in watched if _was_read(path))

    return read


def _forget(path: str) -> None:
    with suppress(OSError):
        found = os.lstat(path)
        # What has not been read since it was last forgotten still has that time.
        if found.st_atime_ns != LONG_AGO:
            os.utime(path, ns=(LONG_AGO, found.st_mtime_ns), follow_symlinks=False)


def _was_read(path: str) -> bool:
    try:
        return os.lstat(path).st_atime_ns != LONG_AGO
    except OSError:
        return False
