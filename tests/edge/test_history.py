"""Which trees a change starts from, in real repositories."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import Repo, make

from gotasks.core.baseline import Baseline
from gotasks.core.errors import UsageError
from gotasks.edge import git
from gotasks.edge.history import History, Start
from gotasks.edge.trees import Trees

NewRepo = Callable[..., Repo]


def history(repo: Repo, cache: Path, **environ: str) -> History:
    environment = {**os.environ, **environ}
    return History(Trees(git.locate(str(repo.path), environment), cache, environment), environment)


def ask(repo: Repo, cache: Path, source: str = "worktree", start: Start = "branch", revision: str = "") -> Baseline:
    past = history(repo, cache)
    return past.baseline(past.trees.take(source), start, revision)


def commits(baseline: Baseline) -> list[str]:
    return [tree.commit for tree in baseline.trees]


def clone(repo: Repo, path: Path, *flags: str) -> Repo:
    repo.git("clone", "-q", *flags, f"file://{repo.path}", str(path))
    return Repo(path, repo.env)


def test_a_commit_starts_from_head(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo()
    head = repo.git("rev-parse", "HEAD")
    repo.write({"x": "1"}).git("add", "-A")

    assert commits(ask(repo, cache, "index", "commit")) == [head]


def test_the_first_commit_starts_from_nothing(tmp_path: Path, cache: Path) -> None:
    repo = make(tmp_path / "empty").write({"x": "1"})
    repo.git("add", "-A")

    for start in ("commit", "branch"):
        found = ask(repo, cache, "index", start)
        assert (found.kind, found.reason) == ("none", "this is the first commit")


def test_a_commit_of_the_same_tree_has_no_baseline(new_repo: NewRepo, cache: Path) -> None:
    assert ask(new_repo(), cache, "index", "commit").kind == "none"


def test_a_merge_starts_from_all_its_sides(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo()
    repo.git("checkout", "-q", "-b", "side")
    side = repo.write({"side": "1"}).commit()
    repo.git("checkout", "-q", "main")
    main = repo.write({"main": "1"}).commit()
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")

    assert commits(ask(repo, cache, "index", "commit")) == [main, side]


def test_an_automatic_merge_is_told_by_githead_variables(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo()
    first = repo.git("rev-parse", "HEAD")
    repo.write({"x": "1"}).commit()
    repo.write({"y": "1"}).git("add", "-A")
    past = history(repo, cache, **{f"GITHEAD_{first}": "side"})

    assert first in commits(past.baseline(past.trees.take("index"), "commit"))


def test_a_branch_starts_where_it_left_the_remotes_default_branch(
    new_repo: NewRepo, tmp_path: Path, cache: Path
) -> None:
    upstream = new_repo()
    repo = clone(upstream, tmp_path / "clone")
    fork = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-q", "-b", "topic")
    repo.write({"one": "1"}).commit()
    upstream.write({"other": "1"}).commit()
    repo.git("fetch", "-q")
    head = repo.write({"two": "1"}).commit()

    assert commits(ask(repo, cache)) == [fork]
    assert commits(ask(repo, cache, head)) == [fork]
    assert commits(ask(repo, cache, revision="HEAD~1")) == [repo.git("rev-parse", "HEAD~1")]


def test_on_the_default_branch_itself_the_parents_count(new_repo: NewRepo, tmp_path: Path, cache: Path) -> None:
    upstream = new_repo()
    upstream.write({"x": "1"}).commit()
    repo = clone(upstream, tmp_path / "clone")

    assert commits(ask(repo, cache)) == [repo.git("rev-parse", "HEAD~1")]


def test_without_a_remote_the_local_default_branch_counts(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo()
    fork = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-q", "-b", "topic")
    repo.write({"one": "1"}).commit()
    repo.write({"two": "1"}).commit()

    assert commits(ask(repo, cache)) == [fork]


def test_an_orphan_branch_has_nothing_in_common(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo()
    repo.git("checkout", "-q", "--orphan", "fresh")
    repo.write({"one": "1"}).commit()
    found = ask(repo, cache)

    assert (found.kind, "nothing in common" in found.reason) == ("none", True)


def test_a_shallow_clone_cannot_tell(new_repo: NewRepo, tmp_path: Path, cache: Path) -> None:
    upstream = new_repo()
    upstream.write({"x": "1"}).commit()
    repo = clone(upstream, tmp_path / "clone", "--depth=1")
    found = ask(repo, cache)

    assert (found.kind, "fetch-depth: 0" in found.reason) == ("unreadable", True)


def test_a_shallow_branch_that_left_before_the_cut_cannot_tell(new_repo: NewRepo, tmp_path: Path, cache: Path) -> None:
    upstream = new_repo()
    upstream.git("checkout", "-q", "-b", "topic")
    upstream.write({"one": "1"}).commit()
    upstream.git("checkout", "-q", "main")
    upstream.write({"two": "1"}).commit()
    repo = clone(upstream, tmp_path / "clone", "--depth=1", "--no-single-branch")
    repo.git("checkout", "-q", "topic")

    assert ask(repo, cache).kind == "unreadable"


def test_an_unknown_base_is_a_wrong_usage(new_repo: NewRepo, cache: Path) -> None:
    with pytest.raises(UsageError, match="--base: 'nowhere' is no revision"):
        ask(new_repo(), cache, revision="nowhere")


def test_new_commits_are_told_oldest_first(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo()
    repo.git("checkout", "-q", "-b", "topic")
    repo.write({"one": "1"}).commit("one\n\nwhy")
    repo.write({"two": "1"}).commit("zwei ä")
    past = history(repo, cache)
    judged = past.trees.take("HEAD")
    found = past.commits(past.baseline(judged, "branch"), judged, "branch")

    assert [commit.message.strip() for commit in found] == ["one\n\nwhy", "zwei ä"]
    assert found[-1].id == repo.git("rev-parse", "HEAD")


def test_the_change_of_a_merge_is_what_no_side_has(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a": "1\n", "b": "1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.write({"a": "side\n"}).commit()
    repo.git("checkout", "-q", "main")
    repo.write({"b": "main\n"}).commit()
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repo.write({"evil": "1\n"}).git("add", "-A")
    past = history(repo, cache)
    judged = past.trees.take("index")
    known = past.known(past.baseline(judged, "commit"), judged)

    assert set(past.change(known, judged).added) == {"evil"}
    shown = past.trees.git("log", "-p", "-U0", "-1", past.commit(known, judged))
    assert b"+++ b/evil" in shown
    assert b"side" not in shown


def test_the_judged_configuration_is_laid_over_the_base(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a.go": "package a\n", ".golangci.yml": "old", "x/staticcheck.conf": "gone"})
    repo.git("rm", "-q", "x/staticcheck.conf")
    repo.write({".golangci.yml": "new", "y/.golangci.yml": "more", "a.go": "package b\n"})
    past = history(repo, cache)
    judged = past.trees.take("worktree")
    (base,) = past.baseline(judged, "commit").trees
    laid = past.laid(base.id, past.trees.git.entries(judged.id))
    texts = {entry.path: past.trees.git.blobs([entry.oid])[entry.oid] for entry in past.trees.git.entries(laid)}

    assert texts == {"a.go": b"package a\n", ".golangci.yml": b"new", "y/.golangci.yml": b"more"}


def test_a_base_with_the_same_configuration_is_its_own_tree(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo({"a.go": "package a\n", ".golangci.yml": "same"})
    repo.write({"a.go": "package b\n"})
    past = history(repo, cache)
    judged = past.trees.take("worktree")
    (base,) = past.baseline(judged, "commit").trees

    assert past.laid(base.id, past.trees.git.entries(judged.id)) == base.id


def test_a_remote_whose_default_branch_nobody_names_cannot_tell(new_repo: NewRepo, tmp_path: Path, cache: Path) -> None:
    upstream = new_repo()
    upstream.git("checkout", "-q", "-b", "develop")
    upstream.git("branch", "-q", "-D", "main")
    repo = clone(upstream, tmp_path / "clone")
    named = ask(repo, cache, revision="HEAD").kind
    repo.git("remote", "set-head", "origin", "--delete")
    repo.write({"x": "1"}).commit()
    found = ask(repo, cache)
    repo.git("remote", "set-head", "origin", "--auto")

    assert (named, found.kind, ask(repo, cache).kind) == ("none", "unreadable", "compared")
    assert "git remote set-head" in found.reason


def test_a_branch_of_an_empty_commit_has_changed_nothing(new_repo: NewRepo, cache: Path) -> None:
    repo = new_repo()
    repo.write({"old": "1"}).commit()
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit("nothing")

    for source in ("worktree", "HEAD"):
        found = ask(repo, cache, source)
        assert (found.kind, found.reason) == ("none", "nothing has changed since")
