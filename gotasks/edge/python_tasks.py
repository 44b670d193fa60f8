"""STUB by the lead until the helper's file is here: overwrite it."""
from __future__ import annotations
from collections.abc import Iterable
from gotasks.core.task import Task
FILE = "gotasks_tasks.py"
def load(source: bytes, file: str, taken: Iterable[str] = ()) -> tuple[Task, ...]:
    return ()
