"""What is read of a Go file without Go."""

from __future__ import annotations

import time

import pytest

from gotasks.core.source import ANY, heads, read, sure


@pytest.mark.parametrize(
    ("text", "imports"),
    [
        pytest.param('package a\n\nimport "fmt"\n', ("fmt",), id="one"),
        pytest.param(
            'package a\nimport (\n\t"fmt"\n\tx "os/exec"\n\t. `io`\n\t_ "embed"\n)\n',
            ("fmt", "os/exec", "io", "embed"),
            id="a group",
        ),
        pytest.param('package a; import "a"; import "b"\n', ("a", "b"), id="one line"),
        pytest.param('package a\nimport "fmt"\nvar x = "os"\n', ("fmt",), id="a string in the code"),
        pytest.param('package a\n// import "no"\n/* import "no" */ import "yes"\n', ("yes",), id="comments"),
        pytest.param('// Copyright "x"\n\n/* "y" */\npackage a\nimport "z"\n', ("z",), id="comments above"),
        pytest.param('package a\nimport "\\x66mt"\n', ("fmt",), id="an escape"),
        pytest.param('package a\nimport "\\u0066\\155t"\n', ("fmt",), id="escapes of other kinds"),
        pytest.param("package a\n", (), id="none"),
        pytest.param("", (), id="an empty file"),
        pytest.param('\ufeffpackage a\nimport "fmt"\n', ("fmt",), id="a byte order mark"),
        pytest.param('package a\nimport "C"\nfunc f() { _ = "os" }\n', ("C",), id="cgo"),
        pytest.param('package a\nimport "unclosed\n', (), id="no Go"),
    ],
)
def test_imports(text: str, imports: tuple[str, ...]) -> None:
    assert read(text).imports == imports


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        pytest.param('import "syscall"\nvar _ = syscall.EPIPE', False, id="the number of an error"),
        pytest.param('import (\n"os"\n"syscall"\n)\nvar a, b syscall.Signal = syscall.SIGINT, 0', False, id="a signal"),
        pytest.param('import "syscall"\n// syscall.Open\nvar _ syscall.Errno', False, id="a comment"),
        pytest.param('import "syscall"\nvar _ = syscall.Open', True, id="a call"),
        pytest.param('import "syscall"\nvar _ = syscall /* */ .\nOpen', True, id="a call with what Go passes over"),
        pytest.param('import "syscall"\nvar _, _ = syscall.EPIPE, syscall.Stat', True, id="a call beside a number"),
        pytest.param('import s "syscall"\nvar _ = s.Open', True, id="another name"),
        pytest.param('import ( "os"; s "syscall" )\nvar _ = s.Open', True, id="another name in a line"),
        pytest.param('import . "syscall"\nvar _ = Open', True, id="no name"),
        pytest.param('import _ "syscall"', True, id="the blank name"),
        pytest.param('import "syscall"\nimport s `syscall`\nvar _ = syscall.EPIPE', True, id="two names"),
        pytest.param(
            'import "syscall"\nimport s "\\x73yscall"\nvar _ = syscall.EPIPE', True, id="two names, one escaped"
        ),
    ],
)
def test_syscall_counts_where_it_may_read(code: str, counts: bool) -> None:  # noqa: FBT001
    assert ("syscall" in read(f"package a\n{code}\n").imports) == counts


@pytest.mark.parametrize(
    ("line", "embeds"),
    [
        pytest.param("//go:embed a.txt", ("a.txt",), id="a file"),
        pytest.param("//go:embed static/*.css static/x", ("static/*.css", "static/x"), id="below one folder"),
        pytest.param("//go:embed all:static", ("static",), id="all"),
        pytest.param('//go:embed "a b.txt" `c`', ("a b.txt", "c"), id="quoted"),
        pytest.param("//go:embed *.txt", ("*.txt",), id="any"),
        pytest.param("//go:embed [ab]/x", (ANY,), id="a class"),
        pytest.param("// go:embed a", (), id="no directive"),
    ],
)
def test_embeds(line: str, embeds: tuple[str, ...]) -> None:
    assert read(f"package a\n\n{line}\nvar x string\n").embeds == embeds


def test_the_head_is_what_decides_what_go_takes_a_file_for() -> None:
    plain = read("package a\n\nfunc A() {}\n")

    assert plain.head == read("package a\n\nfunc B() {}\n").head
    assert plain.head != read("package b\n\nfunc A() {}\n").head
    assert plain.head != read("//go:build x\n\npackage a\n").head


def test_constraints_and_other_names_are_seen() -> None:
    assert read("//go:build x\n\npackage a\n").bound
    assert read("// +build x\n\npackage a\n").bound
    assert not read("package a\n\n// about go:build\n").bound


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("//line x.y:1", ("x.y",)),
        ("//line ../b/x y.go:10:2\r", ("../b/x y.go",)),
        ("func f() { /*line x.y:1:2*/ }", ("x.y",)),
        ("//line x.y:1\n//line x.y:2\n//line :3", ("x.y", "")),
        ("//line C:/x.y:1", ("C:/x.y",)),
        ("//line odd", ("odd",)),
        ("\t//line x.y:1", ()),
        ("// line x.y:1", ()),
    ],
)
def test_the_names_that_lines_are_given(line: str, names: tuple[str, ...]) -> None:
    assert read(f"package a\n\n{line}\nvar X = 1\n").elsewhere == names


def test_the_heads_of_tests_alone_count() -> None:
    one, other = read("package a\n"), read("package a_test\n")

    assert heads({"a_test.go": one, "a.go": one}, ()) == heads({"a_test.go": one, "a.go": other}, ())
    assert heads({"a_test.go": one}, ()) != heads({"a_test.go": other}, ())
    assert heads({"a_test.go": one}, ()) != heads({"a_test.go": one}, [("b_test.go", "1")])


@pytest.mark.timeout(10)
def test_comments_without_a_package_clause_are_read_at_once() -> None:
    text = "/* a */\n" * 40 + "{{.Package}}\n"
    started = time.monotonic()
    read(text)

    assert time.monotonic() - started < 0.5


@pytest.mark.parametrize(
    ("path", "text", "counts"),
    [
        pytest.param("b.go", "package b\n", True, id="plain"),
        pytest.param("b_other.go", "package b\n", True, id="a word that is no platform"),
        pytest.param("b_windows.go", "package b\n", False, id="a platform"),
        pytest.param("b_windows_test.go", "package b\n", False, id="a platform's test"),
        pytest.param("b_windows.pb.go", "package b\n", False, id="Go cuts the name at the first dot"),
        pytest.param("b_sparc64.go", "package b\n", False, id="a platform that Go only knows"),
        pytest.param("_b.go", "package b\n", False, id="a name that Go passes over"),
        pytest.param("b.go", "\ufeff//go:build x\n\npackage b\n", False, id="a constraint after a byte order mark"),
        pytest.param("b.go", "\u00a0//go:build x\n\npackage b\n", False, id="a constraint after a hard space"),
        pytest.param("b.go", "package /* of */ documentation\n", False, id="documentation"),
        pytest.param("b.go", 'package b\n\nimport "C"\n', False, id="cgo"),
    ],
)
def test_a_file_that_counts_everywhere(path: str, text: str, counts: bool) -> None:  # noqa: FBT001
    assert sure(f"a/{path}", read(text)) is counts
