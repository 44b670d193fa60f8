"""schemas/report.schema.json and the named tuples of a report agree."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from gotasks.core.baseline import Baseline, BaseTree, Kind
from gotasks.core.command import Ended, Environment
from gotasks.core.coverage import Coverage, Covered
from gotasks.core.errors import ExitCode
from gotasks.core.report import SCHEMA, Front, Go, Report, Surroundings, TaskReport, UsedTool
from gotasks.core.result import Finding, Part, Result, Run, Severity, State, Status, Verdict
from gotasks.edge import schema

OBJECTS: dict[str, type[Any]] = {
    "front": Front,
    "go": Go,
    "tool": UsedTool,
    "baseline": Baseline,
    "base-tree": BaseTree,
    "environment": Surroundings,
    "verdict": Verdict,
    "task": TaskReport,
    "result": Result,
    "part": Part,
    "finding": Finding,
    "run": Run,
    "coverage": Coverage,
    "covered": Covered,
}
WORDS = {
    ("verdict", "status"): Status,
    ("finding", "severity"): Severity,
    ("finding", "state"): State,
    ("baseline", "kind"): Kind,
    ("run", "ended"): Ended,
    ("run", "environment"): Environment,
}

RUN = Run(("go", "vet", "./..."), ".", "check", "exited", 0, 0.5, "")
FINDING = Finding("a.go", 1, 2, "printf", "wrong type", tool="go vet", text="x", repeat="go vet -printf .")
RESULT = Result(
    "vet",
    (Part("package", "example.org/hello", (FINDING,), "2026-01-02T03:04:05.678Z"),),
    notes=("a note",),
    coverage=Coverage(1, 2, (Covered("p", 1, 2),), (Covered("a.go", 1, 2),)),
    runs=(RUN,),
)
REPORT = Report(
    "0.1.0",
    Front("gotasks", ("check",), "worktree"),
    "0" * 40,
    "2026-01-02T03:04:05.678Z",
    1.5,
    {"race": "required"},
    Baseline("compared", (BaseTree("1" * 40, "2" * 40),), "refs/remotes/origin/main"),
    Go("go1.26.8", "0" * 64, ""),
    (UsedTool("staticcheck", "v0.8.2", "gotasks"),),
    Surroundings(("HOME", "PATH"), {"GOOS": "linux"}),
    (Run(("go", "mod", "download"), ".", "fetch", "not started", None, 0.0, "no such file"),),
    (TaskReport("vet", Verdict("failed", "1 finding"), RESULT, 0.5),),
    Verdict("failed", "vet"),
    1,
)


def definition(name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema.load("report")["$defs"][name]
    return found


def names_of(kind: type[Any]) -> list[str]:
    return [*kind._fields]


@pytest.mark.parametrize(("name", "kind"), OBJECTS.items(), ids=OBJECTS)
def test_an_object_has_the_fields_of_its_named_tuple_and_requires_them_all(name: str, kind: type[Any]) -> None:
    found = definition(name)

    assert list(found["properties"]) == names_of(kind)
    assert found["required"] == names_of(kind)
    assert found["additionalProperties"] is False


def test_a_report_has_the_fields_of_its_named_tuple_and_requires_them_all() -> None:
    found = schema.load("report")

    assert set(found["properties"]) == set(found["required"]) == set(names_of(Report))
    assert found["additionalProperties"] is False


def test_every_object_of_the_schema_is_a_named_tuple() -> None:
    objects = {name for name, found in schema.load("report")["$defs"].items() if "properties" in found}

    assert objects == set(OBJECTS)


@pytest.mark.parametrize(("place", "words"), WORDS.items(), ids=lambda item: ".".join(item) if item in WORDS else "")
def test_a_word_is_one_of_its_type(place: tuple[str, str], words: Any) -> None:
    assert definition(place[0])["properties"][place[1]]["enum"] == list(get_args(words))


def test_parts_are_of_the_kinds_that_a_part_may_be() -> None:
    assert definition("part")["properties"]["kind"]["enum"] == ["tree", "module", "package", "file"]


def test_a_report_says_how_the_program_ends() -> None:
    codes = schema.load("report")["properties"]["exit_status"]["enum"]

    assert codes == [code for code in ExitCode if code is not ExitCode.USAGE]


def test_the_schema_is_named_like_the_report() -> None:
    assert schema.load("report")["$id"] == SCHEMA


def test_a_report_validates() -> None:
    assert schema.errors("report", REPORT.to_plain()) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        pytest.param({"exit_status": 2}, "$.exit_status", id="an exit status that no report has"),
        pytest.param({"tree": "HEAD"}, "$.tree", id="a revision for a tree"),
        pytest.param({"started_at": "yesterday"}, "$.started_at", id="a word for a time"),
        pytest.param({"verdict": {"status": "failed", "reason": ""}}, "$.verdict.reason", id="failed without a reason"),
        pytest.param({"more": 1}, "$", id="a field too many"),
    ],
)
def test_what_is_no_report_does_not_validate(change: dict[str, Any], place: str) -> None:
    (error,) = schema.errors("report", {**REPORT.to_plain(), **change})

    assert error.startswith(f"{place}: ")
