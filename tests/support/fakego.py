"""A Go that misbehaves: scripts that answer ``go env`` and then do as told. Nothing is patched; PATH finds them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

TOOLS = ("git", "sh", "cat", "sleep", "yes", "head", "env", "python3")


def make(folder: Path, go: str = "exit 0", gofmt: str | None = "exit 0", **env: str) -> str:
    """Make a GOROOT whose go and gofmt run the given shell lines; return a PATH with it and nothing of the real Go."""
    root = folder / "goroot"
    (root / "bin").mkdir(parents=True)
    told = {"GOVERSION": "go1.26.0", "GOROOT": str(root), "GOOS": "linux", "CGO_ENABLED": "0", "GOFLAGS": "", **env}
    (root / "env.json").write_text(json.dumps(told))
    _script(root / "bin/go", f'if [ "$1" = env ]; then cat {root}/env.json; exit; fi\n{go}')
    if gofmt is not None:
        _script(root / "bin/gofmt", gofmt)
    tools = folder / "tools"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, name
        (tools / name).symlink_to(os.path.realpath(found) if name != "python3" else found)
    return f"{root}/bin:{tools}"


def _script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
