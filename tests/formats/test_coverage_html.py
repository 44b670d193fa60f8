"""Coverage as HTML pages: whole, escaped, loading nothing; and the badge."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from gotasks.core.coverage import Coverage, Covered
from gotasks.formats import badge, coverage_html

DASH = "\N{EN DASH}"
EVIL = '<script>alert("x")</script>&'
FILES = {
    "a.go": ["package a", "", "func A() {", '\tprint("<b>&amp;")\r', "\x1b[31m\u202e}"],
    "sub dir/é#?.go": ["package sub", "var x = 1"],
    "full.go": ["package a"],
}
COVERAGE = Coverage(
    7,
    10,
    (Covered("example.org/a", 6, 8), Covered(f"example.org/{EVIL}", 1, 2)),
    (
        Covered("/elsewhere/x.go", 0, 0),
        Covered("a.go", 2, 4, ((3, 4),)),
        Covered("full.go", 4, 4),
        Covered("generated.go", 0, 0),
        Covered("sub dir/é#?.go", 1, 2, ((2, 2),)),
    ),
)
VOID = {"meta", "link", "input"}


class Page(HTMLParser):
    """A page as a browser reads it. Raises AssertionError where tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words += data

    def all(self, tag: str, name: str) -> list[str]:
        """Return the values of an attribute."""
        return [attrs[name] or "" for found, attrs in self.tags if found == tag and name in attrs]

    def rows(self) -> list[tuple[str, str]]:
        """Return identifier and class of each line."""
        return [
            (str(attrs["id"]), str(attrs["class"])) for tag, attrs in self.tags if tag == "span" and attrs.get("id")
        ]


def render(coverage: Coverage = COVERAGE, title: str = "hello", minimum: str | None = None) -> dict[str, Page]:
    made = coverage_html.render(coverage, lambda name: FILES.get(name, []), title, minimum)
    return {path: Page(data.decode()) for path, data in made.items()}


def test_there_is_a_page_for_the_tree_and_one_for_each_file_that_is_there() -> None:
    assert list(render()) == [
        "coverage/index.html",
        "coverage/a.go.html",
        "coverage/full.go.html",
        "coverage/sub dir/é#?.go.html",
    ]


def test_every_link_leads_to_a_page_or_a_line_that_is_there() -> None:
    pages = render()

    for path, page in pages.items():
        lines = {identifier for identifier, _ in page.rows()}
        for href in page.all("a", "href"):
            if href.startswith("#"):
                assert href[1:] in lines
            else:
                assert normpath(join(dirname(path), unquote(href))) in pages
    assert sorted(unquote(href) for href in pages["coverage/index.html"].all("a", "href")) == [
        "a.go.html",
        "full.go.html",
        "sub dir/é#?.go.html",
    ]


def test_pages_load_nothing() -> None:
    for page in render().values():
        assert not page.all("script", "src")
        assert not page.all("img", "src")
        assert page.all("link", "href") == ["data:,"]


def test_what_comes_from_the_tree_is_text() -> None:
    pages = render(title=EVIL)

    assert f"example.org/{EVIL}" in pages["coverage/index.html"].words
    for path, page in pages.items():
        assert EVIL in page.words
        assert len([tag for tag, _ in page.tags if tag == "script"]) == (path == "coverage/index.html")


def test_source_lines_are_shown_as_they_are_less_what_would_deceive() -> None:
    words = render()["coverage/a.go.html"].words

    assert '\tprint("<b>&amp;")\n' in words
    assert "\\x1b[31m\\u202e}" in words
    assert "\x1b" not in words


def test_missed_lines_are_marked_and_every_line_has_an_anchor() -> None:
    page = render()["coverage/a.go.html"]

    assert page.rows() == [
        ("L1", "row"),
        ("L2", "row"),
        ("L3", "row missed"),
        ("L4", "row missed"),
        ("L5", "row"),
    ]
    assert "Line 3, not covered" in page.all("a", "aria-label"), "colour is not all that tells"
    assert f"3{DASH}4" in page.words
    assert "Not covered" not in render()["coverage/full.go.html"].words


def test_the_index_tells_total_packages_and_files() -> None:
    words = " ".join(render()["coverage/index.html"].words.split())

    assert re.search(r"70\.00 percent", words)
    assert "example.org/a 75.00 % 2 8" in words
    assert "a.go 50.00 % 2 4" in words
    assert f"generated.go nothing to cover{DASH} 0 0" in words


@pytest.mark.parametrize(
    ("minimum", "says"),
    [
        pytest.param("70", "Reaches the minimum of 70 %", id="exactly"),
        pytest.param("70.01", "Below the minimum of 70.01 %", id="below"),
        pytest.param(None, "", id="none"),
    ],
)
def test_the_index_says_whether_the_minimum_is_reached(minimum: str | None, says: str) -> None:
    words = " ".join(render(minimum=minimum)["coverage/index.html"].words.split())

    assert says in words
    assert ("minimum" in words) is bool(says)


def test_nothing_to_cover_is_a_page_too() -> None:
    pages = render(Coverage(0, 0))

    assert list(pages) == ["coverage/index.html"]
    assert DASH in pages["coverage/index.html"].words


@pytest.mark.parametrize("name", ["/etc/passwd", "../a.go", "a/../../a.go"])
def test_no_page_lies_outside_the_folder(name: str) -> None:
    coverage = Coverage(1, 1, (), (Covered(name, 1, 1),))

    assert list(coverage_html.render(coverage, lambda _: ["x"], "hello")) == ["coverage/index.html"]


def test_a_name_that_is_not_utf_8_is_shown_and_linked() -> None:
    coverage = Coverage(1, 1, (), (Covered("b\udcff.go", 1, 1),))
    made = coverage_html.render(coverage, lambda _: ["x"], "hello")

    assert b'href="b%FF.go.html"' in made["coverage/index.html"]
    assert b"b\\udcff.go" in made["coverage/index.html"]


@pytest.mark.parametrize(
    ("covered", "statements", "says", "color"),
    [
        (7, 10, "70%", "#dfb317"),
        (1999, 2500, "79%", "#a4a61d"),
        (1, 1, "100%", "#4c1"),
        (999, 1000, "99%", "#4c1"),
        (0, 9, "0%", "#e05d44"),
        (0, 0, "n/a", "#9f9f9f"),
    ],
)
def test_badge(covered: int, statements: int, says: str, color: str) -> None:
    image = badge.svg(Coverage(covered, statements))
    root = ET.fromstring(image)  # noqa: S314 - our own

    assert root.attrib["aria-label"] == f"coverage: {says}"
    assert [text for node in root.iter() if (text := (node.text or "").strip())] == ["coverage"] * 2 + [says] * 2
    assert color.encode() in image
