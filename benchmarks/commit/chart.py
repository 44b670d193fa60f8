"""The medians as an SVG: one panel a module, bars on a logarithmic scale. Standard library only."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from benchmarks.commit import rows as raw
from benchmarks.commit.arms import ALL
from benchmarks.commit.rows import Row
from benchmarks.commit.scenarios import SCENARIOS

COLOURS = {
    "git": "#999999",
    "bash": "#56b4e9",
    "lefthook": "#e69f00",
    "pre-commit": "#f0e442",
    "prek": "#cc79a7",
    "gotasks": "#009e73",
}
LOW, HIGH = 0.001, 100.0
"""Seconds at both ends of the scale."""
LEFT, WIDTH, BAR, GAP, HEAD = 300, 700, 9, 10, 40


def render(rows: Sequence[Row]) -> str:
    """Return the chart of all modules."""
    lines: list[str] = []
    top = 30
    for module in dict.fromkeys(one.module for one in rows):
        panel = list(_panel([one for one in rows if one.module == module], module, top))
        lines += panel[1:]
        top = int(panel[0])
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 80}" height="{top}" '
        f'font-family="sans-serif" font-size="11">'
    )
    return "\n".join([head, f'<rect width="100%" height="{top}" fill="white"/>', *_legend(), *lines, "</svg>"]) + "\n"


def at(seconds: float) -> float:
    """Return how far along the scale seconds lie."""
    part = math.log10(min(max(seconds, LOW), HIGH) / LOW) / math.log10(HIGH / LOW)
    return round(part * WIDTH, 1)


def _legend() -> Iterator[str]:
    for place, arm in enumerate(ALL):
        x = LEFT + place * 100
        yield f'<rect x="{x}" y="8" width="10" height="10" fill="{COLOURS[arm]}"/>'
        yield _text(x + 14, 17, arm)


def _panel(rows: Sequence[Row], module: str, top: int) -> Iterator[str]:
    """Yield where the panel ends, and then its elements."""
    bars, y = [], top + HEAD
    for name, scenario in SCENARIOS.items():
        medians = [(arm, raw.median(raw.of(rows, module, name, arm))) for arm in ALL]
        measured = [(arm, seconds) for arm, seconds in medians if seconds is not None]
        if measured:
            bars.append(_text(LEFT - 8, y + BAR * len(measured) / 2 + 4, scenario.title, "end"))
            for arm, seconds in measured:
                bars += _bar(y, arm, seconds, wrong=not all(one.good for one in raw.of(rows, module, name, arm)))
                y += BAR
            y += GAP
    yield str(y + GAP)
    yield f'<text x="10" y="{top + 22}" font-size="15">{escape(module)}: median seconds, logarithmic</text>'
    for power in range(round(math.log10(LOW)), round(math.log10(HIGH)) + 1):
        x = LEFT + at(10.0**power)
        yield f'<line x1="{x}" x2="{x}" y1="{top + HEAD - 4}" y2="{y - GAP}" stroke="#dddddd"/>'
        yield _text(x, top + HEAD - 8, f"{10.0**power:g}", "middle")
    yield from bars


def _bar(y: int, arm: str, seconds: float, *, wrong: bool) -> list[str]:
    said = f"{seconds:.3f}{' wrong' if wrong else ''}"
    opacity = ' opacity="0.4"' if wrong else ""
    return [
        f'<rect x="{LEFT}" y="{y}" width="{at(seconds)}" height="{BAR - 1}" fill="{COLOURS[arm]}"{opacity}/>',
        _text(LEFT + at(seconds) + 4, y + BAR - 1, said, size=9),
    ]


def _text(x: float, y: float, said: str, anchor: str = "start", size: int = 11) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}">{escape(said)}</text>'
