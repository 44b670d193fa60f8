"""Files of our own: what a killed run has left goes, and nothing else does."""

from __future__ import annotations

import os
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
