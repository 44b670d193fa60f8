"""The tree that is judged, for each way git makes a commit, and that taking it touches nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import Repo, footprint, make

from gotasks.core.errors import NotJudgedError, UsageError
from gotasks.edge import git, trees
from gotasks.edge.trees import Trees

NewRepo = Callable[..., Repo]


def of(repo: Repo, cache: Path, **env: str) -> Trees:
    environ = {**os.environ, **env}
    cache.mkdir(parents=True, exist_ok=True)
    return Trees(git.locate(str(repo.path), environ), cache, environ)


def listing(taken: Trees, tree: str) -> list[str]:
    return [entry.path for entry in taken.git.entries(tree)]


def test_the_index_is_taken_and_not_the_working_tree(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n"})
    repo.write({"a": "2\n"}).git("add", "a")
    repo.write({"a": "3\n", "untracked": ""})
    taken = of(repo, cache)

    tree = taken.take("index").id

    assert taken.git("cat-file", "blob", f"{tree}:a") == b"2\n"
    assert listing(taken, tree) == ["a"]


def test_taking_a_tree_changes_no_file_of_the_users(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n", "b": "1\n"})
    repo.write({"a": "2\n"}).git("add", "a")
    repo.write({"b": "2\n", "new": ""}).git("add", "-N", "new")
    before = footprint(repo.path)
    taken = of(repo, cache)

    for source in ("index", "worktree", "HEAD"):
        taken.take(source)

    assert footprint(repo.path) == before


def test_no_object_is_written_into_the_users_repository(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n"})
    repo.write({"b": "new\n"}).git("add", "b")
    repo.write({"c": "newer\n"})
    before = sorted((repo.path / ".git/objects").rglob("*"))

    of(repo, cache).take("index")
    of(repo, cache).take("worktree")

    assert sorted((repo.path / ".git/objects").rglob("*")) == before


def test_an_editor_that_holds_the_index_lock_is_no_hindrance(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n"})
    (repo.path / ".git/index.lock").touch()

    assert of(repo, cache).take("index").id == repo.git("rev-parse", "HEAD^{tree}")
    assert of(repo, cache).take("worktree").id == repo.git("rev-parse", "HEAD^{tree}")


def test_intent_to_add_is_not_in_the_tree(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n"})
    repo.write({"new": "x"}).git("add", "-N", "new")
    taken = of(repo, cache)

    assert listing(taken, taken.take("index").id) == ["a"]


def test_a_split_index_is_read(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n", "b": "1\n"})
    repo.git("update-index", "--split-index")
    repo.write({"a": "2\n"}).git("add", "a")
    assert list((repo.path / ".git").glob("sharedindex.*"))
    before = footprint(repo.path)
    taken = of(repo, cache)

    assert taken.git("cat-file", "blob", f"{taken.take('index').id}:a") == b"2\n"
    assert taken.take("worktree").id == taken.take("index").id
    assert footprint(repo.path) == before


def test_the_index_that_git_names_to_the_hook_counts(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n", "b": "1\n"})
    repo.write({"a": "2\n", "b": "2\n"})
    repo.git("add", "a", GIT_INDEX_FILE=str(repo.path / ".git/next-index-1.lock"))
    taken = of(repo, cache, GIT_INDEX_FILE=".git/next-index-1.lock")

    assert listing(taken, taken.take("index").id) == ["a"]


def test_the_working_tree_is_what_add_all_would_give(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n", "gone": "1\n", ".gitignore": "ignored\n", "moved": "content\n"})
    repo.write({"a": "2\n", "new/file": "x", "ignored": "x"})
    (repo.path / "gone").unlink()
    (repo.path / "moved").rename(repo.path / "moved2")
    os.symlink("a", repo.path / "link")
    taken = of(repo, cache)
    found = taken.take("worktree").id

    repo.git("add", "-A")

    assert found == repo.git("write-tree")


def test_an_unborn_branch_has_a_tree(cache: Path, tmp_path: Path) -> None:
    repo = make(tmp_path / "fresh")
    repo.write({"a": "1\n"})
    taken = of(repo, cache)

    assert listing(taken, taken.take("index").id) == []
    assert listing(taken, taken.take("worktree").id) == ["a"]


def test_a_linked_worktree_has_its_own_index(new_repo: NewRepo, cache: Path, tmp_path: Path) -> None:
    repo = new_repo({"a": "1\n"})
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Repo(tmp_path / "linked", repo.env)
    linked.write({"b": "1\n"}).git("add", "b")
    taken = of(linked, cache)

    assert listing(taken, taken.take("index").id) == ["a", "b"]


def test_a_revision_has_tree_and_commit(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n"})
    taken = of(repo, cache).take("HEAD")

    assert (taken.id, taken.commit) == (repo.git("rev-parse", "HEAD^{tree}"), repo.git("rev-parse", "HEAD"))


@pytest.mark.parametrize("revision", ["no-such", "--output=x", "HEAD:a"])
def test_what_is_no_revision_is_refused(new_repo: NewRepo, cache: Path, revision: str) -> None:
    with pytest.raises(UsageError, match="neither index, worktree nor a revision"):
        of(new_repo({"a": "1\n"}), cache).take(revision)


def test_unmerged_files_are_told(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n"})
    repo.git("checkout", "-q", "-b", "other")
    repo.write({"a": "2\n"}).commit()
    repo.git("checkout", "-q", "main")
    repo.write({"a": "3\n"}).commit()
    repo.git("merge", "other", check=False)

    with pytest.raises(UsageError, match="resolve the conflicts"):
        of(repo, cache).take("index")


def test_a_flood_of_untracked_files_names_its_folder(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n"})
    (repo.path / "node_modules").mkdir()
    for number in range(trees.UNTRACKED_FILES + 1):
        (repo.path / "node_modules" / str(number)).touch()

    with pytest.raises(NotJudgedError, match=r"most of them in node_modules: add it to \.gitignore"):
        of(repo, cache).take("worktree")


def test_a_flood_of_bytes_names_its_folder(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n"})
    (repo.path / "out").mkdir()
    with (repo.path / "out" / "image").open("wb") as file:
        file.truncate(trees.UNTRACKED_BYTES + 1)

    with pytest.raises(NotJudgedError, match="most of them in out"):
        of(repo, cache).take("worktree")


def test_a_sha256_repository_works(cache: Path, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "long", dict(os.environ))
    repo.path.mkdir()
    repo.git("init", "-q", "--object-format=sha256")
    repo.write({"a": "1\n"}).commit()

    assert of(repo, cache).take("index").id == repo.git("rev-parse", "HEAD^{tree}")


def test_outside_a_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run git init"):
        git.locate(str(tmp_path), os.environ)


@pytest.mark.parametrize("mode", [("--cone", "--sparse-index"), ("--no-cone",)])
def test_a_sparse_checkout_has_the_whole_tree(new_repo: NewRepo, cache: Path, mode: tuple[str, ...]) -> None:
    repo = new_repo({"a/a": "1\n", "b/b": "1\n", "c/d/e": "1\n"})
    repo.git("sparse-checkout", "set", *mode, "a")
    repo.write({"a/a": "2\n", "b/outside": "x\n"}).git("add", "a/a")
    taken = of(repo, cache)

    assert listing(taken, taken.take("index").id) == ["a/a", "b/b", "c/d/e"]
    assert listing(taken, taken.take("worktree").id) == ["a/a", "b/b", "b/outside", "c/d/e"]


def test_objects_that_are_borrowed_by_a_relative_path_are_seen(cache: Path, tmp_path: Path) -> None:
    source = make(tmp_path / "source", None, {"a": "1\n"})
    source.git("clone", "-q", "--shared", str(source.path), str(tmp_path / "clone"))
    clone = Repo(tmp_path / "clone", source.env)
    clone.write({".git/objects/info/alternates": "../../../source/.git/objects\n"})
    taken = of(clone, cache)

    assert taken.git("cat-file", "blob", f"{taken.take('index').id}:a") == b"1\n"
