"""What is written below some folders, as the kernel tells it (inotify(7), by way of libc). Linux alone has this."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

MASKS = {0x2: "modify", 0x4: "attrib", 0x40: "moved from", 0x80: "moved to", 0x100: "create", 0x200: "delete"}
OVERFLOW = 0x4000
EVENT = struct.Struct("iIII")
AVAILABLE = sys.platform == "linux"


class Watch:
    """A watch of folders that exist now; ``events`` counts what happened since."""

    def __init__(self, folders: list[Path], top: Path) -> None:
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.handle = self.libc.inotify_init1(os.O_NONBLOCK)
        self.names: dict[int, str] = {}
        for folder in folders:
            number = self.libc.inotify_add_watch(self.handle, os.fsencode(folder), sum(MASKS))
            if number < 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
            self.names[number] = os.path.relpath(folder, top)

    def events(self) -> Counter[str]:
        """Return how often each path was written, and how; ends the watch."""
        try:
            return Counter(self._read())
        finally:
            os.close(self.handle)

    def _read(self) -> Iterator[str]:
        while True:
            try:
                data = os.read(self.handle, 1 << 20)
            except BlockingIOError:
                return
            at = 0
            while at < len(data):
                number, mask, _, size = EVENT.unpack_from(data, at)
                name = data[at + EVENT.size : at + EVENT.size + size].rstrip(b"\0")
                at += EVENT.size + size
                if mask & OVERFLOW:
                    raise RuntimeError("too many events: some were lost")
                path = os.path.normpath(os.path.join(self.names.get(number, "?"), os.fsdecode(name)))
                yield from (f"{path} {what}" for bit, what in MASKS.items() if mask & bit)
