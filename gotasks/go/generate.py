"""generate: runs ``go generate`` in the slot and shows what that changes; nothing is written to the user's files.

``go generate -x`` prints each command before it runs it, so that no word at all means that there was no directive
(``go help generate``). A generator that failed ends the plan: what it would have made is not known then. What
``.gitignore`` names does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gotasks.core import options
from gotasks.core.command import Command, Outcome, Plan, decode
from gotasks.core.options import Option, seconds
from gotasks.core.result import Finding, Result
from gotasks.core.task import Job, Task
from gotasks.core.tree import Module
from gotasks.go import common, differences, loading, patterns
from gotasks.go.differences import Difference

FAILED = r'(?m)^(?P<file>[^\s:][^:\n]*):(?P<line>\d+): (?P<said>running "(?P<name>.*)": (?P<why>.*)|.*)$'
"""How go generate says that a directive did not work."""

ABSENT = r"executable file not found|^fork/exec /.*no such file or directory|^exit status 127$"
"""What is said of a program that is not there, which tells nothing of the tree; a shell says it by its exit status."""

OFFLINE = (
    r"dial tcp|no such host|connection re(?:fused|set)|i/o timeout|TLS handshake|proxyconnect|x509:"
    r"|: reading \S+: \d{3} [A-Z]"
)
"""Signs that a generator wanted something of the network that it did not get."""

LINES = 20
"""Lines of a generator's own words that a message keeps."""


def plan(job: Job) -> Plan:
    """Generate in one module after the other, as generators may build on each other; then let git show what changed."""
    limit = seconds(job.options["timeout"])
    steps = [(_generate(job, module, limit),) for module in job.loadable]
    show = (
        differences.git(job, "diff", *differences.SHOW, "--ignore-submodules", limit=limit),
        differences.git(job, "ls-files", "-z", "--others", "--exclude-standard", limit=limit),
    )
    return (*steps, show)


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Make a finding of each file that generating changes, makes or removes, and of a generator that failed."""
    findings: list[Finding] = []
    problem = ""
    silent = True
    shown = 0
    for outcome in outcomes:
        git = outcome.command.argv[0] == "git"
        silent = silent and (git or not _spoke(outcome))
        if git and not outcome.code and not outcome.trouble:
            findings += _changed(job, outcome)
            shown += 1
        elif outcome.code or outcome.trouble:
            found, why = _failed(job, outcome)
            findings += found
            problem = problem or why
    if shown < 2 and not problem:  # noqa: PLR2004 - what git shows of known files and of new ones
        problem = "what generating changes is not known, because not all of it could run"
    if silent and not findings and not problem:
        return Result("generate", skipped="no //go:generate directive here")
    return Result("generate", common.parts(job, findings), problem)


def _generate(job: Job, module: Module, limit: float) -> Command:
    said = job.options.get("run")
    flags = (f"-run={said}",) if said else ()
    return Command(
        ("go", "generate", "-x", *flags, *patterns.of(job, module)),
        module.folder,
        (module.gowork(job.root),),
        timeout=limit,
        environment="fetch",
        writes=True,
    )


def _spoke(outcome: Outcome) -> bool:
    """Whether a directive ran, by what -x prints."""
    words = decode(outcome.stderr).split("\n")
    return any(line and not line.startswith("go: ") for line in words) or bool(outcome.stdout)


def _changed(job: Job, outcome: Outcome) -> Iterator[Finding]:
    """Read what git shows: differences of files that it knows, or the names of those that it does not."""
    if outcome.command.argv[1] == "diff":
        yield from (_difference(job, each) for each in differences.read(outcome.stdout))
        return
    for name in outcome.stdout.split(b"\0")[:-1]:
        path = name.decode("utf-8", "surrogateescape")
        yield _finding(job, path, 0, "go generate makes this file, and it is not in the tree", "")


def _difference(job: Job, each: Difference) -> Finding:
    if each.status == "D":
        return _finding(job, each.path, 0, "go generate removes this file", "")
    return _finding(job, each.path, each.line, f"go generate changes this file\n{each.short}", each.changes)


def _finding(job: Job, path: str, line: int, said: str, text: str) -> Finding:
    again = loading.line(job.module_folder(path), "go", "generate", "./...")
    return Finding(path, line, 0, "generate", said, tool="go generate", text=text, repeat=again)


def _failed(job: Job, outcome: Outcome) -> tuple[tuple[Finding, ...], str]:
    """Say why generating ended early: a program or the network that is not there is no fault of the tree."""
    words = decode(outcome.stderr)
    problem = outcome.trouble or common.unseen(words)
    marks = [*re.finditer(FAILED, words)]
    mark = marks[-1] if marks else None
    if problem or not mark:
        return (), problem or common.silent(outcome, " ".join(outcome.command.argv[:2]))
    place = f"{job.place(mark['file'], outcome.command.cwd)}:{mark['line']}"
    if re.search(ABSENT, mark["why"] or ""):
        return (), (
            f"{place} runs a program that is not here ({mark['said']}): install it, or let go.mod name it "
            "(go get -tool) and run it by go tool"
        )
    offline = re.search(OFFLINE, words)
    if offline:
        line = next(row for row in words.split("\n") if offline[0] in row).strip()
        return (), f"{place} wants something of the network that did not come ({line})"
    own = _own(words[: mark.start()], mark["name"] or "")
    finding = Finding(
        job.place(mark["file"], outcome.command.cwd),
        int(mark["line"]),
        0,
        "generate",
        f"{mark['said']}\n{own}".strip(),
        tool="go generate",
        repeat=loading.line(outcome.command.cwd, "go", "generate", "./..."),
    )
    return (finding,), "the generators after it did not run, and what generating changes is not known"


def _own(words: str, name: str) -> str:
    """Return the last of what a generator printed: after the line by which -x names it."""
    rows = [row for row in words.split("\n") if row.strip()]
    starts = [index for index, row in enumerate(rows, 1) if name and f"{row} ".startswith(f"{name} ")]
    return "\n".join(rows[starts[-1] :][-LINES:]) if starts else ""


TASK = Task(
    name="generate",
    summary="Refuse what go generate would change; it runs in a private checkout.",
    plan=plan,
    judge=judge,
    options=(
        Option("run", options.TEXT, "Only directives that match, as go generate -run."),
        common.timeout("30m"),
    ),
    stored=lambda _: False,
)
