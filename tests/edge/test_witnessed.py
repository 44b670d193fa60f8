"""What a run used outside of its tree: only what cannot have changed since leaves a witness."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import fakego
import pytest

from gotasks.core.task import Toolchain
from gotasks.edge import witness
from gotasks.edge.git import Repository
from gotasks.edge.witness import Used

GERMAN = ("localedef", "-i", "de_DE", "-f", "UTF-8")


@pytest.fixture
def go(tmp_path: Path) -> str:
    """The folder of a Go, which lies as Go's own do."""
    fakego.make(tmp_path)
    (tmp_path / "goroot/VERSION").write_text("go1.26.0\n")
    return f"{tmp_path}/goroot/bin"


def left(tmp_path: Path, environ: Mapping[str, str], began: float, root: str = "", compiler: str = "/bin/sh") -> str:
    """Return the witness that a run leaves which began at a time."""
    top = str(tmp_path)
    toolchain = Toolchain("go1.26.0", root or f"{top}/goroot", env=(("GOENV", "off"), ("CC", compiler)))
    used = Used(environ, frozenset(environ), frozenset(), toolchain, (), tmp_path, began)
    repository = Repository(top, f"{top}/git", f"{top}/git", "", "", "sha1")
    witness.leave(repository, tmp_path, ["x"], used)
    file = tmp_path / "git/gotasks/witness/x"
    return file.read_text() if file.exists() else ""


def in_a_minute() -> float:
    return time.time() + 60


def test_a_file_that_changed_just_before_a_run_leaves_no_witness(tmp_path: Path, go: str) -> None:
    environ = {"PATH": f"{go}:{os.environ['PATH']}"}
    changed = Path(go, "go").stat().st_ctime

    assert not left(tmp_path, environ, changed + 0.5)
    assert left(tmp_path, environ, in_a_minute())


def test_a_go_that_was_taken_away_during_a_run_leaves_no_witness(tmp_path: Path, go_env: dict[str, str]) -> None:
    root, first = go_env["GOROOT"], tmp_path / "first"
    first.mkdir()
    environ = {"PATH": f"{first}:{root}/bin:{os.environ['PATH']}"}

    assert f"gone {first}/go\n" in left(tmp_path, environ, in_a_minute(), root)
    (tmp_path / "git/gotasks/witness/x").unlink()
    assert not left(tmp_path, environ, first.stat().st_ctime - 0.1, root)


def test_settings_of_go_that_are_not_there_must_stay_away(tmp_path: Path, go: str) -> None:
    (tmp_path / "goroot/go.env").unlink(missing_ok=True)

    assert f"gone {tmp_path}/goroot/go.env\n" in left(tmp_path, {"PATH": f"{go}:{os.environ['PATH']}"}, in_a_minute())


def test_a_compiler_that_is_named_by_a_relative_path_leaves_no_witness(tmp_path: Path, go: str) -> None:
    environ = {"PATH": f"{go}:{os.environ['PATH']}"}

    assert not left(tmp_path, environ, in_a_minute(), compiler="bin/cc -O1")
    assert left(tmp_path, environ, in_a_minute(), compiler="sh -O1")


@pytest.mark.skipif(not shutil.which("localedef"), reason="no locales can be made here")
def test_a_decimal_comma_is_no_matter(tmp_path: Path, go: str) -> None:
    locales = tmp_path / "locales"
    locales.mkdir()
    subprocess.run((*GERMAN, str(locales / "de_DE.UTF-8")), check=False, capture_output=True)
    environ = {"PATH": f"{go}:{os.environ['PATH']}", "LOCPATH": str(locales), "LC_ALL": "de_DE.UTF-8"}

    assert "\nset LC_ALL=de_DE.UTF-8\n" in left(tmp_path, environ, in_a_minute())
