"""What each Go file says, kept by blob id: what stands in a blob never changes, so each is read once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from gotasks.core import source
from gotasks.core.errors import GotasksError
from gotasks.core.source import Source
from gotasks.core.tree import Entry
from gotasks.edge.files import write_atomically
from gotasks.edge.git import Git

SPARE = 4
"""How many times as many blobs as a tree has are kept, for the trees before it."""


def read(git: Git, folder: Path, entries: Iterable[Entry]) -> Mapping[str, Source]:
    """Return what the given Go files say, by path; ``folder`` is where it is kept."""
    wanted = {entry.path: entry.oid for entry in entries}
    file = folder / f"sources-{source.FORM}.json"
    body, kept = _kept(file)
    new = [oid for oid in dict.fromkeys(wanted.values()) if oid not in kept]
    if new:
        found = {oid: source.read(blob.decode("utf-8", "replace")) for oid, blob in git.blobs(new).items()}
        if len(kept) >= SPARE * len(wanted):
            kept = {oid: kept[oid] for oid in wanted.values() if oid in kept}
            body = _encoded(kept)
        # What is kept is written as it was read: it may be a thousand times as much as what is new.
        body = body[:-1] + b"," + _encoded(found)[1:] if kept else _encoded(found)
        kept |= found
        with suppress(GotasksError):
            write_atomically(file, body)
    return {path: kept[oid] for path, oid in wanted.items()}


def _encoded(sources: Mapping[str, Source]) -> bytes:
    return json.dumps(sources, separators=(",", ":")).encode("ascii")


def _kept(file: Path) -> tuple[bytes, dict[str, Source]]:
    """Return what is kept, as it stands in the file too; what cannot be read is read anew from the blobs."""
    with suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        body = file.read_bytes().rstrip()
        rows = json.loads(body)
        return body, {
            oid: Source(tuple(imports), tuple(embeds), str(head), bool(bound), tuple(elsewhere), bool(within))
            for oid, (imports, embeds, head, bound, elsewhere, within) in rows.items()
        }
    return b"", {}
