"""plan -> run -> judge -> compare -> report: takes tasks through the pipeline, some of them side by side.

The engine is given its world as an argument: it starts no process and reads no file of its own accord.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from gotasks.core.command import Plan
from gotasks.core.result import Result
from gotasks.core.task import Job, Task, idle
from gotasks.engine.answering import Answer, answer, refuses, skipped
from gotasks.engine.under_way import UnderWay
from gotasks.engine.world import INTERRUPTED, World

__all__ = ["Answer", "execute", "plans"]

MakeJob = Callable[[Task, tuple[Result, ...]], Job]


def execute(  # noqa: PLR0913 - keywords, each with a default
    tasks: tuple[Task, ...],
    make_job: MakeJob,
    world: World,
    *,
    keep_going: bool = False,
    fresh: bool = False,
    left_out: Mapping[str, str] | None = None,
) -> tuple[Answer, ...]:
    """Take tasks through the pipeline; the first that did not pass stops the rest at once, unless told to keep going.

    ``left_out`` are the tasks that the user skips, with the reason.
    """
    chain = _Chain(tasks, left_out or {}, keep_going=keep_going)

    def start(task: Task) -> Callable[[], Answer]:
        job = make_job(task, tuple(chain.answers[need].report.result for need in task.needs))
        return partial(answer, task, job, world._replace(whose=task.name), fresh=fresh)

    with UnderWay[Answer](chain.left, world.most, world.pace, world.halt) as under_way:
        while True:
            try:
                ended = under_way.turn(chain.answers, start)
            except KeyboardInterrupt:
                world.stop()
                under_way.end(tasks)
                continue
            if not ended:
                break
            for task, found in ended:
                under_way.end(chain.stopped(task, found))
                world.end(chain.told(task).report)
    return tuple(map(chain.told, tasks))


class _Chain:
    """The tasks in their planned order, and what they came to, told as if one had run after the other.

    So a report is the same on any machine: what stands before a task that refuses runs to its end, and what stands
    after it is told as stopped even where it has ended before.
    """

    def __init__(self, tasks: tuple[Task, ...], left_out: Mapping[str, str], *, keep_going: bool) -> None:
        self._tasks = tasks
        self._keep_going = keep_going
        self._numbers = {task.name: number for number, task in enumerate(tasks)}
        self._refused = len(tasks)
        self._left_out = {task.name: skipped(task, left_out[task.name]) for task in tasks if task.name in left_out}
        self.left = tuple(task for task in tasks if task.name not in left_out)
        self.answers = dict(self._left_out)

    def stopped(self, task: Task, found: Answer) -> tuple[Task, ...]:
        """Take a task's answer, and return the tasks that it stops."""
        self.answers[task.name] = found
        number = self._numbers[task.name]
        if number > self._refused:
            return ()
        if found.report.result.problem == INTERRUPTED:
            return self._tasks
        if self._keep_going or not refuses(found):
            return ()
        self._refused = number
        return self._tasks[number + 1 :]

    def told(self, task: Task) -> Answer:
        """Return a task's answer as the report has it."""
        if task.name in self._left_out:
            return self._left_out[task.name]
        if self._numbers[task.name] > self._refused:
            return skipped(task, f"stopped by {self._tasks[self._refused].name}")
        return self.answers.get(task.name) or skipped(task, INTERRUPTED)


def plans(tasks: tuple[Task, ...], make_job: MakeJob) -> Mapping[str, Plan | str]:
    """Return what would run, or why nothing would: ``--dry-run``."""
    found: dict[str, Plan | str] = {}
    for task in tasks:
        job = make_job(task, ())
        nothing = idle(task, job)
        found[task.name] = (nothing.skipped or nothing.problem) if nothing else task.plan(job)
    return found
