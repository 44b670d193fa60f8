"""What is read of a Go file without Go: its imports, and what else decides on which files a package depends. Pure.

Build constraints are not evaluated: whatever a file may import counts, which can only run too much.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from itertools import chain
from typing import NamedTuple

from gotasks.core.keys import digest

FORM = 6
"""Counts up when ``read`` finds something else in the same text: what was kept of it is then read again."""

BETWEEN = r"(?:\s++|//[^\n]*+\n|(?>/\*.*?\*/))"
HEAD = rf"(?s)\ufeff?{BETWEEN}*+package{BETWEEN}++(\w+)"
"""What stands above the code of a Go file, and its package clause (https://go.dev/ref/spec#Source_file_organization)."""

LEXEME = r"""(?s)//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\w+|[^\s\w]"""
"""A comment, a literal, a word or a sign (https://go.dev/ref/spec#Lexical_elements)."""

SYSTEM = "syscall"

DECLARES = frozenset({"func", "type", "var", "const"})
"""The words with which a declaration begins; imports stand before all of them."""

SAFE = r"E[A-Z0-9]+|SIG[A-Z0-9]+|Errno|Signal|WaitStatus|SysProcAttr|Stat_t|Kill"
"""What of package syscall reads nothing: numbers of errors and signals, some types, and the sending of a signal."""

CONSTRAINT = r"(?m)^(?:[^\S\n]|\ufeff)*+//(?:go:build|[^\S\n]*\+build)\b"
EMBED = r"(?m)^[ \t]*//go:embed[ \t]+(.+)$"
PATTERN = r'"[^"]*"|`[^`]*`|\S+'
ANY = "**"
"""Stands for an embed pattern that may name any file."""

ELSEWHERE = r"(?m)^//line (.*)|/\*line ([^*\n]*)"
"""Directives with which a tool names other files and lines (``go doc cmd/compile``, "Line Directives")."""

NUMBERS = r"(?::\d+){1,2}\s*$"
"""A directive's line, or line and column."""

PLATFORM = frozenset(
    word
    for line in (
        "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1",
        "windows zos unix 386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32",
        "mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm",
    )
    for word in line.split(" ")
)
"""Words at the end of a file's name that are build constraints (``go help buildconstraint``, ``internal/syslist``)."""


class Source(NamedTuple):
    """What one Go file says.

    ``imports`` are the paths that it imports, without syscall where it uses nothing of it but what is SAFE; ``embeds``
    its ``//go:embed`` patterns; ``head`` a digest of what decides what Go takes the file for, constraints and package
    clause; ``bound`` says that a build constraint stands in it, or that it is documentation alone, which Go passes over
    (``go doc go/build``); ``elsewhere`` the names that it gives its lines; ``within`` that as a test it stands within
    its package.
    """

    imports: tuple[str, ...] = ()
    embeds: tuple[str, ...] = ()
    head: str = ""
    bound: bool = False
    elsewhere: tuple[str, ...] = ()
    within: bool = False


def read(text: str) -> Source:
    """Read a Go file's text."""
    head = re.match(HEAD, text)
    return Source(
        _imports(text),
        tuple(dict.fromkeys(_pattern(each) for line in re.findall(EMBED, text) for each in re.findall(PATTERN, line))),
        digest(head[0] if head else text),
        bool(re.search(CONSTRAINT, text)) or bool(head and head[1] == "documentation"),
        tuple(dict.fromkeys(re.sub(NUMBERS, "", one or other) for one, other in re.findall(ELSEWHERE, text))),
        bool(head and not head[1].endswith("_test")),
    )


def heads(sources: Mapping[str, Source], links: Iterable[tuple[str, str]]) -> str:
    """Return a digest of paths and heads of test files, which decide what tests a package has.

    ``links`` are those of them that are links, and their blobs.
    """
    tests = [(path, source.head) for path, source in sources.items() if path.endswith("_test.go")]
    return digest([*chain.from_iterable(tests)], [*links])


def sure(path: str, source: Source) -> bool:
    """Whether a file counts on every platform and with all tags."""
    passed_over = path.rpartition("/")[2][0] in "_."
    return not (passed_over or source.bound or "C" in source.imports or _platform(path))


def _imports(text: str) -> tuple[str, ...]:
    """Return all literals that stand before the first declaration: an import path is the only one there may be."""
    found: list[str] = []
    for match in re.finditer(LEXEME, text):
        token = match[0]
        if token in DECLARES:
            break
        if token[0] in '"`' and len(token) > 1:
            found.append(spelled(token[1:-1]) if token[0] == '"' else token[1:-1])
    return tuple(path for path in dict.fromkeys(found) if path != SYSTEM or not _safe(text))


def _safe(text: str) -> bool:
    """Whether a file imports syscall once, by its name, and uses nothing of it but what is SAFE."""
    tokens = [match[0] for match in re.finditer(LEXEME, text) if not match[0].startswith(("//", "/*"))]
    around = list(zip(["", *tokens], tokens, [*tokens[1:], ""], [*tokens[2:], "", ""], strict=False))
    uses = [(sign, name) for _, token, sign, name in around if token == SYSTEM]
    before = [token for token, literal, _, _ in around if literal[0] in '"`' and spelled(literal[1:-1]) == SYSTEM]
    named = len(before) == 1 and (before[0] == "import" or not re.fullmatch(r"\w+|\.", before[0]))
    return named and all(sign == "." and re.fullmatch(SAFE, name) for sign, name in uses)


def spelled(literal: str) -> str:
    """Read the escapes of a literal between quotes, in which nobody writes a path, but may."""
    if "\\" not in literal:
        return literal
    return re.sub(
        r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))",
        lambda it: it[5] or chr(int(it[4], 8) if it[4] else int(it[1] or it[2] or it[3], 16)),
        literal,
    )


def embeds(patterns: Collection[str], path: str) -> bool:
    """Whether one of a package's patterns names a file, or a folder above it; ``path`` is relative to the package.

    ``go doc embed`` and ``go doc path.Match``.
    """
    parts = path.split("/")
    return ANY in patterns or any(
        all(map(fnmatchcase, parts, pattern.split("/")))
        for pattern in patterns
        if len(pattern.split("/")) <= len(parts)
    )


def _platform(path: str) -> bool:
    name, _, _ = path.rpartition("/")[2].partition(".")
    return bool(PLATFORM & set(name.split("_")[1:]))


def _pattern(said: str) -> str:
    """Return an embed pattern without quotes; ANY for one with classes and escapes, which is not looked into."""
    name = said.strip('"`').removeprefix("all:")
    return ANY if set(name) & set("[\\") or name == "" else "*" if name == "." else name
