"""What is noted of each run, and how ``gotasks journal`` shows it. No host, no user, no path: names, ids, times."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from gotasks.core.errors import ExitCode, GotasksError
from gotasks.core.report import Report
from gotasks.core.select import SKIP
from gotasks.edge import git, journal
from gotasks.edge.clock import utc_now
from gotasks.edge.git import Repository
from gotasks.edge.redact import redactor, text_redactor
from gotasks.fronts.request import Request

SHOWN = 20
"""Lines of the journal that are shown unless more are asked for."""

ENDS = {ExitCode.USAGE: "usage", ExitCode.NOT_JUDGED: "not judged", ExitCode.INTERRUPTED: "interrupted"}
"""The verdicts of runs that ended before there was anything to report."""


class Note:
    """What is written of a run when it ends: the report that it has given, if it has."""

    def __init__(self) -> None:
        self.report: Report | None = None


@contextmanager
def noting(repository: Repository, environ: Mapping[str, str], request: Request) -> Iterator[Note]:
    """Write a line when a run ends, however it does; its report is put into the note.

    What the watcher does between two commits nobody has asked for: it would hide what somebody did.
    """
    started, began = utc_now(), time.monotonic()
    note = Note()
    ended = {"verdict": "not judged", "exit_status": int(ExitCode.NOT_JUDGED)}
    try:
        yield note
        ended = {}
    except GotasksError as error:
        ended = {"verdict": ENDS[error.exit_code], "exit_status": int(error.exit_code)}
        raise
    except KeyboardInterrupt:
        ended = {"verdict": ENDS[ExitCode.INTERRUPTED], "exit_status": int(ExitCode.INTERRUPTED)}
        raise
    finally:
        if (note.report or ended) and not request.background:
            clean = text_redactor(redactor(environ))
            record = {
                "time": started,
                "front": request.front,
                "asked": [clean(name) for name in request.names],
                **_told(note.report),
                **ended,
                "seconds": round(time.monotonic() - began, 3),
            }
            journal.append(repository, record)


def _told(report: Report | None) -> dict[str, Any]:
    """Return what a report tells; of a run without one there is no tree."""
    if not report:
        return {"tree": "", "commit": "", "skipped": []}
    return {
        "tree": report.tree,
        "commit": report.front.commit,
        "verdict": report.verdict.status,
        "exit_status": report.exit_status,
        "skipped": [task.name for task in report.tasks if task.result.skipped.startswith(SKIP)],
    }


def shown(cwd: str, environ: Mapping[str, str], *, count: int = SHOWN, raw: bool = False) -> list[str]:
    """Return the last lines of the journal, as they are or for a person. ``count`` 0 stands for all."""
    kept = [*journal.lines(git.locate(cwd, environ))]
    last = kept[-count:] if count else kept
    if raw:
        return last
    return [_line(json.loads(line)) for line in last] or ["no run has been noted here"]


def _line(row: Mapping[str, Any]) -> str:
    """Return a line for a person; what is missing in a line of another version is left away."""
    asked = " ".join(map(str, row.get("asked") or ()))
    skipped = ", ".join(map(str, row.get("skipped") or ()))
    tree = f"tree {row['tree']!s:.10}" if row.get("tree") else ""
    pieces = [f"{row.get('front', '')}: {asked}", f"{row.get('seconds', 0)} s", tree, skipped and f"{SKIP}: {skipped}"]
    pieces += ["a witness answered"] if row.get("witness") is True else []
    verdict = f"{row.get('verdict', '')} ({row.get('exit_status', '')})"
    return f"{row.get('time', ''):<24}  {verdict:<15}  " + "; ".join(filter(None, pieces))
