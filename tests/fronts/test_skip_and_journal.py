"""GOTASKS_SKIP, which always shows; and the journal, which notes every run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from gitrepo import GOOD, SMALL, UNFORMATTED, Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

HOOKS = '[hooks]\npre-commit = ["small"]\n'
RED = GOOD["a/a_test.go"].replace("!= 1", "== 1")


@pytest.fixture
def hooked(new_repo: NewRepo, gotasks: Run) -> Repo:
    repo = new_repo({**GOOD, "gotasks.toml": SMALL + HOOKS})
    gotasks(repo, "install-hooks")
    repo.write({"a/a_test.go": RED}).git("add", "-A")
    return repo


def commit(repo: Repo, **env: str) -> subprocess.CompletedProcess[str]:
    return repo.run("git", "commit", "-qm", "x", **env)


def rows(repo: Repo) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (repo.path / ".git/gotasks/journal.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(
    ("said", "left"), [("race-test", ["race-test"]), (" vet,race-test ", ["vet", "race-test"]), ("small", None)]
)
def test_what_is_skipped_is_told_everywhere(said: str, left: list[str] | None, hooked: Repo) -> None:
    names = left or ["fmt", "vet", "race-test"]
    done = commit(hooked, GOTASKS_SKIP=said)
    report = json.loads((hooked.path / ".git/gotasks/report.json").read_text())
    told = f"{', '.join(names)} skipped by GOTASKS_SKIP"
    status = "passed" if left else "skipped"

    assert done.returncode == 0, done.stderr
    assert f": {status} ({told}) in " in done.stdout + done.stderr
    assert report["verdict"] == {"status": status, "reason": told}
    assert {task["name"]: task["verdict"] for task in report["tasks"] if task["name"] in names} == {
        name: {"status": "skipped", "reason": "GOTASKS_SKIP"} for name in names
    }
    assert [row["skipped"] for row in rows(hooked) if row["front"] == "hook pre-commit"] == [names]


def test_the_rest_still_refuses_and_says_what_was_skipped(hooked: Repo) -> None:
    hooked.write({"a/a.go": UNFORMATTED}).git("add", "-A")
    done = commit(hooked, GOTASKS_SKIP="race-test")

    assert done.returncode == 1
    assert ": failed (fmt; race-test skipped by GOTASKS_SKIP) in " in done.stdout + done.stderr


def test_a_wrong_name_is_a_wrong_usage(hooked: Repo) -> None:
    done = commit(hooked, GOTASKS_SKIP="race-tset")

    assert done.returncode == 1
    assert "GOTASKS_SKIP: no task or suite is called 'race-tset'; did you mean race-test?" in done.stderr
    assert [(row["verdict"], row["exit_status"]) for row in rows(hooked)] == [("usage", 2)]


def test_it_does_not_count_in_ci_nor_outside_of_hooks(hooked: Repo, gotasks: Run) -> None:
    by_name = gotasks(hooked, "small", GOTASKS_SKIP="race-test")
    in_ci = commit(hooked, GOTASKS_SKIP="race-test", CI="1")

    assert (by_name.returncode, in_ci.returncode) == (1, 1)
    assert "note: GOTASKS_SKIP does not count outside of git hooks" in by_name.stdout
    assert "note: GOTASKS_SKIP does not count in CI" in in_ci.stdout + in_ci.stderr


def test_it_does_not_count_in_a_strict_suite(hooked: Repo, gotasks: Run) -> None:
    hooked.write({"gotasks.toml": '[suites]\nci = ["race-test"]\n[hooks]\npre-commit = ["ci"]\n'}).git("add", "-A")
    done = gotasks(hooked, "hook", "pre-commit", GOTASKS_SKIP="race-test")

    assert done.returncode == 1
    assert "GOTASKS_SKIP does not count in a suite that runs everything anew" in done.stdout


def test_each_run_is_noted_by_names_and_ids_alone(hooked: Repo, gotasks: Run) -> None:
    secret = "hunter2-hunter2"
    gotasks(hooked, "fmt", A_PASSWORD=secret)
    gotasks(hooked, "fmt", "--dry-run")
    gotasks(hooked, secret, A_PASSWORD=secret)
    commit(hooked)
    first, unknown, last = rows(hooked)
    text = gotasks(hooked, "journal").stdout

    assert first == {
        "time": first["time"],
        "front": "gotasks",
        "asked": ["fmt"],
        "tree": hooked.git("write-tree"),
        "commit": "",
        "verdict": "passed",
        "exit_status": 0,
        "skipped": [],
        "seconds": first["seconds"],
    }
    assert (unknown["asked"], unknown["exit_status"]) == (["[redacted]"], 2)
    assert (last["front"], last["verdict"], last["exit_status"]) == ("hook pre-commit", "failed", 1)
    assert [line.split("  ")[1] for line in text.splitlines()] == ["passed (0)", "usage (2)", "failed (1)"]


def test_a_journal_that_cannot_be_written_changes_nothing(hooked: Repo, gotasks: Run) -> None:
    (hooked.path / ".git/gotasks/journal.jsonl").mkdir(parents=True)

    assert gotasks(hooked, "fmt").returncode == 0


def test_worktrees_share_a_journal(hooked: Repo, gotasks: Run) -> None:
    hooked.git("worktree", "add", "-q", str(hooked.path.parent / "linked"))
    gotasks(Repo(hooked.path.parent / "linked", hooked.env), "fmt")

    assert len(rows(hooked)) == 1
