"""A run of several trees, one after the other: each has a report of its own, and one report holds them all."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from gotasks import __version__
from gotasks.core import push
from gotasks.core.errors import ExitCode, GotasksError, NotJudgedError, UsageError
from gotasks.core.outgoing import Outgoing
from gotasks.core.push import Judged, Push
from gotasks.core.result import Verdict
from gotasks.edge import console, outgoing
from gotasks.edge.clock import utc_now
from gotasks.edge.history import SAME, History
from gotasks.edge.redact import redactor, text_redactor
from gotasks.edge.signals import interruptible
from gotasks.fronts import workflow
from gotasks.fronts.publish import publish_push, report_path
from gotasks.fronts.request import Request
from gotasks.fronts.subject import find, take

COMMITS = "commits"
"""The folder for the reports of ``--every-commit``, and the name of the one that holds them all."""


class Ask(NamedTuple):
    """A tree to be judged: what a person calls it, the commits that have it, and what comes with it."""

    name: str
    tree: str
    commits: tuple[str, ...]
    start: Outgoing


def judge(
    asks: Iterable[Ask], request: Request, folder: Path, cwd: str, environ: Mapping[str, str]
) -> tuple[Judged, ...]:
    """Judge each tree, whatever the others' verdicts are; only an interrupt ends the row.

    ``folder`` takes the reports.
    """
    answers: list[Judged] = []
    for ask in asks:
        if answers and answers[-1].exit_status == ExitCode.INTERRUPTED:
            answers.append(_unanswered(ask, "interrupted", ExitCode.INTERRUPTED))
        else:
            answers.append(_judge(ask, request, folder, cwd, environ))
    return tuple(answers)


def each_commit(request: Request, cwd: str, environ: Mapping[str, str]) -> int:
    """Judge each commit from the baseline to the one that is asked for, all against the same baseline."""
    began, started = time.monotonic(), utc_now()
    _refuse_others(request)
    place = find(cwd, environ)
    judged = take(place, request).subject.tree
    if not judged.commit:
        raise UsageError("--every-commit judges commits: say --tree REV, or ask for a suite that judges HEAD")
    history = History(place.trees, environ)
    baseline = history.baseline(judged, request.start, request.base)
    if baseline.kind == "unreadable":
        raise NotJudgedError(baseline.reason)
    bases = tuple(tree.commit for tree in baseline.trees if tree.commit)
    line = outgoing.reach(history.user, (judged.commit, *(f"^{base}" for base in bases)))
    rows = line.commits[-1:] if baseline.reason == SAME else line.commits
    folder = report_path(place.repository, environ).with_name(COMMITS)
    with interruptible():
        answers = judge(_asks(rows, Outgoing(starts=bases, reason=baseline.reason)), request, folder, cwd, environ)
    verdict, code = push.conclude(answers)
    seconds = round(time.monotonic() - began, 3)
    whole = Push(__version__, "", "", (), answers, verdict, int(code), started, seconds)
    publish_push(request, folder, place.repository, environ, whole)
    return code


def _asks(rows: Iterable[tuple[str, str]], start: Outgoing) -> list[Ask]:
    """Return each distinct tree once, with its commits; all start from the same."""
    trees: dict[str, list[str]] = {}
    for commit, tree in rows:
        trees.setdefault(tree, []).append(commit)
    return [
        Ask(called(commits[0]), tree, tuple(commits), start._replace(commits=tuple(commits)))
        for tree, commits in trees.items()
    ]


def called(commit: str) -> str:
    """Return what a person calls a commit."""
    return f"commit {commit[:10]}"


def _refuse_others(request: Request) -> None:
    said = {**request.said(request.names[0]), "dry-run": request.dry_run}
    for flag in ("write", "patch", "dry-run"):
        if said.get(flag):
            raise UsageError(f"--every-commit judges several trees: leave --{flag} away")


def _judge(ask: Ask, request: Request, folder: Path, cwd: str, environ: Mapping[str, str]) -> Judged:
    file = f"{folder.name}/{_reserve(folder)}/report.json"
    one = request._replace(
        tree=next(iter(ask.commits), ask.tree),
        called=ask.name,
        start=ask.start,
        base="",
        every_commit=False,
        json=False,
        report="",
        quiet=request.quiet or request.json,
        file=file,
    )
    clean = text_redactor(redactor(environ))
    try:
        report = workflow.run(one, cwd, environ)
    except GotasksError as error:
        return _unanswered(ask, clean(str(error)), error.exit_code)
    except OSError as error:
        return _unanswered(ask, clean(f"{error.filename}: {error.strerror}"), ExitCode.NOT_JUDGED)
    except KeyboardInterrupt:
        return _unanswered(ask, "interrupted", ExitCode.INTERRUPTED)
    if report is None:
        raise TypeError("a run without --dry-run has a report")
    written = file if (folder.parent / file).is_file() else ""
    return Judged(ask.name, ask.tree, ask.commits, report.verdict, report.exit_status, written)


def _unanswered(ask: Ask, why: str, code: ExitCode) -> Judged:
    if code != ExitCode.INTERRUPTED:
        console.say(f"gotasks: {ask.name}: {why}\n", error=True)
    return Judged(ask.name, ask.tree, ask.commits, Verdict("not judged", why), int(code), "")


def _reserve(folder: Path) -> int:
    """Make a folder that no other run has, and return its number. One that cannot be made is told by the report."""
    number = 0
    while True:
        try:
            (folder / str(number)).mkdir(parents=True)
        except FileExistsError:
            number += 1
        except OSError:
            return 0
        else:
            return number
