"""What the engine may do, given to it as an argument."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from gotasks.core.baseline import Baseline
from gotasks.core.change import Change
from gotasks.core.command import Outcome, Step
from gotasks.core.parts import Shelf
from gotasks.core.plain import EMPTY
from gotasks.core.reads import Accessed
from gotasks.core.report import TaskReport
from gotasks.core.result import Result
from gotasks.core.task import Job, Task
from gotasks.engine.checkout import Checkout

INTERRUPTED = "interrupted"


class Memory(Protocol):
    """Where results are kept by key, and answers about parts by question."""

    def get(self, key: str) -> Result | None:
        """Return the result of a key, or None."""

    def put(self, key: str, result: Result) -> None:
        """Keep a result."""

    def forget(self, key: str) -> None:
        """Keep the result of a key no longer."""

    def shelf(self, scope: str) -> Shelf:
        """Return all that is kept of a question."""

    def shelve(self, scope: str, shelf: Shelf) -> None:
        """Keep what is known of a question."""


class World(NamedTuple):
    """What the engine may do: run a step, look up a result, read source lines, tell the time and who listens.

    ``whose`` is the name of the task that has this world; with it ``run`` and ``turn`` are called, so that ``halt`` can
    end what one task runs, and ``stop`` ends all. Which checkout is meant says the job: ``checkout`` knows who is in
    the one that tasks share; ``most`` is how many tasks may run side by side, ``pace`` how many seconds each took the
    last time, and ``sparing`` the variables of commands that run beside others. ``turn`` makes the checkout a job's
    tree; ``watch`` begins to see which files of it are read, and what it returns says which were; ``restore`` makes it
    that again and returns what was changed in it, and ``settle`` does so when a task is done; ``lines`` returns the
    lines of a file of the tree; ``redact`` takes secrets out of a text: tasks judge what was printed, and every text of
    a result is redacted before it is compared, stored or reported. ``key`` returns the key of a task's result,
    ``scope`` that of the question, whatever the tree; ``baseline`` what findings are compared with, and ``bases`` a
    task's job for each of its trees, with the options of the judged job that it has too, and with what the judged tree
    adds to it; ``changed`` the paths in which
    a job's tree differs from another; ``now`` UTC in ISO 8601. With ``explain`` each part that runs says why, and with
    ``audit`` what is kept is held against what runs.
    """

    run: Callable[[str, Job, Step], tuple[Outcome, ...]]
    halt: Callable[[str], None]
    stop: Callable[[], None]
    turn: Callable[[str, Job], None]
    changed: Callable[[str, Job], frozenset[str]]
    watch: Callable[[Job], Callable[[], Accessed]]
    restore: Callable[[Job], tuple[str, ...]]
    settle: Callable[[Job], tuple[str, ...]]
    store: Memory
    key: Callable[[Task, Job], str]
    scope: Callable[[Task, Job], str]
    baseline: Callable[[], Baseline]
    bases: Callable[[Task, Job], tuple[tuple[Job, Change], ...]]
    lines: Callable[[Job, str], list[str]]
    redact: Callable[[str], str]
    now: Callable[[], str]
    clock: Callable[[], float]
    begin: Callable[[Task], None]
    end: Callable[[TaskReport], None]
    checkout: Checkout
    whose: str = ""
    most: int = 1
    pace: Mapping[str, float] = EMPTY
    sparing: tuple[tuple[str, str], ...] = ()
    explain: bool = False
    audit: bool = False
