"""Whatever is raised ends as one line and one status, and Python's own status 1 is never one of them."""

from __future__ import annotations

import os

import pytest

from gotasks.core.errors import NotJudgedError, UsageError
from gotasks.core.hooks import MORE, SURE, SURELY
from gotasks.edge.hookplaces import template
from gotasks.fronts import cli, ends


@pytest.mark.parametrize(
    ("error", "text", "code"),
    [
        (UsageError("say it so"), "gotasks: say it so", 2),
        (NotJudgedError("no Go"), "gotasks: no Go", 3),
        (KeyboardInterrupt(), "gotasks: interrupted", 130),
        (PermissionError(13, "Permission denied", "/x"), "gotasks: /x: Permission denied", 3),
        (OSError(28, "No space left on device"), "gotasks: standard output: No space left on device", 3),
        (OSError("odd"), "gotasks: standard output: odd", 3),
        (KeyError("x\ny"), "gotasks: this is a defect of gotasks: KeyError: 'x\\ny'", 3),
        (RecursionError(), "gotasks: this is a defect of gotasks: RecursionError", 3),
    ],
)
def test_every_end(error: BaseException, text: str, code: int) -> None:
    def act() -> int:
        raise error

    said, status = ends.told(act)

    assert said.startswith(text)
    assert status == code
    assert "\n" not in said


def test_a_defect_names_its_place_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "s3cret-s3cret")

    def act() -> int:
        return int(ends.defect(None) + "s3cret-s3cret")  # type: ignore[arg-type]

    said, _ = ends.told(act)

    assert "(fronts/ends.py:" in said

    def leak() -> int:
        raise ValueError("s3cret-s3cret")

    assert "[redacted]" in ends.told(leak)[0]


def test_an_answer_is_its_status() -> None:
    assert ends.told(lambda: 1) == ("", 1)


@pytest.mark.parametrize(
    ("said", "status", "ended"),
    [("100", 1, 101), ("100", 3, 103), ("100", 0, 0), ("100", 75, 75), ("100", 130, 130), ("7", 1, 1), ("", 1, 1)],
)
def test_a_hook_of_ours_is_told_a_status_that_no_python_has(
    monkeypatch: pytest.MonkeyPatch, said: str, status: int, ended: int
) -> None:
    monkeypatch.setenv(SURE, said)
    seen: list[bool] = []

    def act() -> int:
        seen.append(SURE in os.environ)
        return status

    assert cli.end(act) == ended
    assert seen == [False]


def test_the_hooks_ask_for_what_the_program_knows() -> None:
    asked = template("gotasks.sh")

    assert f"\n{SURE}={MORE}\n" in asked
    assert f"-gt {MORE + min(SURELY) - 1} ]" in asked
    assert f"-lt {MORE + max(SURELY) + 1} ]" in asked
