"""Signals that end a run."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interruptible() -> Iterator[None]:
    """Make SIGTERM and SIGHUP end a run the way Ctrl-C does.

    Only the first of all signals counts, to the end of the program: another one would cut short what ends the children.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupted = threading.Event()

    def interrupt(*_: object) -> None:
        if not interrupted.is_set():
            interrupted.set()
            raise KeyboardInterrupt

    plain = {signal.SIG_DFL, signal.default_int_handler}
    ours = [each for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) in plain]
    before = {number: signal.signal(number, interrupt) for number in ours}
    try:
        yield
    finally:
        if not interrupted.is_set():
            for number, handler in before.items():
                signal.signal(number, handler)
