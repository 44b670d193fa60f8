"""Never worse: the state of each finding, by what the same task finds in the trees of the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import repeat

from gotasks.core.baseline import Seen, fell, mark, states
from gotasks.core.change import Change
from gotasks.core.result import Finding, Part, Result, State
from gotasks.core.task import Job, Task, idle
from gotasks.core.texts import named, names
from gotasks.engine.asking import ask
from gotasks.engine.recalling import recall
from gotasks.engine.world import INTERRUPTED, World


def compare(task: Task, job: Job, result: Result, world: World, *, fresh: bool) -> Result:
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
    with ExitStack() as leaving:
        turned: list[Job] = []

        def turn(before: Job) -> None:
            if not turned:
                leaving.enter_context(world.checkout.alone())
                # The judged job may have a checkout of its own.
                leaving.callback(world.turn, world.whose, job._replace(root=before.root))
            turned.append(before)
            world.turn(world.whose, before)

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


def _unknown(task: Task, result: Result, problem: str = "") -> Result:
    """Return a result of which nobody can say what is new, and why, where that is a problem."""
    return _marked(task, result, repeat("first seen"))._replace(problem=result.problem or problem)


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
    known = [recall(task, before, world).result for before, _ in world.bases(task, job)]
    falls = [fell(result.coverage, old.coverage, tolerance) if old and old.coverage else "" for old in known]
    if not falls or not all(falls):
        return result
    finding = Finding("", 0, 0, "coverage", falls[0], tool="go test")
    return result._replace(parts=(*result.parts, Part("tree", ".", (finding,), world.now())))
