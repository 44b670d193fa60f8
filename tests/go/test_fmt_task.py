"""fmt: options to argv, and what gofmt printed to findings."""

from __future__ import annotations

import pytest

from gotasks.core.command import Command, Outcome
from gotasks.core.result import Finding, Result
from gotasks.go.fmt import ARGUMENTS, TASK
from gotasks.testing import job, outcome


def argvs(*files: str, timeout: str = "5m") -> list[tuple[str, ...]]:
    (step,) = TASK.plan(job(dict.fromkeys(files, ""), task=TASK, said={"timeout": timeout}))
    return [command.argv for command in step]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(["a.go"], [("gofmt", "-d", "./a.go")], id="one file"),
        pytest.param(["README.md", "b/c.go", "a.go"], [("gofmt", "-d", "./a.go", "./b/c.go")], id="all Go files"),
        pytest.param(["-w.go"], [("gofmt", "-d", "./-w.go")], id="a name that looks like a flag"),
        pytest.param(["a b.go", "\udcff.go"], [("gofmt", "-d", "./a b.go", "./\udcff.go")], id="odd names"),
        pytest.param([], [], id="no file"),
    ],
)
def test_plan(files: list[str], expected: list[tuple[str, ...]]) -> None:
    assert argvs(*files) == expected


def test_many_files_are_several_commands_of_one_step() -> None:
    files = [f"{number:03}{'x' * 200}.go" for number in range(1000)]

    batches = [argv[2:] for argv in argvs(*files)]

    assert [name for batch in batches for name in batch] == [f"./{name}" for name in files]
    assert len(batches) > 1
    assert all(sum(map(len, batch)) <= ARGUMENTS + 400 for batch in batches)


def test_the_timeout_is_the_commands() -> None:
    (step,) = TASK.plan(job({"a.go": ""}, task=TASK, said={"timeout": "90s"}))

    assert [command.timeout for command in step] == [90.0]


DIFF = """diff ./{0}.orig ./{0}
--- ./{0}.orig
+++ ./{0}
@@ -1,11 +1,5 @@
 package a
-var  x = 1
-
-
+
+var x = 1
+
 var y = 2
"""
TWO_HUNKS = """diff ./a.go.orig ./a.go
--- ./a.go.orig
+++ ./a.go
@@ -3,7 +3,7 @@
 // One.
 //
 // Two.
-func  one() {}
+func one() {}
\x20
 // Three.
 //
@@ -20 +20 @@
-func  two() {}
+func two() {}
"""
SYNTAX = "./a.go:3:8: expected ')', found 'EOF'\n"


def found(*printed: Outcome) -> Result:
    names = [name.removeprefix("./") for each in printed for name in each.command.argv[2:]]
    return TASK.judge(job(dict.fromkeys(names, ""), task=TASK), printed)


def gofmt(
    *names: str, code: int | None = 0, stdout: str = "", stderr: str = "", ended: str = "exited", reason: str = ""
) -> Outcome:
    argv = ("gofmt", "-d", *(f"./{name}" for name in names))
    return outcome(*argv, code=code, stdout=stdout, stderr=stderr, ended=ended, reason=reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("printed", "places"),
    [
        pytest.param(gofmt("a.go"), [], id="nothing printed is formatted"),
        pytest.param(gofmt("a.go", code=1, stdout=DIFF.format("a.go")), [("a.go", 2)], id="a hunk, exit status 1"),
        pytest.param(gofmt("a.go", stdout=DIFF.format("a.go")), [("a.go", 2)], id="a hunk, exit status 0 of older Go"),
        pytest.param(gofmt("a.go", code=1, stdout=TWO_HUNKS), [("a.go", 6), ("a.go", 20)], id="two hunks of a file"),
        pytest.param(
            gofmt("a.go", "b.go", "c.go", code=1, stdout=DIFF.format("a.go") + DIFF.format("c.go")),
            [("a.go", 2), ("c.go", 2)],
            id="hunks of two files, one between them is formatted",
        ),
        pytest.param(
            gofmt("sub dir/a.go", stdout=DIFF.format("sub dir/a.go")), [("sub dir/a.go", 2)], id="a name with a space"
        ),
        pytest.param(gofmt("-w.go", stdout=DIFF.format("-w.go")), [("-w.go", 2)], id="a name that looks like a flag"),
        pytest.param(gofmt("a\nb.go", stdout=DIFF.format("a\nb.go")), [("a\nb.go", 2)], id="a name with a line end"),
        pytest.param(
            gofmt("\udcff.go", stdout=DIFF.format("\udcff.go")), [("\udcff.go", 2)], id="a name that is no UTF-8"
        ),
        pytest.param(
            gofmt("a.go", "a.go.orig.go", stdout=DIFF.format("a.go.orig.go")),
            [("a.go.orig.go", 2)],
            id="a name that another begins with",
        ),
        pytest.param(gofmt("a.go", code=2, stderr=SYNTAX), [("a.go", 3)], id="a syntax error"),
        pytest.param(
            gofmt("a.go", "b.go", code=2, stdout=DIFF.format("b.go"), stderr=SYNTAX),
            [("a.go", 3), ("b.go", 2)],
            id="a syntax error and a hunk",
        ),
        pytest.param(
            gofmt("a.go", stdout=TWO_HUNKS.replace("// One.", "// One.\f")),
            [("a.go", 6), ("a.go", 20)],
            id="a form feed in a comment ends no line",
        ),
        pytest.param(
            gofmt("a.go", stdout=TWO_HUNKS.replace("// One.", "// One\u2028.")),
            [("a.go", 6), ("a.go", 20)],
            id="a line separator in a comment ends no line",
        ),
    ],
)
def test_judge(printed: Outcome, places: list[tuple[str, int]]) -> None:
    result = found(printed)

    assert [(finding.file, finding.line) for finding in result.findings] == places
    assert result.problem == ""


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(
            gofmt("a.go", code=2), "gofmt ended with exit status 2 and printed nothing", id="failed without a word"
        ),
        pytest.param(
            gofmt("a.go", code=2, stderr="lstat ./a.go: no such file or directory\n"),
            "gofmt ended with exit status 2: lstat ./a.go: no such file or directory",
            id="a file that is not there",
        ),
        pytest.param(
            gofmt("a.go", stdout="hello\n"),
            "gofmt printed something that is no difference",
            id="something else printed",
        ),
        pytest.param(
            gofmt("a.go", stdout=DIFF.format("b.go")),
            "gofmt printed something that is no difference",
            id="a file that nobody asked about",
        ),
        pytest.param(
            gofmt("a.go", code=None, ended="not started", reason="No such file or directory"),
            "gofmt did not start: No such file or directory",
            id="not started",
        ),
        pytest.param(gofmt("a.go", code=9, ended="killed"), "gofmt was killed by signal 9", id="killed"),
        pytest.param(gofmt("a.go", code=None, ended="timed out"), "gofmt was stopped after 1800 s", id="timed out"),
    ],
)
def test_what_is_not_judged(printed: Outcome, problem: str) -> None:
    assert found(printed) == Result("fmt", problem=problem)


def test_a_batch_that_failed_is_a_problem_beside_the_findings_of_another() -> None:
    result = found(gofmt("a.go", stdout=DIFF.format("a.go")), gofmt("b.go", code=9, ended="killed"))

    assert [finding.file for finding in result.findings] == ["a.go"]
    assert result.problem == "gofmt was killed by signal 9"


def test_a_finding_shows_what_changes_and_how_to_see_it_again() -> None:
    assert found(gofmt("a b.go", stdout=DIFF.format("a b.go"))).findings == (
        Finding(
            "a b.go",
            2,
            0,
            "gofmt",
            "not formatted\n-var  x = 1\n-\n-\n+\n+var x = 1\n+",
            tool="gofmt",
            repeat="gofmt -d 'a b.go'",
        ),
    )


def test_a_name_that_looks_like_a_flag_is_no_flag_when_it_is_typed_again() -> None:
    (finding,) = found(gofmt("-w.go", stdout=DIFF.format("-w.go"))).findings

    assert finding.repeat == "gofmt -d ./-w.go"


def test_source_that_is_no_utf8_is_shown_with_replacements() -> None:
    (finding,) = found(gofmt("a.go", stdout=DIFF.format("a.go").replace("x", "\udcff"))).findings

    assert "+var \ufffd = 1" in finding.message


def test_a_syntax_error_has_a_column_and_its_rule() -> None:
    assert found(gofmt("a.go", code=2, stderr=SYNTAX)).findings == (
        Finding("a.go", 3, 8, "syntax", "expected ')', found 'EOF'", tool="gofmt"),
    )


def test_parts_are_the_files_with_findings() -> None:
    result = found(gofmt("a.go", "b.go", stdout=DIFF.format("b.go")))

    assert [(part.kind, part.name) for part in result.parts] == [("file", "b.go")]


def test_mend_rewrites_what_is_not_formatted_and_leaves_syntax_errors_alone() -> None:
    assert TASK.mend
    result = found(gofmt("a.go", "b.go", "-c.go", stdout=DIFF.format("b.go") + DIFF.format("-c.go"), stderr=SYNTAX))

    assert TASK.mend(job(), result) == ((Command(("gofmt", "-w", "./-c.go", "./b.go"), writes=True),),)


def test_mend_has_nothing_to_do_without_findings() -> None:
    assert TASK.mend
    assert TASK.mend(job(), Result("fmt")) == ((),)
