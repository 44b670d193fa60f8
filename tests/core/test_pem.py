"""Which changes touch a part of a private key."""

from __future__ import annotations

import pytest

from gotasks.core.pem import partly

KIND = b"RSA PRIVATE KEY"
KEY = b"-----BEGIN " + KIND + b"-----\nline2\nline3\n-----END " + KIND + b"-----\n"


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        pytest.param([], False, id="nothing"),
        pytest.param([(1, 1)], False, id="a line above"),
        pytest.param([(6, 1)], False, id="lines below"),
        pytest.param([(3, 2)], True, id="the body"),
        pytest.param([(2, 1)], True, id="the first line alone"),
        pytest.param([(1, 4)], True, id="all but the last line"),
        pytest.param([(2, 4)], False, id="all of it"),
        pytest.param([(1, 1), (9, 1)], True, id="the body of the second"),
    ],
)
def test_partly(added: list[tuple[int, int]], expected: bool) -> None:  # noqa: FBT001 - a column
    assert partly(b"text\n" + KEY + b"text\n" + KEY, added) is expected


def test_what_is_no_whole_key_is_none() -> None:
    assert not partly(KEY[:-10], [(2, 1)])
    assert not partly(KEY.replace(b"PRIVATE", b"PUBLIC"), [(2, 1)])
