"""What lies on the disk: gotasks' store and slots, and Go's cache."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

BLOCK = 512
"""What ``st_blocks`` is counted in (stat(2))."""


class Sizes(NamedTuple):
    """Bytes on the disk, and how many files the store has."""

    store_files: int
    store: int
    slots: int
    go_cache: int


def of(cache: Path, go_cache: Path) -> Sizes:
    """Measure the folders of gotasks' cache, and Go's."""
    store = [*_blocks(cache / "store")]
    return Sizes(len(store), sum(store), sum(_blocks(cache / "slots")), sum(_blocks(go_cache)))


def age(cache: Path, seconds: float) -> None:
    """Make all of the store that much older."""
    moment = time.time() - seconds
    for folder, _, names in os.walk(cache / "store"):
        for name in names:
            os.utime(os.path.join(folder, name), (moment, moment))


def _blocks(folder: Path) -> Iterator[int]:
    for place, _, names in os.walk(folder):
        for name in names:
            yield os.lstat(os.path.join(place, name)).st_blocks * BLOCK
