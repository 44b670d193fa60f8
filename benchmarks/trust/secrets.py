"""secrets: planted wherever a run may pick them up, then searched for in all that the run leaves behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.trust import needles
from benchmarks.trust.arms import Arm
from benchmarks.trust.bench import Trial
from benchmarks.trust.program import GOTASKS
from benchmarks.trust.repo import make

NAME = "secrets"
TITLE = "planted secrets that come out: streams, reports, store, logs"
BAR = "0 in any output, report or file"
ARMS = ("gotasks",)

ODD = 'Tr0ub4dor&3"<é>+/%x'
"""Each common way of writing a text changes it, so that each shows by itself."""

PLAIN = "correcthorse42battery"
"""Fits where ODD does not: in names of files, in addresses."""

KEY = "-----BEGIN KEY-----\nQm9yaW5nIG9sZCBrZXk\nc2Vjb25kIGxpbmUgb2Y\n-----END KEY-----"
KEY_LINES = "Qm9yaW5nIG9sZCBrZXk\nc2Vjb25kIGxpbmUgb2Y"

SECRETS = {"API_TOKEN": ODD, "DB_PASSWORD": PLAIN, "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIK7MDENG", "SIGNING_KEY": KEY}
PASSED = f"pass_env = {[*SECRETS]}\n".replace("'", '"')
SOUGHT = (ODD, PLAIN, SECRETS["AWS_SECRET_ACCESS_KEY"], KEY_LINES)

SAY = r"""
import base64, html, json, os, shlex, sys, time, urllib.parse
odd, plain, key = os.environ["API_TOKEN"], os.environ["DB_PASSWORD"], os.environ["SIGNING_KEY"]
def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()
def plainly():
    for name in ("API_TOKEN", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY", "SIGNING_KEY"):
        say(f"{name}={os.environ[name]}\n")
def encoded():
    for way in (json.dumps, repr, ascii, shlex.quote, html.escape, urllib.parse.quote, urllib.parse.quote_plus,
                lambda text: json.dumps(text, ensure_ascii=False), lambda text: urllib.parse.quote(text, safe=""),
                lambda text: base64.b64encode(text.encode()).decode(),
                lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")):
        say(way(odd) + "\n" + way(plain) + "\n")
def split():
    for text in (odd, plain):
        say(text[:7])
        time.sleep(0.1)
        say(text[7:] + "\n")
def border():
    say("x" * (65536 - 6) + plain + "\n" + "y" * 4096 + "\n" + plain + "\n")
def overflow():
    line = (plain + " ") * 40
    for _ in range(90_000):
        sys.stdout.write(line)
    sys.stdout.write("\n" + plain + "\n")
def streams():
    say(plain[:8])
    sys.stderr.write(plain[8:] + " " + plain + "\n")
say("it is said:\n")
{"plainly": plainly, "encoded": encoded, "split": split, "border": border, "overflow": overflow,
 "streams": streams}[sys.argv[1]]()
sys.exit(1)
"""

PANIC = """package a

import (
	"os"
	"testing"
)

func TestOne(t *testing.T) {
	if One() == 1 {
		panic("it is said: " + os.Getenv("API_TOKEN") + os.Getenv("DB_PASSWORD"))
	}
}
"""

FAILS = """package a

import (
	"os"
	"testing"
)

func TestOne(t *testing.T) {
	t.Run(os.Getenv("DB_PASSWORD"), func(t *testing.T) {
		t.Fatalf("it is said: %q is not %q, %d", os.Getenv("API_TOKEN"), os.Getenv("SIGNING_KEY"), One())
	})
}
"""

RAISES = '''"""Own tasks."""

import os

from gotasks.api import Job, Plan, Result, Task


def plan(job: Job) -> Plan:
    """Plan nothing."""
    raise ValueError("it is said: " + os.environ["DB_PASSWORD"])


SAY = Task(name="say", summary="Say it.", plan=plan, judge=lambda job, outcomes: Result("say"), over="tree")
'''

HEAD = "// Package a counts.\npackage a\n\n"
SOURCE = HEAD + f'import "fmt"\n\n// One is one.\nfunc One() int {{\n\tfmt.Printf("%d\\n", "{PLAIN}")\n\treturn 1\n}}\n'
UNFORMATTED = HEAD + f'// One is one.\nfunc One() int {{return len("{PLAIN}") }}\n'
COVERED = HEAD + f'// One is one.\nfunc One() int {{ return len("{PLAIN}") - {len(PLAIN) - 1} }}\n'


IMPORTS = (
    '// Package a counts.\npackage a\n\nimport _ "example.invalid/x"\n\n// One is one.\nfunc One() int { return 1 }\n'
)


@dataclass(frozen=True, slots=True)
class Plant:
    """Where a secret stands, what runs, and the text that proves that it was there to be seen."""

    files: Mapping[str, str] = field(default_factory=dict)
    argv: tuple[str, ...] = ("say",)
    proof: str = "it is said:"
    git: tuple[tuple[str, ...], ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    sought: tuple[str, ...] = SOUGHT


def command(*argv: str, findings: str = "none") -> str:
    """Return settings with an own command."""
    words = ", ".join(f"'{word}'" for word in argv)
    return f'{PASSED}[commands.say]\nrun = [{words}]\nfindings = "{findings}"\n'


def said(how: str, findings: str = "none") -> dict[str, str]:
    """Return the files of an own command that prints its secrets."""
    return {"gotasks.toml": command(sys.executable, "say.py", how, findings=findings), "say.py": SAY}


HOOK = '[hooks]\npre-commit = ["say"]\n'
HALVES = (PLAIN[: len(PLAIN) // 2], PLAIN[len(PLAIN) // 2 :])

PLANTS: dict[str, Plant] = {
    "printed by a command": Plant(said("plainly")),
    "printed by a command whose lines are findings": Plant(said("plainly", "lines")),
    "printed in other forms": Plant(said("encoded")),
    "split across writes": Plant(said("split")),
    "across the border of what is read at once": Plant(said("border"), proof="say.py border"),
    "half on each stream": Plant(said("streams")),
    "in output of which a part is lost": Plant(said("overflow"), proof="say.py overflow", sought=(PLAIN, *HALVES)),
    "in a command line": Plant(
        {"gotasks.toml": command("sh", "-c", "echo it is said:; exit 1", f"--token={PLAIN}")}, ("say", "--all")
    ),
    "in a command line, dry run": Plant(
        {"gotasks.toml": command("sh", "-c", "echo it is said:; exit 1", f"--token={PLAIN}")}, ("say", "--dry-run")
    ),
    "in a command that is not there": Plant(
        {"gotasks.toml": command(f"/nowhere/{PLAIN}")}, proof="did not start"
    ),
    "in the panic of a test": Plant({"gotasks.toml": PASSED, "a/a_test.go": PANIC}, ("race-test",)),
    "in the message and name of a test": Plant({"gotasks.toml": PASSED, "a/a_test.go": FAILS}, ("race-test",)),
    "in a file's name": Plant({f"a/{PLAIN}.go": "package  a\n"}, ("fmt",), "not formatted"),
    "in a folder's name": Plant({f"{PLAIN}/a.go": "package  a\n"}, ("fmt",), "not formatted"),
    "in a source line that is a finding": Plant({"a/a.go": SOURCE}, ("vet",), "wrong type string"),
    "in a hunk that is not formatted": Plant({"a/a.go": UNFORMATTED}, ("fmt",), "not formatted"),
    "in a patch": Plant({"a/a.go": UNFORMATTED}, ("fmt", "--patch"), ""),
    "in a page of coverage": Plant({"a/a.go": COVERED}, ("cover-html",), "cover"),
    "in an own task that raises": Plant({"gotasks_tasks.py": RAISES}),
    "in a setting of the wrong kind": Plant(
        {"gotasks.toml": f'[fmt]\nmax_line_length = "{PLAIN}"\n'}, ("fmt",), "max_line_length"
    ),
    "in an unknown key": Plant({"gotasks.toml": f'{PLAIN} = "{PLAIN}"\n'}, ("fmt",), "no such key"),
    "in an argument": Plant(argv=("fmt", f"--{PLAIN}"), proof="unrecognized"),
    "in the name of a task": Plant(argv=(PLAIN,), proof="no task"),
    "in a revision that is not there": Plant(argv=("fmt", "--base", PLAIN), proof="--base"),
    "in the address of a remote": Plant(
        {"a/a.go": UNFORMATTED},
        ("fmt",),
        "not formatted",
        git=(("remote", "add", "origin", f"https://user:{PLAIN}@host.invalid/x.git"),),
    ),
    "in the address of a module proxy": Plant(
        {"go.mod": "module example.com/m\n\ngo 1.22\n\nrequire example.invalid/x v1.0.0\n", "a/a.go": IMPORTS},
        ("vet",),
        "example.invalid/x",
        env={"GOPROXY": f"http://user:{PLAIN}@127.0.0.1:9", "GONOSUMDB": "*"},
    ),
    "in a line that gitleaks refuses": Plant(
        {"a/key.txt": f'api_key = "{SECRETS["AWS_SECRET_ACCESS_KEY"]}"\npassword = "{PLAIN}"\n'},
        ("secrets",),
        "secrets",
    ),
    "in the hook's output": Plant(
        {"say.py": SAY, "gotasks.toml": command(sys.executable, "say.py", "plainly") + HOOK}, ("hook", "pre-commit")
    ),
}  # fmt: skip

WAYS = {"text": (), "JSON": ("--json",), "CI": ()}
"""How a run is asked to tell what it found. In CI the report lies in the work tree."""


def run(arm: Arm, work: Path, trials: int) -> Iterator[Trial]:  # noqa: ARG001 - each plant stands once
    """Yield a trial for each plant and each way of telling."""
    for number, (case, plant) in enumerate(PLANTS.items()):
        for way, flags in WAYS.items():
            if flags and {"--dry-run", "--patch", "hook"} & {*plant.argv}:
                continue  # they make no JSON
            yield trial(f"{case}, {way}", plant, work / f"{number}-{way}", flags)


def trial(case: str, plant: Plant, work: Path, flags: tuple[str, ...]) -> Trial:
    """Plant, run, search."""
    (work / "tmp").mkdir(parents=True)
    repo = make(work)
    repo = replace(repo, env={**repo.env, **SECRETS, "TMPDIR": str(work / "tmp")})
    for argv in plant.git:
        repo.git(*argv)
    repo.write(plant.files).git("add", "-A")
    if plant.argv[0] == "hook":
        repo.run(GOTASKS, "allow", "--tree", "index")
    report = work / "out" / "report.json"
    told = () if plant.argv[0] == "hook" else (*flags, "--report", str(report))
    env = {**plant.env, **({"CI": "true"} if case.endswith("CI") else {})}
    done = repo.run(GOTASKS, *plant.argv, *told, **env)
    streams = {"standard output": done.stdout.encode("utf-8", "surrogateescape")}
    streams["standard error"] = done.stderr.encode("utf-8", "surrogateescape")
    folders = [
        repo.path / ".git/gotasks",
        repo.path / "gotasks-report",
        *(work / name for name in ("out", "home", "cache", "tmp")),
    ]
    found = needles.leaks(plant.sought, streams, folders)
    seen = plant.proof in done.stdout + done.stderr
    says = "; ".join(
        f"{form} in {where}" for where, form in {leak.where: leak.form for leak in reversed(found)}.items()
    )
    if not seen:
        says = (
            f"nothing shows that it was there: exit {done.returncode}: {(done.stdout + done.stderr)[-300:]!r}; {says}"
        )
    if "Traceback" in done.stderr:
        says = f"a traceback; {says}"
    return Trial(case, good=not says, says=says, figures={"leaks": len(found), "exit": done.returncode})
