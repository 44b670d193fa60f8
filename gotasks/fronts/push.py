"""pre-push: every distinct tree that a push brings is judged once, and each ref has its verdict."""

import os
import stat
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from gotasks import __version__
from gotasks.core import push
from gotasks.core.errors import ExitCode, NotJudgedError, UsageError
from gotasks.core.outgoing import Outgoing
from gotasks.core.push import Judged, Kind, Push, Ref, Update
from gotasks.core.result import Verdict
from gotasks.core.settings import FILE
from gotasks.edge.clock import utc_now
from gotasks.edge.git import Git
from gotasks.edge.outgoing import Sending
from gotasks.edge.signals import interruptible
from gotasks.fronts import several
from gotasks.fronts.publish import publish_push, report_path
from gotasks.fronts.request import Request
from gotasks.fronts.several import Ask
from gotasks.fronts.subject import Place, find

REQUEST = Request("hook pre-push", ("pre-push",), quiet=True)
"""Standard output is left to git: ``git push --porcelain`` is read by programs."""


Question = tuple[str, frozenset[str]]


class Share(NamedTuple):
    """A tree that one update brings, and what comes with it: commits, and the commits and trees that it starts from."""

    name: str
    tree: str
    commits: tuple[str, ...]
    new: tuple[str, ...]
    starts: tuple[str, ...]
    laid: tuple[str, ...]
    cut: bool

    @property
    def question(self) -> Question:
        """What is asked: a tree, compared with these."""
        return self.tree, frozenset((*self.starts, *self.laid))


def lines() -> bytes:
    """Read what git writes to the hook, through a pipe. A terminal or /dev/null in its place would look like nothing.

    Raises UsageError for those: somebody else has called the hook and has kept what git said.
    """
    if sys.stdin is None or stat.S_ISCHR(os.fstat(sys.stdin.fileno()).st_mode):
        raise UsageError("pre-push: git names the refs on standard input, and that is not here: run git push")
    return sys.stdin.buffer.read()


def run(data: bytes, rest: Sequence[str], cwd: str, environ: Mapping[str, str]) -> int:
    """Judge what a push brings. ``rest`` are the remote's name, or its address where it has none, and the address."""
    began, started = time.monotonic(), utc_now()
    updates = push.parse(data)
    if not updates and "PRE_COMMIT" in environ:
        raise UsageError("pre-push: pre-commit keeps what git says to itself: gotasks install-hooks lives beside it")
    if not updates:
        return ExitCode.PASSED
    name, url = (*rest, "", "")[:2]
    place = find(cwd, environ)
    folder = report_path(place.repository, environ).with_name("push")
    with interruptible():
        sending = Sending(Git(place.repository.top, environ), place.repository, updates, name, url)
        refs = [_ref(sending, update) for update in updates]
        shares = {ref: _shares(place, sending, ref, update) for ref, update in zip(refs, updates, strict=True)}
        grouped = _grouped(shares.values())
        asks = [_ask(sending, found) for found in grouped.values()]
        answers = several.judge(asks, REQUEST, folder, cwd, environ)
    told = tuple(_told(ref, shares[ref], dict(zip(grouped, answers, strict=True))) for ref in refs)
    verdict, code = push.conclude(answers, told)
    seconds = round(time.monotonic() - began, 3)
    late = push.late(url, seconds, code)
    whole = Push(__version__, name, url, told, answers, verdict, int(code), started, seconds, (late,) if late else ())
    publish_push(REQUEST, folder, place.repository, environ, whole)
    return code


def _ref(sending: Sending, update: Update) -> Ref:
    """Sort an update: what it does, and why there is nothing to judge, where there is nothing."""
    if update.deletes:
        return _row(update, "deleted", Verdict("skipped", push.DELETED))
    peeled = sending.peeled[update.oid]
    if not peeled.here or (peeled.commit and not peeled.tree):
        raise NotJudgedError(f"{update.local}: {update.oid} is not whole in this repository: git fsck tells more")
    kind: Kind = "new"
    if not update.creates:
        kind = "updated" if sending.is_forward(sending.peeled[update.old].commit, peeled.commit) else "forced"
    if not peeled.tree:
        return _row(update, kind, Verdict("not judged", push.NO_TREE))
    known = peeled.commit not in sending.new if peeled.commit else peeled.tree in sending.trees
    return _row(update, kind, Verdict("skipped", push.KNOWN if known else ""), peeled.tree, peeled.commit)


def _row(update: Update, kind: Kind, verdict: Verdict, tree: str = "", commit: str = "") -> Ref:
    return Ref(update.local, update.remote, update.oid, update.old, kind, tree, commit, (), verdict, "")


def _shares(place: Place, sending: Sending, ref: Ref, update: Update) -> tuple[Share, ...]:
    """Return the trees that a ref brings: its own, or with ``every_commit`` that of each new commit."""
    if ref.verdict.reason:
        return ()
    old = sending.peeled.get(update.old)
    laid = (old.tree,) if old and old.tree and not old.commit else ()
    if not ref.commit:
        starts = (old.commit,) if old and old.commit else ()
        return (Share(update.name, ref.tree, (), (), starts, laid, cut=False),)
    line = sending.line(ref.commit)
    starts = (*((old.commit,) if old and old.commit else ()), *line.starts)
    cut = sending.is_cut(line)
    if _every(place, ref.tree):
        return tuple(
            Share(several.called(commit), tree, (commit,), (commit,), starts, laid, cut)
            for commit, tree in line.commits
        )
    new = tuple(commit for commit, _ in line.commits)
    return (Share(update.name, ref.tree, (ref.commit,), new, starts, laid, cut),)


def _every(place: Place, tree: str) -> bool:
    """Whether a tree's settings ask for each commit; what is wrong with them is told when it is judged.

    They are read as they stand: nothing of the user's own is loaded before it is allowed.
    """
    found = [entry.oid for entry in place.trees.entries(tree) if entry.path == FILE]
    if not found:
        return False
    import tomllib  # noqa: PLC0415 - only where there is a gotasks.toml

    try:
        said = tomllib.loads("".join(text.decode() for text in place.trees.git.blobs(found).values()))
    except (ValueError, RecursionError):
        return False
    return said.get("every_commit") is True


def _grouped(shares: Iterable[tuple[Share, ...]]) -> dict[Question, list[Share]]:
    """Group what is one question, in the order in which it comes first: the same tree, starting from the same.

    A tree that starts from elsewhere is another question: what was there before on one branch is new on the other. What
    was found in the tree is in the store by then.
    """
    groups: dict[Question, list[Share]] = {}
    for share in (share for mine in shares for share in mine):
        groups.setdefault(share.question, []).append(share)
    return groups


def _ask(sending: Sending, shares: list[Share]) -> Ask:
    names = tuple(dict.fromkeys(share.name for share in shares))
    name = f"{names[0]} and {len(names) - 1} more" if names[1:] else names[0]
    commits = tuple(dict.fromkeys(commit for share in shares for commit in share.commits))
    new = tuple(dict.fromkeys(commit for share in shares for commit in share.new))
    starts = sending.independent(start for share in shares for start in share.starts)
    laid = dict.fromkeys(tree for share in shares for tree in share.laid)
    return Ask(name, shares[0].tree, commits, Outgoing(new, (*starts, *laid), any(share.cut for share in shares)))


def _told(ref: Ref, shares: tuple[Share, ...], answers: Mapping[Question, Judged]) -> Ref:
    """Return a ref with its verdict, that of all the trees that were judged for it."""
    if not shares:
        return ref
    mine = tuple(answers[question] for question in dict.fromkeys(share.question for share in shares))
    trees = tuple(dict.fromkeys(share.tree for share in shares))
    report = next((answer.report for answer in mine if answer.tree == ref.tree), "")
    return ref._replace(trees=trees, verdict=push.joined(mine), report=report)
