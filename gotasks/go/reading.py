"""How ``go test`` is made to tell what each package's tests read.

The flag ``-exec`` (``go help testflag``) starts each test binary by a script, reads.sh. It has the binary write the log
by which Go itself knows what a test has read, which Go asks for only where it keeps the pass; and it looks whether the
binary holds what reads past that log: C, a plugin, the start of a process. Go links nothing of that which nobody calls,
and of the programs that were started the log has the names. What is read before the log begins is seen by the times of
access (``edge/accessed.py``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from posixpath import dirname, join, relpath

from gotasks.core import reads
from gotasks.core.command import Outcome, decode
from gotasks.core.reads import ABSENT, BLIND, MADE, WHOLE, Logged
from gotasks.core.task import Job

SCRIPT = join(dirname(__file__), "reads.sh")

STEM = "reads-"
FOLDER = STEM + "{}/"
"""Where the script writes, in the scratch folder: for each package a folder with two files."""

BUILT = "GOTASKS_BUILT"
"""The variable with the names of test binaries whose passes hold: the script takes it away from the test."""

KNOWN = "known"
"""The file that says that a binary was not started, because it had passed."""

STARTS = "syscall.forkExec"
"""What every start of a process comes down to. Go links it too where only reflection, or fuzzing, could lead there."""

MOVES = "syscall.Chdir"
"""A change of the folder that comes before the log begins is not in it, and what is relative means something else."""

MAIN = re.compile(r".\.TestMain")
"""A program that a TestMain starts, before the log begins or after it has ended, is not in it."""

STANDARD = re.compile(r"(?:net|os/user|runtime/cgo)\._C2?func_")
"""Go's own cgo, which looks up names of hosts and users (https://pkg.go.dev/cmd/cgo for the form of the names)."""

MOST = 1 << 20
"""Bytes that are kept of a file: a log of as many may lack its end."""


def flags(job: Job, number: int) -> tuple[str, ...]:
    """Return the flag of a module's ``go test``; where a folder cannot stand in it, one that shuns Go's cache."""
    folder = join(job.scratch, FOLDER.format(number)).rstrip("/")
    words = [_quoted(path) for path in (SCRIPT, folder, job.root)]
    return ("-exec", " ".join(("/bin/sh", *words))) if all(words) else ("-count=1",)


def _quoted(path: str) -> str:
    """Quote a path as Go reads it: it splits the line at spaces, and knows quotes but no escapes."""
    quote = next((quote for quote in ("'", '"') if quote not in path), "")
    return quote and f"{quote}{path}{quote}"


def env(job: Job) -> tuple[tuple[str, str], ...]:
    """Return the variables of ``go test``."""
    return ((BUILT, " ".join(job.built)),) if job.built else ()


def built(job: Job, outcomes: tuple[Outcome, ...]) -> dict[str, tuple[str, bool]]:
    """Return, by folder, the names of the test binaries that were built, and whether they passed before."""
    return {
        folder: (decode(said["built"]).strip(), KNOWN in said)
        for folder, said in _written(job, outcomes).items()
        if "built" in said
    }


def seen(job: Job, outcomes: tuple[Outcome, ...]) -> dict[str, tuple[str, ...]]:
    """Return the paths that the tests of each folder's package were seen to read.

    WHOLE stands where nothing tells what they read, BLIND where only times of access do, and MADE where they met what
    is not in the tree.
    """
    written = _written(job, outcomes)
    return {folder: () if KNOWN in said else _paths(job, folder, said) for folder, said in written.items()}


def _written(job: Job, outcomes: tuple[Outcome, ...]) -> dict[str, dict[str, bytes]]:
    """Return what the script wrote, by folder of the tree and name of the file."""
    written: dict[str, dict[str, bytes]] = {}
    for outcome in outcomes:
        for name, data in outcome.files:
            folder, _, kind = name.rpartition("/")
            at = "/" + folder.partition("/")[2]
            if name.startswith(STEM) and (at == job.root or at.startswith(f"{job.root}/")):
                written.setdefault(relpath(at, job.root), {})[kind] = data
    return written


def _paths(job: Job, folder: str, said: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return what a package's tests were seen to read, after what stands for the rest where that is not all."""
    log = said.get("log", b"")
    logged = reads.parse(log, folder, job.root) if len(log) < MOST else None
    if logged is None:
        return (WHOLE,)
    *names, status = decode(said.get("unseen", b"")).rstrip("\n").split("\n")
    found = reads.paths(logged, job.root, job.contents())
    # grep says 0 where it found a name, 1 where it found none, and more where it could not look.
    if status not in {"0", "1"}:
        return (WHOLE, *found)
    made = any(_made(job, path) for path in (*logged.opened, *logged.looked))
    return (*((BLIND,) if _beside(job, names, logged) else ()), *((MADE,) if made else ()), *found)


def _beside(job: Job, names: Collection[str], logged: Logged) -> bool:
    """Whether a binary with these names, or a program that it started, may have looked at what its log does not say."""
    main = any(map(MAIN.fullmatch, names))
    started = STARTS in names and (main or not all(_read_only(job, path) for path in logged.opened))
    moved = MOVES in names and logged.relative
    return started or moved or not all(map(_understood, names))


def _understood(name: str) -> bool:
    return bool(name in {STARTS, MOVES} or MAIN.fullmatch(name) or STANDARD.match(name))


def _read_only(job: Job, path: str) -> bool:
    """Whether an absolute path was read and not started: the log has the programs too (os.StartProcess).

    What is gone may have been one: a test builds it, or is it.
    """
    inside = reads.inside(path, job.root)
    if inside is None:
        return job.lies(path) == "plain"
    files = job.contents()
    return files.state(inside).partition(" ")[0] not in {ABSENT, "100755"} and not files.started(inside)


def _made(job: Job, path: str) -> bool:
    """Whether there is something in the checkout that is not in the tree: this test made it, or another one did."""
    inside = reads.inside(path, job.root)
    return inside is not None and job.contents().state(inside).startswith(ABSENT) and bool(job.lies(path))
