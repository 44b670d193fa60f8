"""Programs are found as a shell finds them, but for what would be the judged tree's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = "import sys; from gotasks.edge.programs import which; print(*(which('go', path) for path in sys.argv[1:]))"


@pytest.mark.parametrize("path", ["", ":", ".", "bin", "/nowhere:bin:"])
def test_what_is_relative_on_path_is_passed_over(tmp_path: Path, path: str) -> None:
    for program in (tmp_path / "go", tmp_path / "bin/go"):
        program.parent.mkdir(exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    argv = (sys.executable, "-P", "-c", ASK, path, f"{path}{os.pathsep}{tmp_path}/bin")
    said = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert said == f"None {tmp_path}/bin/go\n"
