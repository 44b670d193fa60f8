"""What ``go list -export`` and ``go build`` said of one module on one target."""

import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import Any, NamedTuple

from gotasks.core.command import Outcome, decode
from gotasks.core.plain import EMPTY
from gotasks.core.result import Finding
from gotasks.core.task import Job
from gotasks.go import artefact, cgo, common, jsonstream

TOOL = "go build"

COMPILER = r"(?m)^# runtime/cgo\n(?P<line>.*\n?)(?:(?!# ).*\n)*"
"""What is said of Go's own cgo package: it fails where the C compiler does not build for the target."""


class Cell(NamedTuple):
    """A module, by its folder, on a target.

    ``packages`` are the import paths of what was listed, ``mains`` those of the main packages; ``needing`` the
    packages that need cgo, by path; ``programs`` what each built file is, by name; ``shut`` that build constraints
    leave nothing for this target.
    """

    folder: str
    target: str
    enabled: str
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    packages: frozenset[str] = frozenset()
    mains: tuple[str, ...] = ()
    needing: Mapping[str, cgo.Package] = EMPTY
    programs: tuple[tuple[str, str], ...] = ()
    shut: bool = False

    @property
    def go_mod(self) -> str:
        """The go.mod of the module, where what has no place is laid."""
        return normpath(join(self.folder, "go.mod"))

    @property
    def again(self) -> str:
        """The line to type; /dev/null, because a lone main package would be written into the folder."""
        goos, goarch = self.target.split("/")
        line = common.shown(self.folder, "go", "build", "-o", "/dev/null", "./...")
        return f"GOOS={goos} GOARCH={goarch} CGO_ENABLED={self.enabled} {line}"


def cells(job: Job, outcomes: tuple[Outcome, ...]) -> Iterator[Cell]:
    """Look at each pair of module and target, in the planned order."""
    told: dict[tuple[str, str], dict[str, Outcome]] = {}
    for outcome in outcomes:
        env = dict(outcome.command.env)
        kind = "cgo" if "-deps" in outcome.command.argv else outcome.command.argv[1]
        if "GOOS" in env:
            told.setdefault((outcome.command.cwd, f"{env['GOOS']}/{env['GOARCH']}"), {})[kind] = outcome
    for (folder, target), kinds in told.items():
        known = cgo.packages(decode(kinds["cgo"].stdout)) if "cgo" in kinds else {}
        needing = {path: package for path, package in known.items() if package.files}
        enabled = dict(kinds["list"].command.env)["CGO_ENABLED"]
        cell = _compiled(job, Cell(folder, target, enabled, needing=needing), kinds["list"], known)
        whole = cell.mains and not cell.findings and not cell.problem
        yield _linked(job, cell, kinds["build"]) if whole and "build" in kinds else cell


def _compiled(job: Job, cell: Cell, outcome: Outcome, known: Mapping[str, cgo.Package]) -> Cell:
    """Read what ``go list -export`` compiled, and what it could not."""
    unfit = re.search(COMPILER, decode(outcome.stderr))
    text = re.sub(COMPILER, "", decode(outcome.stderr))
    try:
        rows = [*jsonstream.objects(decode(outcome.stdout))]
        cell = cell._replace(
            findings=tuple(_errors(job, cell, text, known)),
            packages=frozenset(row["ImportPath"] for row in rows),
            mains=tuple(row["ImportPath"] for row in rows if row.get("Name") == "main"),
            shut=not rows and common.EMPTY in text,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return cell._replace(problem=outcome.trouble or "go list printed something else than packages")
    problem = outcome.trouble or common.unseen(text)
    if unfit:
        said = f"set CC to one that does, or leave cgo out ({unfit['line'].strip()})"
        problem = problem or f"the C compiler does not build for {cell.target}: {said}"
    problem = problem or _uncompiled(cell, outcome, rows)
    return cell._replace(problem=problem)


def _uncompiled(cell: Cell, outcome: Outcome, rows: list[dict[str, Any]]) -> str:
    """Return why it is not shown that all was compiled: a compiled package has export data."""
    if outcome.code:
        return "" if cell.findings else common.silent(outcome, f"go list for {cell.target}")
    missed = [row["ImportPath"] for row in rows if row.get("GoFiles") and not row.get("Export")]
    if missed:
        return f"nothing shows that {missed[0]} was compiled for {cell.target}"
    return "" if rows or cell.shut else f"go list for {cell.target} named no package"


def _errors(job: Job, cell: Cell, text: str, known: Mapping[str, cgo.Package]) -> Iterator[Finding]:
    """Read compile errors; one outside the tree is laid to the go.mod that brings the package in."""
    homes = {package.folder: package.path for package in job.packages}
    for found in common.build_errors(job, cell.folder, text, TOOL):
        if found.file.startswith(("/", "../")):
            told = f"{_outside(job, found.file)}:{found.line}:{found.column}: {found.message}"
            yield _loose(cell, told)
            continue
        why = cgo.why_undefined(found.message, homes.get(found.file.rpartition("/")[0] or ".", ""), known)
        yield found._replace(message=f"{found.message}; {why}" if why else found.message, repeat=cell.again)
    for match in re.finditer(cgo.EXCLUDED, text):
        yield _excluded(job, cell, match["importer"], match["path"])


def _excluded(job: Job, cell: Cell, importer: str, path: str) -> Finding:
    """Return the finding of an import that has no Go file left, at the file that brings cgo in where it is ours."""
    package = cell.needing.get(path)
    inside = job.folder_of(path, cell.folder)
    file = normpath(join(inside, package.files[0])) if package and inside else cell.go_mod
    why = f"CGO_ENABLED=0 leaves out {cgo.needing(package)}" if package else "it has no Go file for this target"
    said = f"{importer} imports {path}"
    return _loose(cell, f"{said}: {why}")._replace(file=file, text=said)


def _loose(cell: Cell, message: str) -> Finding:
    return Finding(cell.go_mod, 0, 0, "build", message, tool=TOOL, text=message, repeat=cell.again)


def _outside(job: Job, file: str) -> str:
    """Name a file outside the tree without the machine's folders: ``example.org/x@v1.0.0/a.go``."""
    full = normpath(join(job.root, file))
    for folder in (dict(job.toolchain.env).get("GOMODCACHE", ""), join(job.toolchain.root, "src")):
        if folder and full.startswith(folder + "/"):
            return full[len(folder) + 1 :]
    return file.rpartition("/")[2]


def _linked(job: Job, cell: Cell, outcome: Outcome) -> Cell:
    """Look at the programs: each in the target's format and for its processor."""
    text = decode(outcome.stderr)
    problem = outcome.trouble or common.unseen(text)
    if outcome.code:
        told = (*common.build_errors(job, cell.folder, text, TOOL), *_link_errors(cell, text))
        return cell._replace(
            findings=tuple(each._replace(repeat=cell.again) for each in told),
            problem=problem or ("" if told else common.silent(outcome, f"go build for {cell.target}")),
        )
    programs = tuple((path.rpartition("/")[2], artefact.read(data)) for path, data in outcome.files)
    if not programs:
        problem = problem or f"go build for {cell.target} wrote no program"
    return cell._replace(programs=programs, findings=tuple(_mismatches(cell, programs)), problem=problem)


def _link_errors(cell: Cell, text: str) -> Iterator[Finding]:
    """Read what the linker says of a main package: ``# package``, then lines without a place in the source."""
    for block in re.split(r"^# ", text, flags=re.MULTILINE)[1:]:
        name, _, said = block.partition("\n")
        lines = said.strip().split("\n")
        if name in cell.mains and lines[-1] and not common.unseen(said) and not [*common.located(said)]:
            yield _loose(cell, f"{name} does not link: {lines[-1]}")


def _mismatches(cell: Cell, programs: tuple[tuple[str, str], ...]) -> Iterator[Finding]:
    """Compare with what was asked for, where gotasks knows the processor."""
    goos, goarch = cell.target.split("/")
    wanted = artefact.expected(goos, goarch)
    for name, found in programs:
        if found != wanted and goarch in artefact.MACHINES:
            message = f"{name} is {found}, asked for was {wanted}"
            yield Finding("", 0, 0, "artefact", message, tool=TOOL, text=message, repeat=cell.again)
