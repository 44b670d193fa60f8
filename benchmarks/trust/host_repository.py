"""host repository: a test of the module commits in a repository of its own, while the user commits or pushes.

The same is done without any hook in a second, equal repository; afterwards both must be the same: commits (dates are
fixed, so that ids are equal), refs, index, configuration, stash, work tree. A commit that is refused is bad too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.trust.arms import ALL, HOOKS, Arm
from benchmarks.trust.bench import Trial
from benchmarks.trust.repo import GOOD, Repo, make
from benchmarks.trust.user_acts import ACTS

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
