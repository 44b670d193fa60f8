"""Which programs a package's tests started, as ``edge/listen.py`` heard, and what those may have looked at."""

import re
from posixpath import basename, dirname, normpath
from typing import NamedTuple

from gotasks.core.command import decode
from gotasks.core.task import Job

PLACES = frozenset({"/bin", "/usr/bin"})
"""Folders in which a program is what its name says."""

IDLE = frozenset({"echo", "false", "id", "kill", "nproc", "printf", "sleep", "true", "uname", "whoami"})
"""Programs that look at no file of a tree, whatever they are told."""

BUILDERS = (
    r"which|(?:[a-z0-9_]+-[a-z0-9_]+-[a-z0-9_]+-)?"
    r"(?:cc|c\+\+|gcc|g\+\+|clang|clang\+\+|cc1|cc1plus|collect2|as|ld)(?:-[0-9.]+)?"
)
"""Programs that ask whether a file is there, and may be started, or else read it: what Go starts for cgo
(https://pkg.go.dev/cmd/cgo) with what that starts, and ``which``."""

BUILT = r"/[0-9a-f]{2}/[0-9a-f]{64}-d/(?:addr2line|buildid|fix|nm|objdump|pack|pprof|test2json|trace|vet)"
"""Where Go 1.25 and newer keep in their cache those of their own tools that they build when ``go tool`` asks for them.

What ``go run`` builds may have such a name too, but that is no word of LOOKS; a tool of a module comes after Go's own.
"""


LOOKS = frozenset({"build", "env", "install", "list", "mod", "tool", "version", "vet"})
"""What ``go`` does without asking for sizes. ``go test`` does, of what tests have read, before it says a pass again."""


class Started(NamedTuple):
    """A program by its path, and the first word that it was given."""

    path: str
    word: str = ""


class Heard(NamedTuple):
    """The programs that were started, and how often the tests' own process changed its folder.

    ``looked`` says that a program was looked for in vain, or a folder entered, by who is to start one.
    """

    started: tuple[Started, ...]
    moves: int
    looked: bool


def parse(said: bytes) -> Heard | None:
    """Read what was written down; None where nobody listened to the end."""
    lines = decode(said).split("\n")
    if lines[-2:] != ["end", ""]:
        return None
    rows = (line.removeprefix("exec ").partition("\t") for line in lines if line.startswith("exec "))
    return Heard(tuple(Started(path, word) for path, _, word in rows), lines.count("moved"), "looked" in lines)


def idle(path: str) -> bool:
    """Whether a program looks at nothing."""
    return dirname(path) in PLACES and basename(path) in IDLE


def sizeless(job: Job, program: Started) -> bool:
    """Whether a program asks for no size or time of what it does not read.

    Go's own do, of Go files alone: so they know again what they have read (cmd/go/internal/modindex).
    """
    path = program.path
    if path != normpath(path):
        return False
    root, cache = job.toolchain.root, dict(job.toolchain.env).get("GOCACHE", "")
    if root and path == f"{root}/bin/go":
        return program.word in LOOKS
    if root and (path == f"{root}/bin/gofmt" or path.startswith(f"{root}/pkg/tool/")):
        return True
    if cache and path.startswith(f"{cache}/"):
        return bool(re.fullmatch(BUILT, path[len(cache) :]))
    at = dirname(path)
    system = at in PLACES or at.startswith(("/usr/lib/gcc/", "/usr/libexec/gcc/", "/usr/lib/llvm"))
    return system and bool(re.fullmatch(BUILDERS, basename(path)))
