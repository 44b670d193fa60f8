"""``gotasks tools``: the pinned tools, with versions and origin, and where they are built."""

from __future__ import annotations

import os
from pathlib import Path

from gotasks.edge.tools import pins
from gotasks.fronts.bench import prepare
from gotasks.fronts.ground import Ground
from gotasks.fronts.request import Request
from gotasks.fronts.subject import find, take
from gotasks.fronts.surroundings import asked


def listed(cwd: str) -> list[str]:
    """Return a line for each pinned tool, as the working tree of a folder would use it."""
    place = find(cwd, os.environ)
    subject = take(place, Request("tools", ("check",))).subject
    top = Path(place.repository.top)
    ground = Ground(top, place.base, Path(place.repository.git_dir), str(top.parent))
    with asked(os.environ, subject, ground.ceiling, top) as around:
        tools = prepare(around(), subject, ground, place.cache, lambda _: None).tools
    rows = [("tool", "version", "from", "where")]
    for name in pins():
        tool = tools.find(name)
        where = tool.path if tools.built(tool) else "is built when a task needs it"
        rows.append((name, tool.version, tool.origin, where))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return ["  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3])) for row in rows]
