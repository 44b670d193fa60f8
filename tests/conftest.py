"""Every test has a home, a cache and a git identity of its own; Go's caches are shared, or all would compile anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gitrepo
import pytest
from gitrepo import Repo

from gotasks.edge import files, toolchain

BIN = Path(sys.executable).parent


@pytest.fixture(scope="session")
def go_env() -> dict[str, str]:
    """What the Go that the tests use says of itself."""
    found = toolchain.find(os.environ, os.fspath(Path.cwd()))
    return dict(found.env)


SHARED = tuple(files.cache_folder(os.environ) / name for name in ("tools", "tool-caches"))
"""Where the pinned tools are built, once for all tests, and where they keep what they have seen, both by content."""

PURE = frozenset({"core", "go", "formats"})


@pytest.fixture(autouse=True)
def _own_home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    if request.path.parent.name in PURE:
        return
    go_env = request.getfixturevalue("go_env")
    home, cache = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("cache")
    for shared in SHARED:
        shared.mkdir(parents=True, exist_ok=True)
        (cache / shared.name).symlink_to(shared)
    for name in [name for name in os.environ if name.startswith(("GIT_", "GO", "NOX_", "XDG_"))] + ["CI"]:
        monkeypatch.delenv(name, raising=False)
    for name in ("GOMODCACHE", "GOCACHE", "GOPROXY", "GOSUMDB", "GOTOOLCHAIN"):
        monkeypatch.setenv(name, go_env[name])
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GOTASKS_CACHE", str(cache))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    (home / "gitconfig").write_text('[user]\nname = a\nemail = a@example.com\n[protocol "file"]\nallow = always\n')
    path = [f"{go_env['GOROOT']}/bin", str(BIN), *os.environ["PATH"].split(os.pathsep)]
    monkeypatch.setenv("PATH", os.pathsep.join(dict.fromkeys(path)))


@pytest.fixture
def cache() -> Path:
    return Path(os.environ["GOTASKS_CACHE"])


@pytest.fixture
def new_repo(tmp_path: Path) -> Callable[..., Repo]:
    """Make a repository with the given files, committed."""

    def make(files: dict[str, str | bytes] | None = None, name: str = "repo") -> Repo:
        return gitrepo.make(tmp_path / name, None, gitrepo.GOOD if files is None else files)

    return make


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def gotasks() -> Run:
    """Run the real program in a repository."""

    def run(repo: Repo, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
        return repo.run(str(BIN / "gotasks"), *argv, **env)

    return run


@pytest.fixture
def report(gotasks: Run) -> Callable[..., dict[str, object]]:
    """Run the program and return its report."""

    def run(repo: Repo, *argv: str, **env: str) -> dict[str, object]:
        done = gotasks(repo, *argv, "--json", **env)
        assert done.stdout, done.stderr
        found: dict[str, object] = json.loads(done.stdout)
        return found

    return run


@pytest.fixture(scope="session")
def race() -> str:
    """Why the race detector cannot run here, or nothing."""
    return toolchain.find(os.environ, os.fspath(Path.cwd())).race
