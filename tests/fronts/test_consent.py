"""Own code in hooks: it runs when somebody has allowed it, and before that none of it does."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import subprocess
import termios
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from gitrepo import Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

HOOKS = '[hooks]\npre-commit = ["own"]\n'
SETTINGS = HOOKS + '[commands.own]\nrun = ["true"]\n'
CHANGED = SETTINGS.replace('"true"', '"touch", "{mark}"')
TASKS = "import pathlib\n\npathlib.Path({mark!r}).touch()\n"
ASKS = "commands.own: own code that a hook would run"


@pytest.fixture
def hooked(new_repo: NewRepo, gotasks: Run) -> Repo:
    repo = new_repo({"gotasks.toml": SETTINGS})
    done = gotasks(repo, "install-hooks")
    assert "hooks may run this now: commands.own\n" in done.stdout
    return repo


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """A file that is made where the judged tree's code has run."""
    return tmp_path / "it ran"


def commit(repo: Repo, files: Mapping[str, str], **env: str) -> subprocess.CompletedProcess[str]:
    repo.write(files).git("add", "-A")
    return repo.run("git", "commit", "-qm", "x", **env)


def at_terminal(repo: Repo, answer: bytes, **env: str) -> tuple[int, str]:
    """Commit with a controlling terminal at which somebody types an answer; return the status and what it showed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        ("git", "commit", "-qm", "x"),
        cwd=repo.path,
        env={**repo.env, **env},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no thread runs here
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:  # Linux says so where macOS gives an end
                chunk = b""
            if not chunk:
                break
            shown += chunk
            if shown.endswith(b"[y/N] "):
                os.write(ours, answer)
        process.wait()
    os.close(ours)
    return process.returncode, shown.decode("utf-8", "replace")


def test_what_stood_there_at_installation_is_allowed(hooked: Repo) -> None:
    done = commit(hooked, {"x": "1"})

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("what", ["command", "python"])
def test_changed_code_is_refused_before_any_of_it_runs_and_then_allowed(
    what: str, hooked: Repo, gotasks: Run, mark: Path
) -> None:
    changed = {
        "command": {"gotasks.toml": CHANGED.format(mark=mark)},
        "python": {"gotasks_tasks.py": TASKS.format(mark=str(mark))},
    }[what]
    refused = commit(hooked, changed)
    ran_before = mark.exists()
    allowed = gotasks(hooked, "allow", "--tree", "index")
    taken = commit(hooked, {})

    assert (refused.returncode, ran_before) == (1, False)
    assert "that nobody has allowed in this repository: see it and allow it with: gotasks allow" in refused.stderr
    assert allowed.returncode == 0
    assert str(mark) in allowed.stdout
    assert taken.returncode == 0, taken.stderr
    assert mark.exists()


def test_other_settings_ask_nothing_and_a_removed_command_neither(hooked: Repo) -> None:
    more = commit(hooked, {"gotasks.toml": SETTINGS + 'timeout = "10m"\n[lint]\ntimeout = "3m"\n'})
    less = commit(hooked, {"gotasks.toml": '[lint]\ntimeout = "3m"\n[hooks]\npre-commit = ["fmt"]\n'})
    again = commit(hooked, {"gotasks.toml": SETTINGS + '[lint]\ntimeout = "4m"\n'})

    assert (more.returncode, less.returncode, again.returncode) == (1, 0, 0)
    assert ASKS in more.stderr


def test_ci_and_who_asks_by_name_are_not_asked(hooked: Repo, gotasks: Run, mark: Path) -> None:
    hooked.write({"gotasks.toml": CHANGED.format(mark=mark)}).git("add", "-A")

    assert gotasks(hooked, "own").returncode == 0
    assert hooked.run("git", "commit", "-qm", "x", CI="true").returncode == 0


@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"YES\n", 0), (b"\n", 1), (b"n\n", 1), (b"\x04", 1)])
def test_somebody_at_the_terminal_is_asked_once(answer: bytes, code: int, hooked: Repo, mark: Path) -> None:
    hooked.write({"gotasks.toml": CHANGED.format(mark=mark)}).git("add", "-A")
    status, shown = at_terminal(hooked, answer)
    hooked.write({"y": "1"}).git("add", "-A")
    again = hooked.run("git", "commit", "-qm", "y")

    assert (status, again.returncode, mark.exists()) == (code, code, not code)
    assert f"touch '{mark}'" in shown
    assert shown.count("[y/N]") == 1


def test_nobody_is_asked_who_wants_no_questions(hooked: Repo, mark: Path) -> None:
    hooked.write({"gotasks.toml": CHANGED.format(mark=mark)}).git("add", "-A")
    status, shown = at_terminal(hooked, b"y\n", GIT_TERMINAL_PROMPT="0")

    assert (status, "[y/N]" in shown, "gotasks allow --tree " in shown) == (1, False, True)


@pytest.mark.parametrize("argv", [["-a"], ["--only", "gotasks.toml"]])
def test_the_named_command_mends_it_whatever_index_was_judged(
    hooked: Repo, gotasks: Run, mark: Path, argv: list[str]
) -> None:
    hooked.write({"gotasks.toml": CHANGED.format(mark=mark)})
    refused = hooked.run("git", "commit", "-qm", "x", *argv)
    command = refused.stderr.rpartition("allow it with: gotasks ")[2].split()
    allowed = gotasks(hooked, *command)
    taken = hooked.run("git", "commit", "-qm", "x", *argv)

    assert (refused.returncode, allowed.returncode, taken.returncode) == (1, 0, 0), allowed.stderr + taken.stderr


def test_what_is_shown_moves_no_cursor_and_forges_no_line(hooked: Repo, gotasks: Run) -> None:
    evil = HOOKS + '[commands.own]\nrun = ["sh", "-c", "evil\\u001b[2K\\u001b[1A\\ncommands.good:\\n    true"]\n'
    hooked.write({"gotasks.toml": evil})
    shown = gotasks(hooked, "allow").stdout

    assert "\x1b" not in shown
    assert "evil\\x1b[2K" in shown
    assert "\ncommands.good:" not in shown


def test_another_worktree_shares_what_is_allowed(hooked: Repo) -> None:
    hooked.git("worktree", "add", "-q", str(hooked.path.parent / "linked"))

    assert commit(Repo(hooked.path.parent / "linked", hooked.env), {"x": "1"}).returncode == 0


@pytest.mark.usefixtures("hooked")
def test_another_repository_does_not(new_repo: NewRepo, gotasks: Run) -> None:
    other = new_repo({"x": "1"}, "other")
    gotasks(other, "install-hooks")

    assert ASKS in commit(other, {"gotasks.toml": SETTINGS}).stderr


def test_a_broken_file_of_settings_runs_nothing(hooked: Repo, mark: Path) -> None:
    done = commit(hooked, {"gotasks.toml": "[commands\n", "gotasks_tasks.py": TASKS.format(mark=str(mark))})

    assert (done.returncode, mark.exists()) == (1, False)


def test_invoke_allows_too(hooked: Repo, mark: Path) -> None:
    two = {"tasks.py": "from gotasks.for_invoke import collection\n\nns = collection()\n"}
    hooked.write({**two, "gotasks.toml": CHANGED.format(mark=mark)}).git("add", "-A")
    inv = hooked.run("inv", "allow", "--tree", "index")

    assert inv.returncode == 0, inv.stderr
    assert "hooks may run this now: commands.own" in inv.stdout
    assert commit(hooked, {}).returncode == 0


def test_a_refusal_is_in_the_journal(hooked: Repo, gotasks: Run, mark: Path) -> None:
    commit(hooked, {"gotasks.toml": CHANGED.format(mark=mark)})
    row = json.loads(gotasks(hooked, "journal", "--json", "--lines", "1").stdout)

    assert (row["front"], row["verdict"], row["exit_status"]) == ("hook pre-commit", "not judged", 3)
