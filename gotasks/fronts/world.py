"""The engine's world: this machine, seen from one run."""

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gotasks import engine
from gotasks.core.baseline import Baseline
from gotasks.core.change import Change
from gotasks.core.command import Outcome, Step
from gotasks.core.reads import Accessed
from gotasks.core.result import Result
from gotasks.core.task import Job, Task
from gotasks.edge import console, pace, schema
from gotasks.edge.accessed import met, watch
from gotasks.edge.clock import utc_now
from gotasks.edge.redact import redactor, text_redactor
from gotasks.edge.slot import Slot
from gotasks.engine.checkout import Checkout
from gotasks.engine.world import World
from gotasks.fronts.bench import Bench, fetch
from gotasks.fronts.ground import check_out, restore, settle
from gotasks.fronts.past import Past
from gotasks.fronts.request import Request
from gotasks.fronts.subject import Place


class Run(NamedTuple):
    """A run under way: where, with what, in which slots, compared with what, and who watches."""

    place: Place
    bench: Bench
    held: Slot
    own: Slot
    past: Past
    request: Request
    live: console.Live


def execute(
    now: Run, tasks: tuple[Task, ...], *, fresh: bool, audit: bool, left_out: Mapping[str, str]
) -> tuple[engine.Answer, ...]:
    """Run the engine in this world; what the end needs is imported meanwhile."""
    threading.Thread(target=_warm, args=(now.bench.runner.begun,), daemon=True).start()
    try:
        return engine.execute(
            tasks,
            partial(job_of, now),
            _world(now, audit=audit),
            keep_going=now.request.keep_going or audit,
            fresh=fresh,
            left_out=left_out,
        )
    finally:
        for held in (now.held, now.own):
            held.clear()


def _world(now: Run, *, audit: bool) -> World:
    bench, live, machine = now.bench, now.live, _Machine(now)
    most, sparing = pace.most(bench.environments.check)
    return World(
        run=machine.run,
        halt=machine.halt,
        stop=bench.runner.stop,
        turn=machine.turn,
        changed=lambda old, job: now.place.trees.differing(old, job.subject.content),
        watch=machine.watch,
        restore=machine.restore,
        settle=machine.settle,
        store=now.place.store,
        key=bench.key,
        scope=bench.scope,
        baseline=machine.baseline,
        bases=machine.bases,
        lines=lambda job, path: lines(Path(job.root, path)),
        redact=text_redactor(redactor(now.place.environ)),
        now=utc_now,
        clock=time.monotonic,
        begin=lambda task: live.begin(task.name),
        end=lambda done: live.end(done.name, done.verdict.status, done.seconds),
        checkout=Checkout(),
        most=most,
        pace=pace.read(now.place.base),
        sparing=sparing,
        explain=now.request.explain,
        audit=audit,
    )


class _Machine:
    """Both checkouts of a slot, and the past, which is read once, whoever asks first."""

    def __init__(self, now: Run) -> None:
        self._now = now
        self._bench = now.bench
        self._slots = {str(held.root): held for held in (now.held, now.own)}
        self._tasks = {task.name: task for task in now.bench.chosen}
        self._runners = {name: now.bench.runner.apart() for name in self._tasks}
        if len(self._runners) > 1:
            # The first mostly ends soon; what is imported while tools run would only hold up what it refuses (_warm).
            next(iter(self._runners.values())).begun = threading.Event()
        self._reading = threading.Lock()

    def run(self, whose: str, job: Job, step: Step) -> tuple[Outcome, ...]:
        if self._now.request.ahead and self._tasks[whose].stored(job):
            return tuple(Outcome(command, "not started", None, reason="nobody asks yet") for command in step)
        return self._runners[whose].at(job.root, str(self._slots[job.root].scratch)).step(step)

    def halt(self, whose: str) -> None:
        self._runners[whose].stop()

    def turn(self, whose: str, job: Job) -> None:
        check_out(self._slots[job.root], job)
        if job.root == self._bench.job.root:
            fetch(self._bench._replace(runner=self._runners[whose]), self._now.held, job)

    def watch(self, job: Job) -> Callable[[], Accessed]:
        read = watch(job.root, job.entries)
        held = self._slots[job.root]

        def accessed() -> Accessed:
            # Who looks for what was left lists folders.
            seen, left = read(), held.left()
            return seen._replace(left=left, met=met(job.root, left))

        return accessed

    def restore(self, job: Job) -> tuple[str, ...]:
        return restore(self._slots[job.root], job)

    def settle(self, job: Job) -> tuple[str, ...]:
        return settle(self._slots[job.root], job)

    def baseline(self) -> Baseline:
        with self._reading:
            return self._now.past.seen

    def bases(self, task: Task, judged: Job) -> tuple[tuple[Job, Change], ...]:
        with self._reading:
            befores = self._now.past.befores
        about = ((self._bench.about(before.subject), before.change) for before in befores)
        return tuple((bench.job_for(task, judged.options), change) for bench, change in about)


def _warm(begun: threading.Event) -> None:
    """Import what the end of a run needs, once a tool runs: on the way to it this would only delay it."""
    begun.wait()
    from gotasks.fronts import publish, rendering, witness  # noqa: F401, PLC0415

    schema.warm()


def job_of(now: Run, task: Task, results: tuple[Result, ...] = (), *, build: bool = True) -> Job:
    """Return what a task works on in a run."""
    return now.past.told(task, now.bench.job_for(task, now.request.said(task.name), results, build=build))


def lines(path: Path) -> list[str]:
    """Return the lines of a file; none where it cannot be read."""
    try:
        return path.read_text("utf-8", "replace").split("\n")
    except OSError:
        return []
