"""Why parts run (``--explain``), and what is kept held against what runs (``audit``)."""

from __future__ import annotations

from gotasks.core import parts, why
from gotasks.core.parts import Shelf
from gotasks.core.result import Part, Result
from gotasks.core.task import by_tree
from gotasks.engine.recalling import Asked, Known
from gotasks.engine.world import World

DEFECT = "a test that changes its mind, or a defect of gotasks: please report it"


def held(known: Known) -> tuple[Part, ...]:
    """Return the parts that are kept."""
    return known.result.parts if known.result else tuple(kept.part for kept in known.parts.values())


def audited(result: Result, held: tuple[Part, ...]) -> Result:
    """Say which kept passes were red when they were asked again."""
    notes = tuple(f"{text} ({DEFECT})" for text in parts.stale(held, result))
    return result._replace(notes=(*result.notes, *notes)) if notes else result


def explained(asked: Asked, world: World, result: Result, shelf: Shelf | None, began: str) -> Result:
    """Say of each part that ran since it ``began`` what has changed since the last answer about it that was kept.

    Without a shelf nobody has looked there.
    """
    told = {
        part.name: why.FRESH if shelf is None else _why(asked, world, part.name, shelf)
        for part in result.parts
        if part.ran_at >= began
    }
    return result._replace(parts=tuple(part._replace(why=told.get(part.name, "")) for part in result.parts))


def _why(asked: Asked, world: World, name: str, shelf: Shelf) -> str:
    task, job, keys = asked
    if not task.stored(job):
        return why.NEVER
    whole = name not in keys
    kept = next(iter(shelf.get("." if whole else name, ())), None)
    changed = world.changed(kept.tree, job) if kept else frozenset()
    folders = [package.folder for package in job.packages if whole or package.path == name]

    def trace() -> tuple[str, ...]:
        if task.parts and task.parts.kind == "file":
            return (name if name in changed else min(changed, default=name),)
        ways = (job.keys().trace(folder, changed) for folder in folders)
        return min(filter(None, ways), key=len, default=())

    key = world.key(task, job) if whole else keys[name]
    return why.why(kept, key, job.contents(), changed, None if task.rests is by_tree and whole else trace)
