"""The store forgets rather than lies."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gotasks.core.keys import digest
from gotasks.core.parts import Kept
from gotasks.core.result import Finding, Part, Result
from gotasks.edge import store
from gotasks.edge.store import Store

KEY = digest("a key")
RESULT = Result("vet", (Part("package", "example.com/m", (Finding("a.go", 1, 2, "printf", "m"),), "2026-01-01"),))


def test_what_was_put_is_got(tmp_path: Path) -> None:
    Store(tmp_path).put(KEY, RESULT)

    assert Store(tmp_path).get(KEY) == RESULT
    assert Store(tmp_path).get(digest("another")) is None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"task": "vet"}', b"\xff\x00", b"null"])
def test_a_broken_entry_is_no_entry(tmp_path: Path, body: bytes) -> None:
    Store(tmp_path).put(KEY, RESULT)
    (tmp_path / KEY[:2] / f"{KEY}.json").write_bytes(body)

    assert Store(tmp_path).get(KEY) is None


def test_a_store_that_cannot_be_written_loses_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where the folder should be")

    Store(tmp_path / "store").put(KEY, RESULT)

    assert Store(tmp_path / "store").get(KEY) is None


def test_unused_entries_are_removed_and_used_ones_stay(tmp_path: Path) -> None:
    old, used = digest("old"), digest("used")
    for key in (old, used):
        Store(tmp_path).put(key, RESULT)
        past = time.time() - store.AGE - 10
        os.utime(tmp_path / key[:2] / f"{key}.json", (past, past))
    Store(tmp_path).get(used)

    Store(tmp_path).prune()

    assert Store(tmp_path).get(old) is None
    assert Store(tmp_path).get(used) == RESULT


def test_a_shelf_is_read_once_and_again_when_another_run_has_written_it(tmp_path: Path) -> None:
    one, other = ({"m": (Kept(key, Part("package", "m")),)} for key in ("one", "other"))
    ours, theirs = Store(tmp_path), Store(tmp_path)
    ours.shelve(KEY, one)
    first = ours.shelf(KEY)
    again = ours.shelf(KEY)
    theirs.shelve(KEY, other)

    assert first == one
    assert again is first
    assert ours.shelf(KEY) == other


def test_a_shelf_that_is_gone_is_empty(tmp_path: Path) -> None:
    ours = Store(tmp_path)
    ours.shelve(KEY, {"m": ()})
    ours.shelf(KEY)
    (tmp_path / KEY[:2] / f"{KEY}.json").unlink()

    assert ours.shelf(KEY) == {}
