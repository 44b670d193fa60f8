"""Kill storm: SIGKILL at a random moment of a commit with work in progress of every kind; then the second blow.

Killed is the runner alone (git sees its hook die), or the whole group that git, the hook and the runner are in. Moments
are drawn, with a fixed seed, over the time that a commit takes; only trials in which something was killed count. The
second blow is what a user does next: remove the locks of a killed git, as git advises, edit on, and commit
again, which must pass. What is nowhere on disk is lost: not in the work tree, not in any object of git, not in any file
of the tool's.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.trust import processes, unsaved
from benchmarks.trust.arms import ALL, Arm
from benchmarks.trust.bench import Trial

NAME = "kill_storm"
TITLE = "kill storm: kill -9 of the runner, or of its group, at random moments, then a second commit"
BAR = "0 trials with work displaced, index, refs or stash changed, or anything lost"
ARMS = ALL
COMMIT = ("git", "commit", "-q", "-m", "x")
SEED = 5


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:
    """Kill ``trials`` times each way."""
    state = unsaved.build(work, arm, "slow fmt vet")
    tree = state.expected()
    state.lay()
    processes.run(COMMIT, state.repo.path, state.repo.env)
    state.lay()
    began = time.monotonic()
    processes.run(COMMIT, state.repo.path, state.repo.env)
    lasts = time.monotonic() - began
    for way in ("runner", "group"):
        drawn = random.Random(SEED)  # noqa: S311 - moments, not secrets
        hits = 0
        for _ in range(3 * trials):
            if hits == trials:
                break
            before = state.lay()
            if not _killed(arm, state, way, drawn.uniform(0, lasts)):
                continue
            hits += 1
            wrong = before.wrong(tree)
            lost = before.lost() if wrong else []
            status, blown = _second_blow(state, before)
            wrong += [f"lost: {mark}" for mark in lost] + [f"lost by the second blow: {mark}" for mark in blown]
            wrong += ["the next commit was refused"] if status else []
            figures = {"displaced": float(any(line.startswith("work") for line in wrong)), "lost": float(len(lost))}
            yield Trial(way, not wrong, unsaved.summary(wrong), {**figures, "lost_by_second": float(len(blown))})


def _killed(arm: Arm, state: unsaved.Work, way: str, moment: float) -> bool:
    """Commit and kill at a moment; whether there was something to kill."""
    commit = processes.start(COMMIT, state.repo.path, state.repo.env)
    if way == "runner":
        processes.until(lambda: processes.runners(commit, arm.runner), commit)
    time.sleep(moment)
    known = processes.below(commit)
    if commit.poll() is not None:
        hit = False
    elif way == "group":
        hit = processes.kill_group(commit.pid)
    else:
        hit = processes.kill(processes.runners(commit, arm.runner)) > 0
    commit.wait()
    processes.quiet(commit.pid, known)
    return hit


def _second_blow(state: unsaved.Work, before: unsaved.Before) -> tuple[int, list[str]]:
    """Commit again, with one more edit that is staged and one that is not; return how it ended and what is lost now."""
    repo = state.repo
    for name in ("HEAD.lock", "index.lock", "refs/heads/main.lock"):
        (repo.path / ".git" / name).unlink(missing_ok=True)
    repo.write({"later.txt": "later\n"}).git("add", "later.txt")
    with (repo.path / "a" / "a.go").open("a") as file:
        file.write("\n// Tre is a later edit.\nfunc Tre() int { return 3 }\n")
    status = processes.run(COMMIT, repo.path, repo.env)
    return status, before.lost()
