"""The wheel carries what is not Python: the schemas and the hooks."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_wheel_works_without_the_checkout(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, TOP], check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    asked = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            "from gotasks.edge import schema; print(schema.__file__, schema.errors('report', {})[0])",
        ],
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": ""},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )

    assert {"gotasks/schemas/report.schema.json", "gotasks/githooks/pre-commit", "gotasks/py.typed"} <= names
    assert asked.stdout.startswith(str(tmp_path / "site"))
    assert "required property" in asked.stdout
