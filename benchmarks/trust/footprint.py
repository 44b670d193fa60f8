"""Footprint: what a passing run writes into the work tree and the git folder, less objects and the tool's own folder.

The same commit is made twice on the same work in progress: without hooks, and with them. What the second writes beyond
the first is the tool's. Given up at the editor, so that git itself writes next to nothing; and made to its end. Looked
at are content, mode, inode and modification time of every file, and every write the kernel tells of.
"""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.trust import inotify, processes, referee, unsaved
from benchmarks.trust.arms import ALL, Arm
from benchmarks.trust.bench import Trial

NAME = "footprint"
TITLE = "footprint of a passing run: files, and writes that the kernel tells of"
BAR = "only our own report folder"
ARMS = ALL

GIVEN_UP = ("commit",)
MADE = ("commit", "-q", "-m", "x")
KINDS = {"given up": GIVEN_UP, "made": MADE, "given up, -a": (*GIVEN_UP, "-a"), "made, --only": (*MADE, "--", "b/b.go")}


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:
    """Make each kind of commit; there is nothing to draw."""
    del trials
    state = unsaved.build(work, arm, "fmt vet")
    for case, argv in KINDS.items():
        bare, _ = _written(state, ("git", "-c", "core.hooksPath=/dev/null", *argv))
        written, status = _written(state, ("git", *argv))
        more = sorted({line for line in written if written[line] > bare[line]})
        ended = status == 0 or "given up" in case
        says = _shortly(more) if more else ""
        says += "" if ended else f"; the commit ended with {status}"
        yield Trial(case, not says, says, {"written": float(len(more))})


def _written(state: unsaved.Work, argv: tuple[str, ...]) -> tuple[Counter[str], int]:
    """Run a command on fresh work; return what was written, and its exit status."""
    state.lay()
    repo = state.repo
    before = referee.listing(repo.path, times=True)
    folders = [repo.path, *(repo.path / name for name, one in before.items() if stat.S_ISDIR(one.mode))]
    watch = inotify.Watch(folders, repo.path) if inotify.AVAILABLE else None
    status = processes.run(argv, repo.path, {**repo.env, "GIT_EDITOR": "false"})
    events = watch.events() if watch else Counter()
    after = referee.listing(repo.path, times=True)
    files = [f"{path} differs" for path in referee.changed(before, after, lambda _: None) if not _folder(path, after)]
    told = Counter[str]()
    for line, times in (*events.items(), *((line, 1) for line in files)):
        path, _, _ = line.partition(" ")
        if not referee.OWN.search(path):
            told[re.sub(r"next-index-\d+", "next-index-N", line)] += times
    return told, status


def _folder(path: str, files: referee.Listing) -> bool:
    """Whether a path is a folder: its time says no more than the events and the files in it."""
    return path in files and stat.S_ISDIR(files[path].mode)


def _shortly(lines: list[str], most: int = 6) -> str:
    """Return the paths that were written, those of the work tree first."""
    paths = sorted(
        {line.rsplit(" ", 1)[0].removesuffix(" moved") for line in lines}, key=lambda one: (".git" in one, one)
    )
    more = f" and {len(paths) - most} more" if len(paths) > most else ""
    return f"written: {', '.join(paths[:most])}{more}"
