"""Rows as a table in Markdown: medians, ranges, and how they compare with a hook by hand."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from itertools import groupby

from benchmarks.scale.arms import ARMS, PEER
from benchmarks.scale.measure import Row

HEAD = (
    "| graph | case | arm | rounds | s | ratio | processor s | ratio | peak MB | largest MB | outside tasks s "
    "| ran | store | slots MB | Go's cache MB |\n" + "|---" * 15 + "|"
)
MB = 1_000_000


def render(rows: Iterable[Row]) -> str:
    """Return the table."""
    told = list(rows)
    return "\n".join([HEAD, *(line for _, case in groupby(told, _case) for line in _lines(list(case)))])


def _case(row: Row) -> tuple[str, int, str]:
    return row.shape, row.packages, row.case


def _lines(rows: list[Row]) -> Iterator[str]:
    peers = _timed([row for row in rows if row.arm == PEER])
    for arm in [name for name in ARMS if any(row.arm == name for row in rows)]:
        yield _line([row for row in rows if row.arm == arm], peers)


def _timed(rows: list[Row]) -> list[Row]:
    """Return the rounds whose time counts: those in which nobody looked at the memory, where there are any."""
    return [row for row in rows if row.peak is None] or rows


def _line(rows: list[Row], peers: list[Row]) -> str:
    timed, last = _timed(rows), rows[-1]
    seconds, processor = [row.seconds for row in timed], [row.processor for row in timed]
    outside = [row.outside for row in timed if row.outside is not None]
    cells = (
        f"{last.shape} {last.packages}",
        last.case,
        last.arm,
        str(len(timed)),
        _spread(seconds),
        _ratio(seconds, [row.seconds for row in peers]),
        f"{statistics.median(processor):.2f}",
        _ratio(processor, [row.processor for row in peers]),
        f"{max(row.peak or 0 for row in rows) / MB:.0f}",
        f"{max(row.largest for row in rows) / MB:.0f}",
        f"{statistics.median(outside):.2f}" if outside else "",
        last.ran if last.status == 0 else f"**{_refused(last)}**",
        f"{last.store_files} files, {last.store / MB:.1f} MB",
        f"{last.slots / MB:.1f}",
        f"{last.go_cache / MB:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def _refused(row: Row) -> str:
    return "took too long" if row.status is None else f"exit {row.status}: {' '.join(row.says.split()[-12:])}"


def _spread(seconds: list[float]) -> str:
    if len(seconds) == 1:
        return f"{seconds[0]:.2f}"
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f}..{max(seconds):.2f})"


def _ratio(ours: list[float], theirs: list[float]) -> str:
    return f"{statistics.median(ours) / statistics.median(theirs):.2f}" if theirs else ""
