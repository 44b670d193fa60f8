"""Frozen values to plain JSON data and back, by their declared types."""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")

EMPTY: Mapping[Any, Any] = types.MappingProxyType({})
"""The default of fields that are mappings."""

PLAIN = frozenset([str, int, float, bool, types.NoneType])
"""Types whose values are plain already, as most are."""


def to_plain(value: Any) -> Any:
    """Turn named tuples into dicts and other tuples into lists, all the way down."""
    build: Callable[[Any], Any] = _plainer(cast("Hashable", type(value)))
    return build(value)


@cache
def _plainer(kind: Any) -> Callable[[Any], Any]:
    """Return what makes a value of a type plain: types are looked at once, and values may be many."""
    if hasattr(kind, "_fields"):
        names = kind._fields
        return lambda value: _each_plain(dict(zip(names, value, strict=True)))
    if issubclass(kind, Mapping):
        return lambda value: {str(key): item if type(item) in PLAIN else to_plain(item) for key, item in value.items()}
    if issubclass(kind, list | tuple):
        return lambda value: [item if type(item) in PLAIN else to_plain(item) for item in value]
    return lambda value: value


def _each_plain(made: dict[str, Any]) -> dict[str, Any]:
    for name, item in made.items():
        if type(item) not in PLAIN:
            made[name] = to_plain(item)
    return made


def from_plain(kind: type[T], data: Any) -> T:
    """Build a named tuple from what ``to_plain`` made of it.

    Raises ValueError when a field is missing, unknown or of another type.
    """
    build: Callable[[Any], T] = _builder(cast("Hashable", kind))
    return build(data)


def is_record(value: Any) -> bool:
    """Whether a value is one of the named tuples that pass from step to step."""
    return isinstance(value, tuple) and hasattr(value, "_fields")


@cache
def hints(kind: type) -> dict[str, Any]:
    """Return the declared types of a named tuple's fields."""
    return get_type_hints(kind)


@cache
def _builder(kind: Any) -> Callable[[Any], Any]:
    """Return what builds a value of a type: types are looked at once, and values may be many."""
    if hasattr(kind, "_fields"):
        return _record(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple(inner)
    if origin in {Union, types.UnionType}:
        some = _builder(next(arm for arm in inner if arm is not types.NoneType))
        return lambda data: None if data is None else some(data)
    if origin is Literal:
        return _literal(inner)
    if origin is Mapping:
        simple, each = _simple(dict), _builder(inner[1])
        return lambda data: {name: each(item) for name, item in simple(data).items()}
    return (lambda data: data) if kind is Any else _simple(kind)


def _record(kind: Any) -> Callable[[Any], Any]:
    known = hints(kind)
    # What has the very type that was declared, as most has, is asked no more.
    fields = [(name, known[name], _builder(known[name])) for name in kind._fields]

    def build(data: Any) -> Any:
        if not isinstance(data, dict) or data.keys() != known.keys():
            raise ValueError(f"expected {kind.__name__} with {', '.join(kind._fields)}, found {data!r:.80}")
        items = [item if type(item := data[name]) is declared else each(item) for name, declared, each in fields]
        return tuple.__new__(kind, items)

    return build


def _tuple(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    rows = _simple(list, "a list")
    kinds = [_builder(kind) for kind in inner if kind is not Ellipsis]
    if inner[-1] is Ellipsis:
        return lambda data: tuple(map(kinds[0], rows(data)))
    return lambda data: tuple(each(item) for each, item in zip(kinds, rows(data), strict=True))


def _literal(words: tuple[Any, ...]) -> Callable[[Any], Any]:
    def build(data: Any) -> Any:
        if data not in words:
            raise ValueError(f"expected one of {words}, found {data!r:.80}")
        return data

    return build


def _simple(kind: type, called: str = "") -> Callable[[Any], Any]:
    wanted = (int, float) if kind is float else (kind,)

    def build(data: Any) -> Any:
        if not isinstance(data, wanted) or (isinstance(data, bool) and kind is not bool):
            raise ValueError(f"expected {called or kind.__name__}, found {data!r:.80}")
        return data

    return build
