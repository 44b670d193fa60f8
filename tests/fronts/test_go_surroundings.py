"""Modules that must be fetched, and machines without a C compiler."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import GOOD, Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

USER = {
    **GOOD,
    "go.mod": "module example.com/m\n\ngo 1.22\n\nrequire example.com/Dep v1.0.0\n",
    "a/a.go": 'package a\n\nimport "example.com/Dep"\n\n// One is one.\nfunc One() int { return dep.One }\n',
}


@pytest.fixture
def proxy(tmp_path: Path) -> dict[str, str]:
    """A module proxy in a folder, with one module, and an empty module cache."""
    folder = tmp_path / "proxy/example.com/!dep/@v"
    folder.mkdir(parents=True)
    mod = "module example.com/Dep\n\ngo 1.22\n"
    (folder / "list").write_text("v1.0.0\n")
    (folder / "v1.0.0.info").write_text('{"Version":"v1.0.0"}')
    (folder / "v1.0.0.mod").write_text(mod)
    with zipfile.ZipFile(folder / "v1.0.0.zip", "w") as archive:
        archive.writestr("example.com/Dep@v1.0.0/go.mod", mod)
        archive.writestr("example.com/Dep@v1.0.0/dep.go", "package dep\n\n// One is one.\nconst One = 1\n")
    return {
        "GOPROXY": f"file://{tmp_path}/proxy",
        "GONOSUMDB": "example.com",
        "GOFLAGS": "-modcacherw",
        "GOMODCACHE": str(tmp_path / "modcache"),
    }


def with_sums(repo: Repo, proxy: dict[str, str], tmp_path: Path) -> Repo:
    """Let Go write go.sum, into a module cache that is not the test's."""
    assert repo.run("go", "mod", "tidy", **{**proxy, "GOMODCACHE": str(tmp_path / "other")}).returncode == 0
    repo.commit()
    return repo


def test_a_module_that_is_not_at_hand_is_fetched_before_the_checks(
    new_repo: NewRepo, gotasks: Run, proxy: dict[str, str], tmp_path: Path
) -> None:
    repo = with_sums(new_repo(USER), proxy, tmp_path)
    first = json.loads(gotasks(repo, "vet", "--json", **proxy).stdout)
    second = json.loads(gotasks(repo, "vet", "--json", "--fresh", **proxy).stdout)

    assert (first["exit_status"], second["exit_status"]) == (0, 0)
    assert [run["environment"] for run in first["fetch"]] == ["fetch"]
    assert second["fetch"] == []


def test_an_edit_after_the_fetching_costs_what_it_changes(
    new_repo: NewRepo, gotasks: Run, proxy: dict[str, str], tmp_path: Path
) -> None:
    repo = with_sums(new_repo({**USER, "b/b.go": "// Package b counts.\npackage b\n"}), proxy, tmp_path)
    gotasks(repo, "vet", **proxy)

    repo.write({"b/b.go": "// Package b counts again.\npackage b\n"})
    report = json.loads(gotasks(repo, "vet", "--json", **proxy).stdout)

    parts = report["tasks"][0]["result"]["parts"]
    assert [part["name"].rpartition("/")[2] for part in parts if part["ran_at"] >= report["started_at"]] == ["b"]


def test_a_module_that_cannot_be_had_is_not_judged(
    new_repo: NewRepo, gotasks: Run, proxy: dict[str, str], tmp_path: Path
) -> None:
    repo = with_sums(new_repo(USER), proxy, tmp_path)
    done = gotasks(repo, "check", "--keep-going", **{**proxy, "GOPROXY": "off"})

    assert done.returncode == 3
    assert "a module is not in the module cache: run go mod download" in done.stdout
    assert "gotasks check: not judged (vet, staticcheck, lint, race-test) in " in done.stdout


def test_a_missing_line_of_go_sum_is_a_failure(new_repo: NewRepo, gotasks: Run, proxy: dict[str, str]) -> None:
    done = gotasks(new_repo(USER), "check", "--keep-going", "--all", **proxy)

    assert done.returncode == 1
    assert "a/a.go:3:8: build: missing go.sum entry" in done.stdout


def test_without_a_c_compiler_tests_count_and_the_summary_says_so(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo(), "race-test", CC="no-such-compiler")

    assert done.returncode == 0, done.stdout
    assert "note: race-test: tests ran without the race detector: no C compiler" in done.stdout
    assert "coverage 100.00 %" in done.stdout


def test_without_a_c_compiler_ci_does_not_judge(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**GOOD, "gotasks.toml": '[suites]\nci = ["race-test"]\n'})
    done = gotasks(repo, "ci", CC="no-such-compiler")

    assert done.returncode == 3
    assert "the race detector cannot run" in done.stdout


def test_race_required_does_not_judge_without_a_c_compiler(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo({**GOOD, "gotasks.toml": 'race = "required"\n'}), "race-test", CC="no-such-compiler")

    assert done.returncode == 3
    assert 'race = "required"' in done.stdout
