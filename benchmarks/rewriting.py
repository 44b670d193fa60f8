"""Changes to a real Go module: one bad line for each task, and code that moves to another file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

TOKEN = "gh" + "p_" + sha256(b"nobody's").hexdigest()[:36]
"""Looks like a token of GitHub, and is none. It stands in no file of this repository."""

GROUND = {
    "added.go": 'package NAME\n\nimport (\n\t"fmt"\n\t"os"\n)\n\n'
    "// Added uses what is imported.\nfunc Added() []string {\n\treturn append(os.Args, fmt.Sprint())\n}\n",
    "added_test.go": 'package NAME\n\nimport "testing"\n\nfunc TestAdded(t *testing.T) {\n\tt.Log("fine")\n}\n',
    "added_windows.go": "package NAME\n\n// OnWindows is there.\nconst OnWindows = 1\n",
}
"""Files without fault, to which a line is added."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that a task must refuse where it is added to a file, and the rule that must be among the findings."""

    task: str
    file: str
    line: str
    rule: str


BAD = (
    Bad("fmt", "added.go", "func  Spaced() {}", "gof"),
    Bad("vet", "added.go", 'func Wrong() string { return fmt.Sprintf("%d", "text") }', "printf"),
    Bad("staticcheck", "added.go", "func same(number int) bool { return number == number }", "SA4000"),
    Bad("lint", "added.go", 'func Unchecked() { os.Chdir("x") }', "errcheck"),
    Bad("race-test", "added_test.go", 'func TestBad(t *testing.T) { t.Error("bad") }', "test"),
    Bad("secrets", "added.go", f'const Key = "{TOKEN}"', "github-pat"),
    Bad("mod", "go.mod", "require github.com/pkg/errors v0.9.1", "tidy"),
    Bad("crossbuild", "added_windows.go", 'const Broken int = "text"', "build"),
)

IMPORTS = re.compile(r"^import (?:\((?:.|\n)*?^\)|.*)$", re.MULTILINE)
UNUSED = re.compile(r"^(\S+?):(\d+):\d+: \".*\" imported (?:as \w+ )?and not used$", re.MULTILINE)
LENGTH = 200
"""About how many lines move."""

SHORT = 150
"""A window at the end of a file may have less; one that has much less is taken only where there is no other."""


@dataclass(frozen=True, slots=True)
class Window:
    """Whole declarations of a file, from one line (counted from 0) to before another, and their number of findings."""

    file: str
    first: int
    last: int
    findings: int

    @property
    def target(self) -> str:
        """The file that they move to, whose name ends as the old one does: ``_test.go`` means something."""
        folder, slash, name = self.file.rpartition("/")
        return f"{folder}{slash}moved_{name}"

    def meets(self, other: Window) -> bool:
        """Whether two windows have a line in common."""
        return self.file == other.file and self.first < other.last and other.first < self.last


def candidates(repository: Path, found: Collection[tuple[str, int]]) -> list[Window]:
    """Return windows that hold findings and have no line in common: those of about 200 lines, with the most, first."""
    windows: list[Window] = []
    for file in sorted({file for file, _ in found if file.endswith(".go")}):
        marks = [line - 1 for path, line in found if path == file]
        rows = (repository / file).read_text().split("\n")
        for first, last in _windows(rows):
            held = sum(first <= mark < last for mark in marks)
            windows += [Window(file, first, last, held)] if held else []
    apart: list[Window] = []
    for window in sorted(windows, key=lambda window: (window.last - window.first < SHORT, -window.findings)):
        if not any(window.meets(other) for other in apart):
            apart.append(window)
    return apart


def _windows(rows: list[str]) -> Iterator[tuple[int, int]]:
    starts = [*_starts(rows), len(rows)]
    for start in starts[:-1]:
        end = next((end for end in starts if end - start >= LENGTH), len(rows))
        yield start, end


def _starts(rows: list[str]) -> Iterator[int]:
    """Yield where declarations, or their comments, begin behind the imports."""
    text = "\n".join(rows)
    after = max((text.count("\n", 0, found.end()) for found in IMPORTS.finditer(text)), default=0)
    for index in range(after + 1, len(rows)):
        if re.match(r"func|type|var|const|//", rows[index]) and not rows[index - 1]:
            yield index


def move(repository: Path, window: Window, compiled: Callable[[str], str]) -> bool:
    """Move a window to a new file with the same imports, and take out those that are not used; say whether it compiles.

    ``compiled`` returns what the compiler says of the package in a folder.
    """
    old = repository / window.file
    rows = old.read_text().split("\n")
    text = "\n".join(rows)
    kept = [row for row in rows if row.startswith(("//go:build ", "package "))]
    top = "\n\n".join([*kept[:2], *(found[0] for found in IMPORTS.finditer(text))])
    (repository / window.target).write_text(top + "\n\n" + "\n".join(rows[window.first : window.last]).rstrip() + "\n")
    old.write_text("\n".join([*rows[: window.first], *rows[window.last :]]).rstrip() + "\n")
    for _ in range(20):
        said = compiled(window.file.rpartition("/")[0] or ".")
        unused = UNUSED.findall(said)
        if not unused:
            return not re.search(r"^FAIL|\.go:\d+:\d+: ", said, re.MULTILINE)
        for path in {path for path, _ in unused}:
            _drop(repository / path, {int(line) - 1 for name, line in unused if name == path})
    return False


def _drop(path: Path, gone: set[int]) -> None:
    rows = path.read_text().split("\n")
    left = "\n".join(row for index, row in enumerate(rows) if index not in gone)
    path.write_text(re.sub(r"^import \(\s*\)\n", "", left, flags=re.MULTILINE))
