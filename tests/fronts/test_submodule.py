"""This project as a submodule at a pinned commit: its make targets look after the hooks of the repository around it.

The submodule is a repository of this checkout's own files. Its virtual environment is made here, with the packages of
the one that runs the tests, so that make finds it ready and nothing is fetched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from gitrepo import Repo, footprint, make

from gotasks.core.settings import HOOKS

ROOT = Path(__file__).parents[2]
SOURCES = ("gotasks", "schemas", "tools", ".githooks", ".gitignore", "Makefile", "hooks.mk", "pyproject.toml")
SUB = "tools/gotasks"
FILES = {
    "gotasks.toml": "[hooks]\n" + "".join(f'{name} = ["commit-msg"]\n' for name in HOOKS),
    "Makefile": f"include {SUB}/hooks.mk\n",
}
BAD = "So long a subject " * 10


@pytest.fixture
def upstream(tmp_path: Path) -> Repo:
    """A repository of this project."""
    folder = tmp_path / "gotasks"
    folder.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, folder / name)
    repo = make(folder)
    repo.commit("One")
    return repo


@pytest.fixture
def host(tmp_path: Path, upstream: Repo) -> Repo:
    """A repository that has it as a submodule, ready for use, and a hook of its own."""
    repo = make(tmp_path / "host repository", None, FILES)
    repo.git("submodule", "add", "-q", str(upstream.path), SUB)
    repo.commit("Submodule")
    equip(repo.path / SUB)
    hooks = repo.path / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "pre-commit").write_text("#!/bin/sh\necho theirs\n")
    (hooks / "pre-commit").chmod(0o755)
    return repo


def equip(folder: Path) -> None:
    """Make the virtual environment as ``make setup`` does, but for the fetching."""
    subprocess.run((sys.executable, "-m", "venv", "--without-pip", str(folder / ".venv")), check=True)
    packages = folder / ".venv" / os.path.relpath(sysconfig.get_path("purelib"), sys.prefix)
    (packages / "all.pth").write_text(f"{folder}\n{sysconfig.get_path('purelib')}\n")
    program = folder / ".venv/bin/gotasks"
    start = f"#!/bin/sh\n'''exec' \"{folder}/.venv/bin/python\" \"$0\" \"$@\"\n' '''\n"  # as pip does for odd paths
    program.write_text(f"{start}from gotasks.fronts.cli import main\nmain()\n")
    program.chmod(0o755)
    (folder / ".venv/installed").touch()


def commit(repo: Repo, message: str = BAD) -> subprocess.CompletedProcess[str]:
    return repo.run("git", "commit", "-q", "--allow-empty", "-m", message)


def test_make_in_the_submodule_installs_the_hooks_around_it(host: Repo, upstream: Repo) -> None:
    before = footprint(host.path / ".git")
    done = host.run("make", "-C", SUB, "install-hooks")
    once = contents(host)
    again = host.run("make", "-C", SUB, "install-hooks")
    shared = (host.path / ".git/hooks/gotasks.sh").read_text()

    assert (done.returncode, again.returncode) == (0, 0), done.stderr
    assert contents(host) == once
    assert f"gotasks='{host.path}/{SUB}/.venv/bin/gotasks'\nsubmodule='{SUB}'\n" in shared
    assert f"pinned='{upstream.git('rev-parse', 'HEAD')}'" in shared
    assert not (host.path / f".git/modules/{SUB}/hooks/gotasks.sh").exists()
    refused, taken = commit(host), commit(host, "Good subject")
    assert (refused.returncode, taken.returncode) == (1, 0), taken.stderr
    assert "theirs" in refused.stdout + refused.stderr
    assert host.git("status", "--porcelain") == ""
    out = host.run("make", "-C", SUB, "uninstall-hooks")
    assert out.returncode == 0, out.stderr
    assert hooks(footprint(host.path / ".git")) == hooks(before)


def test_where_git_names_the_repository_its_submodule_is_another_one(host: Repo) -> None:
    """As in a hook, in an alias and in ``git rebase --exec``."""
    program, named = f"{SUB}/.venv/bin/gotasks", {"GIT_DIR": str(host.path / ".git"), "GIT_WORK_TREE": str(host.path)}
    installed = host.run(program, "install-hooks", **named)
    sound = host.run(program, "hooks", **named)

    assert installed.returncode == 0, installed.stderr
    assert f"submodule='{SUB}'\n" in (host.path / ".git/hooks/gotasks.sh").read_text()
    assert sound.returncode == 0, sound.stdout


def contents(repo: Repo) -> dict[str, bytes]:
    return {name: body for name, (*_, body) in hooks(footprint(repo.path / ".git")).items()}


def hooks(found: dict[str, tuple[int, int, int, bytes]]) -> dict[str, tuple[int, int, int, bytes]]:
    return {name: state for name, state in found.items() if name.startswith("hooks/") or name == "config"}


def test_one_line_in_the_makefile_gives_the_targets(host: Repo) -> None:
    installed = host.run("make", "install-hooks")
    sound = host.run("make", "check-hooks")
    (host.path / ".git/hooks/pre-commit").chmod(0o644)
    broken = host.run("make", "check-hooks")
    out = host.run("make", "uninstall-hooks")

    assert (installed.returncode, sound.returncode, out.returncode) == (0, 0, 0), installed.stderr
    assert broken.returncode == 2
    assert "is not executable, so git passes it over" in broken.stdout
    assert not (host.path / ".git/hooks/gotasks.sh").exists()


def test_another_pinned_commit_is_found_until_the_hooks_are_installed_anew(host: Repo, upstream: Repo) -> None:
    host.run("make", "install-hooks")
    old = upstream.git("rev-parse", "HEAD")
    script = upstream.path / ".githooks/gotasks.sh"
    script.write_text(script.read_text() + "# newer\n")
    new = upstream.commit("Two")
    host.git("submodule", "update", "-q", "--remote", SUB)
    stale = host.run("make", "check-hooks")
    host.run("make", "install-hooks")
    fresh = host.run("make", "check-hooks")

    assert stale.returncode == 2
    assert "gotasks.sh in" in stale.stdout
    assert f"is not as this gotasks has it: make -C {SUB} install-hooks" in stale.stdout
    assert f"were installed from {SUB} at {old[:12]}, and {new[:12]} is checked out there" in stale.stdout
    assert fresh.returncode == 0, fresh.stdout
    assert (host.path / ".git/hooks/gotasks.sh").read_text().endswith("# newer\n")


def test_without_the_submodule_a_commit_is_refused_with_the_command_that_mends_it(host: Repo) -> None:
    host.run("make", "install-hooks")
    host.git("submodule", "deinit", "-q", "-f", SUB)
    refused = commit(host, "Good subject")
    host.git("submodule", "update", "-q", "--init", SUB)
    equip(host.path / SUB)
    host.run("make", "-C", SUB, "install-hooks")

    assert refused.returncode == 1
    assert f"git submodule update --init {SUB} && make -C {SUB} install-hooks\n" in refused.stderr
    assert commit(host, "Good subject").returncode == 0


def test_a_clone_by_itself_installs_its_own_hooks(upstream: Repo) -> None:
    equip(upstream.path)
    done = upstream.run("make", "install-hooks")

    assert done.returncode == 0, done.stderr
    assert "submodule=''\npinned=''" in (upstream.path / ".git/hooks/gotasks.sh").read_text()
