"""How tests are run so that it is told what each package's tests read.

First ``go test`` builds all test binaries, and by its flag ``-exec`` (``go help testflag``) a script, keep.sh, is
started in place of each: it keeps the binary. Then each is started by another, run.sh, so that Go itself reads nothing
any more while tests run, and the times of access tell what they read (``edge/accessed.py``). A binary writes the log by
which Go knows what a test has read, which Go asks for only where it keeps the pass; and it was looked whether it holds
what reads past that log: C, a plugin, the start of a process. Go links nothing of that which nobody calls, and of the
programs that were started the log has the names. Where these leave only a suspicion, the next time somebody listens to
what is started (``edge/listen.py``).
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from posixpath import dirname, join, normpath
from typing import NamedTuple

from gotasks.core import testlog
from gotasks.core.command import Command, Outcome, decode
from gotasks.core.reads import ABSENT, BLIND, LISTEN, MADE, SIZELESS, WHOLE
from gotasks.core.task import Job
from gotasks.core.testlog import Logged
from gotasks.core.tree import Module, Package
from gotasks.go import common, programs, testjson
from gotasks.go.programs import Heard, Started

KEEP, RUN = (join(dirname(__file__), name) for name in ("keep.sh", "run.sh"))

EXEC = ("-exec", "/bin/sh -c '. \"$GOTASKS_KEEP\"' keep.sh")
"""The flag with which binaries are kept. Go splits the line at spaces and knows no escapes, so no path stands in it."""

STAY = ("-work",)
"""The flag with which Go's own folder stays: with ``-coverpkg`` the binaries read there what others cover."""

KEPT = "tests"
"""The folder, in the scratch folder, below which all lies that belongs to a package's tests, by the package's path."""

CONVERTER = f"{KEPT}/test2json"
"""The file with the path of Go's own test2json (``go doc cmd/test2json``), which makes events of what tests print."""

PROFILE = "cover.out"
"""A package's own coverage profile."""

NAME = 3
"""Where in run.sh's line the package's import path stands."""

UNSEEN = "unseen"
"""The file that says what a binary holds that reads past its log."""

HEARD = "heard"
"""The file that says which programs were started."""

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


def env(job: Job) -> tuple[tuple[str, str], ...]:
    """Return the variables of the ``go test`` that builds: the script, where it keeps, and what has passed before."""
    kept = (("GOTASKS_KEEP", KEEP), ("GOTASKS_KEPT", join(job.scratch, KEPT)), ("GOTMPDIR", job.scratch))
    return (*kept, ("GOTASKS_BUILT", " ".join(job.built))) if job.built else kept


def start(job: Job, module: Module, tested: Package, limit: float) -> Command:
    """Return the command that runs what was kept of a package's tests, and does nothing where that is nothing."""
    place = _place(job, tested.folder)
    listens = job.listener and LISTEN in job.read.get(tested.path, ())
    listener = (*job.listener, join(job.scratch, place, "said", HEARD)) if listens else ()
    argv = ("/bin/sh", RUN, join(job.scratch, place), tested.path, join(job.scratch, CONVERTER), *listener)
    return Command(
        argv,
        tested.folder,
        (module.gowork(job.root),),
        timeout=limit,
        produces=(f"{place}/said/", f"{place}/{PROFILE}"),
        alone=True,
        watched=True,
    )


def name_of(command: Command) -> str:
    """Return the import path of the package whose tests a command runs."""
    return command.argv[NAME]


def _place(job: Job, folder: str) -> str:
    """Return where keep.sh puts what belongs to a folder's package, relative to the scratch folder."""
    return f"{KEPT}{normpath(join(job.root, folder))}/.test"


class Told(NamedTuple):
    """What is told of one package's tests: what run.sh came to, and what both scripts ``said``, by file.

    ``module`` is the folder of its module.
    """

    outcome: Outcome
    module: str
    said: Mapping[str, bytes]

    @property
    def name(self) -> str:
        """The package's import path."""
        return name_of(self.outcome.command)

    @property
    def folder(self) -> str:
        """The package's folder in the tree."""
        return self.outcome.command.cwd

    def ran(self) -> testjson.PackageRun | None:
        """Return what the events say; None where no test binary was started."""
        return testjson.read(decode(self.outcome.stdout)).packages.get(self.name)

    @property
    def known(self) -> bool:
        """Whether the binary was not started, because it had passed."""
        return KNOWN in self.said

    @property
    def kept(self) -> bool:
        """Whether a binary was kept, to be started."""
        return UNSEEN in self.said


def told(job: Job, outcomes: Iterable[Outcome]) -> list[Told]:
    """Return what is told of each package whose tests were to run."""
    modules = {package.folder: package.module for package in job.packages}
    return [
        Told(each, modules[each.command.cwd], _said(each))
        for each in outcomes
        if each.command.argv[:2] == ("/bin/sh", RUN)
    ]


def unstarted(stream: testjson.Stream, started: Sequence[Told], events: Mapping[str, testjson.PackageRun]) -> str:
    """Return why nothing shows that all tests ran whose binaries were built, or nothing: Go takes those for passed.

    ``events`` are those of the tests that were started, by package.
    """
    for each in started:
        run = each.outcome._replace(command=each.outcome.command._replace(argv=(f"go test {each.name}",)))
        if run.trouble:
            return run.trouble
        ran = events.get(each.name)
        if each.kept and (not ran or bool(run.code) != (ran.action == "fail")):
            return common.silent(run, f"go test {each.name}")
    answered = {each.name for each in started if each.kept or each.known}
    lost = [name for name, package in stream.packages.items() if package.ended and name not in answered]
    return f"the test binary of {lost[0]} was built, and nothing shows that it ran" if lost else ""


def _said(outcome: Outcome) -> dict[str, bytes]:
    parts = ((name.rpartition("/"), data) for name, data in outcome.files)
    return {name: data for (folder, _, name), data in parts if folder.endswith("/said")}


def built(job: Job, outcomes: Iterable[Outcome]) -> dict[str, tuple[str, bool]]:
    """Return, by package, the names of the test binaries that were built, and whether they passed before."""
    rows = told(job, outcomes)
    return {each.name: (decode(each.said["built"]).strip(), each.known) for each in rows if "built" in each.said}


def seen(job: Job, outcomes: Iterable[Outcome]) -> dict[str, tuple[str, ...]]:
    """Return the paths that the tests of each package were seen to read, where any ran.

    WHOLE stands where nothing tells what they read, BLIND where only times of access do, and MADE where they met what
    is not in the tree.
    """
    return {each.name: _paths(job, each.folder, each.said) for each in told(job, outcomes) if each.kept}


def _paths(job: Job, folder: str, said: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return what a package's tests were seen to read, after what stands for the rest where that is not all."""
    log = said.get("log", b"")
    logged = testlog.parse(log, folder, job.root) if len(log) < MOST else None
    if logged is None:
        return (WHOLE,)
    *names, status = decode(said.get(UNSEEN, b"")).rstrip("\n").split("\n")
    found = testlog.paths(logged, job.root, job.contents())
    # grep says 0 where it found a name, 1 where it found none, and more where it could not look.
    if status not in {"0", "1"}:
        return (WHOLE, *found)
    made = any(_made(job, path) for path in (*logged.opened, *logged.looked))
    heard = programs.parse(said.get(HEARD, b""))
    beside = _heard(job, heard, logged) if heard else _suspected(job, names, logged)
    return (*(beside if all(map(_understood, names)) else (BLIND,)), *((MADE,) if made else ()), *found)


def _heard(job: Job, heard: Heard, logged: Logged) -> tuple[str, ...]:
    """Return what stands for that which the programs that were started may have looked at."""
    if heard.moves > logged.moves:
        return (BLIND,)
    busy = [program for program in heard.started if not programs.idle(program.path)]
    if all(programs.sizeless(job, program) for program in busy):
        return (BLIND, SIZELESS, LISTEN) if busy else (LISTEN,)
    return (BLIND,)


def _suspected(job: Job, names: Collection[str], logged: Logged) -> tuple[str, ...]:
    """Return what stands for what a binary with these names, or a program that it started, may have looked at.

    Whoever listens can tell, but for nothing where a program was started that looks at what it likes.
    """
    main = any(map(MAIN.fullmatch, names))
    suspect = STARTS in names and (main or not all(_read_only(job, path) for path in logged.opened))
    moved = MOVES in names and logged.relative
    if not suspect and not moved:
        return ()
    return (BLIND,) if any(_program(job, path) for path in logged.opened) else (BLIND, LISTEN)


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
