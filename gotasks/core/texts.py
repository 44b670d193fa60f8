"""All texts of a value, less those that are chosen from a list, ids and times. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_origin

from gotasks.core.plain import hints, is_record
from gotasks.core.result import Result

T = TypeVar("T")
Clean = Callable[[str], str]

FORMED = frozenset(
    ["schema", "gotasks", "tree", "commit", "id", "oid", "old", "digest", "started_at", "ran_at", "task"]
)
"""Fields whose form is ours: a secret that looks like one of them would break the report and hide nothing."""

LONGEST = 1 << 18
"""Characters of one text that a report keeps."""


def cleaned(value: T, clean: Clean) -> T:
    """Return a frozen value with a function applied to all its texts.

    Left as they are: fields that hold one of a few words (``Literal``), and those in FORMED. Keys of mappings are texts
    too: paths are among them.
    """
    made: T = _cleaned(value, clean)
    return made


def bounded(text: str) -> str:
    """Return a text, cut where it is longer than anybody reads."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n... and {len(text) - LONGEST} more characters"


def names(paths: Iterable[str], clean: Clean) -> Mapping[str, str]:
    """Return the real paths, by what is left of them, of those that cleaning changes: nearly always none."""
    listed = [*paths]
    whole = "\n".join(listed)
    if clean(whole) == whole:
        return {}
    return {clean(path): path for path in listed if clean(path) != path}


def named(result: Result, real: Mapping[str, str]) -> Result:
    """Return a result whose files have their real paths again, for those who look them up."""
    if not real:
        return result
    parts = (
        part._replace(
            name=real.get(part.name, part.name) if part.kind == "file" else part.name,
            findings=tuple(finding._replace(file=real.get(finding.file, finding.file)) for finding in part.findings),
        )
        for part in result.parts
    )
    return result._replace(parts=tuple(parts))


def _cleaned(value: Any, clean: Clean) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {_cleaned(key, clean): _cleaned(item, clean) for key, item in value.items()}
    if is_record(value):
        return _record(value, clean)
    if isinstance(value, tuple | list):
        return type(value)(_cleaned(item, clean) for item in value)
    return value


def _record(value: Any, clean: Clean) -> Any:
    changed = {}
    for at, name in _fields(cast("Hashable", type(value))):
        # Nothing is left to clean in what is empty, as most is.
        if old := value[at]:
            new = _cleaned(old, clean)
            if new is not old and new != old:
                changed[name] = new
    return value._replace(**changed) if changed else value


@cache
def _fields(kind: Any) -> tuple[tuple[int, str], ...]:
    """Return the places and names of a record's fields, less those whose texts are ours."""
    known = enumerate(hints(kind).items())
    return tuple((at, name) for at, (name, said) in known if name not in FORMED and get_origin(said) is not Literal)
