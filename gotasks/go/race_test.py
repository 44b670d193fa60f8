"""race-test: ``go test`` with the race detector and coverage.

The verdict comes from the event stream, never from the exit status alone; ``go vet`` is a task of its own, so it does
not run once more here. Coverage is counted in statements over all modules together, and ``minimum`` is judged on the
exact ratio.
"""

import re
from collections.abc import Iterator
from functools import partial
from posixpath import dirname, relpath
from typing import NamedTuple

from gotasks.core import options
from gotasks.core.baseline import BUILD
from gotasks.core.command import Command, Outcome, Plan, Step, decode
from gotasks.core.coverage import Coverage, Covered, joined, merge
from gotasks.core.options import Option, seconds
from gotasks.core.result import Finding, Result
from gotasks.core.task import Job, Parts, Task
from gotasks.core.tree import Module
from gotasks.go import common, patterns, race_parts, reading, testjson, vet
from gotasks.go.failures import Failure, failures

UNBUILT = r"(?m)^FAIL\t\S+ \[(?:build|setup) failed\]$"
PROFILE = "cover-{}.out"
FLAGS = ("tags", "short", "run", "count", "shuffle", "p")
MINIMA = ("minimum", "minimum-package", "minimum-file")


def plan(job: Job) -> Plan:
    """Build each module's test binaries from its own folder, then start each in its package's: see ``reading``."""
    if _refused(job):
        return ()
    steps: list[Step] = []
    for piece in race_parts.rounds(job):
        modules = [module for module in piece.loadable if patterns.of(piece, module)]
        builds = tuple(_build(piece, module) for module in modules)
        steps += (builds, *race_parts.side_by_side(piece, [*_starts(piece)]))
    return tuple(steps)


def _build(job: Job, module: Module) -> Command:
    profile = PROFILE.format(job.modules.index(module))
    return common.go_command(
        job,
        module,
        "go",
        "test",
        "-vet=off",
        *_race(job),
        "-covermode=atomic",
        f"-coverprofile={job.scratch}/{profile}",
        "-json",
        *reading.EXEC,
        *(reading.STAY if race_parts.crossing(job) else ()),
        *_flags(job),
        *patterns.of(job, module),
        limit=2 * seconds(job.options["timeout"]) + 3600,
        env=reading.env(job),
        produces=(profile,),
    )._replace(alone=True)


def _starts(job: Job) -> Iterator[Command]:
    """Yield the commands that run the tests of each package that has a test file.

    A test stops itself at its timeout. Go gives it as much as this beyond that before it stops it, and its output.
    """
    limit = seconds(job.options["timeout"])
    limit += 2 * max(60, limit / 10)
    tested = {dirname(path) or "." for path in job.files if path.endswith("_test.go")}
    modules = {module.folder: module for module in job.modules}
    for package in job.packages:
        if package.folder in tested:
            yield reading.start(job, modules[package.module], package, limit)


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Join the modules: findings, problem, notes on packages without tests, coverage and its minimum."""
    if _refused(job):
        return Result("race-test", problem=_refused(job))
    findings: list[Finding] = []
    untested: dict[str, str] = {}
    problem = ""
    builds = [outcome for outcome in outcomes if outcome.command.argv[0] == "go"]
    started = reading.told(job, outcomes)
    for outcome in builds:
        built = testjson.read(decode(outcome.stdout))
        mine = [each for each in started if each.name in built.packages and each.module == outcome.command.cwd]
        ran = {each.name: run for each in mine if (run := each.ran())}
        stream = built._replace(packages={**built.packages, **ran})
        told = [*_findings(job, outcome.command.cwd, stream, outcome)]
        findings += told
        problem = problem or _problem(outcome, stream, told) or reading.unstarted(built, mine, ran)
        untested |= {
            name: race_parts.UNTESTED
            for name, package in stream.packages.items()
            if not package.tests and package.action in {"pass", "skip"}
        }
    coverage, trouble = _coverage(job, builds, started)
    problem = problem or trouble or common.nothing_loads(job, builds)
    return Result("race-test", common.parts(job, findings, untested), problem, coverage=coverage)


def close(job: Job, result: Result) -> Result:
    """Judge the minimum of coverage, on all packages together, and say what holds for all of the tests."""
    result = result._replace(notes=_notes(job))
    asked = any(job.options.get(name) is not None for name in MINIMA)
    if not asked or job.options.get("run") or result.findings or result.problem:
        return result
    if result.coverage is None:
        return result._replace(problem="no coverage profile was written, so the minimum cannot be judged")
    found = tuple(_below_minimum(job, result.coverage))
    return common.more(job, result, found)


def _refused(job: Job) -> str:
    """Return why nothing is run where the race detector is required and cannot be had."""
    required = job.settings.race == "required" and job.toolchain.race
    return f'the race detector cannot run and race = "required": {job.toolchain.race}' if required else ""


def _notes(job: Job) -> tuple[str, ...]:
    notes = [f"tests ran without the race detector: {job.toolchain.race}"] if job.toolchain.race else []
    if job.options.get("run"):
        minimum = any(job.options.get(name) is not None for name in MINIMA)
        therefore = ", so the minimum of coverage is not judged" if minimum else ""
        notes.append(f"only the tests that match {job.options['run']} ran{therefore}")
    return tuple(notes)


def _race(job: Job) -> tuple[str, ...]:
    return () if job.toolchain.race else ("-race",)


def _flags(job: Job) -> tuple[str, ...]:
    """Return the flags of ``go test`` that were asked for; a list is joined by commas, a switch stands alone."""
    said = [f"-timeout={job.options['timeout']}"]
    for name in FLAGS:
        value = job.options.get(name)
        if value is True:
            said.append(f"-{name}")
        elif value:
            said.append(f"-{name}={','.join(value) if isinstance(value, tuple) else value}")
    return tuple(said)


def _findings(job: Job, folder: str, stream: testjson.Stream, outcome: Outcome) -> Iterator[Finding]:
    loose = stream.other + decode(outcome.stderr)
    for text in (*stream.builds.values(), loose):
        yield from common.build_errors(job, folder, text, "go test")
    for name, package in stream.packages.items():
        # A TestMain may end with status 0 whatever its tests did: a test that failed is red all the same.
        red = package.action == "fail" or any(test.action == "fail" for test in package.tests.values())
        if not red or package.failed_build or _unbuilt(package):
            continue
        at = job.folder_of(name, folder) or folder
        for failure in failures(package, lambda file: file.startswith(job.root + "/")):
            if failure.rule != "package" or not common.unseen(failure.message):
                yield _finding(job, Tested(name, folder, at), failure)


def _unbuilt(package: testjson.PackageRun) -> bool:
    return bool(re.search(UNBUILT, package.output))


class Tested(NamedTuple):
    """A package: its import path, its module's folder and its own."""

    name: str
    module: str
    folder: str


def _finding(job: Job, at: Tested, failure: Failure) -> Finding:
    file = job.place(failure.file, "." if failure.file.startswith("/") else at.folder) if failure.file else ""
    told = failure.message.replace(f"{job.root}/", "")
    message = told if file else f"{at.name}: {told}"
    again = _again(job, at, failure.test)
    return Finding(file, failure.line, 0, failure.rule, message, tool="go test", repeat=again)


def _again(job: Job, at: Tested, test: str) -> str:
    """Return the line that repeats one test: -run takes an expression for each level (``go help testflag``)."""
    pick = ("-run", "/".join(f"^{re.escape(name)}$" for name in test.split("/"))) if test else ()
    said = (flag for flag in _flags(job) if flag != "-timeout=10m" and not flag.startswith(("-run=", "-p=")))
    below = relpath(at.folder, at.module)
    package = below if below == "." else f"./{below}"
    return common.shown(at.module, "go", "test", *_race(job), *said, *pick, package)


def _problem(outcome: Outcome, stream: testjson.Stream, told: list[Finding]) -> str:
    printed = "".join(stream.builds.values()) + stream.other + decode(outcome.stderr)
    printed += "".join(package.output for package in stream.packages.values() if package.action == "fail")
    if outcome.trouble or common.unseen(printed):
        return outcome.trouble or common.unseen(printed)
    if common.empty(printed):
        return ""
    cut = [name for name, package in stream.packages.items() if not package.action]
    if cut:
        return f"go test ended before {cut[0]} did"
    if outcome.code and not told:
        return common.silent(outcome, "go test")
    if not stream.packages and not told:
        return "go test printed no event, so nothing shows that a test ran"
    return ""


def _coverage(job: Job, builds: list[Outcome], started: list[reading.Told]) -> tuple[Coverage | None, str]:
    """Add the modules up. Each is counted alone, because two modules of a tree may have one path."""
    profiles: dict[str, list[str]] = {}
    rows = [(outcome.command.cwd, outcome.files) for outcome in builds]
    for module, files in (*rows, *((each.module, each.outcome.files) for each in started)):
        told = [data.decode("utf-8", "surrogateescape") for name, data in files if name.endswith(".out")]
        if told:
            profiles.setdefault(module, []).extend(told)
    try:
        found = [merge(texts, partial(job.file_of, near=module)) for module, texts in profiles.items()]
    except ValueError as error:
        return None, f"the coverage profile is broken: {error}"
    return (joined(found) if found else None), ""


def _below_minimum(job: Job, coverage: Coverage) -> Iterator[Finding]:
    """Hold the total, each package and each file to its own minimum."""
    total, package, file = (job.options.get(name) for name in MINIMA)
    yield from _lacking("", "coverage", coverage, total)
    for row in coverage.packages:
        yield from _lacking("", f"{row.name}: coverage", row, package)
    for row in coverage.files:
        yield from _lacking(row.name, "coverage of the file", row, file)


def _lacking(file: str, what: str, row: Coverage | Covered, minimum: str | None) -> Iterator[Finding]:
    if minimum is None:
        return
    from fractions import Fraction  # noqa: PLC0415 - only where there is a minimum

    if not row.reaches(Fraction(minimum)):
        counted = f"{row.percent} % ({row.covered} of {row.statements} statements)"
        message = f"{what} is {counted}, below the minimum of {minimum} %"
        yield Finding(file, 0, 0, "coverage", message, tool="go test")


TASK = Task(
    name="race-test",
    summary="Run the tests with the race detector and count coverage.",
    plan=plan,
    judge=judge,
    options=(
        Option("tags", options.LIST, "Build tags, as go test -tags."),
        Option("short", options.FLAG, "Tell long tests to shorten themselves.", default=False),
        Option("run", options.TEXT, "Run only the tests that match this expression."),
        Option("count", options.COUNT, "Run each test this many times."),
        Option("shuffle", options.SHUFFLE, "Order of the tests: off, on, or a seed."),
        Option("timeout", options.DURATIONS, "How long one package's tests may take (default 10m).", "10m"),
        Option("p", options.COUNT, "How many packages to build and test at once."),
        Option("minimum", options.PERCENT, "Refuse a coverage below this many percent.", section="coverage"),
        Option("minimum-package", options.PERCENT, "Refuse a package with less percent.", section="coverage"),
        Option("minimum-file", options.PERCENT, "Refuse a file with less percent.", section="coverage"),
        Option(
            "tolerance",
            options.PERCENT,
            "Percent that coverage may fall by (default 0.1).",
            "0.1",
            section="coverage",
        ),
    ),
    stored=race_parts.repeatable,
    parts=Parts("package", race_parts.keys, patterns.only, race_parts.reads, reading.built),
    close=close,
    passes_only=True,
    compared=lambda finding: finding.rule == BUILD,
    base=vet.TASK,
    room="own",
)
