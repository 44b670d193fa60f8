"""go.mod and go.work files, read without Go (https://go.dev/ref/mod#go-mod-file)."""

from __future__ import annotations

import re
from posixpath import join, normpath

from gotasks.core.source import spelled

Directives = dict[str, list[str]]
"""What each directive of a file says, in order, comments and quotes taken off."""


LEXEME = r"""//.*|"(?:[^"\\]|\\.)*"|`[^`]*`|[()\[\],]|(?:(?!//)[^\s()\[\],"`])+|["`]"""
"""A comment, a string, a sign or a word (https://go.dev/ref/mod#go-mod-file-lexical)."""


def directives(text: str) -> Directives:
    """Read the directives of a go.mod or go.work file."""
    found: Directives = {}
    block = ""
    for line in text.split("\n"):
        words = [word for word in re.findall(LEXEME, line) if not word.startswith("//")]
        if not words:
            continue
        if words == [")"]:
            block = ""
        elif block:
            found.setdefault(block, []).append(_said(words))
        elif words[1:] == ["("]:
            block = words[0]
        elif words[1:] != ["(", ")"]:
            found.setdefault(words[0], []).append(_said(words[1:]))
    return found


def _said(words: list[str]) -> str:
    return " ".join(_unquoted(word) for word in words)


def _unquoted(word: str) -> str:
    if len(word) > 1 and word[0] in '"`':
        return spelled(word[1:-1]) if word[0] == '"' else word[1:-1]
    return word


def first(lines: Directives, verb: str) -> str:
    """Return what a directive that stands once says, or nothing."""
    return next(iter(lines.get(verb, [])), "")


def local(lines: Directives) -> tuple[str, ...]:
    """Return the folders that replace modules, as written."""
    return tuple(new for _, new in _replacements(lines) if _is_local(new))


def outside(folder: str, lines: Directives) -> tuple[str, ...]:
    """Return the folders that a go.mod or go.work in ``folder`` names outside the tree, as written."""
    said = [*lines.get("use", []), *local(lines)]
    return tuple(path for path in said if leads_out(normpath(join(folder, path))))


def leads_out(path: str) -> bool:
    """Whether a path that is relative to the tree's top, or absolute, leads out of the tree."""
    return path.startswith("/") or path.split("/", maxsplit=1)[0] == ".."


def named(folder: str, lines: Directives) -> tuple[str, ...]:
    """Return the folders that a go.mod or go.work in ``folder`` names, relative to the tree's top, or absolute."""
    return tuple(normpath(join(folder, path)) for path in (*lines.get("use", []), *local(lines)))


def requires(lines: Directives) -> tuple[tuple[str, str], ...]:
    """Pair each required module with its version after ``replace``; what a local folder replaces is left out."""
    swaps = {tuple(old.split()): new for old, new in _replacements(lines)}
    wanted = []
    for line in lines.get("require", []):
        path, version = [*line.split(), ""][:2]
        new = swaps.get((path, version)) or swaps.get((path,)) or f"{path} {version}"
        if not _is_local(new):
            name, _, number = new.partition(" ")
            wanted.append((name, number.strip()))
    return tuple(wanted)


def swapped(lines: Directives) -> tuple[tuple[str, str], ...]:
    """Return the module versions that replace others, as (path, version)."""
    pairs = (new.partition(" ") for _, new in _replacements(lines) if not _is_local(new))
    return tuple((name, number.strip()) for name, _, number in pairs)


def replaced(folder: str, lines: Directives) -> tuple[tuple[str, str], ...]:
    """Pair each module that a folder replaces with that folder, relative to the tree's top."""
    pairs = ((old.split()[0], new) for old, new in _replacements(lines) if old and _is_local(new))
    return tuple((old, normpath(join(folder, new))) for old, new in pairs)


def _replacements(lines: Directives) -> list[tuple[str, str]]:
    """Return what is replaced and by what, as written."""
    pairs = [line.partition("=>") for line in lines.get("replace", [])]
    return [(old.strip(), new.strip()) for old, _, new in pairs]


def _is_local(path: str) -> bool:
    """Whether a replacement is a folder (https://go.dev/ref/mod#go-mod-file-replace)."""
    return path in {".", ".."} or path.startswith(("./", "../", "/"))
