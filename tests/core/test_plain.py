"""Frozen values to plain JSON data and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotasks.core.command import Command, Outcome
from gotasks.core.coverage import Coverage, Covered
from gotasks.core.plain import from_plain, to_plain
from gotasks.core.report import Front, Go, Report, Surroundings, TaskReport
from gotasks.core.result import Finding, Part, Result, Run, Verdict
from gotasks.core.settings import OwnCommand
from gotasks.core.task import Toolchain, Tree
from gotasks.core.tree import Entry, Module, Package

NUMBERS = st.floats(0, 1e6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
MAPPINGS = st.dictionaries(st.text(max_size=3), JSON, max_size=2)
STRINGS = st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2)

st.register_type_strategy(float, NUMBERS)
st.register_type_strategy(TaskReport, st.builds(TaskReport, options=MAPPINGS))
FINDINGS = st.builds(Finding)
PARTS = st.builds(Part, findings=st.lists(FINDINGS, max_size=2).map(tuple))
RESULTS = st.builds(Result, parts=st.lists(PARTS, max_size=2).map(tuple))
REPORTS = st.builds(
    Report,
    settings=MAPPINGS,
    environment=st.builds(Surroundings, go=STRINGS),
    tasks=st.lists(st.builds(TaskReport, result=RESULTS, options=MAPPINGS), max_size=2).map(tuple),
    schema=st.just("urn:gotasks:schema:report:1"),
)

SIMPLE = (
    Covered,
    Coverage,
    Front,
    Go,
    Finding,
    Run,
    Part,
    Verdict,
    Result,
    TaskReport,
    OwnCommand,
    Tree,
    Toolchain,
    Entry,
    Module,
    Package,
)


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_value_goes_through_json_unchanged(kind: type[Any], data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))

    assert from_plain(kind, json.loads(json.dumps(to_plain(value)))) == value


@given(REPORTS)
def test_a_report_goes_through_json_unchanged(report: Report) -> None:
    assert Report.from_plain(json.loads(json.dumps(report.to_plain()))) == report


@pytest.mark.parametrize("data", [None, [], {}, {"schema": "urn:gotasks:schema:report:0"}])
def test_what_is_no_report_of_this_version(data: Any) -> None:
    with pytest.raises(ValueError, match=r"not a report that this gotasks reads: schema is .*, expected 'urn:"):
        Report.from_plain(data)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        pytest.param(None, None, id="nothing"),
        pytest.param("a", "a", id="a text"),
        pytest.param((1, (2.5, True)), [1, [2.5, True]], id="tuples become lists"),
        pytest.param([1], [1], id="a list stays a list"),
        pytest.param({"a": (1,), 2: "b"}, {"a": [1], "2": "b"}, id="keys become texts"),
        pytest.param(
            Covered("a", 1, 2, ((1, 3), (7, 7))),
            {"name": "a", "covered": 1, "statements": 2, "missed": [[1, 3], [7, 7]]},
            id="a named tuple",
        ),
        pytest.param(
            Result("fmt", coverage=Coverage(1, 2)),
            {
                "task": "fmt",
                "parts": [],
                "problem": "",
                "skipped": "",
                "notes": [],
                "coverage": {"covered": 1, "statements": 2, "packages": [], "files": []},
                "runs": [],
            },
            id="named tuples all the way down",
        ),
        pytest.param(Covered, Covered, id="a class is no value"),
    ],
)
def test_to_plain(value: Any, plain: Any) -> None:
    assert to_plain(value) == plain


class Every(NamedTuple):
    """A field of every kind that is read."""

    text: str
    number: float
    whole: int
    flag: bool
    pair: tuple[str, int]
    many: tuple[Covered, ...]
    maybe: Covered | None
    word: Literal["a", 1]
    anything: Any
    table: Mapping[str, Any]


GOOD = {
    "text": "t",
    "number": 1,
    "whole": 2,
    "flag": True,
    "pair": ["x", 3],
    "many": [{"name": "a", "covered": 0, "statements": 1, "missed": []}],
    "maybe": None,
    "word": "a",
    "anything": [{}],
    "table": {"k": []},
}


def test_every_kind_of_field_is_read() -> None:
    assert from_plain(Every, GOOD) == Every(
        text="t",
        number=1,
        whole=2,
        flag=True,
        pair=("x", 3),
        many=(Covered("a", 0, 1),),
        maybe=None,
        word="a",
        anything=[{}],
        table={"k": []},
    )


def test_what_may_be_nothing_may_be_something() -> None:
    found = from_plain(Every, {**GOOD, "maybe": {"name": "b", "covered": 1, "statements": 1, "missed": [[2, 3]]}})

    assert found.maybe == Covered("b", 1, 1, ((2, 3),))


@pytest.mark.parametrize(
    ("field", "wrong", "message"),
    [
        pytest.param("text", 1, "expected str, found 1", id="a number for a text"),
        pytest.param("text", None, "expected str, found None", id="nothing for a text"),
        pytest.param("number", "1", "expected float, found '1'", id="a text for a number"),
        pytest.param("number", True, "expected float, found True", id="true for a number"),
        pytest.param("whole", 1.5, "expected int, found 1.5", id="a fraction for a count"),
        pytest.param("whole", True, "expected int, found True", id="true for a count"),
        pytest.param("flag", 1, "expected bool, found 1", id="1 for true"),
        pytest.param("pair", ["x"], "zip", id="one of a pair"),
        pytest.param("pair", "xy", "expected a list, found 'xy'", id="a text for a pair"),
        pytest.param("many", {}, "expected a list, found {}", id="an object for a list"),
        pytest.param("many", [{"name": "a"}], "expected Covered with name, covered, statements", id="a field missing"),
        pytest.param(
            "many",
            [{"name": "a", "covered": 0, "statements": 1, "missed": [], "more": 0}],
            "expected Covered with name, covered, statements",
            id="a field too many",
        ),
        pytest.param("maybe", [], "expected Covered with", id="a list for an object"),
        pytest.param("word", "b", "expected one of", id="another word"),
        pytest.param("word", [], "expected one of", id="a list for a word"),
        pytest.param("table", [], "expected", id="a list for a table"),
    ],
)
def test_a_field_of_another_type_is_an_error(field: str, wrong: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_plain(Every, {**GOOD, field: wrong})


def test_an_error_shows_little_of_what_was_found() -> None:
    with pytest.raises(ValueError, match="expected int, found '") as raised:
        from_plain(Every, {**GOOD, "whole": "x" * 10_000})

    assert len(str(raised.value)) < 200


def test_an_outcome_holds_bytes_and_is_no_json() -> None:
    with pytest.raises(TypeError):
        json.dumps(to_plain(Outcome(Command(("go",)), stdout=b"x")))
