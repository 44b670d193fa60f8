"""What was read of a checkout, by times of access."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gotasks.core.tree import Entry
from gotasks.edge.accessed import met, watch

PATHS = ("go.mod", "a/a.go", "a/testdata/x", "b/deep/y")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for path in PATHS:
        (tmp_path / "m" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "m" / path).write_text("said")
    return tmp_path / "m"


def entries() -> tuple[Entry, ...]:
    return tuple(Entry("100644", "1" * 40, path) for path in PATHS)


def start(tree: Path, line: str) -> None:
    """Run what stands for a test binary, in a package's folder."""
    subprocess.run(("/bin/sh", "-c", line), cwd=tree / "a", check=True)


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        pytest.param(":", set(), id="nothing"),
        pytest.param("cat testdata/x", {"a/testdata/x"}, id="a file"),
        pytest.param("cat a.go", {"a/a.go"}, id="a file of Go's"),
        pytest.param("ls ../b", {"b/*"}, id="a folder"),
        pytest.param("ls ..", {"./*"}, id="the top"),
        pytest.param("cat ../b/deep/*", {"b/deep/*", "b/deep/y"}, id="what is found by a pattern"),
        pytest.param("test -e ../b/deep/y", set(), id="what is only looked for"),
        pytest.param("mkdir ../b/new && rmdir ../b/new", {"b/*"}, id="a folder that is made and taken away"),
        pytest.param("chmod 600 testdata/x && chmod 644 testdata/x", {"a/testdata/x"}, id="a mode that is set"),
        pytest.param("touch -a -t 200109090146.40 testdata/x", {"a/testdata/x"}, id="a time that is set"),
    ],
)
def test_what_is_read_is_seen_and_nothing_from_before(tree: Path, line: str, seen: set[str]) -> None:
    subprocess.run(["grep", "-r", "said", str(tree)], check=True, capture_output=True)
    read = watch(str(tree), entries())
    start(tree, line)

    assert set(read().paths) == seen


@pytest.mark.parametrize(
    ("line", "unlisted"),
    [
        pytest.param(":", {".", "a", "a/testdata", "b", "b/deep"}, id="nobody lists anything"),
        pytest.param("ls ../b", {".", "a", "a/testdata", "b/deep"}, id="one is listed"),
        pytest.param("rm -r ../b/deep", {".", "a", "a/testdata", "b"}, id="something is taken away in one"),
    ],
)
def test_folders_that_nobody_lists_are_told(tree: Path, line: str, unlisted: set[str]) -> None:
    read = watch(str(tree), entries())
    start(tree, line)

    assert read().unlisted == unlisted


@pytest.mark.parametrize(
    ("line", "read"),
    [
        pytest.param("echo x > out; sleep 0.1; echo y > out", False, id="written again"),
        pytest.param("echo x > out; sleep 0.1; cat out", True, id="read after it was written"),
        pytest.param("echo x > out; sleep 0.1; echo y > out; sleep 0.1; cat out", True, id="written again, and read"),
        pytest.param("mkdir new; sleep 0.1; touch new/x; sleep 0.1; echo x > new/x", False, id="in a folder"),
        pytest.param("mkdir new; sleep 0.1; echo x > new/x; sleep 0.1; cat new/x", True, id="read in a folder"),
        pytest.param(
            "mkdir new; sleep 0.1; touch new/x; sleep 0.1; echo x > new/x; ls new", True, id="a folder listed"
        ),
    ],
)
def test_what_was_left_and_read_is_met(tree: Path, line: str, read: bool) -> None:  # noqa: FBT001
    start(tree, line)
    left = [name for name in ("a/out", "a/new/") if (tree / name).exists()]

    assert met(str(tree), left) == read


def test_what_is_gone_by_now_may_have_been_read(tree: Path) -> None:
    assert met(str(tree), ["gone"])


def test_the_times_of_content_stay(tree: Path) -> None:
    before = {path: (tree / path).stat().st_mtime_ns for path in PATHS}
    watch(str(tree), entries())
    start(tree, ":")

    assert {path: (tree / path).stat().st_mtime_ns for path in PATHS} == before
