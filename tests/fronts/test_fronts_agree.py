"""inv, nox, gotasks and the hook give one report but for times and front, and read well."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import BIN
from gitrepo import GOOD, UNFORMATTED, Repo

from gotasks.core.settings import RESERVED
from gotasks.go import catalog

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

FRONTS = {
    "tasks.py": "from gotasks.for_invoke import collection\n\nns = collection()\n",
    "noxfile.py": "from gotasks.for_nox import register\n\nregister()\n",
    ".gitignore": ".nox/\n__pycache__/\n",
}


TIMED = ("coverage:", '"Action"', " INF scanned ")
"""Signs of what go test and gitleaks print with times in it."""


def timeless(value: Any) -> Any:
    """Take the times out of JSON data."""
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key not in {"seconds", "started_at", "ran_at"}}
    if isinstance(value, list):
        return [timeless(item) for item in value]
    if isinstance(value, str):
        return "" if any(sign in value for sign in TIMED) else value
    return value


def reported(repo: Repo) -> dict[str, Any]:
    report: dict[str, Any] = timeless(json.loads((repo.path / ".git/gotasks/report.json").read_text()))
    del report["front"]
    del report["baseline"]["reason"]  # a hook's change starts from HEAD; a branch's from main, which is named
    # Where one refuses, what of the others had passed by then differs from run to run.
    failed = [task for task in report["tasks"] if task["verdict"]["status"] == "failed"]
    return {**report, "tasks": failed, "tools": []} if failed else report


@pytest.mark.parametrize("body", [GOOD["a/a.go"], UNFORMATTED], ids=["a tree that passes", "a tree that fails"])
def test_four_fronts_one_report(new_repo: NewRepo, gotasks: Run, cache: Path, body: str) -> None:
    repo = new_repo({**GOOD, **FRONTS})
    gotasks(repo, "install-hooks")
    repo.write({"a/a.go": body, "changed": "x"}).git("add", "-A")
    reports = {}
    code = 1 if body == UNFORMATTED else 0
    for name, argv in {
        "gotasks": ["gotasks", "check"],
        "inv": ["inv", "check"],
        "nox": ["nox", "-s", "check"],
        "hook": ["git", "commit", "-qm", "x"],
    }.items():
        for known in (cache / "store", repo.path / ".git/gotasks/witness"):
            shutil.rmtree(known, ignore_errors=True)
        (repo.path / ".git/gotasks/report.json").unlink(missing_ok=True)
        done = repo.run(str(BIN / argv[0]) if argv[0] != "git" else "git", *argv[1:])
        assert done.returncode == code, f"{name}: {done.stdout}{done.stderr}"
        reports[name] = reported(repo)

    assert reports["gotasks"] == reports["inv"] == reports["hook"] == reports["nox"]


def test_inv_lists_the_catalogue(new_repo: NewRepo) -> None:
    listed = new_repo({**GOOD, **FRONTS}).run(str(BIN / "inv"), "--list").stdout

    for name in (*catalog.SUITES, *catalog.TASKS, *sorted(RESERVED - {"hook", "report"}), "report.path"):
        assert f"  {name} " in listed
    assert "Run the tests with the race detector" in listed


def test_nox_lists_the_catalogue(new_repo: NewRepo) -> None:
    listed = new_repo({**GOOD, **FRONTS}).run(str(BIN / "nox"), "-l").stdout

    for name in {*catalog.SUITES, *catalog.TASKS} - {"ci"}:
        assert f"- {name} -> " in listed
    assert "* ci -> " in listed


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (["fmt"], 1, "not formatted"),
        (["fmt", "--tree", "nowhere"], 2, "neither index, worktree nor a revision"),
        (["vet", "--timeout", "x"], 2, "--timeout must be a duration"),
    ],
)
def test_inv_ends_as_the_program_does(new_repo: NewRepo, argv: list[str], code: int, said: str) -> None:
    done = new_repo({**GOOD, **FRONTS}).write({"a/a.go": UNFORMATTED}).run(str(BIN / "inv"), *argv)

    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_nox_takes_the_same_flags_and_fails_with_one(new_repo: NewRepo) -> None:
    repo = new_repo({**GOOD, **FRONTS}).write({"a/a.go": UNFORMATTED})
    done = repo.run(str(BIN / "nox"), "-s", "fmt", "--", "--keep-going")
    wrong = repo.run(str(BIN / "nox"), "-s", "vet", "--", "--timeout", "x")

    unknown = repo.run(str(BIN / "nox"), "-s", "vet", "fmt", "--", "--bogus")

    assert (done.returncode, wrong.returncode, unknown.returncode) == (1, 1, 1)
    assert "--timeout must be a duration" in wrong.stderr
    assert "unrecognized arguments: --bogus" in unknown.stderr


def test_inv_shows_the_runs_of_all_fronts_and_where_the_report_is(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**GOOD, **FRONTS})
    for argv in (["inv", "fmt"], ["nox", "-s", "fmt"], ["gotasks", "fmt"]):
        assert repo.run(str(BIN / argv[0]), *argv[1:]).returncode == 0
    noted = repo.run(str(BIN / "inv"), "journal").stdout

    assert re.findall(r" (\S+: fmt);", noted) == ["inv: fmt", "nox: fmt", "gotasks: fmt"]
    assert noted == gotasks(repo, "journal").stdout
    assert repo.run(str(BIN / "inv"), "report.path").stdout == gotasks(repo, "report", "path").stdout


def test_inv_write_mends(new_repo: NewRepo) -> None:
    repo = new_repo({**GOOD, **FRONTS, "a/a.go": UNFORMATTED})

    assert repo.run(str(BIN / "inv"), "fmt", "--write").returncode == 0
    assert (repo.path / "a/a.go").read_text() == GOOD["a/a.go"]
