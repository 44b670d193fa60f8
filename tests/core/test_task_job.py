"""Job: where paths and import paths lie in the tree; and tasks that have nothing to run on."""

from __future__ import annotations

from typing import Literal

import pytest

from gotasks.core.result import Result
from gotasks.core.task import Task, Toolchain, idle
from gotasks.core.tree import Module
from gotasks.testing import GO, job

TREE = {
    "go.mod": "module example.org/hello",
    "a.go": "",
    "sub/go.mod": "module example.org/hello/sub",
    "sub/b.go": "",
    "bare/go.mod": "module example.org/bare",
}


@pytest.mark.parametrize(
    ("path", "cwd", "expected"),
    [
        pytest.param("a.go", ".", "a.go", id="in the root"),
        pytest.param("./a.go", ".", "a.go", id="with a dot"),
        pytest.param("./b.go", "sub", "sub/b.go", id="in a module's folder"),
        pytest.param("../a.go", "sub", "a.go", id="above a module's folder"),
        pytest.param("/slot/hello/sub/b.go", "sub", "sub/b.go", id="an absolute path"),
        pytest.param("/slot/hello", ".", ".", id="the root itself"),
        pytest.param("/slot/hello2/a.go", ".", "/slot/hello2/a.go", id="a folder whose name begins so"),
        pytest.param("/usr/local/go/src/fmt/print.go", ".", "/usr/local/go/src/fmt/print.go", id="Go's own"),
        pytest.param("../../a.go", "sub", "../../a.go", id="above the root"),
    ],
)
def test_place(path: str, cwd: str, expected: str) -> None:
    assert job(TREE).place(path, cwd) == expected


@pytest.mark.parametrize(
    ("imported", "folder"),
    [
        pytest.param("example.org/hello", ".", id="the root module"),
        pytest.param("example.org/hello/x/y", "x/y", id="a package of the root module"),
        pytest.param("example.org/hello/sub", "sub", id="a nested module"),
        pytest.param("example.org/hello/sub/z", "sub/z", id="a package of a nested module"),
        pytest.param("example.org/hello2", None, id="a path that begins so"),
        pytest.param("fmt", None, id="a package of no module here"),
    ],
)
def test_the_folder_of_an_import_path(imported: str, folder: str | None) -> None:
    assert job(TREE).folder_of(imported) == folder


@pytest.mark.parametrize(
    ("imported", "file"),
    [
        pytest.param("example.org/hello/a.go", "a.go", id="in the root"),
        pytest.param("example.org/hello/sub/b.go", "sub/b.go", id="in a nested module"),
        pytest.param("golang.org/x/text/a.go", "golang.org/x/text/a.go", id="of no module here"),
    ],
)
def test_the_file_of_an_import_path(imported: str, file: str) -> None:
    assert job(TREE).file_of(imported) == file


def test_a_module_without_packages_is_not_loaded() -> None:
    assert [module.folder for module in job(TREE).loadable] == [".", "sub"]


def over(what: Literal["go files", "packages", "tree"]) -> Task:
    return Task("x", "", lambda _: (), lambda _, __: Result("x"), over=what)


@pytest.mark.parametrize("files", [{}, {"README.md": ""}, {"go.mod": "module m"}])
def test_without_go_files_a_task_is_skipped(files: dict[str, str]) -> None:
    for what in ("go files", "packages"):
        assert idle(over(what), job(files)) == Result("x", skipped="no Go file here")


def test_a_task_over_the_tree_always_runs() -> None:
    assert idle(over("tree"), job({}, toolchain=Toolchain(missing="no Go"))) is None


@pytest.mark.parametrize("what", ["go files", "packages"])
def test_without_go_a_task_is_not_judged(what: Literal["go files", "packages"]) -> None:
    assert idle(over(what), job(TREE, toolchain=Toolchain(missing="no Go"))) == Result("x", problem="no Go")


@pytest.mark.parametrize("what", ["go files", "packages"])
def test_a_task_that_can_run_is_not_idle(what: Literal["go files", "packages"]) -> None:
    assert idle(over(what), job(TREE, toolchain=GO)) is None


def test_go_files_without_a_module_are_not_judged_by_what_loads_packages() -> None:
    made = job({"a.go": ""})
    found = idle(over("packages"), made)

    assert idle(over("go files"), made) is None
    assert found
    assert found.problem == "there are Go files but no go.mod above them, so no package loads: run go mod init"


def test_a_replacement_outside_the_tree_is_not_judged_and_named() -> None:
    found = idle(over("packages"), job({"sub/go.mod": "module m\nreplace d.e/f => ../../f", "sub/a.go": ""}))

    assert found
    assert found.problem.startswith("sub/go.mod, or its go.work, names ../f, which is outside the judged tree")


def test_a_replacement_of_a_module_without_packages_harms_nobody() -> None:
    made = job(TREE)
    bare = Module("bare", "example.org/bare", outside=("/src/f",))

    assert idle(over("packages"), job(TREE, modules=(*made.modules[:1], bare))) is None
