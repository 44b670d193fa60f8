"""Keys of the store: one digest of all that a result depends on."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from gotasks.core.plain import to_plain

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode


def digest(*parts: Any) -> str:
    """Return the SHA-256 (hex) of values in canonical JSON; the order of a dict does not count."""
    return hashlib.sha256(_canonical(to_plain(parts)).encode("ascii")).hexdigest()
