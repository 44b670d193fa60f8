"""What a task comes to, from its job to its report."""

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import NamedTuple

from gotasks.core.errors import GotasksError
from gotasks.core.report import TaskReport
from gotasks.core.result import Result, verdict_of
from gotasks.core.task import Job, Task, Tool
from gotasks.engine.asking import ask
from gotasks.engine.comparing import compare
from gotasks.engine.world import INTERRUPTED, World


class Answer(NamedTuple):
    """A task's report, the files that the task wrote into the checkout, and the tools that answered."""

    report: TaskReport
    changed: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()


def skipped(task: Task, why: str) -> Answer:
    """Return the answer of a task that does not run."""
    result = Result(task.name, skipped=why)
    return Answer(TaskReport(task.name, verdict_of(result), result))


def refuses(answer: Answer) -> bool:
    """Whether an answer stops a run."""
    return answer.report.verdict.status in {"failed", "not judged"}


def answer(task: Task, job: Job, world: World, *, fresh: bool) -> Answer:
    """Ask a task and compare."""
    world.begin(task)
    began = world.clock()
    result, changed = _asked(task, job, world, fresh=fresh)
    report = TaskReport(task.name, verdict_of(result), result, round(world.clock() - began, 3), dict(job.options))
    return Answer(report, changed, job.toolchain.tools)


def _asked(task: Task, job: Job, world: World, *, fresh: bool) -> tuple[Result, tuple[str, ...]]:
    """Ask and compare; whatever a task of the user's own raises, wherever, is a task that was not judged."""
    try:
        with _room(task, world):
            result, changed = ask(task, job, world, fresh=fresh, ready=partial(_make_own, task, job, world))
        return compare(task, job, result, world, fresh=fresh), changed
    except KeyboardInterrupt:
        return Result(task.name, problem=INTERRUPTED), ()
    except GotasksError:
        raise
    except Exception as error:  # noqa: BLE001 - a defect must not end in a traceback, whose exit status says failed
        return Result(task.name, problem=world.redact(f"the task broke ({type(error).__name__}: {error})")), ()


def _room(task: Task, world: World) -> AbstractContextManager[None]:
    """Wait for a place in the shared checkout, where the task works there."""
    if task.room == "own":
        return nullcontext()
    return world.checkout.read() if task.room == "shared" else world.checkout.alone()


def _make_own(task: Task, job: Job, world: World) -> None:
    """Check the tree out once more for a task that has a checkout of its own."""
    if task.room == "own":
        world.turn(world.whose, job)
