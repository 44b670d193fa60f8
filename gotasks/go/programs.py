"""Which programs a package's tests started, as ``edge/listen.py`` heard, and what those may have looked at."""

import re
from posixpath import basename, dirname
from typing import NamedTuple

from gotasks.core.command import decode
from gotasks.core.task import Job

PLACES = frozenset({"/bin", "/usr/bin"})
"""Folders in which a program is what its name says."""

IDLE = frozenset({"echo", "false", "id", "kill", "nproc", "printf", "sleep", "true", "uname", "whoami"})
"""Programs that look at no file of a tree, whatever they are told."""

SIZELESS = re.compile(
    r"which|(?:[a-z0-9_]+-)*(?:cc|c\+\+|gcc|g\+\+|clang|clang\+\+|cc1|cc1plus|collect2|as|ld)(?:-[0-9.]+)?"
)
"""Programs that ask whether a file is there, and may be started, or else read it: ``which``, and what Go starts for cgo
(https://pkg.go.dev/cmd/cgo) with what that starts."""

BUILT = re.compile(r"/[0-9a-f]{2}/[0-9a-f]{64}-d/(?:addr2line|buildid|fix|nm|objdump|pack|pprof|test2json|trace|vet)")
"""Where Go 1.25 and newer keep in their cache those of their own tools that they build when they are asked for."""


class Heard(NamedTuple):
    """The paths of the programs that were started, and how often the tests' own process changed its folder."""

    started: tuple[str, ...]
    moves: int


def parse(said: bytes) -> Heard | None:
    """Read what was written down; None where nobody listened to the end."""
    lines = decode(said).split("\n")
    if lines[-2:] != ["end", ""]:
        return None
    return Heard(
        tuple(line.removeprefix("exec ") for line in lines if line.startswith("exec ")),
        lines.count("moved"),
    )


def idle(path: str) -> bool:
    """Whether a program looks at nothing."""
    return dirname(path) in PLACES and basename(path) in IDLE


def sizeless(job: Job, path: str) -> bool:
    """Whether a program asks for no size or time of what it does not read.

    Go's own do, of Go files alone: so they know again what they have read (cmd/go/internal/modindex).
    """
    root, cache = job.toolchain.root, dict(job.toolchain.env).get("GOCACHE", "")
    if root and path.startswith((f"{root}/bin/", f"{root}/pkg/tool/")):
        return True
    if cache and path.startswith(f"{cache}/"):
        return bool(BUILT.fullmatch(path[len(cache) :]))
    at = dirname(path)
    system = at in PLACES or at.startswith(("/usr/lib/gcc/", "/usr/libexec/gcc/", "/usr/lib/llvm"))
    return system and bool(SIZELESS.fullmatch(basename(path)))
