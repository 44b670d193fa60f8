"""Sees what changes in a work tree and in its git folder, at a low priority. The only importer of watchfiles."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from gotasks.core.errors import NotJudgedError, UsageError
from gotasks.edge import files
from gotasks.edge.git import Git, Repository
from gotasks.edge.lock import take

TICK = 100
"""Milliseconds after which whoever watches is asked what else there is to do."""

LOWER = 10
"""By how much our nice value is higher: whoever works gets nine times as much, and we get enough to make way soon."""

OURS = ("gotasks", "objects")
"""Folders of the git folder that change nothing: our own, and what is named by its content."""


def lower() -> None:
    """Give this process, and all that it starts, a low priority."""
    import psutil  # noqa: PLC0415 - 18 ms

    os.nice(LOWER)
    if hasattr(psutil, "IOPRIO_CLASS_BE"):
        with suppress(psutil.Error, OSError):
            # The least of the usual class: an idle one may never get its turn, and would not make way either.
            psutil.Process().ionice(psutil.IOPRIO_CLASS_BE, 7)


@contextmanager
def alone(repository: Repository) -> Iterator[None]:
    """Be the only one that watches a work tree. Raises UsageError where somebody does."""
    files.make_folder(repository.folder)
    lock = take(repository.folder / "watch.lock", 0)
    if lock is None:
        raise UsageError(f"{repository.top} is watched already: end the other gotasks watch, or let it do")
    try:
        yield
    finally:
        os.close(lock)


def changes(repository: Repository) -> Iterator[bool]:
    """Yield whether something has changed since the last time, without end. Raises NotJudgedError where it cannot."""
    from watchfiles import watch  # noqa: PLC0415 - only a watcher pays for it

    folders = {repository.top: None}
    if not f"{repository.git_dir}/".startswith(f"{repository.top}/"):
        folders[repository.git_dir] = None  # a linked worktree's
    seen = watch(
        *folders,
        watch_filter=None,
        debounce=2 * TICK,
        step=TICK,
        rust_timeout=TICK,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    try:
        for found in seen:
            if not os.path.isdir(repository.git_dir):
                raise NotJudgedError(f"{repository.top} is gone, or is no repository any more")
            yield any(_counts(path, repository.git_dir) for _, path in found)
    except (OSError, RuntimeError) as error:
        raise NotJudgedError(f"cannot watch {repository.top}: {error}; the mend is in docs/watch.md") from None


def busy(repository: Repository) -> bool:
    """Whether git is writing an index."""
    return os.path.lexists(f"{repository.index_file}.lock")


def heads(repository: Repository, environ: Mapping[str, str]) -> str:
    """Return the commits that the next one starts from; nothing before the first."""
    return Git(repository.top, environ).text("rev-parse", "--revs-only", "HEAD", "MERGE_HEAD")


def _counts(path: str, git_dir: str) -> bool:
    inside = path.removeprefix(f"{git_dir}/")
    return inside == path or not (inside.endswith(".lock") or inside.split("/")[0] in OURS)
