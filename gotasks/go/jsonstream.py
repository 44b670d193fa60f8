"""JSON objects one after the other, as ``go list -json`` and govulncheck print them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a stream. Raises ValueError where one is cut short, after those before it."""
    decoder = json.JSONDecoder()
    text = text.strip()
    at = 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value
        while at < len(text) and text[at].isspace():
            at += 1
