"""Submodules: empty unless Go reaches them, or all of them are asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gitrepo import GOOD, Repo, footprint, make

Asked = Callable[..., dict[str, Any]]
NewRepo = Callable[..., Repo]

SUB = {
    "go.mod": "module example.com/sub\n\ngo 1.22\n",
    "sub.go": "// Package sub counts.\npackage sub\n\nconst N = 1\n",
}
USES = 'package a\n\nimport "{}"\n\n// Two is 2.\nconst Two = sub.N + 1\n'
NEEDS = GOOD["go.mod"] + "\nrequire example.com/sub v0.0.0\n"

REACHED = {
    "replace": {
        "go.mod": NEEDS + "\nreplace example.com/sub => ./libs/sub\n",
        "a/two.go": USES.format("example.com/sub"),
    },
    "go.work": {
        "go.work": "go 1.22\n\nuse (\n\t.\n\t./libs/sub\n)\n",
        "go.mod": NEEDS,
        "a/two.go": USES.format("example.com/sub"),
    },
}


def with_submodule(
    make_repo: NewRepo, tmp_path: Path, files: dict[str, str], sub: dict[str, str] | None = None
) -> Repo:
    other = make(tmp_path / "other", None, SUB if sub is None else sub)
    repo = make_repo({**GOOD, **files})
    repo.git("submodule", "add", "-q", "--name", "a name", str(other.path), "libs/sub")
    repo.commit()
    return repo


def status(found: dict[str, Any]) -> str:
    return str(found["tasks"][0]["verdict"]["status"])


@pytest.mark.parametrize("files", REACHED.values(), ids=REACHED)
@pytest.mark.parametrize("linked", [False, True])
def test_one_that_go_reaches_is_filled(
    new_repo: NewRepo, report: Asked, tmp_path: Path, files: dict[str, str], *, linked: bool
) -> None:
    repo = with_submodule(new_repo, tmp_path, files)
    if linked:
        repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
        repo = Repo(tmp_path / "linked", repo.env)
    before = footprint(repo.path)
    found = report(repo, "vet", "--all", "--tree", "HEAD")

    assert status(found) == "passed", found["tasks"][0]["verdict"]
    assert found["tree"] == repo.git("rev-parse", "HEAD^{tree}")
    assert footprint(repo.path) == before


def test_one_that_is_imported_is_filled(new_repo: NewRepo, report: Asked, tmp_path: Path) -> None:
    sub = {"sub.go": SUB["sub.go"]}
    repo = with_submodule(new_repo, tmp_path, {"a/two.go": USES.format("example.com/m/libs/sub")}, sub)

    assert status(report(repo, "vet", "--all", "--tree", "HEAD")) == "passed"


def test_the_recorded_commit_counts_and_not_the_work_tree(new_repo: NewRepo, report: Asked, tmp_path: Path) -> None:
    repo = with_submodule(new_repo, tmp_path, REACHED["replace"])
    repo.write({"libs/sub/sub.go": "package sub\n"})

    assert status(report(repo, "vet", "--all", "--tree", "worktree")) == "passed"

    Repo(repo.path / "libs/sub", repo.env).commit()
    assert status(report(repo, "vet", "--all", "--tree", "index")) == "passed"
    repo.git("add", "libs/sub")
    assert status(report(repo, "vet", "--all", "--tree", "index")) == "failed"


def test_one_that_is_not_here_is_not_judged(new_repo: NewRepo, gotasks: Callable[..., Any], tmp_path: Path) -> None:
    repo = with_submodule(new_repo, tmp_path, REACHED["replace"])
    repo.git("clone", "-q", str(repo.path), str(tmp_path / "clone"))
    clone = Repo(tmp_path / "clone", repo.env)
    done = gotasks(clone, "vet", "--tree", "HEAD")

    assert done.returncode == 3
    assert "git submodule update --init libs/sub" in done.stderr

    clone.git("submodule", "-q", "update", "--init", "libs/sub")
    assert gotasks(clone, "vet", "--tree", "HEAD").returncode == 0


def test_one_that_nothing_reaches_stays_empty(new_repo: NewRepo, gotasks: Callable[..., Any], tmp_path: Path) -> None:
    repo = with_submodule(new_repo, tmp_path, {"a/two.go": "package a\n\n// See example.com/m/libs/sub.\n"})
    repo.git("clone", "-q", str(repo.path), str(tmp_path / "clone"))

    assert gotasks(Repo(tmp_path / "clone", repo.env), "vet", "--all", "--tree", "HEAD").returncode == 0


ALL = """package a

import (
	"os"
	"testing"
)

func TestAll(t *testing.T) {
	for _, name := range []string{"../libs/sub/sub.go", "../libs/sub/deep/er/x"} {
		if b, err := os.ReadFile(name); err != nil || len(b) == 0 || string(b[len(b)-2:]) == "\\r\\n" {
			t.Error(err)
		}
	}
}
"""


def test_all_are_filled_recursively_when_it_is_asked_for(new_repo: NewRepo, report: Asked, tmp_path: Path) -> None:
    deeper = make(tmp_path / "deeper", None, {"x": "x\n"})
    other = make(tmp_path / "other", None, SUB)
    other.git("submodule", "add", "-q", str(deeper.path), "deep/er")
    other.commit()
    files = {"a/all_test.go": ALL, "gotasks.toml": "submodules = true\n", ".gitattributes": "* text eol=crlf\n"}
    repo = new_repo({**GOOD, **files})
    repo.git("submodule", "add", "-q", str(other.path), "libs/sub")
    repo.git("submodule", "-q", "update", "--init", "--recursive")
    repo.commit()
    found = report(repo, "race-test", "--tree", "HEAD")

    assert status(found) == "passed", found["tasks"][0]
