"""What each package rests on, by ``go list -deps -test``: slower than the keys of gotasks, and not made of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING, Any, NamedTuple

from gitrepo import Repo

if TYPE_CHECKING:
    from graphs import Files

FIELDS = "ImportPath,Dir,Standard,ForTest,DepOnly,Deps,GoFiles,TestGoFiles,XTestGoFiles,EmbedFiles"
LIST = ("go", "list", "-e", "-deps", "-test", f"-json={FIELDS}")
READS = "func TestReads("
"""In the test of a package that reads ``testdata`` and ``shared/words.txt`` (``graphs.READS``)."""


class Rests(NamedTuple):
    """Digests by import path: of what the code of a package and its tests is made of, and of what they read besides.

    ``data`` is what the tests rest on whatever is built of them: what they read, and what counts for all packages.
    """

    code: Mapping[str, str]
    tests: Mapping[str, str]
    data: Mapping[str, str]


def rests(folder: Path, files: Files, env: Mapping[str, str]) -> Rests:
    """Ask Go about all modules in a folder that holds these files."""
    modules = sorted(dirname(path) for path in files if path.rpartition("/")[2] == "go.mod")
    done = Repo(folder, env).run(*LIST, *(f"./{module}/...".replace("//", "/") for module in modules))
    if not done.stdout:
        raise AssertionError(f"go list: {done.stderr}")
    listed = {row["ImportPath"]: row for row in _stream(done.stdout) if not row.get("Standard")}
    common = {path: text for path, text in files.items() if path.rpartition("/")[2] in {"go.mod", "go.work"}}
    code, tests, data = {}, {}, {}
    for name, row in listed.items():
        if row.get("ForTest") or row.get("DepOnly") or name.endswith(".test"):
            continue
        names = {name, f"{name}.test", *row.get("Deps", ()), *listed.get(f"{name}.test", {}).get("Deps", ())}
        paths = {path for each in names if each in listed for path in _files(listed[each], folder)}
        closure = {path: files[path] for path in paths if path in files} | common
        own = relpath(row["Dir"], folder)
        read = _read(own, files, [*row.get("TestGoFiles", ())])
        code[name] = digest([own, closure])
        tests[name] = digest([own, closure, read])
        data[name] = digest([own, common, read])
    return Rests(code, tests, data)


def digest(value: object) -> str:
    """Return a digest of what JSON can write."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _stream(text: str) -> Iterator[Mapping[str, Any]]:
    decoder, at = json.JSONDecoder(), 0
    while at < len(text.rstrip()):
        row, at = decoder.raw_decode(text, at)
        at += 1  # a line ends after each
        yield row


def _files(row: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Yield the paths of a package's files; what Go made itself lies elsewhere and is in no mapping of files."""
    for kind in ("GoFiles", "EmbedFiles"):
        for name in row.get(kind, ()):
            yield relpath(join(row["Dir"], name), folder)


def _read(own: str, files: Files, tests: list[str]) -> Files:
    """Return what the tests of a package read, which the generator of graphs knows."""
    if not any(READS in files.get(f"{own}/{name}", "") for name in tests):
        return {}
    words = normpath(f"{own}/../../shared/words.txt")
    return {path: text for path, text in files.items() if path == words or path.startswith(f"{own}/testdata/")}
