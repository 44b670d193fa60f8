"""The keys of packages: what changes them, and what does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from keyed import keys

from gotasks.core.graph import Keys
from gotasks.core.plain import EMPTY

MOD = {"go.mod": "module m\n\ngo 1.22\n"}
CHAIN = {
    **MOD,
    "a/a.go": 'package a\n\nimport "m/b"\n',
    "a/a_test.go": 'package a\n\nimport "m/d"\n',
    "b/b.go": 'package b\n\nimport "m/c"\n',
    "b/b_test.go": "package b\n",
    "c/c.go": "package c\n",
    "d/d.go": "package d\n",
    "e/e.go": "package e\n",
    "README.md": "x\n",
}


def changed(
    before: Mapping[str, str],
    flip: Mapping[str, str],
    links: Mapping[str, str] = EMPTY,
    required: Iterable[str] | None = (),
) -> str:
    """Return the packages whose keys a change of files changes, or that are new."""
    old, new = keys(before, links, required=required).keys, keys({**before, **flip}, links, required=required).keys
    return " ".join(folder for folder in new if old.get(folder) != new[folder])


@pytest.mark.parametrize(
    ("flip", "which"),
    [
        pytest.param({"README.md": "y"}, "", id="what is no code"),
        pytest.param({"e/e.go": "package e // x\n"}, "e", id="a leaf"),
        pytest.param({"c/c.go": "package c // x\n"}, "a b c", id="what others import"),
        pytest.param({"b/b_test.go": "package b // x\n"}, "b", id="a test, which nobody imports"),
        pytest.param({"d/d.go": "package d // x\n"}, "a d", id="what a test imports"),
        pytest.param({"go.mod": MOD["go.mod"] + "// x\n"}, "a b c d e", id="go.mod"),
        pytest.param({"go.sum": "x"}, "a b c d e", id="go.sum"),
        pytest.param({".golangci.yml": "x"}, "a b c d e", id="configuration"),
        pytest.param({"sub/.gitattributes": "x"}, "a b c d e", id="attributes"),
        pytest.param({"c/default.pgo": "x"}, "a b c d e", id="a profile"),
        pytest.param({"vendor/x/x.go": "package x\n"}, "a b c d e", id="vendor"),
        pytest.param({"c/testdata/x": "y"}, "", id="testdata, which is seen where it is read"),
        pytest.param({"c/x.s": "y"}, "a b c", id="assembly"),
        pytest.param({"f/f.go": "package f\n"}, "f", id="a new package"),
        pytest.param({"c/c2.go": "package c\n"}, "a b c", id="a new file"),
    ],
)
def test_a_key_changes_with_what_counts(flip: dict[str, str], which: str) -> None:
    assert changed(CHAIN, flip) == which


def test_what_is_embedded_counts_and_what_is_beside_it_does_not() -> None:
    files = {**MOD, "a/a.go": "package a\n\n//go:embed static\nvar x string\n", "a/static/deep/x": "1", "a/other": "1"}

    assert changed(files, {"a/static/deep/x": "2"}) == "a"
    assert changed(files, {"a/static/new": "2"}) == "a"
    assert changed(files, {"a/other": "2"}) == ""
    assert changed({**files, "a/a.go": "package a\n\n//go:embed *\nvar x string\n"}, {"a/other": "2"}) == "a"


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param({"c/c.go": 'package c\n\nimport "C"\n'}, id="cgo"),
        pytest.param({"c/c.s": ""}, id="assembly"),
        pytest.param({"c/c.go": "package c\n\n//line x.y:1\n"}, id="lines of other files"),
    ],
)
def test_where_what_counts_cannot_be_told_the_whole_tree_does(extra: dict[str, str]) -> None:
    assert changed({**CHAIN, **extra}, {"README.md": "y"}) == "a b c"


@pytest.mark.parametrize(
    ("links", "which"),
    [
        pytest.param({"c/l.go": "../d/d.go"}, "a b c", id="a Go file"),
        pytest.param({"x": "."}, "", id="a folder that nobody imports"),
        pytest.param({"far": "d"}, "e", id="a folder that is imported"),
    ],
)
def test_what_is_behind_a_link_makes_the_whole_tree_count(links: dict[str, str], which: str) -> None:
    files = {**CHAIN, "e/e.go": 'package e\n\nimport _ "m/far/d"\n'}

    assert changed(files, {"README.md": "y"}, links) == which


AWAY = {**CHAIN, "e/e.go": 'package e\n\nimport _ "x.io/dep/d"\n'}


@pytest.mark.parametrize(
    ("required", "which"),
    [
        pytest.param((), "", id="nothing is required"),
        pytest.param(("module x.io/dep\n\nrequire other.io/m v1.0.0\n",), "", id="what is required imports others"),
        pytest.param(("module m/far\n",), "", id="a module below ours, published by itself"),
        pytest.param(("module x.io/dep\n\nrequire (\n\tm v1.0.0 // indirect\n)\n",), "e", id="it requires us"),
        pytest.param(None, "e", id="what it requires cannot be had"),
    ],
)
def test_a_module_elsewhere_may_import_from_this_tree(required: tuple[str, ...] | None, which: str) -> None:
    assert changed(AWAY, {"README.md": "y"}, required=required) == which


@pytest.mark.parametrize(
    ("extra", "which"),
    [
        pytest.param({"go.sum": "m v1.0.0/go.mod h1:x\n"}, "e", id="go.sum names us"),
        pytest.param({"vendor/x.io/dep/d/d.go": 'package d\n\nimport _ "m/d"\n'}, "e", id="vendor imports us"),
        pytest.param({"vendor/x.io/dep/d/d.go": 'package d\n\nimport _ "m/far"\n'}, "", id="vendor imports another"),
    ],
)
def test_what_lies_in_the_tree_tells_of_imports_from_elsewhere(extra: dict[str, str], which: str) -> None:
    assert changed({**AWAY, **extra}, {"README.md": "y"}) == which


@pytest.mark.parametrize("folder", ["_two", "testdata/two", "two"])
def test_a_module_counts_wherever_it_lies(folder: str) -> None:
    files = {
        **MOD,
        "go.work": f"use (\n\t.\n\t./{folder}\n)\n",
        "a/a.go": 'package a\n\nimport "two/b"\n',
        f"{folder}/go.mod": "module two\n",
        f"{folder}/b/b.go": "package b\n",
    }

    assert "a" in changed(files, {f"{folder}/b/b.go": "package b // x\n"}).split()


def test_the_name_of_a_module_that_lies_elsewhere_may_begin_with_ours() -> None:
    files = {
        "go.mod": "module x.io/m\n\nrequire x.io/m/far v1.0.0\n",
        "a/a.go": 'package a\n\nimport _ "x.io/m/far/d"\n',
    }

    assert changed(files, {"README.md": "y"}, required=("module x.io/m/far\n\nrequire x.io/m v1.0.0\n",)) == "a"


def test_an_import_reaches_over_replaced_modules_and_workspaces() -> None:
    files = {
        "go.work": "use (\n\t./one\n\t./two\n)\n",
        "one/go.mod": "module one\n\nreplace far => ../three\n",
        "one/a/a.go": 'package a\n\nimport (\n\t"two/b"\n\t"far/c"\n)\n',
        "two/go.mod": "module two\n",
        "two/b/b.go": "package b\n",
        "three/go.mod": "module three\n",
        "three/c/c.go": "package c\n",
    }

    assert changed(files, {"two/b/b.go": "package b // x\n"}) == "one/a two/b"
    assert changed(files, {"three/c/c.go": "package c // x\n"}) == "one/a three/c"


def test_where_two_folders_have_one_import_path_nothing_is_told() -> None:
    assert (
        keys({"x/go.mod": "module m\n", "x/x.go": "package m\n", "y/go.mod": "module m\n", "y/y.go": "package m\n"})
        == Keys()
    )


def test_equal_files_in_two_folders_have_two_keys() -> None:
    found = keys({**MOD, "a/x.go": "package x\n", "b/x.go": "package x\n"}).keys

    assert found["a"] != found["b"]


def test_a_chain_may_be_longer_than_pythons_stack() -> None:
    files = {f"p{n}/p.go": f'package p\n\nimport "m/p{n + 1}"\n' for n in range(3000)} | {"p3000/p.go": "package p\n"}

    assert changed({**MOD, **files}, {"p3000/p.go": "package p // x\n"}).count("p") == 3001


def test_imports_in_a_circle_come_to_an_end() -> None:
    files = {**MOD, "a/a.go": 'package a\n\nimport "m/b"\n', "b/b.go": 'package b\n\nimport "m/a"\n'}

    assert {"a", "b"} <= set(changed(files, {"a/a.go": 'package a\n\nimport "m/b" // x\n'}).split())


def test_what_reaches_the_system_is_known_through_all_imports() -> None:
    found = keys(
        {
            **CHAIN,
            "c/c.go": 'package c\n\nimport "syscall"\n\nvar Open = syscall.Open\n',
            "e/e.go": 'package e\n\nimport "golang.org/x/sys/unix"\n',
        }
    )

    assert found.reaching == {"a", "b", "c", "e"}


def test_what_constraints_may_leave_nothing_of_is_known() -> None:
    found = keys(
        {
            **MOD,
            "a/a.go": "//go:build x\n\npackage a\n",
            "b/b_linux.go": "package b\n",
            "c/c.go": "package c\n",
            "c/c_windows.go": "package c\n",
            "d/d_test.go": "package d\n",
            "e/e_other.go": "package e\n",
        }
    )

    assert found.bound == {"a", "b", "d"}


def test_where_go_mod_ignores_a_folder_no_package_is_named_alone() -> None:
    assert keys({**CHAIN, "go.mod": MOD["go.mod"] + "ignore ./d\n"}).bound == {"a", "b", "c", "d", "e"}


@pytest.mark.parametrize(
    ("flip", "which"),
    [
        pytest.param({}, "a c d", id="not b, which has a test within"),
        pytest.param({"b/b_test.go": "package b_test\n"}, "a b c d", id="a test outside, and what is below"),
        pytest.param({"b/b_test.go": "//go:build x\n\npackage b\n"}, "a b c d", id="a test that may not count"),
        pytest.param({"b/b_test.go": ""}, "a b c d", id="a test that cannot be read"),
        pytest.param({"b/b_test.go": 'package b\n\nimport "m/e"\n'}, "a c d", id="what only its own test imports"),
        pytest.param({"d/d.go": 'package d\n\nimport "m/e"\n'}, "a c d e", id="what stands below that"),
        pytest.param({"e/e.go": 'package e\n\nimport "m/a"\n'}, "a c d", id="not what stands above"),
    ],
)
def test_what_go_builds_for_others_as_for_itself_is_joined(flip: dict[str, str], which: str) -> None:
    assert keys({**CHAIN, **flip}).joined(frozenset(["a"])) == {*which.split(" ")}


@pytest.mark.parametrize("files", [{"go.sum": "m v1.0.0 h1:x\n"}, {"b/b_test.go": 'package b\n\nimport "x.y/z"\n'}])
def test_where_what_is_below_cannot_be_told_all_is_joined(files: dict[str, str]) -> None:
    above = {**CHAIN, "a/a.go": 'package a\n\nimport (\n\t"m/b"\n\t"x.y/z"\n)\n', **files}

    assert keys(above, required=None).joined(frozenset(["a"])) == {"a", "b", "c", "d", "e"}
