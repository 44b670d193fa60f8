"""staticcheck: its own configuration file, else its defaults; ``checks`` overrules both.

Staticcheck prints one JSON object a finding (https://staticcheck.dev/docs/running-staticcheck/cli/formatters/) and
nothing at all where it has none. A file staticcheck.conf in a package's folder or above it sets checks
(https://staticcheck.dev/docs/configuration/).
"""

import json
import re
from typing import Any, NamedTuple

from gotasks.core import options
from gotasks.core.command import Outcome, Plan, decode
from gotasks.core.options import Kind, Option, Value, seconds
from gotasks.core.result import Finding, Result, Severity
from gotasks.core.task import Job, Parts, Task
from gotasks.core.tree import Module
from gotasks.go import common, loading, patterns
from gotasks.go.common import Located

NAME = "staticcheck"
FILE = "staticcheck.conf"

DEFAULT = "all,-SA9003,-ST1000,-ST1003,-ST1016,-ST1020,-ST1021,-ST1022,-ST1023"
"""Staticcheck's default: all checks but those that its source marks as ``NonDefault``."""

CHECK = r"^(all|inherit|-?(SA|ST|S|QF|U)([0-9]{4}|[0-9]{0,3}\*))$"
"""What may be asked for. Staticcheck takes any other word too, and then checks nothing."""

EXPECTED = 'a list of checks, as ["all", "-ST1000", "SA1*"]'

LARGE = r"(?m)^warning: (skipped package .* because it is too large)$"


def _checks(value: Value) -> Value:
    found: tuple[str, ...] = options.LIST.from_toml(value)
    if not found or not all(re.match(CHECK, check) for check in found):
        raise ValueError(EXPECTED)
    return found


CHECKS = Kind(
    "A,B",
    lambda text: _checks([*options.LIST.from_text(text)]),
    _checks,
    {"type": "array", "items": {"type": "string", "pattern": CHECK}, "minItems": 1},
)


def plan(job: Job) -> Plan:
    """Check each module from its own folder."""
    limit = seconds(job.options["timeout"])
    tool = job.tool(NAME)
    return (
        tuple(
            common.go_command(
                job, module, tool, "-f", "json", *_flags(job, module), *patterns.of(job, module), limit=limit
            )
            for module in job.loadable
        ),
    )


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Join the findings of all modules; what does not compile has the rule ``build``.

    Nothing tells of which package a finding is: in a file that another folder's lines are said to be of, it may be that
    one's.
    """
    seen = [_seen(job, outcome) for outcome in outcomes]
    problem = next((each.problem for each in seen if each.problem), "")
    if not job.narrowed and all(each.empty for each in seen):
        problem = problem or common.NOTHING
    found = [finding for each in seen for finding in each.findings]
    home = [each for each in found if each.file not in job.elsewhere]
    strays = [each for each in found if each.file in job.elsewhere]
    return Result(NAME, common.parts(job, home, strays=strays), problem)


def _flags(job: Job, module: Module) -> tuple[str, ...]:
    """Return the flags of a module: where a file counts, ``-checks`` would take its place, so it is not said."""
    checks = ",".join(job.options.get("checks") or ())
    if not checks and job.settings.preset == "golden":
        checks = "all"
    if not checks and not _files(job, module):
        checks = DEFAULT
    return (*((f"-checks={checks}",) if checks else ()), *_tags(job))


def _files(job: Job, module: Module) -> tuple[str, ...]:
    """Return the configuration files that count for a package of the module: in its folder, above or below it."""
    return tuple(
        entry.path
        for entry in job.entries
        if entry.path.rpartition("/")[2] == FILE
        and (_holds(entry.path.rpartition("/")[0], module.folder) or _holds(module.folder, entry.path))
    )


def _holds(folder: str, path: str) -> bool:
    return folder in {"", ".", path} or path.startswith(f"{folder}/")


class Seen(NamedTuple):
    """What came of one module; ``empty`` when it has no package that loads."""

    findings: tuple[Finding, ...]
    problem: str
    empty: bool = False


def _seen(job: Job, outcome: Outcome) -> Seen:
    folder = outcome.command.cwd
    rows, other = _rows(decode(outcome.stdout))
    words = decode(outcome.stderr)
    shut = [row for row in rows if row["message"].startswith(loading.SHUT_OUT)]
    empty = "matched no packages" in words or (bool(shut) and len(shut) == len(rows))
    findings, problem = _sorted(job, folder, [row for row in rows if row not in shut])
    if not rows:
        findings += tuple(common.build_errors(job, folder, loading.told(words), NAME))
    problem = outcome.trouble or problem or loading.unseen(words, NAME) or _large(words)
    if other:
        problem = problem or f"staticcheck printed something that is no JSON: {other}"
    if outcome.code and not findings and not empty:
        problem = problem or loading.ended(outcome, NAME, words)
    return Seen(findings, problem, empty)


def _rows(text: str) -> tuple[list[dict[str, Any]], str]:
    """Read one object a line; return them and the first line that is none."""
    rows: list[dict[str, Any]] = []
    for line in text.splitlines():
        try:
            row = json.loads(line)
            rows.append({"code": row["code"], "message": row["message"], **row})
        except (ValueError, TypeError, KeyError):
            return rows, line
    return rows, ""


def _sorted(job: Job, folder: str, rows: list[dict[str, Any]]) -> tuple[tuple[Finding, ...], str]:
    """Tell findings from what staticcheck could not see; a configuration that cannot be read hides all others."""
    findings: list[Finding] = []
    problems: list[str] = []
    for row in rows:
        at = row.get("location", {})
        said = Located(at.get("file", ""), at.get("line", 0), at.get("column", 0), row["message"])
        if row["code"] in {"compile", "config"}:
            broken = _broken(job, folder, said)
            found, problem = ((), broken) if broken else loading.unloaded(job, folder, said, NAME)
            findings += found
            problems.append(problem)
        elif row.get("severity") != "ignored":
            findings.append(_finding(job, folder, said, row))
    return tuple(findings), next(filter(None, problems), "")


def _finding(job: Job, folder: str, said: Located, row: dict[str, Any]) -> Finding:
    file = job.place(said.file, folder) if said.file else ""
    severity: Severity = "warning" if row.get("severity") == "warning" else "error"
    again = _again(job, folder, row["code"], file)
    return Finding(file, said.line, said.column, row["code"], said.text, severity, NAME, repeat=again)


def _again(job: Job, folder: str, code: str, file: str) -> str:
    """Return the line that shows a finding again: its one check, in its package."""
    pick = (f"-checks={code}",) if re.match(CHECK, code) else ()
    return loading.line(folder, NAME, *pick, *_tags(job), loading.package(folder, file))


def _tags(job: Job) -> tuple[str, ...]:
    tags = ",".join(job.options.get("tags") or ())
    return (f"-tags={tags}",) if tags else ()


def _broken(job: Job, folder: str, said: Located) -> str:
    """Return the problem of a configuration file that cannot be read, or nothing.

    It is never a finding: the baseline is judged with the same file, so it would be an old one, and pass. What has
    the wrong type is told without the file's name.
    """
    if said.file.rpartition("/")[2] == FILE:
        return f"{job.place(said.file, folder)}:{said.line}: cannot be read: {said.text}"
    if not said.text.startswith("toml: "):
        return ""
    files = [path for module in job.modules if module.folder == folder for path in _files(job, module)]
    return f"{' or '.join(files) or FILE} cannot be read: {said.text}"


def _large(words: str) -> str:
    skipped = re.search(LARGE, words)
    return f"staticcheck {skipped[1]}: name its folder in exclude" if skipped else ""


TASK = Task(
    name=NAME,
    summary="Run staticcheck, with the tree's staticcheck.conf or its defaults.",
    plan=plan,
    judge=judge,
    options=(
        Option("checks", CHECKS, "Checks to run, as staticcheck -checks (golden: all; else staticcheck.conf's)."),
        Option("tags", options.LIST, "Build tags, as go build -tags."),
        common.timeout("30m"),
    ),
    tools=lambda _: (NAME,),
    parts=Parts("package", common.package_keys, patterns.only),
    room="shared",
)
