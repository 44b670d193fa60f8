"""What to do next: each verdict to its steps."""

from __future__ import annotations

import pytest
from screens import FORMAT, PRINTF, TEST, found, interrupted, passing, report_of, stopped, unjudged

from gotasks.core.report import Front
from gotasks.core.result import Finding, Result, Run
from gotasks.formats.advice import steps

SYNTAX = Finding("a.go", 1, 1, "build", "expected 'package'")
WRITE: dict[str, dict[str, object]] = {"fmt": {"write": False}}


def commands(
    *results: Result, front: Front | None = None, options: dict[str, dict[str, object]] | None = None
) -> list[str]:
    front = front or Front("gotasks", ("check",), "worktree")
    return [step.command for step in steps(report_of(*results, front=front, options=options))]


def test_what_passed_asks_for_nothing() -> None:
    assert steps(passing()) == ()


def test_what_a_task_can_mend_is_mended_by_it() -> None:
    assert commands(found("fmt", FORMAT), options=WRITE) == ["gotasks fmt --write"]


def test_code_that_cannot_be_read_is_mended_by_nobody_else() -> None:
    assert commands(found("fmt", SYNTAX), options=WRITE) == ["gotasks check"]


def test_a_test_is_repeated_alone() -> None:
    assert commands(found("race-test", TEST)) == [TEST.repeat]


def test_what_is_mended_by_hand_is_judged_again() -> None:
    assert commands(found("vet", PRINTF)) == ["gotasks check"]


@pytest.mark.parametrize(
    ("front", "command"),
    [
        (Front("gotasks", ("vet",), "worktree"), "gotasks vet"),
        (Front("inv", ("vet",), "worktree"), "inv vet"),
        (Front("inv", ("vet",), "HEAD~1", flags=("--tree", "HEAD~1")), "inv vet --tree 'HEAD~1'"),
        (Front("nox", ("check",), "worktree"), "nox -s check"),
        (Front("nox", ("ci",), "HEAD", flags=("--go", "1.25")), "nox -s ci -- --go 1.25"),
        (Front("hook pre-commit", ("pre-commit",), "index"), "git commit"),
        (Front("hook pre-push", ("pre-push",), "1" * 40), "git push"),
    ],
)
def test_the_front_that_was_used_is_named(front: Front, command: str) -> None:
    assert commands(found("vet", PRINTF), front=front) == [command]


def test_tasks_that_did_not_run_are_named_with_the_flag_that_runs_them() -> None:
    first, last = steps(stopped())

    assert (first.command, first.does) == (
        "gotasks fmt --write",
        "mends chain.go in the working tree; then git add",
    )
    assert last.command == "gotasks pre-commit --tree index --keep-going"
    assert last.does == "runs the other 5 too"


def test_what_was_not_judged_is_judged_again_when_its_cause_is_mended() -> None:
    assert [step.command for step in steps(unjudged())] == ["gotasks check", "gotasks check --keep-going"]


def test_what_took_too_long_gets_twice_the_time() -> None:
    late = Run(("go", "vet"), ".", "check", "timed out", None, 90.0, "")
    result = Result("vet", problem="go was stopped after 90 s", runs=(late,))

    assert commands(result, options={"vet": {"timeout": "90s"}}) == ["gotasks vet --timeout 3m"]


def test_what_was_interrupted_begins_again() -> None:
    assert [step.command for step in steps(interrupted())] == ["gotasks check"]
