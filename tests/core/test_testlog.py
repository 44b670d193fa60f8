"""The log of a test binary, and the paths of the tree that it names."""

from __future__ import annotations

import pytest

from gotasks.core.reads import WHOLE, Files
from gotasks.core.testlog import FIRST, inside, parse, paths
from gotasks.core.tree import Entry

ROOT = "/slot/m"
ENTRIES = (Entry("100644", "1" * 40, "a/a.go"), Entry("120000", "2" * 40, "link"))
FILES = Files(ENTRIES, "whole")


def found(log: str, folder: str = "a") -> tuple[str, ...] | None:
    logged = parse((FIRST + log).encode(), folder, ROOT)
    return paths(logged, ROOT, FILES) if logged else None


@pytest.mark.parametrize(
    ("log", "wanted"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param("open testdata/x\n", ("a/testdata/x",), id="from the package's folder"),
        pytest.param("open ../top\nopen /slot/m/top\n", ("top",), id="elsewhere in the tree"),
        pytest.param("open /etc/hosts\nopen ../../x\nopen /slot/mm/x\n", (), id="outside"),
        pytest.param("stat testdata\n", ("a/testdata/",), id="looked for"),
        pytest.param("chdir testdata\nopen x\n", ("a/testdata/x", "a/testdata/"), id="from another folder"),
        pytest.param("chdir /tmp\nopen x\n", (), id="from a folder outside"),
        pytest.param("getenv HOME\n", (), id="a variable, which is in the key"),
        pytest.param("open ../link\n", (WHOLE, "link"), id="a link"),
        pytest.param("open ../link/x\n", (WHOLE, "link/x"), id="by way of a link"),
        pytest.param("open ..\n", (".",), id="the root"),
        pytest.param("open testdata/../x\n", (WHOLE, "a/x"), id="back up from what may be a link"),
        pytest.param("open ../../x\nopen ../top\n", ("top",), id="up alone"),
    ],
)
def test_the_log_names_paths_of_the_tree(log: str, wanted: tuple[str, ...]) -> None:
    assert found(log) == wanted


@pytest.mark.parametrize(
    "log",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"# other\nopen x\n", id="no log"),
        pytest.param(FIRST.encode() + b"open x", id="cut short"),
        pytest.param(FIRST.encode() + b"erase x\n", id="a word that nobody knows"),
    ],
)
def test_what_is_no_log_tells_nothing(log: bytes) -> None:
    assert parse(log, "a", ROOT) is None


def test_how_often_the_folder_was_changed_is_told() -> None:
    logged = parse(f"{FIRST}chdir testdata\nopen x\nchdir /tmp\n".encode(), "a", ROOT)

    assert logged
    assert logged.moves == 2


def test_inside_is_below_the_root() -> None:
    assert (inside(ROOT, ROOT), inside(f"{ROOT}/a", ROOT), inside("/slot/mm", ROOT)) == (".", "a", None)
