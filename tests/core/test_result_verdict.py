"""From results to verdicts, and from outcomes to runs."""

from __future__ import annotations

import pytest

from gotasks.core.errors import ExitCode
from gotasks.core.report import TaskReport, conclude
from gotasks.core.result import Finding, Part, Result, Run, Verdict, run_of, verdict_of, worst
from gotasks.testing import outcome

FINDING = Finding("a.go", 1, 0, "gofmt", "not formatted")
PASSED = Verdict("passed")
FAILED = Verdict("failed", "1 finding")
SKIPPED = Verdict("skipped", "no Go file here")
NOT_JUDGED = Verdict("not judged", "no Go")


def with_findings(count: int, problem: str = "", skipped: str = "") -> Result:
    return Result("x", (Part("tree", ".", (FINDING,) * count),), problem, skipped)


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        pytest.param(Result("x"), PASSED, id="nothing to say"),
        pytest.param(Result("x", notes=("a",)), PASSED, id="a note refuses nothing"),
        pytest.param(with_findings(0), PASSED, id="parts without findings"),
        pytest.param(with_findings(1), Verdict("failed", "1 finding"), id="a finding"),
        pytest.param(with_findings(2), Verdict("failed", "2 findings"), id="findings"),
        pytest.param(Result("x", problem="no Go"), NOT_JUDGED, id="a problem"),
        pytest.param(Result("x", skipped="no Go file here"), SKIPPED, id="nothing to do"),
        pytest.param(
            with_findings(1, "killed"),
            Verdict("failed", "1 finding; beside that: killed"),
            id="failed beats not judged",
        ),
        pytest.param(Result("x", problem="no Go", skipped="s"), NOT_JUDGED, id="not judged beats skipped"),
    ],
)
def test_verdict(result: Result, verdict: Verdict) -> None:
    assert verdict_of(result) == verdict


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        pytest.param([], Verdict("skipped", "nothing to do"), id="none"),
        pytest.param([PASSED, SKIPPED], PASSED, id="passed beats skipped"),
        pytest.param([SKIPPED, SKIPPED], SKIPPED, id="all skipped"),
        pytest.param([PASSED, NOT_JUDGED], NOT_JUDGED, id="not judged beats passed"),
        pytest.param([NOT_JUDGED, FAILED, PASSED], FAILED, id="failed beats not judged"),
        pytest.param([NOT_JUDGED, Verdict("not judged", "later")], NOT_JUDGED, id="the first of equals"),
    ],
)
def test_the_worst_verdict(verdicts: list[Verdict], expected: Verdict) -> None:
    assert worst(verdicts) == expected


@pytest.mark.parametrize(
    ("verdicts", "interrupted", "verdict", "code"),
    [
        pytest.param([PASSED, PASSED], False, PASSED, ExitCode.PASSED, id="all passed"),
        pytest.param([PASSED, SKIPPED], False, PASSED, ExitCode.PASSED, id="some passed"),
        pytest.param([SKIPPED], False, SKIPPED, ExitCode.PASSED, id="all skipped"),
        pytest.param([], False, Verdict("skipped", "nothing to do"), ExitCode.PASSED, id="no task"),
        pytest.param([PASSED, FAILED, FAILED], False, Verdict("failed", "t1, t2"), ExitCode.FAILED, id="two failed"),
        pytest.param(
            [NOT_JUDGED, PASSED], False, Verdict("not judged", "t0"), ExitCode.NOT_JUDGED, id="one was not judged"
        ),
        pytest.param(
            [NOT_JUDGED, FAILED], False, Verdict("failed", "t1"), ExitCode.FAILED, id="failed beats not judged"
        ),
        pytest.param(
            [FAILED], True, Verdict("not judged", "interrupted"), ExitCode.INTERRUPTED, id="interrupted beats all"
        ),
    ],
)
def test_the_end_of_a_run(
    verdicts: list[Verdict],
    interrupted: bool,  # noqa: FBT001 - a column
    verdict: Verdict,
    code: ExitCode,
) -> None:
    tasks = tuple(TaskReport(f"t{number}", each, Result(f"t{number}")) for number, each in enumerate(verdicts))

    assert conclude(tasks, interrupted=interrupted) == (verdict, code)


def test_findings_come_in_the_order_of_the_parts() -> None:
    other = Finding("b.go", 1, 0, "gofmt", "not formatted")
    result = Result("x", (Part("file", "b.go", (other,)), Part("file", "a.go", (FINDING,))))

    assert result.findings == (other, FINDING)


def test_a_run_keeps_what_was_run_and_the_end_of_what_was_printed() -> None:
    made = outcome("go", "vet", cwd="sub", code=1, stdout="o" * 9000, stderr="the cause\n", seconds=1.5)

    run = run_of(made, str)

    assert run == Run(("go", "vet"), "sub", "check", "exited", 1, 1.5, run.tail)
    assert len(run.tail) == 8000
    assert run.tail.endswith("oothe cause\n")


def test_a_run_that_did_not_start_keeps_the_reason() -> None:
    assert run_of(outcome("go", ended="not started", code=None, reason="no such file"), str).tail == "no such file"
