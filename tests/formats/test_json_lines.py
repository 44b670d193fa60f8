"""JSON in lines: nothing is lost, and what holds nothing else is one line."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gotasks.formats.json_lines import encoded

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
DATA = st.recursive(
    LEAVES, lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=5), below, max_size=4)
)


@given(DATA)
def test_all_comes_back(data: Any) -> None:
    assert json.loads(encoded(data)) == data


def test_an_object_that_holds_no_other_is_one_line() -> None:
    data = {"tasks": [{"name": "vet", "parts": [{"name": "a", "findings": []}, {"name": "é", "findings": [{"r": 1}]}]}]}

    assert encoded(data).decode("ascii").splitlines() == [
        "{",
        ' "tasks": [',
        "  {",
        '   "name": "vet",',
        '   "parts": [',
        '    {"name": "a", "findings": []},',
        "    {",
        '     "name": "\\u00e9",',
        '     "findings": [',
        '      {"r": 1}',
        "     ]",
        "    }",
        "   ]",
        "  }",
        " ]",
        "}",
    ]
