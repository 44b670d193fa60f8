"""Outgoing: what a push brings with one tree."""

from typing import NamedTuple


class Outgoing(NamedTuple):
    """What comes to the remote with a tree.

    ``commits`` are the new ones, oldest first; ``starts`` the commits (or trees) that they start from, and ``reason``
    why there is none; ``cut`` that a shallow clone ends among them.
    """

    commits: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    cut: bool = False
    reason: str = "the remote has nothing that this starts from"
