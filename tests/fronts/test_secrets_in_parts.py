"""A private key of which only a part is committed."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from collections.abc import Callable

import pytest
from gitrepo import Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

KIND = "RSA PRIVATE KEY"


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
