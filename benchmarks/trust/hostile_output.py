"""hostile output: what a task prints is data, however much of it there is and whatever it does to a terminal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.trust.arms import Arm
from benchmarks.trust.bench import Trial
from benchmarks.trust.program import GOTASKS
from benchmarks.trust.repo import make

NAME = "hostile_output"
TITLE = "runs that hostile output harms: memory, report, terminal, verdict"
BAR = "below 300 MB, report valid, no control sequence sent, never passed with output lost"
ARMS = ("gotasks",)

MEMORY = 300_000_000
"""Bytes that the process may have in memory at most."""

SHOWN = 1_000_000
"""Bytes that a run may print."""

RAW = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xd8\x9c")
"""Control characters in UTF-8 (C0 less tab and newline, DEL, C1), line separators and bidirectional overrides."""

MIB = 1 << 20

PAYLOADS = {
    "CSI": r"a\x1b[2J\x1b[31mred\x1b[1;1Hb\n",
    "CSI in C1": r"a\xc2\x9b2Jb \x9b2J\n",
    "OSC 8": r"\x1b]8;;http://host.invalid\x1b\\click\x1b]8;;\x1b\\\n",
    "OSC 52": r"\x1b]52;c;ZXZpbA==\x07\n",
    "OSC without an end": r"\x1b]0;title",
    "DCS": r"\x1bP$q q\x1b\\ \x1b_apc\x1b\\ \x1b^pm\x1b\\ \x90x\x9c\n",
    "reset": r"\x1bc\x1b[!p\x1b[?1049h\n",
    "carriage return": r"all is well\rFAIL\n\x08\x08\x08ok\r\n",
    "bidirectional": r"\xe2\x80\xaeevil\xe2\x81\xa6\xe2\x80\xa8next\xd8\x9c\n",
    "invalid UTF-8": r"\xff\xfe\xc3\x28\xed\xa0\x80\xf4\x90\x80\x80\n",
    "NUL": r"a\0b\0\n\0",
}
"""Bytes, as Python and Go both write them in a literal (Go's ``\\0`` has three digits)."""

SPEAK = """
import sys
out, how, code = sys.stdout.buffer, sys.argv[1], int(sys.argv[2])
PAYLOADS = {payloads}
if how == "endless":
    while True:
        out.write(b"x" * 65536)
elif how == "endless lines":
    while True:
        out.write(b"a/a.go:1:1: again\\n" * 4096)
elif how == "long line":
    for _ in range({line}):
        out.write(b"x" * 1048576)
    out.write(b"\\n")
elif how == "long line in pieces":
    for _ in range({line}):
        out.write(b"a/a.go:1:1: " + b"\\x1b[31m" * 209715)
    out.write(b"\\n")
elif how == "much":
    for _ in range({much}):
        out.write((b"y" * 1023 + b"\\n") * 1024)
elif how == "much on both":
    for _ in range({much} // 2):
        out.write((b"y" * 1023 + b"\\n") * 1024)
        sys.stderr.buffer.write((b"\\xff" * 1023 + b"\\n") * 1024)
elif how == "many findings":
    for number in range({many}):
        out.write(b"a/a.go:%d:1: finding %d\\n" % (number % 7 + 1, number))
else:
    out.write(PAYLOADS[how] * 3)
    sys.stderr.buffer.write(PAYLOADS[how])
out.flush()
sys.exit(code)
"""

TEST = """package a

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

func TestOne(t *testing.T) {
	out := bufio.NewWriter(os.Stdout)
	BODY
	out.Flush()
	if One() == 1 && CODE == 1 {
		t.Error("hostile")
	}
	_ = strings.Repeat
}
"""

BODIES = {
    "much": 'line := strings.Repeat("y", 1023) + "\\n"\n\tfor i := 0; i < MUCH*1024; i++ {\n'
    "\t\tout.WriteString(line)\n\t}",
    "long line": 'part := strings.Repeat("x", 1048576)\n\tfor i := 0; i < LINE; i++ {\n\t\tout.WriteString(part)\n\t}\n'
    '\tout.WriteString("\\n")',
    "endless": 'for {\n\t\tout.WriteString("again and again\\n")\n\t}',
}
"""What a Go test does that prints a lot."""


@dataclass(frozen=True, slots=True)
class Size:
    """MiB of much output and of a long line, and how many findings are many."""

    much: int = 1024
    line: int = 100
    many: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Act:
    """What is said, by whom, with which exit status, how it is read, and which verdicts are right."""

    how: str
    code: int
    right: frozenset[int]
    by: str = "command"
    findings: str = "none"


PASSED, FAILED, NOT_JUDGED = 0, 1, 3


def acts() -> dict[str, Act]:
    """Return all acts by name."""
    found: dict[str, Act] = {}
    for how in PAYLOADS:
        found[f"{how}, a command that fails"] = Act(how, 1, frozenset({FAILED}))
        found[f"{how}, a command that passes"] = Act(how, 0, frozenset({PASSED}))
        found[f"{how}, a test that fails"] = Act(how, 1, frozenset({FAILED}), by="test")
    lost = frozenset({NOT_JUDGED})
    refused = frozenset({FAILED, NOT_JUDGED})
    for how in ("much", "much on both", "long line", "long line in pieces"):
        found[f"{how}, a command that passes"] = Act(how, 0, lost)
        found[f"{how}, a command that fails"] = Act(how, 1, refused)
        found[f"{how}, read as lines"] = Act(how, 0, refused, findings="lines")
        found[f"{how}, read as SARIF"] = Act(how, 0, lost, findings="sarif")
    for how in ("endless", "endless lines"):
        found[f"{how}, a command"] = Act(how, 0, lost)
        found[f"{how}, read as lines"] = Act(how, 0, refused, findings="lines")
    found["many findings"] = Act("many findings", 1, frozenset({FAILED}), findings="lines")
    for how in BODIES:
        found[f"{how}, a test"] = Act(how, 0, refused, by="test")
    return found


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:  # noqa: ARG001 - each act stands once
    """Yield a trial for each act."""
    yield from (trial(case, act, work / str(number), Size()) for number, (case, act) in enumerate(acts().items()))


def trial(case: str, act: Act, work: Path, size: Size) -> Trial:
    """Let it speak; look at what gotasks did."""
    repo = make(work).write(files(act, size))
    peak, task = work / "peak", "race-test" if act.by == "test" else "speak"
    argv = (sys.executable, "-P", str(Path(__file__).with_name("measured.py")), str(peak), task, "--all")
    with (work / "out").open("wb") as out, (work / "err").open("wb") as err:
        done = subprocess.run(
            argv, cwd=repo.path, env=dict(repo.env), stdin=subprocess.DEVNULL, stdout=out, stderr=err, check=False
        )
    memory = int(peak.read_text()) if peak.exists() else 0
    printed = (work / "out").read_bytes() + (work / "err").read_bytes()
    says = [*_wrong(act, done.returncode, printed, memory)]
    validated = repo.run(GOTASKS, "report", "validate", ".git/gotasks/report.json")
    says += [f"the report is not valid: {(validated.stdout + validated.stderr)[:200]}"] if validated.returncode else []
    figures = {"memory": float(memory), "printed": float(len(printed)), "exit": float(done.returncode)}
    return Trial(case, good=not says, says="; ".join(says), figures=figures)


def _wrong(act: Act, code: int, printed: bytes, memory: int) -> Iterator[str]:
    """Yield what is wrong with a run."""
    if code not in act.right:
        yield f"exit {code}, right is {' or '.join(map(str, sorted(act.right)))}: {printed[-200:]!r}"
    if not 0 < memory < MEMORY:
        yield f"{memory / 1e6:.0f} MB in memory"
    if len(printed) > SHOWN:
        yield f"{len(printed)} bytes printed"
    found = RAW.search(printed)
    if found:
        yield f"sent {found[0]!r} in {printed[max(found.start() - 20, 0) : found.end() + 20]!r}"
    if b"Traceback" in printed or b"defect" in printed:
        yield f"a defect: {printed[-200:]!r}"


def files(act: Act, size: Size) -> Mapping[str, str]:
    """Return the files that make a repository speak."""
    if act.by == "test":
        body = BODIES.get(act.how, "")
        body = body.replace("MUCH", str(size.much)).replace("LINE", str(size.line))
        if act.how in PAYLOADS:
            text = go_literal(PAYLOADS[act.how])
            body = f"out.WriteString({text})\n\tt.Log({text})"
        return {
            "a/a_test.go": TEST.replace("BODY", body).replace("CODE", str(act.code)),
            "gotasks.toml": '[race-test]\ntimeout = "20s"\n',
        }
    payloads = "{" + ", ".join(f'"{how}": b"{text}"' for how, text in PAYLOADS.items()) + "}"
    limit = "3s" if act.how.startswith("endless") else "5m"
    speak = SPEAK.format(payloads=payloads, line=size.line, much=size.much, many=size.many)
    settings = f'run = {json.dumps([sys.executable, "speak.py", act.how, str(act.code)])}\ntimeout = "{limit}"\n'
    return {"speak.py": speak, "gotasks.toml": f'[commands.speak]\n{settings}findings = "{act.findings}"\n'}


def go_literal(text: str) -> str:
    """Return a literal of Go: its octal escapes have three digits."""
    return '"' + text.replace("\\0", "\\000") + '"'
