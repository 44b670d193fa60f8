"""Push: what git tells pre-push on its standard input (githooks(5)), and the report of a run of several trees."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

from gotasks.core.errors import ExitCode, NotJudgedError
from gotasks.core.plain import from_plain, to_plain
from gotasks.core.result import Verdict, worst

SCHEMA = "urn:gotasks:schema:push:1"

Kind = Literal["new", "updated", "forced", "deleted"]

LINE = r"(.*) ([0-9a-f]{40}|[0-9a-f]{64}) ([^ ]+) ([0-9a-f]{40}|[0-9a-f]{64})"
"""Local ref, its object, remote ref, its object. Only the local one may hold spaces (``HEAD@{1 hour ago}``)."""

SSH = r"(?i)(?:[a-z+]*ssh[a-z+]*://|(?![a-z+]+://)[^/]+:)"
"""How git tells that an address is reached by ssh: a colon before the first slash (git-push(1), GIT URLS)."""

LONG = 120.0
"""Seconds after which a server may have closed the connection that git opened before the hook began."""

LATE = "that took {minutes} minutes, and the server may have closed the connection meanwhile: if the push now fails, "
LATE += "push again, the answer is kept"

KNOWN = "the remote has that already"
DELETED = "that deletes a ref"
NO_TREE = "it has no tree, and gotasks judges trees: leave it out, or push it alone with --no-verify"
"""Why nothing is judged."""


class Update(NamedTuple):
    """A line of standard input: the object that a remote ref is to have, and the one that it has."""

    local: str
    oid: str
    remote: str
    old: str

    @property
    def deletes(self) -> bool:
        """Whether the remote ref is to go."""
        return not self.oid.strip("0")

    @property
    def creates(self) -> bool:
        """Whether there is no such ref at the remote."""
        return not self.old.strip("0")

    @property
    def name(self) -> str:
        """What a person calls the local side."""
        return self.local.removeprefix("refs/heads/").removeprefix("refs/tags/")


class Judged(NamedTuple):
    """A tree and the answer to it: ``commits`` are those that have it; ``report`` lies beside this one, or is empty."""

    name: str
    tree: str
    commits: tuple[str, ...]
    verdict: Verdict
    exit_status: int
    report: str


class Ref(NamedTuple):
    """A ref that is pushed: what it has and had, its own tree and commit, and the trees that were judged for it."""

    local: str
    remote: str
    oid: str
    old: str
    kind: Kind
    tree: str
    commit: str
    trees: tuple[str, ...]
    verdict: Verdict
    report: str


class Push(NamedTuple):
    """A push: every ref, and every distinct tree once. Without refs: the commits that ``--every-commit`` judged."""

    gotasks: str
    remote: str
    url: str
    refs: tuple[Ref, ...]
    trees: tuple[Judged, ...]
    verdict: Verdict
    exit_status: int
    started_at: str
    seconds: float
    notes: tuple[str, ...] = ()
    schema: str = SCHEMA

    def to_plain(self) -> dict[str, Any]:
        """Return the value as JSON data."""
        data: dict[str, Any] = to_plain(self)
        return data

    @staticmethod
    def from_plain(data: Any) -> Push:
        """Read JSON data; raises ValueError when it is no push of this version."""
        return from_plain(Push, data)


def parse(data: bytes) -> tuple[Update, ...]:
    """Read what git writes to pre-push. Raises NotJudgedError for what is no such line: nothing is passed over."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    found = [re.fullmatch(LINE, line) for line in lines[:-1]]
    wrong = [line for line, match in zip(lines, found, strict=False) if not match or len(match[2]) != len(match[4])]
    wrong += [lines[-1]] if lines[-1] else []
    if wrong:
        raise NotJudgedError(
            "pre-push: a line of standard input is LOCAL-REF OBJECT REMOTE-REF OBJECT (githooks(5)), "
            f"not {wrong[0]!r:.200}: push by the name of a branch or tag"
        )
    return tuple(Update(*match.groups()) for match in found if match)


def is_ssh(url: str) -> bool:
    """Whether git reaches an address by ssh."""
    return bool(re.match(SSH, url))


def late(url: str, seconds: float, exit_status: int) -> str:
    """Return what is to be said of a push that passed so late that the connection may be gone, or nothing."""
    slow = seconds > LONG and not exit_status and is_ssh(url)
    return LATE.format(minutes=round(seconds / 60)) if slow else ""


def conclude(judged: tuple[Judged, ...], refs: tuple[Ref, ...] = ()) -> tuple[Verdict, ExitCode]:
    """Join the answers: interrupted, else failed, else wrong settings, else not judged, else passed.

    ``refs`` are all that are pushed, those among them that could not be judged too.
    """
    order = (ExitCode.INTERRUPTED, ExitCode.FAILED, ExitCode.USAGE, ExitCode.NOT_JUDGED)
    code = next((code for code in order if any(each.exit_status == code for each in judged)), ExitCode.PASSED)
    if code == ExitCode.INTERRUPTED:
        return Verdict("not judged", "interrupted"), code
    unseen = [ref.local for ref in refs if not ref.trees and ref.verdict.status == "not judged"]
    if unseen and code in {ExitCode.PASSED, ExitCode.NOT_JUDGED}:
        return Verdict("not judged", ", ".join(unseen)), ExitCode.NOT_JUDGED
    if not judged:
        return Verdict("skipped", "nothing new to judge"), code
    return joined(judged), code


def joined(judged: tuple[Judged, ...]) -> Verdict:
    """Join the verdicts of several trees; of one it is that one's own."""
    whole = worst(each.verdict for each in judged)
    if len(judged) == 1 or whole.status in {"passed", "skipped"}:
        return whole
    names = ", ".join(dict.fromkeys(each.name for each in judged if each.verdict.status == whole.status))
    return Verdict(whole.status, names)
