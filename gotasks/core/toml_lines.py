"""On which line of a TOML file a key stands: the parser of the standard library does not say."""

from __future__ import annotations

import re
from typing import Any


def line_of(text: str, path: tuple[str, ...]) -> int:
    """Return the line (from 1) on which the key at ``path`` appears.

    The beginning of a TOML file that ends before a key is TOML without that key; the key stands on the line after
    the longest such beginning.
    """
    import tomllib  # noqa: PLC0415 - only after a mistake in gotasks.toml, or for carry

    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    before = 0
    for count in range(len(lines) + 1):
        try:
            rows: Any = tomllib.loads("".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        for key in path:
            rows = rows.get(key) if isinstance(rows, dict) else None
        if rows is not None:
            break
        before = count
    return min(before + 1, max(len(lines), 1))
