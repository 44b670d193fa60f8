"""What once let something pass that Go had found: its caches, its environment, the files of the judged tree."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import GOOD, Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

MOD = "module example.com/m\n\ngo 1.25\n"
USES = {
    "go.mod": MOD,
    "a/a.go": '// Package a uses b.\npackage a\n\nimport "example.com/m/b"\n\n// A does.\nfunc A() { b.B() }\n',
    "b/b.go": '// Package b is bad.\npackage b\n\nimport "fmt"\n\n// B.\nfunc B() { fmt.Printf("%d\\n", "x") }\n',
}
TEST = 'package b\n\nimport "testing"\n\nfunc TestB(*testing.T) { B() }\n'


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"go.mod": MOD + "\nignore b\n"}, {"go.mod": MOD}),
        ({"b/b_test.go": TEST}, {"b/b_test.go": TEST.replace("package b", "package b_test").replace("B()", "")}),
        ({"b/b_test.go": TEST}, {"b/b_test.go": f"//go:build never\n\n{TEST}"}),
        ({"b/b_test.go": TEST}, {"b/b_test.go": None}),
    ],
    ids=["ignored before", "tests inside before", "tests built before", "tests before"],
)
def test_vet_sees_what_it_vetted_only_for_others_before(
    first: dict[str, str], then: dict[str, str | None], new_repo: NewRepo, gotasks: Run
) -> None:
    repo = new_repo({**USES, **first})
    gotasks(repo, "vet", "--all")
    for name, body in then.items():
        if body is None:
            (repo.path / name).unlink()
        else:
            repo.write({name: body})
    done = gotasks(repo, "vet", "--all")

    assert done.returncode == 1, done.stdout
    assert "Printf format %d" in done.stdout


PLAIN = {
    "go.mod": MOD,
    "a/a.go": '// Package a uses b.\npackage a\n\nimport _ "example.com/m/b"\n',
    "b/b.go": "// Package b is good.\npackage b\n",
    "b/x_test.go": "package b_test\n",
}
SAME = "// Package b is bad.\npackage b\n\nfunc init() {\n\tx := 1\n\tx = x\n\t_ = x\n}\n"


def test_vet_sees_what_it_vetted_for_others_while_its_tests_did_not_load(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo(PLAIN)
    good = gotasks(repo, "vet", "--all")
    repo.write({"b/b.go": SAME, "b/x_test.go": 'package b_test\n\nimport _ "example.com/m/gone"\n'})
    broken = gotasks(repo, "vet", "--all")
    repo.write({"b/x_test.go": PLAIN["b/x_test.go"]})
    mended = gotasks(repo, "vet", "--all")

    assert [done.returncode for done in (good, broken, mended)] == [0, 1, 1], mended.stdout
    assert "self-assignment" in mended.stdout


@pytest.mark.parametrize("task", ["vet", "staticcheck"])
def test_what_a_line_directive_told_of_another_package_is_gone_with_it(
    new_repo: NewRepo, gotasks: Run, task: str
) -> None:
    repo = new_repo(PLAIN)
    good = gotasks(repo, task, "--all")
    line = "// Package a is bad.\npackage a\n\nfunc init() {\n\tx := 1\n//line ../b/b.go:2\n\tx = x\n\t_ = x\n}\n"
    repo.write({"a/a.go": line})
    bad = gotasks(repo, task, "--all")
    repo.write({"a/a.go": PLAIN["a/a.go"]})
    mended = gotasks(repo, task, "--all")

    assert [done.returncode for done in (good, bad, mended)] == [0, 1, 0], mended.stdout
    assert "b/b.go:2" in bad.stdout


@pytest.mark.slow
def test_vet_hides_nothing_from_later_when_it_asks_about_what_has_changed(
    new_repo: NewRepo, gotasks: Run, tmp_path: Path
) -> None:
    """Go's cache is lost, an edit asks about a alone, and Go would look at b for a."""
    repo, cache = new_repo({**USES, "c/c.go": "// Package c stands alone.\npackage c\n"}), tmp_path / "cache"
    gotasks(repo, "vet", "--all", GOCACHE=str(cache))
    cache.rename(tmp_path / "lost")
    repo.write({"a/a.go": USES["a/a.go"].replace("A does.", "A does so.")})
    edited = gotasks(repo, "vet", "--all", "--json", GOCACHE=str(cache))
    whole = gotasks(repo, "vet", "--all", "--fresh", GOCACHE=str(cache))
    argv = [run["argv"] for task in json.loads(edited.stdout)["tasks"] for run in task["result"]["runs"]]

    assert {tuple(each[-2:]) for each in argv} == {("./a", "./b")}
    assert (whole.returncode, "Printf format %d" in whole.stdout) == (1, True), whole.stdout


RACY = {
    **GOOD,
    "a/a_test.go": """package a

import (
	"os"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	code := m.Run()
	x := 0
	go func() { x++ }()
	x++
	time.Sleep(50 * time.Millisecond)
	_ = x
	os.Exit(code)
}

func TestOne(t *testing.T) {
	if One() != 1 {
		t.Fatal()
	}
}
""",
}


@pytest.mark.parametrize("said", ["exitcode=0", "log_path=/dev/null exitcode=0", "history_size=2"])
def test_gorace_hides_no_race_outside_tests(said: str, new_repo: NewRepo, gotasks: Run, race: str) -> None:
    if race:
        pytest.skip(race)
    done = gotasks(new_repo(RACY), "race-test", GORACE=said)

    assert done.returncode == 1, done.stdout
    assert "race" in done.stdout.lower()
