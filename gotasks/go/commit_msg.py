"""commit-msg: the form of commit messages, of the one that is being written or of all new commits.

What git itself writes (``Merge branch``, ``Revert "…"``) may be as long as it is and need not follow Conventional
Commits; of ``fixup!``, ``squash!`` and ``amend!``, which go away in a rebase, only the form of what follows counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from gotasks.core import options
from gotasks.core.change import Commit
from gotasks.core.command import Outcome, Plan
from gotasks.core.options import Option
from gotasks.core.result import Finding, Part, Result
from gotasks.core.task import Job, Task

CONVENTIONAL = r"(?P<type>[^\s():!]+)(?:\((?P<scope>[^()]+)\))?!?: \S.*"
"""``type(scope)!: description`` (Conventional Commits 1.0.0, 1, 4, 5 and 13)."""

TYPES = ("build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test")
"""``feat`` and ``fix`` are the specification's; the others are those of @commitlint/config-conventional."""

GENERATED = (
    r"Merge (?:branch|branches|tag|tags|commit|commits|remote-tracking|pull request|[0-9a-f]{7,})\b|Re(?:vert|apply) \""
)
REBASED = r"(?:(?:fixup|squash|amend)! )+"
SCISSORS = "------------------------ >8 ------------------------\n"
SIGNS = "#;@!$%^&|:"
"""The signs that git chooses from (builtin/commit.c, adjust_comment_line_char)."""

BLANKS = " \t\n\r"


def plan(_: Job) -> Plan:
    """Run nothing: the messages are known."""
    return ()


def judge(job: Job, _: tuple[Outcome, ...]) -> Result:
    """Look at each message."""
    findings = tuple(finding for commit in job.commits for finding in _findings(job, commit))
    return Result("commit-msg", (Part("tree", ".", findings),) if findings else ())


Cleanup = Literal["strip", "whitespace", "scissors", "verbatim"]
"""What git does to a message (git-commit(1), --cleanup)."""


def cleanup(said: str, *, edited: bool) -> Cleanup:
    """Return what git does where commit.cleanup says so, with or without an editor; --cleanup is not known to hooks."""
    match said:
        case "strip" | "whitespace" | "verbatim":
            return said
        case "scissors":
            return "scissors" if edited else "whitespace"
        case _:
            return "strip" if edited else "whitespace"


def clean(text: str, how: Cleanup, comment: str = "#", *, edited: bool = True) -> str:
    """Return the message that git makes of what was written.

    All but ``verbatim`` take away blanks at line ends, and blank lines at the beginning, at the end and beside
    another one; ``strip`` takes comments too. What an editor left below the scissors line of ``git commit --verbose``
    is none of the message. ``comment`` is what begins a comment.
    """
    if edited:
        text = _above_scissors(text, comment)
    if how == "verbatim":
        return text
    kept: list[str] = []
    for line in text.split("\n"):
        if how == "strip" and line.startswith(comment):
            continue
        stripped = line.rstrip(BLANKS)
        if stripped or (kept and kept[-1]):
            kept.append(stripped)
    return "\n".join(kept).rstrip("\n") + "\n" if kept else ""


def chosen(text: str) -> str:
    """Return the comment sign that git has chosen (core.commentChar = auto): it begins what git wrote at the end."""
    above, cut, _ = text.partition(f" {SCISSORS}")
    last = (above if cut else text).rstrip(BLANKS).rpartition("\n")[2][:1]
    return last if last and last in SIGNS else "#"


def _above_scissors(text: str, comment: str) -> str:
    return f"\n{text}".partition(f"\n{comment} {SCISSORS}")[0][1:]


def _findings(job: Job, commit: Commit) -> Iterator[Finding]:
    """Find what is wrong; blank lines before the subject are passed over, as git does in showing it."""
    lines = commit.message.rstrip(BLANKS).split("\n")
    at = next((index for index, line in enumerate(lines) if line.strip()), None)
    if at is None:
        yield _finding(commit, 1, "empty", "the message is empty", "")
        return
    for rule, says in _of_subject(job, lines[at].rstrip(BLANKS)):
        yield _finding(commit, at + 1, rule, says, lines[at])
    if len(lines) > at + 1 and lines[at + 1].strip():
        yield _finding(commit, at + 2, "blank-line", "the line after the subject must be blank", lines[at + 1])
    longest = job.options.get("body-length")
    for number, line in enumerate(lines[at + 1 :], at + 2):
        if longest and len(line) > longest and " " in line.strip():
            says = f"the line has {len(line)} characters, {longest} are allowed"
            yield _finding(commit, number, "body-length", says, line)


def _of_subject(job: Job, subject: str) -> Iterator[tuple[str, str]]:
    """Yield rule and message of what is wrong with the first line."""
    if re.match(GENERATED, subject):
        return
    written = re.sub(REBASED, "", subject, count=1)
    longest = job.options["subject-length"]
    if len(written) > longest:
        yield "subject-length", f"the subject has {len(written)} characters, {longest} are allowed"
    if job.options["conventional"] and written == subject:
        says = _unconventional(subject, job.options["types"])
        if says:
            yield "conventional", says


def _unconventional(subject: str, types: tuple[str, ...]) -> str:
    """Return what is not as Conventional Commits has it; types are the same in any letters (15)."""
    header = re.fullmatch(CONVENTIONAL, subject)
    if not header:
        return "the subject must read type(scope)!: description, scope and ! only where needed"
    if header["type"].lower() not in {name.lower() for name in types}:
        return f"{header['type']} is none of the types {', '.join(types)}"
    return ""


def _finding(commit: Commit, line: int, rule: str, says: str, text: str) -> Finding:
    message = f"{says} (commit {commit.id[:10]})" if commit.id else says
    again = f"git show --no-patch {commit.id[:10]}" if commit.id else ""
    return Finding("", line, 0, rule, message, tool="commit-msg", text=text, repeat=again)


TASK = Task(
    name="commit-msg",
    summary="Refuse commit messages without form: subject, blank second line, Conventional Commits.",
    plan=plan,
    judge=judge,
    over="commits",
    options=(
        Option("subject-length", options.COUNT, "How many characters the subject may have (default 72).", 72),
        Option(
            "body-length", options.COUNT, "How many characters other lines may have; words that long may stand alone."
        ),
        Option("conventional", options.FLAG, "Ask for the header of Conventional Commits 1.0.0.", default=False),
        Option("types", options.LIST, f"The types that --conventional allows (default {','.join(TYPES)}).", TYPES),
    ),
    looks_back=True,
    stored=lambda _: False,
)
