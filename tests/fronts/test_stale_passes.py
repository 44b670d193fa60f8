"""A test that reads what Go does not see it read is run again when that changed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from gitrepo import Repo

NewRepo = Callable[..., Repo]
Run = Callable[..., subprocess.CompletedProcess[str]]

READS = """package {name}

import (
	"os"
	"testing"
)

func Test(t *testing.T) {{
	said, err := os.ReadFile("../data.txt")
	if err != nil || string(said) != "good" {{
		t.Fatal(string(said), err)
	}}
}}
"""
CHILD = """package m

import (
	"os/exec"
	"testing"
)

func Test(t *testing.T) {
	if said, err := exec.Command("cat", "data/x").Output(); err != nil || string(said) != "good" {
		t.Fatal(string(said), err)
	}
}
"""
NESTED = {"sub/go.mod": "module example.com/sub\n\ngo 1.22\n", "sub/s_test.go": READS.format(name="sub")}
BESIDE = {
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "m_test.go": READS.format(name="m").replace("../data.txt", "../sib/data.txt"),
    "gotasks.toml": 'carry = ["../sib"]\n',
}
PROCESS = {"go.mod": "module example.com/m\n\ngo 1.22\n", "m_test.go": CHILD}


@pytest.mark.parametrize(
    ("files", "data"),
    [
        pytest.param(NESTED, "data.txt", id="outside of a nested module"),
        pytest.param(BESIDE, "../sib/data.txt", id="beside the checkout"),
        pytest.param(PROCESS, "data/x", id="by a child process"),
    ],
)
def test_what_go_does_not_see_is_seen(files: dict[str, str], data: str, new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**files, data: "good"})
    good = gotasks(repo, "race-test")
    repo.write({data: "bad"})
    bad = gotasks(repo, "race-test")

    assert (good.returncode, bad.returncode) == (0, 1), good.stdout + bad.stdout


def test_a_file_that_was_carried_and_is_tracked_now_is_another_question(new_repo: NewRepo, gotasks: Run) -> None:
    reads = READS.format(name="m").replace("../data.txt", "data.txt").replace('"good"', '"a\\nb\\n"')
    files = {
        "go.mod": "module example.com/m\n\ngo 1.22\n",
        "m_test.go": reads,
        "gotasks.toml": 'carry = ["data.txt"]\n',
        ".gitattributes": "*.txt eol=crlf\n",
        ".gitignore": "data.txt\n",
    }
    repo = new_repo(files).write({"data.txt": "a\nb\n"})
    carried = gotasks(repo, "race-test")
    repo.git("add", "-f", "data.txt")
    tracked = gotasks(repo, "race-test")

    assert (carried.returncode, tracked.returncode) == (0, 1), carried.stdout + tracked.stdout
