"""The program ``gotasks``: the same tasks and options as in invoke and nox. Here every error ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from gotasks.core.hooks import MORE, SURE, SURELY
from gotasks.core.settings import HOOKS
from gotasks.edge import console
from gotasks.fronts import ends

Act = Callable[[], int]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the program and exit."""
    sys.exit(end(route(sys.argv[1:] if argv is None else argv)))


def route(argv: Sequence[str]) -> Act:
    """Return what the arguments ask for, with all of the program that it needs imported: a hook needs the least."""
    match argv:
        case ["hook", name, *rest] if name in HOOKS:
            from gotasks.fronts import hook  # noqa: PLC0415 - see above

            return partial(hook.run, name, rest, os.environ)
        case _:
            from gotasks.fronts import commands  # noqa: PLC0415 - see above

            return partial(commands.run, argv)


def end(act: Act) -> int:
    """Do what was asked for; return the exit status. Every error ends here, as one line."""
    _whole()
    sure = os.environ.pop(SURE, "") == str(MORE)
    text, code = ends.told(act)
    if text:
        with suppress(OSError):
            console.say(f"{text}\n", error=True)
    return code + MORE if sure and code in SURELY else code


def _whole() -> None:
    """Give a stream that the caller has closed (``>&-``) a sink: a file opened later would take its place.

    argparse fails without streams, too.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            sink = os.open(os.devnull, os.O_RDWR)
            if sink != number:
                os.dup2(sink, number)
                os.close(sink)
            setattr(sys, name, os.fdopen(number, "r" if name == "stdin" else "w", encoding="utf-8", closefd=False))
