"""A test that reads what Go does not see it read is run again when that changed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

from gitrepo import Repo

NewRepo = Callable[..., Repo]
Run = Callable[..., subprocess.CompletedProcess[str]]

READS = """package m

import (
	"os"
	"testing"
)

func Test(t *testing.T) {
	said, err := os.ReadFile("data.txt")
	if err != nil || string(said) != "a\\nb\\n" {
		t.Fatal(string(said), err)
	}
}
"""


def test_a_file_that_was_carried_and_is_tracked_now_is_another_question(new_repo: NewRepo, gotasks: Run) -> None:
    files = {
        "go.mod": "module example.com/m\n\ngo 1.22\n",
        "m_test.go": READS,
        "gotasks.toml": 'carry = ["data.txt"]\n',
        ".gitattributes": "*.txt eol=crlf\n",
        ".gitignore": "data.txt\n",
    }
    repo = new_repo(files).write({"data.txt": "a\nb\n"})
    carried = gotasks(repo, "race-test")
    repo.git("add", "-f", "data.txt")
    tracked = gotasks(repo, "race-test")

    assert (carried.returncode, tracked.returncode) == (0, 1), carried.stdout + tracked.stdout
