"""plan -> run -> judge: what a task finds in a tree, from the store or by asking."""

from __future__ import annotations

from collections.abc import Callable

from gotasks.core.command import Outcome, Plan
from gotasks.core.result import Finding, Part, Result, run_of
from gotasks.core.task import Job, Task, idle
from gotasks.core.texts import bounded, cleaned
from gotasks.engine.world import INTERRUPTED, World


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
        result = result._replace(problem=INTERRUPTED)
    now = world.now()
    parts = tuple(part._replace(ran_at=now, findings=_sourced(part, world)) for part in result.parts)
    return result._replace(
        parts=parts or (Part("tree", ".", ran_at=now),),
        problem=result.problem or trouble,
        runs=tuple(run_of(outcome, world.redact) for outcome in outcomes),
    )


def _sourced(part: Part, world: World) -> tuple[Finding, ...]:
    found = []
    for finding in part.findings:
        lines = world.lines(finding.file) if finding.file and finding.line and not finding.text else []
        text = finding.text or (lines[finding.line - 1] if 0 < finding.line <= len(lines) else "")
        found.append(finding._replace(text=text))
    return tuple(found)
