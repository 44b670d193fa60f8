"""Options are declared once, on the task; every front, the settings file and its schema are made from that.

A Kind says how a value is read from text (a flag's value) and from TOML, and what JSON Schema says of it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Value = Any
"""An option's value after reading: bool, int, str, a tuple of str, or None where nothing was said."""

DURATION = r"^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$"
NOT_DOTS = r"(?!\.{0,2}(?:/|$))(?![^/]*\*\*)[^/]+"
CARRIED = rf"^(?:{NOT_DOTS}(?:/{NOT_DOTS})*/?|\.\./(?!\.{{1,2}}/?$)[^/*?\[]+/?)$"
"""What ``carry`` may name: see docs/tree.md."""

SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


EVERYWHERE = frozenset(
    ["tree", "base", "go", "report", "keep-going", "all", "every-commit", "fresh", "explain", "dry-run", "json", "help"]
)
"""The flags of every task, which no task's own option may be called like."""


class Kind(NamedTuple):
    """How values of one sort are written. ``from_toml`` raises ValueError with what was expected."""

    metavar: str
    from_text: Callable[[str], Value]
    from_toml: Callable[[Value], Value]
    schema: Mapping[str, Any]


class Option(NamedTuple):
    """One option of a task: the flag ``--name``, and its ``key`` in the table ``section`` of gotasks.toml.

    ``section`` is the task's own table unless said otherwise; ``setting`` is false for what is asked for by a
    flag only, each time anew.
    """

    name: str
    kind: Kind
    help: str
    default: Value = None
    section: str = ""
    setting: bool = True

    @property
    def key(self) -> str:
        """The name with underscores: how settings and invoke write it."""
        return self.name.replace("-", "_")


def seconds(duration: str) -> float:
    """Turn a Go duration (``1m30s``) into seconds."""
    return sum(float(number) * SECONDS[unit] for number, unit in re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h)", duration))


def _flag(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("true or false")


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("a string")


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ValueError("a list of strings")


def _carried(value: Value) -> tuple[str, ...]:
    """Keep paths below the repository's top, and folders right beside it; ``*`` is for one name."""
    if isinstance(value, list) and all(isinstance(item, str) and re.fullmatch(CARRIED, item) for item in value):
        return tuple(value)
    raise ValueError('paths below the top of the repository, or "../NAME" beside it, as ["gen/*.pb.go", "../sib"]')


def _count(value: Value) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise ValueError("a whole number above 0")


def _count_text(text: str) -> int:
    try:
        return _count(int(text))
    except ValueError:
        raise ValueError("a whole number above 0") from None


def _duration(value: Value) -> str:
    if isinstance(value, str) and re.fullmatch(DURATION, value) and seconds(value) > 0:
        return value
    raise ValueError('a duration above 0, such as "90s" or "10m"')


def _percent(value: Value) -> str:
    """Keep a percentage as the text that was written: 79.9 is then exactly 799/10."""
    from fractions import Fraction  # noqa: PLC0415 - only where a percentage is said

    expected = "a number from 0 to 100"
    try:
        number = Fraction("bool" if isinstance(value, bool) else str(value))
    except (ValueError, ZeroDivisionError):
        raise ValueError(expected) from None
    if not 0 <= number <= 100:  # noqa: PLR2004 - percent
        raise ValueError(expected)
    return str(value)


def _percent_number(value: Value) -> str:
    if isinstance(value, str):
        raise ValueError("a number from 0 to 100")  # noqa: TRY004 - callers catch one kind of error
    return _percent(value)


def _split(text: str) -> tuple[str, ...]:
    return tuple(item for item in re.split(r"[,\s]+", text) if item)


STRINGS = {"type": "array", "items": {"type": "string"}}

FLAG = Kind("", lambda text: _flag(text == "true"), _flag, {"type": "boolean"})
TEXT = Kind("TEXT", _text, _text, {"type": "string"})
LIST = Kind("A,B", _split, _texts, STRINGS)
CARRY = Kind("A,B", _split, _carried, {"type": "array", "items": {"type": "string", "pattern": CARRIED}})
COUNT = Kind("N", _count_text, _count, {"type": "integer", "minimum": 1})
DURATIONS = Kind("10m", _duration, _duration, {"type": "string", "pattern": DURATION})
PERCENT = Kind("80", _percent, _percent_number, {"type": "number", "minimum": 0, "maximum": 100})


def _shuffle(value: Value) -> str:
    if isinstance(value, str) and re.fullmatch(r"off|on|-?\d+", value):
        return value
    raise ValueError('"off", "on" or a whole number as text')


SHUFFLE = Kind("off|on|N", _shuffle, _shuffle, {"type": "string", "pattern": r"^(off|on|-?\d+)$"})


def choice(*allowed: str) -> Kind:
    """Return the kind of a text that must be one of ``allowed``."""
    words = " or ".join(f'"{word}"' for word in allowed)

    def read(value: Value) -> str:
        if value in allowed:
            return str(value)
        raise ValueError(words)

    return Kind("|".join(allowed), read, read, {"enum": list(allowed)})
