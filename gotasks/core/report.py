"""Report: everything about one run, as one value that goes through JSON unchanged."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from gotasks.core.baseline import Baseline
from gotasks.core.errors import ExitCode
from gotasks.core.plain import EMPTY, from_plain, to_plain
from gotasks.core.result import Result, Run, Verdict, worst
from gotasks.core.select import SKIP

SCHEMA = "urn:gotasks:schema:report:1"


class Front(NamedTuple):
    """Who asked, what for, and where the tree was taken from: all that differs between the fronts.

    ``flags`` are those that choose what is judged, and against what, as they were said.
    """

    name: str
    asked: tuple[str, ...]
    tree_from: str
    commit: str = ""
    flags: tuple[str, ...] = ()


class Go(NamedTuple):
    """The Go that was used; ``race`` is empty, or why ``-race`` could not be."""

    version: str
    digest: str
    race: str


class UsedTool(NamedTuple):
    """A pinned tool that ran; ``origin`` is ``gotasks``, or the go.mod that sets the version."""

    name: str
    version: str
    origin: str


class Surroundings(NamedTuple):
    """The environment of the checks: the names of its variables, and the values of Go's own."""

    names: tuple[str, ...]
    go: Mapping[str, str]


class TaskReport(NamedTuple):
    """A task's verdict, the result it was made from, and the options it ran with.

    ``files`` are the names of what it rendered, beside the report.
    """

    name: str
    verdict: Verdict
    result: Result
    seconds: float = 0.0
    options: Mapping[str, Any] = EMPTY
    files: tuple[str, ...] = ()


class Report(NamedTuple):
    """One run: ``tree`` is the tree id that was judged, ``started_at`` UTC in ISO 8601.

    ``carried`` are the files that were brought in beside it, with their blob ids (of ``../NAME`` a tree id).
    """

    gotasks: str
    front: Front
    tree: str
    started_at: str
    seconds: float
    settings: Mapping[str, Any]
    baseline: Baseline
    toolchain: Go | None
    tools: tuple[UsedTool, ...]
    environment: Surroundings
    fetch: tuple[Run, ...]
    tasks: tuple[TaskReport, ...]
    verdict: Verdict
    exit_status: int
    notes: tuple[str, ...] = ()
    carried: Mapping[str, str] = EMPTY
    schema: str = SCHEMA

    def to_plain(self) -> dict[str, Any]:
        """Return the report as JSON data."""
        data: dict[str, Any] = to_plain(self)
        return data

    @staticmethod
    def from_plain(data: Any) -> "Report":
        """Read JSON data; raises ValueError when it is no report of this version."""
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            found = data.get("schema") if isinstance(data, dict) else data
            raise ValueError(f"not a report that this gotasks reads: schema is {found!r:.80}, expected {SCHEMA!r}")
        return from_plain(Report, data)


def conclude(tasks: tuple[TaskReport, ...], *, interrupted: bool = False) -> tuple[Verdict, ExitCode]:
    """Join the tasks' verdicts into the run's verdict and exit status; what the user skipped is always named."""
    if interrupted:
        return Verdict("not judged", "interrupted"), ExitCode.INTERRUPTED
    named = [(task.name, task.verdict) for task in tasks]
    whole = worst(verdict for _, verdict in named)
    less = ", ".join(task.name for task in tasks if task.result.skipped.startswith(SKIP))
    told = f"{less} skipped by {SKIP}" if less else ""
    if whole.status in {"passed", "skipped"}:
        reason = "" if whole.status == "passed" else whole.reason
        return Verdict(whole.status, told or reason), ExitCode.PASSED
    names = ", ".join(name for name, verdict in named if verdict.status == whole.status)
    code = ExitCode.FAILED if whole.status == "failed" else ExitCode.NOT_JUDGED
    return Verdict(whole.status, f"{names}; {told}" if told else names), code
