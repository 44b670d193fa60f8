"""Does things side by side, each in a thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

AWAKE = 0.2
"""Seconds after which a wait looks up: one that begins just after a signal came is not ended by it."""

T = TypeVar("T")


def side_by_side(acts: Sequence[Callable[[], T]], most: int, stop: Callable[[], None]) -> tuple[T, ...]:
    """Do things, ``most`` at once; return what they gave, in their order, or raise what the first of them raised.

    ``stop`` makes them end. Where this is interrupted they are stopped, and waited for.
    """
    aside = _Aside(acts)
    threads = [threading.Thread(target=aside.work) for _ in range(min(most, len(acts)))]
    try:
        for thread in threads:
            thread.start()
        aside.wait(threads)
    except BaseException:
        aside.left.clear()
        stop()
        aside.wait(threads)
        raise
    if aside.raised:
        raise aside.raised[min(aside.raised)]
    return tuple(aside.done[number] for number in range(len(acts)))


class _Aside(Generic[T]):
    """What is left to do, and what came of the rest."""

    def __init__(self, acts: Sequence[Callable[[], T]]) -> None:
        self.left = deque(enumerate(acts))
        self.done: dict[int, T] = {}
        self.raised: dict[int, BaseException] = {}
        self._ended: set[threading.Thread] = set()
        self._told: SimpleQueue[None] = SimpleQueue()

    def work(self) -> None:
        """Do what is left, one after the other, until nothing is."""
        while self.left:
            try:
                number, act = self.left.popleft()
            except IndexError:  # another thread was faster
                break
            try:
                self.done[number] = act()
            except BaseException as error:  # noqa: BLE001 - raised again by who asked for it
                self.raised[number] = error
        self._ended.add(threading.current_thread())
        self._told.put(None)

    def wait(self, threads: Sequence[threading.Thread]) -> None:
        """Wait for the threads that have begun: an interrupted join may forget its own (python/cpython#90882)."""
        while any(thread.ident and thread not in self._ended for thread in threads):
            with suppress(Empty):
                self._told.get(timeout=AWAKE)
