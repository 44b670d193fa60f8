"""``gotasks tools``: the pinned tools, with versions and origin, and where they are built."""

from __future__ import annotations

import os

from gotasks.core.command import Outcome, Step
from gotasks.core.errors import NotJudgedError
from gotasks.core.task import Toolchain
from gotasks.edge import environment, toolchain
from gotasks.edge.tools import Tools, pins
from gotasks.fronts.request import Request
from gotasks.fronts.subject import find, take


def listed(cwd: str) -> list[str]:
    """Return a line for each pinned tool, as the working tree of a folder would use it."""
    place = find(cwd, os.environ)
    subject = take(place, Request("tools", ("check",))).subject
    first = environment.build(os.environ, ceiling=os.path.dirname(place.repository.top))
    try:
        go = toolchain.find(first.fetch, place.repository.top)
    except NotJudgedError as error:
        go = Toolchain(missing=str(error))
    tools = Tools(
        place.cache / "tools", go, subject.modules, subject.tree.id, place.repository.top, subject.texts, _refuse
    )
    rows = [("tool", "version", "from", "where")]
    for name in pins():
        tool = tools.find(name)
        where = tool.path if tools.built(tool) else "is built when a task needs it"
        rows.append((name, tool.version, tool.origin, where))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return ["  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3])) for row in rows]


def _refuse(step: Step) -> tuple[Outcome, ...]:
    raise AssertionError(f"listing runs nothing: {step}")
