"""secrets: gitleaks over exactly the lines that are being committed.

gitleaks reads ``git log -p`` itself, and what it cannot parse it leaves out without a word. So git writes the same
difference to a file, and the judge compares: gitleaks must have looked at each byte that is added, else nothing was
judged. Nothing outside the tree counts: no configuration or attributes of git, no configuration of gitleaks. No
attribute of the tree hides a file either: ``*.env -diff`` or ``binary`` would take it out of ``git log -p``.
"""

import json
import re
import shlex
from collections.abc import Iterable
from typing import Any, NamedTuple

from gotasks.core.command import Command, Outcome, Plan, decode
from gotasks.core.options import seconds
from gotasks.core.result import Finding, Part, Result
from gotasks.core.task import Job, Task
from gotasks.go import common, patch

SHOWN = ("--no-walk=unsorted", "-m", "-M", "--text", "--no-ext-diff", "--no-textconv", "--no-color")
"""How ``git log`` shows the commits: these and no others, merges against each parent, every file as text."""

BATCH = 1000
"""Commits in one command: gitleaks takes them as one argument, which may have 128 KiB on Linux."""

LEAKS = 9
"""The exit status that says that leaks were found; errors end with 1 or 126."""

CONFIG, IGNORE = ".gitleaks.toml", ".gitleaksignore"
HIDDEN = "[redacted]"
"""The text of each finding: the source line holds the secret."""

SCANNED = r"scanned ~(\d+) bytes"
TROUBLE = r"(?m)^\S+ (?:ERR|FTL|PNC) (.*)$|^(panic: .*)$"


def plan(job: Job) -> Plan:
    """Show the commits to gitleaks, and write what is shown into a file."""
    commits = job.change.commits if job.change else ()
    step: list[Command] = []
    for start in range(0, len(commits), BATCH):
        ids = commits[start : start + BATCH]
        step += (_git(job, len(step), ids), _gitleaks(job, len(step), ids))
    return (tuple(step),) if step else ()


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Read the leaks; the problem is whatever gitleaks did not look at."""
    problem = _blind(job)
    found: list[Leak] = []
    added = 0
    for git, gitleaks in zip(outcomes[::2], outcomes[1::2], strict=True):
        shown, trouble = _shown(git)
        leaks = _leaks(gitleaks)
        found += [leak for leak in leaks or () if _brought(leak, shown) and _is_new(job, leak)]
        problem = problem or trouble or gitleaks.trouble or _unscanned(gitleaks, leaks, shown)
        added += sum(len(lines) for each in shown for lines in each.added.values())
    if not problem and job.change and job.change.lines and not added:
        problem = f"git showed no line of a change of {job.change.lines} lines"
    return Result("secrets", _parts(_findings(job, found)), problem)


def _git(job: Job, number: int, ids: tuple[str, ...]) -> Command:
    name = f"added-{number}.patch"
    argv = ("git", "log", "-p", "-U0", *SHOWN, patch.FORMAT, f"--output={job.scratch}/{name}", *ids)
    return Command(argv, env=_environ(job), timeout=_limit(job), produces=(name,))


def _gitleaks(job: Job, number: int, ids: tuple[str, ...]) -> Command:
    """Return the scan; gitleaks splits --log-opts at blanks, and what lies in its source folder would configure it."""
    name = f"leaks-{number}.json"
    argv = [job.tool("gitleaks"), "git", "--redact=100", "--no-banner", "--no-color", "--log-level=info"]
    argv += ["--platform=none", f"--exit-code={LEAKS}", "--report-format=json", f"--report-path={job.scratch}/{name}"]
    argv += [f"--config={job.root}/{CONFIG}"] if CONFIG in job.texts else []
    argv += [f"--gitleaks-ignore-path={job.root if IGNORE in job.texts else job.scratch}"]
    argv += ["--log-opts=" + " ".join((*SHOWN, patch.FORMAT.replace("%x00", ""), *ids)), job.scratch]
    return Command(tuple(argv), env=_environ(job), timeout=_limit(job), produces=(name,))


def _limit(job: Job) -> float:
    return seconds(job.options["timeout"])


def _environ(job: Job) -> tuple[tuple[str, str], ...]:
    """Return what keeps everything but the slot's objects away from git and gitleaks (git(1), gitleaks --help)."""
    return (
        ("GIT_DIR", job.git),
        ("GIT_WORK_TREE", job.scratch),
        ("GIT_INDEX_FILE", f"{job.scratch}/no-index"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_ATTR_NOSYSTEM", "1"),
        ("HOME", job.scratch),
        ("XDG_CONFIG_HOME", job.scratch),
        ("GIT_DIFF_OPTS", ""),
        ("NO_COLOR", "1"),
        ("GITLEAKS_CONFIG", ""),
        ("GITLEAKS_CONFIG_TOML", ""),
    )


def _blind(job: Job) -> str:
    """Return why nothing could be found, whatever is committed."""
    if job.change is None:
        return "nothing says what is being committed"
    if job.change.lines and not job.change.commits:
        return f"no commit shows the change of {job.change.lines} lines"
    if _without_rules(job.texts.get(CONFIG)):
        return f"{CONFIG} has no rules, so nothing is looked for: set useDefault = true in [extend]"
    return ""


def _without_rules(config: str | None) -> bool:
    """Whether a configuration leaves gitleaks nothing to look for; one that it cannot read it reports itself."""
    if config is None:
        return False
    import tomllib  # noqa: PLC0415 - only where there is such a file

    try:
        said = _lower(tomllib.loads(config))
    except tomllib.TOMLDecodeError:
        return False
    extend = said.get("extend")
    # A file that is extended is not followed: whether it has rules is not known.
    extends = isinstance(extend, dict) and _lower(extend).get("usedefault") is True
    return not said.get("rules") and not extends


def _lower(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with its keys as gitleaks compares them."""
    return {key.lower(): value for key, value in table.items()}


def _shown(outcome: Outcome) -> tuple[tuple[patch.Shown, ...], str]:
    """Read what git shows, and why that cannot be relied on."""
    if outcome.trouble or outcome.code:
        return (), outcome.trouble or common.silent(outcome, "git log")
    try:
        return patch.read(_produced(outcome)), ""
    except ValueError as error:
        return (), f"git log: {error}"


def _produced(outcome: Outcome) -> bytes:
    return next((data for _, data in outcome.files), b"")


class Leak(NamedTuple):
    """What of gitleaks' finding may be known: where it is, not what it is."""

    commit: str
    file: str
    line: int
    rule: str
    says: str


def _leaks(outcome: Outcome) -> list[Leak] | None:
    """Read the report; None where there is none, or not what it should be."""
    try:
        rows = json.loads(decode(_produced(outcome)))
        return [
            Leak(row["Commit"], row["File"], int(row["StartLine"]), row["RuleID"], row["Description"]) for row in rows
        ]
    except (ValueError, TypeError, KeyError):
        return None


def _is_new(job: Job, leak: Leak) -> bool:
    """Whether no side of a merge has a leak's line: the commit that is shown is the difference to one of them."""
    change = job.change
    if not change or change.sides == 1 or leak.commit != change.commits[0] or not leak.line:
        return True
    return change.adds(leak.file, leak.line)


def _brought(leak: Leak, shown: tuple[patch.Shown, ...]) -> bool:
    """Whether a commit itself brings a leak: what a merge has from one of its parents was there before."""
    sides = [each for each in shown if each.commit == leak.commit]
    if not sides or sides[0].parents < 2 or not any(leak.file in side.added for side in sides):  # noqa: PLR2004 - a merge
        return True
    there = (
        leak.line in lines or not leak.line for side in sides for file, lines in side.added.items() if file == leak.file
    )
    return sum(there) >= sides[0].parents


def _unscanned(outcome: Outcome, leaks: list[Leak] | None, shown: tuple[patch.Shown, ...]) -> str:
    """Return why what gitleaks found is not all that there is."""
    said = decode(outcome.stderr)
    error = re.search(TROUBLE, said)
    if error:
        return f"gitleaks: {error[1] or error[2]}"
    if leaks is None or outcome.code != (LEAKS if leaks else 0):
        return common.silent(outcome, "gitleaks")
    scanned = re.search(SCANNED, said)
    seen, size = int(scanned[1]) if scanned else 0, sum(each.size for each in shown)
    return "" if seen == size else f"gitleaks looked at {seen} of the {size} bytes that are added"


def _findings(job: Job, leaks: list[Leak]) -> Iterable[Finding]:
    """Return each place once: a commit of ours shows what one of the user's shows too."""
    order = {commit: number for number, commit in enumerate(job.change.commits if job.change else ())}
    found: dict[Finding, Finding] = {}
    for leak in sorted(leaks, key=lambda leak: order.get(leak.commit, len(order))):
        finding = _finding(job, leak)
        found.setdefault(finding._replace(repeat=""), finding)
    return found.values()


def _finding(job: Job, leak: Leak) -> Finding:
    commit = job.change.wholes.get(leak.commit, leak.commit) if job.change else leak.commit
    real = commit in {job.subject.commit, *(commit.id for commit in job.commits)}
    older = real and commit != job.subject.commit
    message = f"{leak.says} (in commit {commit[:10]})" if older else leak.says
    again = _again(job, leak, commit, real=real)
    return Finding(leak.file, leak.line, 0, leak.rule, message, tool="gitleaks", text=HIDDEN, repeat=again)


def _again(job: Job, leak: Leak, commit: str, *, real: bool) -> str:
    """Return the line that shows a leak again. Of a key in parts gitleaks has to be given the file."""
    options = ("--redact", "--verbose", *(("--config", CONFIG) if CONFIG in job.texts else ()))
    if commit != leak.commit:
        return f"{shlex.join(('git', 'show', f'{commit}:{leak.file}'))} | {shlex.join(('gitleaks', 'stdin', *options))}"
    if real:
        return shlex.join(("gitleaks", "git", "--log-opts", f"--no-walk -m --text {commit}", *options))
    return shlex.join(("gitleaks", "dir", *options, leak.file))


def _parts(findings: Iterable[Finding]) -> tuple[Part, ...]:
    by_file: dict[str, list[Finding]] = {}
    for finding in sorted(findings):
        by_file.setdefault(finding.file, []).append(finding)
    return tuple(Part("file", path, tuple(found)) for path, found in by_file.items())


TASK = Task(
    name="secrets",
    summary="Refuse secrets in what is being committed (gitleaks).",
    plan=plan,
    judge=judge,
    over="change",
    options=(common.timeout("5m"),),
    looks_back=True,
    tools=lambda _: ("gitleaks",),
    stored=lambda _: False,
    room="shared",
)
