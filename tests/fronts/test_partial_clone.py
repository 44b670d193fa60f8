"""Partial clones: what a tree needs is fetched at once; without the remote nothing is judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gitrepo import GOOD, Repo, footprint

NewRepo = Callable[..., Repo]

OLD = {
    f"n{number}/n.go": f"// Package n counts.\npackage n\n\n// N is {number}.\nconst N = {number}\n"
    for number in range(9)
}
BAD = 'package a\n\nimport "fmt"\n\nfunc init() { fmt.Printf("%d", "x") }\n'


def clone(new_repo: NewRepo, tmp_path: Path, flag: str) -> Repo:
    """Make a partial clone of a repository whose first commit is old, and let it do without checking out."""
    origin = new_repo({**GOOD, **OLD, "a/bad.go": BAD}, "origin")
    origin.write(
        {"a/a.go": GOOD["a/a.go"] + "\n// Two is two.\nconst Two = 2\n", "n1/n.go": "// Package n.\npackage n\n"}
    )
    origin.commit()
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
    origin.git("clone", "-q", "--no-checkout", flag, f"file://{origin.path}", str(tmp_path / "clone"))
    return Repo(tmp_path / "clone", origin.env)


def fetches(repo: Repo) -> int:
    return len(list((repo.path / ".git/objects/pack").glob("*.promisor")))


@pytest.mark.parametrize(("flag", "most"), [("--filter=blob:none", 2), ("--filter=tree:0", 6)])
def test_what_is_missing_is_fetched_at_once(
    new_repo: NewRepo, report: Callable[..., dict[str, Any]], tmp_path: Path, flag: str, most: int
) -> None:
    repo = clone(new_repo, tmp_path, flag)
    before, had = footprint(repo.path), fetches(repo)
    found = report(repo, "vet", "--tree", "HEAD")

    assert found["verdict"]["status"] == "passed"
    assert found["baseline"]["kind"] == "compared"
    assert fetches(repo) - had <= most
    assert footprint(repo.path) == before


def test_a_sparse_blobless_clone_has_the_whole_tree(
    new_repo: NewRepo, report: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    repo = clone(new_repo, tmp_path, "--filter=blob:none")
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "a")
    repo.git("checkout", "-q", "main")
    repo.write({"a/b.go": "package a\n"}).git("add", "a")
    found: dict[str, Any] = {}
    for source in ("index", "worktree"):
        found = report(repo, "vet", "--tree", source)

        assert found["verdict"]["status"] == "passed"
        assert found["tree"] == repo.git("write-tree")
    assert len([part for part in found["tasks"][0]["result"]["parts"] if part["kind"] == "package"]) == 10


def test_without_the_remote_nothing_is_judged(new_repo: NewRepo, gotasks: Callable[..., Any], tmp_path: Path) -> None:
    repo = clone(new_repo, tmp_path, "--filter=blob:none")
    (tmp_path / "origin").rename(tmp_path / "away")
    done = gotasks(repo, "vet", "--tree", "HEAD")

    assert done.returncode == 3
    assert "objects of the tree are not in this partial clone, and cannot be fetched from origin" in done.stderr
