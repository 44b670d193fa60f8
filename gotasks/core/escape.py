"""What tools print is data: control characters are shown and never sent to a terminal."""

from __future__ import annotations

import re

CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


def printable(text: str) -> str:
    """Show control characters, bidirectional overrides and undecodable bytes as escapes."""
    return re.sub(CONTROL, lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
