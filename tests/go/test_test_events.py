"""The event stream of go test -json, and the failures that are told apart in it."""

from __future__ import annotations

import json

import pytest

from gotasks.go.failures import Failure, failures
from gotasks.go.testjson import PackageRun, read
from gotasks.go.testjson import TestRun as Run

STACK = """
goroutine 9 [running]:
example.org/hello.TestA.func1()
	/slot/hello/a_test.go:8 +0x25
created by example.org/hello.TestA in goroutine 7
	/slot/hello/a_test.go:8 +0x36
"""


def event(**fields: str) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"


def test_output_is_gathered_by_package_and_test() -> None:
    stream = read(
        event(Action="start", Package="p")
        + event(Action="output", Package="p", Test="TestA", Output="a\n")
        + event(Action="output", Package="p", Test="TestA/b", Output="b\n")
        + event(Action="pass", Package="p", Test="TestA/b")
        + event(Action="output", Package="p", Test="TestA", Output="c\n")
        + event(Action="fail", Package="p", Test="TestA")
        + event(Action="output", Package="p", Output="FAIL\n")
        + event(Action="fail", Package="p", FailedBuild="x")
    )

    assert stream.packages == {
        "p": PackageRun("fail", "FAIL\n", "x", {"TestA": Run("fail", "a\nc\n"), "TestA/b": Run("pass", "b\n")})
    }


def test_a_package_that_did_not_end_has_no_action() -> None:
    assert read(event(Action="start", Package="p")).packages["p"].action == ""


def test_build_output_is_gathered_by_import_path() -> None:
    stream = read(
        event(Action="build-output", ImportPath="p", Output="# p\n")
        + event(Action="build-output", ImportPath="p", Output="a.go:1:1: x\n")
        + event(Action="build-fail", ImportPath="p")
    )

    assert (stream.builds, stream.packages) == ({"p": "# p\na.go:1:1: x\n"}, {})


@pytest.mark.parametrize("line", ["FAIL\tp [build failed]\n", '{"Action":\n', "[1]\n", '{"Package": "p"}\n', "1\n"])
def test_a_line_that_is_no_event_is_kept(line: str) -> None:
    assert read(line + event(Action="pass", Package="p")).other == line


def test_a_character_that_only_python_takes_for_a_line_end_ends_no_event() -> None:
    stream = read(event(Action="output", Package="p", Test="TestA", Output="a\x85b\n"))

    assert stream.other == ""
    assert stream.packages["p"].tests["TestA"].output == "a\x85b\n"


def told(package: PackageRun) -> list[Failure]:
    return list(failures(package, lambda file: file.startswith("/slot/hello/")))


def failing(output: str = "", **tests: Run) -> PackageRun:
    return PackageRun("fail", output, tests=tests)


def test_a_test_that_logged_nothing_still_failed() -> None:
    package = failing(TestA=Run("fail", "=== RUN   TestA\n--- FAIL: TestA (0.00s)\n"))

    assert told(package) == [Failure("test", "TestA", "TestA failed")]


def test_a_parent_that_failed_for_its_subtest_only_is_not_told() -> None:
    package = PackageRun(
        "fail",
        tests={"T": Run("fail", "--- FAIL: T (0.00s)\n"), "T/a": Run("fail", "    a_test.go:1: x\n")},
    )

    assert [failure.test for failure in told(package)] == ["T/a"]


def test_a_parent_that_logged_something_of_its_own_is_told() -> None:
    package = PackageRun(
        "fail",
        tests={"T": Run("fail", "    a_test.go:9: y\n"), "T/a": Run("fail", "    a_test.go:1: x\n")},
    )

    assert [(failure.test, failure.line) for failure in told(package)] == [("T", 9), ("T/a", 1)]


def test_a_test_with_a_race_and_a_failure_of_its_own_is_told_twice() -> None:
    race = f"{'=' * 18}\nWARNING: DATA RACE\nRead at 0x1 by goroutine 9:\n{'=' * 18}\n"
    logged = "    a_test.go:3: wrong\n    testing.go:1712: race detected during execution of test\n"
    package = failing(TestA=Run("fail", race + logged))

    assert [(failure.rule, failure.line) for failure in told(package)] == [("race", 0), ("test", 3)]


def test_two_races_of_a_test_are_two_failures() -> None:
    race = f"{'=' * 18}\nWARNING: DATA RACE\nRead:\n  p.F()\n      /slot/hello/a.go:LINE +0x1\n{'=' * 18}\n"
    package = failing(TestA=Run("fail", race.replace("LINE", "3") + race.replace("LINE", "4")))

    assert [(failure.file, failure.line) for failure in told(package)] == [
        ("/slot/hello/a.go", 3),
        ("/slot/hello/a.go", 4),
    ]


def test_a_panic_outside_all_tests_is_the_packages() -> None:
    assert [(failure.rule, failure.test, failure.line) for failure in told(failing(f"panic: boom\n{STACK}"))] == [
        ("panic", "", 8)
    ]


def test_what_a_passing_test_printed_is_no_panic() -> None:
    package = failing(
        TestA=Run("pass", "panic: a line that a passing test prints\n"),
        TestB=Run("fail", "    a_test.go:1: x\n"),
    )

    assert [(failure.rule, failure.test) for failure in told(package)] == [("test", "TestB")]


def test_a_stack_without_a_frame_in_the_tree_has_no_place() -> None:
    (failure,) = told(failing(TestA=Run("", f"panic: boom\n{STACK.replace('/slot/hello', '/usr/local/go/src')}")))

    assert (failure.file, failure.line) == ("", 0)


def test_a_timeout_without_a_list_of_running_tests_names_the_test_it_is_said_to_be_of() -> None:
    (failure,) = told(failing(TestA=Run("", "panic: test timed out after 1s\n\ngoroutine 1 [running]:\n")))

    assert (failure.rule, failure.message) == ("timeout", "test timed out after 1s; running: TestA")


def test_of_long_output_the_last_lines_are_kept() -> None:
    (failure,) = told(failing(TestA=Run("fail", "".join(f"    line {number}\n" for number in range(100)))))

    assert len(failure.message.splitlines()) == 41
    assert failure.message.endswith("line 99")


def test_only_a_failing_test_is_a_failure() -> None:
    package = failing("exit status 1\n", TestA=Run("pass"), TestB=Run("skip"))

    assert told(package) == [Failure("package", "", "failed without a failing test\nexit status 1")]
