"""What a package's tests were seen to read, and what stands for the rest where that may not be all.

A test binary's log says what it opened and looked for. What could read past that is told by names in the binary; and of
what it may have started the log has a suspicion, or who listened knows (``go/programs.py``).
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from gotasks.core import testlog
from gotasks.core.command import decode
from gotasks.core.reads import ABSENT, BLIND, DEAF, LISTEN, MADE, SIZELESS, WHOLE
from gotasks.core.task import Job
from gotasks.core.testlog import Logged
from gotasks.go import programs
from gotasks.go.programs import Heard, Started

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


class Said(NamedTuple):
    """What is known of a package's tests: its folder, the log, what in the binary reads past it, and what was heard.

    ``deaf`` says that somebody had listened before, and it told nothing.
    """

    folder: str
    log: bytes
    unseen: bytes
    heard: bytes
    deaf: bool


def paths(job: Job, said: Said) -> tuple[str, ...]:
    """Return what a package's tests were seen to read, after what stands for the rest where that is not all."""
    logged = testlog.parse(said.log, said.folder, job.root) if len(said.log) < MOST else None
    if logged is None:
        return (WHOLE,)
    *names, status = decode(said.unseen).rstrip("\n").split("\n")
    found = testlog.paths(logged, job.root, job.contents())
    # grep says 0 where it found a name, 1 where it found none, and more where it could not look.
    if status not in {"0", "1"}:
        return (WHOLE, *found)
    made = any(_made(job, path) for path in (*logged.opened, *logged.looked))
    return (*_beside(job, said, names, logged), *((MADE,) if made else ()), *found)


def _beside(job: Job, said: Said, names: Collection[str], logged: Logged) -> tuple[str, ...]:
    """Return what stands for what a binary with these names, or a program that it started, may have looked at."""
    if not all(map(_understood, names)):
        return (BLIND,)
    heard = programs.parse(said.heard)
    if heard:
        return _heard(job, heard, logged)
    found = _suspected(job, names, logged)
    return (*(path for path in found if path != LISTEN), DEAF) if said.deaf else found


def _heard(job: Job, heard: Heard, logged: Logged) -> tuple[str, ...]:
    busy = [program for program in heard.started if not programs.idle(program.path)]
    if heard.moves > logged.moves or not all(programs.sizeless(job, program) for program in busy):
        return (BLIND, DEAF)
    return (BLIND, SIZELESS, LISTEN) if busy or heard.looked else (LISTEN,)


def _suspected(job: Job, names: Collection[str], logged: Logged) -> tuple[str, ...]:
    """Return what stands for it where nobody has listened.

    Whoever listens could tell, but for nothing where a program was started that looks at what it likes. What a TestMain
    does before the log begins nobody hears all of, and it may start what needs privileges.
    """
    main = any(map(MAIN.fullmatch, names))
    suspect = STARTS in names and (main or not all(_read_only(job, path) for path in logged.opened))
    moved = MOVES in names and logged.relative
    if not suspect and not moved:
        return ()
    return (BLIND,) if main or any(_program(job, path) for path in logged.opened) else (BLIND, LISTEN)


def _program(job: Job, path: str) -> bool:
    """Whether an absolute path is that of a program which may look at any file.

    What is marked as one in /etc is none (FHS 3.0, 3.7.2): some machines have a hosts and a resolv.conf that is.
    """
    known = path.startswith("/etc/") or programs.idle(path) or programs.sizeless(job, Started(path, "build"))
    return job.lies(path) == "program" and not known


def _understood(name: str) -> bool:
    return bool(name in {STARTS, MOVES} or MAIN.fullmatch(name) or STANDARD.match(name))


def _read_only(job: Job, path: str) -> bool:
    """Whether an absolute path was read and not started: the log has the programs too (os.StartProcess).

    What is gone may have been one: a test builds it, or is it.
    """
    inside = testlog.inside(path, job.root)
    if inside is None:
        return job.lies(path) == "plain"
    files = job.contents()
    return files.state(inside).partition(" ")[0] not in {ABSENT, "100755"} and not files.started(inside)


def _made(job: Job, path: str) -> bool:
    """Whether there is something in the checkout that is not in the tree: this test made it, or another one did."""
    inside = testlog.inside(path, job.root)
    return inside is not None and job.contents().state(inside).startswith(ABSENT) and bool(job.lies(path))
