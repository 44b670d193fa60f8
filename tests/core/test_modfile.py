"""go.mod and go.work files, read without Go."""

from __future__ import annotations

import pytest

from gotasks.core.modfile import directives, replaced, requires, swapped


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("module m // comment\n", {"module": ["m"]}, id="a comment"),
        pytest.param('module "m"\ngo `1.24`\n', {"module": ["m"], "go": ["1.24"]}, id="quotes"),
        pytest.param("use (\n\t./a\n\t./b // x\n)\n", {"use": ["./a", "./b"]}, id="a block"),
        pytest.param("use(\n\t./a\n)\n", {"use": ["./a"]}, id="a block without a space"),
        pytest.param("require ()\nuse ./a\n", {"use": ["./a"]}, id="an empty block"),
        pytest.param('use ".//a"\n', {"use": [".//a"]}, id="slashes in quotes"),
        pytest.param('use "./d\\x31"\n', {"use": ["./d1"]}, id="an escape"),
        pytest.param('use "./d(1"\n', {"use": ["./d(1"]}, id="a bracket in quotes"),
        pytest.param("retract [v1.0.0, v1.1.0]\n", {"retract": ["[ v1.0.0 , v1.1.0 ]"]}, id="a range"),
        pytest.param("use ./a//b\n", {"use": ["./a"]}, id="a comment at a word"),
    ],
)
def test_directives(text: str, said: dict[str, list[str]]) -> None:
    assert directives(text) == said


def test_what_is_replaced_and_required() -> None:
    lines = directives(
        "require (\n\ta.io/x v1.0.0\n\tb.io/y v1.0.0 // indirect\n\tc.io/z v1.0.0\n)\n"
        "replace a.io/x => ./x\nreplace b.io/y v1.0.0 => d.io/y v2.0.0\n"
    )

    assert replaced("sub", lines) == (("a.io/x", "sub/x"),)
    assert swapped(lines) == (("d.io/y", "v2.0.0"),)
    assert requires(lines) == (("d.io/y", "v2.0.0"), ("c.io/z", "v1.0.0"))
