"""The hooks' own script, in each POSIX shell that is here, with a program that keeps what it was given."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from gotasks.core.hooks import SHARED, record, recorded
from gotasks.core.settings import HOOKS
from gotasks.edge import hookplaces

SHELLS = [argv for argv in (("sh",), ("dash",), ("bash", "--posix"), ("busybox", "sh")) if shutil.which(argv[0])]
REFS = b"refs/heads/a b 1 refs/heads/\xff\xfe 2\n\nHEAD@{1 second ago} 3 \xe3\x81 4"
ARGS = ("origin", "", "a b", "line\nend\n", "*", "'\"\\$x")
MEND = "mend it with: pip install gotasks && gotasks install-hooks"
KEEPS = """#!/bin/sh
case $1 in --version) {version}; esac
echo asked >>{folder}/{name}.asked
printf '%s\\0' "$@" >{folder}/{name}.args
cat >{folder}/{name}.stdin
exit {status}
"""
"""A program that keeps its arguments and its standard input."""


@dataclass(frozen=True)
class Place:
    """A repository's top with a hooks folder of ours, and a folder for what was kept."""

    top: Path
    shell: tuple[str, ...]

    @property
    def hooks(self) -> Path:
        return self.top / ".git" / "hooks"

    @property
    def seen(self) -> Path:
        return self.top / "seen"

    def install(self, program: Path | str, submodule: str = "") -> None:
        said = record(hookplaces.template(SHARED), gotasks=str(program), submodule=submodule)
        (self.hooks / SHARED).write_text(said)

    def script(self, path: Path, body: str = "", status: int = 0, version: str = "echo gotasks 1; exit") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = KEEPS.format(folder=self.seen, name=path.name, status=status, version=version)
        path.write_text(f"#!/bin/sh\n{body}\n" if body else text)
        path.chmod(0o755)
        return path

    def run(
        self,
        hook: str,
        *args: str,
        stdin: bytes = b"",
        path: str = "/usr/bin:/bin",
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        argv = (*self.shell, f".git/hooks/{hook}", *args)
        environ = {"PATH": path, "HOME": "/dev/null/nowhere", **(env or {})}
        return subprocess.run(argv, cwd=self.top, env=environ, input=stdin, capture_output=True, check=False)

    def asked(self, name: str = "gotasks") -> int:
        file = self.seen / f"{name}.asked"
        return len(file.read_text().split()) if file.exists() else 0

    def args(self, name: str) -> tuple[str, ...]:
        return tuple((self.seen / f"{name}.args").read_text().split("\0")[:-1])


@pytest.fixture(params=SHELLS, ids=" ".join)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    made = Place(tmp_path, request.param)
    subprocess.run(("git", "init", "-q", str(tmp_path)), check=True)
    made.hooks.mkdir(exist_ok=True)
    made.seen.mkdir()
    for name in HOOKS:
        made.script(made.hooks / name).write_text(hookplaces.template(name))
    made.install(made.script(tmp_path / "bin" / "gotasks"))
    return made


def test_the_script_knows_all_hooks() -> None:
    (listed,) = re.findall(r"^for name in (.*); do$", hookplaces.template(SHARED), re.MULTILINE)

    assert tuple(listed.split()) == HOOKS


@pytest.mark.parametrize("name", HOOKS)
def test_a_stub_says_its_name_so_that_a_copy_may_be_called_otherwise(name: str) -> None:
    assert f"\nhook={name}\n" in hookplaces.template(name)


def test_pre_push_hands_what_git_says_to_both_byte_for_byte(place: Place) -> None:
    place.script(place.hooks / "pre-push.before-gotasks")
    done = place.run("pre-push", *ARGS, stdin=REFS)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert place.args("gotasks") == ("hook", "pre-push", *ARGS)
    assert place.args("pre-push.before-gotasks") == ARGS
    assert (place.seen / "gotasks.stdin").read_bytes() == REFS
    assert (place.seen / "pre-push.before-gotasks.stdin").read_bytes() == REFS


@pytest.mark.parametrize("body", ["exit 0", "read -r line; exit 0"])
def test_a_kept_hook_need_not_read_what_git_says(place: Place, body: str) -> None:
    place.script(place.hooks / "pre-push.before-gotasks", body)
    refs = b"refs/heads/x 1 refs/heads/x 2\n" * 40_000
    done = place.run("pre-push", "origin", stdin=refs)

    assert (done.returncode, done.stderr) == (0, b"")
    assert (place.seen / "gotasks.stdin").read_bytes() == refs


def test_other_hooks_leave_standard_input_as_it_is(place: Place) -> None:
    place.script(place.hooks / "commit-msg.before-gotasks", "read -r line\nexit 0")
    place.run("commit-msg", "file name", stdin=b"first\nsecond\n")

    assert place.args("gotasks") == ("hook", "commit-msg", "file name")
    assert (place.seen / "gotasks.stdin").read_bytes() in {b"second\n", b""}  # a shell may read ahead; it never waits


@pytest.mark.parametrize("hook", ["pre-commit", "pre-push"])
def test_what_the_kept_hook_refuses_is_refused_with_its_status(place: Place, hook: str) -> None:
    place.script(place.hooks / f"{hook}.before-gotasks", status=5)

    assert (place.run(hook).returncode, place.asked()) == (5, 0)


def test_a_kept_link_is_run_and_one_that_leads_nowhere_is_not(place: Place) -> None:
    kept = place.hooks / "pre-commit.before-gotasks"
    kept.symlink_to(place.script(place.top / "theirs"))
    there = place.run("pre-commit").returncode
    (place.top / "theirs").unlink()
    gone = place.run("pre-commit").returncode

    assert (there, gone) == (0, 0)
    assert (place.asked("theirs"), place.asked()) == (1, 2)


def test_a_kept_hook_without_the_execute_bit_is_not_run_and_said(place: Place) -> None:
    place.script(place.hooks / "pre-commit.before-gotasks", status=5).chmod(0o644)
    done = place.run("pre-commit")

    assert (done.returncode, place.asked()) == (0, 1)
    assert b"pre-commit.before-gotasks is not executable" in done.stderr


def test_a_kept_hook_that_calls_ours_does_not_go_round(place: Place) -> None:
    place.script(place.hooks / "pre-commit.before-gotasks", 'exec sh "$PWD/.git/hooks/pre-commit"')
    done = place.run("pre-commit", env={"CDPATH": f"{place.top}:/"})

    assert (done.returncode, place.asked()) == (0, 2)


def test_a_framework_that_calls_ours_as_the_old_hook_is_not_called_back(place: Place) -> None:
    framework = "# File generated by pre-commit: https://pre-commit.com\nexit 1"
    place.script(place.hooks / "pre-commit.before-gotasks", framework)
    (place.hooks / "pre-commit").rename(place.hooks / "pre-commit.legacy")
    place.script(place.hooks / "pre-commit", framework)
    done = place.run("pre-commit.legacy", env={"PRE_COMMIT_RUNNING_LEGACY": "1"})

    assert (done.returncode, done.stderr, place.asked()) == (0, b"", 1)
    assert place.args("gotasks") == ("hook", "pre-commit")


@pytest.mark.parametrize("name", ["GOTASKS_CHAINED", "PRE_COMMIT_RUNNING_LEGACY", "GOTASKS_PROBE"])
def test_no_variable_opens_the_gate(place: Place, name: str) -> None:
    place.install(place.script(place.top / "bin" / "gotasks", status=1))

    assert place.run("pre-commit", env={name: f"{place.hooks}/pre-commit"}).returncode == 1


@pytest.mark.parametrize("status", [0, 1, 2, 3, 75, 130])
def test_the_programs_status_is_the_hooks(place: Place, status: int) -> None:
    place.install(place.script(place.top / "bin" / "gotasks", status=status))
    done = place.run("pre-commit")

    assert (done.returncode, done.stderr) == (status, b"")


BROKEN = {
    "gone": "",
    "no interpreter": "#!/nowhere/python\n",
    "no module": "#!/bin/sh\necho \"ModuleNotFoundError: No module named 'gotasks'\" >&2\nexit 1\n",
    "no format": "\0\0\0",
    "a folder": "folder",
}


def breaks(file: Path, body: str) -> Path:
    file.unlink(missing_ok=True)
    if body == "folder":
        file.mkdir()
    elif body:
        file.write_text(body)
        file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    ("status", "told", "starts"), [(101, 1, 1), (103, 3, 1), (1, 1, 2), (130, 130, 2), (120, 120, 2)]
)
def test_a_status_that_no_python_has_is_believed_at_once(place: Place, status: int, told: int, starts: int) -> None:
    place.script(place.top / "bin" / "gotasks", status=status, version=f"echo v >>{place.seen}/gotasks.asked; exit")

    assert place.run("pre-commit").returncode == told
    assert place.asked() == starts


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("hook", ["pre-commit", "pre-push"])
def test_a_program_that_does_not_start_refuses_with_the_mend(place: Place, hook: str, kind: str) -> None:
    breaks(place.top / "bin" / "gotasks", BROKEN[kind])
    done = place.run(hook, stdin=REFS)

    assert done.returncode == 3
    assert done.stderr.decode().endswith(f"{MEND}\n")


@pytest.mark.parametrize("kind", BROKEN)
def test_another_program_judges_where_the_recorded_one_does_not_start(place: Place, kind: str) -> None:
    breaks(place.top / "bin" / "gotasks", BROKEN[kind])
    place.script(place.top / ".venv" / "bin" / "gotasks", status=1)
    done = place.run("pre-push", *ARGS, stdin=REFS)

    assert (done.returncode, place.asked()) == (1, 1)
    assert place.args("gotasks") == ("hook", "pre-push", *ARGS)
    assert (place.seen / "gotasks.stdin").read_bytes() == REFS
    assert b"is gone or does not start" in done.stderr


def test_path_is_asked_last(place: Place) -> None:
    place.install("")
    place.script(place.top / "on path" / "gotasks", status=1)

    assert place.run("pre-commit", path=f"{place.top}/on path:/usr/bin:/bin").returncode == 1


def test_the_main_worktrees_venv_serves_a_linked_one(place: Place) -> None:
    place.install("")
    place.script(place.top / ".venv" / "bin" / "gotasks", status=1)
    git = ("git", "-C", str(place.top), "-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.hooksPath=/dev/null")
    subprocess.run((*git, "commit", "-q", "--allow-empty", "-m", "x"), check=True)
    subprocess.run((*git, "worktree", "add", "-q", str(place.top / "linked")), check=True)
    argv = (*place.shell, str(place.hooks / "pre-commit"))
    done = subprocess.run(argv, cwd=place.top / "linked", env={"PATH": "/usr/bin:/bin"}, check=False)

    assert done.returncode == 1


def test_only_the_submodules_own_program_judges(place: Place) -> None:
    place.install(place.top / "tools/gotasks/.venv/bin/gotasks", submodule="tools/gotasks")
    place.script(place.top / ".venv" / "bin" / "gotasks")
    done = place.run("pre-commit", path=f"{place.top}/.venv/bin:/usr/bin:/bin")

    assert (done.returncode, place.asked()) == (3, 0)
    mend = b"mend it with: git submodule update --init tools/gotasks && make -C tools/gotasks install-hooks\n"
    assert done.stderr.endswith(mend)


def test_without_a_recorded_program_the_mend_is_the_venv_that_is_looked_for(place: Place) -> None:
    place.install("")

    assert b"python3 -m venv .venv && .venv/bin/pip install gotasks\n" in place.run("pre-commit").stderr


@pytest.mark.parametrize("how", ["another", "gone", "no execute bit", "empty", "cut"])
def test_a_hook_of_ours_that_was_displaced_is_refused_by_the_next_that_runs(place: Place, how: str) -> None:
    stub = place.hooks / "pre-commit"
    if how == "another":
        place.script(stub, "exit 0")
    elif how == "gone":
        stub.unlink()
    elif how == "empty":
        stub.write_text("")
    elif how == "cut":
        stub.write_text(stub.read_text().partition("hook=")[0])
    else:
        stub.chmod(0o644)
    done = place.run("commit-msg", "file")

    assert (done.returncode, place.asked()) == (3, 0)
    assert b"pre-commit is no longer the hook that was installed" in done.stderr


def test_a_kept_hook_that_takes_our_place_is_noticed_at_once(place: Place) -> None:
    body = "cd .git/hooks && mv pre-commit pre-commit.old && echo 'exit 0' >pre-commit && chmod +x pre-commit"
    place.script(place.hooks / "pre-commit.before-gotasks", body)
    done = place.run("pre-commit")

    assert (done.returncode, place.asked()) == (3, 0)
    assert b"mend it with: gotasks install-hooks" in done.stderr


def test_without_the_script_a_hook_refuses(place: Place) -> None:
    (place.hooks / SHARED).unlink()

    assert place.run("pre-commit").returncode != 0


def test_a_proof_runs_no_kept_hook_and_reads_nothing(place: Place) -> None:
    place.install(place.script(place.top / "bin" / "gotasks", status=75))
    place.script(place.hooks / "pre-push.before-gotasks", status=5)
    done = place.run("pre-push", stdin=REFS, env={"GOTASKS_PROBE": "1"})

    assert (done.returncode, place.asked("pre-push.before-gotasks")) == (75, 0)


def test_what_is_recorded_is_read_again(tmp_path: Path) -> None:
    odd = str(tmp_path / 'it\'s $(odd) \\n "x"')
    text = record(hookplaces.template(SHARED), gotasks=odd)
    asked = subprocess.run(
        ("sh", "-c", f'eval "$1"; printf %s "${"gotasks"}"', "sh", re.findall("^gotasks=.*$", text, re.MULTILINE)[0]),
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )

    assert asked.stdout == odd
    assert recorded(text)["gotasks"] == odd
    assert record(text) == hookplaces.template(SHARED)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_script_that_is_not_whole_refuses(place: Place, hook: str) -> None:
    whole = (place.hooks / SHARED).read_text()
    (place.hooks / SHARED).write_text("")
    empty = place.run(hook)
    (place.hooks / SHARED).write_text(whole[: len(whole) // 3].rpartition("\n")[0] + "\n")
    cut = place.run(hook)

    assert (empty.returncode, place.asked()) == (3, 0)
    assert b"gotasks.sh is not whole" in empty.stderr
    assert cut.returncode != 0


def test_an_empty_program_has_judged_nothing(place: Place) -> None:
    (place.top / "bin" / "gotasks").write_text("")
    done = place.run("pre-commit")

    assert done.returncode == 3
    assert b"is gone or does not start" in done.stderr


def test_a_tracked_program_of_the_tree_is_not_started(place: Place) -> None:
    place.install("")
    place.script(place.top / ".venv" / "bin" / "gotasks")
    untracked = place.run("pre-commit").returncode
    subprocess.run(("git", "add", "-f", ".venv"), cwd=place.top, check=True)

    assert (untracked, place.run("pre-commit").returncode, place.asked()) == (0, 3, 1)


@pytest.mark.parametrize(
    ("said", "kept"), [("/a:/b", "/a:/b"), (":/a", ""), ("/a:", ""), ("/a::/b", ""), ("x", ""), ("/a:.", "")]
)
def test_a_relative_python_path_is_not_followed(place: Place, said: str, kept: str) -> None:
    place.install(place.script(place.top / "bin" / "gotasks", 'printf %s "$PYTHONPATH" >seen/path'))
    place.run("pre-commit", env={"PYTHONPATH": said})

    assert (place.seen / "path").read_text() == kept
