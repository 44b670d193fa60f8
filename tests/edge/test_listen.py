"""What is heard of the programs that a program starts; it runs as it would without a listener."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gotasks.edge.accessed import LISTENER

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells what is started")

Listen = Callable[..., tuple[int, list[str] | None]]


@pytest.fixture
def listen(tmp_path: Path) -> Listen:
    def run(*program: str, env: Mapping[str, str] | None = None) -> tuple[int, list[str] | None]:
        """Return the exit status, and what was heard."""
        file = tmp_path / "heard"
        done = subprocess.run((*LISTENER, str(file), *program), env=env, check=False)
        return done.returncode, file.read_text().splitlines() if file.exists() else None

    if run("/bin/true") == (0, None):
        pytest.skip("this machine's kernel does not tell us what is started")
    return run


def test_each_program_below_is_heard(listen: Listen) -> None:
    assert listen("/bin/true") == (0, ["end"])
    assert listen("/bin/sh", "-c", "/bin/sh -c '/bin/true; :'; /bin/true; /bin/false 'one two'") == (
        1,
        ["exec /bin/sh\t-c", "exec /bin/true\t", "exec /bin/false\tone two", "end"],
    )


def test_a_program_that_is_looked_for_is_heard(listen: Listen, tmp_path: Path) -> None:
    assert listen("/bin/sh", "-c", f"{tmp_path}/gone 2>/dev/null; :") == (0, ["looked", "end"])


@pytest.mark.parametrize(
    ("act", "heard"),
    [
        pytest.param("os.execv('./true', ['true'])", "exec ?\t?", id="a name from a folder"),
        pytest.param("os.execve(os.open('/bin/true', os.O_RDONLY), ['x'], {})", "exec ?\t?", id="no name"),
        pytest.param("os.execv('/bin/true', ['x', 'a\\nb'])", "exec /bin/true\t?", id="two lines"),
        pytest.param("ctypes.CDLL(None).execv(ctypes.c_void_p(-1), 0); os._exit(0)", "exec ?\t?", id="no text"),
    ],
)
def test_what_cannot_be_named_is_heard_all_the_same(act: str, heard: str, listen: Listen, tmp_path: Path) -> None:
    (tmp_path / "true").symlink_to("/bin/true")
    script = f"import ctypes, os\nos.chdir({str(tmp_path)!r})\nif not os.fork(): {act}\nos.wait()"

    assert listen(sys.executable, "-I", "-c", script) == (0, [heard, "moved", "end"])


def test_under_another_root_nobody_can_tell(listen: Listen) -> None:
    if os.geteuid():
        pytest.skip("only root may change the root")
    script = "import os\nif not os.fork():\n os.chroot('/usr')\n os.execv('/bin/true', ['true'])\nos.wait()"

    assert listen(sys.executable, "-I", "-c", script) == (0, ["exec ?\t?", "end"])


def test_a_folder_that_the_program_itself_changes_is_heard(listen: Listen) -> None:
    assert listen("/bin/sh", "-c", "cd /; cd /usr") == (0, ["moved", "moved", "end"])
    assert listen("/bin/sh", "-c", "(cd /); :") == (0, ["looked", "end"])


def test_a_program_that_starts_itself_again_is_one(listen: Listen) -> None:
    script = 'test -n "$AGAIN" || AGAIN=yes exec /bin/sh -c :'
    itself = 'test -n "$AGAIN" || AGAIN=yes exec /proc/self/exe -c :'

    assert listen("/bin/sh", "-c", script) == (0, ["end"])
    assert listen("/bin/sh", "-c", itself) == (0, ["end"])


@pytest.mark.parametrize(
    ("script", "code"), [("exit 3", 3), ("kill -9 $$", 137), ("kill -TERM $$", 143), ("kill -SEGV $$", 139)]
)
def test_it_ends_as_the_program_does(script: str, code: int, listen: Listen) -> None:
    assert listen("/bin/sh", "-c", script) == (code, ["end"])


def test_what_goes_on_is_not_waited_for_and_starts_what_it_likes(listen: Listen, tmp_path: Path) -> None:
    began = time.monotonic()
    late = tmp_path / "late"
    script = f"(while [ ! -e {tmp_path}/go ]; do :; done; cd / && /bin/echo late >{late}) >/dev/null 2>&1 & :"

    code, heard = listen("/bin/sh", "-c", script)

    assert (code, (heard or [])[-1:]) == (0, ["end"])
    assert time.monotonic() - began < 20
    (tmp_path / "go").touch()
    while not late.exists() or late.read_text() != "late\n":
        assert time.monotonic() - began < 30
        time.sleep(0.05)


def test_the_program_finds_the_environment_and_the_signals_that_it_would(listen: Listen, tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = f"env >{told}; trap >>{told}; grep SigIgn /proc/self/status >>{told}"
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TWO": "one\ntwo"}
    subprocess.run(("/bin/sh", "-c", script), env=env, check=True)
    alone = sorted(told.read_text().splitlines())

    assert listen("/bin/sh", "-c", script, env=env)[0] == 0
    assert sorted(told.read_text().splitlines()) == alone


def test_an_interrupt_is_for_the_program(tmp_path: Path) -> None:
    script = f"trap 'echo told >{tmp_path}/told; exit 7' INT; : >{tmp_path}/ready; while :; do sleep 0.1; done"
    running = subprocess.Popen((*LISTENER, str(tmp_path / "heard"), "/bin/sh", "-c", script), start_new_session=True)
    while not (tmp_path / "ready").exists():
        assert running.poll() is None
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)

    assert running.wait(20) == 7
    assert (tmp_path / "told").read_text() == "told\n"


CHANGED = """
import ctypes, fcntl, os, runpy, sys
{change}
sys.argv[0] = {file!r}
runpy.run_path({file!r}, run_name="__main__")
"""


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("about = os.uname(); os.uname = lambda: os.uname_result((*about[:4], 'pdp11'))", id="a machine"),
        pytest.param(
            "about = os.uname(); os.uname = lambda: os.uname_result((*about[:2], '5.4.0-rc1', *about[3:]))",
            id="a kernel",
        ),
        pytest.param("del os.pidfd_open", id="a Python without pidfd_open"),
        pytest.param("sys.modules['ctypes'] = None", id="a Python without ctypes"),
        pytest.param("ctypes.CDLL = lambda _: type('No', (), {'prctl': lambda *_: 1})", id="a refusal"),
        pytest.param(
            "ctypes.CDLL = lambda _: type('No', (), {'prctl': lambda *_: 0, 'syscall': lambda *_: -1})", id="no"
        ),
    ],
)
def test_where_nobody_can_listen_the_program_runs(change: str, tmp_path: Path) -> None:
    code = CHANGED.format(change=change, file=LISTENER[-1])
    script = "grep -q 'NoNewPrivs:.0' /proc/self/status && kill -TERM $$"
    argv = (sys.executable, "-c", code, str(tmp_path / "heard"), "/bin/sh", "-c", script)

    assert subprocess.run(argv, check=False).returncode == -signal.SIGTERM
    assert not (tmp_path / "heard").exists()


@pytest.mark.parametrize(("path", "code"), [("/nowhere/x", 127), ("/etc/passwd", 126)])
def test_a_program_that_cannot_be_started_is_told_as_a_shell_does(path: str, code: int, tmp_path: Path) -> None:
    done = subprocess.run((*LISTENER, str(tmp_path / "heard"), path), capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.startswith(f"{path}: ")) == (code, True)
