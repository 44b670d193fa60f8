"""What tools print is data, and may be as much, as long and as odd as it likes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import GOOD, Repo

NewRepo = Callable[..., Repo]
Run = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = str(Path(sys.executable).parent / "gotasks")
MOST = 300_000_000
"""Bytes of memory that a run may use at its peak."""

MEASURING = """
import os, subprocess, sys
with open(sys.argv[1], "wb") as said:
    child = subprocess.Popen(sys.argv[2:], stdout=said, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
print(child.returncode, used.ru_maxrss)
"""
"""A small program between: what the one that starts another had at most counts as the other's (exec_mmap in Linux)."""

FLOODS = {
    "bytes": "yes hello | head -c 300000000; exit 1",
    "one line": "head -c 100000000 /dev/zero | tr '\\000' x; exit 1",
    "NUL bytes": "head -c 30000000 /dev/zero; exit 1",
    "no UTF-8, both streams": "head -c 10000000 /dev/urandom; head -c 10000000 /dev/urandom >&2; exit 1",
    "four bytes a character": "printf '\\360\\237\\230\\200'; head -c 20000000 /dev/zero | tr '\\000' x; exit 1",
    "for ever": "yes",
    "many children": "for i in $(seq 100); do yes & done; sleep 1",
}


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("findings", ["lines", "none", "sarif"])
def test_a_flood_is_never_a_pass_and_memory_stays_bounded(new_repo: NewRepo, flood: str, findings: str) -> None:
    run = json.dumps(["sh", "-c", FLOODS[flood]])
    text = f'[commands.flood]\nrun = {run}\nfindings = "{findings}"\ntimeout = "5s"\n'
    repo = new_repo({**GOOD, "gotasks.toml": text})
    argv = [sys.executable, "-c", MEASURING, str(repo.path.parent / "said"), PROGRAM, "flood", "--all", "--json"]
    status, most = map(int, subprocess.check_output(argv, cwd=repo.path, env=repo.env).split())
    report = repo.path / ".git/gotasks/report.json"

    assert status in {1, 3}
    assert most * (1 if sys.platform == "darwin" else 1024) < MOST
    assert repo.run(PROGRAM, "report", "validate", str(report)).returncode == 0
    assert (repo.path.parent / "said").read_bytes() == report.read_bytes()


HOSTILE = {
    "a link (OSC 8)": r"\033]8;;http://x\007text\033]8;;\007",
    "colour": r"\033[31mred",
    "C1": r"\302\233" + "31mred",
    "carriage return": r"good\rbad",
    "backspace": r"bad\b\b\bok",
    "bidirectional override": r"\342\200\256desrever",
    "isolate": r"\342\201\246x\342\201\251",
    "NUL": r"a\000b",
    "line separator": r"a\342\200\250b",
    "title": r"\033]0;pwned\007",
    "no UTF-8": r"\377\376",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_terminal_would_obey_is_shown(new_repo: NewRepo, gotasks: Run, name: str) -> None:
    run = json.dumps(["sh", "-c", f"printf 'a/a.go:1:1: {HOSTILE[name]}\\n'; exit 1"])
    repo = new_repo({**GOOD, "gotasks.toml": f'[commands.odd]\nrun = {run}\nfindings = "lines"\n'})
    done = gotasks(repo, "odd", "--all")
    said = done.stdout + done.stderr

    assert done.returncode == 1, said
    assert [char for char in said if char not in "\n\t" and not char.isprintable()] == []
    report = repo.path / ".git/gotasks/report.json"
    assert repo.run(PROGRAM, "report", "validate", str(report)).returncode == 0
    assert report.read_bytes().isascii()
