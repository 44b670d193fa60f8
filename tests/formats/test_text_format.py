"""A report as plain text."""

from __future__ import annotations

from typing import Any

import pytest
from screens import PLACE, covered, failing, first_seen, found, machine, report_of

from gotasks.core.baseline import Baseline, BaseTree
from gotasks.core.coverage import Coverage
from gotasks.core.escape import printable
from gotasks.core.report import Front
from gotasks.core.result import Finding, Part, Result, Run, State
from gotasks.formats import view
from gotasks.formats.text import render

FINDING = Finding("a.go", 3, 8, "printf", "wrong type", text="\tfmt.Printf(x)", repeat="go vet -printf .")
TESTED = Result("race-test", coverage=Coverage(2, 3))
INDEX = Front("gotasks", ("check",), "index", flags=("--tree", "index"))


def with_finding(**changes: Any) -> Result:
    return Result("vet", (Part("tree", ".", (FINDING._replace(**changes),)),))


def finding_lines(**changes: Any) -> list[str]:
    """Return what is printed of a finding: between the first blank line and the last."""
    lines = render(report_of(with_finding(**changes))).splitlines()
    start, *_, end = (number for number, line in enumerate(lines) if not line)
    return lines[start + 1 : end]


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
    assert render(report_of(*results, front=INDEX), "/report.json") == f"{line}\n"


def test_what_failed_is_told_task_by_task_then_finding_by_finding() -> None:
    skipped = Result("race-test", skipped="stopped by vet")

    assert render(report_of(Result("fmt"), with_finding(), skipped, front=INDEX), "/report.json") == (
        "fmt          passed        1.50 s\n"
        "vet          failed        1.50 s  1 finding\n"
        "race-test    skipped               stopped by vet\n"
        "\n"
        "a.go:3:8: printf: wrong type\n"
        "    fmt.Printf(x)\n"
        "          ^\n"
        "    again: go vet -printf .\n"
        "\n"
        "next: gotasks check --tree index  # when that is mended\n"
        "next: gotasks check --tree index --keep-going  # runs the other one too\n"
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
        pytest.param(
            {"severity": "warning", "text": "", "repeat": ""},
            ["a.go:3:8: printf: warning: wrong type"],
            id="a warning says so",
        ),
        pytest.param(
            {"rule": "a\nb", "text": "", "repeat": "go\nvet"},
            ["a.go:3:8: a\\nb: wrong type", "    again: go\\nvet"],
            id="neither rule nor command forges a line",
        ),
        pytest.param(
            {"message": "long" + "\nx" * 50, "text": "", "repeat": ""},
            ["a.go:3:8: printf: long", *["    x"] * 40, "    ... and 10 more lines"],
            id="forty lines of a message are enough",
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
    assert lines[3:23] == [f"    line {number}" for number in range(10, 30)]


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


def test_a_name_or_a_note_forges_no_last_line() -> None:
    forged = "x\ngotasks check: passed in 0.00 s"
    report = report_of(Result("vet", skipped="x"), found(forged, FINDING), notes=(forged,), front=INDEX)
    report = report._replace(front=report.front._replace(asked=(forged,), tree_from=forged))

    assert not any(line.startswith("gotasks check: passed") for line in render(report, forged).splitlines())


def test_findings_are_grouped_by_file_and_those_without_one_come_last() -> None:
    total = Finding("", 0, 0, "coverage", "below the minimum")
    in_b = FINDING._replace(file="b.go", line=9)
    report = report_of(found("vet", FINDING, in_b), found("lint", total, FINDING._replace(line=1, rule="x")))

    assert [line for line in render(report).splitlines() if ": wrong" in line or "below" in line] == [
        "a.go:1:8: x: wrong type",
        "a.go:3:8: printf: wrong type",
        "b.go:9:8: printf: wrong type",
        "coverage: below the minimum",
    ]


def test_code_that_does_not_compile_is_told_once_however_many_tasks_say_so() -> None:
    assert render(report_of(found("vet", FINDING), found("lint", FINDING))).count("a.go:3:8") == 1


def test_one_line_that_repeats_several_findings_is_told_once() -> None:
    text = render(report_of(found("vet", FINDING, FINDING._replace(line=4), FINDING._replace(line=5, repeat="other"))))

    assert text.count("again: go vet -printf .\n") == 1
    assert text.index("a.go:4:8") < text.index("again: go vet") < text.index("a.go:5:8")


def test_more_findings_than_anybody_reads_are_counted() -> None:
    many = tuple(FINDING._replace(line=line) for line in range(1, view.CAP["new"] + 168))
    text = render(report_of(found("vet", *many), found("lint", FINDING)), PLACE)

    assert text.count(": wrong type") == view.CAP["new"]
    assert f"\n... and 167 more of vet: in {PLACE}\n" in text
    assert "more of lint" not in text


@pytest.mark.parametrize(
    ("baseline", "line"),
    [
        pytest.param(
            Baseline("compared", (BaseTree("1" * 40, "3f2a1b0c9d" * 4),), "merge base"),
            "compared with 3f2a1b0c (merge base)",
            id="a commit",
        ),
        pytest.param(
            Baseline("compared", (BaseTree("1" * 40, "a" * 40), BaseTree("2" * 40))),
            "compared with aaaaaaaa and tree 22222222",
            id="two, one without a commit",
        ),
        pytest.param(Baseline("none", (), "the first commit"), "nothing to compare with (the first commit)", id="none"),
        pytest.param(
            Baseline("unreadable", (), "set fetch-depth: 0"),
            "the baseline cannot be read: set fetch-depth: 0",
            id="unreadable",
        ),
    ],
)
def test_what_findings_were_compared_with_is_told_where_there_are_any(baseline: Baseline, line: str) -> None:
    assert f"\n{line}\n" in render(report_of(with_finding(), baseline=baseline))
    assert line not in render(report_of(Result("vet", problem="x"), baseline=baseline))


def test_an_absolute_bar_is_compared_with_nothing() -> None:
    assert "compare" not in render(report_of(with_finding(), baseline=Baseline("absolute")))


def of_states(*states: State) -> Result:
    return found("vet", *(FINDING._replace(line=line, state=state) for line, state in enumerate(states, 1)))


def test_older_findings_are_one_counted_line() -> None:
    text = render(report_of(of_states("new", "old", "old")))

    assert "\n2 older findings are not shown: gotasks check --all shows them\n" in text
    assert text.count(": printf: ") == 1
    assert "\n1 older finding is not shown: gotasks check --all shows it\n" in render(
        report_of(of_states("new", "old"))
    )


def test_older_findings_are_counted_in_the_line_of_a_run_that_passed() -> None:
    (line,) = render(report_of(of_states("old"), Result("fmt"))).splitlines()

    assert "; vet, fmt; 1 older finding (--all shows it); tree" in line


def test_findings_first_seen_are_shown_and_do_not_refuse() -> None:
    lines = render(first_seen(), PLACE).splitlines()

    assert "first seen, these do not refuse:" in lines
    assert sum(": revive/exported: warning: " in line for line in lines) == view.CAP["first seen"] - 1
    assert f"... and 4 more of lint: in {PLACE}" in lines
    assert "nothing to compare with (this is the first commit)" in lines
    assert lines[-1].startswith("gotasks check: passed in ")


def test_findings_that_could_not_be_compared_are_not_said_to_be_harmless() -> None:
    seen = of_states("first seen")._replace(problem="the clone is shallow")
    text = render(report_of(seen, baseline=Baseline("unreadable", (), "the clone is shallow")))

    assert "\nnot compared with the baseline:\n" in text
    assert "do not refuse" not in text


def test_a_machine_is_a_table_with_what_is_wrong_in_it() -> None:
    lines = render(machine()).splitlines()

    assert "go            go1.26.8 at /usr/local/go" in lines
    assert "git           2.20.1, older than 2.31; git 2.20.1 is older than 2.31" in lines
    assert "git-version: git 2.20.1 is older than 2.31" not in lines


def test_the_notes_of_packages_are_no_table() -> None:
    untested = Result("race-test", (Part("package", "example.org/a", note="no test files"),))

    assert "no test files" not in render(report_of(untested, front=Front("inv", ("race-test",), "worktree")))


def test_what_was_rendered_lies_beside_the_report() -> None:
    assert render(covered(), PLACE).splitlines()[0] == "cover-html: .git/gotasks/cover/index.html"


def test_nothing_that_a_terminal_obeys_is_in_a_whole_screen() -> None:
    assert "\x1b" not in render(failing(), PLACE)


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
