"""carry: what the tree lacks and the checks need, named in the settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gitrepo import GOOD, Repo, footprint

NewRepo = Callable[..., Repo]
Asked = Callable[..., dict[str, Any]]

USES = "// Package a counts.\npackage a\n\n// Two is made.\nfunc Two() int { return made }\n"
MADE = "package a\n\nconst made = 2\n"
WRONG = 'package a\n\nimport "fmt"\n\nconst made = 2\n\nfunc init() { fmt.Printf("%d", "x") }\n'
IGNORED = {**GOOD, "a/two.go": USES, ".gitignore": "*.pb.go\ndist/\n"}


def statuses(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(task["name"], task["verdict"]["status"]) for task in found["tasks"]]


def test_an_ignored_file_is_absent_unless_it_is_carried(new_repo: NewRepo, report: Asked) -> None:
    repo = new_repo(IGNORED)
    repo.write({"a/two.pb.go": MADE})

    assert statuses(report(repo, "vet", "--all")) == [("vet", "failed")]

    repo.write({"gotasks.toml": 'carry = ["a/*.pb.go"]\n'}).git("add", "gotasks.toml")
    before = footprint(repo.path)
    found = report(repo, "vet", "--all", "--tree", "index")

    assert footprint(repo.path) == before
    assert statuses(found) == [("vet", "passed")]
    assert found["carried"] == {"a/two.pb.go": repo.git("hash-object", "a/two.pb.go")}
    assert found["tree"] == repo.git("write-tree")
    assert "carried, so not in a clone: a/two.pb.go" in found["notes"]


@pytest.mark.parametrize("there", [False, True])
def test_a_private_file_that_is_carried_stays_private(
    new_repo: NewRepo, report: Asked, tmp_path: Path, *, there: bool
) -> None:
    """A tree knows no mode but that of programs; the folders above the checkout are the user's alone."""
    cache = tmp_path / "cache"
    if there:
        cache.mkdir(mode=0o755)
    repo = new_repo({**IGNORED, "gotasks.toml": 'carry = ["a/two.pb.go"]\n'}).write({"a/two.pb.go": MADE})
    (repo.path / "a/two.pb.go").chmod(0o600)
    report(repo, "fmt", "--all", GOTASKS_CACHE=str(cache))
    (slots,) = cache.glob("slots/*")

    assert [*slots.glob("0/tree/*/a/two.pb.go")]
    assert cache.stat().st_mode & 0o777 == (0o755 if there else 0o700)
    assert slots.stat().st_mode & 0o777 == 0o700


def test_the_key_holds_what_is_carried(new_repo: NewRepo, report: Asked) -> None:
    repo = new_repo({**IGNORED, "gotasks.toml": 'carry = ["a/two.pb.go"]\n'})
    repo.write({"a/two.pb.go": MADE})

    assert statuses(report(repo, "vet", "--all")) == [("vet", "passed")]
    repo.write({"a/two.pb.go": "package a\n"})
    assert statuses(report(repo, "vet", "--all")) == [("vet", "failed")]


def test_what_is_wrong_in_a_carried_file_is_not_new(new_repo: NewRepo, report: Asked) -> None:
    repo = new_repo({**IGNORED, "gotasks.toml": 'carry = ["a/two.pb.go"]\n'})
    repo.write({"a/two.pb.go": WRONG, "b/b.go": "// Package b is new.\npackage b\n"})
    found = report(repo, "vet")

    assert statuses(found) == [("vet", "passed")]
    assert [each["state"] for part in found["tasks"][0]["result"]["parts"] for each in part["findings"]] == ["old"]


def test_the_trees_own_file_comes_first(new_repo: NewRepo, report: Asked) -> None:
    repo = new_repo({**GOOD, "gotasks.toml": 'carry = ["a/a.go"]\n'})
    repo.write({"a/a.go": "broken"})
    found = report(repo, "vet", "--all", "--tree", "HEAD")

    assert (statuses(found), found["carried"]) == ([("vet", "passed")], {})


EMBEDS = (
    '// Package a holds.\npackage a\n\nimport "embed"\n\n// Dist is made.\n//\n//go:embed all:dist\nvar Dist embed.FS\n'
)


def test_a_folder_is_carried_whole_byte_for_byte(new_repo: NewRepo, report: Asked, cache: Path) -> None:
    test = (
        'package a\n\nimport "testing"\n\nfunc TestDist(t *testing.T) {\n'
        '\tif b, err := Dist.ReadFile("dist/js/x.js"); err != nil || string(b) != "one\\ntwo\\r\\n" {\n'
        "\t\tt.Fatal(string(b), err)\n\t}\n}\n"
    )
    files = {"gotasks.toml": 'carry = ["a/dist/", "dist"]\n', ".gitattributes": "* text eol=crlf\n*.go eol=lf\n"}
    repo = new_repo({**IGNORED, **files, "a/two.go": EMBEDS, "a/dist_test.go": test})
    repo.write({"a/dist/js/x.js": "one\ntwo\r\n", "a/dist/.git/HEAD": "no", 'dist/odd "n\n*ame': "x\n"})
    found = report(repo, "race-test", "--all")

    assert sorted(found["carried"]) == ["a/dist/js/x.js", 'dist/odd "n\n*ame']
    (odd,) = cache.glob("slots/*/0/tree/repo/dist/odd*")
    assert odd.read_bytes() == b"x\n"
    assert statuses(found) == [("race-test", "passed")]


@pytest.mark.parametrize(
    ("said", "status", "says"),
    [
        ("no/such", 3, "gotasks.toml:2: carry: 'no/such' names nothing that is here: make it first"),
        ("../no-such", 3, "carry: '../no-such' names no folder that is here"),
        ("../../x", 2, 'paths below the top of the repository, or "../NAME" beside it'),
        ("/etc", 2, "paths below the top"),
        ("a/../../x", 2, "paths below the top"),
        ("../x/y", 2, "paths below the top"),
        (".", 2, "paths below the top"),
        ("**/x.go", 2, "paths below the top"),
        ("leads-out", 3, "leads-out is a symbolic link that leads out, to /etc/hostname"),
        ("by-link/*", 3, "by-link is a symbolic link, so 'by-link/*' leads elsewhere"),
        ("pipe", 3, "pipe is neither a file nor a link"),
        ("../repo", 3, "../repo is this repository itself"),
    ],
)
def test_what_cannot_be_carried_is_told(
    new_repo: NewRepo, gotasks: Callable[..., Any], said: str, status: int, says: str
) -> None:
    repo = new_repo({**GOOD, "gotasks.toml": f'git = false\ncarry = ["{said}"]\n', ".gitignore": "pipe\n"})
    (repo.path / "leads-out").symlink_to("/etc/hostname")
    (repo.path / "by-link").symlink_to("/etc")
    os.mkfifo(repo.path / "pipe")
    done = gotasks(repo, "vet", "--tree", "HEAD")

    assert (done.returncode, says in done.stderr) == (status, True), done.stderr


def test_too_much_to_carry_is_told(new_repo: NewRepo, gotasks: Callable[..., Any]) -> None:
    repo = new_repo({**GOOD, "gotasks.toml": 'carry = ["dist"]\n', ".gitignore": "dist\n"})
    repo.write({"dist/x": ""})
    os.truncate(repo.path / "dist/x", 200_000_001)
    done = gotasks(repo, "vet")

    assert done.returncode == 3
    assert "1 files (200 MB) are too many to carry" in done.stderr


SIB = {
    "go.mod": "module example.com/sib\n\ngo 1.22\n",
    "sib.go": "// Package sib counts.\npackage sib\n\n// N is 1.\nconst N = 1\n",
}
NEEDS = {
    **GOOD,
    "go.mod": GOOD["go.mod"] + "\nrequire example.com/sib v0.0.0\n\nreplace example.com/sib => ../sib\n",
    "a/two.go": 'package a\n\nimport "example.com/sib"\n\n// Two is 2.\nconst Two = sib.N + 1\n',
}


def test_a_folder_beside_the_repository_is_carried(new_repo: NewRepo, report: Asked, tmp_path: Path) -> None:
    repo = new_repo(NEEDS)
    Repo(tmp_path / "sib", repo.env).write(SIB)
    found = report(repo, "vet", "--all")

    assert statuses(found) == [("vet", "not judged")]
    assert 'carry = ["../sib"]' in found["tasks"][0]["verdict"]["reason"]

    repo.write({"gotasks.toml": 'carry = ["../sib"]\n'})
    found = report(repo, "vet", "--all")
    assert statuses(found) == [("vet", "passed")]
    assert list(found["carried"]) == ["../sib"]

    (tmp_path / "sib/sib.go").write_text("package sib\n")
    assert statuses(report(repo, "vet", "--all")) == [("vet", "failed")]


def test_what_lay_beside_is_gone_when_it_is_not_carried(
    new_repo: NewRepo, report: Asked, tmp_path: Path, cache: Path
) -> None:
    repo = new_repo({**NEEDS, "gotasks.toml": 'carry = ["../sib"]\n'})
    Repo(tmp_path / "sib", repo.env).write({**SIB, "gone.go": "package sib\n"})
    report(repo, "vet", "--all")
    (tmp_path / "sib/gone.go").unlink()
    report(repo, "vet", "--all")
    (beside,) = cache.glob("slots/*/0/tree/sib")
    assert sorted(os.listdir(beside)) == ["go.mod", "sib.go"]

    repo.write({"gotasks.toml": ""})
    assert statuses(report(repo, "vet", "--all")) == [("vet", "not judged")]
    assert not beside.exists()
