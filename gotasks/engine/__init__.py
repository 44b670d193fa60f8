"""plan -> run -> judge -> compare -> report: takes tasks through the pipeline, one after the other.

The engine is given its world as an argument: it starts no process and reads no file of its own accord.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from gotasks.core.command import Plan
from gotasks.core.errors import GotasksError
from gotasks.core.report import TaskReport
from gotasks.core.result import Result, verdict_of
from gotasks.core.task import Job, Task, Tool, idle
from gotasks.engine.asking import ask
from gotasks.engine.comparing import compare
from gotasks.engine.world import INTERRUPTED, World


class Answer(NamedTuple):
    """A task's report, the files that the task wrote into the checkout, and the tools that answered."""

    report: TaskReport
    changed: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()


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
    """Take each task through the pipeline; stop at the first that did not pass, unless told to keep going.

    ``left_out`` are the tasks that the user skips, with the reason.
    """
    answers: dict[str, Answer] = {}
    stopped = ""
    for task in tasks:
        skips = (left_out or {}).get(task.name, stopped)
        if skips:
            skipped = Result(task.name, skipped=skips)
            answers[task.name] = Answer(TaskReport(task.name, verdict_of(skipped), skipped))
            continue
        world.begin(task)
        began = world.clock()
        job = make_job(task, tuple(answers[need].report.result for need in task.needs))
        result, changed = _asked(task, job, world, fresh=fresh)
        took = round(world.clock() - began, 3)
        report = TaskReport(task.name, verdict_of(result), result, took, dict(job.options))
        answers[task.name] = Answer(report, changed, job.toolchain.tools)
        world.end(report)
        if result.problem == INTERRUPTED:
            stopped = INTERRUPTED
        elif report.verdict.status in {"failed", "not judged"} and not keep_going:
            stopped = f"stopped by {task.name}"
    return tuple(answers.values())


def plans(tasks: tuple[Task, ...], make_job: MakeJob) -> Mapping[str, Plan | str]:
    """Return what would run, or why nothing would: ``--dry-run``."""
    found: dict[str, Plan | str] = {}
    for task in tasks:
        job = make_job(task, ())
        nothing = idle(task, job)
        found[task.name] = (nothing.skipped or nothing.problem) if nothing else task.plan(job)
    return found


def _asked(task: Task, job: Job, world: World, *, fresh: bool) -> tuple[Result, tuple[str, ...]]:
    """Ask and compare; whatever a task of the user's own raises, wherever, is a task that was not judged."""
    try:
        result, changed = ask(task, job, world, fresh=fresh)
        return compare(task, job, result, world, fresh=fresh), changed
    except KeyboardInterrupt:
        return Result(task.name, problem=INTERRUPTED), ()
    except GotasksError:
        raise
    except Exception as error:  # noqa: BLE001 - a defect must not end in a traceback, whose exit status says failed
        return Result(task.name, problem=world.redact(f"the task broke ({type(error).__name__}: {error})")), ()
