"""What git tells pre-push, line by line, and how several answers become one."""

from __future__ import annotations

import pytest

from gotasks.core.errors import NotJudgedError
from gotasks.core.push import Judged, Push, Update, conclude, is_ssh, joined, late, parse
from gotasks.core.result import Verdict

A, B, ZERO = "a" * 40, "b" * 40, "0" * 40
LONG_A, LONG_B = "a" * 64, "b" * 64


@pytest.mark.parametrize(
    ("line", "update"),
    [
        (f"refs/heads/x {A} refs/heads/y {B}", Update("refs/heads/x", A, "refs/heads/y", B)),
        (f"HEAD~1 {A} refs/heads/x {ZERO}", Update("HEAD~1", A, "refs/heads/x", ZERO)),
        (f"z^{{tree}} {A} refs/tags/z {B}", Update("z^{tree}", A, "refs/tags/z", B)),
        (f"HEAD@{{1 second ago}} {A} refs/heads/x {B}", Update("HEAD@{1 second ago}", A, "refs/heads/x", B)),
        (f"(delete) {ZERO} refs/heads/x {A}", Update("(delete)", ZERO, "refs/heads/x", A)),
        (f"refs/heads/x {LONG_A} refs/heads/x {LONG_B}", Update("refs/heads/x", LONG_A, "refs/heads/x", LONG_B)),
        (f"refs/heads/\udcff {A} refs/heads/\udcff {B}", Update("refs/heads/\udcff", A, "refs/heads/\udcff", B)),
        (f"{A} {B} {A} refs/heads/x {B}", Update(f"{A} {B}", A, "refs/heads/x", B)),
    ],
)
def test_a_line(line: str, update: Update) -> None:
    assert parse(f"{line}\n".encode("utf-8", "surrogateescape")) == (update,)


def test_all_lines_in_their_order_and_none() -> None:
    lines = [f"refs/heads/{name} {A} refs/heads/{name} {ZERO}\n" for name in "cab"]

    assert [update.local for update in parse("".join(lines).encode())] == [
        "refs/heads/c",
        "refs/heads/a",
        "refs/heads/b",
    ]
    assert parse(b"") == ()


@pytest.mark.parametrize(
    "data",
    [
        "\n",
        "refs/heads/x\n",
        f"refs/heads/x {A} refs/heads/x\n",
        f"refs/heads/x {A[1:]} refs/heads/x {B}\n",
        f"refs/heads/x {A.upper()} refs/heads/x {B}\n",
        f"refs/heads/x {A} refs/heads/x {LONG_B}\n",
        f"refs/heads/x {A} refs/heads/x {B}",
        f"refs/heads/x {A} refs/heads/x {B}\n\n",
        f"refs/heads/x {A} refs/heads/x {B}\nHEAD^{{/a\nb}} {A} refs/heads/y {B}\n",
        f"refs/heads/x {A} refs/heads/x {B} \n",
    ],
)
def test_what_is_no_such_line_is_never_passed_over(data: str) -> None:
    with pytest.raises(NotJudgedError, match=r"LOCAL-REF OBJECT REMOTE-REF OBJECT"):
        parse(data.encode())


@pytest.mark.parametrize("width", [40, 64])
def test_zeros_create_and_delete(width: int) -> None:
    zero, oid = "0" * width, "a" * width

    assert (Update("x", oid, "x", zero).creates, Update("x", oid, "x", zero).deletes) == (True, False)
    assert (Update("(delete)", zero, "x", oid).creates, Update("(delete)", zero, "x", oid).deletes) == (False, True)


@pytest.mark.parametrize(
    ("url", "ssh"),
    [
        ("git@example.com:x.git", True),
        ("example.com:x", True),
        ("ssh://example.com/x", True),
        ("git+ssh://example.com/x", True),
        ("https://example.com:443/x", False),
        ("/srv/a:b", False),
        ("./a:b", False),
        ("file:///srv/x", False),
        ("", False),
    ],
)
def test_ssh_is_told_by_the_address(url: str, *, ssh: bool) -> None:
    assert is_ssh(url) == ssh


def test_a_late_answer_over_ssh_says_that_a_second_push_is_quick() -> None:
    assert "push again" in late("git@example.com:x.git", 200.0, 0)
    assert late("git@example.com:x.git", 100.0, 0) == ""
    assert late("git@example.com:x.git", 200.0, 1) == ""
    assert late("https://example.com/x", 200.0, 0) == ""


def judged(status: str, code: int, name: str = "x", reason: str = "") -> Judged:
    return Judged(name, A, (B,), Verdict(status, reason), code, "")  # type: ignore[arg-type]


PASSED = judged("passed", 0)
FAILED = judged("failed", 1, "red", "fmt")
UNJUDGED = judged("not judged", 3, "odd", "no Go")
WRONG = judged("not judged", 2, "typo", "no such key")
STOPPED = judged("not judged", 130, "late", "interrupted")
SKIPPED = judged("skipped", 0, "empty", "no Go file here")


@pytest.mark.parametrize(
    ("found", "status", "reason", "code"),
    [
        ((), "skipped", "nothing new to judge", 0),
        ((PASSED,), "passed", "", 0),
        ((SKIPPED,), "skipped", "no Go file here", 0),
        ((SKIPPED, PASSED), "passed", "", 0),
        ((PASSED, FAILED), "failed", "red", 1),
        ((FAILED,), "failed", "fmt", 1),
        ((UNJUDGED, FAILED, WRONG), "failed", "red", 1),
        ((UNJUDGED, WRONG), "not judged", "odd, typo", 2),
        ((PASSED, UNJUDGED), "not judged", "odd", 3),
        ((FAILED, STOPPED), "not judged", "interrupted", 130),
    ],
)
def test_several_answers_become_one(found: tuple[Judged, ...], status: str, reason: str, code: int) -> None:
    assert conclude(found) == (Verdict(status, reason), code)  # type: ignore[arg-type]


def test_a_ref_fails_when_one_of_its_trees_does() -> None:
    assert joined((PASSED, FAILED, UNJUDGED)).status == "failed"
    assert joined((PASSED, UNJUDGED)).status == "not judged"


def test_a_push_goes_through_json_unchanged() -> None:
    push = Push("0.1.0", "origin", "/srv/x", (), (PASSED,), Verdict("passed"), 0, "2026-01-01T00:00:00.000Z", 1.0)

    assert Push.from_plain(push.to_plain()) == push
