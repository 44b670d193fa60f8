"""The user's own commands: a table of gotasks.toml to argv, and what it printed to findings."""

from __future__ import annotations

from typing import Literal

import pytest

from gotasks.core.command import Command, Outcome
from gotasks.core.result import Finding, Result
from gotasks.core.settings import OwnCommand
from gotasks.go import own
from gotasks.testing import job, outcome

RUN = ("tools/licence", "-v")


def command(findings: Literal["lines", "none"] = "none") -> OwnCommand:
    return OwnCommand("licence", RUN, findings=findings)


def found(printed: Outcome, findings: Literal["lines", "none"] = "none") -> Result:
    return own.task(command(findings)).judge(job(), (printed,))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(OwnCommand("a", ("a",)), Command(("a",), timeout=600.0), id="defaults"),
        pytest.param(OwnCommand("a", ("a b", "$x"), "90s"), Command(("a b", "$x"), timeout=90.0), id="no shell"),
    ],
)
def test_plan(table: OwnCommand, expected: Command) -> None:
    assert own.task(table).plan(job()) == ((expected,),)


@pytest.mark.parametrize(
    ("table", "summary"),
    [
        pytest.param(OwnCommand("a", ("tools/a", "x")), "Run tools/a (from gotasks.toml).", id="nothing said"),
        pytest.param(OwnCommand("a", ("a",), summary="Look."), "Look.", id="said"),
    ],
)
def test_summary(table: OwnCommand, summary: str) -> None:
    assert own.task(table).summary == summary


def test_a_command_runs_over_any_tree_and_its_result_is_never_stored() -> None:
    task = own.task(command())

    assert (task.name, task.over, task.stored(job())) == ("licence", "tree", False)


@pytest.mark.parametrize(
    ("printed", "messages"),
    [
        pytest.param(outcome(*RUN), [], id="passed"),
        pytest.param(outcome(*RUN, stdout="a.go:1: hello\n"), [], id="passed, whatever it printed"),
        pytest.param(outcome(*RUN, code=3), ["ended with exit status 3"], id="failed without a word"),
        pytest.param(
            outcome(*RUN, code=1, stdout="out\n", stderr="err\n"), ["ended with exit status 1\nout\nerr"], id="failed"
        ),
    ],
)
def test_judged_by_the_exit_status(printed: Outcome, messages: list[str]) -> None:
    result = found(printed)

    assert [finding.message for finding in result.findings] == messages
    assert result.problem == ""


def test_a_failure_shows_the_end_of_long_output_and_the_command() -> None:
    (finding,) = found(outcome(*RUN, code=1, stdout="x\n" * 5000 + "the end")).findings

    assert len(finding.message) < 2100
    assert finding.message.endswith("the end")
    assert (finding.rule, finding.tool, finding.repeat) == ("licence", "tools/licence", "tools/licence -v")


def test_a_line_is_never_shown_in_part() -> None:
    """It may hold a secret, of which half would not be known for one."""
    (finding,) = found(outcome(*RUN, code=1, stdout="x" * 5000 + "the end")).findings

    assert finding.message == "ended with exit status 1"


@pytest.mark.parametrize(
    ("printed", "findings"),
    [
        pytest.param(outcome(*RUN), [], id="passed"),
        pytest.param(outcome(*RUN, stdout="all is well\n"), [], id="passed with a word"),
        pytest.param(outcome(*RUN, stdout="a.go:1: x\n"), [("a.go", 1, 0, "x")], id="a place, exit status 0"),
        pytest.param(
            outcome(*RUN, code=1, stdout="./sub/a.go:1:2: x\n", stderr="/slot/hello/b c.go:3: y\n"),
            [("sub/a.go", 1, 2, "x"), ("b c.go", 3, 0, "y")],
            id="places on both streams, relative and absolute",
        ),
        pytest.param(
            outcome(*RUN, code=1, stdout="hello\na.go:1:2: x\n\tmore\nbye\n"),
            [
                ("a.go", 1, 2, "x\n\tmore"),
                ("", 0, 0, "ended with exit status 1 and said: hello"),
                ("", 0, 0, "ended with exit status 1 and said: bye"),
            ],
            id="a place with an indented line after it, among other lines",
        ),
        pytest.param(
            outcome(*RUN, code=1, stdout="a.go:1: x", stderr="b.go:2: y\n"),
            [("a.go", 1, 0, "x"), ("b.go", 2, 0, "y")],
            id="standard output that does not end its last line",
        ),
    ],
)
def test_judged_by_lines(printed: Outcome, findings: list[tuple[str, int, int, str]]) -> None:
    result = found(printed, "lines")

    assert [(each.file, each.line, each.column, each.message) for each in result.findings] == findings
    assert result.problem == ""


def test_a_line_becomes_a_finding_of_the_command() -> None:
    assert found(outcome(*RUN, code=1, stdout="a.go:1:2: x\n"), "lines").findings == (
        Finding("a.go", 1, 2, "licence", "x", tool="tools/licence"),
    )


@pytest.mark.parametrize(
    ("printed", "findings", "problem"),
    [
        pytest.param(
            outcome(*RUN, code=2, stderr="usage: licence\n"),
            "lines",
            "licence ended with exit status 2: usage: licence",
            id="failed without a line that names a place",
        ),
        pytest.param(
            outcome(*RUN, code=None, ended="not started", reason="No such file or directory"),
            "none",
            "tools/licence did not start: No such file or directory",
            id="not started",
        ),
        pytest.param(
            outcome(*RUN, code=9, ended="killed"), "none", "tools/licence was killed by signal 9", id="killed"
        ),
        pytest.param(
            outcome(*RUN, code=None, ended="timed out"),
            "lines",
            "tools/licence was stopped after 1800 s",
            id="timed out",
        ),
        pytest.param(
            outcome(*RUN, code=9, ended="killed", stdout="a.go:1: x\n"),
            "none",
            "tools/licence was killed by signal 9",
            id="killed after it printed a line that nobody reads",
        ),
    ],
)
def test_what_is_not_judged(printed: Outcome, findings: Literal["lines", "none"], problem: str) -> None:
    assert found(printed, findings) == Result("licence", problem=problem)


CRASH = (
    "Traceback (most recent call last):\n"
    '  File "tools/licence.py", line 12, in <module>\n'
    "    main()\n"
    "ValueError: 17 is no licence\n"
)


def rest(text: str) -> list[str]:
    """Return what of the output counts beside the line that names a place."""
    printed = outcome(*RUN, code=1, stdout=f"a.go:1: x\n{text}")
    return [finding.text for finding in found(printed, "lines").findings if not finding.file]


def test_a_crash_after_an_old_line_is_found() -> None:
    assert rest(CRASH) == ["Traceback (most recent call last):", "ValueError:  is no licence"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Found 1 error.\n", "Found 3 errors.\n"),
        (
            "Found 1 error in 1 file (checked 12 source files)\n",
            "Found 7 errors in 2 files (checked 13 source files)\n",
        ),
        ("checking a.go\n", "checking a.go\nchecking sub/b.go\n"),
        ("took 1.23 s\n", "took 4 s\n"),
        ("    1 | x := 1\n      | ^\n", "    9 | y := 2\n      | ^~~\n"),
        ("-----\n", "----------\n"),
    ],
)
def test_what_varies_from_run_to_run_is_not_new(before: str, after: str) -> None:
    assert set(rest(after)) <= set(rest(before))


@pytest.mark.parametrize("findings", ["lines", "sarif"])
@pytest.mark.parametrize(
    ("code", "said", "judged"), [(1, 1, True), (3, 1, False), (2, 1, False), (3, 3, True), (1, 3, False)]
)
def test_only_the_status_that_says_so_is_an_answer(
    findings: Literal["lines", "sarif"],
    code: int,
    said: int,
    judged: bool,  # noqa: FBT001 - a column
) -> None:
    log = (
        '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"message": {"text": "no"}}]}]}'
    )
    printed = outcome(*RUN, code=code, stdout="a.go:1: x\n" if findings == "lines" else log)
    table = OwnCommand("licence", RUN, findings=findings, found_status=said)
    result = own.task(table).judge(job(), (printed,))

    assert (len(result.findings), not result.problem) == (1, judged)


@pytest.mark.parametrize("code", [126, 127, 134, 137, 139])
def test_a_program_that_a_shell_could_not_run_is_not_judged(code: int) -> None:
    assert found(outcome(*RUN, code=code)).problem == f"licence ended with exit status {code} and printed nothing"


def test_no_outcome_is_an_error_that_the_engine_makes_not_judged() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        own.task(command()).judge(job(), ())
