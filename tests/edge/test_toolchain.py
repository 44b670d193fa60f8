"""Which Go runs, and what is said where none will do."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import fakego
import pytest

from gotasks.core.errors import NotJudgedError
from gotasks.edge import toolchain


def nothing() -> None:
    """No Go beside the one on PATH."""


def test_the_go_on_path_is_asked(tmp_path: Path) -> None:
    found = toolchain.find({"PATH": fakego.make(tmp_path)}, str(tmp_path), nothing)

    assert (found.go, found.root) == ("go1.26.0", str(tmp_path / "goroot"))


def test_no_go_names_the_mend(tmp_path: Path) -> None:
    with pytest.raises(NotJudgedError, match=r"none on PATH.*pip install 'gotasks\[go\]'"):
        toolchain.find({"PATH": str(tmp_path)}, str(tmp_path), nothing)


def test_a_go_that_is_too_old_gives_way_to_the_extra(tmp_path: Path) -> None:
    old = {"PATH": fakego.make(tmp_path / "old", GOVERSION="go1.20.14")}
    fakego.make(tmp_path / "new")

    with pytest.raises(NotJudgedError, match=r"go1\.20\.14 is too old"):
        toolchain.find(old, str(tmp_path), nothing)
    assert toolchain.find(old, str(tmp_path), lambda: str(tmp_path / "new/goroot/bin/go")).go == "go1.26.0"


def test_a_goroot_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    environ = {**os.environ, "GOROOT": "/nowhere"}

    with pytest.raises(NotJudgedError, match="GOROOT is set: unset it"):
        toolchain.find(environ, str(tmp_path), nothing)


@pytest.mark.parametrize(
    ("env", "compiler", "reason"),
    [
        ({"GOOS": "linux", "CGO_ENABLED": "1", "CC": "gcc"}, "/usr/bin/gcc", ""),
        ({"GOOS": "darwin", "CGO_ENABLED": "0", "CC": "clang"}, None, ""),
        (
            {"GOOS": "linux", "CGO_ENABLED": "0", "CC": "gcc"},
            None,
            "no C compiler (gcc is not on PATH): install gcc or clang",
        ),
        ({"GOOS": "linux", "CGO_ENABLED": "0", "CC": "gcc"}, "/usr/bin/gcc", "CGO_ENABLED=0: unset it"),
    ],
)
def test_why_the_race_detector_cannot_run(env: dict[str, str], compiler: str | None, reason: str) -> None:
    assert toolchain.race(env, compiler) == reason


@pytest.mark.parametrize("printed", ["", "{}", "[]", "null", "garbage"])
def test_a_go_that_prints_something_else_is_none(tmp_path: Path, printed: str) -> None:
    environ = {"PATH": fakego.make(tmp_path)}
    (tmp_path / "goroot/env.json").write_text(printed)

    with pytest.raises(NotJudgedError, match="something else than Go's variables"):
        toolchain.find(environ, str(tmp_path), nothing)


def test_the_digest_changes_with_the_binary(tmp_path: Path) -> None:
    environ = {"PATH": fakego.make(tmp_path)}
    before = toolchain.find(environ, str(tmp_path), nothing).digest
    script = tmp_path / "goroot/bin/gofmt"
    script.write_text(script.read_text() + "# rebuilt\n")

    assert toolchain.find(environ, str(tmp_path), nothing).digest != before


def test_what_decides_which_go_runs_is_laid_out_there_and_above(tmp_path: Path) -> None:
    texts = {"go.work": "w", "a/go.mod": "a", "a/b/go.mod": "b\r\n", "a/go.sum": "s", "c/go.mod": "c"}
    toolchain.lay(tmp_path / "asked", "d", {"d/go.mod": "d"})
    toolchain.lay(tmp_path / "asked", "a/b", texts)
    laid = {str(file.relative_to(tmp_path)): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    assert laid == {"asked/go.work": b"w", "asked/a/go.mod": b"a", "asked/a/b/go.mod": b"b\r\n"}


def test_a_tree_without_a_module_is_asked_about_in_an_empty_folder(tmp_path: Path) -> None:
    toolchain.lay(tmp_path / "asked", ".", {})

    assert [*tmp_path.rglob("*")] == [tmp_path / "asked"]


def test_go_is_asked_at_once_and_ends_where_what_goes_on_beside_it_fails(tmp_path: Path) -> None:
    """A Go that fetches another may take minutes."""
    go = tmp_path / "go"
    go.write_text("#!/bin/sh\necho $$ >pid\nexec sleep 60\n")
    go.chmod(0o755)
    with suppress(KeyboardInterrupt), toolchain.asked({"PATH": f"{tmp_path}:/bin"}, str(tmp_path), nothing):
        while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
            time.sleep(0.01)
        raise KeyboardInterrupt
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
