"""What the files of a test binary's start tell of its reads."""

from __future__ import annotations

import pytest

from gotasks.core.reads import BLIND, FIRST, MADE, WHOLE, Files
from gotasks.core.task import Job
from gotasks.core.tree import Entry
from gotasks.go.reading import MOST, SCRIPT, built, env, flags, seen
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
        contents=lambda: Files(ENTRIES, "tree"),
        lies=lambda path: "plain" if path in {"/dev/null", f"{ROOT}/a/made"} else "",
    )


def test_what_was_read_is_told_by_folder() -> None:
    assert told("1\n", "open testdata/x\n") == {"a": ("a/testdata/x",)}
    assert told("1\n", "open go.mod\n", folder="") == {".": ("go.mod",)}


@pytest.mark.parametrize(
    ("unseen", "log", "rest"),
    [
        pytest.param("1\n", "open /tmp/x\n", (), id="nothing that starts a process"),
        pytest.param("net._Cfunc_x\nnet._C2func_y\nos/user._Cfunc_z\n0\n", "", (), id="Go's own cgo"),
        pytest.param("m/a._Cfunc_f\n0\n", "", (BLIND,), id="C"),
        pytest.param("syscall.Exec\n0\n", "", (BLIND,), id="another program in its place"),
        pytest.param("plugin.Open\n0\n", "", (BLIND,), id="a plugin"),
        pytest.param(
            "syscall.forkExec\n0\n", "open testdata/x\nopen /dev/null\n", (), id="a process that nobody started"
        ),
        pytest.param("syscall.forkExec\n0\n", "open /usr/bin/git\n", (BLIND,), id="a program"),
        pytest.param("syscall.forkExec\n0\n", "open run.sh\n", (BLIND,), id="a program of the tree"),
        pytest.param("syscall.forkExec\n0\n", "open /tmp/gone\n", (BLIND,), id="what is gone, and may have been one"),
        pytest.param(
            "syscall.forkExec\n0\n",
            "open testdata/built\n",
            (BLIND,),
            id="what is not in the tree, and may have been one",
        ),
        pytest.param(
            "syscall.Chdir\n0\n", "open testdata/x\n", (BLIND,), id="a folder that may have been changed before"
        ),
        pytest.param("syscall.Chdir\n0\n", "open /x\nchdir /a\nopen x\n", (), id="a folder that is known"),
        pytest.param("1\n", "open made\n", (MADE,), id="what is there and not in the tree"),
        pytest.param("1\n", "stat made\n", (MADE,), id="what is there, not in the tree, and looked for"),
        pytest.param("1\n", "open gone\n", (), id="what is not there"),
        pytest.param("2\n", "", (WHOLE,), id="grep that could not look"),
        pytest.param("", "", (WHOLE,), id="no word of grep"),
        pytest.param("syscall.fork", "", (WHOLE,), id="grep that was cut short"),
        pytest.param("1\n", "x" * MOST, (WHOLE,), id="a log that may lack its end"),
    ],
)
def test_where_not_all_is_seen_more_counts(unseen: str, log: str, rest: tuple[str, ...]) -> None:
    assert tuple(path for path in told(unseen, log)["a"] if path in {BLIND, MADE, WHOLE}) == rest


def test_a_log_without_the_look_at_the_binary_tells_nothing() -> None:
    assert seen(made(), (outcome("go", files={f"reads-0{ROOT}/a/log": FIRST}),)) == {"a": (WHOLE,)}


def test_what_was_seen_is_told_where_it_is_not_all() -> None:
    assert told("m/a._Cfunc_f\n0\n", "open testdata/x\n") == {"a": (BLIND, "a/testdata/x")}


def test_what_was_built_is_told_and_whether_it_had_passed() -> None:
    place = f"reads-0{ROOT}"
    files = {f"{place}/a/built": "one\n", f"{place}/b/built": "two\n", f"{place}/b/known": ""}
    outcomes = (outcome("go", files=files),)

    assert built(made(), outcomes) == {"a": ("one", False), "b": ("two", True)}
    assert seen(made(), outcomes) == {"a": (WHOLE,), "b": ()}


def test_the_names_of_what_passed_are_handed_over() -> None:
    assert env(made()) == ()
    assert env(made()._replace(built=("one", "two"))) == (("GOTASKS_BUILT", "one two"),)


def test_what_was_written_elsewhere_is_of_no_package() -> None:
    assert seen(made(), (outcome("go", files={"reads-0/tmp/log": FIRST, f"reads-0{ROOT}x/log": FIRST}),)) == {}


@pytest.mark.parametrize(
    ("scratch", "folder"),
    [
        pytest.param("/s", "'/s/reads-3'", id="plain"),
        pytest.param("/a b", "'/a b/reads-3'", id="a space"),
        pytest.param("/a'b", '"/a\'b/reads-3"', id="a quote"),
    ],
)
def test_the_folder_is_quoted_as_go_reads_it(scratch: str, folder: str) -> None:
    assert flags(made()._replace(scratch=scratch), 3) == ("-exec", f"/bin/sh '{SCRIPT}' {folder} '{ROOT}'")


def test_a_folder_that_go_cannot_be_told_keeps_it_from_its_cache() -> None:
    assert flags(made()._replace(scratch="/a'b\"c"), 0) == ("-count=1",)
