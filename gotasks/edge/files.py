"""Files of our own: where they lie, and how they are written so that nobody ever sees half of one."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from gotasks.core.errors import NotJudgedError
from gotasks.core.task import Lying

DAY = 24 * 3600.0
"""Seconds after which nobody uses what was not touched."""

SCRATCH = "scratch-"
"""How fresh folders begin."""


def carried(name: str) -> Path:
    """Return a folder that the wheel carries beside the package; in a checkout its source at the top."""
    package = Path(__file__).parent.parent
    beside = package / name.lstrip(".")
    return beside if beside.is_dir() else package.parent / name


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of slots and store: GOTASKS_CACHE, else the user's cache folder."""
    said = environ.get("GOTASKS_CACHE")
    if said:
        return Path(os.path.realpath(said))
    mac = sys.platform == "darwin"
    user = os.path.expanduser("~/Library/Caches" if mac else environ.get("XDG_CACHE_HOME", "").strip() or "~/.cache")
    return Path(os.path.realpath(os.path.join(user, "gotasks")))


def fresh(folder: Path, prefix: str = "") -> Path:
    """Return a path in a folder at which nothing lies: who makes it must see that nobody else does."""
    return folder / f"{prefix}{os.urandom(8).hex()}"


def write_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file by way of a temporary one beside it. Raises NotJudgedError with path and reason."""
    temporary = fresh(path.parent, f".{path.name}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "xb", opener=_private) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise NotJudgedError(f"cannot write {path}: {error.strerror}") from None


def _private(path: str, flags: int) -> int:
    """Open a file that is the user's alone until it gets its mode."""
    return os.open(path, flags, stat.S_IRUSR | stat.S_IWUSR)


def make_folder(folder: Path) -> None:
    """Make a folder of the cache, and those above it, for nobody but the user: files that were private lie there.

    What is there already stays as it is. Raises NotJudgedError with path, reason and mend.
    """
    with _writable(folder):
        missing = [each for each in (folder, *folder.parents) if not each.is_dir()]
        for each in reversed(missing):
            each.mkdir(mode=stat.S_IRWXU, exist_ok=True)


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """Give a fresh folder of the cache that is gone afterwards. Raises NotJudgedError as ``make_folder`` does."""
    make_folder(parent)
    folder = fresh(parent, SCRATCH)
    with _writable(parent):
        folder.mkdir(mode=stat.S_IRWXU)
    try:
        yield folder
    finally:
        with suppress(OSError):
            remove(folder)


def copy(source: Path, target: Path) -> None:
    """Copy a file, with its times: git goes by those of an index."""
    times = source.stat()
    target.write_bytes(source.read_bytes())
    os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Name the mend where a folder of the cache cannot be made or written."""
    try:
        yield
    except OSError as error:
        raise NotJudgedError(
            f"cannot write {folder}: {error.strerror}; set GOTASKS_CACHE to a folder that can be written"
        ) from None


def sweep_scratch(parent: Path) -> None:
    """Remove the fresh folders that killed runs have left."""
    with suppress(OSError):
        for path in parent.glob(f"{SCRATCH}*"):
            if time.time() - path.stat().st_mtime > DAY:
                remove(path)


def lies(path: str) -> Lying:
    """Return what is at a path: nothing, a program that can be started, or something plain: a folder, a device too."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return ""
    return "program" if stat.S_ISREG(mode) and mode & 0o111 else "plain"


def remove(path: Path) -> None:
    """Remove a file, link or folder, folders without write permission (Go's module cache) included."""
    if not path.is_symlink() and path.is_dir():
        path.chmod(stat.S_IRWXU)
        for folder, names, _ in os.walk(path):
            for name in names:
                if not os.path.islink(os.path.join(folder, name)):
                    os.chmod(os.path.join(folder, name), stat.S_IRWXU)
        # By handles of folders: nobody can put a link in the place of one meanwhile.
        for _, folders, names, handle in os.fwalk(path, topdown=False):
            for name in names:
                os.unlink(name, dir_fd=handle)
            for name in folders:
                _remove_folder(name, handle)
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def _remove_folder(name: str, above: int) -> None:
    """Remove an empty folder, or a link to one, which os.fwalk does not enter."""
    try:
        os.rmdir(name, dir_fd=above)
    except NotADirectoryError:
        os.unlink(name, dir_fd=above)


def sweep(folder: Path, names: Iterable[str], *, keep: Container[str] = (), age: float = DAY) -> None:
    """Remove some of the folders in a folder, and those that nobody has touched for ``age`` seconds."""
    gone = set(names)
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name in gone or (path.name not in keep and time.time() - path.stat().st_mtime > age):
                remove(path)
