"""plan -> run -> judge -> compare -> report: takes tasks through the pipeline, some of them side by side.

The engine is given its world as an argument: it starts no process and reads no file of its own accord.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from gotasks.core.command import Plan
from gotasks.core.result import Result
from gotasks.core.task import Job, Task, idle
from gotasks.engine.answering import Answer, answer, halted, skipped, stops
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
    answers = {task.name: skipped(task, left_out[task.name]) for task in tasks if left_out and task.name in left_out}
    under_way = UnderWay[Answer](
        tuple(task for task in tasks if task.name not in answers), world.most, world.pace, world.stop
    )

    def start(task: Task) -> Callable[[], Answer]:
        job = make_job(task, tuple(answers[need].report.result for need in task.needs))
        return partial(answer, task, job, world, fresh=fresh)

    stopped = ""
    with under_way:
        while True:
            try:
                ended = under_way.turn(answers, None if stopped else start)
            except KeyboardInterrupt:
                stopped = INTERRUPTED
                world.stop()
                continue
            if not ended:
                break
            for task, found in ended:
                answers[task.name] = halted(found, stopped) or found
                world.end(answers[task.name].report)
                reason = "" if stopped else stops(found, keep_going=keep_going)
                if reason:
                    stopped = reason
                    world.stop()
    return tuple(answers.get(task.name) or skipped(task, stopped) for task in tasks)


def plans(tasks: tuple[Task, ...], make_job: MakeJob) -> Mapping[str, Plan | str]:
    """Return what would run, or why nothing would: ``--dry-run``."""
    found: dict[str, Plan | str] = {}
    for task in tasks:
        job = make_job(task, ())
        nothing = idle(task, job)
        found[task.name] = (nothing.skipped or nothing.problem) if nothing else task.plan(job)
    return found
