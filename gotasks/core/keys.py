"""Keys of the store: one digest of all that a result depends on."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from gotasks.core.plain import to_plain


def digest(*parts: Any) -> str:
    """Return the SHA-256 (hex) of values in canonical JSON; the order of a dict does not count."""
    text = json.dumps(to_plain(parts), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
