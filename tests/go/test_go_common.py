"""What the Go tasks share: lines that name a place, signs that nothing was seen, and parts."""

from __future__ import annotations

import pytest

from gotasks.core.result import Finding, Part
from gotasks.go import common
from gotasks.go.common import Located
from gotasks.testing import job, outcome


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("# example.org/hello\nok\n", [], id="other lines"),
        pytest.param("go: downloading example.org/other v1.0.0\n", [], id="what Go says of itself"),
        pytest.param(" a.go:1: x\n", [], id="an indented line"),
        pytest.param("a.go:1\n", [], id="a place without a text"),
        pytest.param("a.go:1: x\n", [Located("a.go", 1, 0, "x")], id="a line"),
        pytest.param("a.go:1:2: x: y\n", [Located("a.go", 1, 2, "x: y")], id="a line and a column"),
        pytest.param("vet: ./a.go:1:2: x\n", [Located("./a.go", 1, 2, "x")], id="go vet's prefix"),
        pytest.param("a b/-c.go:1:2: x\n", [Located("a b/-c.go", 1, 2, "x")], id="a name with a space"),
        pytest.param(
            "go.mod:5: unknown directive: x\n", [Located("go.mod", 5, 0, "unknown directive: x")], id="go.mod"
        ),
        pytest.param(
            "a.go:1:2: x\n\tmore\n\tand more\nb.go:3:4: y\n",
            [Located("a.go", 1, 2, "x\n\tmore\n\tand more"), Located("b.go", 3, 4, "y")],
            id="indented lines belong to the line before",
        ),
        pytest.param(
            "a.go:1:2: x\nother\n\tmore\n", [Located("a.go", 1, 2, "x")], id="another line ends what belongs together"
        ),
        pytest.param(
            "a.go:1:2: x\u2028b.go:3: y\n",
            [Located("a.go", 1, 2, "x\u2028b.go:3: y")],
            id="a line separator ends no line",
        ),
    ],
)
def test_located(text: str, expected: list[Located]) -> None:
    assert list(common.located(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("a.go:1: missing go.sum entry", "", id="a missing go.sum entry is the code's fault"),
        pytest.param(
            "x\n  write /tmp/a: no space left on device\ny\n",
            "the disk is full (write /tmp/a: no space left on device)",
            id="a full disk",
        ),
        pytest.param(
            'go: no such tool "covdata"\n',
            "this Go lacks covdata (golang/go#75031): install the Go that go.mod asks for and set GOTOOLCHAIN=local "
            '(go: no such tool "covdata")',
            id="a Go without covdata",
        ),
        pytest.param(
            "go: download go1.99: toolchain not available\n",
            "go.mod asks for a newer Go that could not be had: install it "
            "(go: download go1.99: toolchain not available)",
            id="a Go that cannot be had",
        ),
    ],
)
def test_unseen(text: str, expected: str) -> None:
    assert common.unseen(text) == expected


@pytest.mark.parametrize(
    ("stdout", "stderr", "expected"),
    [
        pytest.param("", "", "go vet ended with exit status 1 and printed nothing", id="nothing printed"),
        pytest.param("", "\n \n", "go vet ended with exit status 1 and printed nothing", id="empty lines"),
        pytest.param("out\n", "a\nb\n\n", "go vet ended with exit status 1: b", id="the last line of standard error"),
        pytest.param("out\n", "", "go vet ended with exit status 1: out", id="standard output where error is empty"),
    ],
)
def test_silent(stdout: str, stderr: str, expected: str) -> None:
    assert common.silent(outcome("go", code=1, stdout=stdout, stderr=stderr), "go vet") == expected


@pytest.mark.parametrize(
    ("folder", "argv", "line"),
    [
        pytest.param(".", ("go", "vet", "./..."), "go vet ./...", id="in the root"),
        pytest.param("sub dir", ("go", "test", "-run", "^A$"), "go test -C 'sub dir' -run '^A$'", id="in a folder"),
    ],
)
def test_a_line_to_type(folder: str, argv: tuple[str, ...], line: str) -> None:
    assert common.shown(folder, *argv) == line


TREE = {"go.mod": "module m\n", "a.go": "", "sub/b.go": ""}


def finding(file: str, line: int = 1) -> Finding:
    return Finding(file, line, 0, "rule", "message")


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        pytest.param([], [Part("package", "m"), Part("package", "m/sub")], id="none: every package was looked at"),
        pytest.param(
            [finding("sub/b.go", 2), finding("sub/b.go"), finding("a.go"), finding("a.go")],
            [
                Part("package", "m", (finding("a.go"),)),
                Part("package", "m/sub", (finding("sub/b.go"), finding("sub/b.go", 2))),
            ],
            id="sorted, and equal ones once",
        ),
        pytest.param(
            [finding(""), finding("x/c.go"), finding("/usr/local/go/a.go")],
            [
                Part("package", "m"),
                Part("package", "m/sub"),
                Part("tree", ".", (finding(""), finding("/usr/local/go/a.go"), finding("x/c.go"))),
            ],
            id="what lies in no package belongs to the tree",
        ),
    ],
)
def test_parts(findings: list[Finding], expected: list[Part]) -> None:
    assert list(common.parts(job(TREE), findings)) == expected


def test_a_note_goes_to_its_package() -> None:
    assert common.parts(job(TREE), [], {"m/sub": "no test files", "other": "x"}) == (
        Part("package", "m"),
        Part("package", "m/sub", note="no test files"),
    )
