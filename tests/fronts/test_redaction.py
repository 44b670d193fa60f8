"""Secrets planted where a run may meet them are in nothing that leaves it; and a password may be an ordinary word."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gitrepo import GOOD, UNFORMATTED, Repo

NewRepo = Callable[..., Repo]
Run = Callable[..., subprocess.CompletedProcess[str]]

SECRETS = {
    "API_TOKEN": "s3cret-of-the-api",
    "DB_PASSWORD": "postgresql",
    "SIGNING_KEY": 'quo"te<and>\\more',
    "DATABASE_URL": "postgres://app:inTheUrl99@db.example.com/app",
}
PLANTED = ("s3cret-of-the-api", "postgresql", 'quo"te<and>', "quo&#34;te", 'quo\\"te', "inTheUrl99")

TEST = """package postgresql

import (
	"fmt"
	"os"
	"testing"
	"time"
)

func TestOne(t *testing.T) {
	fmt.Print("s3cret-of")
	time.Sleep(100 * time.Millisecond)
	fmt.Println("-the-api")
	fmt.Fprintln(os.Stderr, "quo\\"te<and>\\\\more")
	t.Log("postgres://app:inTheUrl99@db.example.com/app")
	panic("s3cret-of-the-api")
}
"""


def left(repo: Repo, cache: Path, done: subprocess.CompletedProcess[str]) -> Iterator[tuple[str, bytes]]:
    """Yield all that a run leaves: what it printed, its reports, and our cache less the checkout and objects."""
    yield "standard output", done.stdout.encode("utf-8", "surrogateescape")
    yield "standard error", done.stderr.encode("utf-8", "surrogateescape")
    for folder in (repo.path / ".git" / "gotasks", repo.path / "gotasks-report", cache / "store", cache / "slots"):
        for path in sorted(folder.rglob("*")):
            ours = {"tree", "objects", "git"}.isdisjoint(path.relative_to(folder).parts)
            if path.is_file() and ours:
                yield str(path), os.fsencode(path) + b"\n" + path.read_bytes()


def leaks(repo: Repo, cache: Path, done: subprocess.CompletedProcess[str]) -> list[tuple[str, str]]:
    hidden = [*PLANTED, base64.b64encode(b"s3cret-of-the-api").decode().rstrip("=")]
    return [(name, word) for name, body in left(repo, cache, done) for word in hidden if word.encode() in body]


@pytest.fixture
def planted(new_repo: NewRepo) -> Repo:
    return new_repo(
        {
            **GOOD,
            "postgresql/p.go": UNFORMATTED.replace("package a", "package postgresql")
            + '\nvar word = "s3cret-of-the-api postgresql"\n',
            "postgresql/p_test.go": TEST,
            "gotasks.toml": '[commands.say]\nrun = ["sh", "-c", "echo s3cret-of-the-api; printf inTheUrl99 | base64; '
            'printf s3cret-of-the-api | base64; echo postgresql/p.go:3:1: postgresql >&2; exit 1"]\n'
            'findings = "lines"\n',
        }
    )


@pytest.mark.parametrize(
    "argv",
    [
        ("fmt", "--all"),
        ("fmt", "--all", "--json"),
        ("fmt", "--all", "--dry-run"),
        ("fmt", "--all", "--patch"),
        ("vet", "--all"),
        ("race-test", "--all"),
        ("race-test", "--all", "--json"),
        ("say", "--all"),
        ("say", "--all", "--json"),
        ("say", "--dry-run"),
        ("cover-html", "--all"),
        ("vet", "--base", "s3cret-of-the-api"),
        ("vet", "--tree", "postgresql"),
        ("race-test", "--timeout", "s3cret-of-the-api"),
    ],
)
def test_what_is_planted_is_nowhere(planted: Repo, gotasks: Run, cache: Path, argv: tuple[str, ...]) -> None:
    for folder in ("", "gotasks-report"):
        done = gotasks(planted, *argv, **SECRETS, **({"CI": "true"} if folder else {}))

        assert leaks(planted, cache, done) == []
        assert "Traceback" not in done.stderr


def test_a_password_that_is_an_ordinary_word_changes_no_verdict(new_repo: NewRepo, gotasks: Run) -> None:
    body = UNFORMATTED.replace("package a", "package postgresql")
    test = 'package postgresql\n\nimport "testing"\n\nfunc TestOne(t *testing.T) { t.Log(One()) }\n'
    repo = new_repo(
        {**GOOD, "postgresql/p.go": body.replace("{return 1 }", "{ return 1 }"), "postgresql/p_test.go": test}
    )
    for task in ("fmt", "vet", "race-test", "cover-html"):
        assert gotasks(repo, task, **SECRETS).returncode == 0

    repo.write({"postgresql/p.go": body})
    done = gotasks(repo, "fmt", **SECRETS)

    assert done.returncode == 1
    assert "[redacted]/p.go:5: gofmt: not formatted" in done.stdout

    assert gotasks(repo, "fmt", "--write", **SECRETS).returncode == 0
    assert "{ return 1 }" in (repo.path / "postgresql/p.go").read_text()


def test_coverage_pages_show_lines_without_secrets(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    body = GOOD["a/a.go"] + '\n// Key is <one>.\nconst Key = "quo\\"te<and>\\\\more s3cret-of-the-api"\n'
    repo = new_repo({**GOOD, "a/a.go": body})
    done = gotasks(repo, "cover-html", **SECRETS)
    page = (repo.path / ".git/gotasks/coverage/a/a.go.html").read_text()

    assert done.returncode == 0, done.stdout
    assert leaks(repo, cache, done) == []
    assert "[redacted]" in page
    assert "Key is &lt;one&gt;." in page


def test_a_patch_leaves_out_what_would_show_a_secret(new_repo: NewRepo, gotasks: Run) -> None:
    files = {
        "a/b.go": 'package a\n\nvar  w = "s3cret-of-the-api"\n',
        "a/c.go": 'package a\n\nvar  v = "[redacted]"\n',
    }
    repo = new_repo({**GOOD, **files})
    done = gotasks(repo, "fmt", "--patch", "--all", **SECRETS)

    assert "a/b.go is left out of the patch, which would show a secret" in done.stderr
    assert "b.go" not in done.stdout
    (repo.path / "p.patch").write_text(done.stdout)
    repo.git("apply", "p.patch")
    assert 'var v = "[redacted]"' in (repo.path / "a/c.go").read_text()


def test_what_the_baseline_has_is_old_whatever_redaction_did(new_repo: NewRepo, gotasks: Run) -> None:
    bad = 'package postgresql\n\nvar  w = "postgresql"\n'
    repo = new_repo({**GOOD, "postgresql/p.go": bad})
    repo.write({"a/b.go": "package a\n"}).commit()

    assert gotasks(repo, "fmt").returncode == 0
    assert gotasks(repo, "fmt", **SECRETS).returncode == 0
    assert gotasks(repo, "fmt").returncode == 0

    repo.write({"postgresql/q.go": bad.replace("w", "x")}).commit()

    assert gotasks(repo, "fmt", **SECRETS).returncode == 1


def test_git_refusals_are_redacted(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    (repo.path / ".git/config").write_text("[core]\n\trepositoryformatversion = s3cret-of-the-api\n")
    done = gotasks(repo, "vet", **SECRETS)

    assert done.returncode == 3
    assert "[redacted]" in done.stderr
    assert "s3cret-of-the-api" not in done.stderr


def test_an_own_tasks_exception_is_redacted(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    tasks = (
        "import os\nfrom gotasks.api import Result, Task\n\n"
        "def judge(job, outcomes):\n    raise ValueError(os.environ['API_TOKEN'])\n\n"
        "own = Task('own', 'It breaks.', lambda job: (), judge, over='tree')\n"
    )
    repo = new_repo({**GOOD, "gotasks_tasks.py": tasks})
    done = gotasks(repo, "own", **SECRETS)

    assert done.returncode == 3, done.stderr
    assert "ValueError: [redacted]" in done.stdout
    assert leaks(repo, cache, done) == []


@pytest.mark.parametrize("front", [("inv",), ("nox", "-s")])
def test_the_other_fronts_too(new_repo: NewRepo, cache: Path, front: tuple[str, ...]) -> None:
    repo = new_repo(
        {
            **GOOD,
            "tasks.py": "from gotasks.for_invoke import collection\n\nns = collection()\n",
            "noxfile.py": "from gotasks.for_nox import register\n\nregister()\n",
        }
    )
    flags = ("--base", "s3cret-of-the-api")
    done = repo.run(*front, "vet", *(("--", *flags) if front[0] == "nox" else flags), **SECRETS)

    assert done.returncode == (1 if front[0] == "nox" else 2), done.stderr
    assert "[redacted]" in done.stderr
    said = [line for line in (done.stdout + done.stderr).split("\n") if "s3cret-of-the-api" in line]
    assert said == []
    assert leaks(repo, cache, done) == []
