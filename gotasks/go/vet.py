"""vet: all analyzers of ``go vet``, tests included.

``go vet -json`` ends with exit status 0 when it has findings, so the verdict comes from what it printed. The JSON
stands on standard output since Go 1.25 or so and on standard error before; type errors always on standard error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from posixpath import dirname
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

OBJECTS = "{{if or .GoFiles .CgoFiles .TestGoFiles}}x{{end}}{{if .XTestGoFiles}}x{{end}}"
"""Prints as many x as vet has objects to print of a package: one with its tests, one of those outside of it."""

POSITION = r"^(.*?):(\d+)(?::(\d+))?$"


def plan(job: Job) -> Plan:
    """Vet each module from its own folder, and list what vet has to tell of."""
    limit = seconds(job.options["timeout"])
    lists, vets = [], []
    for module in job.loadable:
        asked = (*common.tags(job), *patterns.of(job, module))
        listing = ("go", "list", "-find", "-e", "-f", OBJECTS, *asked)
        vetting = ("go", "vet", "-json", _apart(job, module, asked), *asked)
        lists.append(common.go_command(job, module, *listing, limit=limit))
        vets.append(common.go_command(job, module, *vetting, limit=limit))
    return ((*lists, *vets),)


def _apart(job: Job, module: Module, asked: tuple[str, ...]) -> str:
    """Return a flag that changes nothing but keeps apart the cached answers of questions that may harm each other.

    Go 1.26 takes the empty answer that it kept for a package, when it vetted one that imports it, for the answer about
    the package itself: after ``go vet ./a``, ``go vet ./b`` finds nothing in what a imports. Flags are in the cache's
    key, and a further name for printf's list of wrappers is harmless (measured on go1.26.8; 1.22 to 1.25 are right).
    So no package may be vetted for others in one question and for itself in another with the same flag. One that has
    tests within is vetted with them, and by itself for others only; which have such is in the name, as is all else that
    decides what is vetted for itself. Of those that have none, all that stand below what is asked are asked too
    (``only``). Where that was not enough (``doubts``), what is asked in which tree is in the name.
    """
    env = dict(job.toolchain.env)
    chosen = [env.get(name, "") for name in CHOOSING]
    folders = [(each.folder, each.ignores) for each in job.modules]
    shut, tags = job.settings.exclude, job.options.get("tags")
    alone = (asked, job.subject.whole) if job.doubted else ()
    name = digest(module.folder, module.work, shut, folders, job.heads, tags, chosen, alone)
    return f"-printf.funcs=gotasks_{name[:12]}"


def only(job: Job, names: frozenset[str]) -> Job:
    """Return the job about these packages, and about those that have to be asked with them (see ``_apart``)."""
    while True:
        asked = patterns.only(job, names)
        joined = job.keys().joined(frozenset(package.folder for package in asked.packages))
        names = frozenset(package.path for package in job.packages if package.folder in joined)
        if len(names) == len(asked.packages):
            return asked


def doubts(outcomes: tuple[Outcome, ...]) -> bool:
    """Whether Go has told of fewer packages than it was asked about: of some it had answers for others only.

    So after it could not load the tests of one that it was asked about, and vetted it for those that import it.
    """
    listed = _listed(outcomes)
    vetted = (each for each in outcomes if not _lists(each) and not each.code and not each.trouble)
    return any(0 < _told(each) < listed.get(each.command.cwd, 0) for each in vetted)


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Read the JSON objects and the type errors of every module; a module that did not print all is not judged."""
    findings: list[Finding] = []
    strays: list[Finding] = []
    problem = ""
    listed = _listed(outcomes)
    vetted = tuple(each for each in outcomes if not _lists(each))
    for outcome in vetted:
        folder = outcome.command.cwd
        objects, out = _objects(decode(outcome.stdout))
        more, err = _objects(decode(outcome.stderr))
        text = out + err
        told = [*_analyzed(job, folder, objects + more)]
        broken = [*common.build_errors(job, folder, text, "go vet")]
        findings += [*(finding for at_home, finding in told if at_home), *broken]
        strays += (finding for at_home, finding in told if not at_home)
        problem = problem or outcome.trouble or common.unseen(text) or _errors(objects + more)
        if common.empty(text):
            continue
        if outcome.code and not told and not broken:
            problem = problem or common.silent(outcome, "go vet")
        elif not outcome.code:
            problem = problem or _too_few(len(objects + more), listed.get(folder))
    return Result("vet", common.parts(job, findings, strays=strays), problem or common.nothing_loads(job, vetted))


def _lists(outcome: Outcome) -> bool:
    return outcome.command.argv[1] == "list"


def _listed(outcomes: tuple[Outcome, ...]) -> dict[str, int]:
    """Return of how many packages, tests outside of them included, vet has to tell, by the module's folder."""
    return {each.command.cwd: each.stdout.count(b"x") for each in outcomes if _lists(each) and not each.code}


def _told(outcome: Outcome) -> int:
    return sum(len(_objects(decode(stream))[0]) for stream in (outcome.stdout, outcome.stderr))


def _too_few(told: int, listed: int | None) -> str:
    if not told:
        return "go vet printed no JSON, so nothing shows that it looked at a package"
    if listed is None:
        return "go list did not say of how many packages go vet has to tell"
    return f"go vet told of {told} packages only, and was asked about {listed}" if told < listed else ""


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


def _analyzed(job: Job, folder: str, objects: list[dict[str, Any]]) -> Iterator[tuple[bool, Finding]]:
    """Yield each diagnostic, and whether it stands in a file of the package of which it is told."""
    for value in objects:
        for package, analyzers in value.items():
            name = package.split(" ")[0]
            homes = {job.folder_of(path, folder) for path in (name, name.removesuffix("_test"))}
            for analyzer, said in analyzers.items():
                for row in said if isinstance(said, list) else ():
                    match = re.match(POSITION, row["posn"])
                    file, line, column = match.groups() if match else (row["posn"], 0, 0)
                    at = job.place(file, folder)
                    yield (
                        (dirname(at) or ".") in homes,
                        Finding(
                            at,
                            int(line),
                            int(column or 0),
                            analyzer,
                            row["message"],
                            tool="go vet",
                            repeat=common.shown(folder, "go", "vet", f"-{analyzer}", name),
                        ),
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
    doubts=doubts,
    parts=Parts("package", common.package_keys, only),
    room="shared",
)
