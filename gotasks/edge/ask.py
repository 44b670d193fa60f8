"""Asks somebody at the terminal. A hook's standard input is not the terminal, so the controlling one is opened."""

from __future__ import annotations

import os
import select
from collections.abc import Mapping
from contextlib import suppress

PATIENCE = 120.0
"""Seconds to wait for an answer: nobody may be there."""

TERMINAL = "/dev/tty"


def confirmed(question: str, environ: Mapping[str, str], patience: float = PATIENCE) -> bool | None:
    """Ask a question whose answer is no unless it begins with y; None where nobody can be asked, or answers.

    ``question`` is shown as it is. Whoever sets GIT_TERMINAL_PROMPT=0 wants no questions (git(1)).
    """
    if environ.get("GIT_TERMINAL_PROMPT") == "0":
        return None
    import termios  # noqa: PLC0415 - as long to load as a small module, and hardly anybody is asked

    with suppress(OSError, termios.error):
        terminal = os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            # A process in the background would be stopped for writing to the terminal, or for reading from it.
            if os.tcgetpgrp(terminal) != os.getpgrp():
                return None
            termios.tcflush(terminal, termios.TCIFLUSH)
            _write(terminal, question.encode("utf-8", "backslashreplace"))
            if select.select([terminal], [], [], patience)[0]:
                return os.read(terminal, 1024).strip().lower() in {b"y", b"yes"}
            _write(terminal, b"\n")
        finally:
            os.close(terminal)
    return None


def _write(terminal: int, data: bytes) -> None:
    while data:
        data = data[os.write(terminal, data) :]
