"""A tool that is missing, crashes, prints nothing or a gigabyte, or hangs: exit 3, not judged, the tail reported."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import fakego
import pytest
from gitrepo import Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

CASES = [
    pytest.param("fmt", {"gofmt": None}, "gofmt did not start", "No such file", id="missing"),
    pytest.param("fmt", {"gofmt": "echo oops >&2; exit 2"}, "oops", "oops", id="gofmt fails without a finding"),
    pytest.param("fmt", {"gofmt": "echo what is this"}, "no difference", "what is this", id="gofmt prints nonsense"),
    pytest.param("fmt", {"gofmt": "kill -9 $$"}, "killed by signal 9", "", id="gofmt is killed"),
    pytest.param("vet", {"go": "echo panic: oops >&2; exit 2"}, "panic: oops", "panic: oops", id="vet crashes"),
    pytest.param("vet", {"go": "exit 0"}, "printed no JSON", "", id="vet prints nothing"),
    pytest.param("vet", {"go": "echo '{\"a\": [1]}'"}, "not understood", "", id="vet prints another JSON"),
    pytest.param("vet", {"go": "kill -11 $$"}, "killed by signal 11", "", id="vet crashes by a signal"),
    pytest.param("race-test", {"go": "exit 0"}, "printed no event", "", id="go test prints nothing"),
    pytest.param("race-test", {"go": "echo boom >&2; exit 1"}, "boom", "boom", id="go test fails without a word"),
    pytest.param(
        "race-test",
        {"go": """echo '{"Action":"start","Package":"example.com/m/a"}'"""},
        "ended before",
        "start",
        id="go test stops midway",
    ),
]


@pytest.mark.parametrize(("task", "fake", "problem", "tail"), CASES)
def test_what_was_not_seen_is_not_judged(
    new_repo: NewRepo, gotasks: Run, tmp_path: Path, task: str, fake: dict[str, str], problem: str, tail: str
) -> None:
    repo = new_repo()
    done = gotasks(repo, task, "--json", PATH=fakego.make(tmp_path, **fake))
    report = json.loads(done.stdout)

    assert done.returncode == report["exit_status"] == 3
    assert report["tasks"][0]["verdict"]["status"] == "not judged"
    assert problem in report["tasks"][0]["verdict"]["reason"]
    assert tail in report["tasks"][0]["result"]["runs"][0]["tail"]
    assert "Traceback" not in done.stderr


def test_a_tool_that_hangs_is_stopped(new_repo: NewRepo, gotasks: Run, tmp_path: Path) -> None:
    path = fakego.make(tmp_path, go="echo waiting; sleep 600")
    done = gotasks(new_repo(), "vet", "--timeout", "1s", "--json", PATH=path)
    task = json.loads(done.stdout)["tasks"][0]

    assert done.returncode == 3
    assert "stopped after 1 s" in task["verdict"]["reason"]
    assert "waiting" in task["result"]["runs"][0]["tail"]


@pytest.mark.slow
def test_a_tool_that_prints_a_gigabyte_is_bounded(new_repo: NewRepo, gotasks: Run, tmp_path: Path) -> None:
    path = fakego.make(tmp_path, go="yes 0123456789abcdef | head -c 1000000000; echo the end")
    done = gotasks(new_repo(), "vet", "--json", PATH=path)
    task = json.loads(done.stdout)["tasks"][0]

    assert done.returncode == 3
    assert "bytes were dropped" in task["verdict"]["reason"]
    assert task["result"]["runs"][0]["tail"].endswith("the end\n")


def test_what_was_not_judged_is_not_kept(new_repo: NewRepo, gotasks: Run, tmp_path: Path, cache: Path) -> None:
    gotasks(new_repo(), "vet", PATH=fakego.make(tmp_path))

    assert not list((cache / "store").glob("*/*.json"))
