"""The program's entry: ``gotasks``, and ``python -m gotasks``."""

import atexit
import gc
import os
import signal
import sys
from types import FrameType

INTERRUPTED = 130


def main() -> None:
    """Run the program and exit.

    Ctrl-C ends it at once while modules are imported, when nothing has begun: an exception would show as a traceback,
    and get lost where the import system calls back.
    """
    ended: list[int] = []
    if not atexit._ncallbacks():  # noqa: SLF001 - else who came before us, with Python's start, would not be called
        atexit.register(_let_go, ended)
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)
    # What is imported stays to the end, so nobody need look whether it is garbage: a tenth of the start.
    gc.disable()
    from gotasks.fronts import cli  # noqa: PLC0415 - this is what takes long

    act = cli.route(sys.argv[1:])
    gc.freeze()
    # Nearly all that is made lives to the end: to look for garbage at every 700 objects is a twentieth of a run.
    gc.set_threshold(100_000)
    gc.enable()
    signal.signal(signal.SIGINT, before)
    ended.append(cli.end(act))
    sys.exit(ended[0])


def _let_go(ended: list[int]) -> None:
    """End the process with all that is in memory, which Python would take apart: 0.3 s where 5,000 packages are known.

    It is called last, when all threads and what was registered since have ended. What cannot be written out is left to
    Python, which says so and ends with a status of its own.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return
    if ended:
        os._exit(ended[0])


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what signal calls
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
