"""What settings and flags change around a run: git in the checkout, the version of gotasks and of Go, the message."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from conftest import BIN
from gitrepo import GOOD, UNFORMATTED, Repo

from gotasks import __version__

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]
Report = Callable[..., dict[str, Any]]

ASKS_GIT = """package a

import (
\t"os/exec"
\t"testing"
)

func TestGit(t *testing.T) {
\tout, err := exec.Command("git", "status", "--porcelain").CombinedOutput()
\tif err != nil || len(out) > 0 {
\t\tt.Fatal(err, string(out))
\t}
\tif out, err := exec.Command("git", "log", "--oneline").Output(); err != nil || len(out) == 0 {
\t\tt.Fatal(err)
\t}
}
"""


def test_a_test_that_asks_git_finds_a_repository_where_it_is_asked_for(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({"go.mod": "module example.com/m\n\ngo 1.22\n", "a/a.go": "package a\n", "a/a_test.go": ASKS_GIT})
    without = gotasks(repo, "race-test")
    first = gotasks(repo.write({"gotasks.toml": "git = true\n"}), "race-test")
    again = gotasks(repo.write({"README": "x\n"}), "race-test", "--fresh")

    assert (without.returncode, first.returncode, again.returncode) == (1, 0, 0), first.stdout


@pytest.mark.parametrize(
    ("requires", "code", "told"),
    [
        (f"=={__version__}", 0, ""),
        (">=99", 2, f"this is gotasks {__version__}, and >=99 is asked for: pip install 'gotasks>=99'"),
        ("newest", 2, "requires: 'newest' is no version specifier"),
    ],
)
def test_settings_hold_the_version_of_gotasks(
    requires: str, code: int, told: str, new_repo: NewRepo, gotasks: Run
) -> None:
    done = gotasks(new_repo({**GOOD, "gotasks.toml": f'requires = "{requires}"\n'}), "fmt")

    assert (done.returncode, told in done.stderr) == (code, True)


@pytest.mark.slow
def test_another_go_judges_when_asked_for(new_repo: NewRepo, report: Report, gotasks: Run) -> None:
    repo = new_repo()

    assert report(repo, "vet", "--go", "1.25")["toolchain"]["version"] == "go1.25.0"
    assert report(repo, "vet", "--go", "1.24.6")["toolchain"]["version"] == "go1.24.6"
    assert gotasks(repo, "vet", "--go", "latest").returncode == 2


def test_nox_offers_ci_for_each_go_version(new_repo: NewRepo) -> None:
    noxfile = "from gotasks.for_nox import register\n\nregister()\n"
    repo = new_repo({**GOOD, "noxfile.py": noxfile, "gotasks.toml": 'go = ["1.25", "1.26"]\n'})
    listed = repo.run(str(BIN / "nox"), "-l").stdout
    plain = repo.run(str(BIN / "nox"), "-s", "ci(go='1.25')", "--", "--dry-run")

    assert "ci(go='1.25')" in listed
    assert "ci(go='1.26')" in listed
    assert plain.returncode == 0, plain.stderr


def test_a_patch_of_what_fmt_would_change_applies(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo().write({"a/a.go": UNFORMATTED})
    made = gotasks(repo, "fmt", "--patch")
    (repo.path.parent / "p").write_text(made.stdout)
    repo.git("apply", str(repo.path.parent / "p"))

    assert made.returncode == 1
    assert made.stdout.startswith("diff --git a/a/a.go b/a/a.go\n")
    assert "gotasks fmt: failed" in made.stderr
    assert gotasks(repo, "fmt", "--patch").stdout == ""
    assert (repo.path / "a/a.go").read_text() == GOOD["a/a.go"]


def test_the_commit_msg_hook_judges_the_message_that_git_will_take(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({"gotasks.toml": '[hooks]\npre-commit = ["commit-msg"]\n[commit-msg]\nconventional = true\n'})
    gotasks(repo, "install-hooks")

    def commit(*argv: str, **env: str) -> int:
        repo.write({"x": re.sub(r"\W", "", repr(argv))}).git("add", "-A")
        return repo.run("git", "commit", "-q", *argv, **env).returncode

    assert commit("-m", "feat: all is well") == 0
    assert commit("-m", "no form") == 1
    assert commit("-m", "fix: " + "x" * 80) == 1
    assert commit("-m", "fix: second\nline is not blank") == 1
    assert commit("-m", "#12 is no comment without an editor") == 1
    assert commit(GIT_EDITOR="printf 'fix: said in an editor\\n\\n# a comment that is long %080d\\n' 1 >") == 0


def test_the_messages_of_a_branch_are_judged(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    repo.git("checkout", "-q", "-b", "topic")
    repo.write({"x": "1"}).commit("good")
    good = gotasks(repo, "commit-msg").returncode
    repo.write({"x": "2"}).commit("a subject that goes on and on " * 3)
    bad = gotasks(repo, "commit-msg")

    assert (good, bad.returncode) == (0, 1)
    assert repo.git("rev-parse", "--short=7", "HEAD") in bad.stdout


def test_the_help_of_every_task_fits_a_screen(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    names = re.findall(r"^  ([a-z-]+) ", gotasks(repo, "--help").stdout.split("tasks and suites")[1], re.MULTILINE)

    assert {"fmt", "race-test", "ci"} <= set(names)
    for name in names:
        shown = gotasks(repo, name, "--help", COLUMNS="80").stdout
        assert len(shown.splitlines()) <= 30, name


def test_write_leaves_old_findings_alone_unless_all_is_said(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**GOOD, "old.go": "package  old\n"})
    repo.git("checkout", "-q", "-b", "topic")
    repo.write({"a/a.go": UNFORMATTED})
    done = gotasks(repo, "fmt", "--write")
    left = (repo.path / "old.go").read_text()

    assert (done.returncode, left) == (0, "package  old\n")
    assert (repo.path / "a/a.go").read_text() == GOOD["a/a.go"]
    assert gotasks(repo, "fmt", "--write", "--all").returncode == 0
    assert (repo.path / "old.go").read_text() == "package old\n"


def test_the_tools_are_listed_with_version_origin_and_place(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    gotasks(repo, "staticcheck")
    rows = {line.split()[0]: line.split() for line in gotasks(repo, "tools").stdout.splitlines()}
    by_inv = repo.write({"tasks.py": "from gotasks.for_invoke import collection\n\nns = collection()\n"}).run(
        str(BIN / "inv"), "tools"
    )

    assert rows["staticcheck"][2] == "gotasks"
    assert rows["staticcheck"][3].endswith("/staticcheck")
    assert "golangci-lint" in by_inv.stdout
