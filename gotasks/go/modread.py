"""What the commands of ``mod`` said: differences, and why a go command about modules could not do its work."""

import re
from collections.abc import Container, Iterable, Iterator
from posixpath import join, normpath, relpath
from typing import NamedTuple

from gotasks.core.baseline import BUILD
from gotasks.core.command import Outcome, decode
from gotasks.core.result import Finding
from gotasks.core.task import Job
from gotasks.go import common, differences, loading
from gotasks.go.differences import Difference
from gotasks.go.modlines import order, path_of

NOTHING = "no dependencies to vendor"
VERIFIED = b"all modules verified"
CHANGED = r"(?m)^(\S+ v\S+): (.+)$"
"""How ``go mod verify`` names a module whose copy in the module cache is not what was downloaded."""

MISMATCH = "SECURITY ERROR"
"""What Go says where a module is not the one that go.sum, or the checksum database, knows (go help module-auth)."""

OFFLINE = (
    r"dial tcp|no such host|connection re(?:fused|set)|i/o timeout|TLS handshake|proxyconnect|x509:"
    r"|\b(?:429|50\d) [A-Z]"
)
"""Signs that the network did not answer, so that nothing is known of a module that was not found."""

CODE = (
    r"(?m)^.*(?:but does not contain package|is not in std|malformed (?:import|module) path|import cycle not allowed"
    r"|missing go\.sum entry|updates to go\.(?:mod|work|sum) needed|no required module provides package"
    r"|inconsistent vendoring|but go\.work lists|missing module declaration).*$"
)
"""What is wrong in the tree, in the words of a go command that it stopped."""

MODES = ("old mode", "new mode")
CHATTER = r"(?m)^go: (?:downloading|finding|found|extracting|warning:) .*\n?"
SAID = 300
"""Characters of a go command's words that a problem keeps."""

DIFF = "1.23"
"""The Go that knows ``go mod tidy -diff`` (https://go.dev/doc/go1.23#go-command)."""


class Seen(NamedTuple):
    """What one outcome tells."""

    findings: tuple[Finding, ...] = ()
    problem: str = ""


def read(job: Job, outcome: Outcome, bare: Container[str] = ()) -> Seen:
    """Read one outcome by its command; ``bare`` are the folders for which there is nothing to vendor."""
    if outcome.trouble:
        return Seen(problem=outcome.trouble)
    match outcome.command.argv:
        case ("git", *_):
            return _shown(job, outcome, bare)
        case ("go", "mod", "verify"):
            return _verified(job, outcome)
        case ("go", "mod", "tidy", *_):
            return _tidied(job, outcome)
    return _refused(job, outcome) if outcome.code else Seen()


def diffs(job: Job) -> bool:
    """Whether this Go shows what tidying changes without doing it."""
    return order(job.toolchain.go.removeprefix("go")) >= order(DIFF)


def bare(outcomes: Iterable[Outcome]) -> frozenset[str]:
    """Return the folders for which Go says that there is nothing to vendor, and then makes no vendor folder."""
    return frozenset(outcome.command.cwd for outcome in outcomes if NOTHING in decode(outcome.stderr))


def _shown(job: Job, outcome: Outcome, bare: Container[str]) -> Seen:
    """Read what git shows: of vendor folders, of what was written, or of what is new."""
    match outcome.command.argv:
        case ("git", "diff", "--no-index", *_, place, copy):
            folder = place.rpartition("/")[0] or "."
            return Seen((_bare(place, copy),)) if folder in bare else _compared(outcome, place, copy)
        case ("git", verb, *_) if outcome.code:
            return Seen(problem=common.silent(outcome, f"git {verb}"))
        case ("git", "diff", *_):
            return Seen(tuple(_tidy(job, differences.read(outcome.stdout))))
    return Seen(tuple(_new(path) for path in decode(outcome.stdout).split("\0") if path))


def _tidied(job: Job, outcome: Outcome) -> Seen:
    """Read ``go mod tidy``: with ``-diff`` it ends with exit status 1 where it prints a difference, and elsewhere."""
    found = differences.read_tidy(outcome.stdout)
    if found:
        return Seen(tuple(_tidy(job, found, outcome.command.cwd)))
    if outcome.code:
        return _refused(job, outcome)
    return Seen(problem="go mod tidy printed something that is no difference" if outcome.stdout.strip() else "")


def _tidy(job: Job, found: Iterable[Difference], folder: str = "") -> Iterator[Finding]:
    flag = ("-diff",) if diffs(job) else ()
    for each in found:
        path = normpath(join(folder, each.path))
        home = path.rpartition("/")[0] or "."
        for run in (run for hunk in each.hunks for run in hunk.runs):
            changes = differences.shown(run.changed)
            said = f"not tidy\n{differences.shown(run.changed, differences.LINES)}"
            line = run.line if any(entry.path == path for entry in job.entries) else 0
            again = loading.line(home, "go", "mod", "tidy", *flag)
            yield Finding(path, line, 0, "tidy", said, tool="go mod tidy", text=changes, repeat=again)


def _new(path: str) -> Finding:
    again = loading.line(path.rpartition("/")[0] or ".", "go", "mod", "tidy")
    return Finding(path, 0, 0, "tidy", "not tidy: this file is missing", tool="go mod tidy", repeat=again)


def _verified(job: Job, outcome: Outcome) -> Seen:
    """Read ``go mod verify``. What it finds lies on this machine, not in the tree."""
    folder = outcome.command.cwd
    if not outcome.code:
        said = VERIFIED in outcome.stdout
        return Seen(problem="" if said else "go mod verify did not say that it verified anything")
    found = tuple(
        Finding(
            path_of(folder, "go.sum"),
            0,
            0,
            "verify",
            f"{module}: {said}: go clean -modcache, and look who wrote there",
            tool="go mod verify",
            repeat=loading.line(folder, "go", "mod", "verify"),
        )
        for module, said in re.findall(CHANGED, decode(outcome.stderr))
    )
    return Seen(found) if found else _refused(job, outcome)


def _compared(outcome: Outcome, place: str, copy: str) -> Seen:
    """Read how a vendor folder differs from the one that Go makes of the same go.mod."""
    if outcome.code and not outcome.stdout:
        return Seen(problem=common.silent(outcome, "git diff"))
    found = []
    for each in differences.read(outcome.stdout):
        # git may have changed line ends at the checkout (gitattributes(5)), and Go makes no file executable.
        endings = each.hunks and each.status == "M" and all(hunk.endings_only for hunk in each.hunks)
        modes = not each.hunks and all(row.startswith(MODES) for row in each.told.split("\n"))
        if not endings and not modes:
            found.append(_vendor(place, copy, each))
    return Seen(tuple(found))


def _vendor(place: str, copy: str, each: Difference) -> Finding:
    path = f"{place}/{each.path[len(copy) + 1 :]}" if each.path.startswith(f"{copy}/") else each.path
    verb = filled_by(copy)
    said, text = {
        "A": (f"{verb} makes this file, and it is not there", ""),
        "D": (f"{verb} does not make this file", ""),
    }.get(each.status, (f"{verb} makes another file here\n{each.short}", each.changes))
    line = 0 if each.status == "D" else each.line
    again = loading.line(place.rpartition("/")[0] or ".", *verb.split())
    return Finding(path, line, 0, "vendor", said, tool=verb, text=text, repeat=again)


def _bare(place: str, copy: str) -> Finding:
    verb = filled_by(copy)
    again = loading.line(place.rpartition("/")[0] or ".", *verb.split())
    said = f"{verb} says that there is nothing to vendor: remove {place}"
    return Finding(f"{place}/modules.txt", 0, 0, "vendor", said, tool=verb, repeat=again)


def filled_by(copy: str) -> str:
    """Return the command that made a vendor folder in scratch, which is named after it."""
    return " ".join(copy.rpartition("/")[2].split("-")[:3])


def _refused(job: Job, outcome: Outcome) -> Seen:
    """Say why a go command could not do its work: a fault of the tree is a finding, all else a problem."""
    text, folder = outcome.text, outcome.command.cwd
    what = " ".join(outcome.command.argv[:3])
    again = loading.line(folder, *outcome.command.argv[:3])
    if MISMATCH in text:
        said = (
            "a module is not the one that go.sum or the checksum database knows\n" + text.partition(MISMATCH)[0].strip()
        )
        return Seen((Finding(path_of(folder, "go.sum"), 0, 0, "verify", said, tool=what, repeat=again),))
    sibling = _sibling(job, folder, text)
    if sibling and not re.search(OFFLINE, text):
        return Seen((sibling,))
    # More than one command stumbles over the same fault: it is then the same finding.
    found = tuple(common.build_errors(job, folder, text, "go mod"))
    unseen = common.unseen(text)
    wrong = None if found or unseen else re.search(CODE, text)
    if wrong:
        again = common.shown(folder, "go", "vet", "./...")
        found = (Finding(path_of(folder), 0, 0, BUILD, wrong[0].strip(), tool="go mod", repeat=again),)
    if found or unseen:
        return Seen(found, unseen)
    said = " ".join(re.sub(CHATTER, "", text).split())
    return Seen(problem=f"{what} ended with exit status {outcome.code}: {said[:SAID] or 'it printed nothing'}")


def _sibling(job: Job, folder: str, text: str) -> Finding | None:
    """Return the finding of a module that only go.work finds: by itself, and for everyone else, it does not load."""
    here = next((module for module in job.modules if module.folder == folder), None)
    beside = [module for module in job.modules if here and module.work and module.work == here.work]
    for module in beside:
        if module != here and here and re.search(rf"(?<![\w./-]){re.escape(module.path)}(?=[@/:\s]|$)", text):
            said = (
                f"only {here.work} knows where {module.path} is, and go mod tidy does not look there "
                f"(golang/go#50750): go mod edit -replace={module.path}={_relative(folder, module.folder)}"
            )
            again = loading.line(folder, "go", "mod", "tidy")
            return Finding(path_of(folder), 0, 0, "workspace", said, tool="go mod tidy", repeat=again)
    return None


def _relative(folder: str, other: str) -> str:
    path = relpath(other, folder)
    return path if path.startswith("..") else f"./{path}"
