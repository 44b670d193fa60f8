"""Tasks of the user's own, in Python and as commands, by every front."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from conftest import BIN
from gitrepo import Repo

from gotasks.core.options import EVERYWHERE
from gotasks.fronts.request import COMMON, SWITCHES

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]
Report = Callable[..., dict[str, Any]]

TASKS = """
from gotasks.api import COUNT, Finding, Option, Part, Result, Task

def judge(job, outcomes):
    found = tuple(Finding(entry.path, 0, 0, "size", "name too long") for entry in job.entries
                  if len(entry.path) > job.options["limit"])
    return Result("names", (Part("tree", ".", found),))

names = Task("names", "Refuse long names.", plan=lambda job: (), judge=judge, over="tree",
             options=(Option("limit", COUNT, "How long a name may be.", 20),))
"""
LONG = "a" * 30
FILES = {
    "gotasks_tasks.py": TASKS,
    "tasks.py": "from gotasks.for_invoke import collection\n\nns = collection()\n",
    "noxfile.py": "from gotasks.for_nox import register\n\nregister()\n",
    "gotasks.toml": '[suites]\nmine = ["names"]\n[hooks]\npre-commit = ["names"]\n',
}


@pytest.fixture
def repo(new_repo: NewRepo) -> Repo:
    return new_repo({**FILES, ".gitignore": ".nox/\n__pycache__/\n"})


def test_a_task_in_python_is_listed_and_asked_for_by_every_front(repo: Repo, gotasks: Run) -> None:
    repo.write({LONG: ""})
    inv, nox = str(BIN / "inv"), str(BIN / "nox")

    assert "Refuse long names." in gotasks(repo, "--help").stdout
    assert "names" in repo.run(inv, "--list").stdout
    assert "* mine" in repo.run(nox, "-l").stdout or "- mine" in repo.run(nox, "-l").stdout
    assert "--limit N" in gotasks(repo, "names", "--help").stdout
    assert gotasks(repo, "names").returncode == repo.run(inv, "names").returncode == 1
    assert gotasks(repo, "mine").returncode == repo.run(nox, "-s", "names").returncode == 1
    assert gotasks(repo, "names", "--limit", "40").returncode == repo.run(inv, "names", "--limit", "40").returncode == 0
    assert repo.run(nox, "-s", "names", "--", "--limit", "40").returncode == 0


def test_its_option_is_a_key_in_the_settings(repo: Repo, gotasks: Run) -> None:
    repo.write({LONG: "", "gotasks.toml": "[names]\nlimit = 40\n"})
    passed = gotasks(repo, "names").returncode
    repo.write({"gotasks.toml": "[names]\nlimti = 40\n"})
    wrong = gotasks(repo, "names")

    assert (passed, wrong.returncode) == (0, 2)
    assert "gotasks.toml:2: names.limti: no such key; did you mean limit?" in wrong.stderr


def test_the_judged_trees_tasks_count_and_not_the_working_trees(repo: Repo, gotasks: Run) -> None:
    repo.write({LONG: ""}).git("add", "-A")
    repo.write({"gotasks_tasks.py": TASKS.replace("20)", "99)")})

    assert gotasks(repo, "names", "--tree", "index").returncode == 1
    assert gotasks(repo, "names").returncode == 0


def test_the_hook_runs_it(repo: Repo, gotasks: Run) -> None:
    gotasks(repo, "install-hooks")
    repo.write({LONG: ""}).git("add", "-A")

    assert repo.run("git", "commit", "-qm", "long").returncode == 1


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import nowhere\n", "gotasks_tasks.py:1: ModuleNotFoundError: No module named 'nowhere'"),
        ("x = (\n", "gotasks_tasks.py:1: SyntaxError: '(' was never closed"),
        ("\nraise SystemExit(0)\n", "gotasks_tasks.py:2: SystemExit: 0"),
        (TASKS.replace('Task("names"', 'Task("fmt"'), "fmt"),
        (TASKS.replace('Option("limit"', 'Option("tree"'), "--tree is an option of every task"),
    ],
    ids=["an import that fails", "a syntax error", "an exit", "a name that is taken", "an option that all have"],
)
def test_a_broken_file_is_a_clear_error(source: str, told: str, repo: Repo, gotasks: Run) -> None:
    done = gotasks(repo.write({"gotasks_tasks.py": source}), "vet")

    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert told in done.stderr


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        ('needs=("names",)', 2, "names needs 'names'"),
        ('needs=("check",)', 2, "names needs 'check', which is no task"),
        ('tools=lambda job: ("nosuch",)', 2, "there is no pinned tool 'nosuch'"),
        ("stored=lambda job: 1 / 0", 3, "the task broke (ZeroDivisionError"),
    ],
)
def test_a_task_that_cannot_be_meant_ends_in_words(more: str, code: int, told: str, repo: Repo, gotasks: Run) -> None:
    done = gotasks(repo.write({"gotasks_tasks.py": TASKS.replace("options=(", f"{more}, options=(")}), "names")

    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert told in done.stdout + done.stderr


def test_the_flags_of_every_task_are_those_that_the_fronts_have() -> None:
    flags = {name.replace("_", "-") for name, *_ in (*COMMON, *SWITCHES)} | {"help"}

    assert flags == EVERYWHERE


def test_what_a_stored_task_may_see_is_in_its_key(new_repo: NewRepo, gotasks: Run) -> None:
    counts = TASKS.replace("len(entry.path) > job.options", "job.change.lines > job.options").replace(
        'over="tree"', 'over="change", stored=lambda job: True'
    )
    repo = new_repo({"gotasks_tasks.py": counts, "a": "1\n"})
    repo.git("checkout", "-q", "-b", "topic")
    repo.write({"b": "1\n" * 30}).commit()
    repo.write({"c": "1\n"}).commit()

    assert gotasks(repo, "names", "--base", "HEAD~1").returncode == 0
    assert gotasks(repo, "names").returncode == 1


def test_a_commands_sarif_is_read_and_compared(new_repo: NewRepo, report: Report) -> None:
    sarif = {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "own"}},
                "results": [
                    {
                        "ruleId": "R1",
                        "level": "error",
                        "message": {"text": "no"},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": "a.txt"},
                                    "region": {"startLine": line, "startColumn": 2},
                                }
                            }
                        ],
                    }
                    for line in (1, 2)
                ],
            }
        ],
    }
    one = {**sarif, "runs": [{**sarif["runs"][0], "results": sarif["runs"][0]["results"][:1]}]}  # type: ignore[dict-item,index]
    settings = '[commands.own]\nrun = ["cat", "out.sarif"]\nfindings = "sarif"\n'
    repo = new_repo({"a.txt": "one\n", "out.sarif": json.dumps(one), "gotasks.toml": settings})
    repo.git("checkout", "-q", "-b", "topic")
    found = report(repo.write({"a.txt": "one\ntwo\n", "out.sarif": json.dumps(sarif)}), "own")
    findings = found["tasks"][0]["result"]["parts"][0]["findings"]

    assert [(row["file"], row["line"], row["rule"], row["state"]) for row in findings] == [
        ("a.txt", 1, "R1", "old"),
        ("a.txt", 2, "R1", "new"),
    ]
