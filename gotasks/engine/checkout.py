"""The checkout that tasks share: many may read it at once, and one alone may change it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Checkout:
    """Who is in the shared checkout. Whoever wants it alone waits for those that read, and goes before new ones."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._readers = 0
        self._writers = 0
        self._taken = False

    @contextmanager
    def read(self) -> Iterator[None]:
        """Be one of several that read."""
        with self._changed:
            self._changed.wait_for(lambda: not self._writers)
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one."""
        with self._changed:
            self._writers += 1
            self._changed.wait_for(lambda: not (self._readers or self._taken))
            self._taken = True
        try:
            yield
        finally:
            with self._changed:
                self._writers -= 1
                self._taken = False
                self._changed.notify_all()
