"""What of a tree is the user's own code that a hook would run, and has to be allowed once."""

import shlex
from collections.abc import Iterable
from typing import NamedTuple

from gotasks.core.escape import printable
from gotasks.core.keys import digest

LINES = 200
"""Lines of a file that are shown."""


class Code(NamedTuple):
    """A table of own commands, or a file: its digest covers exactly what would run; ``text`` is for a person."""

    name: str
    digest: str
    text: str


def commands(settings: str) -> tuple[Code, ...]:
    """Return the tables ``[commands.NAME]`` of a gotasks.toml; one that cannot be read is told by who runs it."""
    if not settings:
        return ()
    import tomllib  # noqa: PLC0415 - only where there is a gotasks.toml

    try:
        tables = tomllib.loads(settings).get("commands", {})
    except (ValueError, RecursionError):
        return ()
    rows = tables.items() if isinstance(tables, dict) else ()
    return tuple(Code(f"commands.{name}", digest("command", name, _plain(said)), _told(said)) for name, said in rows)


def file(path: str, oid: str, source: str) -> Code:
    """Return a file of Python that is loaded, by its blob id."""
    lines = source.split("\n")
    more = [f"... and {len(lines) - LINES} more lines: git cat-file -p {oid}"] if lines[LINES:] else []
    return Code(path, digest("file", path, oid), "\n".join([*lines[:LINES], *more]).rstrip("\n"))


def shown(codes: Iterable[Code]) -> str:
    """Return what is allowed as it is shown to a person: what a terminal would obey is escaped."""
    rows = [line for code in codes for line in (f"{code.name}:", *(f"    {line}" for line in code.text.split("\n")))]
    return "".join(f"{printable(row)}\n" for row in rows)


def _told(said: object) -> str:
    if not isinstance(said, dict):
        return repr(said)
    run = said.get("run")
    words = run if isinstance(run, list) else [run]
    rest = [f"{key} = {value!r}" for key, value in said.items() if key != "run"]
    # A word that holds a line end must not look like a line of its own.
    return "\n".join([shlex.join(map(str, words)).replace("\n", "\\n"), *rest])


def _plain(said: object) -> object:
    """Return what TOML says in values that JSON has; a date stands as it is written."""
    if isinstance(said, dict):
        return {key: _plain(value) for key, value in said.items()}
    if isinstance(said, list):
        return [_plain(value) for value in said]
    return said if isinstance(said, str | int | float | bool) else repr(said)
