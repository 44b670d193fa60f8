"""Ctrl-C, TERM, HUP and kill -9: no child outlives a run into the next one, and no lock stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import GOOD, Repo
from processes import alive

NewRepo = Callable[..., Repo]
Run = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = str(Path(sys.executable).parent / "gotasks")
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
if len(sys.argv) == 1:
    subprocess.Popen([sys.executable, __file__, "x"], start_new_session=True)
with open(os.environ["PIDS"] + "/" + str(os.getpid()), "w"):
    pass
while True:
    with open("late.go", "w") as file:
        file.write("package m")
    time.sleep(0.05)
"""


@pytest.fixture
def pids(tmp_path: Path) -> Path:
    (tmp_path / "pids").mkdir()
    return tmp_path / "pids"


def begin(repo: Repo, pids: Path) -> subprocess.Popen[bytes]:
    """Begin a run whose command, and a process of its own session, go on writing; return when both do."""
    # A shell's background job inherits that SIGINT is ignored, one below nohup SIGHUP; gotasks would go on ignoring it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    env = {**repo.env, "PIDS": str(pids)}
    child = subprocess.Popen(
        [PROGRAM, "stubborn"],
        cwd=repo.path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    for _ in range(400):
        if len(list(pids.iterdir())) == 2:
            return child
        time.sleep(0.05)
    raise AssertionError("the command did not begin")


@pytest.fixture
def stubborn(new_repo: NewRepo) -> Repo:
    text = f'[commands.stubborn]\nrun = ["{sys.executable}", "stubborn.py"]\n'
    return new_repo({**GOOD, "gotasks.toml": text, "stubborn.py": STUBBORN})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("times", [1, 5])
def test_an_interrupt_leaves_no_child(stubborn: Repo, gotasks: Run, pids: Path, number: int, times: int) -> None:
    with begin(stubborn, pids) as child:
        for _ in range(times):
            child.send_signal(number)
            time.sleep(0.1)
        out, _ = child.communicate(timeout=60)

    assert child.returncode == 130, out
    assert b"Traceback" not in out
    assert [pid for pid in map(int, os.listdir(pids)) if alive(pid)] == []
    assert gotasks(stubborn, "vet").returncode == 0


@pytest.mark.parametrize("group", [False, True])
def test_what_a_killed_run_left_never_writes_into_the_next(
    stubborn: Repo, gotasks: Run, pids: Path, cache: Path, *, group: bool
) -> None:
    with begin(stubborn, pids) as child:
        os.killpg(child.pid, signal.SIGKILL) if group else child.kill()
        child.wait()
        left = [pid for pid in map(int, os.listdir(pids)) if alive(pid)]
        done = gotasks(stubborn, "vet")

    assert left
    assert done.returncode == 0, done.stdout
    assert [pid for pid in left if alive(pid)] == []
    assert not [*cache.glob("slots/*/0/tree/*/late.go")]


def test_a_second_run_never_ends_the_first(new_repo: NewRepo, gotasks: Run, tmp_path: Path) -> None:
    wait = f"while [ ! -e {tmp_path}/go ]; do sleep 0.1; done; echo done"
    repo = new_repo({**GOOD, "gotasks.toml": f'[commands.wait]\nrun = ["sh", "-c", "touch {tmp_path}/on; {wait}"]\n'})
    with subprocess.Popen([PROGRAM, "wait"], cwd=repo.path, env=repo.env, stdout=subprocess.PIPE) as first:
        while not (tmp_path / "on").exists():
            time.sleep(0.05)
        repo.write({"b/b.go": "// Package b is new.\npackage b\n"})
        second = gotasks(repo, "vet")
        (tmp_path / "go").touch()
        out, _ = first.communicate(timeout=60)

    assert (first.returncode, second.returncode) == (0, 0), out
    assert b"wait: passed" in out


def test_term_while_the_tree_is_taken_leaves_nothing(new_repo: NewRepo, pids: Path, cache: Path) -> None:
    slow = f"echo $$ >{pids}/filter; sleep 600"
    repo = new_repo(GOOD)
    repo.git("config", "filter.slow.clean", f"sh -c '{slow}'")
    repo.write({".git/info/attributes": "x.slow filter=slow\n", "x.slow": "x"})
    child = subprocess.Popen([PROGRAM, "fmt"], cwd=repo.path, env=dict(repo.env), stderr=subprocess.PIPE)
    for _ in range(400):
        if list(pids.iterdir()) and (pids / "filter").read_text().strip():
            break
        time.sleep(0.05)
    child.send_signal(signal.SIGTERM)
    _, err = child.communicate(timeout=60)
    filtering = int((pids / "filter").read_text())

    assert (child.returncode, err) == (130, b"gotasks: interrupted\n")
    assert not alive(filtering)
    assert list(cache.glob("slots/*/scratch-*")) == []
