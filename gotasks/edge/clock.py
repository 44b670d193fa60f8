"""The time of day, as reports and the journal write it."""

from __future__ import annotations

import time


def utc_now() -> str:
    """Return the time, UTC in ISO 8601."""
    seconds, rest = divmod(time.time_ns() // 1_000_000, 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{rest:03}Z"
