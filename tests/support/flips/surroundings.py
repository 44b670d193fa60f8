"""What lies around the code: Go's variables, the toolchain, tools and their configuration, our settings, ourselves."""

from __future__ import annotations

import json
from pathlib import Path

import gotasks
from flips.gocode import expect, go_test, number, one, source
from flips.row import AMD64, COMPILED, WITH_C, Files, Program, flip

TASKS = """
from gotasks.api import Command, Finding, Part, Result, Task


def plan(job):
    return ((Command(("sh", "check.sh")),),)


def judge(job, outcomes):
    said = outcomes[0].text.strip()
    found = (Finding("", 0, 0, "own", "told: " + said),) if said else ()
    return Result("own", (Part("tree", ".", found),))


own = Task("own", "Ask a script.", plan=plan, judge=judge, over="tree", stored=lambda job: True)
"""
OWN: Files = {"gotasks_tasks.py": TASKS, "check.sh": "cat data/x\n", "data/x": ""}

FINE = number("a", 1)
BROKEN = "var Wrong int = missing"
UNDEFINED = "undefined: missing"


def only(constraint: str, name: str = "b.go") -> Files:
    """A package with a file that does not compile, and counts only where a constraint is met."""
    head = f"//go:build {constraint}\n\n" if constraint else ""
    return {"a/a.go": FINE, f"a/{name}": f"{head}package a\n\n{BROKEN}\n"}


UNFORMATTED = "// Package a is small.\npackage a\n\nvar  One = 1\n"
LONG = source("a", "// One is long.\nvar One = append([]string{}, " + ", ".join(['"a long word"'] * 8) + ")")
UNDOCUMENTED = "package a\n\nfunc One() int { return 1 }\n"
LINTERS = 'version: "2"\nlinters:\n  default: none\n  enable: [{}]\n'
EMPTY_IF = '// Package a is small.\npackage a\n\nimport "errors"\n\n// One fails.\nfunc One() { errors.New("x") }\n'

FAKE = json.dumps({"GOVERSION": "go1.26.0", "GOOS": "linux", "CGO_ENABLED": "0", "GOFLAGS": "", "GOROOT": "HERE"})
SAYS = """#!/bin/sh
root=$(cd "$(dirname "$0")/.." && pwd)
if [ "$1" = env ]; then echo '{}' | sed "s#HERE#$root#"; exit; fi
{}
"""


def fake(does: str) -> Program:
    """A Go that answers what it is, and then does as told."""
    return Program(SAYS.format(FAKE, does))


GO = "../goroot/bin/go"
VETTED = "echo '{}'"
VETS = """echo '{"example.com/m/a":{"printf":[{"posn":"a/a.go:5:1","message":"told by another go"}]}}'"""

TOP = Path(gotasks.__file__).parent.parent
OURSELVES: Files = {
    f"../other/{path.relative_to(TOP)}": path.read_bytes()
    for path in (*TOP.glob("gotasks/**/*.py"), *TOP.glob("schemas/*.json"))
}
"""A copy of gotasks beside the repository."""

JUDGES = """

from gotasks.core.result import Finding, Part

FOUND = Finding("", 0, 0, "newer", "told by a newer gotasks")
TASK = TASK._replace(judge=lambda *_: Result("fmt", (Part("tree", ".", (FOUND,)),)))
"""
NEWER: Files = {
    "../other/gotasks/__init__.py": (TOP / "gotasks/__init__.py").read_text().replace(gotasks.__version__, "99.0.0"),
    "../other/gotasks/go/fmt.py": (TOP / "gotasks/go/fmt.py").read_text() + JUDGES,
}
"""Another version, which judges otherwise."""

GO_VARIABLES = (
    flip("tags in GOFLAGS", only("special"), told=UNDEFINED, task="vet", env_to={"GOFLAGS": "-tags=special"}),
    flip(
        "go env -w",
        only("special"),
        {"../config/go/env": "GOFLAGS=-tags=special\n"},
        UNDEFINED,
        task="vet",
        env={"XDG_CONFIG_HOME": "{beside}/config"},
    ),
    flip("GOOS", only("", "b_plan9.go"), told=UNDEFINED, task="vet", env_to={"GOOS": "plan9"}),
    flip("GOARCH", only("riscv64"), told=UNDEFINED, task="vet", env_to={"GOARCH": "riscv64"}),
    flip("GOAMD64", only("amd64.v3"), told=UNDEFINED, task="vet", env_to={"GOAMD64": "v3"}, needs=AMD64),
    flip(
        "GOEXPERIMENT",
        only("goexperiment.fieldtrack"),
        told=UNDEFINED,
        task="vet",
        env_to={"GOEXPERIMENT": "fieldtrack"},
    ),
    flip("CGO_ENABLED", only("cgo"), told=UNDEFINED, task="vet", env_to={"CGO_ENABLED": "1"}),
    flip("the Go version", only("!go1.25"), told=UNDEFINED, task="vet", env_to={"GOTOOLCHAIN": "go1.24.6"}),
    flip(
        "GOFLAGS of the linker",
        {"m.go": source("m", 'var said = "good"'), "m_test.go": expect("[]byte(said), error(nil)")},
        told="told: bad",
        env_to={"GOFLAGS": "-ldflags=-X=example.com/m.said=bad"},
    ),
)

CGO = """// Package a asks C.
package a

/*
#ifndef N
#define N 1
#endif
*/
import "C"

// N is a number.
func N() int { return int(C.N) }
"""
ASKS_C: Files = {"a/a.go": CGO, "a/a_test.go": one(package="a")}
PLAIN_CC, OTHER_CC = Program('#!/bin/sh\nexec gcc "$@"\n'), Program('#!/bin/sh\nexec gcc -DN=2 "$@"\n')
SHOWN = "told: 2"
C_COMPILER = (
    flip(
        "CC",
        {**ASKS_C, "../cc2": OTHER_CC},
        told=SHOWN,
        env=WITH_C,
        env_to={"CC": "{beside}/cc2"},
        needs=COMPILED,
    ),
    flip(
        "the C compiler itself",
        {**ASKS_C, "../cc": PLAIN_CC},
        {"../cc": OTHER_CC},
        SHOWN,
        env={"CGO_ENABLED": "1", "CC": "{beside}/cc"},
        needs=COMPILED,
    ),
    flip("CGO_CFLAGS", ASKS_C, told=SHOWN, env=WITH_C, env_to={"CGO_CFLAGS": "-DN=2"}, needs=COMPILED),
    flip(
        "no C compiler any more",
        {"a/a.go": FINE, "a/a_test.go": one(package="a")},
        told="no C compiler",
        status="passed",
        env=WITH_C,
        env_to={"CC": "no-such-compiler"},
        needs=COMPILED,
    ),
)

TOOLS = (
    flip(
        "the go program itself",
        {"a/a.go": FINE, GO: fake(VETTED), "../goroot/bin/gofmt": Program("#!/bin/sh\n")},
        {GO: fake(VETS)},
        "told by another go",
        task="vet",
        env={"PATH": "{beside}/goroot/bin:/usr/bin:/bin"},
    ),
    flip(
        "the gofmt program itself",
        {"a/a.go": FINE, GO: fake(VETTED), "../goroot/bin/gofmt": Program("#!/bin/sh\n")},
        {"../goroot/bin/gofmt": Program("#!/bin/sh\necho told by another gofmt >&2\nexit 2\n")},
        "told by another gofmt",
        task="fmt",
        status="not judged",
        env={"PATH": "{beside}/goroot/bin:/usr/bin:/bin"},
    ),
    flip(
        "staticcheck.conf above the package",
        {"a/a.go": UNDOCUMENTED, "staticcheck.conf": 'checks = ["SA*"]\n'},
        {"staticcheck.conf": 'checks = ["all"]\n'},
        "package comment",
        task="staticcheck",
    ),
    flip(
        "staticcheck.conf beside the package",
        {"a/a.go": UNDOCUMENTED, "staticcheck.conf": 'checks = ["SA*"]\n'},
        {"a/staticcheck.conf": 'checks = ["all"]\n'},
        "package comment",
        task="staticcheck",
    ),
    flip(
        "a configuration of golangci-lint",
        {"a/a.go": EMPTY_IF, ".golangci.yml": LINTERS.format("ineffassign")},
        {".golangci.yml": LINTERS.format("errcheck")},
        "errcheck",
        task="lint",
    ),
)

OURS = (
    flip(
        "a line ending by .gitattributes",
        {"a/a.go": FINE},
        {".gitattributes": "*.go text eol=crlf\n"},
        "not formatted",
        task="fmt",
    ),
    flip("a byte that fmt reads", {"a/a.go": FINE}, {"a/a.go": UNFORMATTED}, "not formatted", task="fmt"),
    flip(
        "a name that fmt newly reads",
        {"a/a.go": FINE, "a/b.txt": UNFORMATTED},
        {"a/b.txt": None, "a/b.go": UNFORMATTED},
        "not formatted",
        task="fmt",
    ),
    flip(
        "how long a line may be",
        {"a/a.go": LONG},
        {"gotasks.toml": "[fmt]\nmax_line_length = 80\n"},
        "a/a.go",
        task="fmt",
    ),
    flip(
        "tags in our settings", only("special"), {"gotasks.toml": '[vet]\ntags = ["special"]\n'}, UNDEFINED, task="vet"
    ),
    flip(
        "what is excluded",
        {**only(""), "c/c.go": number("c", 1), "gotasks.toml": 'exclude = ["a"]\n'},
        {"gotasks.toml": ""},
        UNDEFINED,
        task="vet",
    ),
    flip(
        "the minimum of coverage",
        {"m.go": number("m", 1), "m_test.go": go_test("")},
        {"gotasks.toml": "[coverage]\nminimum = 50\n"},
        "below the minimum",
    ),
    flip(
        "the preset",
        {"m.go": number("m", 1), "m_test.go": go_test("")},
        {"gotasks.toml": 'preset = "golden"\n'},
        "below the minimum",
    ),
    flip(
        "that the race detector is required",
        {"m_test.go": go_test("")},
        {"gotasks.toml": 'race = "required"\n'},
        "the race detector cannot run",
        status="not judged",
    ),
    flip(
        "which gotasks is asked for",
        {"a/a.go": FINE},
        {"gotasks.toml": 'requires = ">=99"\n'},
        ">=99 is asked for",
        task="fmt",
        status="refused",
    ),
    flip(
        "another gotasks",
        {"a/a.go": FINE, **OURSELVES},
        NEWER,
        "told by a newer gotasks",
        task="fmt",
        env={"PYTHONPATH": "{beside}/other"},
    ),
    flip(
        "a target of crossbuild",
        {**only("", "b_plan9.go"), "gotasks.toml": '[crossbuild]\ntargets = ["linux/riscv64"]\n'},
        {"gotasks.toml": '[crossbuild]\ntargets = ["plan9/arm"]\n'},
        UNDEFINED,
        task="crossbuild",
    ),
    flip(
        "a file of another system",
        {**only("", "b_plan9.txt"), "gotasks.toml": '[crossbuild]\ntargets = ["plan9/arm"]\n'},
        {"a/b_plan9.txt": None, "a/b_plan9.go": f"package a\n\n{BROKEN}\n"},
        UNDEFINED,
        task="crossbuild",
    ),
    flip("what an own task reads", OWN, {"data/x": "bad"}, "told: bad", task="own"),
    flip("the script that an own task runs", OWN, {"check.sh": "echo bad\n"}, "told: bad", task="own"),
    flip(
        "the code of an own task",
        OWN,
        {"gotasks_tasks.py": TASKS.replace("if said", "if not said")},
        "told: ",
        task="own",
    ),
    flip(
        "a variable of an own task",
        {**OWN, "check.sh": 'printf "$SAID"\n'},
        told="told: bad",
        task="own",
        env_to={"SAID": "bad"},
    ),
    flip(
        "what an own command reads",
        {"gotasks.toml": '[commands.own]\nrun = ["grep", "good", "data/x"]\nfindings = "none"\n', "data/x": "good"},
        {"data/x": "bad"},
        "ended with exit status 1",
        task="own",
        kept=False,
    ),
)

ROWS = (*GO_VARIABLES, *C_COMPILER, *TOOLS, *OURS)
