"""The referee sees what it is there to see: what it cannot miss is shown with hooks that do harm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.trust import crash_points, footprint, kill_storm, shim, unsaved
from benchmarks.trust.arms import Arm
from benchmarks.trust.repo import Repo

SHY = "#!/bin/sh\ngit diff -- a b run.sh >../patch\ngit checkout -q -- .\ngit apply ../patch\n"
"""What hides edits that are not staged, and brings them back."""


@dataclass(frozen=True, slots=True)
class Harmful(Arm):
    """A hook that does what it is told."""

    body: str = SHY

    def activate(self, repo: Repo, hooks: tuple[str, ...]) -> None:
        del hooks
        hook = repo.path / ".git" / "hooks" / "pre-commit"
        hook.write_text(self.body)
        hook.chmod(0o755)

    def settings(self, checks: list[str], hooks: tuple[str, ...]) -> dict[str, str]:
        del checks, hooks
        return {"hook.txt": self.body}


def test_a_runner_that_hides_work_is_caught_at_its_crash_points(tmp_path: Path) -> None:
    trials = list(crash_points.run(Harmful("shy", ("pre-commit",)), tmp_path, trials=1))

    wrong = {int(trial.figures["call"]) for trial in trials if not trial.good}
    assert 2 in wrong
    assert 3 in wrong
    assert any("work displaced" in trial.says and "b/b.go" in trial.says for trial in trials)


def test_a_runner_that_writes_is_caught_by_its_footprint(tmp_path: Path) -> None:
    trials = list(footprint.run(Harmful("shy", ("pre-commit",)), tmp_path, trials=1))

    assert not any(trial.good for trial in trials if trial.case in {"given up", "made"})


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("rm b/b.go", "work displaced (b/b.go)"),
        ("chmod -x run.sh", "work displaced (run.sh)"),
        ("rm -r scratch", "work displaced"),
        ("git add b/b.go", "index changed"),
        ("git update-index --no-assume-unchanged README", "index changed"),
        ("git rm -q --cached c/c.go", "index changed"),
        ("git stash drop -q", "stash changed"),
        ("git config x.y z", "changed (.git/config)"),
        ("git branch other", ".git/refs/heads/other"),
    ],
)
def test_each_harm_is_seen(tmp_path: Path, harm: str, says: str) -> None:
    state = unsaved.build(tmp_path, Harmful("none", (), body="#!/bin/sh\nexit 1\n"), "")
    before = state.lay()
    done = state.repo.run("sh", "-c", harm)

    assert done.returncode == 0, done.stderr
    assert says in unsaved.summary(before.wrong("", exact=True))


def test_nothing_is_seen_where_nothing_was_done(tmp_path: Path) -> None:
    state = unsaved.build(tmp_path, Harmful("none", (), body="#!/bin/sh\nexit 1\n"), "")
    before = state.lay()
    state.repo.run("git", "commit", "-m", "refused")

    assert before.wrong("", exact=True) == []
    assert before.lost() == []


def test_what_is_nowhere_is_lost(tmp_path: Path) -> None:
    state = unsaved.build(tmp_path, Harmful("none", (), body="#!/bin/sh\nexit 1\n"), "")
    before = state.lay()
    (state.repo.path / "b" / "b.go").unlink()

    assert before.lost() == ["mark-unstaged"]


def test_a_kill_storm_hits(tmp_path: Path) -> None:
    slow = Harmful("slow", ("pre-commit",), body="#!/bin/sh\nsleep 1\n")
    trials = list(kill_storm.run(slow, tmp_path, trials=2))

    assert [trial.case for trial in trials].count("group") == 2


def test_the_shim_counts_what_the_runner_calls(tmp_path: Path) -> None:
    state = unsaved.build(tmp_path, Harmful("shy", ("pre-commit",)), "")
    trap = shim.make(tmp_path / "shim", state.repo.env)
    state.lay()
    done = state.repo.run(trap.real, "commit", "-q", "-m", "x", **trap.env(state.repo.env, 9, "before"))

    assert done.returncode == 0, done.stderr
    assert trap.calls == 3
