"""A hook is at its first tool before anything is imported that it does not need; Ctrl-C meanwhile is quiet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from gitrepo import GOOD, SMALL, UNFORMATTED, Repo, make

PROGRAM = str(Path(sys.executable).parent / "gotasks")
LATER = {
    "argparse",
    "asyncio",
    "concurrent.futures",
    "filelock",
    "git",
    "invoke",
    "jsonschema",
    "logging",
    "nox",
    "psutil",
    "rich",
}
"""What no way to a tool needs, or not before it."""

WATCHED = """
import os, runpy, signal, sys

def seen(event, given):
    if event == "subprocess.Popen" and os.path.basename(given[0]) == "gofmt":
        os.write(2, " ".join(sys.modules).encode())
        os._exit(0)

def struck(event, given):
    if event == "import" and given[0] == {moment!r}:
        os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(struck if {moment!r} else seen)
sys.argv = [{program!r}, "hook", "pre-commit"]
runpy.run_path({program!r}, run_name="__main__")
"""
"""The program. It says what it has imported when it starts its first tool; or is sent SIGINT when a module begins."""

MOMENTS = (
    "gotasks.fronts",
    "gotasks.core.settings",
    "gotasks.core.options",
    "gotasks.fronts.hook",
    "hashlib",
    "gotasks.edge.slot",
)
"""From the first line of our own to the last import; what Python itself does before is not ours."""


BEFORE = "import atexit, sys\natexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
"""Has something called at the end that was registered before the program began."""

AT_THE_END = """
import atexit, sys

def begun(event, given):
    if event == "import" and given[0] == "gotasks.fronts.cli":
        atexit.register(lambda: print(*sys.modules, file=sys.stderr))

sys.addaudithook(begun)
"""
"""Has what is registered while the program runs called at its end."""


@pytest.fixture
def env(tmp_path: Path) -> Mapping[str, str]:
    return {**os.environ, "GOTASKS_CACHE": str(tmp_path / "cache")}


@pytest.fixture
def repo(tmp_path: Path, env: Mapping[str, str]) -> Repo:
    return make(tmp_path / "m", env, GOOD)


def imported(script: str, repo: Repo) -> set[str]:
    done = repo.run(sys.executable, "-c", script)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("files", "more"),
    [
        pytest.param({}, {"tomllib", "gotasks.go.crossbuild", "gotasks.fronts.push"}, id="no settings"),
        pytest.param({"gotasks.toml": SMALL + '[hooks]\npre-commit = ["small"]\n'}, {"gotasks.go.lint"}, id="settings"),
        pytest.param({"gotasks.toml": '[suites]\ncheck = ["fmt"]\n[fmt]\n'}, {"gotasks.go.vet"}, id="a task's table"),
    ],
)
def test_a_hook_imports_little_before_its_first_tool(repo: Repo, files: Mapping[str, str], more: set[str]) -> None:
    repo.write({"a/a.go": UNFORMATTED, **files}).git("add", "-A")

    modules = imported(WATCHED.format(program=PROGRAM, moment=""), repo)

    assert "gotasks.go.fmt" in modules
    assert modules & {*LATER, *more} == set()


@pytest.mark.parametrize("script", [BEFORE, AT_THE_END], ids=["registered before", "registered meanwhile"])
def test_a_refusal_by_the_first_task_waits_for_no_validator(repo: Repo, script: str) -> None:
    repo.write({"a/a.go": UNFORMATTED}).git("add", "-A")

    done = repo.run(sys.executable, "-c", script + WATCHED.format(program=PROGRAM, moment="none"))

    assert done.returncode == 1
    # Nor has what was registered been forgotten, for all that the program takes nothing apart at its end.
    assert "gotasks.fronts.publish" in done.stderr.split()
    assert "jsonschema" not in done.stderr.split()


def test_few_annotations_are_compiled_at_the_start() -> None:
    """With annotations from __future__ typing compiles each field of each NamedTuple, which took 25 ms of a hook."""
    script = """
import sys
told = []
sys.addaudithook(lambda event, given: told.append(given) if event == "compile" else None)
import gotasks.fronts.hook
print(len(told))
"""
    # The first may have to compile the modules themselves.
    told = [
        subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]

    assert int(told[-1]) < 120


def test_a_bare_import_imports_nothing_of_ours(repo: Repo) -> None:
    told = "import sys; print(*sorted({!s}), file=sys.stderr)"
    before = imported(told.format("sys.modules"), repo)

    after = imported("import gotasks\n" + told.format("sys.modules"), repo)

    assert after - before <= {"gotasks", "__future__"}


@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_during_the_imports_ends_without_a_word(repo: Repo, moment: str) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits that it is ignored

    done = repo.run(sys.executable, "-c", WATCHED.format(program=PROGRAM, moment=moment))

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize("argv", [("--version",), ("hook", "pre-commit"), ("nothing-like-it",)])
def test_the_program_and_the_module_are_one(repo: Repo, argv: tuple[str, ...]) -> None:
    programs = ([PROGRAM], [sys.executable, "-P", "-m", "gotasks"])
    one, other = (repo.run(*program, *argv, GOTASKS_PROBE="1") for program in programs)

    assert (one.returncode, one.stdout, one.stderr) == (other.returncode, other.stdout, other.stderr)
