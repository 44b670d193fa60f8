"""Command and Outcome: one child process to run, and what came of it, as two frozen values."""

import shlex
from typing import Literal, NamedTuple

Environment = Literal["check", "fetch"]
Ended = Literal["exited", "killed", "timed out", "interrupted", "not started"]

NO_FLAG = "-x=false"
"""A GOFLAGS that says nothing; an empty one would mean the one of ``go env -w``."""

OUTPUT_LIMIT = 16 * 1024 * 1024
"""Bytes of output that are kept of a command; of more, a little of the beginning and the end of each stream.

A text takes up to four bytes a character, and a judge makes copies: with this limit gotasks stays below 300 MB.
"""


class Command(NamedTuple):
    """A child process to run.

    ``cwd`` is relative to the slot's checkout, with ``/``; ``env`` is laid over the environment that
    ``environment`` names (``check`` has no network and no secrets, ``fetch`` has both); ``timeout`` is in
    seconds; ``produces`` names files, relative to the task's scratch folder, whose bytes the Outcome carries; a name
    that ends with ``/`` stands for the first MiB of each file below that folder. Steps end with a command that failed,
    unless ``alone``: what comes after it rests on it no more than the commands beside it do. Of one that is ``watched``
    it is seen which files of the checkout it and all beside it read.
    """

    argv: tuple[str, ...]
    cwd: str = "."
    env: tuple[tuple[str, str], ...] = ()
    stdin: bytes = b""
    timeout: float = 1800.0
    environment: Environment = "check"
    writes: bool = False
    produces: tuple[str, ...] = ()
    alone: bool = False
    watched: bool = False

    def __str__(self) -> str:
        """Return the line that a person would type."""
        line = shlex.join(self.argv)
        return line if self.cwd == "." else f"cd {shlex.quote(self.cwd)} && {line}"


Step = tuple[Command, ...]
Plan = tuple[Step, ...]
"""Steps run one after the other; the commands of one step may run side by side."""


class Outcome(NamedTuple):
    """What came of a command. "Did not start" is an outcome too, and ``reason`` then says why.

    ``code`` is the exit status, or the signal's number when ``ended`` is ``killed``; ``dropped`` counts the
    bytes that were beyond OUTPUT_LIMIT; ``files`` holds what the command produced, absent files left out.
    """

    command: Command
    ended: Ended = "exited"
    code: int | None = 0
    stdout: bytes = b""
    stderr: bytes = b""
    dropped: int = 0
    files: tuple[tuple[str, bytes], ...] = ()
    seconds: float = 0.0
    reason: str = ""

    @property
    def trouble(self) -> str:
        """Why this outcome cannot be relied on, or nothing when the command ran to its end."""
        name = self.command.argv[0]
        match self.ended:
            case "exited" if self.dropped:
                return f"{name} printed more than {OUTPUT_LIMIT >> 20} MiB; {self.dropped} bytes were dropped"
            case "exited":
                return ""
            case "not started":
                return f"{name} did not start: {self.reason}"
            case "timed out":
                return f"{name} was stopped after {self.command.timeout:g} s"
            case "killed":
                return f"{name} was killed by signal {self.code}"
            case "interrupted":
                return "interrupted"

    @property
    def text(self) -> str:
        """Both streams as text, standard output first, each ending its last line."""
        out = decode(self.stdout)
        return out + ("\n" if out and not out.endswith("\n") else "") + decode(self.stderr)


def decode(data: bytes) -> str:
    """Turn a tool's bytes into text; bytes that are not UTF-8 become U+FFFD. The one place that decodes output."""
    return data.decode("utf-8", errors="replace")
