"""race-test: options to argv, and recorded streams of go test -json to findings.

The files in ``recorded`` are what Go 1.26.8 printed, less its times; the root is /slot/hello.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gotasks.core.command import Outcome
from gotasks.core.coverage import Coverage, Covered
from gotasks.core.graph import Keys
from gotasks.core.reads import BLIND
from gotasks.core.result import Finding, Result
from gotasks.core.settings import Settings
from gotasks.core.task import Toolchain
from gotasks.go import race_parts, reading
from gotasks.go.race_test import TASK
from gotasks.testing import GO, job, outcome

HELLO = {"go.mod": "module example.org/hello\n", "a.go": "", "a_test.go": ""}
NESTED = {**HELLO, "sub/go.mod": "module example.org/sub\n", "sub/b_test.go": "", "sub/in/c_test.go": ""}
NO_RACE = Toolchain(go="go1.26.8", race="cgo needs a C compiler, and there is none")
HEAD = (
    *("go", "test", "-vet=off", "-race", "-covermode=atomic", "-coverprofile=/slot/scratch/cover-0.out", "-json"),
    *reading.EXEC,
)
PASSED = '{"Action":"start","Package":"P"}\n{"Action":"pass","Package":"P"}\n'.replace("P", "example.org/hello")


def recorded(name: str) -> str:
    return Path(__file__).with_name("recorded").joinpath(f"{name}.jsonl").read_text("utf-8")


def ran(stdout: str, code: int | None = 1, stderr: str = "", cwd: str = ".", **more: Any) -> Outcome:
    return outcome(*HEAD, "./...", code=code, stdout=stdout, stderr=stderr, cwd=cwd, **more)


BUILT = """{"Action":"start","Package":"example.org/hello"}
{"Action":"output","Package":"example.org/hello","Output":"ok  \\texample.org/hello\\t0.005s\\n"}
{"Action":"pass","Package":"example.org/hello"}
"""
"""What go test prints where the binary was kept."""


def started(stdout: str, code: int | None = 1, stderr: str = "", wrote: str = "unseen", **more: Any) -> list[Outcome]:
    """Return what came of a package whose test binary was built and kept, and then started."""
    made = job(HELLO, task=TASK)
    command = reading.start(made, made.modules[0], made.packages[0], 660)
    said = {f"{command.produces[0]}{wrote}": "1\n"}
    run = outcome(code=code, stdout=stdout, stderr=stderr, files=said, **more)._replace(command=command)
    return [ran(BUILT, 0), run]


def found(*printed: Outcome, **said: Any) -> Result:
    made = job(NESTED, task=TASK, said=said)
    return TASK.close(made, TASK.judge(made, printed))


def argvs(files: dict[str, str], toolchain: Toolchain = GO, **said: Any) -> list[tuple[str, ...]]:
    """Return what builds the test binaries."""
    built, *_ = TASK.plan(job(files, task=TASK, said=said, toolchain=toolchain))
    return [command.argv for command in built if command.argv[0] == "go"]


# ---- plan ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        pytest.param({}, ["-timeout=10m"], id="nothing said"),
        pytest.param({"short": False, "tags": (), "run": ""}, ["-timeout=10m"], id="nothing said in other words"),
        pytest.param({"minimum": "80"}, ["-timeout=10m"], id="a minimum is no flag of Go's"),
        pytest.param({"timeout": "30s"}, ["-timeout=30s"], id="a timeout"),
        pytest.param({"tags": ("a", "b")}, ["-timeout=10m", "-tags=a,b"], id="tags"),
        pytest.param({"short": True}, ["-timeout=10m", "-short"], id="short"),
        pytest.param({"run": "^TestA$"}, ["-timeout=10m", "-run=^TestA$"], id="an expression"),
        pytest.param(
            {"count": 2, "shuffle": "on", "p": 1}, ["-timeout=10m", "-count=2", "-shuffle=on", "-p=1"], id="numbers"
        ),
    ],
)
def test_plan(said: dict[str, Any], flags: list[str]) -> None:
    assert argvs(HELLO, **said) == [(*HEAD, *flags, "./...")]


def test_without_a_race_detector_the_tests_run_all_the_same() -> None:
    assert argvs(HELLO, NO_RACE) == [("go", "test", "-vet=off", *HEAD[4:], "-timeout=10m", "./...")]


def test_each_module_runs_in_its_folder_with_a_profile_of_its_own() -> None:
    builds, starts = TASK.plan(job({**NESTED, "go.work": "use ./sub\n"}, task=TASK))
    inside = ("GOWORK", "/slot/hello/go.work")

    assert [(command.cwd, command.env[0], command.produces) for command in builds] == [
        (".", ("GOWORK", "off"), ("cover-0.out",)),
        ("sub", inside, ("cover-1.out",)),
    ]
    assert "-coverprofile=/slot/scratch/cover-1.out" in builds[1].argv
    assert [(command.cwd, command.env) for command in starts] == [
        (".", (("GOWORK", "off"),)),
        ("sub", (inside,)),
        ("sub/in", (inside,)),
    ]


@pytest.mark.parametrize(("timeout", "limit"), [("1h", 3600 + 720), ("30s", 150)])
def test_go_stops_its_tests_long_before_we_do(timeout: str, limit: int) -> None:
    ((build,), (start,)) = TASK.plan(job(HELLO, task=TASK, said={"timeout": timeout}))

    assert build.timeout >= 3600
    assert start.timeout == limit


WIDE = {"go.mod": "module example.org/hello\n", **{f"{name}/{name}_test.go": "" for name in "abc"}, "d/d.go": ""}


@pytest.mark.parametrize(
    ("said", "goflags", "blind", "steps"),
    [
        pytest.param({}, "", "", ["abc"], id="side by side"),
        pytest.param({}, "", "b", ["ac", "b"], id="one that looked past its log the last time"),
        pytest.param({}, "", "abc", ["a", "b", "c"], id="all of them"),
        pytest.param({"p": 1}, "", "", ["a", "b", "c"], id="by the option p"),
        pytest.param({}, "-v -p=2", "", ["ab", "c"], id="by GOFLAGS"),
        pytest.param({"p": 3}, "'-p=1'", "", ["abc"], id="the option counts"),
    ],
)
def test_what_runs_side_by_side(said: dict[str, Any], goflags: str, blind: str, steps: list[str]) -> None:
    toolchain = GO._replace(env=(("GOFLAGS", goflags),))
    made = job(WIDE, task=TASK, said=said, toolchain=toolchain)
    made = made._replace(read={f"example.org/hello/{name}": (BLIND,) for name in blind})
    _, *starts = TASK.plan(made)

    assert ["".join(reading.name_of(command)[-1] for command in step) for step in starts] == steps


def test_of_many_packages_some_are_built_and_tested_before_the_next() -> None:
    many = {"go.mod": "module m\n", **{f"p{number:03}/a_test.go": "" for number in range(race_parts.MOST + 2)}}
    first, starts, second, rest = TASK.plan(job(many, task=TASK))

    assert (len(starts), len(rest)) == (race_parts.MOST, 2)
    assert first[0].argv[-1] == "./p199"
    assert second[0].argv[-2:] == ("./p200", "./p201")
    assert len({command.argv[2] for command in (*starts, *rest)}) == race_parts.MOST + 2


def test_packages_that_go_is_asked_for_by_a_wildcard_are_built_together() -> None:
    """Of one that build constraints may shut out, all below are asked for with it: none is built and not started."""
    tagged = "//go:build never\n\npackage tools\n"
    below = {f"tools/p{number:03}/a_test.go": "" for number in range(30)}
    made = job({"go.mod": "module m\n", "a/a_test.go": "", "tools/t_test.go": tagged, **below, "z/z_test.go": ""})
    bound = made._replace(keys=lambda: Keys(bound=frozenset(["tools"])))
    narrowed = race_parts.rounds(bound._replace(narrowed=True), 10)

    assert [len(piece.packages) for piece in race_parts.rounds(bound, 10)] == [32, 1]
    assert all(piece.narrowed for piece in narrowed)
    shut = bound._replace(settings=Settings(exclude=("third_party",)))
    assert race_parts.rounds(shut, 10) == [shut]


def test_with_the_race_detector_required_nothing_runs_without_it() -> None:
    made = job(HELLO, task=TASK, settings=Settings(race="required"), toolchain=NO_RACE)

    assert TASK.plan(made) == ()
    assert TASK.judge(made, ()).problem == (
        'the race detector cannot run and race = "required": cgo needs a C compiler, and there is none'
    )


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        pytest.param({}, True, id="nothing said"),
        pytest.param({"tags": ("a",), "run": "A", "short": True, "p": 2}, True, id="flags with which Go caches too"),
        pytest.param({"count": 1}, False, id="count"),
        pytest.param({"shuffle": "on"}, False, id="shuffle"),
    ],
)
def test_a_result_is_stored_where_go_would_cache_it(said: dict[str, Any], stored: bool) -> None:  # noqa: FBT001
    assert TASK.stored(job(HELLO, task=TASK, said=said)) is stored
    assert TASK.passes_only


OLDER = """FAIL\texample.org/hello [build failed]
{"Action":"start","Package":"example.org/hello"}
{"Action":"output","Package":"example.org/hello","Output":"FAIL\\texample.org/hello [build failed]\\n"}
{"Action":"fail","Package":"example.org/hello"}
"""


# ---- judge ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "places"),
    [
        pytest.param(started(recorded("passed"), 0), [], id="passed"),
        pytest.param([ran(recorded("no-tests"), 0)], [], id="a package without tests"),
        pytest.param(
            started(recorded("failed")),
            [("a_test.go", 7, "test"), ("a_test.go", 13, "test")],
            id="a failing test, and a failing subtest without its parent",
        ),
        pytest.param(started(recorded("race")), [("a_test.go", 9, "race")], id="a data race"),
        pytest.param(started(recorded("panic")), [("a_test.go", 7, "panic")], id="a panic"),
        pytest.param(
            started(recorded("panic-in-goroutine")), [("a_test.go", 8, "panic")], id="a panic beside the test"
        ),
        pytest.param(started(recorded("deadlock")), [("a_test.go", 6, "panic")], id="a fatal error"),
        pytest.param(started(recorded("timeout")), [("a_test.go", 9, "timeout")], id="a test timeout"),
        pytest.param([ran(recorded("build-failed"))], [("a.go", 3, "build")], id="a build failure"),
        pytest.param(
            [ran(OLDER, stderr="# example.org/hello\n./a.go:3:27: cannot use 1 as string value\n")],
            [("a.go", 3, "build")],
            id="a build failure as older Go prints",
        ),
        pytest.param([ran(recorded("missing-go-sum-entry"))], [("a.go", 3, "build")], id="a missing go.sum entry"),
        pytest.param([ran(recorded("syntax-error-under-cover"))], [("a.go", 3, "build")], id="a syntax error"),
        pytest.param(started(recorded("testmain-exits-3")), [("", 0, "package")], id="a TestMain that exits with 3"),
    ],
)
def test_judge(printed: list[Outcome], places: list[tuple[str, int, str]]) -> None:
    result = found(*printed)

    assert [(each.file, each.line, each.rule) for each in result.findings] == places
    assert result.problem == ""


def test_a_missing_go_sum_entry_without_a_place_is_a_finding_too() -> None:
    printed = "go: example.org/other@v1.0.0: missing go.sum entry for go.mod file; to add it:\n\tgo mod download x\n"

    (finding,) = found(ran("", stderr=printed)).findings

    assert "missing go.sum entry for go.mod file" in finding.message


CUT = recorded("passed").rpartition('{"Action":"pass","Package"')[0]


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(ran("", 0), "go test printed no event, so nothing shows that a test ran", id="nothing printed"),
        pytest.param(ran("hello\n", 0), "go test printed no event, so nothing shows that a test ran", id="garbage"),
        pytest.param(ran(""), "go test ended with exit status 1 and printed nothing", id="failed without a word"),
        pytest.param(
            ran("", stderr="go: cannot find GOROOT\n"),
            "go test ended with exit status 1: go: cannot find GOROOT",
            id="failed for another reason",
        ),
        pytest.param(
            ran(PASSED, stderr="oops\n"), "go test ended with exit status 1: oops", id="failed although all passed"
        ),
        pytest.param(ran(CUT, 0), "go test ended before example.org/hello did", id="a stream that is cut"),
        pytest.param(ran(CUT), "go test ended before example.org/hello did", id="a stream that is cut, and failed"),
        pytest.param(
            ran(recorded("module-not-here")),
            "a module is not in the module cache: run go mod download "
            "(a.go:3:8: module lookup disabled by GOPROXY=off)",
            id="a module that is not here",
        ),
        pytest.param(
            ran(recorded("replacement-not-here")),
            "a replace leads to a folder that is not in the judged tree (a.go:3:8: example.org/other@v1.0.0: "
            "replacement directory ./nope does not exist)",
            id="a replacement that is not here",
        ),
        pytest.param(
            ran(recorded("testmain-exits-3").replace("exit status 3", "signal: killed")),
            "a process was killed, perhaps for want of memory (signal: killed)",
            id="a test binary that was killed",
        ),
        pytest.param(
            ran("", stderr='go: warning: "./..." matched no packages\nno packages to test\n'),
            "there are Go files but no package that loads: build constraints exclude all of them",
            id="build constraints exclude everything",
        ),
        pytest.param(ran(PASSED, 9, ended="killed"), "go was killed by signal 9", id="killed"),
        pytest.param(ran(PASSED, None, ended="timed out"), "go was stopped after 1800 s", id="timed out"),
        pytest.param(ran("", None, ended="not started", reason="no"), "go did not start: no", id="not started"),
        pytest.param(ran(PASSED, None, ended="interrupted"), "interrupted", id="interrupted"),
        pytest.param(ran(PASSED, 0, dropped=2), "go printed more than 16 MiB; 2 bytes were dropped", id="dropped"),
    ],
)
def test_what_is_not_judged(printed: Outcome, problem: str) -> None:
    result = found(printed)

    assert (result.findings, result.problem) == ((), problem)


SILENT = "the test binary of example.org/hello was built, and nothing shows that it ran"
PASSES = recorded("passed")


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param([ran(BUILT, 0)], SILENT, id="no word of it"),
        pytest.param(started("", 0, wrote="other"), SILENT, id="nothing was kept"),
        pytest.param(
            started("", 0),
            "go test example.org/hello ended with exit status 0 and printed nothing",
            id="it was kept and not started",
        ),
        pytest.param(
            started("", 3, "test2json: not found\n"),
            "go test example.org/hello ended with exit status 3: test2json: not found",
            id="it could not be started",
        ),
        pytest.param(
            started(PASSES, 1), "go test example.org/hello ended with exit status 1", id="passed, and yet not well"
        ),
        pytest.param(
            started(PASSES, None, ended="timed out"),
            "go test example.org/hello was stopped after 660 s",
            id="stopped",
        ),
        pytest.param(
            started(PASSES, 9, ended="killed"), "go test example.org/hello was killed by signal 9", id="killed"
        ),
        pytest.param(
            started(PASSES.rpartition('{"Action":"pass","Package"')[0], 0),
            "go test ended before example.org/hello did",
            id="a stream that is cut",
        ),
    ],
)
def test_what_was_built_and_not_seen_to_pass_is_not_judged(printed: list[Outcome], problem: str) -> None:
    result = found(*printed)

    assert not result.findings
    assert result.problem.startswith(problem)


def test_a_binary_that_passed_before_need_not_run() -> None:
    assert found(*started("", 0, wrote="known")).problem == ""


def test_a_failing_test_refuses_although_the_stream_is_cut() -> None:
    result = found(ran(recorded("failed") + '{"Action":"start","Package":"example.org/other"}\n'))

    assert len(result.findings) == 2
    assert result.problem == "go test ended before example.org/other did"


def test_a_module_that_is_shut_out_does_not_harm_one_that_loads() -> None:
    shut = ran("", stderr='go: warning: "./..." matched no packages\nno packages to test\n', cwd="sub")

    assert found(ran(PASSED, 0), shut).problem == ""


def test_packages_without_tests_are_noted() -> None:
    files = {**HELLO, "empty/e.go": ""}
    empty = ran(BUILT + recorded("no-tests").replace("example.org/hello", "example.org/hello/empty"), 0)
    result = TASK.judge(job(files, task=TASK), (empty, started(PASSES, 0)[1]))

    assert [(part.name, part.note) for part in result.parts] == [
        ("example.org/hello", ""),
        ("example.org/hello/empty", "no test files"),
    ]


def test_without_a_race_detector_every_summary_says_so() -> None:
    made = job(HELLO, task=TASK, toolchain=NO_RACE)
    result = TASK.close(made, TASK.judge(made, (ran(PASSED, 0),)))

    assert result.notes == ("tests ran without the race detector: cgo needs a C compiler, and there is none",)
    assert found(ran(PASSED, 0)).notes == ()


def test_where_only_some_tests_ran_every_summary_says_so() -> None:
    assert found(ran(PASSED, 0), run="^TestOne$").notes == ("only the tests that match ^TestOne$ ran",)


# ---- what a finding says -------------------------------------------------------------------------------------------


def test_a_failing_test_says_what_it_logged_and_how_to_run_it_again() -> None:
    assert found(ran(recorded("failed"))).findings == (
        Finding(
            "a_test.go",
            7,
            0,
            "test",
            'TestHi failed\n    a_test.go:7: Hi(true) = "hi", want "ho"',
            tool="go test",
            repeat="go test -race -run '^TestHi$' .",
        ),
        Finding(
            "a_test.go",
            13,
            0,
            "test",
            "TestSub/a_b/c_(d) failed\n    a_test.go:13: odd",
            tool="go test",
            repeat=r"go test -race -run '^TestSub$/^a_b$/^c_\(d\)$' .",
        ),
    )


def test_a_data_race_shows_the_frames_that_lie_in_the_tree() -> None:
    (finding,) = found(ran(recorded("race"))).findings

    assert finding.message == (
        "data race\n"
        "Read at 0x00c0000182a8 by goroutine 9:\n"
        "  example.org/hello.TestRace.func1()\n"
        "      a_test.go:9 +0x33\n"
        "Previous write at 0x00c0000182a8 by goroutine 8:\n"
        "  example.org/hello.TestRace()\n"
        "      a_test.go:12 +0x116\n"
        "Goroutine 9 (running) created at:\n"
        "  example.org/hello.TestRace()\n"
        "      a_test.go:8 +0xf9\n"
        "Goroutine 8 (running) created at:"
    )


def test_a_panic_shows_the_frames_that_lie_in_the_tree() -> None:
    (finding,) = found(ran(recorded("panic"))).findings

    assert finding.message.startswith("panic: assignment to entry in nil map [recovered, repanicked]\n")
    assert "example.org/hello.TestPanic(0xc0000da248?)\n\ta_test.go:7 +0x32" in finding.message
    assert "/usr/local/go" not in finding.message


def test_a_timeout_names_the_tests_that_ran() -> None:
    (finding,) = found(ran(recorded("timeout"))).findings

    assert finding.message == "test timed out after 1s; running: TestSlow, TestSlow/inner"
    assert finding.repeat == "go test -race -run '^TestSlow$/^inner$' ."


def test_a_package_that_failed_without_a_failing_test_shows_its_output() -> None:
    (finding,) = found(ran(recorded("testmain-exits-3"))).findings

    assert finding.message.startswith("example.org/hello: failed without a failing test\nexit status 3")
    assert finding.repeat == "go test -race ."


def test_a_build_error_says_what_the_compiler_said() -> None:
    assert found(ran(recorded("build-failed"))).findings == (
        Finding(
            "a.go",
            3,
            0,
            "build",
            "cannot use 1 (untyped int constant) as string value in return statement",
            tool="go test",
            repeat="go vet ./...",
        ),
    )


def test_a_syntax_error_says_no_time_of_day() -> None:
    (finding,) = found(ran(recorded("syntax-error-under-cover"))).findings

    assert finding.message == "expected ')', found '{'"


@pytest.mark.parametrize(
    ("said", "package", "cwd", "again"),
    [
        pytest.param({}, "example.org/hello", ".", "go test -race -run '^TestHi$' .", id="in the root"),
        pytest.param({}, "example.org/sub", "sub", "go test -C sub -race -run '^TestHi$' .", id="in a nested module"),
        pytest.param(
            {},
            "example.org/sub/in",
            "sub",
            "go test -C sub -race -run '^TestHi$' ./in",
            id="in a package of a nested module",
        ),
        pytest.param(
            {"tags": ("a", "b"), "short": True, "p": 3},
            "example.org/hello",
            ".",
            "go test -race -tags=a,b -short -run '^TestHi$' .",
            id="with the flags that count",
        ),
        pytest.param(
            {"run": "Hi", "timeout": "10m"},
            "example.org/hello",
            ".",
            "go test -race -run '^TestHi$' .",
            id="without others",
        ),
        pytest.param(
            {"timeout": "30s"},
            "example.org/hello",
            ".",
            "go test -race -timeout=30s -run '^TestHi$' .",
            id="with another timeout",
        ),
        pytest.param(
            {"timeout": "10m30s"},
            "example.org/hello",
            ".",
            "go test -race -timeout=10m30s -run '^TestHi$' .",
            id="with a timeout that begins like the default",
        ),
    ],
)
def test_again(said: dict[str, Any], package: str, cwd: str, again: str) -> None:
    printed = recorded("failed").replace("example.org/hello", package)

    assert found(ran(printed, cwd=cwd), **said).findings[0].repeat == again


def test_a_finding_in_a_nested_module_lies_in_its_folder_and_part() -> None:
    printed = recorded("failed").replace("example.org/hello", "example.org/sub/in").replace("a_test.go", "c_test.go")
    result = found(ran(printed, cwd="sub"))

    assert {finding.file for finding in result.findings} == {"sub/in/c_test.go"}
    assert [part.name for part in result.parts if part.findings] == ["example.org/sub/in"]


# ---- coverage ------------------------------------------------------------------------------------------------------


def covered(covered: int, statements: int, package: str = "example.org/hello") -> dict[str, str | bytes]:
    rows = f"{package}/a.go:1.1,2.2 {covered} 1\n{package}/a.go:3.1,4.2 {statements - covered} 0\n"
    return {"cover-0.out": f"mode: atomic\n{rows}"}


@pytest.mark.parametrize(
    ("profile", "minimum", "messages"),
    [
        pytest.param(covered(8, 10), None, [], id="no minimum"),
        pytest.param(covered(8, 10), "80", [], id="exactly the minimum"),
        pytest.param(covered(0, 10), "0", [], id="a minimum of 0"),
        pytest.param(
            covered(1999, 2500),
            "80",
            ["coverage is 79.96 % (1999 of 2500 statements), below the minimum of 80 %"],
            id="79.96 is not 80",
        ),
        pytest.param(
            covered(7, 10),
            "79.9",
            ["coverage is 70.00 % (7 of 10 statements), below the minimum of 79.9 %"],
            id="below the minimum",
        ),
    ],
)
def test_minimum(profile: dict[str, str | bytes], minimum: str | None, messages: list[str]) -> None:
    result = found(ran(PASSED, 0, files=profile), minimum=minimum)

    assert [finding.message for finding in result.findings] == messages
    assert {finding.rule for finding in result.findings} <= {"coverage"}


LOW = "coverage is 50.00 % (1 of 2 statements), below the minimum of 60 %"


@pytest.mark.parametrize(
    ("said", "places"),
    [
        pytest.param({"minimum": "60"}, [], id="the total is enough"),
        pytest.param({"minimum-package": "60"}, [("", f"example.org/hello: {LOW}")], id="a package"),
        pytest.param({"minimum-file": "60"}, [("a.go", LOW.replace("is", "of the file is", 1))], id="a file"),
        pytest.param({"minimum-package": "50", "minimum-file": "50"}, [], id="exactly the minimum"),
        pytest.param({"minimum": "80", "minimum-package": "76", "minimum-file": "76"}, 5, id="all of them"),
    ],
)
def test_packages_and_files_have_minima_of_their_own(said: dict[str, str], places: list[tuple[str, str]] | int) -> None:
    one = ran(PASSED, 0, files=covered(1, 2))
    other = ran(PASSED.replace("hello", "sub"), 0, cwd="sub", files=covered(3, 4, "example.org/sub"))
    findings = found(one, other, **said).findings

    assert {finding.rule for finding in findings} <= {"coverage"}
    if isinstance(places, int):
        assert len(findings) == places
    else:
        assert [(finding.file, finding.message) for finding in findings] == places


@pytest.mark.parametrize("name", ["minimum", "minimum-package", "minimum-file"])
def test_each_minimum_asks_for_a_profile_and_for_all_tests(name: str) -> None:
    assert "the minimum cannot be judged" in found(ran(PASSED, 0, files={}), **{name: "1"}).problem
    assert (
        "the minimum of coverage is not judged" in found(ran(PASSED, 0, files={}), **{name: "1", "run": "A"}).notes[0]
    )


def test_a_minimum_is_not_judged_where_tests_failed_or_were_not_judged() -> None:
    failed = found(ran(recorded("failed"), files=covered(1, 10)), minimum="80")
    killed = found(ran(PASSED, 9, ended="killed", files=covered(1, 10)), minimum="80")

    assert {finding.rule for finding in failed.findings} == {"test"}
    assert killed.findings == ()


def test_the_profile_of_a_package_is_its_own() -> None:
    build, run = started(PASSES, 0)
    profile = covered(3, 4)["cover-0.out"]
    run = run._replace(files=(*run.files, (run.command.produces[1], str(profile).encode())))

    assert found(build, run).coverage == found(ran(PASSED, 0, files=covered(3, 4))).coverage


def test_coverage_is_counted_over_all_modules_by_files_of_the_tree() -> None:
    one = ran(PASSED, 0, files=covered(1, 2))
    other = ran(PASSED.replace("hello", "sub"), 0, cwd="sub", files=covered(3, 4, "example.org/sub"))

    assert found(one, other).coverage == Coverage(
        4,
        6,
        (Covered("example.org/hello", 1, 2), Covered("example.org/sub", 3, 4)),
        (Covered("a.go", 1, 2, ((3, 4),)), Covered("sub/a.go", 3, 4, ((3, 4),))),
    )


def test_a_broken_profile_is_not_judged() -> None:
    result = found(ran(PASSED, 0, files={"cover-0.out": "mode: atomic\nx\n"}))

    assert result.problem == "the coverage profile is broken: not a line of a coverage profile: 'x'"
    assert result.coverage is None


def test_without_a_profile_the_minimum_is_not_judged() -> None:
    result = found(ran(PASSED, 0, files={}), minimum="80")

    assert result.findings == ()
    assert "the minimum cannot be judged" in result.problem


def test_a_part_of_the_tests_says_nothing_of_the_minimum() -> None:
    result = found(ran(PASSED, 0, files={}), minimum="80", run="TestOne")

    assert (result.findings, result.problem) == ((), "")
    assert result.notes == ("only the tests that match TestOne ran, so the minimum of coverage is not judged",)
