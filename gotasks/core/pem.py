"""PEM private keys (RFC 7468) in a file of which a change adds some lines only."""

from __future__ import annotations

import re
from collections.abc import Iterable

BLOCK = rb"(?s)-----BEGIN ([A-Z0-9 _-]*)PRIVATE KEY((?: BLOCK)?)-----.*?-----END \1PRIVATE KEY\2-----"


def partly(text: bytes, added: Iterable[tuple[int, int]]) -> bool:
    """Whether lines are added to a key whose other lines were there before.

    ``added`` are ranges of lines, as (first line from 1, number of lines). What looks for keys in added lines does not
    see such a key, because its first line, or its last, is not among them.
    """
    lines = {line for first, count in added for line in range(first, first + count)}
    for block in re.finditer(BLOCK, text):
        first = text.count(b"\n", 0, block.start()) + 1
        whole = {*range(first, first + block[0].count(b"\n") + 1)}
        if lines & whole and not whole <= lines:
            return True
    return False
