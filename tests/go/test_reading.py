"""What the files of a test binary's start tell of its reads."""

from __future__ import annotations

import pytest

from gotasks.core.reads import FIRST, WHOLE, Files
from gotasks.core.task import Job
from gotasks.core.tree import Entry
from gotasks.go.reading import MOST, flags, seen
from gotasks.testing import ROOT, job, outcome

ENTRIES = (
    Entry("100644", "1" * 40, "a/testdata/x"),
    Entry("100755", "2" * 40, "a/run.sh"),
)


def told(unseen: str, log: str = "", *, folder: str = "/a") -> dict[str, tuple[str, ...]]:
    place = f"reads-0{ROOT}{folder}"
    files = {"cover-0.out": "mode: atomic\n", f"{place}/unseen": unseen, f"{place}/log": FIRST + log}
    return seen(made(), (outcome("go", files=files),))


def made() -> Job:
    return job({"go.mod": "module m\n"})._replace(
        contents=lambda: Files(ENTRIES, "tree"), plain=lambda path: path == "/dev/null"
    )


def test_what_was_read_is_told_by_folder() -> None:
    assert told("1\n", "open testdata/x\n") == {"a": ("a/testdata/x",)}
    assert told("1\n", "open go.mod\n", folder="") == {".": ("go.mod",)}


@pytest.mark.parametrize(
    ("unseen", "log", "whole"),
    [
        pytest.param("1\n", "open /tmp/x\n", False, id="nothing that starts a process"),
        pytest.param("net._Cfunc_x\nnet._C2func_y\nos/user._Cfunc_z\n0\n", "", False, id="Go's own cgo"),
        pytest.param("m/a._Cfunc_f\n0\n", "", True, id="C"),
        pytest.param("syscall.Exec\n0\n", "", True, id="another program in its place"),
        pytest.param("plugin.Open\n0\n", "", True, id="a plugin"),
        pytest.param(
            "syscall.forkExec\n0\n", "open testdata/x\nopen /dev/null\n", False, id="a process that nobody started"
        ),
        pytest.param("syscall.forkExec\n0\n", "open /usr/bin/git\n", True, id="a program"),
        pytest.param("syscall.forkExec\n0\n", "open run.sh\n", True, id="a program of the tree"),
        pytest.param("syscall.forkExec\n0\n", "open /tmp/gone\n", True, id="what is gone, and may have been one"),
        pytest.param(
            "syscall.forkExec\n0\n", "open testdata/built\n", True, id="what is not in the tree, and may have been one"
        ),
        pytest.param("2\n", "", True, id="grep that could not look"),
        pytest.param("", "", True, id="no word of grep"),
        pytest.param("syscall.fork", "", True, id="grep that was cut short"),
        pytest.param("1\n", "x" * MOST, True, id="a log that may lack its end"),
    ],
)
def test_where_not_all_is_seen_the_whole_tree_counts(unseen: str, log: str, whole: bool) -> None:  # noqa: FBT001
    assert (WHOLE in told(unseen, log)["a"]) == whole


def test_a_log_without_the_look_at_the_binary_tells_nothing() -> None:
    assert seen(made(), (outcome("go", files={f"reads-0{ROOT}/a/log": FIRST}),)) == {"a": (WHOLE,)}


def test_what_was_seen_is_told_where_it_is_not_all() -> None:
    assert told("m/a._Cfunc_f\n0\n", "open testdata/x\n") == {"a": (WHOLE, "a/testdata/x")}


def test_what_was_written_elsewhere_is_of_no_package() -> None:
    assert seen(made(), (outcome("go", files={"reads-0/tmp/log": FIRST, f"reads-0{ROOT}x/log": FIRST}),)) == {}


@pytest.mark.parametrize(
    ("scratch", "end"),
    [
        pytest.param("/s", "' '/s/reads-3'", id="plain"),
        pytest.param("/a b", "' '/a b/reads-3'", id="a space"),
        pytest.param("/a'b", "' \"/a'b/reads-3\"", id="a quote"),
    ],
)
def test_the_folder_is_quoted_as_go_reads_it(scratch: str, end: str) -> None:
    flag, line = flags(scratch, 3)

    assert flag == "-exec"
    assert line.endswith(end)


def test_a_folder_that_go_cannot_be_told_keeps_it_from_its_cache() -> None:
    assert flags("/a'b\"c", 0) == ("-count=1",)
