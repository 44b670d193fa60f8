"""Names with commas on a command line."""

from __future__ import annotations

import argparse


class Names:
    """Names with commas, each of them one of those allowed."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed

    def __call__(self, text: str) -> tuple[str, ...]:
        """Return the names of a text."""
        chosen = tuple(text.split(","))
        for name in chosen:
            if name not in self.allowed:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(self.allowed)}")
        return chosen
