"""The terminal: the only place that prints. A closed pipe (``| head``) is not an error."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

from gotasks.core.escape import printable


def say(text: str, *, error: bool = False) -> None:
    """Write text to standard output or standard error; what a terminal would obey, or not show, is escaped."""
    stream = sys.stderr if error else sys.stdout
    data = printable(text).encode(stream.encoding or "utf-8", "backslashreplace").decode(stream.encoding or "utf-8")
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)


class Live:
    """One line on a terminal's standard error that says what runs now; nothing anywhere else."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def show(self, text: str) -> None:
        """Replace the line."""
        if self.shown:
            with suppress(BrokenPipeError):
                sys.stderr.write(f"\r\x1b[K{text}")
                sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        self.show("")


def _silence(stream: TextIO) -> None:
    """Keep the interpreter from failing once more when it flushes at exit (Python docs, note on SIGPIPE)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
