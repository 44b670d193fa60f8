"""lint: golangci-lint v2 with the tree's configuration, else with its standard linters and revive.

Its JSON is one line (``Issues`` and ``Report``) whatever else it prints; where it cannot begin there is none, and
the reason stands on standard error. https://golangci-lint.run/docs/configuration/cli/
"""

import json
import re
from collections.abc import Mapping
from posixpath import join
from typing import Any, NamedTuple

from gotasks.core import options
from gotasks.core.command import Command, Outcome, Plan, decode
from gotasks.core.keys import digest
from gotasks.core.options import Option, seconds
from gotasks.core.result import Finding, Result
from gotasks.core.task import Job, Task
from gotasks.core.tree import LINK, Module
from gotasks.go import common, golangci, loading, patterns
from gotasks.go.common import Located

NAME = "golangci-lint"

OURS = ("--no-config", "--default=standard")
EXTRA = "revive"
"""What is enabled beside the standard linters where the tree has no configuration."""

UNCAPPED = ("--max-same-issues=0", "--max-issues-per-linter=0", "--uniq-by-line=false")
"""With its caps, what golangci-lint shows of one finding depends on the others."""

ALL = ("--new=false", "--new-from-rev=", "--new-from-merge-base=", "--new-from-patch=", "--whole-files=false")
"""All findings, whatever the configuration says: gotasks compares them with its own baseline."""

OUTPUT = (
    "--path-mode=abs",
    "--path-prefix=",
    "--show-stats=false",
    "--color=never",
    "--output.json.path=stdout",
    *(
        f"--output.{form}.path="
        for form in ("text", "tab", "html", "checkstyle", "code-climate", "junit-xml", "teamcity", "sarif")
    ),
)
"""JSON alone: a configuration may name other forms, and files for them."""

RUN = ("--allow-parallel-runners", "--timeout=0", "--issues-exit-code=1", "--fix=false")

GIT_ROOT = r"relative-path-mode[\"']?\s*[:=]\s*[\"']?gitroot\b"
NEW = r"\bnew(?:-from-(?:rev|patch|merge-base))?[\"']?\s*[:=]"

ENDED = "The command is terminated due to an error: "
LOGGED = r"(?m)^level=error msg=(?P<text>\".*\"|\S+)$"

WARNINGS = frozenset(["warning", "info", "note", "hint", "low", "minor"])
"""Severities below an error; a configuration may name any."""

HIDDEN = (
    "golangci-lint leaves other findings out while a package does not compile: mend it, or name its folder in exclude"
)
SUGGESTED = "Suggested new configuration"
NO_FILES = "context loading failed: no go files to analyze"
"""Said of a module without a package; the same of one package means that something imports what is not there."""


def needs_git(text: str) -> bool:
    """Whether a configuration makes golangci-lint ask git for the repository's root."""
    return bool(re.search(GIT_ROOT, text))


def plan(job: Job) -> Plan:
    """Lint each module from its own folder."""
    return (tuple(_command(job, module) for module in job.loadable),)


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Join the findings of all modules; what does not compile has the rule ``build``."""
    seen = [_seen(job, outcome) for outcome in outcomes]
    problem = next((each.problem for each in seen if each.problem), "")
    if all(each.empty for each in seen):
        problem = problem or common.NOTHING
    notes = dict.fromkeys(note for each in seen for note in each.notes)
    return Result(
        "lint", common.parts(job, (found for each in seen for found in each.findings)), problem, notes=(*notes,)
    )


def _command(job: Job, module: Module) -> Command:
    """Return the command of a module.

    The cache is gotasks' own, and stays: the one in the user's folder may replay findings of other checkouts. The
    patch that golangci-lint takes from the environment would hide findings.
    """
    config = _config(job, module.folder)
    chosen = (f"--config={job.root}/{config}",) if config else OURS
    argv = (job.tool(NAME), "run", *chosen, *_linters(job, config), *_tags(job), *UNCAPPED, *ALL, *RUN, *OUTPUT)
    limit = seconds(job.options["timeout"])
    command = common.go_command(job, module, *argv, *patterns.of(job, module), limit=limit)
    name = f"{golangci.cache(NAME, job.texts.get(config, ''), job.entries)}-{golangci.target(job)}"
    cache = ("GOLANGCI_LINT_CACHE", join(job.cache, name))
    patch = ("GOLANGCI_DIFF_PROCESSOR_PATCH", "")
    git = (("GIT_DIR", job.git), ("GIT_WORK_TREE", job.root)) if _asks_git(job, config) else ()
    return command._replace(env=(*command.env, cache, patch, *git))


def _config(job: Job, folder: str) -> str:
    """Return the configuration file of a module: the nearest, in its folder or above it, that is in the tree."""
    return golangci.nearest({entry.path: "" for entry in job.entries}, folder)


def _asks_git(job: Job, config: str) -> bool:
    """Whether git's variables are to be set; of a link's text nothing is known here."""
    linked = any(entry.path == config and entry.mode == LINK for entry in job.entries)
    return linked or needs_git(job.texts.get(config, ""))


def _linters(job: Job, config: str) -> tuple[str, ...]:
    """Return the flags that choose linters; one that is enabled and disabled at once would be an error."""
    disable = job.options.get("disable") or ()
    enable = job.options.get("enable") or ()
    if not config and EXTRA not in (*disable, *enable):
        enable = (EXTRA, *enable)
    said = (("enable", enable), ("disable", disable))
    return tuple(f"--{name}={','.join(linters)}" for name, linters in said if linters)


def _tags(job: Job) -> tuple[str, ...]:
    tags = ",".join(job.options.get("tags") or ())
    return (f"--build-tags={tags}",) if tags else ()


class Seen(NamedTuple):
    """What came of one module; ``empty`` when it has no package that loads."""

    findings: tuple[Finding, ...] = ()
    problem: str = ""
    notes: tuple[str, ...] = ()
    empty: bool = False


def _seen(job: Job, outcome: Outcome) -> Seen:
    rows = _report(decode(outcome.stdout))
    if outcome.trouble or rows is None:
        return _stopped(job, outcome)
    findings, problem = _issues(job, outcome.command.cwd, rows["Issues"])
    report = rows.get("Report") or {}
    error = report.get("Error", "")
    if error:
        problem = problem or loading.unseen(error, NAME) or _error(job, error)
    elif outcome.code not in ({1} if rows["Issues"] else {0}):
        problem = problem or common.silent(outcome, NAME)
    warnings = (str(row.get("Text", "")).split("\n")[0] for row in report.get("Warnings") or ())
    notes = tuple(f"{NAME}: {loading.tidy(job, text)}" for text in warnings if not text.startswith(SUGGESTED))
    return Seen(findings, problem, notes)


def _report(text: str) -> dict[str, Any] | None:
    """Take golangci-lint's one JSON object from its output, or None where it printed none."""
    for line in text.splitlines():
        if line.startswith('{"Issues":'):
            try:
                rows = json.loads(line)
            except ValueError:
                return None
            return rows if isinstance(rows.get("Issues"), list) else None
    return None


def _issues(job: Job, folder: str, rows: list[dict[str, Any]]) -> tuple[tuple[Finding, ...], str]:
    """Read the findings. While a package does not compile the others are analyzed in part, and nobody knows which."""
    findings: list[Finding] = []
    problem = ""
    for row in rows:
        at = row["Pos"]
        said = Located(at["Filename"], at["Line"], at["Column"], row["Text"].removeprefix(": "))
        if row["FromLinter"] == "typecheck":
            found, why = loading.unloaded(job, folder, said, NAME)
            findings += found
            problem = problem or why or HIDDEN
        else:
            findings.append(_finding(job, folder, said, row))
    return tuple(findings), problem


def _finding(job: Job, folder: str, said: Located, row: Mapping[str, Any]) -> Finding:
    file = job.place(said.file, folder)
    return Finding(
        file,
        said.line,
        said.column,
        row["FromLinter"],
        loading.tidy(job, said.text),
        "warning" if str(row.get("Severity", "")).lower() in WARNINGS else "error",
        NAME,
        repeat=_again(job, folder, file),
    )


def _again(job: Job, folder: str, file: str) -> str:
    """Return the line that shows the findings of a package again; golangci-lint finds the configuration by itself."""
    config = _config(job, folder)
    chosen = (*(() if config else OURS), *_linters(job, config), *_tags(job), *UNCAPPED)
    every = ALL if re.search(NEW, job.texts.get(config, "")) else ()
    return loading.line(folder, NAME, "run", *chosen, *every, loading.package(folder, file))


def _stopped(job: Job, outcome: Outcome) -> Seen:
    """Explain a run that printed no report."""
    folder = outcome.command.cwd
    said = loading.tidy(job, _said(decode(outcome.stderr)))
    if NO_FILES in said and not outcome.trouble:
        return Seen(empty=True)
    findings = tuple(common.build_errors(job, folder, loading.told(said), NAME))
    problem = outcome.trouble or _configuration(job, folder, said) or loading.unseen(said, NAME)
    if findings and not problem:
        return Seen(findings)
    if not problem and not outcome.code:
        problem = f"{NAME} printed no report, so nothing shows that it looked at a package"
    return Seen(findings, problem or loading.ended(outcome, NAME, said))


def _said(words: str) -> str:
    """Return what golangci-lint says last of why it ended: its own error, or the last that it logged."""
    if ENDED in words:
        return words.rpartition(ENDED)[2].strip()
    logged = [match["text"] for match in re.finditer(LOGGED, words)]
    if not logged:
        return words.strip()
    try:
        return str(json.loads(logged[-1]))
    except ValueError:
        return logged[-1]


def _configuration(job: Job, folder: str, said: str) -> str:
    """Return the problem of a configuration that golangci-lint does not take, or nothing."""
    config = _config(job, folder)
    if "unsupported version of the configuration" in said:
        return f"{config} is not written for golangci-lint v2: run golangci-lint migrate --config {config}"
    return f"{config}: {said}" if config and said.startswith("can't load config: can't") else ""


def _error(job: Job, error: str) -> str:
    """Word an error that stands in the report: it looked at other packages, but not at all."""
    text = loading.tidy(job, error)
    folder = text.partition(loading.SHUT_OUT)[2]
    if folder:
        return f"build constraints exclude all Go files in {folder}, which stops golangci-lint: name it in exclude too"
    return f"{NAME}: {text}"


def _rests(job: Job) -> str:
    """Return what a result rests on: the packages, and the files that the configurations name."""
    configs = dict.fromkeys(_config(job, module.folder) for module in job.loadable)
    return digest(
        common.by_packages(job), [golangci.cache(NAME, job.texts.get(each, ""), job.entries) for each in configs]
    )


TASK = Task(
    name="lint",
    summary="Run golangci-lint, with the tree's configuration or its standard linters and revive.",
    plan=plan,
    judge=judge,
    options=(
        Option("enable", options.LIST, "Linters to run beside those of the configuration."),
        Option("disable", options.LIST, "Linters not to run."),
        Option("tags", options.LIST, "Build tags, beside those of the configuration."),
        common.timeout("30m"),
    ),
    tools=lambda _: (NAME,),
    rests=_rests,
    recurring=frozenset({"goconst", "dupl"}),
    room="shared",
)
