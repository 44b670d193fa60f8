"""Signals that end a run, wherever Python is when they come."""

from __future__ import annotations

import subprocess
import sys

import pytest

CLEARED_AWAY = """
import signal, time
from gotasks.edge.signals import interruptible

class Late:
    def __del__(self):
        signal.raise_signal(signal.{name})

try:
    with interruptible():
        {before}
        Late()
        time.sleep(60)
except KeyboardInterrupt:
    print("interrupted")
"""


def told(before: str, name: str = "SIGINT") -> tuple[str, str]:
    script = CLEARED_AWAY.format(name=name, before=before)
    # A shell's background job inherits that SIGINT is ignored.
    reset = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    argv = [sys.executable, "-c", reset + script]
    done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=30)
    return done.stdout, done.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_that_comes_while_an_object_is_cleared_away_is_not_lost(name: str) -> None:
    assert told("pass", name) == ("interrupted\n", "")


def test_one_that_comes_within_a_second_context_is_not_lost_either() -> None:
    assert told("interruptible().__enter__()") == ("interrupted\n", "")


def test_what_else_nobody_can_raise_is_told_as_ever() -> None:
    out, err = told("Broken = type('Broken', (), {'__del__': lambda _: 1 / 0}); Broken()")

    assert out == "interrupted\n"
    assert "ZeroDivisionError" in err
