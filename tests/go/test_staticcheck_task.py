"""staticcheck: settings to argv, and what staticcheck -f json printed to findings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gotasks.core.command import Command, Outcome
from gotasks.core.result import Finding, Result
from gotasks.core.settings import Settings
from gotasks.go.staticcheck import CHECKS, DEFAULT, TASK
from gotasks.testing import job, outcome

HELLO = {"go.mod": "module example.org/hello\n", "a.go": "", "a_test.go": ""}
NESTED = {**HELLO, "sub/go.mod": "module example.org/hello/sub\n", "sub/b.go": ""}
TOOL = "/tools/staticcheck"
GOLDEN = Settings(preset="golden")


def flags(files: dict[str, str], settings: Settings | None = None, **said: Any) -> list[tuple[str, ...]]:
    (step,) = TASK.plan(job(files, task=TASK, settings=settings, said=said))
    return [command.argv[3:] for command in step]


def test_plan() -> None:
    files = {**NESTED, "go.work": "use (\n\t.\n\tsub\n)\n"}
    argv = (TOOL, "-f", "json", f"-checks={DEFAULT}", "./...")
    env = (("GOWORK", "/slot/hello/go.work"),)

    assert TASK.plan(job(files, task=TASK)) == (
        (Command(argv, ".", env, timeout=1800.0), Command(argv, "sub", env, timeout=1800.0)),
    )


@pytest.mark.parametrize(
    ("more", "said", "expected"),
    [
        pytest.param(
            {}, (), [f"-checks={DEFAULT}"] * 2, id="no file: the defaults, so that none above the tree counts"
        ),
        pytest.param({"staticcheck.conf": ""}, (), ["./..."] * 2, id="a file in the root counts everywhere"),
        pytest.param({"sub/staticcheck.conf": ""}, (), ["./..."] * 2, id="a file below counts"),
        pytest.param({"sub/x/staticcheck.conf": ""}, (), ["./..."] * 2, id="a file far below counts"),
        pytest.param(
            {"staticcheck.conf": ""}, ("all", "-ST1000"), ["-checks=all,-ST1000"] * 2, id="the option overrules"
        ),
    ],
)
def test_which_checks(more: dict[str, str], said: tuple[str, ...], expected: list[str]) -> None:
    assert [argv[0] for argv in flags({**NESTED, **more}, checks=said)] == expected


def test_a_file_of_another_module_does_not_count() -> None:
    files = {"a/go.mod": "module a\n", "a/a.go": "", "a/staticcheck.conf": "", "ab/go.mod": "module b\n", "ab/b.go": ""}

    assert flags(files) == [("./...",), (f"-checks={DEFAULT}", "./...")]


@pytest.mark.parametrize("more", [{}, {"staticcheck.conf": ""}], ids=["without a file", "with a file"])
def test_golden_asks_for_all_checks(more: dict[str, str]) -> None:
    assert flags({**HELLO, **more}, GOLDEN) == [("-checks=all", "./...")]


def test_the_option_overrules_golden() -> None:
    assert flags(HELLO, GOLDEN, checks=("all", "-ST1000")) == [("-checks=all,-ST1000", "./...")]


def test_tags_and_timeout() -> None:
    ((command,),) = TASK.plan(job(HELLO, task=TASK, said={"tags": ("a", "b"), "timeout": "90s"}))

    assert command.argv[-2:] == ("-tags=a,b", "./...")
    assert command.timeout == 90.0


def test_exclude_names_what_is_beside_it() -> None:
    files = {**HELLO, "x/x.go": "", "y/y.go": ""}

    assert [argv[1:] for argv in flags(files, Settings(exclude=("y",)))] == [(".", "./x/...")]


@pytest.mark.parametrize("check", ["all", "inherit", "SA4006", "-ST1000", "SA*", "S1*", "QF*", "-U1000", "-SA9*"])
def test_what_may_stand_in_checks(check: str) -> None:
    assert CHECKS.from_toml([check]) == (check,)
    assert CHECKS.from_text(check) == (check,)


@pytest.mark.parametrize("checks", [[], ["SA40O6"], ["none"], ["sa4006"], ["SA"], ["SA4006", "x"], "all", [1]])
def test_a_check_that_staticcheck_would_silently_not_know_is_refused(checks: Any) -> None:
    with pytest.raises(ValueError, match="a list of"):
        CHECKS.from_toml(checks)


def row(code: str, message: str, file: str = "", line: int = 0, column: int = 0, **more: Any) -> str:
    at = {"file": file, "line": line, "column": column}
    end = {"file": "", "line": 0, "column": 0}
    return (
        json.dumps({"code": code, "severity": "error", "location": at, "end": end, "message": message, **more}) + "\n"
    )


S1002 = row("S1002", "should omit comparison to bool constant, can be simplified to b", "/slot/hello/a.go", 11, 5)
SA2002 = row("SA2002", "the goroutine calls T.Fatal", "/slot/hello/a_test.go", 6, 2, related=[{"message": "call"}])
IGNORED = S1002.replace('"error"', '"ignored"')
TYPES = row("compile", "# example.org/hello\n./a.go:3:26: cannot use 1 (untyped int constant) as string value")
TESTS = row(
    "compile",
    "# example.org/hello [example.org/hello.test]\n./a_test.go:5:32: declared and not used: x\n"
    './a_test.go:5:40: cannot use "s" (untyped string constant) as int value in variable declaration',
)
CLAUSE = row("compile", "expected 'package', found pakage", "a.go", 1, 1)
PARSE = row("config", "expected declaration", "/slot/hello/a.go", 2, 1)
SUM = row("compile", "missing go.sum entry for module providing package example.org/other", "a.go", 3, 8)
CYCLE = row("compile", "import cycle not allowed: import stack: [example.org/hello/x example.org/hello/x]")
TWO = row("compile", "found packages a (a.go) and b (b.go) in /slot/hello/two")
LOOKUP = row("compile", "module lookup disabled by GOPROXY=off", "a.go", 3, 8)
SHUT = row("compile", "build constraints exclude all Go files in /slot/hello")
CGO = row("compile", '# runtime/cgo\ncgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH')
STALE = row("compile", "/usr/local/go/src/internal/poll/splice_linux.go:237:21: unknown field rfd in struct literal")
FETCHED = row("compile", "/m/golang.org/toolchain@v0.0.1-go1.27.0.linux-amd64/src/a/a.go:7:1: unknown field rfd")
NEWER = row("compile", "package requires newer Go version go1.27 (application built with go1.26)", "a.go", 1, 1)
BROKEN = row("config", 'expected a digit but got (last key parsed: "checks")', "/slot/hello/staticcheck.conf", 2, 22)
WRONG = row("compile", 'toml: line 1 (last key "checks"): incompatible types: TOML value has type int64')
GO_MOD = "err: exit status 1: stderr: go: errors parsing go.mod:\ngo.mod:1: usage: module module/path\n\n"
SUM_OF_GO_MOD = "err: exit status 1: stderr: go: m@v1.0.0: missing go.sum entry for go.mod file; to add it:\n\n"
TOO_OLD = "err: exit status 1: stderr: go: go.mod requires go >= 1.27 (running go 1.26.8; GOTOOLCHAIN=local)\n\n"
EMPTY = 'warning: "./..." matched no packages\n'


def ran(code: int = 0, stdout: str = "", stderr: str = "", cwd: str = ".") -> Outcome:
    return outcome(TOOL, "-f", "json", "./...", code=code, stdout=stdout, stderr=stderr, cwd=cwd)


def found(*printed: Outcome, more: dict[str, str] | None = None, **said: Any) -> Result:
    return TASK.judge(job({**NESTED, **(more or {})}, task=TASK, said=said), printed)


@pytest.mark.parametrize(
    ("printed", "places"),
    [
        pytest.param(ran(), [], id="nothing printed: no finding"),
        pytest.param(ran(1, S1002 + SA2002), [("a.go", 11, 5, "S1002"), ("a_test.go", 6, 2, "SA2002")], id="findings"),
        pytest.param(ran(0, IGNORED), [], id="ignored by a directive"),
        pytest.param(ran(1, TYPES), [("a.go", 3, 26, "build")], id="a type error stands in the message"),
        pytest.param(
            ran(1, TESTS), [("a_test.go", 5, 32, "build"), ("a_test.go", 5, 40, "build")], id="errors of a test"
        ),
        pytest.param(ran(1, CLAUSE), [("a.go", 1, 1, "build")], id="a broken package clause"),
        pytest.param(ran(1, CLAUSE, cwd="sub"), [("sub/a.go", 1, 1, "build")], id="relative to the module's folder"),
        pytest.param(ran(1, PARSE), [("a.go", 2, 1, "build")], id="a parse error has the code of a configuration's"),
        pytest.param(ran(1, SUM), [("a.go", 3, 8, "build")], id="a missing go.sum entry"),
        pytest.param(ran(1, CYCLE), [("", 0, 0, "build")], id="an import cycle has no place"),
        pytest.param(ran(1, stderr=GO_MOD), [("go.mod", 1, 0, "build")], id="a broken go.mod"),
        pytest.param(ran(1, stderr=SUM_OF_GO_MOD), [("go.mod", 0, 0, "build")], id="a missing entry for a go.mod"),
        pytest.param(ran(1, TYPES + S1002), [("a.go", 3, 26, "build"), ("a.go", 11, 5, "S1002")], id="both"),
        pytest.param(ran(1, S1002 + SHUT), [("a.go", 11, 5, "S1002")], id="a package that constraints shut out"),
    ],
)
def test_judge(printed: Outcome, places: list[tuple[str, int, int, str]]) -> None:
    result = found(printed)

    assert [(each.file, each.line, each.column, each.rule) for each in result.findings] == places
    assert result.problem == ""


CONSTRAINTS = "there are Go files but no package that loads: build constraints exclude all of them"


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(ran(1), "ended with exit status 1 and printed nothing", id="failed without a word"),
        pytest.param(
            ran(2, stderr="flag provided\n"), "ended with exit status 2: flag provided", id="failed otherwise"
        ),
        pytest.param(ran(1, S1002[:50]), "printed something that is no JSON", id="cut short"),
        pytest.param(ran(0, "hello\n"), "printed something that is no JSON: hello", id="garbage"),
        pytest.param(ran(0, "[]\n"), "printed something that is no JSON", id="JSON of another kind"),
        pytest.param(
            ran(1, LOOKUP), "a module is not in the module cache: run go mod download", id="a module not here"
        ),
        pytest.param(
            ran(1, CGO), 'could not load a package: # runtime/cgo\ncgo: C compiler "gcc" not found', id="no gcc"
        ),
        pytest.param(ran(1, STALE), "was built with an older Go", id="Go's own code does not compile for it"),
        pytest.param(ran(1, FETCHED), "was built with an older Go", id="nor that of a Go that go.mod asks for"),
        pytest.param(ran(1, NEWER), "was built with an older Go", id="it says so itself"),
        pytest.param(
            ran(1, stderr=TOO_OLD), "exit status 1: go: go.mod requires go >= 1.27", id="Go itself is too old"
        ),
        pytest.param(ran(0, stderr=EMPTY), CONSTRAINTS, id="constraints exclude everything"),
        pytest.param(ran(1, SHUT), CONSTRAINTS, id="constraints exclude all that was named"),
        pytest.param(
            ran(0, stderr="warning: skipped package example.org/big because it is too large\n"),
            "skipped package example.org/big because it is too large: name its folder in exclude",
            id="a package too large",
        ),
        pytest.param(outcome(TOOL, ended="killed", code=9), "was killed by signal 9", id="killed"),
        pytest.param(outcome(TOOL, ended="timed out", code=None), "was stopped after 1800 s", id="timed out"),
    ],
)
def test_what_is_not_judged(printed: Outcome, problem: str) -> None:
    result = found(printed)

    assert result.findings == ()
    assert problem in result.problem


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(BROKEN, "staticcheck.conf:2: cannot be read: expected a digit", id="no TOML"),
        pytest.param(WRONG, "staticcheck.conf cannot be read: toml: line 1", id="a value of the wrong type"),
    ],
)
def test_a_broken_configuration_is_never_an_old_finding(printed: str, problem: str) -> None:
    """The baseline is judged with the same file, so a finding would be in both."""
    result = found(ran(1, printed), more={"staticcheck.conf": ""})

    assert result.findings == ()
    assert result.problem.startswith(problem)


@pytest.mark.parametrize(("elsewhere", "strays"), [((), 0), (("x/x.go",), 0), (("sub/b.go",), 1)])
def test_where_a_line_directive_may_have_put_a_finding_it_belongs_to_no_package(
    elsewhere: tuple[str, ...], strays: int
) -> None:
    printed = ran(1, row("SA4018", "self-assignment of x to x", "/slot/hello/sub/b.go", 4, 2), cwd="sub")
    asked = job({**NESTED, "x/x.go": ""}, task=TASK)._replace(elsewhere=frozenset(elsewhere))
    result = TASK.judge(asked, (ran(), printed))

    assert sum(len(part.findings) for part in result.parts if part.kind == "tree") == strays
    assert len(result.findings) == 1


def test_no_module_at_all_was_never_judged() -> None:
    assert found().problem == CONSTRAINTS


def test_a_module_that_is_shut_out_does_not_harm_one_that_loads() -> None:
    assert found(ran(), ran(stderr=EMPTY, cwd="sub")).problem == ""


def test_findings_stay_beside_a_problem_of_another_module() -> None:
    result = found(ran(1, S1002), ran(1, LOOKUP, cwd="sub"))

    assert len(result.findings) == 1
    assert "run go mod download" in result.problem


def test_messages_do_not_name_the_checkout() -> None:
    (finding,) = found(ran(1, TWO)).findings

    assert finding.message == "found packages a (a.go) and b (b.go) in two"


@pytest.mark.parametrize(
    ("printed", "repeat"),
    [
        pytest.param(ran(1, S1002), "staticcheck -checks=S1002 .", id="in the root"),
        pytest.param(
            ran(1, S1002.replace("/a.go", "/x y/a.go")), "staticcheck -checks=S1002 './x y'", id="in a folder"
        ),
        pytest.param(
            ran(1, S1002.replace("/a.go", "/sub/b.go"), cwd="sub"),
            "cd sub && staticcheck -checks=S1002 .",
            id="in a nested module",
        ),
        pytest.param(
            ran(1, S1002.replace('"S1002"', '"staticcheck"')), "staticcheck .", id="a directive that matches nothing"
        ),
        pytest.param(ran(1, TYPES), "go vet ./...", id="what does not compile"),
    ],
)
def test_again(printed: Outcome, repeat: str) -> None:
    assert found(printed).findings[0].repeat == repeat


def test_tags_are_part_of_the_line_to_repeat() -> None:
    assert found(ran(1, S1002), tags=("a", "b")).findings[0].repeat == "staticcheck -checks=S1002 -tags=a,b ."


def test_a_finding_has_all_that_staticcheck_says() -> None:
    (finding,) = found(ran(0, S1002.replace('"error"', '"warning"'))).findings

    assert finding._replace(message="") == Finding(
        "a.go", 11, 5, "S1002", "", "warning", "staticcheck", repeat="staticcheck -checks=S1002 ."
    )
    assert finding.message == "should omit comparison to bool constant, can be simplified to b"
