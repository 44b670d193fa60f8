"""A private key of which only a part is committed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest
from gitrepo import Repo
from pushing import Run, push, repository

NewRepo = Callable[..., Repo]

KIND = "RSA PRIVATE KEY"


PUSHED = {"gotasks.toml": '[hooks]\npre-push = ["secrets"]\n'}


def key(seed: str) -> str:
    """Return what looks like a key; there is none."""
    lines = [base64.b64encode(hashlib.sha384(f"{seed}{number}".encode()).digest()).decode() for number in range(12)]
    return "\n".join([f"-----BEGIN {KIND}-----", *lines, f"-----END {KIND}-----", ""])


OLD = f"# one\n{key('old')}# two\n"


@pytest.fixture
def repo(new_repo: NewRepo) -> Repo:
    return new_repo({"id": OLD, "other": "1\n"})


def test_a_key_whose_body_alone_changes_is_found(repo: Repo, gotasks: Run) -> None:
    done = gotasks(repo.write({"id": OLD.replace(key("old"), key("new"))}), "secrets")

    assert done.returncode == 1, done.stdout + done.stderr
    assert "private-key" in done.stdout


def test_a_key_that_moves_and_changes_is_found(repo: Repo, gotasks: Run) -> None:
    lines = OLD.split("\n")
    lines[5] = lines[6]
    (repo.path / "id").unlink()

    assert gotasks(repo.write({"moved": "\n".join(lines)}), "secrets").returncode == 1


def test_other_lines_of_its_file_are_only_themselves(repo: Repo, gotasks: Run) -> None:
    done = gotasks(repo.write({"id": OLD.replace("# one", "# eins").replace("# two", "# two\n# three")}), "secrets")

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_merge_that_changes_a_key_itself_is_found(repo: Repo, gotasks: Run) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.write({"side": "1\n"}).commit()
    repo.git("checkout", "-q", "main")
    repo.write({"main": "1\n"}).commit()
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repo.write({"id": OLD.replace(key("old"), key("new"))}).git("add", "-A")

    assert gotasks(repo, "secrets", "--tree", "index").returncode == 1


def removed(repo: Repo) -> None:
    repo.git("rm", "-q", "id")
    repo.commit("Remove", "--no-verify")


def restored(repo: Repo) -> None:
    repo.write({"id": OLD}).commit("Restore", "--no-verify")


@pytest.mark.parametrize("last", [removed, restored])
def test_a_key_that_a_later_commit_of_the_push_takes_away_is_found(
    new_repo: NewRepo, gotasks: Run, last: Callable[[Repo], None]
) -> None:
    """The history keeps it. That the last commit brings the old key back is no finding: the remote has it."""
    repo = repository(new_repo({**PUSHED, "id": OLD}), gotasks)
    changed = repo.write({"id": OLD.replace(key("old"), key("new"))}).commit("Change", "--no-verify")
    last(repo)
    refused = push(repo, "origin", "main")

    assert refused.returncode == 1, refused.stderr
    assert f"(in commit {changed[:10]})" in refused.stderr
    assert f"again: git show {changed}:id | gitleaks stdin" in refused.stderr
    assert refused.stderr.count("private-key") == 1


def test_a_merge_in_the_middle_of_a_push_brings_what_no_side_has(new_repo: NewRepo, gotasks: Run) -> None:
    repo = repository(new_repo({**PUSHED, "id": OLD, "x": "1\n"}), gotasks)
    repo.git("checkout", "-q", "-b", "side")
    repo.write({"id": OLD.replace("# two", "# three")}).commit("Side", "--no-verify")
    repo.git("checkout", "-q", "main")
    repo.write({"x": "2\n"}).commit("Main", "--no-verify")
    repo.git("merge", "-q", "--no-verify", "--no-ff", "side")
    removed(repo)
    clean = push(repo, "origin", "main")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.write({"id": OLD.replace(key("old"), key("new"))}).git("add", "-A")
    repo.git("commit", "-q", "--no-verify", "--amend", "--no-edit")
    removed(repo)
    refused = push(repo, "--force", "origin", "main:other")

    assert clean.returncode == 0, clean.stderr
    assert (refused.returncode, refused.stderr.count("private-key")) == (1, 1), refused.stderr


def test_a_secret_that_two_commits_show_is_one_finding(new_repo: NewRepo, gotasks: Run) -> None:
    repo = repository(new_repo({**PUSHED, "x": "1\n"}), gotasks)
    repo.write({"id": key("new")}).commit("Key", "--no-verify")
    done = push(repo, "origin", "main")

    assert (done.returncode, "1 finding\n" in done.stderr) == (1, True), done.stderr
