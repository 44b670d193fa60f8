"""What gotasks is held to, as values, and whether medians meet it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.commit.arms import CONTROL, OURS, PEERS, PLAIN

Medians = Mapping[str, float]
"""Seconds by arm: of those arms that said what is right."""

ANY = ""
"""The limit for modules that have none of their own."""


@dataclass(frozen=True, slots=True)
class Target:
    """A limit for gotasks: a ratio or a distance to an arm, or seconds; by module, or for ``ANY``."""

    limits: Mapping[str, float]
    words: str
    arms: tuple[str, ...] = ()
    ratio: bool = False

    def judge(self, module: str, medians: Medians) -> str:
        """Say the target and whether it is met; nothing where the module has none."""
        limit = self.limits.get(module, self.limits.get(ANY))
        if limit is None:
            return ""
        said = self.words.format(limit=f"{limit:g}")
        others = [medians[arm] for arm in self.arms if arm in medians]
        if OURS not in medians or (self.arms and not others):
            return f"{said}: not measured"
        ours, other = medians[OURS], min(others, default=0.0)
        figure = ours / other if self.ratio else ours - other
        shown = f"{figure:.2f}" if self.ratio else f"{figure:.3f} s"
        return f"{said}: {shown}, {'met' if figure <= limit else '**missed**'}"


def above_control(seconds: float) -> Target:
    """At most so much longer than the same without hooks."""
    return Target({ANY: seconds}, "at most {limit} s above no hook", (CONTROL,))


def of_plain(ratio: float) -> Target:
    """At most such a part of the plain hook."""
    return Target({ANY: ratio}, "at most {limit} of the plain hook", (PLAIN,), ratio=True)


def of_best(**limits: float) -> Target:
    """At most such a part of the best peer, by module; ``every`` is for all others."""
    named = {ANY if name == "every" else name: limit for name, limit in limits.items()}
    return Target(named, "at most {limit} of the best peer", PEERS, ratio=True)


def within(seconds: float) -> Target:
    """At most so many seconds."""
    return Target({ANY: seconds}, "at most {limit} s")
