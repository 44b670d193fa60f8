"""What staticcheck and golangci-lint have in common: golang.org/x/tools/go/packages loads the code for both.

So both word alike what does not load, and both are blind where the Go that runs is newer than the one they were
built with: its standard library then does not compile for them.
"""

from __future__ import annotations

import shlex
from posixpath import dirname, join, relpath

from gotasks.core.command import Outcome
from gotasks.core.result import Finding
from gotasks.core.task import Job
from gotasks.go import common
from gotasks.go.common import Located

SHUT_OUT = "build constraints exclude all Go files in "
"""What is said of a package that was named, where ``./...`` would have passed over it."""

STALE = (
    "package requires newer Go version",
    "but Staticcheck was built with",
    "used to build golangci-lint is lower than the targeted Go version",
    "export data is newer version",
)

CGO = "could not import C (cgo preprocessing failed)"
"""What golangci-lint says where the C compiler is missing; what is wrong in the code has a place."""

CODE = ("found packages ", "import cycle not allowed", "malformed import path ")
"""Beginnings of errors that have no place and yet lie in the code. What else has none may lie in the machine."""


def unloaded(job: Job, folder: str, said: Located, tool: str) -> tuple[tuple[Finding, ...], str]:
    """Read one error of a package that does not load: the findings, or why nothing was seen of the code."""
    problem = unseen(said.text, tool)
    if problem:
        return (), problem
    text = tidy(job, said.text).strip()
    here = () if text.startswith("# ") else _placed(job, folder, said._replace(text=text), tool)
    found = here or tuple(common.build_errors(job, folder, said.text, tool))
    if any(_of_go(job, finding.file) for finding in found):
        return (), _stale(tool, text)
    return found, "" if found else f"{tool} could not load a package: {text}"


def unseen(text: str, tool: str) -> str:
    """Return why nothing was seen, when that is what a loader's words say; else nothing."""
    sign = next((sign for sign in STALE if sign in text), "")
    if sign:
        return _stale(tool, next(row for row in text.split("\n") if sign in row).strip())
    if CGO in text:
        return "cgo did not work, perhaps for want of a C compiler: go build says more"
    return common.unseen(text)


def told(text: str) -> str:
    """Return what ``go list`` said, from the message of a tool that could not run it to its end."""
    before, _, after = text.partition(" stderr:")
    return after.lstrip() if after.strip() else before


def ended(outcome: Outcome, tool: str, words: str) -> str:
    """Word the problem of a tool that ended without a finding: the last line of why."""
    last = told(words).strip().rpartition("\n")[2]
    return f"{tool} ended with exit status {outcome.code}{f': {last}' if last else ' and printed nothing'}"


def tidy(job: Job, text: str) -> str:
    """Name places as the tree does, so that a message is the same in every checkout."""
    return text.replace(f"{job.root}/", "").replace(job.root, ".")


def line(folder: str, *argv: str) -> str:
    """Return the line to type in the repository's root for a tool that has no -C."""
    typed = shlex.join(argv)
    return typed if folder == "." else f"cd {shlex.quote(folder)} && {typed}"


def package(module: str, file: str) -> str:
    """Return what to name to a tool, in a module's folder, for the package of a file; all where it has no place."""
    below = relpath(dirname(file) or ".", module) if file else ".."
    return "./..." if below.startswith("..") else _normal(below)


def _normal(folder: str) -> str:
    """Write a folder so that Go takes it for one, not for an import path."""
    return folder if folder == "." else f"./{folder}"


def _placed(job: Job, folder: str, said: Located, tool: str) -> tuple[Finding, ...]:
    """Return the finding of an error that has a place of its own, or that lies in the code without one."""
    if not said.file and not said.text.startswith(CODE):
        return ()
    file = job.place(said.file, folder) if said.file else ""
    again = common.shown(folder, "go", "vet", "./...")
    return (Finding(file, said.line, said.column, "build", said.text, tool=tool, repeat=again),)


def _of_go(job: Job, file: str) -> bool:
    """Whether a file belongs to Go itself: GOROOT, or a toolchain that go.mod asked for."""
    root = job.toolchain.root
    return bool(root and file.startswith(join(root, "src/"))) or "/golang.org/toolchain@" in file


def _stale(tool: str, said: str) -> str:
    return f"{tool} was built with an older Go than the one that runs here, so it cannot read its code ({said})"
