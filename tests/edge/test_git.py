"""What git's exit status means."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psutil
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


def test_calls_are_made_one_after_the_other(new_repo: NewRepo) -> None:
    repo = new_repo()
    git = Git(str(repo.path), repo.env)

    with git.started(("config", "a.b", "it's one"), ("config", "--add", "a.b", "two")) as ended:
        ended()

    assert git.text("config", "--get-all", "a.b") == "it's one\ntwo"


def test_after_a_call_that_fails_no_other_is_made(new_repo: NewRepo) -> None:
    repo = new_repo()
    git = Git(str(repo.path), repo.env)

    with (
        pytest.raises(GitError, match="Not a valid object name"),
        git.started(("cat-file", "-p", "gone"), ("config", "a.b", "c")) as ended,
    ):
        ended()

    assert "a.b" not in git.text("config", "--list")


def test_calls_end_with_the_block_that_fails(new_repo: NewRepo) -> None:
    repo = new_repo()
    git, begun, late = Git(str(repo.path), repo.env), repo.path / "begun", repo.path / "late"
    slow = ("-c", f"alias.slow=!touch {begun}; sleep 60; touch {late}", "slow")

    def interrupted() -> None:
        while not begun.exists():
            time.sleep(0.01)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), git.started(slow, ("config", "a.b", "c")):
        interrupted()

    below = [process.info["cmdline"] for process in psutil.process_iter(["cmdline"]) if process.info["cmdline"]]
    assert not [argv for argv in below if str(late) in " ".join(argv)]
    assert "a.b" not in git.text("config", "--list")
