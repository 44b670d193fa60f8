"""Keys of the store: one digest of all that a result depends on."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from gotasks.core.plain import to_plain


def digest(*parts: Any) -> str:
    """Return the SHA-256 (hex) of values in canonical JSON: equal values, equal digest, whatever their order in dicts."""
    text = json.dumps(to_plain(parts), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
