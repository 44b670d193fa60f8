"""vet: all analyzers of ``go vet``, tests included.

``go vet -json`` ends with exit status 0 when it has findings, so the verdict comes from what it printed. The JSON
stands on standard output since Go 1.25 or so and on standard error before; type errors always on standard error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from gotasks.core import options
from gotasks.core.command import Outcome, Plan, decode
from gotasks.core.keys import digest
from gotasks.core.options import Option, seconds
from gotasks.core.result import Finding, Result
from gotasks.core.task import Job, Task, by_packages
from gotasks.core.tree import Module
from gotasks.go import common, patterns

CHOOSING = ("GOFLAGS", "GOOS", "GOARCH", "CGO_ENABLED")
"""Go's variables that decide, beside the tree, which files count."""

POSITION = re.compile(r"^(.*?):(\d+)(?::(\d+))?$")


def plan(job: Job) -> Plan:
    """Vet each module from its own folder."""
    limit = seconds(job.options["timeout"])
    argv = ("go", "vet", "-json", *common.tags(job))
    modules = ((module, patterns.of(job, module)) for module in job.loadable)
    return (
        tuple(
            common.go_command(job, module, *argv, _apart(job, module, names), *names, limit=limit)
            for module, names in modules
        ),
    )


def _apart(job: Job, module: Module, names: tuple[str, ...]) -> str:
    """Return a flag that changes nothing but keeps the cached answers of different questions apart.

    Go 1.26 takes the empty answer that it kept for a package, when it vetted one that imports it, for the answer about
    the package itself: after ``go vet ./a``, ``go vet ./b`` finds nothing in what a imports. Flags are in the cache's
    key, and a further name for printf's list of wrappers is harmless (measured on go1.26.8; 1.22 to 1.25 are right).
    A package that has tests is vetted with them and by itself for others only, so they are in the name, as all else
    is that decides what is vetted for itself.
    """
    env = dict(job.toolchain.env)
    chosen = [env.get(name, "") for name in CHOOSING]
    folders = [(each.folder, each.ignores) for each in job.modules]
    asked = digest(module.folder, module.work, names, folders, job.heads, job.options.get("tags"), chosen)
    return f"-printf.funcs=gotasks_{asked[:12]}"


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Read the JSON objects and the type errors of every module; a module that printed neither is not judged."""
    findings: list[Finding] = []
    problem = ""
    for outcome in outcomes:
        folder = outcome.command.cwd
        objects, out = _objects(decode(outcome.stdout))
        more, err = _objects(decode(outcome.stderr))
        text = out + err
        told = [*_analyzed(job, folder, objects + more), *common.build_errors(job, folder, text, "go vet")]
        findings += told
        problem = problem or outcome.trouble or common.unseen(text) or _errors(objects + more)
        if common.empty(text):
            continue
        if outcome.code and not told:
            problem = problem or common.silent(outcome, "go vet")
        elif not outcome.code and not objects and not more:
            problem = problem or "go vet printed no JSON, so nothing shows that it looked at a package"
    return Result("vet", common.parts(job, findings), problem or common.nothing_loads(job, outcomes))


def _objects(text: str) -> tuple[list[dict[str, Any]], str]:
    """Take the JSON objects out of a stream; return them and the lines between."""
    decoder = json.JSONDecoder()
    objects: list[dict[str, Any]] = []
    lines: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "{":
            try:
                value, at = decoder.raw_decode(text, at)
                objects.append(value)
                continue
            except json.JSONDecodeError:
                pass
        end = text.find("\n", at) + 1 or len(text)
        lines.append(text[at:end])
        at = end
    return objects, "".join(lines)


def _analyzed(job: Job, folder: str, objects: list[dict[str, Any]]) -> Iterator[Finding]:
    for value in objects:
        for package, analyzers in value.items():
            for analyzer, said in analyzers.items():
                for row in said if isinstance(said, list) else ():
                    match = POSITION.match(row["posn"])
                    file, line, column = match.groups() if match else (row["posn"], 0, 0)
                    yield Finding(
                        job.place(file, folder),
                        int(line),
                        int(column or 0),
                        analyzer,
                        row["message"],
                        tool="go vet",
                        repeat=common.shown(folder, "go", "vet", f"-{analyzer}", package.split(" ")[0]),
                    )


def _errors(objects: list[dict[str, Any]]) -> str:
    """Return what an analyzer says when it could not do its work: an object with ``error`` in place of the list."""
    for value in objects:
        for package, analyzers in value.items():
            for analyzer, said in analyzers.items():
                if isinstance(said, dict):
                    return f"go vet's {analyzer} did not work on {package}: {said.get('error', said)}"
    return ""


TASK = Task(
    name="vet",
    summary="Run all of go vet's analyzers, tests included.",
    plan=plan,
    judge=judge,
    options=(Option("tags", options.LIST, "Build tags, as go vet -tags."), common.timeout("30m")),
    rests=by_packages,
    room="shared",
)
