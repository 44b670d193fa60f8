"""What fixtures share: a small Go module as a repository, and an environment of its own beside it."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests" / "support"))

from gitrepo import Repo  # noqa: E402 - it lies beside the tests that share it

from benchmarks.module import share_tools  # noqa: E402
from benchmarks.trust import peers  # noqa: E402
from gotasks.edge import toolchain  # noqa: E402

__all__ = ["BAD", "GOOD", "Repo", "environ", "make"]

GO = ("GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB", "GOTOOLCHAIN")
"""Go's own folders are shared, or every trial would compile anew."""

GOOD: Mapping[str, str] = {
    ".gitignore": "*.ignored\n",
    "README": "One\n",
    "go.mod": "module example.com/m\n\ngo 1.22\n",
    "a/a.go": "// Package a counts.\npackage a\n\n// One is one.\nfunc One() int { return 1 }\n",
    "a/a_test.go": 'package a\n\nimport "testing"\n\nfunc TestOne(t *testing.T) {\n'
    "\tif One() != 1 {\n\t\tt.Fatal()\n\t}\n}\n",
    "b/b.go": "// Package b counts on.\npackage b\n\n// Two is two.\nfunc Two() int { return 2 }\n",
}
"""A module that gofmt, gofumpt, go vet and its tests pass."""

BAD = "// Package a counts.\npackage a\n\n// One is one.\nfunc One() int {return 1 }\n"
"""An ``a/a.go`` that only gofmt refuses."""


def environ(work: Path) -> dict[str, str]:
    """Return what a user has set who works in a folder: a home, a git identity and caches of his own below it."""
    home, cache = work / "home", work / "cache"
    home.mkdir(parents=True, exist_ok=True)
    config = home / "gitconfig"
    config.write_text('[user]\nname = a\nemail = a@example.com\n[protocol "file"]\nallow = always\n')
    share_tools(cache)
    # Without bytecode a Python program takes twice as long to start, and pip leaves it for who installs one.
    dropped = (
        "PYTHONDONTWRITEBYTECODE",
        "GIT_",
        "GO",
        "XDG_",
        "NOX_",
        "LEFTHOOK",
        "HUSKY",
        "PRE_COMMIT",
        "PREK",
        "npm_",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped) and name != "CI"}
    go = _go()
    path = [f"{go['GOROOT']}/bin", *map(str, peers.FOLDERS), *os.environ["PATH"].split(os.pathsep)]
    return {
        **kept,
        **{name: go[name] for name in GO},
        "HOME": str(home),
        "GOTASKS_CACHE": str(cache),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(config),
        "PATH": os.pathsep.join(dict.fromkeys(path)),
    }


def make(work: Path, files: Mapping[str, str | bytes] = GOOD, name: str = "repo", **env: str) -> Repo:
    """Make a repository in a folder, with one commit of the given files; without files, with none."""
    repo = Repo(work / name, {**environ(work), **env})
    repo.path.mkdir(parents=True)
    repo.git("init", "-q", "--initial-branch=main")
    if files:
        repo.write(files).commit("first", "--no-verify")
    return repo


def again(repo: Repo, template: Path) -> None:
    """Put a repository back to what its template was, at the same path, so that caches keep hitting."""
    shutil.rmtree(repo.path, ignore_errors=True)
    shutil.copytree(template, repo.path, symlinks=True)
    repo.git("update-index", "-q", "--really-refresh", check=False)


@functools.cache
def _go() -> dict[str, str]:
    return dict(toolchain.find(os.environ, os.fspath(Path.cwd())).env)
