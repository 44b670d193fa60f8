"""Real children: what ends how, what is kept of the output, and that nothing outlives a run."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import alive

from gotasks.core.command import Command
from gotasks.edge.process import Runner

Make = Callable[..., Runner]


@pytest.fixture
def runner(tmp_path: Path) -> Make:
    def make(limit: int = 1 << 20) -> Runner:
        return Runner(str(tmp_path), str(tmp_path), lambda _: os.environ, limit)

    return make


def sh(script: str, timeout: float = 20.0) -> Command:
    return Command(("sh", "-c", script), timeout=timeout)


def gone(pid: int) -> bool:
    for _ in range(60):
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_a_command_that_ran_has_status_and_both_streams(runner: Make) -> None:
    outcome = runner().run(sh("echo out; echo err >&2; exit 3"))

    assert (outcome.ended, outcome.code, outcome.stdout, outcome.stderr) == ("exited", 3, b"out\n", b"err\n")


def test_a_program_that_is_not_there_did_not_start(runner: Make) -> None:
    outcome = runner().run(Command(("no-such-program",)))

    assert outcome.ended == "not started"
    assert "No such file" in outcome.trouble


def test_a_folder_that_is_not_there_is_told(runner: Make) -> None:
    assert runner().run(sh(":")._replace(cwd="nowhere")).ended == "not started"


def test_an_argument_with_a_null_byte_did_not_start(runner: Make) -> None:
    assert runner().run(Command(("echo", "a\0b"))).ended == "not started"


def test_a_signal_is_no_exit_status(runner: Make) -> None:
    outcome = runner().run(sh("kill -9 $$"))

    assert (outcome.ended, outcome.code) == ("killed", 9)


def test_a_hanging_command_is_stopped_with_all_it_started(runner: Make, tmp_path: Path) -> None:
    outcome = runner().run(sh(f"sleep 300 & echo $! > {tmp_path}/pid; sleep 300", timeout=0.5))

    assert outcome.ended == "timed out"
    assert gone(int((tmp_path / "pid").read_text()))


def test_a_command_that_ignores_being_asked_is_killed(runner: Make, tmp_path: Path) -> None:
    outcome = runner().run(sh(f"trap '' TERM; echo $$ > {tmp_path}/pid; while :; do sleep 0.1; done", timeout=0.5))

    assert outcome.ended == "timed out"
    assert gone(int((tmp_path / "pid").read_text()))


def test_a_grandchild_in_a_session_of_its_own_is_stopped_too(runner: Make, tmp_path: Path) -> None:
    script = f"import os, time; os.setsid(); open('{tmp_path}/pid', 'w').write(str(os.getpid())); time.sleep(300)"
    runner().run(sh(f'python3 -c "{script}" & sleep 300', timeout=2.0))

    assert gone(int((tmp_path / "pid").read_text()))


def test_a_daemon_that_holds_the_pipes_open_does_not_hang_the_run(runner: Make) -> None:
    began = time.monotonic()
    outcome = runner().run(sh("echo done; sleep 300 &"))

    assert (outcome.ended, outcome.code, outcome.stdout) == ("exited", 0, b"done\n")
    assert time.monotonic() - began < 15


def test_a_child_that_closes_its_streams_is_still_waited_for(runner: Make) -> None:
    assert runner().run(sh("exec >&- 2>&-; sleep 0.3; exit 7")).code == 7


def test_what_is_beyond_the_limit_is_dropped_and_said(runner: Make) -> None:
    outcome = runner(limit=10_000).run(sh("echo first; yes | head -c 3000000; echo last"))

    assert len(outcome.stdout) < 20_000
    assert outcome.stdout.startswith(b"first\n")
    assert outcome.stdout.endswith(b"last\n")
    assert outcome.dropped > 2_900_000
    assert "dropped" in outcome.trouble


def test_standard_input_is_empty_unless_given(runner: Make) -> None:
    assert runner().run(sh("cat")).stdout == b""
    assert runner().run(sh("cat")._replace(stdin=b"x" * 300_000)).stdout == b"x" * 300_000


def test_produced_files_come_with_the_outcome_and_absent_ones_do_not(runner: Make) -> None:
    outcome = runner().run(sh("printf hello > made")._replace(produces=("made", "absent")))

    assert outcome.files == (("made", b"hello"),)


def test_what_a_command_printed_comes_as_it_is_also_where_it_was_written_in_pieces(runner: Make) -> None:
    script = "printf abcd; sleep 0.2; printf efgh12; printf abcdefgh12 >&2; printf abcdefgh12 > made"
    outcome = runner().run(sh(script)._replace(produces=("made",)))

    assert outcome.stdout == outcome.stderr == outcome.files[0][1] == b"abcdefgh12"


def test_where_output_is_cut_no_half_of_a_line_stays(runner: Make) -> None:
    """Half a secret would not be known for one."""
    outcome = runner(limit=10_000).run(sh("yes abcdefgh12 | head -c 3000000"))

    assert outcome.dropped
    assert set(outcome.stdout.split(b"\n")[:-1]) == {b"abcdefgh12", b""}


def test_the_commands_of_a_step_come_back_in_the_planned_order(runner: Make) -> None:
    outcomes = runner().step((sh("sleep 0.3; echo slow"), sh("echo fast"), sh("echo last")))

    assert [outcome.stdout for outcome in outcomes] == [b"slow\n", b"fast\n", b"last\n"]


def test_stopping_ends_what_runs_and_what_has_not_begun(runner: Make) -> None:
    running = runner()
    threading.Timer(0.4, running.stop).start()
    outcomes = running.step(tuple(sh("sleep 300") for _ in range(6)))

    assert {outcome.ended for outcome in outcomes} == {"interrupted"}
