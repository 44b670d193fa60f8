"""What the store knows of a result: all of it, some of its parts, or nothing."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from gotasks.core import parts
from gotasks.core.parts import Kept
from gotasks.core.plain import EMPTY
from gotasks.core.reads import LISTEN
from gotasks.core.result import Result
from gotasks.core.task import Job, Task
from gotasks.engine.world import Memory, World


class Known(NamedTuple):
    """What the store knows of a task's result: all of it, or some of its parts, whose keys are these.

    ``passed`` are the answers about other parts that hold if the same is built for them again, by what that was;
    ``read`` are the paths on which the last answers about the parts to be asked rest.
    """

    result: Result | None = None
    keys: Mapping[str, str] = EMPTY
    parts: Mapping[str, Kept] = EMPTY
    passed: Mapping[str, Kept] = EMPTY
    read: Mapping[str, Collection[str]] = EMPTY


class Asked(NamedTuple):
    """What was asked: a task about a job, one of whose parts may be all; ``names`` are those of all parts."""

    task: Task
    job: Job
    names: Mapping[str, str]


class Recall(NamedTuple):
    """What of a world it takes to ask the store."""

    store: Memory
    key: Callable[[Task, Job], str]
    scope: Callable[[Task, Job], str]


def recall(task: Task, job: Job, world: World | Recall, *, fresh: bool = False) -> Known:
    """Return what the store knows, before it is closed; with ``fresh`` only what would be asked."""
    if not task.stored(job):
        return Known()
    found = None if fresh else world.store.get(world.key(task, job))
    keys = task.parts.keys(job) if task.parts and not found else EMPTY
    if found or not keys:
        return Known(found, keys)
    shelf, files = world.store.shelf(world.scope(task, job)), job.contents()
    if fresh:
        # What is asked anew is asked as the user would: nobody listens.
        read = parts.read(shelf, keys)
        return Known(None, keys, read={name: {*paths} - {LISTEN} for name, paths in read.items()})
    held = parts.holding(shelf, keys, files)
    if len(held) == len(keys):
        return Known(parts.union(Result(task.name), keys, held), keys, held)
    missing, builds = keys.keys() - held.keys(), task.parts and task.parts.built
    passed = parts.passed(shelf, missing, files, job.keys().common) if builds else EMPTY
    return Known(None, keys, held, passed, parts.read(shelf, missing))
