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
from gotasks.core.task import Job, Parts, Task
from gotasks.core.tree import Module
from gotasks.go import common, patterns

CHOOSING = ("GOFLAGS", "GOOS", "GOARCH", "CGO_ENABLED")
"""Go's variables that decide, beside the tree, which files count."""

POSITION = re.compile(r"^(.*?):(\d+)(?::(\d+))?$")


def plan(job: Job) -> Plan:
    """Vet each module from its own folder."""
    limit = seconds(job.options["timeout"])
    argv = ("go", "vet", "-json", *common.tags(job))
    return (
        tuple(
            common.go_command(job, module, *argv, _apart(job, module), *patterns.of(job, module), limit=limit)
            for module in job.loadable
        ),
    )


def _apart(job: Job, module: Module) -> str:
    """Return a flag that changes nothing but keeps apart the cached answers of questions that may harm each other.

    Go 1.26 takes the empty answer that it kept for a package, when it vetted one that imports it, for the answer about
    the package itself: after ``go vet ./a``, ``go vet ./b`` finds nothing in what a imports. Flags are in the cache's
    key, and a further name for printf's list of wrappers is harmless (measured on go1.26.8; 1.22 to 1.25 are right).
    So no package may be vetted for others in one question and for itself in another with the same flag. One that has
    tests within is vetted with them, and by itself for others only; which have such is in the name, as is all else that
    decides what is vetted for itself. Of those that have none, all that stand below what is asked are asked too
    (``only``), so what has an answer in the name's cache has its own.
    """
    env = dict(job.toolchain.env)
    chosen = [env.get(name, "") for name in CHOOSING]
    folders = [(each.folder, each.ignores) for each in job.modules]
    shut, tags = job.settings.exclude, job.options.get("tags")
    asked = digest(module.folder, module.work, shut, folders, job.heads, tags, chosen)
    return f"-printf.funcs=gotasks_{asked[:12]}"


def only(job: Job, names: frozenset[str]) -> Job:
    """Return the job about these packages, and about those that have to be asked with them (see ``_apart``)."""
    while True:
        asked = patterns.only(job, names)
        joined = job.keys().joined(frozenset(package.folder for package in asked.packages))
        names = frozenset(package.path for package in job.packages if package.folder in joined)
        if len(names) == len(asked.packages):
            return asked


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
        elif not outcome.code:
            problem = problem or _too_few(job, folder, len(objects + more))
    return Result("vet", common.parts(job, findings), problem or common.nothing_loads(job, outcomes))


def _too_few(job: Job, folder: str, told: int) -> str:
    """Return what is wrong where Go printed fewer objects than packages were asked that are sure to load.

    It prints one for each, and one more where tests stand outside of it.
    """
    if not told:
        return "go vet printed no JSON, so nothing shows that it looked at a package"
    keys = job.keys()
    asked = [package for package in job.packages if package.module == folder and package.folder in keys.keys]
    sure = sum(package.folder not in keys.bound for package in asked)
    return f"go vet told of {told} packages only, and was asked about {sure}: go clean -cache" if told < sure else ""


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
    parts=Parts("package", common.package_keys, only),
    room="shared",
)
