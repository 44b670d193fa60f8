"""From names to tasks, in order, each once."""

from __future__ import annotations

import pytest

from gotasks.core.errors import ExitCode, UsageError
from gotasks.core.result import Result
from gotasks.core.select import choose, left_out
from gotasks.core.task import Task


def named(name: str, *needs: str) -> Task:
    return Task(name, "", lambda _: (), lambda _, __: Result(name), needs=needs)


TASKS = {task.name: task for task in (named("fmt"), named("vet"), named("test"), named("html", "test"))}
SUITES = {
    "check": ("fmt", "vet"),
    "ci": ("check", "html"),
    "loop": ("fmt", "back"),
    "back": ("loop",),
    "self": ("self",),
}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["vet"], ["vet"], id="a task"),
        pytest.param(["vet", "fmt"], ["vet", "fmt"], id="in the order they were named"),
        pytest.param(["vet", "vet"], ["vet"], id="each once"),
        pytest.param(["check"], ["fmt", "vet"], id="a suite"),
        pytest.param(["vet", "check"], ["vet", "fmt"], id="a task and a suite that holds it"),
        pytest.param(["ci"], ["fmt", "vet", "test", "html"], id="a suite in a suite"),
        pytest.param(["html"], ["test", "html"], id="what is needed comes before"),
        pytest.param(["html", "test"], ["test", "html"], id="what is needed comes once"),
    ],
)
def test_choose(names: list[str], expected: list[str]) -> None:
    assert [task.name for task in choose(names, TASKS, SUITES)] == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("vett", "no task or suite is called 'vett'; did you mean vet?", id="nearly a task"),
        pytest.param("chek", "no task or suite is called 'chek'; did you mean check?", id="nearly a suite"),
        pytest.param(
            "zzz",
            "no task or suite is called 'zzz'; there is back, check, ci, fmt, html, loop, self, test, vet",
            id="like nothing",
        ),
        pytest.param("self", "suite self holds itself: self -> self", id="a suite that holds itself"),
        pytest.param(
            "loop", "suite loop holds itself: loop -> back -> loop", id="a suite that holds itself by another"
        ),
    ],
)
def test_what_cannot_be_chosen(name: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        choose([name], TASKS, SUITES)

    assert (str(raised.value), raised.value.exit_code) == (message, ExitCode.USAGE)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("vet", {"vet": "GOTASKS_SKIP"}, id="a task"),
        pytest.param(" check,", {"fmt": "GOTASKS_SKIP", "vet": "GOTASKS_SKIP"}, id="a suite"),
        pytest.param("test", {"test": "GOTASKS_SKIP", "html": "GOTASKS_SKIP: it needs test"}, id="what another needs"),
        pytest.param("html\nvet", {"vet": "GOTASKS_SKIP", "html": "GOTASKS_SKIP"}, id="what needs another"),
        pytest.param("other", {}, id="a task that is not of this run"),
    ],
)
def test_what_is_left_out(said: str, expected: dict[str, str]) -> None:
    chosen = choose(["ci"], TASKS, SUITES)

    assert left_out(said, chosen, {**TASKS, "other": named("other")}, SUITES) == expected
