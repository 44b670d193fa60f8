"""What a push brings, in real repositories."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from gitrepo import Repo, make

from gotasks.core.push import Update
from gotasks.edge import git
from gotasks.edge.git import Git
from gotasks.edge.outgoing import Sending, reach

NewRepo = Callable[..., Repo]


def sending(repo: Repo, *updates: Update, name: str = "origin", url: str = "") -> Sending:
    environ = dict(os.environ)
    return Sending(Git(str(repo.path), environ), git.locate(str(repo.path), environ), updates, name, url)


def update(repo: Repo, revision: str, old: str = "") -> Update:
    oid = repo.git("rev-parse", revision)
    return Update(revision, oid, "refs/heads/x", repo.git("rev-parse", old) if old else "0" * len(oid))


def test_objects_are_peeled_to_commit_and_tree(new_repo: NewRepo) -> None:
    repo = new_repo()
    repo.git("tag", "-a", "-m", "x", "inner")
    repo.git("tag", "-a", "-m", "x", "outer", "inner")
    head, tree = repo.git("rev-parse", "HEAD"), repo.git("rev-parse", "HEAD^{tree}")
    found = sending(repo, *(update(repo, name) for name in ("outer", "HEAD^{tree}", "HEAD:go.mod")))
    gone = Update("x", "1" * 40, "x", "0" * 40)
    outer, only_tree, blob = (found.peeled[each.oid] for each in found.updates)

    assert (outer.commit, outer.tree, outer.here) == (head, tree, True)
    assert (only_tree.commit, only_tree.tree, only_tree.here) == ("", tree, True)
    assert (blob.commit, blob.tree, blob.here) == ("", "", True)
    assert not sending(repo, gone).peeled[gone.oid].here


def test_sha256_has_longer_ids(tmp_path: Path) -> None:
    repo = make(tmp_path / "long")
    repo.git("init", "-q", "--object-format=sha256", str(tmp_path / "sha256"))
    long = Repo(tmp_path / "sha256", repo.env)
    long.write({"x": "1"}).commit()
    found = sending(long, update(long, "HEAD"))

    assert len(found.updates[0].oid) == 64
    assert found.new == {long.git("rev-parse", "HEAD")}


def test_what_the_remote_has_is_not_new(new_repo: NewRepo) -> None:
    repo = new_repo()
    repo.git("remote", "add", "origin", "../nowhere")
    repo.git("remote", "add", "other", "../elsewhere")
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    fresh = repo.write({"x": "1"}).commit()

    assert sending(repo, update(repo, "HEAD")).new == {fresh}
    assert sending(repo, update(repo, "HEAD~1")).new == frozenset()
    assert len(sending(repo, update(repo, "HEAD"), name="other").new) == 2
    assert sending(repo, update(repo, "HEAD"), name="../nowhere", url="../nowhere").new == {fresh}
    assert len(sending(repo, update(repo, "HEAD"), name="../unknown", url="../unknown").new) == 2
    assert sending(repo, update(repo, "HEAD", "HEAD~1"), name="../unknown").new == {fresh}


def test_a_remote_called_like_the_first_part_of_another_has_not_what_that_one_has(new_repo: NewRepo) -> None:
    repo = new_repo()
    repo.git("remote", "add", "origin", "../nowhere")
    for key, value in (("url", "../elsewhere"), ("fetch", "+refs/heads/*:refs/remotes/origin/fork/*")):
        repo.git("config", f"remote.origin/fork.{key}", value)
    repo.git("update-ref", "refs/remotes/origin/fork/main", "HEAD")

    assert len(sending(repo, update(repo, "HEAD")).new) == 1
    assert len(sending(repo, update(repo, "HEAD"), name="origin/fork").new) == 0


def test_commits_come_with_their_trees_and_where_they_start(new_repo: NewRepo) -> None:
    repo = new_repo()
    base = repo.git("rev-parse", "HEAD")
    repo.git("remote", "add", "origin", "../nowhere")
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    rows = [(repo.write({"x": text}).commit(), repo.git("rev-parse", "HEAD^{tree}")) for text in "123"]
    found = sending(repo, update(repo, "HEAD"))
    line = found.line(rows[-1][0])

    assert (line.commits, line.starts) == (tuple(rows), (base,))
    assert reach(found.git, ["HEAD", f"^{rows[0][0]}"]).commits == tuple(rows[1:])


def test_of_two_starts_the_one_that_holds_the_other_counts(new_repo: NewRepo) -> None:
    repo = new_repo()
    first, second = repo.git("rev-parse", "HEAD"), repo.write({"x": "1"}).commit()

    assert sending(repo).independent((first, second, first)) == (second,)
    assert sending(repo).independent(()) == ()


def test_a_forced_update_does_not_come_after_what_was_there(new_repo: NewRepo) -> None:
    repo = new_repo()
    first, second = repo.git("rev-parse", "HEAD"), repo.write({"x": "1"}).commit()

    assert sending(repo).is_forward(first, second)
    assert not sending(repo).is_forward(second, first)
    assert not sending(repo).is_forward("1" * 40, second)
    assert not sending(repo).is_forward("", second)
