"""Lets something happen while a hook runs: a shim of Go's programs says when the first of them starts, and waits."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

TICK = 0.02
PATIENCE = 60.0
"""Seconds after which a shim goes on alone, and the watcher gives up."""

SHIM = """#!/bin/sh
if mkdir '{folder}/began' 2>/dev/null; then
    n=0
    while [ ! -e '{folder}/done' ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n + 1)); done
fi
exec '{real}' "$@"
"""


@contextmanager
def meanwhile(folder: Path, environ: Mapping[str, str], what: Callable[[], object]) -> Iterator[dict[str, str]]:
    """Yield an environment in which ``what`` is done when Go's first program starts.."""
    folder.mkdir()
    for name in ("go", "gofmt"):
        real = shutil.which(name, path=environ["PATH"])
        (folder / name).write_text(SHIM.format(folder=folder, real=real))
        (folder / name).chmod(0o755)
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(folder, what, ended))
    watcher.start()
    try:
        yield {**environ, "PATH": f"{folder}{os.pathsep}{environ['PATH']}"}
    finally:
        ended.set()
        watcher.join()


def _watch(folder: Path, what: Callable[[], object], ended: threading.Event) -> None:
    until = time.monotonic() + PATIENCE
    while not ended.is_set() and time.monotonic() < until:
        if (folder / "began").exists():
            what()
            (folder / "done").touch()
            return
        time.sleep(TICK)
