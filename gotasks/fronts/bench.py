"""What is at hand when tasks begin: the slot, Go, tools, environments, modules, and the job made of them."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from posixpath import dirname
from typing import NamedTuple, TypeVar

from gotasks import __version__
from gotasks.core.command import Outcome
from gotasks.core.graph import Keys, keys_of
from gotasks.core.hooks import Hooks
from gotasks.core.keys import digest
from gotasks.core.options import Value
from gotasks.core.plain import EMPTY
from gotasks.core.reads import Files
from gotasks.core.result import Result
from gotasks.core.settings import Settings
from gotasks.core.source import Source, heads
from gotasks.core.task import Job, Task, Toolchain, Tree
from gotasks.core.tree import LINK, Entry, Module, Package
from gotasks.edge import environment, modules
from gotasks.edge.accessed import LISTENER
from gotasks.edge.files import lies
from gotasks.edge.process import Runner
from gotasks.edge.redact import is_secret
from gotasks.edge.slot import Slot
from gotasks.edge.tools import Tools
from gotasks.fronts.ground import Ground, check_out
from gotasks.go import catalog

UNKEYED = ("GOGCCFLAGS", "GOMOD", "GOWORK", "GOCACHE", "GOTMPDIR", "PWD")
"""Go's variables that differ from call to call, or from slot to slot, and change nothing that is found."""


T = TypeVar("T")

CEILING = "GIT_CEILING_DIRECTORIES"
"""What checks see of the slot, of which there may be several: the tree is the same in each."""


class Subject(NamedTuple):
    """A tree, and what is read from it without Go.

    ``texts`` are go.mod, go.sum, go.work and configuration files; ``sources`` what each Go file says.
    """

    tree: Tree
    entries: tuple[Entry, ...]
    texts: Mapping[str, str]
    modules: tuple[Module, ...]
    files: tuple[str, ...]
    packages: tuple[Package, ...]
    settings: Settings
    sources: Mapping[str, Source] = EMPTY


class Surroundings(NamedTuple):
    """What a run finds around it: the caller's environment, the Go that runs, and what children get."""

    environ: Mapping[str, str]
    toolchain: Toolchain
    environments: environment.Environments


class Bench(NamedTuple):
    """All that is at hand when tasks begin: the environments, a runner, tools, and the job less its options.

    ``chosen`` are the tasks of this run: what they need is built together when the first of them needs a tool.
    ``hooks`` looks at the repository's git hooks; ``own`` is where tasks work that have a checkout of their own.
    ``others`` are the jobs about other trees, so that the graph of each is made once.
    """

    environments: environment.Environments
    runner: Runner
    tools: Tools
    job: Job
    others: dict[Tree, Job]
    chosen: tuple[Task, ...] = ()
    hooks: Callable[[], Hooks] = Hooks
    own: Ground | None = None

    def about(self, subject: Subject) -> "Bench":
        """Return the same bench with another tree on it; the settings of the judged tree hold for it too."""
        tree = subject.tree
        return self._replace(job=self.others.get(tree) or self.others.setdefault(tree, _with(self.job, subject)))

    def job_for(
        self, task: Task, said: Mapping[str, Value], results: tuple[Result, ...] = (), *, build: bool = True
    ) -> Job:
        """Return the job of one task: what was said by flags comes before settings, and those before defaults."""
        job = self._optioned(task, said)._replace(results=results)
        if task.over == "machine":
            job = job._replace(hooks=self.hooks())
        if task.room == "own" and self.own:
            job = job._replace(root=str(self.own.root), scratch=str(self.own.scratch), git=str(self.own.git))
        names = task.tools(job)
        if not names:
            return job
        if build and job.toolchain.go:
            self.tools.equip(name for other in self.chosen for name in other.tools(self._optioned(other, {})))
            self.tools.equip(names)
        return job._replace(toolchain=job.toolchain._replace(tools=self.tools.get(names)))

    def key(self, task: Task, job: Job) -> str:
        """Return the key of a task's result: all that it depends on."""
        return digest(self._surroundings(task, job), task.rests(job))

    def scope(self, task: Task, job: Job) -> str:
        """Return the key of a question, whatever the tree: what its parts depend on beside their own keys."""
        modules = [(module.folder, module.path) for module in job.modules]
        return digest(self._surroundings(task, job), modules, job.subject.beside, job.subject.asis)

    def _surroundings(self, task: Task, job: Job) -> str:
        lasting = {option.name: job.options.get(option.name) for option in task.options if option.setting}
        settings = (lasting, job.settings.exclude, job.settings.race, job.settings.preset, job.settings.git)
        # The checkout is named like the repository, and tests may look at that.
        named = Path(job.root).name if task.room != "shared" else ""
        tools = [tool.digest for tool in job.toolchain.tools]
        chain = (job.toolchain.digest, job.toolchain.race, tools, self.go)
        seen = (job.change, job.before, job.commits, [(result.parts, result.coverage) for result in job.results])
        # Ours do not look at the caller's own environment, but where they are not stored.
        caller = {} if task.name in catalog.TASKS else job.environ
        return digest(
            __version__,
            task.name,
            named,
            settings,
            chain,
            seen,
            caller,
            {name: value for name, value in self.environments.check.items() if name != CEILING},
        )

    @property
    def go(self) -> dict[str, str]:
        """Go's variables, less those that differ from call to call."""
        return {name: value for name, value in self.job.toolchain.env if name not in UNKEYED}

    def _optioned(self, task: Task, said: Mapping[str, Value]) -> Job:
        settings = self.job.settings
        presets = catalog.PRESETS.get(settings.preset, {})
        options = {}
        for option in task.options:
            where = (option.section or task.name, option.key)
            options[option.name] = said.get(option.name, settings.values.get(where, presets.get(where, option.default)))
        return self.job._replace(options=options)


def prepare(around: Surroundings, subject: Subject, ground: Ground, cache: Path, tell: Callable[[str], None]) -> Bench:
    """Gather the job, and what runs its commands. Without Go the tasks that need it say so.

    ``cache`` is our folder, in which tools are built; ``tell`` is told of what takes long.
    """
    environ, found, both = around
    visible = {name: value for name, value in environ.items() if not is_secret(name)}
    blank = Job(
        subject.tree,
        root=str(ground.root),
        scratch=str(ground.scratch),
        toolchain=found,
        cache=str(cache / "tool-caches"),
        git=str(ground.git),
        environ=visible,
        lies=lies,
        listener=LISTENER,
    )
    job = _with(blank, subject)
    runner = Runner(job.root, job.scratch, both.of)
    content = digest(subject.tree.content, subject.tree.beside)
    tools = Tools(
        cache / "tools",
        found,
        subject.modules,
        content,
        job.root,
        subject.texts,
        runner.step,
        lacking={},
        found={},
        tell=tell,
    )
    return Bench(both, runner, tools, job, {})


def _with(job: Job, subject: Subject) -> Job:
    keys = _once(partial(_keys, subject, job.toolchain))

    def contents() -> Files:
        repository = subject.settings.git
        return Files(subject.entries, subject.tree.whole, repository=repository, compiled=lambda: keys().compiled)

    linked = [(each.path, each.oid) for each in subject.entries if each.mode == LINK and each.path.endswith("_test.go")]
    return job._replace(
        subject=subject.tree,
        settings=subject.settings,
        entries=subject.entries,
        texts=subject.texts,
        files=subject.files,
        modules=subject.modules,
        packages=subject.packages,
        heads=heads(subject.sources, linked),
        elsewhere=frozenset(_elsewhere(job, subject.sources)),
        keys=keys,
        contents=_once(contents),
    )


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """Make a value when it is first asked for, and once, however many threads ask for it at the same time."""
    lock, known = threading.Lock(), cache(make)

    def value() -> T:
        with lock:
            return known()

    return value


def _elsewhere(job: Job, sources: Mapping[str, Source]) -> Iterator[str]:
    """Yield the files that lines of Go files in other folders are said to be of."""
    for path, source in sources.items():
        said = (job.place(name, dirname(path)) for name in source.elsewhere)
        yield from (file for file in said if dirname(file) != dirname(path))


def _keys(subject: Subject, toolchain: Toolchain) -> Keys:
    def required(ours: frozenset[str]) -> tuple[str, ...] | None:
        # What lies beside the checkout is not read: it may import from it.
        beside = subject.tree.beside
        return None if beside else modules.required(ours, subject.modules, subject.entries, subject.texts, toolchain)

    return keys_of(subject.entries, subject.packages, subject.sources, subject.texts, required)


def compute_keys(bench: Bench, chosen: Iterable[Task]) -> None:
    """Compute the keys of packages while git checks the tree out, where a task will ask for them.

    Not where modules are still to be fetched: as long as nobody knows what they require, more counts than must.
    """
    if any(task.parts and task.parts.kind == "package" for task in chosen) and not modules.missing(bench.job):
        with suppress(Exception):  # the task that asks is told
            bench.job.keys()


def fetch(bench: Bench, held: Slot, job: Job) -> tuple[Outcome, ...]:
    """Bring the modules that are not at hand; then clean the slot again, because old go.mod files get new sums."""
    wanted = modules.missing(job) if job.toolchain.go else ()
    outcomes = bench.runner.step(modules.fetch(job, wanted))
    if outcomes:
        check_out(held, job)
    return outcomes
