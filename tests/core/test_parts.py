"""Parts that are known, and the union of what is known and what was asked."""

from __future__ import annotations

import pytest

from gotasks.core.coverage import Coverage, Covered
from gotasks.core.parts import MOST, Kept, answers, holding, passed, put, union, unlistened, without
from gotasks.core.reads import BLIND, DEAF, LISTEN, WHOLE, Files
from gotasks.core.result import Finding, Part, Result
from gotasks.core.tree import Entry

FILES = Files([Entry("100644", "1" * 40, "a/x")], "tree")
THEN, NOW = "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"
FOLDERS = {"m/a": "a", "m/b": "b"}


def kept(key: str = "k", name: str = "m/a", reads: dict[str, str] | None = None) -> Kept:
    return Kept(key, Part("package", name, ran_at=THEN), reads or {})


def cover(name: str, covered: int, statements: int) -> Coverage:
    file = Covered(f"{FOLDERS[name]}/x.go", covered, statements)
    return Coverage(covered, statements, (Covered(name, covered, statements),), (file,))


def test_an_answer_holds_where_key_and_reads_are_as_they_were() -> None:
    read = FILES.states(["a/x"])
    shelf = {"m/a": (kept("other"), kept(reads={"a/x": "elsewise"}), kept(reads=read))}

    assert holding(shelf, {"m/a": "k", "m/b": "k"}, FILES) == {"m/a": shelf["m/a"][2]}
    assert holding(shelf, {"m/a": "new"}, FILES) == {}
    assert holding({"m/a": (kept(reads={WHOLE: "another tree"}),)}, {"m/a": "k"}, FILES) == {}


def test_the_newest_answers_are_kept_each_once() -> None:
    shelf: dict[str, tuple[Kept, ...]] = {}
    for key in [*"abcde", "d"]:
        shelf = put(shelf, {"m/a": kept(key)}, ["m/a"])

    assert [each.key for each in shelf["m/a"]] == list("decb")
    assert len(shelf["m/a"]) == MOST


def test_parts_that_are_gone_for_long_make_room() -> None:
    shelf = put({f"old/{number}": (kept(),) for number in range(500)}, {"m/a": kept()}, ["m/a"])

    assert set(shelf) == {"m/a"}


def test_a_result_is_taken_apart_with_its_coverage() -> None:
    part = Part("package", "m/a", (Finding("a/x.go", 1, 0, "r", "m"),), NOW, "note")
    whole = Coverage(
        3,
        5,
        cover("m/a", 1, 2).packages + cover("m/b", 2, 3).packages,
        cover("m/a", 1, 2).files + cover("m/b", 2, 3).files,
    )
    taken = answers(
        Result("t", (part,), coverage=whole), "package", {"m/a": "1", "m/b": "2"}, {"m/b": {"x": "s"}}, FOLDERS
    )

    assert taken == {
        "m/a": Kept("1", part, {}, cover("m/a", 1, 2)),
        "m/b": Kept("2", Part("package", "m/b", ran_at=NOW), {"x": "s"}, cover("m/b", 2, 3)),
    }
    assert union(Result("t"), ["m/a", "m/b"], taken).coverage == whole


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(
            Result("t", (Part("tree", ".", (Finding("", 0, 0, "r", "m"),), NOW),)), id="a finding of the tree"
        ),
        pytest.param(
            Result("t", (Part("package", "m/b", (Finding("b/x.go", 1, 0, "r", "m"),), NOW),)), id="of another part"
        ),
        pytest.param(Result("t", (Part("tree", "."),), coverage=cover("m/b", 1, 1)), id="coverage of another part"),
        pytest.param(
            Result("t", (Part("tree", "."),), coverage=cover("m/a", 1, 1)._replace(files=cover("m/b", 1, 1).files)),
            id="a file of another part",
        ),
    ],
)
def test_what_belongs_to_no_part_that_was_asked_for_cannot_be_taken_apart(result: Result) -> None:
    assert answers(result, "package", {"m/a": "1"}, {}, FOLDERS) is None


def test_a_union_says_of_each_part_when_it_was_asked() -> None:
    now = Kept("k", Part("package", "m/b", ran_at=NOW))
    made = union(Result("t", (Part("package", "m/b", ran_at=NOW),)), ["m/a", "m/b"], {"m/b": now, "m/a": kept()})

    assert [(part.name, part.ran_at) for part in made.parts] == [("m/a", THEN), ("m/b", NOW)]


def test_a_pass_holds_for_what_was_built_where_its_reads_and_what_is_common_are_as_they_were() -> None:
    row = kept()._replace(built="b", common="c")
    red = row._replace(built="r", part=row.part._replace(findings=(Finding("a.go", 1, 0, "rule", "message"),)))
    others = (
        row._replace(built="", key="1"),
        row._replace(built="x", common="other"),
        row._replace(built="y", reads={WHOLE: "another tree"}),
        red,
    )

    assert passed({"m/a": (row, *others), "m/b": (row._replace(built="z"),)}, ["m/a"], FILES, "c") == {"b": row}


def test_nobody_listens_again_at_once_to_what_was_red_and_never_where_that_told_nothing() -> None:
    newest = kept(reads={"x": "s", LISTEN: ""})
    shelf = dict.fromkeys(("m/a", "m/b", "m/c"), (newest, newest))

    assert unlistened(shelf, {"m/a": (LISTEN, "x"), "m/b": (BLIND, DEAF), "m/d": ()}) == {
        "m/a": (kept(reads={"x": "s"}), newest),
        "m/b": (kept(reads={"x": "s", DEAF: ""}), newest),
        "m/c": (newest, newest),
    }


def test_what_is_red_takes_away_the_passes_of_what_was_built() -> None:
    row = kept()._replace(key="old", built="b")
    other = row._replace(built="other")

    assert without({"m/a": (row, other)}, {"m/a": "new"}, FILES, {"b"}) == {"m/a": (other,)}
