"""Rows of the source document that hold: each test is named after its row."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

from gitrepo import GOOD, UNFORMATTED, Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]


def test_s3_3_a_child_gets_one_frozen_recorded_environment(
    new_repo: NewRepo, report: Callable[..., dict[str, object]]
) -> None:
    text = '[commands.seen]\nrun = ["sh", "-c", "test $MINE = yes && test -z $GIT_DIR"]\n'
    repo = new_repo({**GOOD, "gotasks.toml": text})
    found = report(repo, "seen", MINE="yes", GIT_DIR=str(repo.path / ".git"), GIT_WORK_TREE=str(repo.path))

    assert found["exit_status"] == 0
    assert "MINE" in found["environment"]["names"]  # type: ignore[index]
    assert "GIT_DIR" not in found["environment"]["names"]  # type: ignore[index]


def test_s4_1_the_chain_is_cheap_first_and_stops_at_the_first_failure(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo({**GOOD, "a/a.go": UNFORMATTED}), "check")

    assert [line.split()[:2] for line in done.stdout.splitlines()[:3]] == [
        ["fmt", "failed"],
        ["vet", "skipped"],
        ["race-test", "skipped"],
    ]


def test_s4_2_a_misformatted_file_refuses_the_commit_without_any_configuration(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    gotasks(repo, "install-hooks")
    repo.write({"a/a.go": UNFORMATTED}).git("add", "-A")

    assert repo.run("git", "commit", "-qm", "x").returncode == 1
