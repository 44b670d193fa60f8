"""gotasks by its default bar, beside the golden one of its arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.trust.arms import Gotasks


@dataclass(frozen=True, slots=True)
class NeverWorse(Gotasks):
    """gotasks without a preset, as it is by default: what was there before does not refuse."""

    def settings(self, checks: list[str], hooks: tuple[str, ...]) -> Mapping[str, str]:
        """The same settings less the preset."""
        files = Gotasks.settings(self, checks, hooks)
        return {name: text.replace('preset = "golden"\n', "") for name, text in files.items()}
