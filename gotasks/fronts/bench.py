"""What is at hand when tasks begin: the slot, Go, the environments, the modules, and the job made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gotasks import __version__
from gotasks.core.command import Outcome
from gotasks.core.errors import NotJudgedError
from gotasks.core.keys import digest
from gotasks.core.options import Value
from gotasks.core.result import Result
from gotasks.core.settings import Settings
from gotasks.core.task import Job, Task, Toolchain, Tree
from gotasks.core.tree import Entry, Module, Package
from gotasks.edge import environment, modules, toolchain
from gotasks.edge.process import Runner
from gotasks.edge.redact import redactor
from gotasks.edge.slot import Slot

UNKEYED = ("GOGCCFLAGS", "GOMOD", "GOWORK", "GOCACHE", "GOTMPDIR", "PWD")
"""Go's variables that differ from call to call, or from slot to slot, and change nothing that is found."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The tree that is judged, and what is read from it; ``strict`` as the suite that was asked for."""

    tree: Tree
    source: str
    entries: tuple[Entry, ...]
    modules: tuple[Module, ...]
    files: tuple[str, ...]
    packages: tuple[Package, ...]
    settings: Settings
    notes: tuple[str, ...]
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """All that is at hand when tasks begin: the slot, the environments, a runner, and the job less its options."""

    held: Slot
    environments: environment.Environments
    runner: Runner
    job: Job

    def job_for(self, task: Task, said: Mapping[str, Value], results: tuple[Result, ...] = ()) -> Job:
        """Return the job of one task: what was said by flags comes before settings, and those before defaults."""
        values = self.job.settings.values
        options = {
            option.name: said.get(option.name, values.get((option.section or task.name, option.name), option.default))
            for option in task.options
        }
        return replace(self.job, options=options, results=results)

    def settle(self) -> tuple[str, ...]:
        """Return what a task changed in the checkout, and make it the tree again."""
        changed = self.held.changed()
        self.held.check_out(self.job.subject.id, self.job.entries)
        return changed

    def key(self, task: Task, job: Job) -> str:
        """Return the key of a task's result: all that it depends on."""
        lasting = {option.name: job.options.get(option.name) for option in task.options if option.setting}
        settings = (lasting, job.settings.exclude, job.settings.race)
        chain = (job.toolchain.digest, job.toolchain.race, self.go)
        return digest(__version__, job.subject.id, task.name, settings, chain, dict(self.environments.check))

    @property
    def go(self) -> dict[str, str]:
        """Go's variables, less those that differ from call to call."""
        return {name: value for name, value in self.job.toolchain.env if name not in UNKEYED}


def prepare(environ: Mapping[str, str], subject: Subject, held: Slot) -> Bench:
    """Find Go, freeze the environments and gather the job. Without Go the tasks that need it say so."""
    settings = subject.settings
    loaded = {package.module for package in subject.packages}
    home = next((module.folder for module in subject.modules if module.folder in loaded), ".")
    ceiling = str(held.root.parent)
    found = Toolchain()
    first = environment.build(environ, ceiling=ceiling, pass_env=settings.pass_env)
    if subject.files:
        try:
            found = toolchain.find(first.fetch, str(held.root / home))
        except NotJudgedError as error:
            found = Toolchain(missing=str(error))
    goflags = dict(found.env).get("GOFLAGS", "")
    folder = f"{found.root}/bin" if found.root else ""
    both = environment.build(environ, ceiling=ceiling, go_folder=folder, pass_env=settings.pass_env, goflags=goflags)
    job = Job(
        subject.tree,
        root=str(held.root),
        scratch=str(held.scratch),
        toolchain=found,
        settings=replace(settings, race="required") if subject.strict else settings,
        entries=subject.entries,
        files=subject.files,
        modules=subject.modules,
        packages=subject.packages,
    )
    return Bench(held, both, Runner(job.root, job.scratch, both.of, redactor(environ)), job)


def fetch(bench: Bench) -> tuple[Outcome, ...]:
    """Bring the modules that are not at hand; then clean the slot again, because old go.mod files get new sums."""
    wanted = modules.missing(bench.job) if bench.job.toolchain.go else ()
    outcomes = bench.runner.step(modules.fetch(bench.job, wanted))
    if outcomes:
        bench.held.check_out(bench.job.subject.id, bench.job.entries)
    return outcomes
