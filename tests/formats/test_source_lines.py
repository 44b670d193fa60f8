"""Source lines: cells, the caret under a column in bytes, long lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotasks.formats.source import Excerpt, cells, excerpt, shown, wrapped


@pytest.mark.parametrize(
    ("text", "width"),
    [
        pytest.param("abc", 3, id="ASCII"),
        pytest.param("äé", 2, id="one cell each"),
        pytest.param("漢字", 4, id="wide characters take two"),
        pytest.param("e\u0301", 1, id="a combining accent takes none"),
        pytest.param("🎉", 2, id="an emoji takes two"),
        pytest.param("a\u200db", 2, id="a joiner takes none"),
    ],
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("a\tb", "a   b", id="a tab reaches to the next stop"),
        pytest.param("漢\tb", "漢  b", id="counted in cells"),
        pytest.param("a\x1b[31m", "a\\x1b[31m", id="control sequences are shown"),
        pytest.param("a\nb", "a\\nb", id="one line stays one line"),
    ],
)
def test_shown(text: str, line: str) -> None:
    assert shown(text) == line


@pytest.mark.parametrize(
    ("text", "column", "under"),
    [
        pytest.param("x := f()", 6, "f", id="ASCII"),
        pytest.param("\t\treturn err", 10, "e", id="behind indentation"),
        pytest.param("x\t= y // z", 5, "y", id="behind a tab in the line"),
        pytest.param('s := "漢字"; t', 16, "t", id="behind wide characters, three bytes each"),
        pytest.param('s := "e\u0301"; t', 13, "t", id="behind a combining character"),
        pytest.param("ä = b", 6, "b", id="behind a character of two bytes"),
        pytest.param("x 漢", 4, "漢", id="inside a character"),
        pytest.param("\x1b = b", 5, "b", id="behind a control character, which is shown as four"),
        pytest.param("x = y", 1, "x", id="at the beginning"),
        pytest.param("\t\tx", 1, "x", id="in the indentation"),
        pytest.param("x = y", 6, "", id="at the end"),
        pytest.param("\udcff = b", 7, "b", id="behind what is no character"),
    ],
)
def test_a_caret_stands_under_its_column(text: str, column: int, under: str) -> None:
    found = excerpt(text, column, 80)

    assert found.caret is not None
    assert behind(found, found.caret).startswith(under)


def behind(found: Excerpt, caret: int) -> str:
    """Return what an excerpt has from a cell on."""
    return next((found.text[at:] for at in range(len(found.text) + 1) if cells(found.text[:at]) == caret), "?")


@pytest.mark.parametrize("column", [0, -1, 8, 1000])
def test_a_column_that_the_line_does_not_have_gets_no_caret(column: int) -> None:
    assert excerpt("\tx = y", column, 80) == Excerpt("x = y", None)


@pytest.mark.parametrize(
    ("column", "text", "caret"),
    [
        pytest.param(1, "abcdefghijklmnopq...", 0, id="at the beginning"),
        pytest.param(30, "...abcdefghijklmn...", 6, id="in the middle"),
        pytest.param(53, "...jklmnopqrstuvwxyz", 20, id="at the end"),
        pytest.param(0, "abcdefghijklmnopq...", None, id="without a column"),
    ],
)
def test_a_long_line_is_cut_around_the_caret(column: int, text: str, caret: int | None) -> None:
    found = excerpt("abcdefghijklmnopqrstuvwxyz" * 2, column, 20)

    assert (found.text, found.caret) == (text, caret)


def test_a_line_of_a_megabyte_costs_nothing() -> None:
    found = excerpt("漢" * 1_000_000 + "x" + "字" * 1_000_000, 3_000_001, 40)

    assert found.caret is not None
    assert behind(found, found.caret).startswith("x")


@given(st.text(st.sampled_from("ab \t漢e\u0301🎉\x1b"), max_size=90), st.integers(1, 300), st.integers(20, 60))
def test_no_excerpt_is_wider_than_it_may_be_and_no_caret_stands_beyond_it(text: str, column: int, width: int) -> None:
    found = excerpt(text, column, width)

    assert cells(found.text) <= width
    assert found.caret is None or 0 <= found.caret <= cells(found.text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("one two three", ["one two", "three"], id="between words"),
        pytest.param("one", ["one"], id="one word"),
        pytest.param("", [""], id="nothing"),
        pytest.param("a-very-long-word x", ["a-very-long-word", "x"], id="a longer word stays whole"),
        pytest.param("漢字 漢字", ["漢字", "漢字"], id="counted in cells"),
        pytest.param(" a  b", [" a  b"], id="spaces stay"),
    ],
)
def test_wrapped(text: str, lines: list[str]) -> None:
    assert [*wrapped(text, 8)] == lines


def test_the_first_line_may_be_begun_already() -> None:
    assert [*wrapped("one two", 8, 5)] == ["one", "two"]
