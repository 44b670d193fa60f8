"""Coverage as HTML: a page for the tree, and one for each file. Each page stands alone and loads nothing.

Whatever comes from the tree is text: the templates escape it, and control characters are shown, not sent.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from gotasks.core.coverage import Coverage, Covered
from gotasks.core.escape import printable

if TYPE_CHECKING:
    from jinja2 import Environment, Template

FOLDER = "coverage"
GOOD, FAIR = 80, 50
"""From how many percent a figure is shown as good, or fair, where no minimum is set."""


class Row(NamedTuple):
    """A figure as a page shows it: ``level`` is good, fair, poor or none; ``below`` that it is below the minimum."""

    name: str
    covered: int
    statements: int
    percent: str
    level: str
    below: bool
    href: str = ""

    @property
    def missing(self) -> int:
        """How many statements no test ran."""
        return self.statements - self.covered


class Line(NamedTuple):
    """A line of a file."""

    number: int
    text: str
    missed: bool


class Page(NamedTuple):
    """A file of the tree, and where its page lies below FOLDER."""

    file: Covered
    path: str
    lines: list[str]


def render(
    coverage: Coverage, lines: Callable[[str], list[str]], title: str, minimum: str | None = None
) -> dict[str, bytes]:
    """Return the pages by path.

    Args:
        coverage: What was covered.
        lines: Returns the lines of a file of the tree; of a file that is not there, none.
        title: What was judged, for the head of each page.
        minimum: What the total must reach, in percent.
    """
    pages = [Page(file, f"{file.name}.html", lines(file.name)) for file in coverage.files if _is_inside(file.name)]
    pages = [page for page in pages if page.lines]
    found = {page.file.name: page.path for page in pages}
    least = None if minimum is None else Fraction(minimum)
    made = {
        "index.html": _template("index.html").render(
            title=printable(title),
            minimum=minimum,
            turn=0 if least is None else float(least * 360 / 100),
            total=_row(Covered("", coverage.covered, coverage.statements), least),
            packages=[_row(row) for row in coverage.packages],
            files=[_row(row, href=quote(found.get(row.name, ""), errors="surrogateescape")) for row in coverage.files],
            up="",
        )
    }
    made |= {page.path: _page(page, printable(title)) for page in pages}
    return {f"{FOLDER}/{path}": text.encode() for path, text in made.items()}


def _page(page: Page, title: str) -> str:
    folder, _, base = page.file.name.rpartition("/")
    return _template("file.html").render(
        title=title,
        file=_row(page.file),
        folder=printable(folder),
        base=printable(base),
        ranges=page.file.missed,
        lines=_lines(page),
        up="../" * page.path.count("/"),
    )


def _lines(page: Page) -> list[Line]:
    missed = {line for first, last in page.file.missed for line in range(first, last + 1)}
    return [
        Line(number, printable(text.removesuffix("\r")), number in missed) for number, text in enumerate(page.lines, 1)
    ]


def _row(row: Covered, minimum: Fraction | None = None, href: str = "") -> Row:
    """Return the figure of a file, a package or the tree."""
    good, fair = (GOOD, FAIR) if minimum is None else (minimum, minimum)
    if not row.statements:
        level = "none"
    elif row.reaches(Fraction(good)):
        level = "good"
    else:
        level = "fair" if row.reaches(Fraction(fair)) else "poor"
    below = minimum is not None and not row.reaches(minimum)
    return Row(printable(row.name), row.covered, row.statements, row.percent, level, below, href)


def _is_inside(name: str) -> bool:
    """Whether a file's page would lie in our folder; a profile may name what is no file of the tree."""
    return not name.startswith("/") and ".." not in name.split("/")


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - takes 0.05 s

    return Environment(
        loader=PackageLoader("gotasks.formats", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
