"""plan -> run -> judge -> compare -> report: takes tasks through the pipeline, one after the other.

The engine is given its world as an argument: it starts no process and reads no file of its own accord.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import repeat
from typing import Protocol

from gotasks.core.baseline import Baseline, Seen, fell, mark, states
from gotasks.core.change import Change
from gotasks.core.command import Outcome, Plan, Step
from gotasks.core.errors import GotasksError
from gotasks.core.report import TaskReport
from gotasks.core.result import Finding, Part, Result, State, run_of, verdict_of
from gotasks.core.task import Job, Task, Tool, idle
from gotasks.core.texts import bounded, cleaned, named, names


class Memory(Protocol):
    """Where results are kept by key."""

    def get(self, key: str) -> Result | None:
        """Return the result of a key, or None."""

    def put(self, key: str, result: Result) -> None:
        """Keep a result."""


@dataclass(frozen=True, slots=True)
class World:
    """What the engine may do: run a step, look up a result, read source lines, tell the time and who listens.

    ``turn`` makes the checkout a job's tree; ``settle`` makes it that again and returns what a task had changed in
    it; ``lines`` returns the lines of a file of the tree; ``redact`` takes secrets out of a text: tasks judge what was
    printed, and every text of a result is redacted before it is compared, stored or reported. ``key`` returns the key
    of a task's result; ``baseline`` what findings are compared with, and ``bases`` a task's job for each of its trees,
    with the options of the judged job that it has too, and with what the judged tree adds to it; ``now`` UTC in
    ISO 8601.
    """

    run: Callable[[Step], tuple[Outcome, ...]]
    turn: Callable[[Job], None]
    settle: Callable[[Job], tuple[str, ...]]
    store: Memory
    key: Callable[[Task, Job], str]
    baseline: Callable[[], Baseline]
    bases: Callable[[Task, Job], tuple[tuple[Job, Change], ...]]
    lines: Callable[[str], list[str]]
    redact: Callable[[str], str]
    now: Callable[[], str]
    clock: Callable[[], float]
    begin: Callable[[Task], None]
    end: Callable[[TaskReport], None]


@dataclass(frozen=True, slots=True)
class Answer:
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


INTERRUPTED = "interrupted"


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
        return _compare(task, job, result, world, fresh=fresh), changed
    except KeyboardInterrupt:
        return Result(task.name, problem=INTERRUPTED), ()
    except GotasksError:
        raise
    except Exception as error:  # noqa: BLE001 - a defect must not end in a traceback, whose exit status says failed
        return Result(task.name, problem=world.redact(f"the task broke ({type(error).__name__}: {error})")), ()


def ask(
    task: Task, job: Job, world: World, *, fresh: bool, ready: Callable[[], None] = lambda: None
) -> tuple[Result, tuple[str, ...]]:
    """Return what a task finds in a job's tree, and what it wrote there, if that keeps it from being kept.

    The answer comes from the store where it is known, and is kept where it may be. ``ready`` is called before anything
    runs; the tree is then checked out. What a task wrote is undone.
    """
    nothing = idle(task, job)
    if nothing:
        return nothing, ()
    key = world.key(task, job) if task.stored(job) else ""
    stored = world.store.get(key) if key and not fresh else None
    if stored:
        return cleaned(stored, world.redact), ()
    ready()
    found = _run_and_judge(task, job, world)
    changed = world.settle(job)
    result = cleaned(found, lambda text: bounded(world.redact(text)))
    # What redaction changed is not kept: the next caller, who has other secrets, could not compare with it.
    if key and not changed and result == found and _storable(task, result):
        world.store.put(key, result)
    return result, changed if key else ()


def _storable(task: Task, result: Result) -> bool:
    """What was not wholly judged is never kept, and a red test never: it may be the test that changes its mind."""
    return not result.problem and not (task.passes_only and result.findings)


def _run_and_judge(task: Task, job: Job, world: World) -> Result:
    outcomes: tuple[Outcome, ...] = ()
    try:
        outcomes = _run(task.plan(job), world)
        result = task.judge(job, outcomes)
    except KeyboardInterrupt:
        return Result(task.name, problem=INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - whatever a tool prints must not end in a traceback
        result = Result(task.name, problem=f"the output was not understood ({type(error).__name__}: {error})")
    return _finish(result, outcomes, world)


def _compare(task: Task, job: Job, result: Result, world: World, *, fresh: bool) -> Result:
    """Give each finding its state: what the baseline has too does not refuse."""
    pending = [finding for finding in result.findings if _compares(task, finding)]
    if not pending and result.coverage is None:
        return result
    baseline = world.baseline()
    match baseline.kind:
        case "absolute":
            return result
        case "none":
            return _unknown(task, result)
        case "unreadable":
            return _unknown(task, result, baseline.reason) if pending else result
    if pending:
        asked = task.base or task
        seen = _look_back(asked, job, world.bases(asked, job), world, fresh=fresh)
        unseen = next((base.problem for base in seen if base.problem), "")
        if unseen:
            return _unknown(task, result, unseen if unseen == INTERRUPTED else f"the baseline was not judged: {unseen}")
        real = names((entry.path for entry in job.entries), world.redact)
        pending = [finding for finding in named(result, real).findings if _compares(task, finding)]
        marks = iter(states(pending, seen, job.module_folder, task.recurring))
        result = _marked(task, result, marks)
    return _fallen(task, result, job, world)


def _look_back(
    task: Task, job: Job, jobs: tuple[tuple[Job, Change], ...], world: World, *, fresh: bool
) -> tuple[Seen, ...]:
    """Ask a task about the trees of the baseline, in the same checkout; then make it the judged tree again.

    What the store knows needs no checkout, and leaves the files with the times that Go's caches know.
    """
    turned: list[Job] = []

    def turn(before: Job) -> None:
        turned.append(before)
        world.turn(before)

    try:
        return tuple(
            Seen(
                named(
                    ask(task, before, world, fresh=fresh, ready=partial(turn, before))[0],
                    names((entry.path for entry in before.entries), world.redact),
                ),
                change,
                unloadable=bool((nothing := idle(task, before)) and nothing.problem),
            )
            for before, change in jobs
        )
    finally:
        if turned:
            world.turn(job)


def _unknown(task: Task, result: Result, problem: str = "") -> Result:
    """Return a result of which nobody can say what is new, and why, where that is a problem."""
    return replace(_marked(task, result, repeat("first seen")), problem=result.problem or problem)


def _marked(task: Task, result: Result, marks: Iterator[State]) -> Result:
    return mark(result, [next(marks) if _compares(task, finding) else finding.state for finding in result.findings])


def _compares(task: Task, finding: Finding) -> bool:
    """Whether the baseline may excuse a finding. A change, a message and the machine are in no tree of it."""
    return task.over not in {"change", "commits", "machine"} and task.compared(finding)


def _fallen(task: Task, result: Result, job: Job, world: World) -> Result:
    """Refuse a fall of coverage below that of the baseline, where that is in the store."""
    tolerance = job.options.get("tolerance")
    if tolerance is None or result.coverage is None or result.problem:
        return result
    known = [world.store.get(world.key(task, before)) for before, _ in world.bases(task, job)]
    falls = [fell(result.coverage, old.coverage, Fraction(tolerance)) if old and old.coverage else "" for old in known]
    if not falls or not all(falls):
        return result
    finding = Finding("", 0, 0, "coverage", falls[0], tool="go test")
    return replace(result, parts=(*result.parts, Part("tree", ".", (finding,), world.now())))


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
        problem=result.problem or trouble,
        runs=tuple(run_of(outcome, world.redact) for outcome in outcomes),
    )


def _sourced(part: Part, world: World) -> tuple[Finding, ...]:
    found = []
    for finding in part.findings:
        lines = world.lines(finding.file) if finding.file and finding.line and not finding.text else []
        text = finding.text or (lines[finding.line - 1] if 0 < finding.line <= len(lines) else "")
        found.append(replace(finding, text=text))
    return tuple(found)
