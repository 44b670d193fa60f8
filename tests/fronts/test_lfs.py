"""lfs = true: contents in place of pointers, from the repository's own store; no git-lfs program is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from gitrepo import GOOD, Repo, footprint

NewRepo = Callable[..., Repo]
BODY = b"one\r\ntwo\n\0"
OID = hashlib.sha256(BODY).hexdigest()
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize {len(BODY)}\n"
TEST = f"""package a

import (
	"crypto/sha256"
	"fmt"
	"os"
	"testing"
)

func TestData(t *testing.T) {{
	b, err := os.ReadFile("testdata/x.bin")
	if err != nil || fmt.Sprintf("%x", sha256.Sum256(b)) != "{OID}" {{
		t.Fatalf("%q %v", b, err)
	}}
}}
"""
FILES = {
    **GOOD,
    "a/data_test.go": TEST,
    "a/testdata/x.bin": POINTER,
    ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n*.bin text eol=crlf\n",
}


def keep(repo: Repo, body: bytes = BODY) -> None:
    repo.write({f".git/lfs/objects/{OID[:2]}/{OID[2:4]}/{OID}": body})


def status(found: dict[str, Any]) -> str:
    return str(found["tasks"][0]["verdict"]["status"])


def test_a_pointer_stays_one_unless_it_is_asked_for(new_repo: NewRepo, report: Callable[..., dict[str, Any]]) -> None:
    repo = new_repo(FILES)
    keep(repo)

    assert status(report(repo, "race-test", "--tree", "HEAD")) == "failed"

    repo.write({"gotasks.toml": "lfs = true\n"}).commit()
    before = footprint(repo.path)
    found = report(repo, "race-test", "--tree", "HEAD")

    assert status(found) == "passed"
    assert found["tree"] == repo.git("rev-parse", "HEAD^{tree}")
    assert footprint(repo.path) == before


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (None, "the content of a/testdata/x.bin is not in this repository, only its LFS pointer"),
        (b"x" * len(BODY), "the LFS content of a/testdata/x.bin is damaged: git lfs fsck"),
        (BODY + b"x", "the LFS content of a/testdata/x.bin is damaged"),
    ],
)
def test_a_content_that_is_not_there_is_not_judged(
    new_repo: NewRepo, gotasks: Callable[..., Any], body: bytes | None, says: str
) -> None:
    repo = new_repo({**FILES, "gotasks.toml": "lfs = true\n"})
    if body is not None:
        keep(repo, body)
    done = gotasks(repo, "vet")

    assert (done.returncode, says in done.stderr) == (3, True), done.stderr


def test_the_store_that_git_is_told_of_counts(new_repo: NewRepo, report: Callable[..., dict[str, Any]]) -> None:
    repo = new_repo({**FILES, "gotasks.toml": "lfs = true\n"})
    repo.git("config", "lfs.storage", "elsewhere")
    repo.write({f".git/elsewhere/objects/{OID[:2]}/{OID[2:4]}/{OID}": BODY})

    assert status(report(repo, "race-test", "--tree", "HEAD")) == "passed"


BAD = 'package a\n\nimport "fmt"\n\nfunc init() { fmt.Printf("%d", "x") }\n'


def test_a_baseline_whose_content_is_not_here_excuses_nothing(
    new_repo: NewRepo, report: Callable[..., dict[str, Any]]
) -> None:
    repo = new_repo({**FILES, "gotasks.toml": "lfs = true\n", "a/testdata/old.bin": POINTER.replace(OID, "0" * 64)})
    (repo.path / "a/testdata/old.bin").unlink()
    keep(repo)
    assert status(report(repo, "vet")) == "passed"

    found = report(repo.write({"a/bad.go": BAD}), "vet")

    assert (status(found), found["baseline"]["kind"]) == ("not judged", "unreadable")
    assert "the content of a/testdata/old.bin is not in this repository" in found["tasks"][0]["verdict"]["reason"]
