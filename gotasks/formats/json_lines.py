"""JSON to be read by people too: a line for each object, or list, that holds no other. A finding is one line. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import repeat
from typing import Any


def encoded(data: Any) -> bytes:
    """Return JSON data as ASCII, put together piece by piece: all pieces at once would be many times as much."""
    body = bytearray()
    for piece in _pieces(data, "\n"):
        body += piece.encode("ascii")
    return bytes(body + b"\n")


def _pieces(data: Any, start: str) -> Iterator[str]:
    items = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    if not any(item and isinstance(item, dict | list) for item in items):
        yield json.dumps(data)
        return
    names = [f"{json.dumps(name)}: " for name in data] if isinstance(data, dict) else repeat("")
    before, end = "{}" if isinstance(data, dict) else "[]"
    for name, item in zip(names, items, strict=False):
        yield f"{before}{start} {name}"
        yield from _pieces(item, f"{start} ")
        before = ","
    yield f"{start}{end}"
