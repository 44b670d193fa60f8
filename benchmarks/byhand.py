"""The commands behind gotasks' tasks as a person types them, and what their plain text says. Nothing of gotasks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from os.path import normpath, relpath

Spot = tuple[str, int, str]
"""File, line, and the rule or message: what two findings are compared by."""

Spots = frozenset[Spot]
Run = Callable[..., str]
"""Runs a command in the clone, with variables by name, and returns all that it printed."""

TARGETS = ("linux/amd64", "linux/arm64", "darwin/arm64", "windows/amd64")
UNCAPPED = ("--max-same-issues=0", "--max-issues-per-linter=0", "--uniq-by-line=false")
PLAIN = ("--show-stats=false", "--color=never", "--output.text.print-issued-lines=false")
TESTS = ("test", "-race", "-covermode=atomic", "-vet=off")

PLACED = re.compile(r"^(?:vet: )?([^\s:#][^:\n]*):(\d+):(?:\d+:)? (.*)$", re.MULTILINE)
LINTED = re.compile(r"^([^\s:][^:\n]*):(\d+):(?:\d+:)? (.*?) \((\w+)\)$", re.MULTILINE | re.DOTALL)
TESTED = re.compile(r"^(?: *--- FAIL: (\S+) \(.*|(?:FAIL|ok  )\t(\S+).*)$", re.MULTILINE)
HUNK = re.compile(r"@@ -(\d+)")


class Unreachable(Exception):  # noqa: N818 - no error: this machine lacks something
    """What a command needs is not to be had here."""


def fmt(run: Run, program: str) -> Iterator[Spot]:
    """Yield where each hunk begins to differ, less the folders that Go's tools pass over (``go help packages``)."""
    path, line, inside = "", 0, False
    for row in run(program, "-d", ".").splitlines():
        hunk = HUNK.match(row)
        if row.startswith("diff "):
            path, inside = normpath(row.split()[1].removesuffix(".orig")), False
        elif hunk:
            line, inside = int(hunk[1]), True
        elif inside and row[:1] in {"-", "+"}:
            inside = False
            folders = path.split("/")[:-1]
            if not any(name[0] in "_." or name in {"testdata", "vendor"} for name in folders):
                yield path, line, ""
        else:
            line += 1


def vet(run: Run, program: str) -> Iterator[Spot]:
    """Yield the lines of ``go vet``."""
    yield from _placed(run(program, "vet", "./..."))


def staticcheck(run: Run, program: str) -> Iterator[Spot]:
    """Yield the lines of staticcheck, in its form ``text``: the code stands behind the message."""
    for path, line, text in _placed(run(program, "-f", "text", "./...")):
        message, _, code = text.rpartition(" (")
        yield path, line, f"{code.rstrip(')')}: {message.strip()}"


def lint(run: Run, program: str) -> Iterator[Spot]:
    """Yield the lines of golangci-lint; where the module has no configuration, revive is added to its standard."""
    configured = ".golangci." in run("git", "ls-files")
    chosen = () if configured else ("--no-config", "--default=standard", "--enable=revive")
    for path, line, text, linter in LINTED.findall(run(program, "run", *chosen, *UNCAPPED, *PLAIN, "./...")):
        yield normpath(path), int(line), f"{linter}: {first(text)}"


def race_test(run: Run, program: str, *flags: str) -> Iterator[Spot]:
    """Yield folder and name of each failing test; of a test and its failing subtests the subtests.

    The counters of ``-covermode=atomic`` are atomic operations, which order goroutines: some races are not seen then.
    """
    module = run(program, "list", "-m").strip()
    failed: set[str] = set()
    for test, package in TESTED.findall(run(program, *TESTS, *flags, "./...")):
        if test:
            failed.add(test)
            continue
        yield from ((relpath(package, module), 0, name) for name in leaves(failed))
        failed.clear()


def mod(run: Run, program: str) -> Iterator[Spot]:
    """Yield the files that are not tidy, and modules that are not what was downloaded."""
    for path in re.findall(r"^diff current/(\S+) ", run(program, "mod", "tidy", "-diff"), re.MULTILINE):
        yield path, 0, "tidy"
    for _ in re.findall(r"has been modified", run(program, "mod", "verify")):
        yield "go.sum", 0, "verify"


def vuln(run: Run, program: str) -> Iterator[Spot]:
    """Yield the ids that govulncheck lists as called. Raises Unreachable without its database."""
    said = run(program, "./...")
    if "fetching vulnerabilities" in said:
        raise Unreachable("no network to vuln.go.dev")
    for name in re.findall(r"^Vulnerability #\d+: (\S+)$", said, re.MULTILINE):
        yield "", 0, name


def crossbuild(run: Run, program: str) -> Iterator[Spot]:
    """Yield what the compiler says for each target."""
    for target in TARGETS:
        goos, goarch = target.split("/")
        yield from _placed(run(program, "build", "./...", GOOS=goos, GOARCH=goarch, CGO_ENABLED="0"))


def leaves(names: set[str]) -> set[str]:
    """Return the tests of which no subtest is among the names."""
    return {name for name in names if not any(other.startswith(f"{name}/") for other in names)}


def first(text: str) -> str:
    """Return the first line of a message."""
    return text.partition("\n")[0].strip()


def _placed(text: str) -> Iterator[Spot]:
    for path, line, said in PLACED.findall(text):
        yield normpath(path), int(line), said.strip()


COMMANDS: dict[str, Callable[..., Iterator[Spot]]] = {
    "fmt": fmt,
    "vet": vet,
    "staticcheck": staticcheck,
    "lint": lint,
    "race-test": race_test,
    "mod": mod,
    "vuln": vuln,
    "crossbuild": crossbuild,
}
