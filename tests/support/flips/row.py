"""One row, and how its files are laid into a repository."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from gotasks.core.plain import EMPTY

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

CODES = {"passed": 0, "failed": 1, "refused": 2, "not judged": 3}
"""The exit status of each end that a row may name."""

MOD = "module example.com/m\n\ngo 1.24\n"


COMPILED, AMD64 = "a C compiler", "an amd64 processor"
"""What a machine may lack."""

WITH_C = {"CGO_ENABLED": "1"}
"""Rows run without cgo, and so without the race detector, unless they say this: it is faster."""


class Link(NamedTuple):
    """A symbolic link."""

    target: str


class Program(NamedTuple):
    """A file with execute bits."""

    body: str


Body = str | bytes | Link | Program | None
"""What lies at a path: a text, bytes, a link, a program, or nothing."""

Files = Mapping[str, Body]
"""Bodies by path in the repository; what begins with ``../`` lies beside it and is no part of the tree."""


class Row(NamedTuple):
    """A question that passes, and the flip after which it does not.

    ``env`` are the caller's variables, ``env_to`` those that the flip sets; ``{beside}`` in them is the folder beside
    the repository. ``status`` and ``told`` must come of the flip, and ``told`` must not have been said before it.
    ``needs`` names what a machine may lack; ``kept`` says that the store may have the answer.
    """

    files: Files
    to: Files
    told: str
    task: str
    status: str
    env: Mapping[str, str]
    env_to: Mapping[str, str]
    needs: str
    kept: bool


def flip(
    name: str,
    files: Files,
    to: Files = EMPTY,
    told: str = "",
    *,
    task: str = "race-test",
    status: str = "failed",
    env: Mapping[str, str] = EMPTY,
    env_to: Mapping[str, str] = EMPTY,
    needs: str = "",
    kept: bool = True,
) -> ParameterSet:
    """Make a row. Where no go.mod is said, the module is example.com/m."""
    row = Row({"go.mod": MOD, **files}, to, told, task, status, env, env_to, needs, kept)
    return pytest.param(row, id=name)


def lay(top: Path, files: Files) -> None:
    """Make each path hold what is said of it."""
    for name, body in files.items():
        path = top / name
        if path.is_symlink() or path.exists():
            path.unlink()
        if body is None:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(body, Link):
            path.symlink_to(body.target)
        else:
            text = body.body if isinstance(body, Program) else body
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            os.chmod(path, 0o755 if isinstance(body, Program) else 0o644)


def back(row: Row) -> Files:
    """Return what undoes a row's flip."""
    return {name: row.files.get(name) for name in row.to}
