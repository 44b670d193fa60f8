"""mod: go.mod and go.sum tidy, the module cache unchanged, vendor folders as Go fills them, go and replace lines.

``go mod tidy`` does not look at go.work (golang/go#50750), so every module is tidied by itself: what it takes from
its siblings it must require or replace, as for everyone who imports it. Since Go 1.23 ``go mod tidy -diff`` writes
nothing; older Go writes into the slot, and git shows what it wrote. The commands that compare come last, because a
step in which one fails ends the plan.
"""

import re
from collections.abc import Container, Iterable
from posixpath import dirname, join, normpath
from typing import NamedTuple

from gotasks.core import options
from gotasks.core.baseline import BUILD
from gotasks.core.command import Command, Outcome, Plan
from gotasks.core.options import Option, seconds
from gotasks.core.result import Finding, Part, Result
from gotasks.core.task import Job, Task
from gotasks.core.tree import LINK, REGULAR, Module, ignored
from gotasks.go import common, differences, modlines, modread

WORK_VENDOR = "1.22"
"""The go line from which go.work has its own vendor folder (https://go.dev/doc/go1.22#go-command)."""

VERIFIED = "go mod verify: what the module cache has of its dependencies is as it was downloaded"
TIDIED = r"missing go\.sum entry|updates to go\.(?:mod|sum) needed"
"""What does not load until it is tidied."""

NO_FLAG = "-x=false"
"""Says nothing; an empty GOFLAGS would mean the one of ``go env -w``."""


class Vendored(NamedTuple):
    """A folder that has a vendor folder, how Go fills that (``mod`` or ``work``), and where it is filled anew."""

    folder: str
    verb: str
    work: str
    copy: str

    @property
    def place(self) -> str:
        """The vendor folder."""
        return normpath(join(self.folder, "vendor"))


def plan(job: Job) -> Plan:
    """Fill vendor folders beside the tree; then compare, tidy and verify: what may fail comes last."""
    if _idle(job):
        return ()
    limit = seconds(job.options["timeout"])
    modules = _judged(job)
    vendored = _vendored(job, modules)
    fill = tuple(
        _go(job, each.folder, "go", each.verb, "vendor", "-o", each.copy, limit=limit, work=each.work)
        for each in vendored
    )
    flags = ("diff", "--no-index", *differences.SHOW, "--")
    compare = tuple(differences.git(job, *flags, each.place, each.copy, limit=limit, slot=False) for each in vendored)
    verify = tuple(
        _go(job, module.folder, "go", "mod", "verify", limit=limit, work=module.gowork(job.root)[1])
        for module in {module.work or module.folder: module for module in reversed(modules)}.values()
    )[::-1]
    if modread.diffs(job):
        tidy = tuple(_go(job, module.folder, "go", "mod", "tidy", "-diff", limit=limit) for module in modules)
        return tuple(step for step in (fill, (*compare, *tidy, *verify)) if step)
    writes = ((_go(job, module.folder, "go", "mod", "tidy", limit=limit, writes=True),) for module in modules)
    return tuple(step for step in (fill, verify, *writes, (*compare, *_show(job, modules, limit))) if step)


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Join what the lines tell and what each command found; what did not run was not judged."""
    idle = _idle(job)
    if idle:
        return idle
    bare = modread.bare(outcomes)
    seen = [modread.read(job, outcome, bare) for outcome in outcomes]
    findings = [*modlines.read(job), *(found for each in seen for found in each.findings)]
    problem = next((each.problem for each in seen if each.problem), "")
    ran = {(outcome.command.argv, outcome.command.cwd) for outcome in outcomes}
    left = [command for step in plan(job) for command in step if (command.argv, command.cwd) not in ran]
    if left:
        problem = problem or f"{' '.join(left[0].argv[:3])} did not run, because a command before it failed"
    beyond = next((module for module in job.modules if module.outside), None)
    if beyond:
        problem = problem or f"{modlines.path_of(beyond.folder)} cannot be tidied: {beyond.outside[0]} is not here"
    verified = {outcome.command.cwd for outcome in outcomes if modread.VERIFIED in outcome.stdout}
    return Result("mod", _parts(job, findings, verified), problem, notes=modlines.local(job))


def mend(job: Job, result: Result) -> Plan:
    """Tidy the modules that are not tidy, then fill the vendor folders that differ, in the working tree."""
    tidy, fill = {}, {}
    for finding in result.findings:
        if finding.rule == "tidy" or (finding.rule == BUILD and re.search(TIDIED, finding.message)):
            tidy[dirname(finding.file) or "."] = "off"
        elif finding.rule == "vendor":
            folder = normpath(f"/{finding.file}".partition("/vendor/")[0].lstrip("/") or ".")
            work = normpath(f"{job.root}/{folder}/go.work") if finding.tool == "go work vendor" else "off"
            fill[folder, finding.tool] = work
    lines = [(folder, "go mod tidy", work) for folder, work in tidy.items()]
    lines += [(folder, line, work) for (folder, line), work in fill.items()]
    limit = seconds(LIMIT)
    return tuple(
        (_go(job, folder, *line.split(), limit=limit, work=work, writes=True),) for folder, line, work in lines
    )


def _idle(job: Job) -> Result | None:
    """Return the result where there is no module, or no Go. A go.mod may stand alone, so packages are not asked for."""
    if job.modules:
        return Result("mod", problem=job.toolchain.missing) if job.toolchain.missing else None
    for entry in job.entries:
        if entry.mode == LINK and entry.path.rpartition("/")[2] == "go.mod" and not ignored(entry.path):
            return Result("mod", problem=f"{entry.path} is a symbolic link: commit the file itself")
    if job.files:
        return Result("mod", problem="there are Go files but no go.mod above them: run go mod init")
    return Result("mod", skipped="no go.mod here")


def _judged(job: Job) -> tuple[Module, ...]:
    """Return the modules that Go can load. An empty go.mod without a package only keeps a folder out of the module."""
    return tuple(module for module in job.modules if not module.outside and (module.path or module in job.loadable))


def _vendored(job: Job, modules: Iterable[Module]) -> tuple[Vendored, ...]:
    """Find the vendor folders: go.work's beside it, where its go line is new enough for that, else modules'."""
    modules = tuple(modules)
    lists = (entry.path for entry in job.entries if entry.mode in REGULAR)
    folders = {dirname(dirname(path)) or "." for path in lists if f"/{path}".endswith("/vendor/modules.txt")}
    works = {dirname(module.work) or ".": module.work for module in modules if module.work}
    found = []
    for number, folder in enumerate(sorted(folders)):
        line = re.search(modlines.GO, job.texts.get(works.get(folder, ""), ""))
        if line and modlines.order(line[1]) >= modlines.order(WORK_VENDOR):
            work = f"{job.root}/{works[folder]}"
            found.append(Vendored(folder, "work", work, f"{job.scratch}/go-work-vendor-{number}"))
        elif any(module.folder == folder for module in modules):
            found.append(Vendored(folder, "mod", "off", f"{job.scratch}/go-mod-vendor-{number}"))
    return tuple(found)


def _go(job: Job, folder: str, *argv: str, limit: float, work: str = "off", writes: bool = False) -> Command:
    """Return a go command that may use the network. Of GOFLAGS nothing counts that names another go.mod."""
    flags = dict(job.toolchain.env).get("GOFLAGS", "").split()
    kept = " ".join(flag for flag in flags if flag.lstrip("-").partition("=")[0] in {"modcacherw", "insecure"})
    env = (("GOFLAGS", kept or NO_FLAG), ("GOWORK", work))
    return Command(argv, folder, env, timeout=limit, environment="fetch", writes=writes)


def _show(job: Job, modules: Iterable[Module], limit: float) -> tuple[Command, ...]:
    """Show what was written to go.mod and go.sum, and which go.sum is new."""
    paths = [modlines.path_of(module.folder, name) for module in modules for name in ("go.mod", "go.sum")]
    return (
        differences.git(job, "diff", *differences.SHOW, "--", *paths, limit=limit),
        differences.git(job, "ls-files", "-z", "--others", "--", *paths, limit=limit),
    )


def _parts(job: Job, findings: Iterable[Finding], verified: Container[str]) -> tuple[Part, ...]:
    """Sort findings into the modules in which they lie; what was verified is said of the module that was asked."""
    rows: dict[str, list[Finding]] = {module.folder: [] for module in job.modules}
    rest: list[Finding] = []
    for finding in sorted(set(findings)):
        rows.get(job.module_folder(finding.file), rest).append(finding)
    parts = [
        Part(
            "module",
            module.path or module.folder,
            (*rows[module.folder],),
            note=VERIFIED if module.folder in verified else "",
        )
        for module in job.modules
    ]
    return (*parts, Part("tree", ".", tuple(rest))) if rest else tuple(parts)


LIMIT = "10m"

TASK = Task(
    name="mod",
    summary="Refuse an untidy go.mod or go.sum, a changed module cache or vendor folder, a lower go line.",
    plan=plan,
    judge=judge,
    over="tree",
    looks_back=True,
    options=(
        Option(
            "write", options.FLAG, "Tidy, and fill vendor folders, in the working tree.", default=False, setting=False
        ),
        Option("floor", modlines.FLOOR, "Lowest go line allowed (default: that of the baseline)."),
        common.timeout(LIMIT),
    ),
    # The module cache, which verify looks at, is the machine's and not the tree's.
    stored=lambda _: False,
    # What is wrong in the module cache is so for every tree: the baseline would let it pass.
    compared=lambda finding: finding.rule != "verify",
    mend=mend,
)
