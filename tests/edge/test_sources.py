"""What Go files say is kept by blob id, and what cannot be read of it is read anew."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import Repo

from gotasks.core import source
from gotasks.edge import git, sources
from gotasks.edge.trees import Trees

NewRepo = Callable[..., Repo]
Read = Callable[..., list[str]]


@pytest.fixture
def read(new_repo: NewRepo, cache: Path) -> Read:
    """Return what reads the imports of Go files, of a tree that has them alone, with what was kept before."""
    repo = new_repo({"README.md": ""})
    cache.mkdir(parents=True, exist_ok=True)
    taken = Trees(git.locate(str(repo.path), dict(os.environ)), cache, dict(os.environ))

    def imports(*named: str) -> list[str]:
        for old in repo.path.glob("*.go"):
            old.unlink()
        repo.write({f"{name}.go": f'package a\n\nimport _ "{name}"\n' for name in named}).git("add", "-A")
        entries = [each for each in taken.git.entries(taken.take("index").id) if each.path.endswith(".go")]
        return sorted(path for said in sources.read(taken.git, cache, entries).values() for path in said.imports)

    return imports


def kept(cache: Path) -> Path:
    return cache / f"sources-{source.FORM}.json"


def test_what_is_new_is_kept_beside_what_was_known(read: Read, cache: Path) -> None:
    assert read("a") == ["a"]
    assert read("a", "b") == ["a", "b"]
    assert read("b", "c") == ["b", "c"]

    assert len(json.loads(kept(cache).read_bytes())) == 3


def test_of_what_is_known_only_what_the_tree_has_stays_where_it_is_much(read: Read, cache: Path) -> None:
    for number in range(sources.SPARE + 1):
        assert read(f"a{number}") == [f"a{number}"]

    assert len(json.loads(kept(cache).read_bytes())) == 1


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"0": 1}', b'{"0": [1, 2]} x'])
def test_what_cannot_be_read_is_read_anew(read: Read, cache: Path, damage: bytes) -> None:
    read("a")
    kept(cache).write_bytes(damage)

    assert read("a", "b") == ["a", "b"]
    assert len(json.loads(kept(cache).read_bytes())) == 2


def test_space_around_what_is_kept_does_not_count(read: Read, cache: Path) -> None:
    read("a")
    kept(cache).write_bytes(kept(cache).read_bytes() + b"\n")

    assert read("a", "b") == ["a", "b"]
    assert len(json.loads(kept(cache).read_bytes())) == 2
