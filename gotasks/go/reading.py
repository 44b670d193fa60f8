"""How tests are run so that it is told what each package's tests read.

First ``go test`` builds all test binaries, and by its flag ``-exec`` (``go help testflag``) a script, keep.sh, is
started in place of each: it keeps the binary. Then each is started by another, run.sh, so that Go itself reads nothing
any more while tests run, and the times of access tell what they read (``edge/accessed.py``). A binary writes the log by
which Go knows what a test has read, which Go asks for only where it keeps the pass; and it was looked whether it holds
what reads past that log: C, a plugin, the start of a process. Go links nothing of that which nobody calls, and of the
programs that were started the log has the names. Where these leave only a suspicion, the next time somebody listens to
what is started (``edge/listen.py``).
"""

from collections.abc import Iterable, Mapping, Sequence
from posixpath import dirname, join, normpath
from typing import NamedTuple

from gotasks.core.command import Command, Outcome, decode
from gotasks.core.reads import DEAF, LISTEN
from gotasks.core.task import Job
from gotasks.core.tree import Module, Package
from gotasks.go import common, testjson
from gotasks.go.seen import Said, paths

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
    return {each.name: paths(job, _of(job, each)) for each in told(job, outcomes) if each.kept}


def _of(job: Job, each: Told) -> Said:
    log, unseen, heard = (each.said.get(name, b"") for name in ("log", UNSEEN, HEARD))
    return Said(each.folder, log, unseen, heard, DEAF in job.read.get(each.name, ()))
