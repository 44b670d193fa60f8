"""Where tasks work: the folders of a slot, and the checkout as a job wants it."""

from pathlib import Path
from typing import NamedTuple

from gotasks.core.task import Job
from gotasks.edge.slot import Slot


class Ground(NamedTuple):
    """The folders that tasks work in: where the tree lies, one for what they produce, and git's for the tree.

    ``ceiling`` are the folders above which git must not look for a repository.
    """

    root: Path
    scratch: Path
    git: Path
    ceiling: str


def ground(held: Slot) -> Ground:
    """Return the folders of a slot."""
    return Ground(held.root, held.scratch, held.folder / "git", held.ceiling)


def check_out(held: Slot, job: Job) -> None:
    """Make the checkout a job's tree."""
    held.check_out(job.subject, job.entries, repository=job.settings.git)


def restore(held: Slot, job: Job) -> tuple[str, ...]:
    """Return what a task changed in the checkout, and make it the job's tree again."""
    changed = held.changed()
    held.restore(job.subject, job.entries, repository=job.settings.git)
    return changed


def settle(held: Slot, job: Job) -> tuple[str, ...]:
    """Restore the checkout, and remove what the task's commands have produced."""
    changed = restore(held, job)
    held.empty()
    return changed
