"""Commands as lines, and outcomes that cannot be relied on."""

from __future__ import annotations

import pytest

from gotasks.core.command import Command, Outcome, decode
from gotasks.testing import outcome


@pytest.mark.parametrize(
    ("command", "line"),
    [
        pytest.param(Command(("go", "vet", "./...")), "go vet ./...", id="in the root"),
        pytest.param(Command(("a b", "$x")), "'a b' '$x'", id="quoted for a shell"),
        pytest.param(Command(("go", "vet"), cwd="sub dir"), "cd 'sub dir' && go vet", id="in a folder"),
    ],
)
def test_a_command_is_the_line_a_person_would_type(command: Command, line: str) -> None:
    assert str(command) == line


@pytest.mark.parametrize(
    ("ended", "trouble"),
    [
        pytest.param(outcome("go"), "", id="passed"),
        pytest.param(outcome("go", code=1), "", id="failed is an end too"),
        pytest.param(
            outcome("go", dropped=7), "go printed more than 16 MiB; 7 bytes were dropped", id="output was dropped"
        ),
        pytest.param(
            outcome("go", ended="not started", code=None, reason="No such file"),
            "go did not start: No such file",
            id="not started",
        ),
        pytest.param(
            Outcome(Command(("go",), timeout=90), "timed out", None), "go was stopped after 90 s", id="timed out"
        ),
        pytest.param(outcome("go", ended="killed", code=9), "go was killed by signal 9", id="killed"),
        pytest.param(outcome("go", ended="interrupted", code=None), "interrupted", id="interrupted"),
    ],
)
def test_trouble(ended: Outcome, trouble: str) -> None:
    assert ended.trouble == trouble


def test_the_text_of_an_outcome_is_standard_output_then_standard_error() -> None:
    assert outcome("go", stdout="out\n", stderr="err\n").text == "out\nerr\n"


def test_bytes_that_are_no_utf8_are_replaced() -> None:
    assert decode(b"a\xffb") == "a\ufffdb"
