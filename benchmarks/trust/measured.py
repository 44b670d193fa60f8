"""Run gotasks, and write to the file that is named first how much memory this one process has had at most, in bytes.

Its children do not count: RUSAGE_SELF is the process alone (getrusage(2)); KiB on Linux, bytes on macOS.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path


def main() -> None:
    """Run the program with the remaining arguments."""
    from gotasks.fronts.cli import main as gotasks  # noqa: PLC0415 - its import is part of what is measured

    unit = 1 if sys.platform == "darwin" else 1024
    try:
        gotasks(sys.argv[2:])
    finally:
        Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit))


main()
