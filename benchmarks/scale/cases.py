"""The cases: what is committed in each round."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from benchmarks.trust import repo  # noqa: F401 - puts what tests share on the path

import graphedits  # isort: skip
from graphs import Files  # noqa: TC002 - a named tuple's annotations  # isort: skip


class Case(NamedTuple):
    """A row of the table: its name, the edit of each round, and whether it is dear, so that it has fewer rounds."""

    name: str
    edit: Callable[[Files, int], graphedits.Edit]
    dear: bool = False


def nothing(files: Files, choice: int) -> graphedits.Edit:
    """Change nothing."""
    del choice
    return graphedits.Edit(files, ())


FIRST = Case("first run", nothing)
CASES = (
    Case("unchanged tree", nothing),
    Case("README edit", graphedits.readme_edit),
    Case("leaf edit", graphedits.leaf_edit),
    Case("core edit", graphedits.core_edit, dear=True),
)
