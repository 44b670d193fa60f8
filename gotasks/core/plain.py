"""Frozen values to plain JSON data and back, by their declared types."""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

EMPTY: Mapping[Any, Any] = types.MappingProxyType({})
"""The default of fields that are mappings."""


def to_plain(value: Any) -> Any:
    """Turn named tuples into dicts and other tuples into lists, all the way down."""
    if isinstance(value, str):
        return value
    if is_record(value):
        return {name: to_plain(item) for name, item in zip(value._fields, value, strict=True)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], data: Any) -> T:
    """Build a named tuple from what ``to_plain`` made of it.

    Raises ValueError when a field is missing, unknown or of another type.
    """
    made: T = _build(kind, data)
    return made


def is_record(value: Any) -> bool:
    """Whether a value is one of the named tuples that pass from step to step."""
    return isinstance(value, tuple) and hasattr(value, "_fields")


@cache
def hints(kind: type) -> dict[str, Any]:
    """Return the declared types of a named tuple's fields."""
    return get_type_hints(kind)


def _build(kind: Any, data: Any) -> Any:
    if hasattr(kind, "_fields"):
        return _object(kind, data)
    origin = get_origin(kind)
    if origin is tuple:
        inner = get_args(kind)
        if not isinstance(data, list):
            raise ValueError(f"expected a list, found {data!r:.80}")
        each = [inner[0]] * len(data) if inner[-1] is Ellipsis else list(inner)
        return tuple(_build(item_kind, item) for item_kind, item in zip(each, data, strict=True))
    if origin in {Union, types.UnionType}:
        return None if data is None else _build(next(arm for arm in get_args(kind) if arm is not types.NoneType), data)
    if origin is Literal:
        if data not in get_args(kind):
            raise ValueError(f"expected one of {get_args(kind)}, found {data!r:.80}")
        return data
    if origin is Mapping:
        inner = get_args(kind)[1]
        return {name: _build(inner, item) for name, item in _simple(dict, data).items()}
    return data if kind is Any else _simple(kind, data)


def _simple(kind: type, data: Any) -> Any:
    wanted = (int, float) if kind is float else kind
    if not isinstance(data, wanted) or (isinstance(data, bool) and kind is not bool):
        raise ValueError(f"expected {kind.__name__}, found {data!r:.80}")
    return data


def _object(kind: Any, data: Any) -> Any:
    names = kind._fields
    if not isinstance(data, dict) or set(data) != set(names):
        raise ValueError(f"expected {kind.__name__} with {', '.join(names)}, found {data!r:.80}")
    known = hints(kind)
    return kind(**{name: _build(known[name], data[name]) for name in names})
