"""What was built again as it was before, and has passed, does not run again, whatever was edited."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gitrepo import Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

TEST = """package a

import (
	"os"
	"testing"
)

func TestA(t *testing.T) {
	said, err := os.ReadFile("testdata/x")
	if err != nil || string(said) != "good" {
		t.Fatal(string(said), err)
	}
	if A() != 1 {
		t.Fatal(A())
	}
}
"""
CODE = "// Package a is small.\npackage a\n\n// A returns one.\nfunc A() int {\n\treturn 1\n}\n"
FILES = {"go.mod": "module example.com/m\n\ngo 1.24\n", "a/a.go": CODE, "a/a_test.go": TEST, "a/testdata/x": "good"}
MORE = CODE + "\n// More is new.\nconst More = 2\n"


@pytest.fixture
def tested(new_repo: NewRepo, gotasks: Run) -> Repo:
    repo = new_repo(FILES)
    assert gotasks(repo, "race-test").returncode == 0
    return repo


def told(repo: Repo) -> tuple[dict[str, Any], bool]:
    """Return the task's report, and whether its part is older than the run."""
    report = json.loads((repo.path / ".git/gotasks/report.json").read_text())
    (task,) = report["tasks"]
    (part,) = task["result"]["parts"]
    return task["result"], part["ran_at"] < report["started_at"]


def test_an_edit_that_changes_no_binary_runs_no_test(tested: Repo, gotasks: Run) -> None:
    before, _ = told(tested)
    done = gotasks(tested.write({"a/a.go": MORE}), "race-test", "--explain")
    after, old = told(tested)

    assert done.returncode == 0, done.stdout
    assert old
    assert (after["parts"], after["coverage"]) == (before["parts"], before["coverage"])
    assert "why:" not in done.stdout
    assert any("go" in run["argv"] for run in after["runs"])


def test_its_answer_is_kept_for_the_new_tree(tested: Repo, gotasks: Run) -> None:
    gotasks(tested.write({"a/a.go": MORE}), "race-test")
    gotasks(tested, "race-test")

    assert told(tested)[0]["runs"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"a/a.go": MORE.replace("return 1", "return 3")}, 1, id="the code"),
        pytest.param({"a/a.go": MORE, "a/testdata/x": "bad"}, 1, id="what its tests read"),
        pytest.param({"a/a.go": MORE, "a/testdata/.gitattributes": "x ident\n"}, 0, id="how files are checked out"),
        pytest.param({"a/a.go": MORE, "a/a_test.go": TEST.replace("!= 1", "!= 2")}, 1, id="a test"),
    ],
)
def test_any_other_edit_runs_it(tested: Repo, gotasks: Run, change: dict[str, str], code: int) -> None:
    done = gotasks(tested.write(change), "race-test")

    assert done.returncode == code, done.stdout
    assert code or not told(tested)[1]


def test_with_fresh_it_runs(tested: Repo, gotasks: Run) -> None:
    gotasks(tested.write({"a/a.go": MORE}), "race-test", "--fresh")

    assert not told(tested)[1]


def test_what_was_red_is_not_answered_by_its_binary(new_repo: NewRepo, gotasks: Run, tmp_path: Path) -> None:
    """The file lies outside of the tree, where nobody looks: what is red for it takes away its binary's pass."""
    outside = tmp_path / "outside"
    outside.write_text("good")
    test = TEST.replace('"testdata/x"', json.dumps(str(outside)))
    repo = new_repo({**FILES, "a/a_test.go": test})
    gotasks(repo, "race-test")
    outside.write_text("bad")
    answers = [
        gotasks(repo.write({"a/a.go": MORE}), "race-test").returncode,
        gotasks(repo, "race-test", "--fresh").returncode,
        gotasks(repo.write({"a/a.go": MORE.replace("= 2", "= 3")}), "race-test").returncode,
    ]

    assert answers == [0, 1, 1]


def test_the_test_does_not_see_how_it_is_asked(new_repo: NewRepo, gotasks: Run) -> None:
    test = TEST.replace("if A() != 1", 'if _, there := os.LookupEnv("GOTASKS_BUILT"); there || A() != 1')
    repo = new_repo({**FILES, "a/a_test.go": test})
    gotasks(repo, "race-test")
    done = gotasks(repo.write({"a/a_test.go": test.replace("t.Fatal(A())", 't.Fatal("not", A())')}), "race-test")

    assert done.returncode == 0, done.stdout
    assert not told(repo)[1]
