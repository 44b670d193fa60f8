"""keep.sh and run.sh, with real shells: what go test would start is kept, and started as Go would."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from gotasks.go.reading import EXEC, KEEP, RUN

SHELLS = [shell for shell in ("dash", "bash") if shutil.which(shell)]
CONVERTER = """#!/bin/sh
# Stands for Go's test2json, which reads what tests print: test2json -p PACKAGE
exec cat
"""
PASSED, FAILED = "\x16PASS", "\x16FAIL"


class Started(NamedTuple):
    code: int
    said: list[str]


class Place:
    """A package's folder, and where its binary is kept."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.shell = shutil.which(shell) or shell
        self.package, self.kept = folder / "it's a tree" / "a", folder / "kept here"
        self.package.mkdir(parents=True)
        (folder / "go-build").mkdir()
        self.binary = folder / "go-build" / "a.test"
        self.place = Path(f"{self.kept}{self.package}/.test")
        self.converter = folder / "converter"
        self.converter.write_text(CONVERTER)
        self.converter.chmod(0o755)
        (folder / "named").write_text(f"{self.converter}\n")

    def keep(self, body: str, *arguments: str, **env: str) -> int:
        """Do what Go does with a binary, and remove it."""
        self.binary.write_text(f"#!/bin/sh\n{body}\n")
        self.binary.chmod(0o755)
        _, *line = shlex.split(EXEC[1])
        environ = {**os.environ, "GOTASKS_KEEP": KEEP, "GOTASKS_KEPT": str(self.kept), "PWD": str(self.package), **env}
        done = subprocess.run(
            (self.shell, *line, str(self.binary), *arguments), cwd=self.package, env=environ, check=False
        )
        self.binary.unlink()
        return done.returncode

    def start(self) -> Started:
        """Start what was kept, if anything."""
        argv = ("/bin/sh", RUN, str(self.place), "example.org/a", str(self.converter.with_name("named")))
        done = subprocess.run(argv, cwd=self.package, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return Started(done.returncode, done.stdout.splitlines())


@pytest.fixture(params=SHELLS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(tmp_path, request.param)


def test_nothing_runs_until_it_is_started(place: Place) -> None:
    assert place.keep("touch ran") == 0
    assert not (place.package / "ran").exists()
    assert place.start() == Started(0, [PASSED])
    assert (place.package / "ran").exists()


@pytest.mark.parametrize(
    "word", ["plain", "", "two words", "it's", '"', "$HOME `id` \\n", "a\nb", "-test.run=^It's$|x'y'z$", "*"]
)
def test_the_arguments_are_those_of_go(place: Place, word: str) -> None:
    assert place.keep("""python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@" """, word, "last") == 0
    line, last = place.start().said

    assert last == PASSED
    assert json.loads(line) == [word, "last", f"-test.testlogfile={place.place}/said/log"]


def test_what_go_would_read_from_its_own_folder_is_kept_too(place: Place, tmp_path: Path) -> None:
    (tmp_path / "go-build" / "gocoverdir").mkdir()
    (tmp_path / "go-build" / "gocoverdir" / "covmeta").write_text("meta")
    words = ("-test.gocoverdir=/gone", "-test.coverprofile=/gone/x")
    place.keep('echo "$GOCOVERDIR" "$@"; ls "$GOCOVERDIR"', *words, GOCOVERDIR=str(tmp_path / "go-build/gocoverdir"))
    shutil.rmtree(tmp_path / "go-build")
    kept, log = f"{place.place}/gocoverdir", f"-test.testlogfile={place.place}/said/log"

    assert place.start().said == [
        " ".join((kept, f"-test.gocoverdir={kept}", f"-test.coverprofile={place.place}/cover.out", log)),
        "covmeta",
        PASSED,
    ]


def test_the_path_is_the_one_that_go_gives(place: Place) -> None:
    place.keep('echo "$PATH"', PATH=f"/o'dd:{os.environ['PATH']}")

    assert place.start().said == [f"/o'dd:{os.environ['PATH']}", PASSED]


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        pytest.param("echo x", 0, ["x", PASSED], id="well"),
        pytest.param("echo x >&2; exit 3", 3, ["x", FAILED, "exit status 3"], id="with a status, both streams in one"),
        pytest.param("kill -9 $$", 137, [FAILED, "signal: killed"], id="killed"),
    ],
)
def test_how_it_ended_is_said_as_go_says_it(place: Place, body: str, code: int, said: list[str]) -> None:
    place.keep(body)
    done = place.start()

    assert (done.code, [line for line in done.said if "Killed" not in line]) == (code, said)


def test_where_nothing_was_kept_nothing_is_started(place: Place) -> None:
    assert place.start() == Started(0, [])


def test_a_binary_that_cannot_be_kept_is_no_pass(place: Place) -> None:
    place.place.parent.mkdir(parents=True)
    place.place.write_text("in the way")

    assert place.keep("exit 0") != 0


@pytest.mark.parametrize("lacking", ["sed", "mkdir", "mv", "cat"])
def test_without_its_tools_nothing_passes(place: Place, tmp_path: Path, lacking: str) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in {"sh", "sed", "mkdir", "grep", "od", "tr", "head", "tail", "git", "ln", "cp", "mv", "cat"} - {lacking}:
        (tools / name).symlink_to(shutil.which(name) or name)

    assert place.keep("exit 1", PATH=str(tools)) != 0 or place.start().code == 1
