"""plan -> run -> judge -> report: takes tasks through the pipeline, one after the other.

The engine is given its world as an argument: it starts no process and reads no file of its own accord.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from gotasks.core.command import Outcome, Plan, Step
from gotasks.core.report import TaskReport
from gotasks.core.result import Finding, Part, Result, run_of, verdict_of
from gotasks.core.task import Job, Task, idle


class Memory(Protocol):
    """Where results are kept by key."""

    def get(self, key: str) -> Result | None:
        """Return the result of a key, or None."""


@dataclass(frozen=True, slots=True)
class World:
    """What the engine may do: run a step, look up a result, read source lines, tell the time and who listens.

    ``settle`` makes the checkout the tree again and returns what a task had changed in it;
    ``lines`` returns the lines of a file of the tree; ``key`` the key of a task's result; ``now`` UTC in ISO 8601.
    """

    run: Callable[[Step], tuple[Outcome, ...]]
    settle: Callable[[], tuple[str, ...]]
    store: Memory
    key: Callable[[Task, Job], str]
    lines: Callable[[str], list[str]]
    redact: Callable[[str], str]
    now: Callable[[], str]
    clock: Callable[[], float]
    begin: Callable[[Task], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """A task's report, and the key under which its result may be kept (empty when it may not, or is already).

    ``changed`` are the files that the task wrote into the checkout.
    """

    report: TaskReport
    key: str = ""
    changed: tuple[str, ...] = ()


MakeJob = Callable[[Task, tuple[Result, ...]], Job]


def execute(
    tasks: tuple[Task, ...], make_job: MakeJob, world: World, *, keep_going: bool = False, fresh: bool = False
) -> tuple[Answer, ...]:
    """Take each task through the pipeline; stop at the first that did not pass, unless told to keep going."""
    answers: dict[str, Answer] = {}
    stopped = ""
    for task in tasks:
        if stopped:
            skipped = Result(task.name, skipped=stopped)
            answers[task.name] = Answer(TaskReport(task.name, verdict_of(skipped), skipped))
            continue
        world.begin(task)
        job = make_job(task, tuple(answers[need].report.result for need in task.needs))
        answer = _answer(task, job, world, fresh=fresh)
        answers[task.name] = answer
        if answer.report.result.problem == INTERRUPTED:
            stopped = INTERRUPTED
        elif answer.report.verdict.status in {"failed", "not judged"} and not keep_going:
            stopped = f"stopped by {task.name}"
    return tuple(answers.values())


INTERRUPTED = "interrupted"


def plans(tasks: tuple[Task, ...], make_job: MakeJob) -> Mapping[str, Plan | str]:
    """Return what would run, or why nothing would: ``--dry-run``."""
    found: dict[str, Plan | str] = {}
    for task in tasks:
        job = make_job(task, ())
        nothing = idle(task, job)
        found[task.name] = (nothing.skipped or nothing.problem) if nothing else task.plan(job)
    return found


def _answer(task: Task, job: Job, world: World, *, fresh: bool) -> Answer:
    began = world.clock()
    nothing = idle(task, job)
    if nothing:
        return Answer(TaskReport(task.name, verdict_of(nothing), nothing))
    key = world.key(task, job) if task.stored(job) else ""
    stored = world.store.get(key) if key and not fresh else None
    result = stored or _ask(task, job, world)
    changed = () if stored else world.settle()
    report = TaskReport(task.name, verdict_of(result), result, round(world.clock() - began, 3), dict(job.options))
    keep = key if stored is None and not changed and _storable(task, result) else ""
    return Answer(report, keep, changed)


def _storable(task: Task, result: Result) -> bool:
    """What was not wholly judged is never kept, and a red test never: it may be the test that changes its mind."""
    return not result.problem and not (task.passes_only and result.findings)


def _ask(task: Task, job: Job, world: World) -> Result:
    outcomes: tuple[Outcome, ...] = ()
    try:
        outcomes = _run(task.plan(job), world)
        result = task.judge(job, outcomes)
    except KeyboardInterrupt:
        return Result(task.name, problem=INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - whatever a tool prints must not end in a traceback
        result = Result(task.name, problem=f"the output was not understood ({type(error).__name__}: {error})")
    return _finish(result, outcomes, world)


def _run(plan: Plan, world: World) -> tuple[Outcome, ...]:
    """Run step after step; a command that failed ends the plan, because later steps build on it."""
    done: list[Outcome] = []
    for step in plan:
        outcomes = world.run(step)
        done += outcomes
        if any(outcome.trouble or outcome.code for outcome in outcomes):
            break
    return tuple(done)


def _finish(result: Result, outcomes: tuple[Outcome, ...], world: World) -> Result:
    """Add what the judge cannot know: times, source lines, the runs; and distrust what it left unexplained."""
    trouble = next((outcome.trouble for outcome in outcomes if outcome.trouble), "")
    if any(outcome.ended == "interrupted" for outcome in outcomes):
        trouble = INTERRUPTED
        result = replace(result, problem=INTERRUPTED)
    now = world.now()
    parts = tuple(replace(part, ran_at=now, findings=_sourced(part, world)) for part in result.parts)
    return replace(
        result,
        parts=parts or (Part("tree", ".", ran_at=now),),
        problem=world.redact(result.problem or trouble),
        runs=tuple(run_of(outcome) for outcome in outcomes),
    )


def _sourced(part: Part, world: World) -> tuple[Finding, ...]:
    found = []
    for finding in part.findings:
        lines = world.lines(finding.file) if finding.file and finding.line else []
        text = lines[finding.line - 1] if 0 < finding.line <= len(lines) else finding.text
        found.append(replace(finding, text=world.redact(text), message=world.redact(finding.message)))
    return tuple(found)
