"""host repository: a test of the module commits in a repository of its own, while the user commits or pushes.

The same is done without any hook in a second, equal repository; afterwards both must be the same: commits (dates are
fixed, so that ids are equal), refs, index, configuration, stash, work tree. A commit that is refused is bad too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.trust.arms import ALL, HOOKS, Arm
from benchmarks.trust.bench import Trial
from benchmarks.trust.repo import GOOD, Repo, make

NAME = "host_repository"
TITLE = "host repository: commits and pushes after which it is not as without a hook"
BAR = "host unchanged"
ARMS = ALL

DATES = {
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
    "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
}

TEST = """package a

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestGit(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "guest.txt"), []byte("guest"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"init", "--quiet"},
		{"config", "user.name", "guest"},
		{"config", "user.email", "guest@example.invalid"},
		{"config", "core.bare", "false"},
		{"add", "-A"},
		{"commit", "--quiet", "--allow-empty", "-m", "guest"},
		{"branch", "guest"},
		{"tag", "guest"},
		{"stash", "list"},
		{"reset", "--hard", "--quiet"},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, ".git", "refs", "tags", "guest")); err != nil {
		t.Fatal("the repository of the test is somewhere else: ", err)
	}
}
"""

COVERS = 'package b\n\nimport "testing"\n\nfunc TestTwo(t *testing.T) {\n\tif Two() != 2 {\n\t\tt.Fatal()\n\t}\n}\n'
FILES = {**GOOD, "a/git_test.go": TEST, "b/b_test.go": COVERS}
"""All of it is covered, as the golden preset wants it."""

EDIT = {"README": "Two\n"}


Act = Callable[[Repo], Repo | None]
"""What the user does; returns the work tree in which it happened, if it is another."""


def plain(repo: Repo) -> None:
    """``git commit``."""
    repo.write(EDIT).git("add", "README")
    _commit(repo)


def everything(repo: Repo) -> None:
    """``git commit -a``."""
    repo.write(EDIT)
    _commit(repo, "-a")


def included(repo: Repo) -> None:
    """``git commit -i``."""
    repo.write(EDIT)
    _commit(repo, "-i", "README")


def only(repo: Repo) -> None:
    """``git commit --only``, with something else staged."""
    repo.write({**EDIT, "staged": "x"}).git("add", "staged")
    _commit(repo, "--only", "README")


def amend(repo: Repo) -> None:
    """``git commit --amend``."""
    repo.write(EDIT).git("add", "README")
    _commit(repo, "--amend")


def partly(repo: Repo) -> None:
    """A commit with half a file staged, an untracked and an intended file."""
    repo.write(EDIT).git("add", "README")
    repo.write({"README": "Three\n", "untracked": "x", "intended": "x"}).git("add", "-N", "intended")
    _commit(repo)


def stashed(repo: Repo) -> None:
    """A commit with a stash of the user's."""
    repo.write({"README": "stashed\n"}).git("stash", "-q")
    plain(repo)


def below(repo: Repo) -> None:
    """A commit from a folder below."""
    repo.write(EDIT).git("add", "README")
    _commit(replace(repo, path=repo.path / "a"))


def merge(repo: Repo) -> None:
    """``git merge --no-ff``: pre-merge-commit."""
    _branch(repo, "side", {"side": "x"})
    repo.git("merge", "--no-ff", "-q", "-m", "merge", "side", check=False)


def continued(repo: Repo) -> None:
    """``git merge --continue`` after a conflict."""
    _branch(repo, "side", {"README": "side\n"})
    repo.write({"README": "main\n"}).git("add", "README")
    repo.git("commit", "-q", "--no-verify", "-m", "main")
    repo.git("merge", "-q", "-m", "merge", "side", check=False)
    repo.write({"README": "both\n"}).git("add", "README")
    repo.git("-c", "core.editor=true", "merge", "--continue", check=False)


def reword(repo: Repo) -> None:
    """``git rebase -i`` with a reword."""
    repo.write(EDIT).git("add", "README")
    repo.git("commit", "-q", "--no-verify", "-m", "second")
    env = {"GIT_SEQUENCE_EDITOR": "sed -i.bak s/^pick/reword/", "GIT_EDITOR": "sed -i.bak s/second/third/"}
    repo.git("rebase", "-q", "-i", "HEAD~1", check=False, **env)


def linked(repo: Repo) -> Repo:
    """A commit in a linked worktree."""
    place = repo.path.with_name(f"{repo.path.name}-linked")
    repo.git("worktree", "add", "-q", "-b", "linked", str(place))
    plain(replace(repo, path=place))
    return replace(repo, path=place)


def named(repo: Repo) -> None:
    """A commit with ``--git-dir`` and ``--work-tree``."""
    repo.write(EDIT).git("add", "README")
    repo.git("--git-dir=.git", "--work-tree=.", "commit", "-q", "-m", "x", check=False)


def push(repo: Repo) -> None:
    """``git push`` of a new commit to a bare repository."""
    _remote(repo)
    repo.write(EDIT).git("add", "README")
    repo.git("commit", "-q", "--no-verify", "-m", "x")
    repo.git("push", "-q", "remote", "main", check=False)


def push_other(repo: Repo) -> None:
    """``git push`` of a branch that is not checked out, and a tag."""
    _remote(repo)
    _branch(repo, "side", {"side": "x"})
    repo.git("tag", "v1", "side")
    repo.git("push", "-q", "remote", "side", "v1", check=False)


def push_linked(repo: Repo) -> Repo:
    """``git push`` from a linked worktree."""
    _remote(repo)
    place = repo.path.with_name(f"{repo.path.name}-linked")
    repo.git("worktree", "add", "-q", "-b", "linked", str(place))
    other = replace(repo, path=place)
    other.write(EDIT).git("add", "README")
    other.git("commit", "-q", "--no-verify", "-m", "x")
    other.git("push", "-q", "remote", "linked", check=False)
    return other


ACTS: dict[str, Act] = {
    "commit": plain,
    "commit -a": everything,
    "commit -i": included,
    "commit --only": only,
    "commit --amend": amend,
    "commit of a part": partly,
    "commit with a stash": stashed,
    "commit from a folder below": below,
    "merge": merge,
    "merge --continue": continued,
    "rebase -i, reword": reword,
    "commit in a linked worktree": linked,
    "commit with --git-dir": named,
    "push": push,
    "push of another branch and a tag": push_other,
    "push from a linked worktree": push_linked,
}


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:  # noqa: ARG001 - each act stands once
    """Yield a trial for each act."""
    for number, case in enumerate(ACTS):
        yield trial(arm, case, work / str(number))


def trial(arm: Arm, case: str, work: Path) -> Trial:
    """Do the same with and without hooks; compare."""
    hooked, control = (make(work / name, FILES, "host", **DATES) for name in ("hooked", "control"))
    for repo in (hooked, control):
        arm.install(repo, "test", (*HOOKS, "pre-push"))
    nowhere = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": "/dev/null"}
    control = replace(control, env={**control.env, **nowhere})
    before = state(hooked)
    there = ACTS[case](hooked) or hooked
    expected = ACTS[case](control) or control
    found, right = state(there), state(expected)
    wrong = [name for name in right if found[name] != right[name]]
    changed = found != before
    says = "; ".join(f"{name}: {_first(found[name], right[name])}" for name in wrong)
    says = says or ("" if changed else "nothing happened at all")
    return Trial(case, good=not says, says=says[:400], figures={"wrong": float(len(wrong))})


def state(repo: Repo) -> dict[str, str]:
    """Return all of a repository that a stray git may change; the place of the repository is left out of it."""
    common = repo.path / repo.git("rev-parse", "--git-common-dir")
    remote = common.parent.with_name("remote")
    text = {
        "HEAD": repo.git("rev-parse", "HEAD") + repo.git("symbolic-ref", "-q", "HEAD", check=False),
        "refs": repo.git("for-each-ref"),
        "index": repo.git("ls-files", "-s", "-v") + repo.git("diff", "--cached", "--raw"),
        "intended": repo.git("diff", "--raw"),
        "status": repo.git("status", "--porcelain", "--ignored"),
        "configuration": (common / "config").read_text(),
        "stash": repo.git("stash", "list"),
        "identity": repo.git("config", "user.name"),
        "worktrees": str(len(repo.git("worktree", "list").splitlines())),
        "operation": " ".join(sorted(name for name in os.listdir(common) if name.endswith("_HEAD"))),
        "remote": replace(repo, path=remote).git("for-each-ref") if remote.is_dir() else "",
    }
    place = common.resolve().parent.parent
    return {name: said.replace(str(place), "") for name, said in text.items()}


def _first(found: str, right: str) -> str:
    """Return the first lines in which two texts differ."""
    odd = [line for line in found.splitlines() if line not in right.splitlines()]
    gone = [line for line in right.splitlines() if line not in found.splitlines()]
    return f"{odd[:2]} instead of {gone[:2]}"


def _commit(repo: Repo, *argv: str) -> None:
    repo.git("commit", "-q", *argv, "-m", "x", check=False)


def _branch(repo: Repo, name: str, files: dict[str, str]) -> None:
    """Make a branch with a commit that no hook sees; main stays checked out."""
    repo.git("checkout", "-q", "-b", name)
    repo.write(files).git("add", "-A", "--", *files)
    repo.git("commit", "-q", "--no-verify", "-m", name)
    repo.git("checkout", "-q", "main")


def _remote(repo: Repo) -> None:
    """Give a repository a bare remote beside it that has its main branch."""
    place = repo.path.with_name("remote")
    repo.git("init", "-q", "--bare", "--initial-branch=main", str(place))
    repo.git("remote", "add", "remote", str(place))
    repo.git("push", "-q", "--no-verify", "remote", "main")
