"""A git shim, first on PATH, that kills the process which calls it before or after its n-th call.

git puts its own folder first on the PATH of hooks, so the shim lies in a copy of that folder too, of links, which
GIT_EXEC_PATH names. What git or go call themselves is not counted: their parent is not the runner. When to kill stands
in a file, because a runner may keep variables from its git. A subshell dies with the shell that began it, and a shell
with one command line with the runner: alone it would be no more than a question without an answer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SCRIPT = """#!/bin/sh
who() { if [ -r "/proc/$1/comm" ]; then cat "/proc/$1/comm"; else ps -o comm= -p "$1"; fi; }
above() {
    if [ -r "/proc/$1/status" ]; then sed -n 's/^PPid:[[:blank:]]*//p' "/proc/$1/status"; else ps -o ppid= -p "$1"; fi
}
line() { if [ -r "/proc/$1/cmdline" ]; then tr '\\0' ' ' <"/proc/$1/cmdline"; else ps -o args= -p "$1"; fi; }
die() {
    above=$(above "$PPID")
    case $(line "$PPID") in
    "sh -c "* | */sh" -c "*) ;;
    *) [ "$(who $above)" = "$who" ] || above= ;;
    esac
    kill -9 $above "$PPID"
}
who=$(who "$PPID")
case ${who##*/} in git | git-* | go) exec "REAL" "$@" ;; esac
n=1
set -C
until (: >"CALLS/$n") 2>/dev/null; do n=$((n + 1)); done
set +C
read -r at when <"CALLS/order"
[ "$n" = "$at" ] || exec "REAL" "$@"
if [ "$when" = before ]; then
    die
    exit 137
fi
"REAL" "$@"
status=$?
die
exit $status
"""


@dataclass(frozen=True, slots=True)
class Shim:
    """A shim in a folder, and where it notes the calls."""

    real: str
    folder: Path
    notes: Path

    def env(self, environ: Mapping[str, str], at: int, when: str) -> dict[str, str]:
        """Return what to set for a commit whose runner dies ``when`` (before, after) its call number ``at``."""
        shutil.rmtree(self.notes, ignore_errors=True)
        self.notes.mkdir(parents=True)
        (self.notes / "order").write_text(f"{at} {when}\n")
        path = os.pathsep.join((str(self.folder), environ["PATH"]))
        return {"PATH": path, "GIT_EXEC_PATH": str(self.folder)}

    @property
    def calls(self) -> int:
        """How many calls the runner has made."""
        return len(list(self.notes.iterdir())) - 1


def make(folder: Path, environ: Mapping[str, str]) -> Shim:
    """Make a shim of the git that an environment has."""
    real = shutil.which("git", path=environ["PATH"])
    if not real:
        raise RuntimeError("no git on PATH")
    told = subprocess.run((real, "--exec-path"), env=dict(environ), capture_output=True, text=True, check=True)
    shim = Shim(real, folder / "bin", folder / "calls")
    shim.folder.mkdir(parents=True)
    for file in Path(told.stdout.strip()).iterdir():
        (shim.folder / file.name).symlink_to(file)
    script = SCRIPT.replace("REAL", real).replace("CALLS", str(shim.notes))
    own = shim.folder / "git"
    own.unlink(missing_ok=True)
    own.write_text(script)
    own.chmod(0o755)
    return shim
