"""How ``go test`` is made to tell what each package's tests read.

The flag ``-exec`` (``go help testflag``) starts each test binary by a line of sh. It has the binary write the log by
which Go itself knows what a test has read, which Go asks for only where it keeps the pass; and it looks whether the
binary holds what reads past that log: C, a plugin, the start of a process. Go links nothing of that which nobody calls,
and of the programs that were started the log has the names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import join, relpath

from gotasks.core import reads
from gotasks.core.command import Outcome, decode
from gotasks.core.reads import WHOLE
from gotasks.core.task import Job

STEM = "reads-"
FOLDER = STEM + "{}/"
"""Where the commands write, in the scratch folder: for each package a folder with two files."""

STARTS = "syscall.forkExec"
"""What every start of a process comes down to. Go links it too where only reflection, or fuzzing, could lead there."""

UNSEEN = r"syscall\.forkExec|syscall\.Exec|plugin\.Open|[A-Za-z0-9_./-]+\._C2?func_"
"""Names of functions after which nobody sees what is read (https://pkg.go.dev/cmd/cgo for the last)."""

STANDARD = re.compile(r"(?:net|os/user|runtime/cgo)\._C2?func_")
"""Go's own cgo, which looks up names of hosts and users."""

LINE = (
    """/bin/sh -c 'mkdir -p "$0$PWD"; LC_ALL=C grep -a -o -E "%s" "$1" >"$0$PWD/unseen"; """
    """echo "$?" >>"$0$PWD/unseen"; exec "$@" -test.testlogfile="$0$PWD/log"' %s"""
)
"""Go splits it at spaces and knows quotes; sh takes the folder as $0, the binary as $1."""

MOST = 1 << 20
"""Bytes that are kept of a file: a log of as many may lack its end."""


def flags(scratch: str, number: int) -> tuple[str, ...]:
    """Return the flag of a module's ``go test``; where the folder cannot stand in it, one that shuns Go's cache."""
    folder = join(scratch, FOLDER.format(number)).rstrip("/")
    quote = next((quote for quote in ("'", '"') if quote not in folder), "")
    return ("-exec", LINE % (UNSEEN, f"{quote}{folder}{quote}")) if quote else ("-count=1",)


def seen(job: Job, outcomes: tuple[Outcome, ...]) -> dict[str, tuple[str, ...]]:
    """Return the paths that the tests of each folder's package were seen to read: WHOLE where not all was seen."""
    written: dict[str, dict[str, bytes]] = {}
    for outcome in outcomes:
        for name, data in outcome.files:
            folder, _, kind = name.rpartition("/")
            at = "/" + folder.partition("/")[2]
            if name.startswith(STEM) and (at == job.root or at.startswith(f"{job.root}/")):
                written.setdefault(relpath(at, job.root), {})[kind] = data
    return {folder: _paths(job, folder, said) for folder, said in written.items()}


def _paths(job: Job, folder: str, said: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return what a package's tests were seen to read, after WHOLE where that is not all."""
    log = said.get("log", b"")
    logged = reads.parse(log, folder, job.root) if len(log) < MOST else None
    if logged is None:
        return (WHOLE,)
    *names, status = decode(said.get("unseen", b"")).rstrip("\n").split("\n")
    # grep says 0 where it found a name, 1 where it found none, and more where it could not look.
    looked = status in {"0", "1"} and all(name == STARTS or STANDARD.match(name) for name in names)
    seen = looked and (STARTS not in names or all(_read_only(job, path) for path in logged.opened))
    found = reads.paths(logged, job.root, job.contents())
    return found if seen else (WHOLE, *found)


def _read_only(job: Job, path: str) -> bool:
    """Whether an absolute path was read and not started: the log has the programs too (os.StartProcess).

    What is gone may have been one: a test builds it, or is it.
    """
    inside = reads.inside(path, job.root)
    if inside is None:
        return job.plain(path)
    return job.contents().state(inside).partition(" ")[0] not in {reads.ABSENT, "100755"}
