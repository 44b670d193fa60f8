"""Signals that end a run."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SOON = 0.01
"""Seconds after which a signal is sent again: by then Python has left where an exception goes nowhere."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Make SIGTERM and SIGHUP end a run the way Ctrl-C does.

    Only the first of all signals counts, to the end of the program: another one would cut short what ends the children.
    One that comes while Python clears an object away is raised there, and goes nowhere (``sys.unraisablehook``): it is
    sent again.
    """
    main = threading.main_thread()
    if threading.current_thread() is not main:
        yield
        return
    came: list[int] = []

    def interrupt(number: int, _: object) -> None:
        if not came:
            came.append(number)
            raise KeyboardInterrupt

    def unraisable(lost: sys.UnraisableHookArgs) -> None:
        if came and main.ident and issubclass(lost.exc_type, KeyboardInterrupt):
            threading.Timer(SOON, signal.pthread_kill, (main.ident, came.pop())).start()
        else:
            told(lost)

    plain = {signal.SIG_DFL, signal.default_int_handler}
    ours = [each for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) in plain]
    before = {number: signal.signal(number, interrupt) for number in ours}
    told, sys.unraisablehook = sys.unraisablehook, unraisable
    try:
        yield
    finally:
        if not came:
            sys.unraisablehook = told
            for number, handler in before.items():
                signal.signal(number, handler)
