"""Files of our own: what a killed run has left goes, and nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from gotasks.edge import files


def test_old_scratch_folders_go_and_those_in_use_stay(tmp_path: Path) -> None:
    with files.scratch(tmp_path) as old, files.scratch(tmp_path) as new:
        (tmp_path / "0").mkdir()
        long_ago = time.time() - 2 * files.DAY
        for path in (old, tmp_path / "0"):
            os.utime(path, (long_ago, long_ago))
        files.sweep_scratch(tmp_path)

        assert (old.exists(), new.exists(), (tmp_path / "0").exists()) == (False, True, True)


def test_a_folder_that_is_not_there_needs_no_sweeping(tmp_path: Path) -> None:
    files.sweep_scratch(tmp_path / "nowhere")


def test_a_folder_of_the_cache_is_made_for_nobody_but_the_user(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    files.make_folder(tmp_path / "cache" / "slots" / "m")
    made = (tmp_path, *(tmp_path / name for name in ("cache", "cache/slots", "cache/slots/m")))

    assert [path.stat().st_mode & 0o777 for path in made] == [0o755, 0o700, 0o700, 0o700]


WATCHED = """
import os, pathlib, sys
from gotasks.edge import files

def seen(event, given):
    if event == "os.chmod":
        print(oct(os.stat(given[0]).st_mode & 0o777))

os.umask(0)
sys.addaudithook(seen)
files.write_atomically(pathlib.Path(sys.argv[1]), b"x", mode=0o600)
"""


def test_a_private_file_is_nobody_elses_at_any_time(tmp_path: Path) -> None:
    done = subprocess.run(
        (sys.executable, "-c", WATCHED, str(tmp_path / "x")), capture_output=True, text=True, check=True
    )

    assert (done.stdout, done.stderr) == ("0o600\n", "")
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600
