"""Coverage profiles, counted in statements."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotasks.core.coverage import Coverage, Covered, merge

HELLO = """mode: atomic
example.org/hello/a.go:3.24,4.7 1 1
example.org/hello/a.go:4.7,6.3 2 0
example.org/hello/sub/b.go:1.1,2.2 3 4
"""


def same(name: str) -> str:
    return name


def test_statements_are_counted_by_file_and_package() -> None:
    found = merge([HELLO], lambda name: name.removeprefix("example.org/hello/"))

    assert found == Coverage(
        4,
        6,
        (Covered("example.org/hello", 1, 3), Covered("example.org/hello/sub", 3, 3)),
        (Covered("a.go", 1, 3, ((5, 6),)), Covered("sub/b.go", 3, 3)),
    )


@pytest.mark.parametrize(
    ("blocks", "missed"),
    [
        pytest.param([], (), id="no block"),
        pytest.param(["1.1,5.2 3 1"], (), id="all ran"),
        pytest.param(["1.1,5.2 3 0"], ((1, 5),), id="none ran"),
        pytest.param(["1.1,3.9 1 0", "4.2,5.2 1 0"], ((1, 5),), id="ranges that touch are one"),
        pytest.param(["8.1,9.2 1 0", "1.1,2.2 1 0"], ((1, 2), (8, 9)), id="ranges are in order"),
        pytest.param(["9.1,10.2 1 0", "100.1,100.2 1 0"], ((9, 10), (100, 100)), id="lines are numbers, not text"),
        pytest.param(["1.20,2.11 1 1", "2.11,4.3 1 0", "5.2,5.9 1 1"], ((3, 4),), id="the line of an if ran"),
        pytest.param(["1.20,2.11 1 1", "2.11,2.30 1 0"], ((2, 2),), id="a block without a line of its own"),
        pytest.param(["1.20,3.9 1 1", "1.30,3.5 1 0"], ((1, 3),), id="a block within the lines of another"),
        pytest.param(["1.12,1.14 0 0"], (), id="a block without statements"),
        pytest.param(["1.1,2.2 1 0", "1.1,2.2 1 7"], (), id="run by another profile"),
    ],
)
def test_missed_lines(blocks: list[str], missed: tuple[tuple[int, int], ...]) -> None:
    (file,) = merge(["\n".join(f"p/a.go:{block}" for block in blocks)], same).files or (Covered("", 0, 0),)

    assert file.missed == missed


@pytest.mark.parametrize(
    ("profiles", "covered", "statements"),
    [
        pytest.param([], 0, 0, id="no profile"),
        pytest.param(["mode: atomic\n"], 0, 0, id="a profile without blocks"),
        pytest.param(["", "\n"], 0, 0, id="an empty file"),
        pytest.param([HELLO, HELLO], 4, 6, id="a block in two profiles counts once"),
        pytest.param(["p/a.go:1.1,2.2 3 0\np/a.go:1.1,2.2 3 1\n"], 3, 3, id="a block twice in one profile, run once"),
        pytest.param(["p/a.go:1.1,2.2 3 1\n", "p/a.go:1.1,2.2 3 0\n"], 3, 3, id="run by the first profile only"),
        pytest.param(["p/a.go:1.1,2.2 3 0\n", "q/a.go:1.1,2.2 3 1\n"], 3, 6, id="the same block of two files"),
        pytest.param(["C:/a b.go:1.1,2.2 3 1\n"], 3, 3, id="a name with a colon and a space"),
        pytest.param(["mode: set\np/a.go:1.1,2.2 2 1\nmode: set\np/a.go:3.1,4.2 1 0\n"], 2, 3, id="joined profiles"),
    ],
)
def test_merge(profiles: list[str], covered: int, statements: int) -> None:
    found = merge(profiles, same)

    assert (found.covered, found.statements) == (covered, statements)


@pytest.mark.parametrize("line", ["p/a.go:1.1,2.2 3", "p/a.go:1.1,2.2 x 1", "<html>"])
def test_a_line_that_is_no_block_is_an_error_that_shows_it(line: str) -> None:
    with pytest.raises(ValueError, match=r"not a line of a coverage profile: '"):
        merge([f"mode: atomic\n{line}\n"], same)


@pytest.mark.parametrize(
    ("covered", "statements", "percent"),
    [
        (0, 0, "0.00"),
        (0, 7, "0.00"),
        (7, 7, "100.00"),
        (2, 3, "66.66"),
        (1999, 2500, "79.96"),
        (79999, 100000, "79.99"),
        (1, 16, "6.25"),
        (1, 1000, "0.10"),
    ],
)
def test_the_percentage_is_cut_and_never_rounded_up(covered: int, statements: int, percent: str) -> None:
    assert Coverage(covered, statements).percent == percent


@pytest.mark.parametrize(
    ("covered", "statements", "minimum", "reached"),
    [
        pytest.param(8, 10, "80", True, id="exactly the minimum"),
        pytest.param(1999, 2500, "80", False, id="79.96 is not 80"),
        pytest.param(1999, 2500, "79.96", True, id="79.96 is 79.96"),
        pytest.param(79999, 100000, "80", False, id="79.999 is not 80"),
        pytest.param(2, 3, "66.67", False, id="two thirds are less than 66.67"),
        pytest.param(0, 0, "100", True, id="nothing to cover reaches everything"),
        pytest.param(0, 5, "0", True, id="a minimum of 0"),
        pytest.param(10**18 - 1, 10**18, "100", False, id="no float rounds it up"),
    ],
)
def test_reaches(covered: int, statements: int, minimum: str, reached: bool) -> None:  # noqa: FBT001 - a column
    assert Coverage(covered, statements).reaches(Fraction(minimum)) is reached


LINES = st.builds(
    lambda file, line, count: f"p/{file}.go:{line}.1,{line}.9 {line} {count}",
    st.sampled_from("ab"),
    st.integers(1, 4),
    st.integers(0, 2),
)
PROFILES = st.lists(st.lists(LINES, max_size=6).map(lambda rows: "\n".join(["mode: atomic", *rows])), max_size=4)


@given(PROFILES.flatmap(lambda profiles: st.tuples(st.just(profiles), st.permutations(profiles))))
def test_the_order_of_profiles_does_not_matter(pair: tuple[list[str], list[str]]) -> None:
    profiles, shuffled = pair

    assert merge(shuffled, same) == merge(profiles, same)


@given(PROFILES)
def test_duplicates_count_once(profiles: list[str]) -> None:
    assert merge([*profiles, *profiles], same) == merge(profiles, same)


@given(PROFILES)
def test_files_and_packages_add_up_to_the_total(profiles: list[str]) -> None:
    found = merge(profiles, same)

    for rows in (found.files, found.packages):
        assert sum(row.covered for row in rows) == found.covered
        assert sum(row.statements for row in rows) == found.statements
        assert all(0 <= row.covered <= row.statements for row in rows)


@given(PROFILES)
def test_a_file_misses_lines_where_it_lacks_statements_and_nowhere_else(profiles: list[str]) -> None:
    for file in merge(profiles, same).files:
        assert bool(file.missed) is (file.covered < file.statements)
        assert all(first <= last for first, last in file.missed)
        assert all(before[1] + 1 < after[0] for before, after in pairwise(file.missed))


def test_a_file_or_package_has_a_percentage_and_a_minimum_too() -> None:
    row = Covered("p", 1999, 2500)

    assert row.percent == "79.96"
    assert (row.reaches(Fraction("79.96")), row.reaches(Fraction(80))) == (True, False)
    assert Covered("p", 0, 0).reaches(Fraction(100))
