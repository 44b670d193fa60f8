"""What a result is made of: parts that are known from before, and those that have to be asked again. Pure."""

from collections.abc import Collection, Iterable, Mapping
from posixpath import dirname
from typing import NamedTuple

from gotasks.core.coverage import Coverage, Covered, joined
from gotasks.core.plain import EMPTY
from gotasks.core.reads import DEAF, LISTEN, Files
from gotasks.core.result import Kind, Part, Result

SPARE = 100
"""How many parts that are gone are kept at least."""

MOST = 4
"""How many answers about one part are kept: enough to go to a branch and back."""


class Kept(NamedTuple):
    """An answer about one part: it holds where the part's key is ``key``, and the paths it rests on are as they were.

    ``reads`` are those paths with what was there (see ``reads.Files``); ``coverage`` is the part's own; ``tree`` is the
    one in which it was asked. ``built`` names what ran: where that is built again, and the files that count for all
    have the same digest, ``common``, the answer holds whatever its key.
    """

    key: str
    part: Part
    reads: Mapping[str, str] = EMPTY
    coverage: Coverage | None = None
    tree: str = ""
    built: str = ""
    common: str = ""


Shelf = Mapping[str, tuple[Kept, ...]]
"""All that is kept of one question, by the name of the part, newest first."""


def holding(shelf: Shelf, keys: Mapping[str, str], files: Files) -> dict[str, Kept]:
    """Return, by name, the newest answer about each part that holds for a tree with these keys and files."""
    found = {}
    for name, key in keys.items():
        for kept in shelf.get(name, ()):
            if kept.key == key and files.changed(kept.reads) is None:
                found[name] = kept
                break
    return found


def passed(shelf: Shelf, names: Iterable[str], files: Files, common: str) -> dict[str, Kept]:
    """Return, by what was built, the passes of these parts that hold if it is built again, as long as all is common."""
    return {
        kept.built: kept
        for name in names
        for kept in reversed(shelf.get(name, ()))
        if kept.built and kept.common == common and not kept.part.findings and files.changed(kept.reads) is None
    }


def read(shelf: Shelf, names: Iterable[str]) -> dict[str, Collection[str]]:
    """Return the paths on which the last answer about each part rests, where there is one."""
    return {name: shelf[name][0].reads.keys() for name in names if shelf.get(name)}


def unlistened(shelf: Shelf, reads: Mapping[str, Collection[str]]) -> dict[str, tuple[Kept, ...]]:
    """Return the shelf by which nobody listens the next time to these parts, which are red: it may be why.

    ``reads`` are what they were seen to read; where listening told nothing, nobody listens again at all.
    """
    made = dict(shelf)
    for name, paths in reads.items():
        for newest in shelf.get(name, ())[:1]:
            states = {path: state for path, state in newest.reads.items() if path != LISTEN}
            states |= {DEAF: ""} if DEAF in paths else {}
            made[name] = (newest._replace(reads=states), *shelf[name][1:])
    return made


def without(shelf: Shelf, keys: Mapping[str, str], files: Files, built: Collection[str]) -> dict[str, tuple[Kept, ...]]:
    """Return the shelf less all answers about these parts, or about what was ``built``, that hold.

    They were asked again, and are others.
    """
    return {
        name: tuple(
            kept
            for kept in rows
            if not (kept.key == keys.get(name) or kept.built in built) or files.changed(kept.reads) is not None
        )
        for name, rows in shelf.items()
    }


def put(shelf: Shelf, told: Mapping[str, Kept], names: Collection[str]) -> dict[str, tuple[Kept, ...]]:
    """Return the shelf with new answers in front, and no part twice with the same key and reads.

    ``names`` are the parts that there are; of others, which a branch may have, no more than as many are kept.
    """
    spare = len(shelf.keys() - set(names)) > max(len(names), SPARE)
    made = {name: rows for name, rows in shelf.items() if not spare or name in names}
    for name, kept in told.items():
        others = (each for each in shelf.get(name, ()) if (each.key, each.reads) != (kept.key, kept.reads))
        made[name] = (kept, *others)[:MOST]
    return made


def answers(
    result: Result,
    kind: Kind,
    keys: Mapping[str, str],
    reads: Mapping[str, Mapping[str, str]],
    folders: Mapping[str, str],
) -> dict[str, Kept] | None:
    """Take a result apart, by the names of the parts that were asked for.

    ``folders`` are those of the packages, by which coverage is shared out. None is returned where a finding, or a line
    of coverage, belongs to no part that was asked for: then nobody knows on what it rests.
    """
    parts = {part.name: part for part in result.parts}
    shares = _shares(result.coverage, {name: folders[name] for name in keys if name in folders})
    if shares is None or any(part.findings for name, part in parts.items() if name not in keys):
        return None
    plain = Part(kind, "", ran_at=result.parts[0].ran_at)
    return {
        name: Kept(key, parts.get(name, plain._replace(name=name)), reads.get(name, EMPTY), shares.get(name))
        for name, key in keys.items()
    }


def stale(known: Iterable[Part], result: Result) -> tuple[str, ...]:
    """Name the parts that are kept without a finding and have one now, asked again."""
    red = {part.name: part for part in result.parts if part.findings}
    return tuple(
        f"{part.name} is kept as passed since {part.ran_at}, and is red: {red[part.name].findings[0].message}"
        for part in known
        if part.name in red and not part.findings
    )


def union(result: Result, names: Iterable[str], every: Mapping[str, Kept]) -> Result:
    """Return a result with all parts, in the order of the names."""
    rows = [every[name] for name in names]
    shares = [kept.coverage for kept in rows if kept.coverage]
    return result._replace(parts=tuple(kept.part for kept in rows), coverage=joined(shares) if shares else None)


def _shares(coverage: Coverage | None, folders: Mapping[str, str]) -> dict[str, Coverage] | None:
    """Share coverage out among packages, by path and folder; None where some of it belongs to none of them."""
    if coverage is None:
        return {}
    rows = {row.name: row for row in coverage.packages}
    files: dict[str, list[Covered]] = {}
    for file in coverage.files:
        files.setdefault(dirname(file.name) or ".", []).append(file)
    found = {
        name: Coverage(row.covered, row.statements, (row,), tuple(files.get(folders[name], ())))
        for name, row in rows.items()
        if name in folders
    }
    whole = sum(len(share.files) for share in found.values()) == len(coverage.files)
    return found if len(found) == len(rows) and whole else None
