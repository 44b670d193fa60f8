"""What the watcher sees, keeps and lets go: a real program beside real git, as somebody works."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import BIN
from gitrepo import GOOD, UNFORMATTED, Repo, footprint
from processes import alive

NewRepo = Callable[..., Repo]
Run = Callable[..., subprocess.CompletedProcess[str]]

SETTINGS = '[suites]\nsmall = ["fmt"]\n[hooks]\npre-commit = ["small"]\n'
FILES = {**GOOD, "gotasks.toml": SETTINGS}
PASSED = "index and working tree: passed"
LONG = 240.0
"""Seconds that a watcher has: it comes after all else that a machine does."""


class Watching:
    """A watcher under way, and the lines that it has said."""

    def __init__(self, child: subprocess.Popen[bytes], said: Path) -> None:
        self.child = child
        self._said = said

    @property
    def lines(self) -> list[str]:
        return self._said.read_text().splitlines()

    def until(self, end: str, start: int = 0) -> int:
        """Wait for a line with that end, after the first ``start`` ones; return how many there are then."""
        last = time.monotonic() + LONG
        while time.monotonic() < last:
            for number, line in enumerate(self.lines[start:], start + 1):
                if line.endswith(end):
                    return number
            assert self.child.poll() is None, self.lines
            time.sleep(0.05)
        raise AssertionError(f"{end!r} was not said: {self.lines}")

    def end(self, number: int = signal.SIGTERM) -> int:
        self.child.send_signal(number)
        return self.child.wait(LONG)


@contextmanager
def watching(repo: Repo, *argv: str, **env: str) -> Iterator[Watching]:
    """Watch a repository, as somebody does in another terminal."""
    said = repo.path.parent / f"{repo.path.name}.{time.monotonic_ns()}.said"
    with said.open("wb") as out:
        child = subprocess.Popen(
            argv or (str(BIN / "gotasks"), "watch"),
            cwd=repo.path,
            env={**repo.env, **env},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Watching(child, said)
    finally:
        if child.poll() is None:
            child.terminate()
        child.wait(LONG)


def install(repo: Repo) -> Repo:
    """Install the hooks, where Go has been used before: what changes in the folder of its settings is a doubt."""
    assert repo.run("go", "version").returncode == 0
    assert repo.run(str(BIN / "gotasks"), "install-hooks").returncode == 0
    return repo


def rows(repo: Repo) -> list[tuple[str, bool]]:
    """Return who asked, and whether a witness answered, of each run that is noted."""
    lines = (repo.path / ".git/gotasks/journal.jsonl").read_text().splitlines()
    return [(row["front"], row.get("witness", False)) for row in map(json.loads, lines)]


def commit(repo: Repo, text: str, **env: str) -> tuple[str, bool]:
    """Commit the index; return what the journal says of the hook."""
    done = repo.run("git", "commit", "-q", "-m", text, **env)
    assert done.returncode == 0, done.stderr
    return next(row for row in reversed(rows(repo)) if row[0] == "hook pre-commit")


def waiting(repo: Repo) -> dict[str, str]:
    """Return files whose pre-commit hook runs a command that does not end by itself, and says who it is."""
    script = f"echo $$ >>{repo.path.parent}/pids; exec sleep 600"
    commands = f"[commands.wait]\nrun = {json.dumps(['sh', '-c', script])}\n"
    return {"gotasks.toml": f'[hooks]\npre-commit = ["fmt", "wait"]\n{commands}'}


def pids(repo: Repo, count: int) -> list[int]:
    """Return the commands that have begun, once there are so many."""
    file = repo.path.parent / "pids"
    last = time.monotonic() + LONG
    while time.monotonic() < last:
        found = file.read_text().split() if file.exists() else []
        if len(found) >= count:
            return [int(pid) for pid in found]
        time.sleep(0.05)
    raise AssertionError(f"{count} commands did not begin")


def gone(pid: int) -> bool:
    last = time.monotonic() + 10
    while alive(pid) and time.monotonic() < last:
        time.sleep(0.05)
    return not alive(pid)


@pytest.fixture
def slow(new_repo: NewRepo, gotasks: Run) -> Repo:
    """A repository whose hook takes ten minutes."""
    repo = new_repo(GOOD)
    repo.write(waiting(repo)).commit()
    assert gotasks(repo, "allow").returncode == 0
    return repo


def test_a_commit_of_what_was_judged_is_answered_in_another_terminal(new_repo: NewRepo) -> None:
    repo = install(new_repo(FILES))
    elsewhere = {"TERM": "screen", "WINDOWID": "7", "KITTY_WINDOW_ID": "3", "GNOME_TERMINAL_SCREEN": "/a/b"}
    with watching(repo) as watcher:
        start = watcher.until(PASSED)
        repo.write({"README": "x"}).git("add", "-A")
        start = watcher.until(PASSED, start)
        known = commit(repo, "x", **elsewhere)
        start = watcher.until(PASSED, start)
        repo.write({"README": "y"})
        start = watcher.until("working tree: passed", start)
        repo.git("add", "-A")
        watcher.until(PASSED, start)
        saved = commit(repo, "y")

    assert (known, saved) == (("hook pre-commit", True), ("hook pre-commit", True))
    assert not [front for front, _ in rows(repo) if front == "watch"]


def test_a_variable_that_checks_see_is_a_doubt_as_ever(new_repo: NewRepo) -> None:
    repo = install(new_repo(FILES))
    with watching(repo) as watcher:
        start = watcher.until(PASSED)
        repo.write({"README": "x"}).git("add", "-A")
        watcher.until(PASSED, start)

        assert commit(repo, "x", ONLY_HERE="1") == ("hook pre-commit", False)


def test_what_is_saved_is_judged_and_nothing_of_the_users_is_written(new_repo: NewRepo) -> None:
    repo = new_repo(FILES)
    with watching(repo) as watcher:
        start = watcher.until(PASSED)
        repo.write({"a/a.go": UNFORMATTED})
        before = footprint(repo.path)
        start = watcher.until("index: passed; working tree: failed: fmt: a/a.go:5: not formatted", start)
        after = footprint(repo.path)
        repo.write({"a/a.go": GOOD["a/a.go"]})
        watcher.until(PASSED, start)
    report = json.loads((repo.path / ".git/gotasks/watch-worktree.json").read_text())

    assert before == after
    assert (report["verdict"]["status"], report["front"]["tree_from"]) == ("failed", "worktree")


def test_it_makes_way_for_any_run_and_begins_again(slow: Repo, gotasks: Run) -> None:
    with watching(slow):
        (first,) = pids(slow, 1)
        slow.write({"README": "another tree"})
        done = gotasks(slow, "fmt", "--tree", "index")
        other = gotasks(slow, "fmt", "--tree", "worktree")
        second = pids(slow, 2)[1]

        assert gone(first)
        assert alive(second)
    assert (done.returncode, other.returncode) == (0, 0)
    assert "slot 1" not in done.stdout + other.stdout
    assert gone(second)


@pytest.mark.slow
def test_a_run_that_is_stopped_does_not_keep_others_waiting(slow: Repo, gotasks: Run) -> None:
    with watching(slow) as watcher:
        pids(slow, 1)
        below = subprocess.run(("pgrep", "-P", str(watcher.child.pid)), capture_output=True, text=True, check=True)
        judge = int(below.stdout.split()[0])
        os.kill(judge, signal.SIGSTOP)
        slow.write({"README": "another tree"})
        done = gotasks(slow, "fmt")
        os.kill(judge, signal.SIGCONT)

    assert done.returncode == 0
    assert "slot 1" in done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_ends_it_with_130_and_leaves_no_child(slow: Repo, number: int) -> None:
    # A shell's background job inherits that SIGINT is ignored, one below nohup SIGHUP; gotasks would go on ignoring it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with watching(slow) as watcher:
        (pid,) = pids(slow, 1)

        assert watcher.end(number) == 130
        assert gone(pid)
    assert watcher.lines == ["index and working tree: judging", "gotasks: interrupted"]


def test_one_that_was_killed_leaves_no_child_and_another_begins(slow: Repo) -> None:
    with watching(slow) as watcher:
        (first,) = pids(slow, 1)
        watcher.end(signal.SIGKILL)

        assert gone(first)
    with watching(slow):
        assert alive(pids(slow, 2)[1])


def test_a_work_tree_has_one_watcher(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo(FILES)
    with watching(repo) as watcher:
        watcher.until(PASSED)
        second = gotasks(repo, "watch")

    assert (second.returncode, second.stdout) == (2, "")
    assert "is watched already" in second.stderr


def test_what_is_not_allowed_is_not_run(new_repo: NewRepo) -> None:
    repo = new_repo(GOOD)
    repo.write(waiting(repo)).commit()
    with watching(repo) as watcher:
        tree = repo.git("rev-parse", "HEAD^{tree}")
        watcher.until(f"allow it with: gotasks allow --tree {tree}")

    assert not (repo.path.parent / "pids").exists()


@pytest.mark.slow
def test_ten_thousand_files_are_one_judgement(new_repo: NewRepo) -> None:
    repo = new_repo({**FILES, **{f"big/{number // 100}/{number % 100}": "x" for number in range(10_000)}})
    with watching(repo) as watcher:
        start = watcher.until(PASSED)
        for number in range(10_000):
            (repo.path / f"big/{number // 100}/{number % 100}").write_text("y")
        watcher.until("working tree: passed", start)

        assert watcher.lines[start:] == ["index: passed; working tree: judging", "index: passed; working tree: passed"]


def test_a_burst_of_saves_is_one_judgement_of_the_last(new_repo: NewRepo) -> None:
    repo = new_repo(FILES)
    with watching(repo) as watcher:
        start = watcher.until(PASSED)
        for number in range(20):
            repo.write({"README": str(number)})
            time.sleep(0.1)
        watcher.until("working tree: passed", start)
        repo.git("add", "-A")
        report = json.loads((repo.path / ".git/gotasks/watch-worktree.json").read_text())

        assert watcher.lines[start:] == ["index: passed; working tree: judging", "index: passed; working tree: passed"]
        assert report["tree"] == repo.git("write-tree")


@pytest.mark.slow
def test_a_lock_that_a_dead_git_has_left_blinds_nobody(new_repo: NewRepo) -> None:
    repo = new_repo(FILES)
    with watching(repo) as watcher:
        start = watcher.until(PASSED)
        repo.write({".git/index.lock": "", "a/a.go": UNFORMATTED})
        watcher.until("not formatted", start)


def test_at_a_terminal_one_line_changes_in_its_place(new_repo: NewRepo) -> None:
    repo = new_repo(FILES)
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 20, 0, 0))
    env = {**repo.env, "TERM": "xterm", "PYTHONUTF8": "1"}
    argv = (str(BIN / "gotasks"), "watch")
    seen = b""
    with subprocess.Popen(argv, cwd=repo.path, env=env, stdout=theirs, stderr=subprocess.PIPE) as child:
        while b"\x1b[32m" not in seen:
            seen += os.read(ours, 4096)
        child.terminate()
        assert child.wait(LONG) == 130
    seen += os.read(ours, 4096)
    os.close(theirs)
    os.close(ours)

    assert seen == b"\r\x1b[Kindex and working t\r\x1b[K\x1b[32mindex and working t\x1b[0m\r\n"


def test_a_rebase_a_conflict_and_another_branch_are_waited_out(new_repo: NewRepo) -> None:
    repo = new_repo(FILES)
    repo.git("checkout", "-q", "-b", "topic")
    for number in range(20):
        repo.write({f"f{number}": "x"}).commit()
    repo.git("checkout", "-q", "main")
    base = repo.write({"f0": "y"}).commit()
    with watching(repo) as watcher:
        start = watcher.until(PASSED)
        repo.git("checkout", "-q", "topic")
        repo.git("rebase", "-q", "main", check=False)
        start = watcher.until("resolve the conflicts and git add them", start)
        repo.write({"f0": "z"}).git("add", "-A")
        repo.git("-c", "core.editor=true", "rebase", "--continue")
        tree = repo.git("rev-parse", "HEAD^{tree}")
        watcher.until(PASSED, start)
        last = time.monotonic() + LONG
        while time.monotonic() < last and repo.git("rev-list", "--count", f"{base}..HEAD") != "20":
            time.sleep(0.1)
        while time.monotonic() < last and judged(repo) != tree:
            time.sleep(0.1)

        assert judged(repo) == tree
    assert repo.git("status", "--short") == ""


def judged(repo: Repo) -> str:
    tree: str = json.loads((repo.path / ".git/gotasks/watch-index.json").read_text())["tree"]
    return tree


def test_a_commit_in_a_linked_worktree_is_seen(new_repo: NewRepo, tmp_path: Path) -> None:
    repo = new_repo(FILES)
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Repo(tmp_path / "linked", repo.env)
    with watching(linked) as watcher:
        start = watcher.until(PASSED)
        linked.git("commit", "-q", "--allow-empty", "-m", "x")
        watcher.until(PASSED, start)


def test_it_ends_where_the_repository_is_gone(new_repo: NewRepo) -> None:
    repo = new_repo(FILES)
    with watching(repo) as watcher:
        watcher.until(PASSED)
        repo.path.rename(repo.path.with_name("elsewhere"))

        assert watcher.child.wait(LONG) == 3
    assert watcher.lines[-1] == f"gotasks: {repo.path} is gone, or is no repository any more"


def test_inv_watches_too(new_repo: NewRepo) -> None:
    tasks = "from gotasks.for_invoke import collection\n\nns = collection()\n"
    with watching(new_repo({**FILES, "tasks.py": tasks}), str(BIN / "inv"), "watch") as watcher:
        watcher.until(PASSED)

        assert watcher.end() == 130
