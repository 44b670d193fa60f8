"""The program gotasks beside this Python, for benches that look at more than its hooks."""

from __future__ import annotations

import sys
from pathlib import Path

GOTASKS = str(Path(sys.executable).with_name("gotasks"))
