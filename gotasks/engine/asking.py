"""plan -> run -> judge: what a task finds in a tree, from the store or by asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gotasks.core import parts
from gotasks.core.baseline import BUILD
from gotasks.core.command import Outcome, Plan
from gotasks.core.parts import Kept
from gotasks.core.plain import EMPTY
from gotasks.core.result import Finding, Part, Result, run_of
from gotasks.core.task import Job, Task, idle
from gotasks.core.texts import bounded, cleaned
from gotasks.engine.explaining import audited, explained, held
from gotasks.engine.recalling import Asked, Known, recall
from gotasks.engine.world import INTERRUPTED, World


def ask(
    task: Task, job: Job, world: World, *, fresh: bool, ready: Callable[[], None] = lambda: None
) -> tuple[Result, tuple[str, ...]]:
    """Return what a task finds in a job's tree, and what it wrote there, if that keeps it from being kept.

    The answer comes from the store where it is known, part by part, and is kept where it may be. ``ready`` is called
    before anything runs; the tree is then checked out. What a task wrote is undone.
    """
    nothing = idle(task, job)
    if nothing:
        return nothing, ()
    known = recall(task, job, world, fresh=fresh)
    if known.result:
        return cleaned(task.close(job, known.result), world.redact), ()
    before = held(recall(task, job, world)) if world.audit else ()
    newest = world.store.shelf(world.scope(task, job)) if world.explain and task.stored(job) else {}
    ready()
    result, changed = _anew(task, job, world, known)
    if world.explain:
        result = explained(Asked(task, job, known.keys), world, result, newest, fresh=fresh)
    return audited(Asked(task, job, known.keys), world, task.close(job, result), before), changed


def _anew(task: Task, job: Job, world: World, known: Known) -> tuple[Result, tuple[str, ...]]:
    """Ask about what is not known, and keep what may be kept."""
    missing = frozenset(known.keys.keys() - known.parts.keys())
    asked = task.parts.only(job, missing) if task.parts and known.parts else job
    watched = world.watch(asked) if task.parts and task.parts.reads else tuple
    found, outcomes = _run_and_judge(task, asked, world)
    accessed = watched()
    changed = world.settle(job)
    result = cleaned(found, lambda text: bounded(world.redact(text)))
    told = _taken_apart(task, asked, result, outcomes, accessed) if known.keys else None
    if known.parts and told is None and not result.problem:
        # An answer about some parts tells of others, so nobody knows on what it rests: all are asked again.
        return _anew(task, job, world, known._replace(parts=EMPTY))
    # What redaction changed is not kept: the next caller, who has other secrets, could not compare with it.
    if task.stored(job) and not changed and not result.problem and result == found:
        _keep(Asked(task, asked, known.keys), world, result, told)
    every = {**known.parts, **(told or {})}
    if every and len(every) == len(known.keys):
        result = parts.union(result, known.keys, every)
    elif known.parts:
        result = result._replace(parts=(*(kept.part for kept in known.parts.values()), *result.parts))
    return result, changed if task.stored(job) else ()


def _taken_apart(
    task: Task, asked: Job, result: Result, outcomes: tuple[Outcome, ...], accessed: tuple[str, ...]
) -> dict[str, Kept] | None:
    """Return the answers about the parts that were asked for; None where something in them belongs to none."""
    if not task.parts:
        return None
    keys, files = task.parts.keys(asked), asked.contents()
    seen = task.parts.reads(asked, outcomes, result) if task.parts.reads else {}
    # Of what no log names nobody knows which part has read it: it counts for all of them.
    loose = {*accessed}.difference(*seen.values())
    reads = {name: files.states((*paths, *loose)) for name, paths in seen.items()}
    folders = {package.path: package.folder for package in asked.packages}
    return parts.answers(result, task.parts.kind, keys, reads, folders)


def _keep(asked: Asked, world: World, result: Result, told: Mapping[str, Kept] | None) -> None:
    """Keep what was wholly judged: by parts where it falls into such. A red test is never kept: it may change its mind.

    What does not build is told of one package, and means others.
    """
    task, job, names = asked
    if told is not None and all(finding.rule != BUILD for finding in result.findings):
        tree = job.subject.content
        good = {
            name: kept._replace(tree=tree)
            for name, kept in told.items()
            if not (task.passes_only and kept.part.findings)
        }
        scope = world.scope(task, job)
        world.store.shelve(scope, parts.put(world.store.shelf(scope), good, names))
    elif not (job.narrowed or (task.passes_only and result.findings)):
        key = world.key(task, job)
        world.store.put(key, result)
        # By this the next run can say what has changed since.
        world.store.shelve(world.scope(task, job), {".": (Kept(key, Part("tree", "."), tree=job.subject.content),)})


def _run_and_judge(task: Task, job: Job, world: World) -> tuple[Result, tuple[Outcome, ...]]:
    outcomes: tuple[Outcome, ...] = ()
    try:
        outcomes = _run(task.plan(job), world)
        result = task.judge(job, outcomes)
    except KeyboardInterrupt:
        return Result(task.name, problem=INTERRUPTED), ()
    except Exception as error:  # noqa: BLE001 - whatever a tool prints must not end in a traceback
        result = Result(task.name, problem=f"the output was not understood ({type(error).__name__}: {error})")
    return _finish(result, outcomes, world), outcomes


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
