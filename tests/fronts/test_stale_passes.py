"""A test that reads what Go does not see it read is run again when that changed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
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


OUTSIDE = READS.replace('"data.txt"', 'os.Getenv("OUTSIDE")').replace("a\\nb\\n", "good")


def test_a_pass_that_turns_out_red_is_forgotten(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({"go.mod": "module example.com/m\n\ngo 1.22\n", "m_test.go": OUTSIDE})
    outside = repo.path.parent / "outside"
    outside.write_text("good")

    def ask(*flags: str) -> int:
        return gotasks(repo, "race-test", "--all", *flags, OUTSIDE=str(outside)).returncode

    passed = ask()
    outside.write_text("bad")
    known, fresh, after = ask(), ask("--fresh"), ask()

    assert (passed, known, fresh, after) == (0, 0, 1, 1), "what lies outside of the tree is not looked at"


EARLY = """package m

import (
	"os"
	"testing"
)

var held, _ = os.ReadFile("data.txt")

func Test(t *testing.T) {
	if string(held) != "good" {
		t.Fatal(string(held))
	}
}
"""


def test_where_the_disk_does_not_tell_what_was_read_tests_rest_on_the_whole_tree(
    new_repo: NewRepo, gotasks: Run
) -> None:
    repo = new_repo({"go.mod": "module example.com/m\n\ngo 1.22\n", "m_test.go": EARLY, "data.txt": "good"})
    place = repo.path.parent / "noatime"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "noatime,size=200m", "tmpfs", str(place)]
    if subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("a file system can be mounted by root only")
    try:
        passed = gotasks(repo, "race-test", "--all", GOTASKS_CACHE=str(place))
        repo.write({"data.txt": "bad"})
        failed = gotasks(repo, "race-test", "--all", "--explain", GOTASKS_CACHE=str(place))
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)

    assert (passed.returncode, failed.returncode) == (0, 1), passed.stderr + failed.stderr
    assert "the disk does not keep when a file was read" in failed.stdout + failed.stderr
