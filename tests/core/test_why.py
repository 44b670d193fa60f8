"""Why a part has to be asked again."""

from __future__ import annotations

import pytest

from gotasks.core.parts import Kept
from gotasks.core.reads import ABSENT, BLIND, CODE, WHOLE, Files
from gotasks.core.result import Part
from gotasks.core.tree import Entry
from gotasks.core.why import LEFT, NOTHING, PROGRAMS, UNSEEN, why

FILES = Files([Entry("100644", "1" * 40, "a/x")], "this tree")


@pytest.mark.parametrize(
    ("way", "said"),
    [
        pytest.param(("a/a.go",), "a/a.go changed", id="its own"),
        pytest.param(("b/b.go", "b"), "b/b.go changed, which it imports", id="an import"),
        pytest.param(("d/d.go", "d", "c", "b"), "d/d.go changed, which it imports by way of b, c", id="far away"),
        pytest.param(
            (),
            "README.md changed, and nobody sees all that it rests on (C, assembly, links, system calls)",
            id="C",
        ),
    ],
)
def test_what_changed_its_key_is_named(way: tuple[str, ...], said: str) -> None:
    assert why(Kept("old", Part("package", "m/a")), "new", FILES, frozenset(["README.md"]), lambda: way) == said


@pytest.mark.parametrize(
    ("reads", "said"),
    [
        pytest.param({"a/x": "other"}, "a/x changed, which its tests read", id="a file"),
        pytest.param({"a/": ABSENT}, "a changed, which its tests read", id="a folder"),
        pytest.param(
            {WHOLE: "that tree"},
            f"b.go changed, and not all is seen that its tests read: {UNSEEN}",
            id="anything",
        ),
        pytest.param(
            {BLIND: "those files"},
            f"b.go changed, and {PROGRAMS}",
            id="what programs do",
        ),
        pytest.param({CODE: "that code"}, f"b.go changed, and {LEFT}", id="what another test left"),
        pytest.param({}, "what has changed cannot be asked about without it", id="nothing"),
    ],
)
def test_what_was_read_and_changed_is_named(reads: dict[str, str], said: str) -> None:
    kept = Kept("key", Part("package", "m/a"), reads)

    assert why(kept, "key", FILES, frozenset(["b.go", "c.go"]), lambda: ()) == said


def test_without_an_answer_there_is_nothing_to_compare_with() -> None:
    assert why(None, "key", FILES, frozenset(), lambda: ()) == NOTHING


def test_what_rests_on_the_whole_tree_names_the_first_change() -> None:
    kept = Kept("old", Part("tree", "."))

    assert why(kept, "new", FILES, frozenset(["b", "a"]), None) == "a changed, and it rests on the whole tree"
    assert why(kept, "new", FILES, frozenset(), None) == "the tree changed, and it rests on the whole tree"
