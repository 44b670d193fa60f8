"""Things done side by side: their order, what they raise, and an interrupt."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import partial

import pytest

from gotasks.edge.aside import side_by_side


def test_answers_come_in_the_order_of_what_was_asked() -> None:
    def slow(number: int) -> int:
        time.sleep(0.02 * (3 - number))
        return number

    assert side_by_side([partial(slow, number) for number in range(3)], 2, lambda: None) == (0, 1, 2)
    assert side_by_side([], 2, lambda: None) == ()


def test_what_the_first_raised_is_raised_when_all_have_ended() -> None:
    done = []

    def broken(number: int) -> None:
        done.append(number)
        raise ValueError(number)

    with pytest.raises(ValueError, match=r"^0$"):
        side_by_side([partial(broken, number) for number in range(3)], 2, lambda: None)
    assert sorted(done) == [0, 1, 2]


def test_an_interrupt_stops_what_runs_and_waits_for_it() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits that it is ignored
    stopped, ended, both = threading.Event(), list[int](), threading.Barrier(2)

    def act(number: int) -> None:
        both.wait(20)
        if number == 0:
            os.kill(os.getpid(), signal.SIGINT)  # the main thread is told, as by Ctrl-C
        stopped.wait(20)
        ended.append(number)

    with pytest.raises(KeyboardInterrupt):
        side_by_side([partial(act, number) for number in range(9)], 2, stopped.set)
    assert stopped.is_set()
    assert len(ended) == 2
