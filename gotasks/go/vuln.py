"""vuln: govulncheck, which knows which weak functions are really called.

``govulncheck -format json`` ends with exit status 0 whether it found something or not; the status says only whether
its output can be trusted (golang/go#61704). A finding's trace begins with the weak symbol and ends where the code is
entered; one without a function says only that the module, or its package, is there
(https://pkg.go.dev/golang.org/x/vuln/internal/govulncheck). The database changes from day to day, so no answer is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from posixpath import join, normpath
from typing import Any

from gotasks.core import options
from gotasks.core.command import Command, Outcome, Plan, decode
from gotasks.core.options import Option, seconds
from gotasks.core.result import Finding, Part, Result
from gotasks.core.task import Job, Task
from gotasks.core.tree import Module
from gotasks.go import common, jsonstream, loading, patterns

NAME = "govulncheck"
STANDARD = "stdlib"
"""How govulncheck names the standard library; its version is Go's, with ``v`` in place of ``go``."""

EMPTY = "no packages matched the provided patterns"
DATABASE = r"(?m)^(?:govulncheck: fetching vulnerabilities|creating client): (.*)$"
SUMMARY = 160
"""Characters of a description that stand for a missing summary."""

Table = dict[str, Any]


class Scan:
    """What govulncheck printed of one module: its configuration, the vulnerabilities by id, and the traces of each."""

    def __init__(self) -> None:
        self.config: Table = {}
        self.known: dict[str, Table] = {}
        self.traces: dict[str, list[Table]] = {}
        self.broken = False

    @property
    def called(self) -> list[str]:
        """The ids of which a weak function is called."""
        return [name for name, found in self.traces.items() if any(_calls(each) for each in found)]


def plan(job: Job) -> Plan:
    """Scan each module from its own folder."""
    limit = seconds(job.options["timeout"])
    flags = [*_flags(job)]
    return (
        tuple(
            Command(
                (job.tool(NAME), "-format", "json", *flags, *patterns.of(job, module)),
                module.folder,
                (module.gowork(job.root),),
                timeout=limit,
                environment="fetch",
            )
            for module in job.loadable
        ),
    )


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Make a finding of each vulnerability that is called in a module; count those that are only there."""
    parts, rest, dates, problems = [], dict[str, None](), dict[str, None](), []
    called: set[str] = set()
    shut = 0
    for outcome in outcomes:
        module = next(module for module in job.modules if module.folder == outcome.command.cwd)
        scan = _read(decode(outcome.stdout))
        words = decode(outcome.stderr)
        found = [*_findings(job, module, scan), *_broken(job, module, words)]
        shut += EMPTY in words
        problems.append(outcome.trouble or _problem(outcome, scan, words, told=bool(found)))
        parts.append(Part("module", module.path, tuple(sorted(set(found)))))
        called.update(scan.called)
        rest.update(dict.fromkeys(scan.traces))
        dates.update(dict.fromkeys(_dated(scan)))
    problem = next(filter(None, problems), "")
    if shut == len(outcomes):
        problem = problem or common.NOTHING
    return Result("vuln", tuple(parts), problem, notes=(*dates, *_uncalled(set(rest) - called)))


def _flags(job: Job) -> Iterator[str]:
    if job.options.get("db"):
        yield f"-db={job.options['db']}"
    if job.options.get("tags"):
        yield f"-tags={','.join(job.options['tags'])}"
    if job.options.get("tests"):
        yield "-test"


def _read(text: str) -> Scan:
    """Read one JSON object after the other; what ends within one was cut short."""
    scan = Scan()
    try:
        for row in jsonstream.objects(text):
            scan.config |= row.get("config") or {}
            if row.get("osv"):
                scan.known[row["osv"]["id"]] = row["osv"]
            if row.get("finding"):
                scan.traces.setdefault(row["finding"]["osv"], []).append(row["finding"])
    except json.JSONDecodeError:
        scan.broken = True
    return scan


def _calls(found: Table) -> bool:
    return bool(found["trace"][0].get("function"))


def _findings(job: Job, module: Module, scan: Scan) -> Iterator[Finding]:
    """Yield one finding for each vulnerability: of the symbols that are called, the first by name is shown."""
    for name in scan.called:
        calls = sorted((each for each in scan.traces[name] if _calls(each)), key=lambda each: _chain(each["trace"]))
        weak = calls[0]["trace"][0]
        file, line, column = _place(job, module, calls[0]["trace"])
        more = f" (and {len(calls) - 1} more of its functions)" if calls[1:] else ""
        fixed = _version(weak["module"], calls[0].get("fixed_version", ""))
        mend = f"fixed in {fixed}" if fixed else "no version has it fixed"
        said = (
            f"{_summary(scan.known.get(name, {}))}\n{_version(weak['module'], weak.get('version', ''))}: {mend}\n"
            f"{_chain(calls[0]['trace'])}{more}"
        )
        # Of several calls govulncheck shows one, and not always the same: a finding is known by what is weak.
        again = loading.line(module.folder, NAME, *_flags(job), *patterns.of(job, module))
        yield Finding(file, line, column, name, said, tool=NAME, text=weak["module"], repeat=again)


def _place(job: Job, module: Module, trace: Iterable[Table]) -> tuple[str, int, int]:
    """Return where the tree's own code calls, on the way to what is weak; else the go.mod that requires it."""
    for frame in trace:
        at = frame.get("position") or {}
        homes = [each for each in job.modules if each.path == frame.get("module")]
        if homes and at.get("filename"):
            home = next((each for each in homes if each.folder == module.folder), homes[0])
            return normpath(join(home.folder, at["filename"])), at.get("line", 0), at.get("column", 0)
    return normpath(join(module.folder, "go.mod")), 0, 0


def _chain(trace: list[Table]) -> str:
    """Word a trace from where the code is entered to the weak symbol; of a long one the middle is left out."""
    names = [_symbol(frame) for frame in reversed(trace)]
    shown = names if len(names) <= 5 else [*names[:2], "...", *names[-2:]]  # noqa: PLR2004 - a line's length
    return " calls ".join(shown)


def _symbol(frame: Table) -> str:
    receiver = frame.get("receiver", "").removeprefix("*")
    words = (frame.get("package", ""), receiver, frame.get("function", ""))
    return ".".join(word for word in words if word)


def _version(module: str, version: str) -> str:
    """Word a module's version; the standard library goes by that of Go."""
    if module == STANDARD:
        return f"the standard library of go{version.removeprefix('v').removeprefix('go')}" if version else ""
    return f"{module}@{version}" if version else ""


def _summary(known: Table) -> str:
    """Return what is wrong, in a line, with the other names that it goes by."""
    said = known.get("summary") or known.get("details", "").partition("\n")[0]
    short = said if len(said) <= SUMMARY else f"{said[:SUMMARY].rsplit(' ', 1)[0]} ..."
    names = ", ".join(known.get("aliases") or ())
    return f"{short} ({names})" if names else short


def _broken(job: Job, module: Module, words: str) -> Iterator[Finding]:
    """Yield what does not load: govulncheck looks at no code then."""
    found = common.build_errors(job, module.folder, loading.told(words), NAME)
    yield from (each for each in found if not each.message.startswith("could not import"))


def _problem(outcome: Outcome, scan: Scan, words: str, *, told: bool) -> str:
    """Say why nothing is known of a module, or nothing."""
    lost = re.search(DATABASE, words)
    if lost:
        return f"the vulnerability database could not be read: {lost[1]}"
    if EMPTY in words:
        return ""
    if outcome.code:
        return loading.unseen(words, NAME) or ("" if told else loading.ended(outcome, NAME, words))
    if scan.broken or scan.config.get("scan_level") != "symbol":
        return "govulncheck printed no whole scan, so nothing shows that it looked at the code"
    return ""


def _dated(scan: Scan) -> Iterator[str]:
    changed = scan.config.get("db_last_modified", "").partition("T")[0]
    if changed:
        yield f"vulnerabilities by {scan.config.get('db', 'its database')}, last changed {changed}"


def _uncalled(names: Iterable[str]) -> tuple[str, ...]:
    """Return the note that counts what is there and not called."""
    ids = sorted(names)
    if not ids:
        return ()
    many = "vulnerabilities are" if ids[1:] else "vulnerability is"
    return (f"{len(ids)} more {many} in what is required or imported, and nothing here calls them: {', '.join(ids)}",)


TASK = Task(
    name="vuln",
    summary="Refuse calls of functions with known vulnerabilities (govulncheck).",
    plan=plan,
    judge=judge,
    tools=lambda _: (NAME,),
    options=(
        Option("db", options.TEXT, "URL of the vulnerability database (default: https://vuln.go.dev)."),
        Option("tests", options.FLAG, "Look at what tests call, too.", default=False),
        Option("tags", options.LIST, "Build tags, as govulncheck -tags."),
        common.timeout("30m"),
    ),
    stored=lambda _: False,
)
