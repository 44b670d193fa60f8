"""The generated module graphs are real Go code, and stay so whatever edits they get."""

from __future__ import annotations

import os
from pathlib import Path

import gitrepo
import graphedits
import graphs
import pytest
from graphs import SHAPES, Files
from hypothesis import given, settings
from hypothesis import strategies as st

NUMBERS = st.integers(0, 10**6)
SMALL = st.builds(
    graphs.graph, st.sampled_from(SHAPES), st.integers(3, 12), st.integers(0, 9), modules=st.integers(1, 3)
)


def go(folder: Path, files: Files, *argv: str) -> tuple[int, str]:
    """Write a graph into a folder and run Go there."""
    folder.mkdir(exist_ok=True)
    done = gitrepo.Repo(folder, os.environ).write(files).run(*argv)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("shape", SHAPES)
def test_graph_has_as_many_packages_as_asked_for_and_is_the_same_each_time(shape: str) -> None:
    files = graphs.graph(shape, 230, seed=3)

    assert len(graphs.packages(files)) == 230
    assert files == graphs.graph(shape, 230, seed=3)
    assert files != graphs.graph(shape, 230, seed=4)


def test_shapes_are_a_chain_a_star_and_layers() -> None:
    def sizes(shape: str) -> tuple[int, int]:
        found = graphs.packages(graphs.graph(shape, 101))
        above, (core, *_) = graphs.importers(found), found
        return len(above[core]), len(graphs.reached(core, above))

    assert sizes("deep") == (1, 101)
    assert sizes("wide") == (100, 101)
    direct, all_of_them = sizes("diamond")
    assert direct == 10
    assert 50 < all_of_them < 102


@pytest.mark.parametrize("shape", SHAPES)
def test_graph_is_formatted_vetted_and_green(tmp_path: Path, shape: str) -> None:
    files = graphs.graph(shape, 6)

    assert go(tmp_path, files, "gofmt", "-l", ".") == (0, "")
    assert go(tmp_path, files, "go", "build", "./...") == (0, "")
    assert go(tmp_path, files, "go", "vet", "./...") == (0, "")
    if shape == "diamond":
        status, said = go(tmp_path, files, "go", "test", "./...")
        assert (status, said.count("ok ")) == (0, 6)


@pytest.mark.parametrize("workspace", [True, False])
def test_graph_of_several_modules_builds_with_its_workspace_and_without(tmp_path: Path, *, workspace: bool) -> None:
    files = graphs.graph("diamond", 6, modules=3)
    env = {} if workspace else {"GOWORK": "off"}
    repo = gitrepo.Repo(tmp_path, {**os.environ, **env}).write(files)

    for module in (".", "mod1", "mod2"):
        done = repo.run("go", "vet", "-C", module, "./...")
        assert (done.returncode, done.stderr) == (0, "")


@given(SMALL, st.lists(st.tuples(st.sampled_from([*graphedits.EDITS]), NUMBERS), max_size=8))
@settings(max_examples=60, deadline=None)
def test_edits_say_what_they_change_and_leave_a_graph_without_cycles(
    files: Files, edits: list[tuple[str, int]]
) -> None:
    first, number = files, len(graphs.packages(files))
    for name, choice in edits:
        edit = graphedits.EDITS[name](files, choice)

        assert edit.changed == graphedits.changed(files, edit.files)
        assert graphedits.EDITS[name](files, choice) == edit
        files = edit.files
        found = graphs.packages(files)
        assert len(found) == number
        above = graphs.importers(found)
        assert all(package.import_path not in package.imports for package in found.values())
        for path in found:
            assert not any(path in graphs.reached(each, above) for each in above[path])
        assert all(files[package.file] == graphs.render(package) for package in found.values())
    assert graphedits.revert(files, first).files == first


RED = {"break test": "test", "spoil input": "test", "vet defect": "vet", "unformatted": "fmt"}


def test_edits_one_after_the_other_leave_a_graph_green(tmp_path: Path) -> None:
    files: Files = graphs.graph("diamond", 6, seed=1, modules=2)
    for choice, name in enumerate(name for name in graphedits.EDITS if name not in RED):
        edit = graphedits.EDITS[name](files, choice)
        assert edit.changed, name
        files = edit.files

    assert go(tmp_path, files, "gofmt", "-l", ".") == (0, "")
    assert go(tmp_path, files, "go", "vet", "./...", "./mod1/...") == (0, "")
    assert go(tmp_path, files, "go", "test", "./...", "./mod1/...")[0] == 0


def test_break_and_defect_are_each_found_by_what_they_are_for_alone(tmp_path: Path) -> None:
    broken = graphedits.break_test(graphs.graph("deep", 2), 0).files
    flawed = graphedits.vet_defect(graphs.graph("deep", 2), 0).files

    assert go(tmp_path / "broken", broken, "go", "vet", "./...") == (0, "")
    assert go(tmp_path / "broken", broken, "go", "test", "./...")[0] == 1
    assert go(tmp_path / "flawed", flawed, "go", "vet", "./...")[0] == 1
    assert go(tmp_path / "flawed", flawed, "go", "test", "./...")[0] == 0


def test_file_added_to_what_a_test_reads_is_read(tmp_path: Path) -> None:
    files = graphedits.spoil_input(graphs.graph("wide", 4, seed=1), 0).files

    _, said = go(tmp_path, files, "go", "test", "./...")

    assert 'more0.txt: "spoilt' in said
