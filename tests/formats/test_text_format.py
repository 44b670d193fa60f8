"""A report as plain text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gotasks.core.coverage import Coverage
from gotasks.core.escape import printable
from gotasks.core.report import Front, Report, Surroundings, TaskReport, conclude
from gotasks.core.result import Finding, Part, Result, Run, verdict_of
from gotasks.formats.text import render

FINDING = Finding("a.go", 3, 8, "printf", "wrong type", text="\tfmt.Printf(x)", repeat="go vet -printf .")
TESTED = Result("race-test", coverage=Coverage(2, 3))


def report_of(*results: Result, notes: tuple[str, ...] = ()) -> Report:
    tasks = tuple(TaskReport(result.task, verdict_of(result), result, 1.5) for result in results)
    verdict, code = conclude(tasks)
    front = Front("gotasks", ("check",), "index")
    tree = "0123456789abcdef"
    return Report("0.1.0", front, tree, "", 2.25, {}, None, Surroundings((), {}), (), tasks, verdict, int(code), notes)


def with_finding(**changes: Any) -> Result:
    return Result("vet", (Part("tree", ".", (replace(FINDING, **changes),)),))


def finding_lines(**changes: Any) -> list[str]:
    lines = render(report_of(with_finding(**changes))).splitlines()
    return lines[lines.index("") + 1 : -1]


@pytest.mark.parametrize(
    ("results", "line"),
    [
        pytest.param(
            [Result("fmt"), Result("vet")],
            "gotasks check: passed in 2.25 s; fmt, vet; tree 0123456789 of index",
            id="passed",
        ),
        pytest.param(
            [Result("fmt"), TESTED],
            "gotasks check: passed in 2.25 s; fmt, race-test; coverage 66.66 % (2 of 3 statements); "
            "tree 0123456789 of index",
            id="passed with coverage",
        ),
        pytest.param(
            [Result("fmt"), Result("vet", skipped="no Go file here")],
            "note: vet: skipped, no Go file here\ngotasks check: passed in 2.25 s; fmt; tree 0123456789 of index",
            id="one was skipped",
        ),
        pytest.param(
            [Result("vet", skipped="no Go file here")],
            "gotasks check: skipped (no Go file here) in 2.25 s; tree 0123456789 of index",
            id="all were skipped",
        ),
    ],
)
def test_all_well_is_one_line(results: list[Result], line: str) -> None:
    assert render(report_of(*results), "/report.json") == f"{line}\n"


def test_what_failed_is_told_task_by_task_then_finding_by_finding() -> None:
    skipped = Result("race-test", skipped="stopped by vet")

    assert render(report_of(Result("fmt"), with_finding(), skipped), "/report.json") == (
        "fmt          passed        1.50 s\n"
        "vet          failed        1.50 s  1 finding\n"
        "race-test    skipped               stopped by vet\n"
        "\n"
        "a.go:3:8: printf: wrong type\n"
        "    fmt.Printf(x)\n"
        "    again: go vet -printf .\n"
        "gotasks check: failed (vet) in 2.25 s; tree 0123456789 of index; report: /report.json\n"
    )


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        pytest.param({"text": "", "repeat": ""}, ["a.go:3:8: printf: wrong type"], id="the least"),
        pytest.param({"column": 0, "text": "", "repeat": ""}, ["a.go:3: printf: wrong type"], id="no column"),
        pytest.param({"line": 0, "column": 0, "text": "", "repeat": ""}, ["a.go: printf: wrong type"], id="no line"),
        pytest.param(
            {"file": "", "line": 0, "column": 0, "text": "", "repeat": ""}, ["printf: wrong type"], id="no place"
        ),
        pytest.param(
            {"message": "data race\nRead:\n  f()", "repeat": ""},
            ["a.go:3:8: printf: data race", "    Read:", "      f()"],
            id="a long message stands for the source line",
        ),
        pytest.param({"message": "", "text": "", "repeat": ""}, ["a.go:3:8: printf:"], id="no message"),
        pytest.param(
            {"message": "\x1b[31mred\x1b[0m\x07", "text": "", "repeat": ""},
            ["a.go:3:8: printf: \\x1b[31mred\\x1b[0m\\x07"],
            id="control sequences are shown",
        ),
        pytest.param(
            {"file": "a\ngotasks check: passed.go", "text": "", "repeat": ""},
            ["a\\ngotasks check: passed.go:3:8: printf: wrong type"],
            id="a file name forges no line",
        ),
        pytest.param(
            {"file": "\udcff.go", "text": "", "repeat": ""}, ["\\udcff.go:3:8: printf: wrong type"], id="no UTF-8"
        ),
    ],
)
def test_a_finding(changes: dict[str, Any], lines: list[str]) -> None:
    assert [line.rstrip() for line in finding_lines(**changes)] == lines


def test_what_was_not_judged_shows_the_end_of_what_was_printed() -> None:
    printed = "".join(f"line {number}\n" for number in range(30))
    runs = (
        Run(("go", "vet"), ".", "check", "exited", 0, 0.0, "well\n"),
        Run(("go", "vet"), "sub", "check", "exited", 1, 0.0, printed),
    )
    lines = render(report_of(Result("vet", problem="x", runs=runs))).splitlines()

    assert lines[0] == "vet          not judged    1.50 s  x"
    assert lines[2] == "vet: the end of what go printed:"
    assert lines[3:-1] == [f"    line {number}" for number in range(10, 30)]


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        pytest.param((), False, id="nothing ran"),
        pytest.param((Run(("go",), ".", "check", "exited", 1, 0.0, " \n"),), False, id="nothing was printed"),
        pytest.param((Run(("go",), ".", "check", "exited", 0, 0.0, "x"),), False, id="it ended well"),
        pytest.param((Run(("go",), ".", "check", "timed out", None, 0.0, "x"),), True, id="it was stopped"),
        pytest.param(
            (Run(("go",), ".", "check", "not started", None, 0.0, "no such file"),), True, id="it did not start"
        ),
    ],
)
def test_output_is_shown_where_it_tells_something(runs: tuple[Run, ...], shown: bool) -> None:  # noqa: FBT001
    assert ("the end of what go printed" in render(report_of(Result("vet", problem="x", runs=runs)))) is shown


def test_notes_are_told_even_when_all_is_well() -> None:
    report = report_of(Result("race-test", notes=("no race detector",)), notes=("slot 1",))

    assert render(report).splitlines()[:-1] == ["note: slot 1", "note: race-test: no race detector"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\tb\nc ä 漢 🎉", "a\tb\nc ä 漢 🎉", id="ordinary text"),
        pytest.param("a\rb\x00\x7f", "a\\rb\\x00\\x7f", id="control characters"),
        pytest.param("\x9b31m", "\\x9b31m", id="the other way to begin a control sequence"),
        pytest.param("\u202eevil\u2069", "\\u202eevil\\u2069", id="bidirectional overrides"),
        pytest.param("\udcff", "\\udcff", id="a byte that is no UTF-8"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert printable(text).encode("utf-8")
