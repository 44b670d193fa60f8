"""What gotasks says when it stops: one exit status, and one exception, for each kind of end."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit status of the program ``gotasks``. Only the fronts exit."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    NOT_JUDGED = 3
    INTERRUPTED = 130


class GotasksError(Exception):
    """An expected end: the text is for the user and names the mend."""

    exit_code = ExitCode.NOT_JUDGED


class UsageError(GotasksError):
    """A wrong argument, or a place where gotasks cannot work."""

    exit_code = ExitCode.USAGE


class SettingsError(UsageError):
    """``gotasks.toml`` says something that cannot be meant."""


class NotJudgedError(GotasksError):
    """The question could not be answered: no Go, no checkout, a broken repository."""


def nearest(word: str, words: Iterable[str]) -> str:
    """Return "; did you mean X?" for the closest of the words, or the list of them, or nothing."""
    import difflib  # noqa: PLC0415 - only where a name is wrong

    known = sorted(words)
    close = difflib.get_close_matches(word, known, 1)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; there is {', '.join(known)}" if known else ""
