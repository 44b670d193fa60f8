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
    assert listen("/bin/sh", "-c", "/bin/sh -c '/bin/true; :'; /bin/false 'one two'") == (
        1,
        ["exec /bin/sh\t-c", "exec /bin/true\t", "exec /bin/false\tone two", "end"],
    )


def test_what_cannot_be_named_is_heard_all_the_same(listen: Listen, tmp_path: Path) -> None:
    script = f"import os; os.chdir({str(tmp_path)!r}); os.fork() or os.execv('./true', ['true']); os.wait()"
    (tmp_path / "true").symlink_to("/bin/true")

    assert listen(sys.executable, "-c", script) == (0, ["moved", "exec ?\t", "end"])


def test_a_folder_that_the_program_itself_changes_is_heard(listen: Listen) -> None:
    assert listen("/bin/sh", "-c", "cd /; cd /usr") == (0, ["moved", "moved", "end"])
    assert listen("/bin/sh", "-c", "(cd /); :") == (0, ["end"])


@pytest.mark.parametrize(
    ("script", "code"), [("exit 3", 3), ("kill -9 $$", 137), ("kill -TERM $$", 143)], ids=["a status", "9", "15"]
)
def test_it_ends_as_the_program_does(script: str, code: int, listen: Listen) -> None:
    assert listen("/bin/sh", "-c", script) == (code, ["end"])


def test_what_goes_on_is_not_waited_for(listen: Listen) -> None:
    began = time.monotonic()

    code, heard = listen("/bin/sh", "-c", "sleep 30 >/dev/null 2>&1 & :")

    assert (code, (heard or [])[-1:]) == (0, ["end"])
    assert time.monotonic() - began < 20


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


def test_where_nobody_can_listen_the_program_runs(tmp_path: Path) -> None:
    *_, file = LISTENER
    code = f"import platform, runpy, sys; platform.machine = lambda: 'pdp11'; sys.argv[0] = {file!r}; "
    code += f"runpy.run_path({file!r}, run_name='__main__')"
    argv = (sys.executable, "-c", code, str(tmp_path / "heard"), "/bin/sh", "-c", "exit 5")

    assert subprocess.run(argv, check=False).returncode == 5
    assert not (tmp_path / "heard").exists()


def test_a_program_that_is_not_there_is_told_as_a_shell_does(tmp_path: Path) -> None:
    done = subprocess.run((*LISTENER, str(tmp_path / "heard"), "/nowhere/x"), capture_output=True, check=False)

    assert done.returncode == 127
