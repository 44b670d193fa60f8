"""What a test was seen to read, and whether it is as it was."""

from __future__ import annotations

import pytest

from gotasks.core.reads import (
    ABSENT,
    BLIND,
    CODE,
    LISTEN,
    MADE,
    MOST,
    NAMES,
    SIZELESS,
    SOURCES,
    WHOLE,
    Accessed,
    Files,
    Ran,
    rests,
)
from gotasks.core.tree import Entry

ENTRIES = (
    Entry("100644", "1" * 40, "a/a.go"),
    Entry("100644", "2" * 40, "a/testdata/x"),
    Entry("100755", "3" * 40, "a/testdata/deep/y"),
    Entry("120000", "4" * 40, "link"),
    Entry("100644", "5" * 40, "top"),
)
FILES = Files(ENTRIES, "whole")


@pytest.mark.parametrize(
    ("path", "flip", "same"),
    [
        pytest.param("a/testdata/x", Entry("100644", "9" * 40, "a/testdata/x"), False, id="content"),
        pytest.param("a/testdata/x", Entry("100755", "2" * 40, "a/testdata/x"), False, id="mode"),
        pytest.param("a/testdata/x", Entry("100644", "9" * 40, "top"), True, id="another file"),
        pytest.param(
            "a/testdata",
            Entry("100644", "9" * 40, "a/testdata/new"),
            False,
            id="a new file in a folder that was listed",
        ),
        pytest.param(
            "a", Entry("100644", "9" * 40, "a/testdata/new"), True, id="deeper than the folder that was listed"
        ),
        pytest.param(
            "a/testdata/", Entry("100644", "9" * 40, "a/testdata/new"), True, id="a folder that was looked for"
        ),
        pytest.param("a/new", Entry("100644", "9" * 40, "a/new"), False, id="what was not there"),
        pytest.param("a/new/x", Entry("100644", "9" * 40, "a/new"), False, id="a file on the way"),
        pytest.param("a/new/x", Entry("120000", "9" * 40, "a/new"), False, id="a link on the way"),
        pytest.param("a/new/", Entry("100644", "9" * 40, "a/new/x"), False, id="a folder that was not there"),
        pytest.param(WHOLE, Entry("100644", "9" * 40, "top"), False, id="the whole tree"),
        pytest.param(f"a{NAMES}", Entry("100644", "9" * 40, "a/a.go"), True, id="a content where names count"),
        pytest.param(f"a{NAMES}", Entry("100755", "1" * 40, "a/a.go"), False, id="a mode where names count"),
        pytest.param(f"a{NAMES}", Entry("100644", "9" * 40, "a/new"), False, id="a name where names count"),
        pytest.param(f".{SOURCES}", Entry("100644", "9" * 40, "top"), True, id="what Go does not build of"),
        pytest.param(f"a{SOURCES}", Entry("100644", "9" * 40, "a/a.go"), False, id="a Go file"),
        pytest.param(f".{SOURCES}", Entry("100644", "9" * 40, "new"), False, id="a name where Go looks"),
        pytest.param(LISTEN, Entry("100644", "9" * 40, "new"), True, id="nothing"),
    ],
)
def test_a_change_is_seen_where_it_was_read(path: str, flip: Entry, same: bool) -> None:  # noqa: FBT001
    states = FILES.states([path])
    rows = {entry.path: entry for entry in (*ENTRIES, flip)}

    assert (Files(rows.values(), "other").changed(states) is None) == same
    assert FILES.changed(states) is None


@pytest.mark.parametrize(
    ("flip", "same"),
    [
        pytest.param(Entry("100644", "9" * 40, "a/testdata/x"), True, id="what it would have been seen to read"),
        pytest.param(Entry("100755", "2" * 40, "a/testdata/x"), False, id="a mode"),
        pytest.param(Entry("100644", "9" * 40, "new"), False, id="a file that was not there"),
        pytest.param(Entry("100644", "9" * 40, "b.go"), True, id="what Go reads"),
        pytest.param(Entry("160000", "9" * 40, "sub"), False, id="what lies in another repository"),
    ],
)
def test_what_nobody_sees_is_names_and_modes(flip: Entry, same: bool) -> None:  # noqa: FBT001
    entries = (*ENTRIES, Entry("100644", "3" * 40, "b.go"), Entry("160000", "4" * 40, "sub"))
    rows = {entry.path: entry for entry in (*entries, flip)}

    assert (Files(rows.values(), "other").changed(Files(entries, "tree").states([BLIND])) is None) == same


@pytest.mark.parametrize(
    ("flip", "same"),
    [
        pytest.param(Entry("100644", "9" * 40, "a/a.go"), False, id="content"),
        pytest.param(Entry("100755", "1" * 40, "a/a.go"), False, id="a mode"),
        pytest.param(Entry("100644", "9" * 40, "a/testdata/x"), True, id="what Go does not read"),
        pytest.param(Entry("100644", "9" * 40, "a/b.go"), False, id="a new file"),
    ],
)
def test_the_code_is_what_go_reads(flip: Entry, same: bool) -> None:  # noqa: FBT001
    def files(*entries: Entry) -> Files:
        compiled = frozenset(entry.path for entry in entries if entry.path.endswith(".go"))
        return Files(entries, "", compiled=lambda: compiled)

    rows = {entry.path: entry for entry in (*ENTRIES, flip)}

    assert (files(*rows.values()).changed(files(*ENTRIES).states([CODE])) is None) == same


SEEN = {"m/a": ("a/x",), "m/b": ("b",), "m/c": ()}


@pytest.mark.parametrize(
    ("accessed", "more", "found"),
    [
        pytest.param(Accessed(), {}, SEEN, id="as it was seen"),
        pytest.param(Accessed(unlisted=frozenset("b")), {}, {**SEEN, "m/b": ("b/",)}, id="a folder not listed"),
        pytest.param(Accessed((f"b{NAMES}",)), {}, {**SEEN, "m/b": (f"b{NAMES}",)}, id="a folder listed"),
        pytest.param(
            Accessed(("x", f"b{NAMES}")),
            {"m/c": (BLIND,)},
            {**SEEN, "m/b": (f"b{NAMES}",), "m/c": (BLIND, "x", "b")},
            id="a folder listed, and one is blind",
        ),
        pytest.param(
            Accessed(("x", f"b{NAMES}")),
            {"m/c": (BLIND, SIZELESS)},
            {**SEEN, "m/b": (f"b{NAMES}",), "m/c": (BLIND, "x", f"b{SOURCES}")},
            id="a folder listed, and nobody asks for sizes",
        ),
        pytest.param(
            Accessed(left=("b/out",)),
            {"m/b": (LISTEN, "b")},
            {**SEEN, "m/b": (BLIND, CODE, "a/x", "b", LISTEN)},
            id="left where one looks, to whom it is listened",
        ),
        pytest.param(
            Accessed(left=("b/out",)), {}, {**SEEN, "m/b": (BLIND, CODE, "a/x", "b")}, id="left where one looks"
        ),
        pytest.param(
            Accessed((f"b{NAMES}",), left=("b/out",)),
            {},
            {**SEEN, "m/b": (BLIND, CODE, "a/x", f"b{NAMES}")},
            id="left where one lists",
        ),
        pytest.param(Accessed(left=("a/out/",)), {}, SEEN, id="left where nobody looks"),
        pytest.param(
            Accessed(left=("a/out/",), met=True),
            {},
            dict.fromkeys(SEEN, (BLIND, CODE, "a/x", "b")),
            id="left, and read",
        ),
        pytest.param(
            Accessed(left=("out",)),
            {"m/c": (BLIND,)},
            {**SEEN, "m/c": (BLIND, CODE, "a/x", "b")},
            id="left, and one is blind",
        ),
        pytest.param(Accessed(), {"m/c": (BLIND,)}, {**SEEN, "m/c": (BLIND,)}, id="nothing left, and one is blind"),
        pytest.param(
            Accessed(("a/x",)), {"m/c": (BLIND,)}, {**SEEN, "m/c": (BLIND, "a/x")}, id="one is blind, and may have read"
        ),
        pytest.param(
            Accessed(stirred=True),
            {"m/c": (BLIND,)},
            {**SEEN, "m/c": (BLIND, CODE, "a/x", "b")},
            id="something taken away, and one is blind",
        ),
        pytest.param(Accessed(stirred=True), {}, SEEN, id="something taken away, and nobody is blind"),
        pytest.param(Accessed(), {"m/c": (MADE, "o")}, {**SEEN, "m/c": (BLIND, CODE, "a/x", "b", "o")}, id="met"),
        pytest.param(
            Accessed(left=("out",)),
            {"m/c": (WHOLE,)},
            {**SEEN, "m/c": (BLIND, CODE, WHOLE, "a/x", "b")},
            id="left, and one rests on the whole tree",
        ),
        pytest.param(
            Accessed(),
            {"m/a": tuple(map(str, range(MOST))), "m/c": (MADE,)},
            {**SEEN, "m/a": tuple(map(str, range(MOST))), "m/c": (WHOLE,)},
            id="too many",
        ),
    ],
)
def test_who_met_what_another_left_rests_on_what_that_rests_on(
    accessed: Accessed, more: dict[str, tuple[str, ...]], found: dict[str, tuple[str, ...]]
) -> None:
    assert rests([Ran({**SEEN, **more}, (), accessed)]) == found


@pytest.mark.parametrize(
    ("accessed", "paths", "found"),
    [
        pytest.param(Accessed(left=("out",), met=True, stirred=True), (MADE, "x"), ("x",), id="it left something"),
        pytest.param(Accessed(("x", "y"), stirred=True), (BLIND,), (BLIND, "x", "y"), id="it looks past its log"),
    ],
)
def test_what_was_left_while_one_ran_alone_is_its_own(
    accessed: Accessed, paths: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert rests([Ran(SEEN, (), Accessed()), Ran({"m/d": paths}, (), accessed)])["m/d"] == found


@pytest.mark.parametrize(
    ("paths", "met"),
    [
        pytest.param((MADE,), True, id="it met something"),
        pytest.param((BLIND,), True, id="it looks past its log"),
        pytest.param(("x",), False, id="all is seen that it read"),
    ],
)
def test_what_ran_alone_may_have_met_what_was_left_before(paths: tuple[str, ...], met: bool) -> None:  # noqa: FBT001
    step = Ran({"m/d": paths}, (), Accessed(), clean=False)

    assert (CODE in rests([Ran(SEEN, (), Accessed()), step])["m/d"]) == met


@pytest.mark.parametrize(
    ("accessed", "spotless"),
    [
        pytest.param(Accessed(("x",), met=True), True, id="read"),
        pytest.param(Accessed(left=("x",)), False, id="left"),
        pytest.param(Accessed(stirred=True), False, id="made and taken away"),
        pytest.param(Accessed(written=True), False, id="written"),
    ],
)
def test_a_checkout_is_spotless_where_nothing_was_changed(accessed: Accessed, spotless: bool) -> None:  # noqa: FBT001
    assert accessed.spotless == spotless


def test_what_nobody_knows_who_read_counts_for_all() -> None:
    found = rests([Ran(SEEN, ("x",), Accessed())])

    assert found == {"m/a": ("a/x", "x"), "m/b": ("b", "x"), "m/c": ("x",)}


def test_what_is_gone_is_absent() -> None:
    assert FILES.state("a/none") == ABSENT
    assert Files(ENTRIES[:1], "x").changed(FILES.states(["a/testdata/x"])) == "a/testdata/x"
