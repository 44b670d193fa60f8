"""Differences of Go's formatters, cut and put together; patches as git itself takes them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotasks.go.hunks import GOFMT, GOLINES, Hunk, Style, patch, read

BODY = "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"


@pytest.mark.parametrize("style", [GOFMT, GOLINES])
@pytest.mark.parametrize(
    "name", ["a.go", "a b.go", "a.orig a.go", "x\n--- x.go", "diff a.go", "x\ndiff y.go", "\udcff.go"]
)
def test_a_header_is_found_whatever_the_name(style: Style, name: str) -> None:
    text = style.header(name) + BODY + style.header("z.go") + BODY

    files, whole = read(text.encode("utf-8", "surrogateescape"), {name, "z.go"}, style)

    assert files == ((name, (Hunk(2, BODY[:-1]),)), ("z.go", (Hunk(2, BODY[:-1]),)))
    assert whole


@pytest.mark.parametrize("style", [GOFMT, GOLINES])
@given(names=st.lists(st.text(st.sampled_from("ax .\n-+@/dif"), min_size=1, max_size=12), unique=True, max_size=4))
def test_any_names_are_told_from_each_other(style: Style, names: list[str]) -> None:
    text = "".join(style.header(name) + BODY for name in names)

    files, whole = read(text.encode(), frozenset(names), style)

    assert ([name for name, _ in files], whole) == (names, True)


def test_what_stands_before_the_first_header_is_noticed() -> None:
    files, whole = read(f"hello\n{GOFMT.header('a.go')}{BODY}".encode(), {"a.go"}, GOFMT)

    assert ([name for name, _ in files], whole) == (["a.go"], False)


def test_the_changes_of_a_hunk_are_its_rows_with_a_sign() -> None:
    assert Hunk(1, "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n c").changes == "-a\n+b"


NAMES = [
    "a.go",
    "x y.go",
    'q"u\\o.go',
    "ü.go",
    " b.go",
    "b .go",
    "t\tab.go",
    "n\nl.go",
    "\udcff.go",
    "-w.go",
    "d e/f g.go",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("before", "hunk", "after"),
    [
        pytest.param(b"a\nb\n", "@@ -1,2 +1,2 @@\n a\n-b\n+c", b"a\nc\n", id="plain"),
        pytest.param(
            b"a\nb", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b", b"a\nb\n", id="no line end at the end"
        ),
        pytest.param(b"a\r\nb\r\n", "@@ -1,2 +1,2 @@\n-a\r\n-b\r\n+a\n+b", b"a\nb\n", id="CRLF"),
        pytest.param(
            "ü\u2028\f\nb\n".encode(), "@@ -1,2 +1,2 @@\n ü\u2028\f\n-b\n+c", "ü\u2028\f\nc\n".encode(), id="odd"
        ),
    ],
)
def test_git_applies_the_patch(tmp_path: Path, name: str, before: bytes, hunk: str, after: bytes) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(before)

    done = subprocess.run(
        ["git", "apply"], cwd=tmp_path, input=patch([(name, [hunk])]), capture_output=True, check=False
    )

    assert (done.stderr, file.read_bytes()) == (b"", after)
