"""crossbuild: every package compiled, and every program built and looked at, for each target.

``go list -export`` compiles all packages and names those it compiled, which ``go build`` does not; ``go build -o
FOLDER/`` then links the main packages and nothing else (and fails with "no main packages to build" where there is
none, Go 1.21 to 1.26). CGO_ENABLED is said in every command: unsaid, it depends on the machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from gotasks.core import options
from gotasks.core.command import Command, Outcome, Plan, decode
from gotasks.core.options import Option, seconds
from gotasks.core.result import Finding, Part, Result
from gotasks.core.task import Job, Task
from gotasks.core.tree import Module
from gotasks.go import built, cgo, common, patterns
from gotasks.go.built import Cell

TARGETS = ("linux/amd64", "linux/arm64", "darwin/arm64", "windows/amd64")
FLAGS = ("-trimpath", "-buildvcs=false")
LIST = ("go", "list", "-export", *FLAGS, "-json=ImportPath,Name,GoFiles,Export")
WITH_CGO = ("go", "list", "-e", "-deps", cgo.FIELDS)
TARGET = r"[\w.-]+/[\w.-]+"

WRONG_NAMES = {
    "macos": "darwin",
    "mac": "darwin",
    "osx": "darwin",
    "win": "windows",
    "win32": "windows",
    "win64": "windows",
    "x86_64": "amd64",
    "x64": "amd64",
    "aarch64": "arm64",
    "armv7": "arm",
    "i386": "386",
    "i686": "386",
    "x86": "386",
}
"""What others call Go's systems and processors."""


def plan(job: Job) -> Plan:
    """Compile all for each target, and ask what cgo would bring in; then link."""
    if _refused(job):
        return ()
    listed = [Command(("go", "tool", "dist", "list"), job.loadable[0].folder, (job.loadable[0].gowork(job.root),))]
    built = []
    for number, module in enumerate(job.loadable):
        names = patterns.of(job, module, job.options["packages"])
        for target in _targets(job) if names else ():
            listed.append(_command(job, module, target, (*LIST, *names)))
            if not job.options["cgo"]:
                listed.append(_command(job, module, target, (*WITH_CGO, *names), enabled="1"))
            folder = f"{target.replace('/', '-')}/{number}/"
            argv = ("go", "build", *FLAGS, "-o", f"{job.scratch}/{folder}", *names)
            built.append(_command(job, module, target, argv)._replace(produces=(folder,)))
    return tuple(listed), tuple(built)


def _command(job: Job, module: Module, target: str, argv: tuple[str, ...], enabled: str = "") -> Command:
    goos, goarch = target.split("/")
    made = common.go_command(job, module, *argv, limit=seconds(job.options["timeout"]))
    said = ("CGO_ENABLED", enabled or _enabled(job))
    return made._replace(env=(*made.env, ("GOOS", goos), ("GOARCH", goarch), said))


def _enabled(job: Job) -> str:
    return "1" if job.options["cgo"] else "0"


def _targets(job: Job) -> tuple[str, ...]:
    return tuple(dict.fromkeys(job.options["targets"]))


def _refused(job: Job) -> str:
    """Return why nothing can be planned."""
    if not _targets(job):
        return "targets is empty: name at least one, such as linux/amd64"
    odd = next((target for target in _targets(job) if not re.fullmatch(TARGET, target)), "")
    if odd:
        return f"{odd!r} is no target: write GOOS/GOARCH, such as linux/amd64"
    return patterns.stray(job)


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Join what was seen of each module on each target: one finding names all the targets that have it."""
    wrong = _refused(job) or _unknown(job, outcomes)
    if wrong:
        return Result("crossbuild", problem=wrong)
    cells = [*built.cells(job, outcomes)]
    findings = [*_joined(job, cells)]
    problem = next((cell.problem for cell in cells if cell.problem), "")
    if not findings:
        problem = problem or _nothing(cells) or _unlinked(cells)
    parts = (*common.parts(job, findings), *_parts(job, cells))
    return Result("crossbuild", parts, problem, notes=tuple(_notes(job, cells)))


def _nothing(cells: list[Cell]) -> str:
    """Return why nothing was built at all."""
    if not cells:
        return "no module has a package to build"
    if not all(cell.shut for cell in cells):
        return ""
    names = sorted({path for cell in cells for path in cell.needing})
    need = f'; {names[0]} needs cgo: set cgo = true, or give it a file without import "C"' if names else ""
    return f"{common.NOTHING}{need}"


def _unknown(job: Job, outcomes: tuple[Outcome, ...]) -> str:
    """Return what is wrong with a target that this Go does not know, and the one that was perhaps meant."""
    known = next((decode(each.stdout).split() for each in outcomes if each.command.argv[1] == "tool"), [])
    for target in _targets(job) if known else ():
        if target not in known:
            goos, goarch = target.split("/")
            named = f"{WRONG_NAMES.get(goos, goos)}/{WRONG_NAMES.get(goarch, goarch)}"
            near = [named] if named in known else get_close_matches(target, known, 3, 0.5)
            meant = f": did you mean {' or '.join(near)}?" if near else ""
            return f"{target} is no target of {job.toolchain.go or 'this Go'}{meant} (go tool dist list names all)"
    return ""


def _joined(job: Job, cells: Iterable[Cell]) -> Iterator[Finding]:
    """Make one finding of those that differ in their target only, and name the targets in it."""
    same: dict[Finding, list[tuple[str, str]]] = {}
    for cell in cells:
        for found in cell.findings:
            same.setdefault(found._replace(repeat=""), []).append((cell.target, found.repeat))
    for found, where in same.items():
        targets = list(dict.fromkeys(target for target, _ in where))
        named = "every target" if len(targets) == len(_targets(job)) > 1 else ", ".join(targets)
        first, *more = found.message.split("\n")
        yield found._replace(message="\n".join([f"{first} ({named})", *more]), repeat=where[0][1])


def _unlinked(cells: Iterable[Cell]) -> str:
    """Return what is wrong when all was compiled and yet a main package gave no program."""
    bare = next((cell for cell in cells if cell.mains and not cell.programs), None)
    return f"nothing shows that {bare.mains[0]} was linked for {bare.target}" if bare else ""


def _parts(job: Job, cells: list[Cell]) -> Iterator[Part]:
    """Say of each target what came out for it."""
    for target in _targets(job):
        mine = [cell for cell in cells if cell.target == target]
        programs = ", ".join(f"{name} ({kind})" for cell in mine for name, kind in cell.programs)
        none = "no program linked" if any(cell.mains for cell in mine) else "no main package"
        compiled = _count(sum(len(cell.packages) for cell in mine), "package")
        yield Part("tree", target, note=f"CGO_ENABLED={_enabled(job)}: {compiled}, {programs or none}")


def _notes(job: Job, cells: list[Cell]) -> Iterator[str]:
    """Say what was built, and what was not: libraries, and packages that CGO_ENABLED=0 or a target leaves out."""
    yield f"CGO_ENABLED={_enabled(job)} for {', '.join(_targets(job))}"
    libraries = [
        module.path or module.folder
        for module in job.loadable
        if (mine := [cell for cell in cells if cell.folder == module.folder])
        and not any(cell.mains or cell.shut or cell.findings or cell.problem for cell in mine)
    ]
    if libraries:
        yield f"no main package, so only compiled: {', '.join(libraries)}"
    ours = {package.path for package in job.packages}
    left = {path for cell in cells if not cell.findings for path in cell.needing if path in ours - cell.packages}
    if left:
        yield f'left out by CGO_ENABLED=0, because it has nothing but import "C": {", ".join(sorted(left))}'
    shut = [f"{cell.folder} for {cell.target}" for cell in cells if cell.shut]
    if shut and len(shut) < len(cells):
        yield f"build constraints leave nothing of {', '.join(shut)}"
    same = [cell for cell in cells if 0 < len(cell.programs) < len(cell.mains)]
    if same:
        names = f"{len(same[0].mains)} main packages and {_count(len(same[0].programs), 'name')}"
        yield f"main packages with one name overwrite each other, so one of them was looked at: {names}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


TASK = Task(
    name="crossbuild",
    summary="Build for each target, and check the format and processor of what comes out.",
    plan=plan,
    judge=judge,
    options=(
        Option("targets", options.LIST, f"GOOS/GOARCH pairs (default {', '.join(TARGETS)}).", TARGETS),
        Option("cgo", options.FLAG, "Build with CGO_ENABLED=1; by default it is 0.", default=False),
        Option("packages", options.LIST, "Patterns such as ./cmd/... (default ./...).", ("./...",)),
        common.timeout("30m"),
    ),
    passes_only=True,
)
