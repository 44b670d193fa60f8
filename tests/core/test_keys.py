"""Digests: equal values, equal digest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotasks.core.keys import digest
from gotasks.core.tree import Entry

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def test_a_digest_is_sha256_in_hex() -> None:
    assert digest() == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, id="the order of a dict"),
        pytest.param((1, 2), [1, 2], id="a tuple and a list"),
        pytest.param(
            Entry("100644", "0", "a"), {"mode": "100644", "oid": "0", "path": "a"}, id="a dataclass and its data"
        ),
    ],
)
def test_equal_values_have_one_digest(one: object, other: object) -> None:
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("ab", "c"), ("a", "bc"), id="where one part ends and the next begins"),
        pytest.param(("1",), (1,), id="a text and a number"),
        pytest.param((True,), (1,), id="true and 1"),
        pytest.param(("",), (None,), id="an empty text and nothing"),
        pytest.param((["a", "b"],), (["b", "a"],), id="the order of a list"),
        pytest.param(("a",), (["a"],), id="a text and a list of it"),
        pytest.param(("\udcff",), ("\udcfe",), id="bytes of a name that are no UTF-8"),
    ],
)
def test_other_values_have_another_digest(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert digest(*one) != digest(*other)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_the_order_of_insertion_never_counts(value: dict[str, object]) -> None:
    assert digest(dict(reversed(value.items()))) == digest(value)
