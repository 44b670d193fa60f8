"""How a front ends when nothing was answered: every exception as one line and one exit status, never a traceback."""

from __future__ import annotations

import os
from collections.abc import Callable

from gotasks.core.errors import ExitCode, GotasksError, UsageError
from gotasks.edge import console

PACKAGE = "gotasks"


def told(act: Callable[[], int]) -> tuple[str, int]:
    """Do what a front was asked for; return nothing and its exit status, or why it ended and the status for that.

    The text is without secrets. Python's own exit status for an exception is 1, which here says that code is wrong.
    """
    try:
        return "", int(act())
    except GotasksError as error:
        text, code = str(error), error.exit_code
    except KeyboardInterrupt:
        text, code = "interrupted", ExitCode.INTERRUPTED
    except OSError as error:
        # A folder that is gone, a full disk behind standard output: nothing that says that code is wrong.
        text, code = f"{_text(error.filename or 'standard output')}: {error.strerror or error}", ExitCode.NOT_JUDGED
    except Exception as error:  # noqa: BLE001 - the one place that may: see above
        text, code = defect(error), ExitCode.NOT_JUDGED
    return console.unsecret(f"gotasks: {text}"), int(code)


def folder() -> str:
    """Return the current folder. Raises UsageError where it is gone."""
    try:
        return os.getcwd()
    except OSError:
        raise UsageError("the current folder is gone: go to one that is there") from None


def defect(error: Exception) -> str:
    """Return an exception that nobody expected in one line, with the place in our own code."""
    import traceback  # noqa: PLC0415 - only after a defect

    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"/{PACKAGE}/" in frame.filename] or frames
    place = f" ({ours[-1].filename.rpartition('/' + PACKAGE + '/')[2]}:{ours[-1].lineno})" if ours else ""
    said = " ".join(str(error).split())
    return f"this is a defect of gotasks: {type(error).__name__}{f': {said}' if said else ''}{place}"


def _text(name: object) -> str:
    return name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else str(name)
