"""commit-msg: messages to findings, and what git makes of what was written."""

from __future__ import annotations

from typing import Any

import pytest

from gotasks.core.change import Commit
from gotasks.core.result import Finding, Result
from gotasks.core.task import idle
from gotasks.go.commit_msg import SCISSORS, TASK, chosen, clean, cleanup
from gotasks.testing import job

ID = "0123456789abcdef0123456789abcdef01234567"
LONG = "x" * 73
CUT = f"# {SCISSORS}"


def found(*messages: str, commit: str = "", **said: Any) -> Result:
    options = {name.replace("_", "-"): value for name, value in said.items()}
    made = job(task=TASK, said=options, commits=tuple(Commit(commit, message) for message in messages))
    assert TASK.plan(made) == ()
    return TASK.judge(made, ())


def rules(*messages: str, **said: Any) -> list[tuple[int, str]]:
    return [(finding.line, finding.rule) for finding in found(*messages, **said).findings]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("Say what it does", [], id="a subject alone"),
        pytest.param("Say what it does\n", [], id="with a line end"),
        pytest.param("Say what\n\nAnd why.\nIn two lines.\n", [], id="subject and body"),
        pytest.param("x" * 72, [], id="exactly as long as allowed"),
        pytest.param("é" * 72, [], id="characters are counted, not bytes"),
        pytest.param(LONG, [(1, "subject-length")], id="too long"),
        pytest.param("One\ntwo\n", [(2, "blank-line")], id="no blank line"),
        pytest.param(f"{LONG}\ntwo", [(1, "subject-length"), (2, "blank-line")], id="both"),
        pytest.param("", [(1, "empty")], id="nothing"),
        pytest.param(" \n\t\n", [(1, "empty")], id="blanks"),
        pytest.param(f"\n\n{LONG}\n", [(3, "subject-length")], id="blank lines before the subject"),
        pytest.param(f"One\n\n{LONG} {LONG}", [], id="a long line in the body"),
        pytest.param(f"Merge branch '{LONG}' into main", [], id="a merge, as git writes it"),
        pytest.param(f"Merge pull request #1 from {LONG}", [], id="a merge, as GitHub writes it"),
        pytest.param(f"Merged {LONG}", [(1, "subject-length")], id="not what git writes"),
        pytest.param(f'Revert "{LONG}"', [], id="a revert, as git writes it"),
        pytest.param(f"fixup! {'x' * 72}", [], id="a fixup of a subject that is as long as allowed"),
        pytest.param(f"fixup! squash! {LONG}", [(1, "subject-length")], id="a fixup of a subject that is too long"),
        pytest.param("Line ends\r\n\r\nof Windows\r\n", [], id="line ends of Windows"),
    ],
)
def test_judge(message: str, expected: list[tuple[int, str]]) -> None:
    assert rules(message) == expected


def test_the_lengths_come_from_the_settings() -> None:
    assert rules("123456\n\n12 45678\n", subject_length=5, body_length=7) == [(1, "subject-length"), (3, "body-length")]


def test_a_word_that_is_longer_than_a_line_may_stand_alone() -> None:
    assert rules(f"One\n\n  https://example.org/{LONG}\n", body_length=72) == []


@pytest.mark.parametrize(
    ("subject", "good"),
    [
        ("feat: a new thing", True),
        ("fix(parser): a bug", True),
        ("feat!: break it", True),
        ("feat(api)!: break it", True),
        ("FIX(Parser API): letters do not matter", True),
        ("Merge branch 'x'", True),
        ('Revert "feat: a new thing"', True),
        ('Reapply "feat: a new thing"', True),
        ("fixup! whatever it was", True),
        ("amend! whatever it was", True),
        ("a new thing", False),
        ("feat a new thing", False),
        ("feat:a new thing", False),
        ("feat: ", False),
        ("feat:  two blanks", False),
        (": a new thing", False),
        ("feat(): a new thing", False),
        ("feat (api): a new thing", False),
        ("feat(api) : a new thing", False),
        ("feat(a)(b): a new thing", False),
        ("!feat: a new thing", False),
        ("feature: of another type", False),
    ],
)
def test_conventional_commits(subject: str, good: bool) -> None:  # noqa: FBT001 - a column
    assert rules(subject, conventional=True) == ([] if good else [(1, "conventional")])
    assert rules(subject) == [], "only where it is asked for"


def test_the_types_come_from_the_settings() -> None:
    assert rules("Deps: renew", conventional=True, types=("deps",)) == []
    (finding,) = found("feat: x", conventional=True, types=("deps", "fix")).findings

    assert finding.message == "feat is none of the types deps, fix"


def test_a_finding_names_its_commit_and_shows_the_line() -> None:
    assert found("One\ntwo", commit=ID).findings == (
        Finding(
            "",
            2,
            0,
            "blank-line",
            "the line after the subject must be blank (commit 0123456789)",
            tool="commit-msg",
            text="two",
            repeat="git show --no-patch 0123456789",
        ),
    )


def test_a_message_that_is_being_written_has_no_commit_to_name() -> None:
    (finding,) = found("").findings

    assert (finding.message, finding.repeat) == ("the message is empty", "")


def test_each_commit_is_looked_at() -> None:
    assert rules("One\ntwo", "good", "") == [(2, "blank-line"), (1, "empty")]


def test_a_message_always_refuses_and_nothing_is_stored() -> None:
    made = job(task=TASK)

    assert (idle(TASK, made) or Result("")).skipped == "no new commit"
    assert not TASK.stored(made)
    assert TASK.over == "commits"


@pytest.mark.parametrize(
    ("written", "comment", "message"),
    [
        pytest.param("One\n", "#", "One\n", id="nothing to do"),
        pytest.param("One", "#", "One\n", id="no line end"),
        pytest.param("\n\n \nOne  \t\r\n\n\n\nTwo\n\n \n", "#", "One\n\nTwo\n", id="blanks"),
        pytest.param("# a\nOne\n# b\nTwo\n #c\n", "#", "One\nTwo\n #c\n", id="comments"),
        pytest.param("One\n\n# a\n\nTwo\n# b\n\n# c\n", "#", "One\n\nTwo\n", id="comments between blank lines"),
        pytest.param("# a\n\n#b\n", "#", "", id="nothing but comments"),
        pytest.param("", "#", "", id="nothing"),
        pytest.param("#1 is mended\n; a\n", ";", "#1 is mended\n", id="another comment sign"),
        pytest.param("#1 is mended \n\n\n", "", "#1 is mended\n", id="no editor, so no comments"),
        pytest.param(f"One\n{CUT}# below\ndiff --git a/a b/a\n", "#", "One\n", id="scissors"),
        pytest.param(f"{CUT}diff --git a/a b/a\n", "#", "", id="scissors at the beginning"),
        pytest.param(f"One {CUT}Two\n", "#", f"One {CUT}Two\n", id="scissors within a line"),
        pytest.param(f"One\n; {SCISSORS}diff\n", "#", f"One\n; {SCISSORS}diff\n", id="scissors of another sign"),
        pytest.param(f"One\n{CUT}Two\n", "", f"One\n{CUT}Two\n", id="no editor, so no scissors"),
    ],
)
def test_clean(written: str, comment: str, message: str) -> None:
    how = cleanup("", edited=bool(comment))

    assert clean(written, how, comment, edited=bool(comment)) == message


@pytest.mark.parametrize(
    ("said", "edited", "message"),
    [
        ("", True, "One\n"),
        ("default", False, "#1\n\nOne\n"),
        ("strip", False, "One\n"),
        ("whitespace", True, "#1\n\nOne\n"),
        ("scissors", True, "#1\n\nOne\n"),
        ("verbatim", True, "#1\n\n\nOne\n"),
    ],
)
def test_commit_cleanup(said: str, edited: bool, message: str) -> None:  # noqa: FBT001 - a column
    assert clean("#1\n\n\nOne\n", cleanup(said, edited=edited), edited=edited) == message


@pytest.mark.parametrize(
    ("written", "sign"),
    [
        ("#1\n\n; Please enter\n;\n", ";"),
        (f"#1\n\n; Please enter\n; {SCISSORS}diff --git a/a b/a\n+x\n", ";"),
        ("One\n# Please\n", "#"),
        ("One\n", "#"),
    ],
)
def test_the_sign_that_git_chose(written: str, sign: str) -> None:
    assert chosen(written) == sign
