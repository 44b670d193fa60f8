"""Worktrees: four of them commit at once, each with unstaged work, beside a stash of the user's.

Every second one commits what must be refused. Each trial is a round; wrong are bytes that are lost or another
worktree's, a stash that is gone or has company, and a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.trust import processes, referee
from benchmarks.trust.arms import ALL, Arm
from benchmarks.trust.bench import Trial
from benchmarks.trust.repo import BAD, GOOD, Repo, make

NAME = "worktrees"
TITLE = "worktrees: four commit at once, partially staged, with a stash of the user's"
BAR = "0 rounds with lost or foreign bytes, stash kept, 0 wrong verdicts"
ARMS = ALL
COUNT = 4
ROUNDS = 50


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:
    """Run ``trials`` rounds, 50 at most."""
    repo = make(work)
    arm.install(repo)
    repo.write({"README": "mark-stashed\n"}).git("stash", "-q")
    linked = [_linked(arm, repo, number) for number in range(COUNT)]
    kept = referee.stash(repo)
    for number in range(min(trials, ROUNDS)):
        wrong = _round(arm, linked, number)
        now = referee.stash(repo)
        if kept.splitlines() and kept.splitlines()[0] not in now:
            wrong.append("the user's stash is gone")
        elif now != kept:
            wrong.append("a stash was left behind")
        if now != kept:
            repo.git("stash", "clear")
            repo.git("checkout", "-q", "-f")
            repo.write({"README": "mark-stashed\n"}).git("stash", "-q")
            kept = referee.stash(repo)
        yield Trial("round", not wrong, "; ".join(sorted(set(wrong))), {"round": number})


def _linked(arm: Arm, repo: Repo, number: int) -> Repo:
    path = repo.path.parent / f"linked{number}"
    repo.git("worktree", "add", "-q", str(path), "-b", f"branch{number}")
    linked = Repo(path, repo.env)
    arm.install(linked)
    return linked


def _round(arm: Arm, linked: list[Repo], number: int) -> list[str]:
    """Let all worktrees commit at once; return what is wrong afterwards."""
    heads, trees, before = [], [], []
    for at, repo in enumerate(linked):
        repo.git("reset", "-q", "--hard")
        repo.git("clean", "-fdq")
        staged = (BAD if at % 2 else GOOD["a/a.go"]) + f"\n// Staged{number} is by {at}.\nfunc Staged{number}() {{}}\n"
        repo.write({"a/a.go": staged}).git("add", "a/a.go")
        unstaged = f"\n// Unstaged{number} is by {at}.\nfunc Unstaged{number}() {{}}\n"
        repo.write({"a/a.go": staged.replace(BAD, GOOD["a/a.go"]) + unstaged, "b/b.go": GOOD["b/b.go"] + unstaged})
        repo.write({f"notes{at}.txt": f"round {number}\n"})
        heads.append(repo.git("rev-parse", "HEAD"))
        trees.append(repo.git("write-tree"))
        before.append(_files(repo))
    argv = ("git", "commit", "-q", "-m", f"round {number}")
    started = [processes.start(argv, repo.path, repo.env) for repo in linked]
    for one in started:
        one.wait()
        processes.quiet(one.pid, [])
    wrong = []
    for at, repo in enumerate(linked):
        made = repo.git("rev-parse", "HEAD") != heads[at]
        if made and repo.git("rev-parse", "HEAD^{tree}") != trees[at]:
            wrong.append("another tree was committed")
        wrong += [f"lost or foreign bytes: {path}" for path in referee.changed(before[at], _files(repo))]
        if arm.name != "git" and made == bool(at % 2):
            wrong.append("a bad commit was made" if made else "a good commit was refused")
    return wrong


def _files(repo: Repo) -> referee.Listing:
    return {path: one for path, one in referee.listing(repo.path).items() if path != ".git"}
