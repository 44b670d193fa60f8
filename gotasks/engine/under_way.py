"""Tasks under way: which is begun next, how many at once, and what becomes of the rest when one did not pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Generic, Self, TypeVar

from gotasks.core.task import Task

AWAKE = 0.2
"""Seconds after which a wait looks up: one that begins just after a signal came is not ended by it."""

QUICK = 0.5
"""Seconds below which the first task is waited for: where it refuses, nothing else need be begun and ended."""

T = TypeVar("T")


class UnderWay(Generic[T]):
    """Begins tasks in threads, ``most`` at once, and gives what each came to as soon as it has.

    The first in the planned order begins alone where it is quick. Then the one that took longest the last time begins,
    because the rest fits beside it; then the cheapest, because what refuses soon saves most. Of those in the shared
    checkout that load packages one runs at a time: each uses all cores, and side by side they would build the same
    twice. A task that wants the checkout ``alone`` begins, in the planned order, when none is left that shares it.
    ``pace`` are the seconds of the last time, by name; ``halt`` ends what a task runs.
    """

    def __init__(
        self, tasks: tuple[Task, ...], most: int, pace: Mapping[str, float], halt: Callable[[str], None]
    ) -> None:
        self._left = list(tasks)
        self._most = most
        self._pace = {task.name: pace.get(task.name, number / 1000) for number, task in enumerate(tasks)}
        self._loading = {task.name for task in tasks if task.room == "shared" and task.over == "packages"}
        self._halt = halt
        self._acts: dict[str, Callable[[], T]] = {}
        self._running: dict[str, Task] = {}
        self._longest: Task | None = None
        self._opening = [task.name for task in tasks[:1] if self._pace[task.name] < QUICK]
        self._gave: dict[str, T | BaseException] = {}
        self._told: SimpleQueue[None] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if kind:
            self.end([*self._running.values()])
        while self._running:
            self._wait()

    def turn(self, done: Mapping[str, object], start: Callable[[Task], Callable[[], T]]) -> list[tuple[Task, T]]:
        """Begin what may begin, wait until something has ended, and return that; nothing where none is under way.

        ``done`` has the tasks that others need; ``start`` returns what a thread is to do. Raises what a thread raised.
        """
        while len(self._running) < self._most and (task := self._next(done)):
            self._acts[task.name] = start(task)
            self._left.remove(task)
            self._running[task.name] = task
            Thread(target=self._do, args=(task.name,)).start()
        ended: list[tuple[Task, T | BaseException]] = []
        while self._running and not ended:
            ended = self._wait()
        for _, gave in ended:
            if isinstance(gave, BaseException):
                raise gave
        return [(task, gave) for task, gave in ended if not isinstance(gave, BaseException)]

    def end(self, tasks: Iterable[Task]) -> None:
        """Begin these no more, and end them where they run."""
        names = {task.name for task in tasks}
        self._left = [task for task in self._left if task.name not in names]
        for name in names & {*self._running}:
            # What was interrupted on its way to a thread would never end: it is whose who takes the act.
            if self._acts.pop(name, None):
                del self._running[name]
            else:
                self._halt(name)

    def _do(self, name: str) -> None:
        act = self._acts.pop(name, None)
        if not act:
            return
        try:
            self._gave[name] = act()
        except BaseException as error:  # noqa: BLE001 - raised again by who asked for it
            self._gave[name] = error
        self._told.put(None)

    def _wait(self) -> list[tuple[Task, T | BaseException]]:
        """Wait a little, and return what has ended. What an interruption cuts short here is never waited for again."""
        with suppress(Empty):
            self._told.get(timeout=AWAKE)
        ended = [(self._running.pop(name), self._gave[name]) for name in [*self._running] if name in self._gave]
        if self._longest and self._longest.name not in self._running:
            self._longest = None
        return ended

    def _next(self, done: Mapping[str, object]) -> Task | None:
        if {*self._opening} & self._running.keys():
            return None
        if self._left and self._left[0].name in self._opening:
            return self._left[0]
        rooms = {task.room for task in self._running.values()}
        ready = [task for task in self._left if all(need in done for need in task.needs)]
        beside = [task for task in ready if task.room != "alone" and (task.room != "own" or "own" not in rooms)]
        if self._loading & self._running.keys():
            beside = [task for task in beside if task.name not in self._loading]
        if "alone" in rooms:
            beside = [task for task in beside if task.room == "own"]
        if beside and self._most > 1 and not self._longest:
            self._longest = max(beside, key=lambda task: self._pace[task.name])
            return self._longest
        if beside:
            return min(beside, key=lambda task: self._pace[task.name])
        return None if {"alone", "shared"} & rooms else next((task for task in ready if task.room == "alone"), None)
