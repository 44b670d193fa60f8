"""What git's exit status means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import Repo

from gotasks.edge.git import Git, GitError

NewRepo = Callable[..., Repo]


def test_a_word_that_no_file_holds_is_an_answer_whatever_git_warns_of_beside_it(new_repo: NewRepo) -> None:
    repo = new_repo()
    (repo.path / ".git/objects/info/alternates").write_text(f"{repo.path}/gone\n")
    git = Git(str(repo.path), repo.env)

    assert git.grep(["no such word"], "HEAD") == b""
    assert b"func One" in git.grep(["func One"], "HEAD")


def test_a_tree_that_is_not_there_is_no_answer(new_repo: NewRepo) -> None:
    with pytest.raises(GitError, match="git grep: fatal"):
        Git(str(new_repo().path), {}).grep(["word"], "0" * 40)


def test_a_git_that_was_killed_has_answered_nothing(new_repo: NewRepo, tmp_path: Path) -> None:
    shim = tmp_path / "bin" / "git"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\nkill -9 $$\n")
    shim.chmod(0o755)
    repo = new_repo()
    killed = Git(str(repo.path), {**repo.env, "PATH": str(shim.parent)})

    with pytest.raises(GitError):
        killed.grep(["word"], "HEAD")
    with pytest.raises(GitError):
        killed("rev-parse", "HEAD")
