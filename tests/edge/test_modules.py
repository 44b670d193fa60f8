"""What modules elsewhere say of the tree's own: their go.mod files, and the sources of those that are older."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotasks.core.task import Toolchain
from gotasks.core.tree import Module
from gotasks.edge.modules import required

OURS = frozenset(["example.com/ours"])
MODULE = Module(".", "example.com/ours")
TEXTS = {"go.mod": "module example.com/ours\n\nrequire example.com/Other v1.0.0\n"}


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Return a module cache with one module, whose go.mod says nothing but its name."""
    write(tmp_path / "cache/download/example.com/!other/@v/v1.0.0.mod", "module example.com/Other\n")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text)


def said(cache: Path) -> tuple[str, ...] | None:
    return required(OURS, (MODULE,), (), TEXTS, Toolchain(env=(("GOMODCACHE", str(cache)),)))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('import "example.com/ours/a"', id="plain"),
        pytest.param('import _ "example.com/\\x6furs/a"', id="with an escape"),
        pytest.param('import (\n\t"fmt"\n\n\t. "example.com/\\157urs"\n)', id="with an escape, among others"),
    ],
)
def test_what_the_sources_of_an_old_module_import_counts_as_required(cache: Path, line: str) -> None:
    write(cache / "example.com/!other@v1.0.0/deep/a.go", f"package deep\n\n{line}\n")
    (text,) = said(cache) or ()

    assert "require example.com/ours" in text.split("\n")


def test_sources_that_do_not_name_ours_say_nothing(cache: Path) -> None:
    write(cache / "example.com/!other@v1.0.0/a.go", 'package other\n\nimport "example.com/third"\n')

    assert said(cache) == ("module example.com/Other\n",)


def test_a_go_mod_that_go_has_written_says_it_all(cache: Path) -> None:
    text = "module example.com/Other\n\ngo 1.20\n\nrequire example.com/ours v1.0.0\n"
    (cache / "cache/download/example.com/!other/@v/v1.0.0.mod").write_text(text)

    assert said(cache) == (text,)


def test_what_is_not_in_the_cache_says_nothing_that_can_be_relied_on(tmp_path: Path) -> None:
    assert said(tmp_path) is None
