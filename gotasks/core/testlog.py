"""The log of a test binary: which files it opened, or looked for. Pure.

It is written so that ``go test`` knows when a pass still holds (https://pkg.go.dev/cmd/go#hdr-Testing, "cached";
internal/testlog). The same log tells which files of the judged tree a pass rests on, wherever in the tree they lie. The
variables that it reads are in the key: all that a check sees are.
"""

import re
from posixpath import join, normpath
from typing import NamedTuple

from gotasks.core.reads import WHOLE, Files

FIRST = "# test log\n"
WINDING = r"(?:^|/)(?!\.{1,2}/)[^/]+/+\.\.(?:/|$)"
"""A name with ``..`` behind the name of a folder."""


class Logged(NamedTuple):
    """The absolute paths that a log names: those that were opened, and those that were only looked for.

    ``relative`` says that some were named from the folder in which the log began, ``winding`` that one went back up
    from a folder that may be a link; ``moves`` is how often the folder was changed.
    """

    opened: tuple[str, ...]
    looked: tuple[str, ...]
    relative: bool = False
    winding: bool = False
    moves: int = 0


def parse(log: bytes, folder: str, root: str) -> Logged | None:
    """Read the log of a test in a package's ``folder``; None where it is none, or cut short.

    ``root`` is the absolute path of the checkout.
    """
    text = log.decode("utf-8", "surrogateescape")
    if not text.startswith(FIRST) or not text.endswith("\n"):
        return None
    at = normpath(join(root, folder))
    opened, looked = dict[str, None](), dict[str, None]()
    relative = winding = False
    moves = 0
    for line in text[len(FIRST) : -1].split("\n"):
        verb, _, said = line.partition(" ")
        full = normpath(join(at, said))
        winding = winding or bool(re.search(WINDING, said))
        relative = relative or not (moves or said.startswith("/") or verb not in {"open", "stat"})
        if verb == "open":
            opened[full] = None
        elif verb in {"stat", "chdir"}:
            looked[full] = None
            at, moves = (full, moves + 1) if verb == "chdir" else (at, moves)
        elif line and verb != "getenv":
            return None
    return Logged(tuple(opened), tuple(looked), relative, winding, moves)


def paths(logged: Logged, root: str, files: Files) -> tuple[str, ...]:
    """Return the paths of the tree that were read, as ``Files.state`` takes them; WHOLE where a link leads elsewhere.

    What lies outside of the tree is not looked at, as Go does not.
    """
    opened = [path for full in logged.opened if (path := inside(full, root)) is not None]
    looked = [path for full in logged.looked if (path := inside(full, root)) is not None]
    linked = logged.winding or any(files.linked(path) for path in (*opened, *looked))
    return (*((WHOLE,) if linked else ()), *opened, *(f"{path}/" for path in looked))


def inside(path: str, root: str) -> str | None:
    """Return a path relative to the checkout, or None for one outside."""
    if path == root:
        return "."
    return path[len(root) + 1 :] if path.startswith(f"{root}/") else None
