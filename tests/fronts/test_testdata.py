"""Each folder of testdata is refused, or passes, by the real tool in a real repository."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import make

from gotasks.go import catalog

DATA = Path(__file__).parent.parent / "testdata"
FOLDERS = sorted(folder for task in DATA.iterdir() for folder in task.iterdir() if folder.name in {"refused", "passed"})

FLAGS = {"vuln": ("--db", (DATA / "vuln" / "db").as_uri())}
"""What a task needs beside its folder."""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}, {folder.name}")
def test_a_folder_is_judged_as_its_name_says(
    folder: Path, tmp_path: Path, gotasks: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    task = folder.parent.name
    shutil.copytree(folder, tmp_path / "repo")
    repo = make(tmp_path / "repo")
    repo.git("add", "-A", "-f")
    repo.git("commit", "-q", "-m", (folder / "COMMIT").read_text() if (folder / "COMMIT").exists() else "A commit")

    done = gotasks(repo, task, "--all", "--json", *FLAGS.get(task, ()))

    report = json.loads(done.stdout)
    assert (report["verdict"]["status"], done.stderr) == (
        "failed" if folder.name == "refused" else "passed",
        done.stderr,
    )


def test_every_task_has_a_folder_that_it_refuses_and_one_that_it_passes() -> None:
    there = {(folder.parent.name, folder.name) for folder in FOLDERS}
    wanted = {(name, kind) for name in catalog.TASKS for kind in ("refused", "passed")}

    # cover-html shows what race-test has counted, and refuses nothing.
    assert there == wanted - {("cover-html", "refused")}
