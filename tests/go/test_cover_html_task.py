"""cover-html: what race-test counted is handed on, and never more than that."""

from __future__ import annotations

import pytest

from gotasks.core.coverage import Coverage, Covered
from gotasks.core.result import Finding, Part, Result
from gotasks.core.task import idle
from gotasks.go.cover_html import TASK
from gotasks.testing import job

HELLO = {"go.mod": "module example.org/hello\n", "a.go": "", "sub/b.go": ""}
COVERAGE = Coverage(1, 2, (Covered("example.org/hello", 1, 2),), (Covered("a.go", 1, 2, ((3, 4),)),))


def found(*results: Result) -> Result:
    made = job(HELLO, task=TASK, results=results)
    assert TASK.plan(made) == ()
    return TASK.judge(made, ())


def with_findings(*rules: str) -> Result:
    parts = (Part("tree", ".", tuple(Finding("", 0, 0, rule, "x") for rule in rules)),)
    return Result("race-test", parts, coverage=COVERAGE)


def test_the_coverage_of_race_test_is_handed_on() -> None:
    result = found(Result("fmt"), Result("race-test", coverage=COVERAGE))

    assert result.coverage == COVERAGE
    assert (result.problem, result.notes, result.findings) == ("", (), ())
    assert [part.name for part in result.parts] == ["example.org/hello", "example.org/hello/sub"]


@pytest.mark.parametrize(
    ("results", "problem"),
    [
        pytest.param((), "race-test counted no coverage: it did not run", id="no result"),
        pytest.param((Result("race-test"),), "race-test counted no coverage", id="no coverage"),
        pytest.param(
            (Result("race-test", problem="go was killed by signal 9"),),
            "race-test counted no coverage: go was killed by signal 9",
            id="not judged",
        ),
        pytest.param(
            (Result("race-test", skipped="stopped by fmt"),),
            "race-test counted no coverage: stopped by fmt",
            id="skipped",
        ),
        pytest.param(
            (Result("race-test", problem="out of memory", coverage=COVERAGE),),
            "race-test was not wholly judged, so the coverage is incomplete: out of memory",
            id="judged in part",
        ),
    ],
)
def test_what_is_not_judged(results: tuple[Result, ...], problem: str) -> None:
    assert found(*results).problem == problem


def test_failed_tests_make_the_coverage_incomplete_and_a_minimum_does_not() -> None:
    assert found(with_findings("test")).notes == ("tests failed, so the coverage is incomplete",)
    assert found(with_findings("coverage")).notes == ()
    assert found(with_findings("test")).findings == (), "race-test has refused already"


def test_it_needs_race_test_and_is_skipped_where_there_is_no_go() -> None:
    assert TASK.needs == ("race-test",)
    assert (idle(TASK, job({"README.md": ""}, task=TASK)) or Result("")).skipped == "no Go file here"
    assert not TASK.stored(job(HELLO, task=TASK))
