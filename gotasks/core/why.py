"""Why a part has to be asked again: what has changed since the last answer about it that is kept. Pure."""

from __future__ import annotations

from collections.abc import Callable

from gotasks.core.parts import Kept
from gotasks.core.reads import BLIND, CODE, WHOLE, Files

NEVER = "its results are never kept"
FRESH = "all is asked anew"
UNSEEN = "they read by way of a link or their log is cut short, or the disk does not keep when a file was read"
PROGRAMS = "its tests start programs, or call the system, which may look for it"
LEFT = "its tests met, or may have met, what another package's tests left or took away"
ALONG = "what has changed cannot be asked about without it"
NOTHING = "no answer is kept under these settings, tools and variables"


def why(
    kept: Kept | None, key: str, files: Files, changed: frozenset[str], trace: Callable[[], tuple[str, ...]] | None
) -> str:
    """Say why one part runs. ``changed`` are the paths that differ from the tree of the last answer, ``kept``.

    ``trace()`` returns which of them counts for its key, and the folders that lead there; it is None for what rests on
    the whole tree.
    """
    if kept is None:
        return NOTHING
    if kept.key != key:
        return _key(trace(), changed) if trace else f"{_first(changed)} changed, and it rests on the whole tree"
    path = files.changed(kept.reads)
    if path == WHOLE:
        return f"{_first(changed)} changed, and not all is seen that its tests read: {UNSEEN}"
    if path in {BLIND, CODE}:
        return f"{_first(changed)} changed, and {PROGRAMS if path == BLIND else LEFT}"
    return f"{path.rstrip('/*')} changed, which its tests read" if path else ALONG


def _key(way: tuple[str, ...], changed: frozenset[str]) -> str:
    match way:
        case ():
            return f"{_first(changed)} changed, and nobody sees all that it rests on (C, assembly, links, system calls)"
        case (path,):
            return f"{path} changed"
        case (path, _):
            return f"{path} changed, which it imports"
        case (path, _, *by):
            return f"{path} changed, which it imports by way of {', '.join(reversed(by))}"
    return ""


def _first(changed: frozenset[str]) -> str:
    return min(changed, default="the tree")
