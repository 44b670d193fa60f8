"""odd names: files and folders named as git allows, each with a defect inside, and each without.

The truth is what a plain clone says with the same checks, so a name that Go itself refuses has to be refused. Of
gotasks it is asked too that the report names the file, and is valid.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.trust.arms import ALL, CHECKS, Arm
from benchmarks.trust.bench import Trial
from benchmarks.trust.program import GOTASKS
from benchmarks.trust.repo import GOOD, Repo, make

NAME = "odd_names"
TITLE = "odd names: commits that are not judged as in a plain clone, or whose finding is not told"
BAR = "all found"
ARMS = ALL

NAMES: dict[str, bytes] = {
    "newline": b"new\nline",
    "quote": b"it's",
    "double quote": b'say"so"',
    "backslash": b"back\\slash",
    "backslash n": b"not\\nnew",
    "leading dash": b"-n",
    "an option": b"--help",
    "a response file": b"@file",
    "a format": b"%s%n%d",
    "not UTF-8": b"bad\xff\xfename",
    "Latin 1": "café".encode("latin-1"),
    "255 bytes": b"",
    "leading space": b" first",
    "trailing space": b"last ",
    "space": b"two words",
    "leading dot": b".hidden",
    "two leading dots": b"..up",
    "trailing dot": b"end.",
    "tab": b"tab\there",
    "carriage return": b"car\rriage",
    "star": b"st*r",
    "question mark": b"what?",
    "brackets": b"[a-z]",
    "braces": b"{a,b}",
    "command": b"$(touch x)",
    "backtick": b"`touch x`",
    "variable": b"$HOME",
    "semicolon": b"a;b",
    "ampersand": b"a&b",
    "pipe": b"a|b",
    "angle brackets": b"<script>",
    "hash": b"#hash",
    "tilde": b"~",
    "exclamation": b"!not",
    "colon": b"a:1:2",
    "pathspec magic": b":(top)x",
    "comma": b"a,b",
    "NFC": "\u00e9".encode(),
    "NFD": "e\u0301".encode(),
    "right to left": "a\u202eb".encode(),
    "emoji": "\U0001f4a5".encode(),
    "zero width": "a\u200bb".encode(),
    "line separator": "a\u2028b".encode(),
    "escape": b"a\x1b[31mb",
    "bell": b"a\x07b",
    "delete": b"a\x7fb",
    "a device of Windows": b"aux",
}
"""Stems of names by what is odd; the file has ``.go`` after it. 255 bytes are filled up. Names that begin with ``_``
are left out: Go and gotasks pass over such a file (``go help packages``), gofmt does not."""

CASES = ("Case", "case")
"""Two names that differ by case only, side by side."""

UNFORMATTED = b"// Package a counts.\npackage a\n\nfunc  odd() int {return 1 }\n\nvar _ = odd\n"
FORMATTED = b"// Package a counts.\npackage a\n\nfunc odd() int { return 1 }\n\nvar _ = odd\n"
WRONG = b'// Package odd says.\npackage odd\n\nimport "fmt"\n\n// Say says.\nfunc Say() { fmt.Printf("%d\\n", "x") }\n'
RIGHT = WRONG.replace(b"%d", b"%s")


@dataclass(frozen=True, slots=True)
class Case:
    """The files of one trial by path, and whether one of them has a defect."""

    files: dict[bytes, bytes]
    bad: bool

    @property
    def odd(self) -> bytes:
        """The path that the finding has to name."""
        return next(iter(self.files))


def cases() -> dict[str, Case]:
    """Return all cases: each name as a file and as a folder, bad and good."""
    found: dict[str, Case] = {}
    for name, stem in NAMES.items():
        file, folder = stem or b"x" * (255 - len(b".go")), stem or b"y" * 255
        for bad in (True, False):
            word = "bad" if bad else "good"
            found[f"{name}, {word} file"] = Case({b"a/" + file + b".go": UNFORMATTED if bad else FORMATTED}, bad)
            found[f"{name}, {word} folder"] = Case({folder + b"/odd.go": WRONG if bad else RIGHT}, bad)
    pair = [b"a/" + stem.encode() + b".go" for stem in CASES]
    second = FORMATTED.replace(b"odd", b"even")
    found["case pair, bad file"] = Case({pair[0]: UNFORMATTED, pair[1]: second}, bad=True)
    found["case pair, good file"] = Case({pair[0]: FORMATTED, pair[1]: second}, bad=False)
    return found


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:  # noqa: ARG001 - each name stands once
    """Yield a trial for each case, all in one repository, so that Go's caches keep hitting."""
    repo = installed(arm, work)
    for name, case in cases().items():
        yield trial(arm, name, case, repo)
    yield together(arm, repo)


def installed(arm: Arm, work: Path) -> Repo:
    """Return a repository with an arm; the tag ``start`` is what each trial begins with."""
    repo = make(work, GOOD)
    arm.install(repo)
    repo.git("tag", "start")
    return repo


def trial(arm: Arm, name: str, case: Case, repo: Repo) -> Trial:
    """Commit the case; compare with the truth."""
    repo.git("reset", "-q", "--hard", "start")
    for path, body in case.files.items():
        full = os.path.join(os.fsencode(repo.path), path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        Path(os.fsdecode(full)).write_bytes(body)
    repo.git("add", "-A", "-f", "--", "a", ".")
    right = truth(repo)
    head = repo.git("rev-parse", "HEAD")
    done = repo.run("git", "commit", "-q", "-m", "odd")
    refused = repo.git("rev-parse", "HEAD") == head
    said = (done.stdout + done.stderr)[-300:]
    says = []
    if refused != bool(right):
        says.append(f"refused, but a clone says nothing: {said!r}" if refused else f"let through: {right[:200]!r}")
    if arm.name == "gotasks":
        says += _report(repo, case, right, done.returncode)
        says += ["a traceback"] if "Traceback" in done.stderr else []
        says += ["control sequences"] if {"\x1b", "\x07", "\r", "\x7f"} & {*done.stdout, *done.stderr} else []
    figures = {"bad": float(bool(right)), "refused": float(refused), "exit": float(done.returncode)}
    return Trial(name, good=not says, says="; ".join(says), figures=figures)


def together(arm: Arm, repo: Repo) -> Trial:
    """Commit all bad files at once."""
    bad = [case for case in cases().values() if case.bad and case.odd.startswith(b"a/")]
    body = {path: text for case in bad for path, text in case.files.items()}
    done = trial(arm, "all bad files at once", Case(body, bad=True), repo)
    if arm.name != "gotasks":
        return done
    report = json.loads((repo.path / ".git/gotasks/report.json").read_bytes())
    parts = [part for task in report["tasks"] for part in task["result"]["parts"]]
    named = {os.fsencode(finding["file"]) for part in parts for finding in part["findings"]}
    missed = [case.odd for case in bad if case.odd not in named and not _passed_over(case.odd)]
    says = "; ".join([*filter(None, [done.says]), *([f"not named: {missed}"] if missed else [])])
    return replace(done, good=not says, says=says)


def _passed_over(path: bytes) -> bool:
    """Whether gofmt and Go pass over a file."""
    return os.path.basename(path).startswith(b".")


def truth(repo: Repo) -> str:
    """Return what the checks say in a plain clone of what is staged; nothing where they pass."""
    commit = repo.git("commit-tree", repo.git("write-tree"), "-m", "truth")
    repo.git("update-ref", "refs/heads/truth", commit)
    place = repo.path.with_name("clone")
    shutil.rmtree(place, ignore_errors=True)
    repo.git("clone", "-q", "--branch", "truth", str(repo.path), str(place))
    repo.git("update-ref", "-d", "refs/heads/truth")
    clone = replace(repo, path=place)
    for check in ("fmt", "vet"):
        done = clone.run(str(CHECKS / check))
        if done.returncode:
            return f"{check}: {done.stdout}{done.stderr}"
    return ""


def _report(repo: Repo, case: Case, right: str, code: int) -> Iterator[str]:
    """Yield what is wrong with the report of a hook."""
    validated = repo.run(GOTASKS, "report", "validate", ".git/gotasks/report.json")
    if validated.returncode:
        yield f"the report is not valid: {(validated.stdout + validated.stderr)[:200]}"
        return
    report: dict[str, Any] = json.loads((repo.path / ".git/gotasks/report.json").read_bytes())
    if right and report["verdict"]["status"] not in {"failed", "not judged"}:
        yield f"the report says {report['verdict']['status']}"
    if code and report["exit_status"] == 0:
        yield f"the report says 0, the commit ended with {code}"
    parts = [part for task in report["tasks"] for part in task["result"]["parts"]]
    named = {finding["file"] for part in parts for finding in part["findings"]}
    unformatted = case.bad and right.startswith("fmt: ")
    if unformatted and os.fsdecode(case.odd) not in named:
        yield f"no finding names it: {sorted(named)!r:.200}"
