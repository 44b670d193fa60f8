"""The terminal: who gets colours, what is escaped, and the live lines on a real pseudo-terminal."""

from __future__ import annotations

import fcntl
import io
import os
import re
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

import pytest

from gotasks.edge import console

SGR = re.compile(rb"\x1b\[[0-9;]*m")
TERMINAL = {"TERM": "xterm-256color"}


@contextmanager
def terminal(columns: int = 60, lines: int = 20) -> Iterator[tuple[TextIO, list[bytes]]]:
    """Yield the user's side of a new terminal, and what is written to it."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    seen: list[bytes] = []

    def read() -> None:
        try:
            while data := os.read(ours, 4096):
                seen.append(data)
        except OSError:
            pass

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    with os.fdopen(theirs, "w", encoding="utf-8") as stream:
        yield stream, seen
        stream.flush()
    reader.join(2)
    os.close(ours)


@pytest.mark.parametrize(
    ("environ", "styled", "live"),
    [
        pytest.param(TERMINAL, True, True, id="a terminal"),
        pytest.param({**TERMINAL, "NO_COLOR": "1"}, False, True, id="NO_COLOR takes colours, not the live lines"),
        pytest.param({**TERMINAL, "NO_COLOR": ""}, True, True, id="an empty NO_COLOR says nothing"),
        pytest.param({**TERMINAL, "CI": "true"}, False, False, id="CI"),
        pytest.param({**TERMINAL, "CI": "false"}, True, True, id="CI=false"),
        pytest.param({"TERM": "dumb"}, False, False, id="a dumb terminal"),
        pytest.param({}, False, False, id="no TERM"),
    ],
)
def test_who_gets_what(environ: Mapping[str, str], styled: bool, live: bool) -> None:  # noqa: FBT001
    with terminal() as (stream, _):
        assert console.styled(environ, stream) is styled
        assert console.Live(environ, stream).shown is live


def test_a_terminal_that_cannot_draw_a_bar_gets_the_plain_form() -> None:
    with terminal() as (stream, _), os.fdopen(os.dup(stream.fileno()), "w", encoding="latin-1") as narrow:
        assert not console.styled(TERMINAL, narrow)


def test_a_pipe_gets_neither_colours_nor_lines() -> None:
    stream = io.StringIO()
    with console.Live(TERMINAL, stream, 0.0) as live:
        live.begin("vet")
        time.sleep(0.05)

    assert stream.getvalue() == ""
    assert not console.watched(TERMINAL, stream)


def test_styles_become_the_terminals_own_colours_and_data_none(capsys: pytest.CaptureFixture[str]) -> None:
    console.show(((("a\x1b[31m\n", "bold red"), ("[red]b[/red]", "")), ()))

    assert capsys.readouterr().out == "\x1b[1;31ma\\x1b[31m\\n\x1b[0m[red]b[/red]\n\n"


def until(seen: list[bytes], text: bytes) -> bytes:
    for _ in range(500):
        if text in b"".join(seen):
            return b"".join(seen)
        time.sleep(0.01)
    raise AssertionError(b"".join(seen))


def test_a_line_for_each_task_is_drawn_and_taken_away() -> None:
    with terminal() as (stream, seen):
        with console.Live(TERMINAL, stream, 0.0) as live:
            live.say("building staticcheck (once)")
            until(seen, b"building staticcheck (once)")
            live.say("")
            live.begin("fmt")
            live.end("fmt", "passed", 0.25)
            live.begin("vet\x1b[2J", "waiting for another run")
            drawn = until(seen, b"waiting for another run")
        stream.flush()
        all_drawn = b"".join(seen)

    assert b"\x1b[32mpassed" in drawn
    assert b"0.25 s" in drawn
    assert b"vet\\x1b[2J" in drawn
    assert b"\x1b[2J" not in drawn
    assert b"\x1b[?25l" not in all_drawn
    assert b"".join(seen).endswith(b"\x1b[2K")


def test_no_colour_is_asked_for_with_no_color() -> None:
    with terminal() as (stream, seen), console.Live({**TERMINAL, "NO_COLOR": "1"}, stream, 0.0) as live:
        live.end("fmt", "passed", 0.25)
        live.begin("vet")
        drawn = until(seen, b"running")

    assert b"\x1b[3" not in drawn


def test_only_as_many_lines_as_fit_are_drawn_each_cut_to_the_width() -> None:
    with terminal(columns=20, lines=6) as (stream, seen), console.Live(TERMINAL, stream, 0.0) as live:
        for number in range(30):
            live.end(f"a-rather-long-task-{number}", "passed", 1.0)
        live.begin("the-last")
        frame = last_frame(until(seen, b"the-last"))

    assert 1 < len(frame) <= 4
    assert all(len(SGR.sub(b"", row).decode()) <= 20 for row in frame)


def test_after_clear_it_begins_anew() -> None:
    with terminal() as (stream, seen):
        live = console.Live(TERMINAL, stream, 0.0)
        live.begin("fmt")
        until(seen, b"fmt")
        live.clear()
        live.clear()
        live.begin("vet")
        frame = last_frame(until(seen, b"vet"))
        live.clear()

    assert not any(b"fmt" in row for row in frame)


def last_frame(written: bytes) -> list[bytes]:
    """Return the rows that were drawn since lines were erased last."""
    return written.rpartition(b"\x1b[2K")[2].split(b"\r\n")


def test_a_terminal_that_goes_away_is_nobodys_loss() -> None:
    with terminal() as (stream, seen):
        live = console.Live(TERMINAL, stream, 0.0)
        live.begin("fmt")
        until(seen, b"fmt")
        broken, working = os.open(os.devnull, os.O_RDONLY), os.dup(stream.fileno())
        os.dup2(broken, stream.fileno())
        time.sleep(0.05)
        live.clear()
        os.dup2(working, stream.fileno())
        os.close(broken)
        os.close(working)


def test_rich_is_not_imported_where_nothing_is_drawn() -> None:
    code = (
        "import sys\nfrom gotasks.edge import console\nfrom gotasks.formats import pretty, text\n"
        "with console.Live({'TERM': 'xterm'}) as live:\n    live.begin('fmt'); live.end('fmt', 'passed', 0.1)\n"
        "console.show(((('passed', 'green'),),))\nsys.exit('rich' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
