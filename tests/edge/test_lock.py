"""Locks between processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from gotasks.edge.lock import take

HOLD = """
import pathlib, sys
from gotasks.edge.lock import take

take(pathlib.Path(sys.argv[1]), 0)
print(1, flush=True)
sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[bytes]:
    """Start a process that holds a lock, and return when it does."""
    argv = [sys.executable, "-c", HOLD, str(path)]
    child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout
    assert child.stdout.readline() == b"1\n"
    return child


def test_a_lock_is_anothers_until_that_one_ends_however_it_does(tmp_path: Path) -> None:
    with holder(tmp_path / "lock") as child:
        assert take(tmp_path / "lock", 0.1) is None
        child.kill()

    handle = take(tmp_path / "lock", 0)

    assert handle is not None
    os.close(handle)


def test_a_lock_whose_file_was_removed_keeps_nobody_out(tmp_path: Path) -> None:
    with holder(tmp_path / "lock") as child:
        (tmp_path / "lock").unlink()
        handle = take(tmp_path / "lock", 0)
        child.kill()

    assert handle is not None
    assert (tmp_path / "lock").exists()
    os.close(handle)


def test_a_lock_keeps_out_another_thread_and_no_child_inherits_it(tmp_path: Path) -> None:
    handle = take(tmp_path / "lock", 0)
    assert handle is not None
    with subprocess.Popen(["sleep", "60"], close_fds=False) as child:
        held = take(tmp_path / "lock", 0)
        os.close(handle)
        after = take(tmp_path / "lock", 0)
        child.kill()

    assert held is None
    assert after is not None
    os.close(after)
