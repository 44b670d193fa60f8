"""plan -> run -> judge: what a task finds in a tree, from the store or by asking."""

from collections.abc import Callable, Mapping
from posixpath import dirname
from typing import NamedTuple

from gotasks.core import parts, reads
from gotasks.core.baseline import BUILD
from gotasks.core.command import Outcome
from gotasks.core.parts import Kept
from gotasks.core.plain import EMPTY
from gotasks.core.reads import NAMES, WHOLE, Accessed
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
    began = world.now()
    result, changed = _anew(task, job, world, known)
    if world.explain:
        result = explained(Asked(task, job, known.keys), world, result, None if fresh else newest, began)
    return audited(task.close(job, result), before), changed


MOST_BUILT = 1000
"""How many names of what was built are handed over: all stand in one variable, which Linux limits to 128 KiB."""


class _Tried(NamedTuple):
    """What came of asking: as it was ``found``, and as it may be told; what each part was seen to read, and wrote.

    ``built`` is what was built for a part, and whether that had passed before, so that it was not run.
    """

    found: Result
    result: Result
    reads: Mapping[str, tuple[str, ...]]
    changed: tuple[str, ...]
    built: Mapping[str, tuple[str, bool]]

    @property
    def may_be_kept(self) -> bool:
        """What redaction changed may not: the next caller, who has other secrets, could not compare with it."""
        return not self.changed and not self.result.problem and self.result == self.found


def _anew(task: Task, job: Job, world: World, known: Known) -> tuple[Result, tuple[str, ...]]:
    """Ask about what is not known, and keep what may be kept."""
    missing = frozenset(known.keys.keys() - known.parts.keys())
    asked = task.parts.only(job, missing) if task.parts and known.parts else job
    tried = _try(task, asked._replace(built=tuple(known.passed)[:MOST_BUILT], read=known.read), world)
    result = tried.result
    # What was interrupted has no parts.
    told = _taken_apart(task, asked, tried) if known.keys and result.parts else None
    if (known.parts or known.passed) and told is None and not result.problem:
        # An answer about some parts tells of others, so nobody knows on what it rests: all are asked again.
        return _anew(task, job, world, known._replace(parts=EMPTY, passed=EMPTY))
    told = told and {name: _again(tried, known, kept) for name, kept in told.items()}
    if task.stored(job):
        _learn(Asked(task, asked, known.keys), world, tried, told)
    every = {**known.parts, **(told or {})}
    if every and len(every) == len(known.keys):
        result = parts.union(result, known.keys, every)
    elif known.parts:
        result = result._replace(parts=(*(kept.part for kept in known.parts.values()), *result.parts))
    return result, tried.changed if task.stored(job) else ()


def _try(task: Task, job: Job, world: World) -> _Tried:
    """Run, judge, and see what was read before the checkout is made the tree again."""
    done = _Done()
    found = _run_and_judge(task, job, world, done)
    watches = task.parts.reads if task.parts else None
    rests = reads.rests(_ran(job, step, watches(job, step.outcomes)) for step in done.watched) if watches else {}
    built = task.parts.built(job, done.outcomes) if task.parts and task.parts.built else EMPTY
    # What only reads has written nothing, and others are reading beside it.
    changed = done.changed if task.room == "shared" else (*done.changed, *world.settle(job))
    told = cleaned(found, lambda text: bounded(world.redact(text)))
    return _Tried(found, told, rests, changed, built)


def _ran(job: Job, step: "_Watched", seen: Mapping[str, tuple[str, ...]]) -> reads.Ran:
    return reads.Ran(seen, _loose(job, step.accessed.paths, seen), step.accessed, step.clean)


def _loose(job: Job, accessed: tuple[str, ...], seen: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what was read and counts for all parts, because nobody knows which of them has read it.

    Only what lies with a package, and stands in its own log, is that package's alone. Go's own files are looked for by
    those that look past their log, and count for them.
    """
    homes = {package.folder: package.path for package in job.packages}

    def home(path: str) -> str:
        while path not in homes and path != ".":
            path = dirname(path) or "."
        return homes.get(path, "")

    logged = {name: frozenset(paths) for name, paths in seen.items()}
    anywhere = frozenset().union(*logged.values())
    code = job.keys().compiled if len(seen) > 1 else frozenset()
    named = {path: path.removesuffix(NAMES) for path in accessed if path not in code}
    # Of a folder that no log names somebody may have asked for sizes, too.
    return tuple(
        path if at in anywhere else at
        for path, at in named.items()
        if path == WHOLE or at not in logged.get(home(at), ())
    )


def _taken_apart(task: Task, asked: Job, tried: _Tried) -> dict[str, Kept] | None:
    """Return the answers about the parts that were asked for; None where something in them belongs to none."""
    if not task.parts:
        return None
    files = asked.contents()
    reads = {name: files.states(paths) for name, paths in tried.reads.items()}
    folders = {package.path: package.folder for package in asked.packages}
    told = parts.answers(tried.result, task.parts.kind, task.parts.keys(asked), reads, folders)
    if not told or not tried.built:
        return told
    names, common = {name: built for name, (built, _) in tried.built.items()}, asked.keys().common
    return {name: kept._replace(built=names.get(name, ""), common=common) for name, kept in told.items()}


def _again(tried: _Tried, known: Known, kept: Kept) -> Kept:
    """Return the answer of before about a part for which the same was built again."""
    built, again = tried.built.get(kept.part.name, ("", False))
    return known.passed[built]._replace(key=kept.key) if again else kept


def _learn(asked: Asked, world: World, tried: _Tried, told: Mapping[str, Kept] | None) -> None:
    """Keep what was wholly judged, by parts where it falls into such, and forget what held of all that is red now.

    A red test is not kept: it may change its mind. What does not build is told of one package, and means others.
    """
    task, job, names = asked
    result, files = tried.result, job.contents()
    apart = told if told is not None and all(finding.rule != BUILD for finding in result.findings) else None
    keys = task.parts.keys(job) if task.parts else EMPTY
    if apart is not None:
        keys = {name: keys[name] for name, kept in apart.items() if kept.part.findings}
    scope = world.scope(task, job)
    old = world.store.shelf(scope)
    red = {built for name, (built, _) in tried.built.items() if name in keys}
    shelf = dict(old)
    if result.findings:
        seen = {name: tried.reads.get(name, ()) for name in keys}
        shelf = parts.unlistened(parts.without(old, keys, files, red), seen)
        world.store.forget(world.key(task, job))
    if apart is not None and tried.may_be_kept:
        tree = job.subject.content
        good = {name: kept._replace(tree=tree) for name, kept in apart.items() if _lasts(task, kept.part.findings)}
        shelf = parts.put(shelf, good, names)
    elif tried.may_be_kept and not job.narrowed and _lasts(task, result.findings):
        key = world.key(task, job)
        world.store.put(key, result)
        # By this the next run can say what has changed since.
        shelf["."] = (Kept(key, Part("tree", "."), tree=job.subject.content),)
    if shelf != old:
        world.store.shelve(scope, shelf)


def _lasts(task: Task, findings: tuple[Finding, ...]) -> bool:
    return not (task.passes_only and findings)


class _Watched(NamedTuple):
    """A step of which it was seen what it read; the checkout was the exact tree before it where it was ``clean``."""

    outcomes: tuple[Outcome, ...]
    accessed: Accessed
    clean: bool


class _Done:
    """What came of a plan so far: all outcomes, the steps that were watched, and what was changed in the checkout."""

    def __init__(self) -> None:
        self.outcomes: tuple[Outcome, ...] = ()
        self.watched: list[_Watched] = []
        self.changed: tuple[str, ...] = ()


def _run_and_judge(task: Task, job: Job, world: World, done: _Done) -> Result:
    try:
        _run(task, job, world, done)
        if task.doubts(done.outcomes):
            done.outcomes = ()
            _run(task, job._replace(doubted=True), world, done)
        result = task.judge(job, done.outcomes)
    except KeyboardInterrupt:
        done.outcomes = ()
        return Result(task.name, problem=INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - whatever a tool prints must not end in a traceback
        result = Result(task.name, problem=f"the output was not understood ({type(error).__name__}: {error})")
    return _finish(job, result, done.outcomes, world)


def _run(task: Task, job: Job, world: World, done: _Done) -> None:
    """Run step after step; a command that failed ends the plan, where later steps build on it.

    What steps that are watched leave in the checkout is there for the next one, but for one that is not watched.
    """
    more = () if task.room == "alone" else world.sparing
    clean = True
    for step in task.plan(job):
        watches = any(command.watched for command in step)
        if not watches and not clean:
            done.changed += world.restore(job)
            clean = True
        accessed = world.watch(job) if watches else None
        spared = tuple(each if each.watched else each._replace(env=(*more, *each.env)) for each in step)
        outcomes = world.run(world.whose, job, spared)
        done.outcomes += outcomes
        if accessed:
            done.watched.append(_Watched(outcomes, accessed(), clean))
            clean = clean and done.watched[-1].accessed.spotless
        if any(_ends(each) for each in outcomes):
            break


def _ends(outcome: Outcome) -> bool:
    """Whether a plan ends with a command."""
    return bool(outcome.ended == "interrupted" if outcome.command.alone else outcome.trouble or outcome.code)


def _finish(job: Job, result: Result, outcomes: tuple[Outcome, ...], world: World) -> Result:
    """Add what the judge cannot know: times, source lines, the runs; and distrust what it left unexplained."""
    trouble = next((outcome.trouble for outcome in outcomes if outcome.trouble), "")
    if any(outcome.ended == "interrupted" for outcome in outcomes):
        trouble = INTERRUPTED
        result = result._replace(problem=INTERRUPTED)
    now = world.now()
    parts = tuple(part._replace(ran_at=now, findings=_sourced(job, part, world)) for part in result.parts)
    return result._replace(
        parts=parts or (Part("tree", ".", ran_at=now),),
        problem=result.problem or trouble,
        runs=tuple(run_of(outcome, world.redact) for outcome in outcomes),
    )


def _sourced(job: Job, part: Part, world: World) -> tuple[Finding, ...]:
    found = []
    for finding in part.findings:
        lines = world.lines(job, finding.file) if finding.file and finding.line and not finding.text else []
        text = finding.text or (lines[finding.line - 1] if 0 < finding.line <= len(lines) else "")
        found.append(finding._replace(text=text))
    return tuple(found)
