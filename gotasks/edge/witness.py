"""Witnesses: what a run that passed leaves for ``witness.sh``, which answers with them before any Python starts.

<git folder>/gotasks/witness/git                    where our own git folder lies
<git folder>/gotasks/witness/<hook>-<tree>-<base>   a witness (see core.witness)
<git folder>/gotasks/witness/told                   what was answered last, for commit-msg of the same git

Each worktree has its own. What a run used outside of the tree is gathered here: programs, their files, variables.
"""

import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from gotasks.core.errors import NotJudgedError
from gotasks.core.task import Toolchain
from gotasks.core.witness import NAME, Witness
from gotasks.edge import environment, files, slots
from gotasks.edge.console import in_ci
from gotasks.edge.git import Repository
from gotasks.edge.process import output
from gotasks.edge.redact import is_secret, redactor, text_redactor

WEEK = 7 * files.DAY
"""Seconds after which no witness answers: tests may depend on the date."""

KEPT = 200
"""Witnesses that are kept in a worktree: the newest."""

SETTLED = 2.0
"""Seconds before a run since which nothing that it used has changed: its own modules were read before it began, and
file systems tell the time in steps, of two seconds at most."""

TICK = 0.02
"""Seconds by which the times that Linux gives to files may be behind the clock: it looks at that at each tick."""

OURS = "GOTASKS_"
CACHE = "GOTASKS_CACHE"
FREE = environment.LOCAL | environment.HOOK | environment.SHELL | environment.VOLATILE
STAT = ("-Lf", "%d:%i:%z:%Fm:%Fc") if sys.platform == "darwin" else ("-Lc", "%d:%i:%s:%.9Y:%.9Z")
"""Device, inode, size, and the times of content and inode, links followed."""

COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python makes of LC_CTYPE."""

SAID = r"\d+:\d+:\d+:\d+\.\d+:(\d+\.\d+)"


class Used(NamedTuple):
    """What a run used outside of its tree.

    ``seen`` are the names of variables that checks see, ``passed`` the secret ones that settings pass; ``tools`` the
    pinned tools' built files; ``base`` our folder for the repository; ``began`` is when the run began.
    """

    environ: Mapping[str, str]
    seen: frozenset[str]
    passed: frozenset[str]
    toolchain: Toolchain
    tools: tuple[str, ...]
    base: Path
    began: float


class _UnsureError(Exception):
    """What was used cannot be told so that a shell could compare it."""


def leave(repository: Repository, private: Path, names: Sequence[str], used: Used) -> None:
    """Write a witness under each name, where what was used can be told; what cannot be written changes nothing else."""
    folder = repository.folder / "witness"
    with suppress(_UnsureError, NotJudgedError, OSError):
        if any(path.is_symlink() for path in (folder, folder.parent)) or "\n" in str(private):
            return
        witness = _witness(used)
        texts = {name: text for name in names if (text := witness.text(name, names))}
        for name, text in (("git", f"{private}\n"), *texts.items()):
            files.write_atomically(folder / name, os.fsencode(text), mode=0o600)
        _prune(folder)


def forget(repository: Repository, tree: str) -> None:
    """Remove all witnesses of a tree, in all worktrees."""
    common = Path(repository.common)
    for folder in (common, *common.glob("worktrees/*")):
        for path in (folder / "gotasks" / "witness").glob(f"*-{tree}*"):
            with suppress(OSError):
                path.unlink()


def _witness(used: Used) -> Witness:
    looked = tuple(dict.fromkeys((*_looked_up(used), *_configured(used.toolchain))))
    found, gone = (tuple(path for path in looked if os.path.lexists(path) == there) for there in (True, False))
    if any(_emptied(path, used.began) for path in gone):
        raise _UnsureError
    paths = tuple(dict.fromkeys(map(str, (*found, *used.tools, *_of_go(used.toolchain), *_of_gotasks()))))
    above = tuple(f"{folder}/{name}" for folder in (used.base, *used.base.parents) for name in slots.FOREIGN)
    program = Path(sys.executable).with_name("gotasks")
    return Witness(
        int(used.began),
        os.path.abspath(program),
        _path(used.environ),
        _variables(used),
        frozenset((FREE | _unseen(used)) - used.passed - used.seen),
        (*gone, *above),
        STAT,
        paths,
        _state(paths, used),
    )


def _variables(used: Used) -> dict[str, str]:
    """Return the variables on which the run may have depended. Raises _UnsureError where one is a secret."""
    environ = used.environ
    others = [name for name in environ if name.startswith(OURS) and name != CACHE]
    unsaid = {"PATH", *_coerced(environ)}
    names = [name for name in environ if (name in used.seen or name == CACHE) and name not in unsaid]
    clean = text_redactor(redactor(environ))
    if others or in_ci(environ) or any(is_secret(name) or clean(environ[name]) != environ[name] for name in names):
        raise _UnsureError
    return {name: environ[name] for name in names}


def _coerced(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield LC_CTYPE where Python has set it by itself (PEP 538), because there is no locale: no shell sees it."""
    with suppress(OSError), open("/proc/self/environ", "rb") as file:
        began = {row.partition(b"=")[0] for row in file.read().split(b"\0")}
        if environ.get("LC_CTYPE") in COERCED and not began & {b"LC_CTYPE", b"LC_ALL"}:
            yield "LC_CTYPE"


def _unseen(used: Used) -> frozenset[str]:
    """Return what was there and is kept from checks, as secrets are; shells see no names that are not theirs."""
    unseen = (name for name in used.environ if name not in used.seen and not name.startswith(OURS))
    return frozenset(name for name in unseen if re.fullmatch(NAME, name))


def _path(environ: Mapping[str, str]) -> str:
    return environment.build(environ, ceiling="").check["PATH"]


def _looked_up(used: Used) -> Iterator[str]:
    """Yield where Go and the C compiler were looked for: the folders of PATH up to the one that has them."""
    compiler = dict(used.toolchain.env).get("CC", "").split(" ")[0] or "cc"
    for name in ("go", compiler):
        folders = [""] if os.path.dirname(name) else _path(used.environ).split(os.pathsep)
        for path in (os.path.join(folder, name) for folder in folders):
            if not os.path.isabs(path):
                raise _UnsureError
            yield path
            if os.path.isfile(path) and os.access(path, os.X_OK):
                if name == "go" and not _is_go(path):
                    raise _UnsureError
                break


def _configured(toolchain: Toolchain) -> Iterator[str]:
    """Yield where Go looks for its settings (``go help environment``)."""
    goenv = dict(toolchain.env).get("GOENV", "")
    yield from (path for path in (goenv, f"{toolchain.root}/go.env") if os.path.isabs(path))


def _emptied(path: str, began: float) -> bool:
    """Whether a file that is not there may have been taken out of its folder since a run began, and was used by it."""
    folder = os.path.dirname(path)
    return os.path.isdir(folder) and os.stat(folder).st_ctime >= began - TICK


def _is_go(path: str) -> bool:
    """Whether a program is Go's own, not that of a version manager, which chooses by files that nobody else knows."""
    real = Path(os.path.realpath(path))
    return real.name == "go" and (real.parent.parent / "VERSION").is_file()


def _of_go(toolchain: Toolchain) -> Iterator[Path]:
    root = Path(toolchain.root)
    return (root / name for name in ("bin/go", "bin/gofmt", "VERSION"))


def _of_gotasks() -> Iterator[Path]:
    """Yield all that gotasks is made of: an upgrade, and a source that somebody edits, are seen."""
    package = Path(__file__).parent.parent
    yield from (Path(sys.executable), Path(sys.executable).with_name("gotasks"))
    for folder in (package, files.carried("tools")):
        found = (path for path in sorted(folder.rglob("*")) if "__pycache__" not in path.parts)
        yield from (path for path in found if path.is_file())


def _state(paths: tuple[str, ...], used: Used) -> tuple[str, ...]:
    """Ask the program that the hook will ask. What changed while the run went on may not be what it used."""
    argv = ("stat", *STAT, *paths)
    code, out, _ = output(argv, cwd=str(used.base), environ={**used.environ, "LC_ALL": "C"}, timeout=files.DAY)
    lines = tuple(out.decode("utf-8", "replace").split("\n")[:-1])
    times = [match[1] for line in lines if (match := re.fullmatch(SAID, line))]
    if code or len(times) != len(paths) or any(float(changed) >= used.began - SETTLED for changed in times):
        raise _UnsureError
    return lines


def _prune(folder: Path) -> None:
    """Remove what is too old to answer, and what killed hooks have left."""
    aged = sorted(((path.stat().st_mtime, path) for path in folder.iterdir() if path.name != "git"), reverse=True)
    for number, (changed, path) in enumerate(aged):
        limit = files.DAY if path.name.startswith(("index.", ".")) else WEEK
        if number >= KEPT or time.time() - changed > limit:
            files.remove(path)
