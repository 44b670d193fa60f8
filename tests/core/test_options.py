"""Kinds of options: what may be said as text and in TOML."""

from __future__ import annotations

from typing import Any

import pytest

from gotasks.core import options
from gotasks.core.options import Kind

COLOUR = options.choice("red", "green")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        pytest.param(options.FLAG, "true", True, id="a flag"),
        pytest.param(options.FLAG, "false", False, id="a flag that is off"),
        pytest.param(options.TEXT, "a b", "a b", id="a text"),
        pytest.param(options.LIST, "a,b c,, d", ("a", "b", "c", "d"), id="a list by commas and spaces"),
        pytest.param(options.LIST, "", (), id="an empty list"),
        pytest.param(options.COUNT, "3", 3, id="a count"),
        pytest.param(options.DURATIONS, "1h2m3.5s", "1h2m3.5s", id="a duration"),
        pytest.param(options.PERCENT, "79.90", "79.90", id="a percentage stays as it was written"),
        pytest.param(COLOUR, "green", "green", id="a choice"),
    ],
)
def test_what_is_read_from_text(kind: Kind, text: str, value: Any) -> None:
    assert kind.from_text(text) == value


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        pytest.param(options.FLAG, False, False, id="a flag"),
        pytest.param(options.TEXT, "", "", id="an empty text"),
        pytest.param(options.LIST, ["a", "b,c"], ("a", "b,c"), id="a list is not split again"),
        pytest.param(options.COUNT, 1, 1, id="a count"),
        pytest.param(options.DURATIONS, "90s", "90s", id="a duration"),
        pytest.param(options.PERCENT, 80, "80", id="a whole percentage"),
        pytest.param(options.PERCENT, 79.9, "79.9", id="a percentage"),
        pytest.param(options.PERCENT, 0, "0", id="0 percent"),
        pytest.param(options.PERCENT, 100, "100", id="100 percent"),
        pytest.param(COLOUR, "red", "red", id="a choice"),
    ],
)
def test_what_is_read_from_toml(kind: Kind, said: Any, value: Any) -> None:
    assert kind.from_toml(said) == value


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        pytest.param(options.COUNT, "0", "a whole number above 0", id="a count of 0"),
        pytest.param(options.COUNT, "many", "a whole number above 0", id="a word as a count"),
        pytest.param(options.DURATIONS, "10", "a duration above 0", id="a duration without a unit"),
        pytest.param(options.DURATIONS, "0s", "a duration above 0", id="a duration of nothing"),
        pytest.param(options.DURATIONS, "-1s", "a duration above 0", id="a duration below 0"),
        pytest.param(options.DURATIONS, "10m\n", "a duration above 0", id="a duration with a line end"),
        pytest.param(options.PERCENT, "101", "a number from 0 to 100", id="more than all"),
        pytest.param(options.PERCENT, "-1", "a number from 0 to 100", id="less than nothing"),
        pytest.param(options.PERCENT, "1/0", "a number from 0 to 100", id="no number"),
        pytest.param(options.PERCENT, "nan", "a number from 0 to 100", id="not a number"),
        pytest.param(COLOUR, "blue", '"red" or "green"', id="not among the choices"),
    ],
)
def test_what_text_cannot_mean(kind: Kind, text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        kind.from_text(text)


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        pytest.param(options.FLAG, "true", "true or false", id="a text for a flag"),
        pytest.param(options.FLAG, 1, "true or false", id="a number for a flag"),
        pytest.param(options.TEXT, 1, "a string", id="a number for a text"),
        pytest.param(options.LIST, "a", "a list of strings", id="a text for a list"),
        pytest.param(options.LIST, ["a", 1], "a list of strings", id="a number in a list"),
        pytest.param(options.COUNT, True, "a whole number above 0", id="true for a count"),
        pytest.param(options.COUNT, 1.5, "a whole number above 0", id="a fraction for a count"),
        pytest.param(options.COUNT, "1", "a whole number above 0", id="a text for a count"),
        pytest.param(options.DURATIONS, 10, "a duration above 0", id="a number for a duration"),
        pytest.param(options.PERCENT, "80", "a number from 0 to 100", id="a text for a percentage"),
        pytest.param(options.PERCENT, True, "a number from 0 to 100", id="true for a percentage"),
        pytest.param(options.PERCENT, float("nan"), "a number from 0 to 100", id="not a number"),
        pytest.param(options.PERCENT, float("inf"), "a number from 0 to 100", id="infinity"),
        pytest.param(options.PERCENT, [80], "a number from 0 to 100", id="a list for a percentage"),
        pytest.param(COLOUR, 1, '"red" or "green"', id="a number for a choice"),
        pytest.param(COLOUR, ["red"], '"red" or "green"', id="a list for a choice"),
    ],
)
def test_what_toml_cannot_mean(kind: Kind, said: Any, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        kind.from_toml(said)


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("90s", 90.0), ("10m", 600.0), ("1h30m", 5400.0), ("1.5s", 1.5), ("250ms", 0.25), ("1m500ms", 60.5)],
)
def test_seconds_of_a_duration(duration: str, seconds: float) -> None:
    assert options.seconds(duration) == seconds


def test_a_choice_names_itself_for_help_and_schema() -> None:
    assert (COLOUR.metavar, COLOUR.schema) == ("red|green", {"enum": ["red", "green"]})
