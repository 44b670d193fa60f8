"""crossbuild: modules and targets to commands, and what go list, go build and a program's header say to findings."""

from __future__ import annotations

from collections.abc import Mapping
from struct import pack
from typing import Any

import pytest

from gotasks.core.command import Command, Outcome
from gotasks.core.result import Result, verdict_of
from gotasks.core.settings import Settings
from gotasks.core.task import Job
from gotasks.go import artefact
from gotasks.go.crossbuild import TASK
from gotasks.testing import GO, SCRATCH, job, outcome

APP = {"go.mod": "module example.org/app\n", "main.go": "", "clock/clock.go": "", "clock/c.go": ""}
NESTED = {**APP, "sub/go.mod": "module example.org/sub\n", "sub/a/a.go": "", "sub/b/b.go": ""}
TARGETS = ("linux/amd64", "windows/amd64")
DIST = "aix/ppc64\ndarwin/amd64\ndarwin/arm64\nlinux/amd64\nlinux/arm64\nplan9/amd64\nwindows/amd64\n"

LISTED = """{
	"ImportPath": "example.org/app",
	"Name": "main",
	"Export": "/cache/79/79d-d",
	"GoFiles": ["main.go"]
}
{
	"ImportPath": "example.org/app/clock",
	"Name": "clock",
	"Export": "/cache/52/525-d",
	"GoFiles": ["clock.go"]
}
"""
UNBUILT = LISTED.replace('"Export": "/cache/79/79d-d",\n', "")
LIBRARY = LISTED[LISTED.index("}") + 2 :]
NO_MAIN = outcome(code=1, stderr="go: no main packages to build\n")
EMPTY = outcome(stderr='go: warning: "./..." matched no packages\n')
ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + pack("<HH", 2, 62) + bytes(44)
PE = b"MZ" + bytes(58) + pack("<I", 128) + bytes(64) + b"PE\0\0" + pack("<H", 0x8664) + bytes(100)
PROGRAMS = {
    "linux/amd64": outcome(files={"linux-amd64/0/app": ELF}),
    "windows/amd64": outcome(files={"w/0/app.exe": PE}),
}
WITH_CGO = """{
	"ImportPath": "runtime/cgo",
	"Name": "cgo",
	"Standard": true,
	"CgoFiles": ["cgo.go"]
}
{
	"ImportPath": "example.org/app/clock",
	"Name": "clock",
	"CgoFiles": ["c.go"],
	"Imports": ["C"]
}
{
	"ImportPath": "example.org/app",
	"Name": "main",
	"Imports": ["example.org/app/clock"]
}
"""
WRONG = "# example.org/app\n./main.go:5:31: undefined: syscall.SYS_CLOCK_GETTIME\n"
EXCLUDED = """example.org/app/clock: package example.org/app
	imports example.org/app/clock: build constraints exclude all Go files in /slot/hello/clock
"""

Answers = Mapping[str, Outcome | Mapping[str, Outcome]]


def asked(files: Mapping[str, str] = APP, settings: Settings | None = None, **said: Any) -> Job:
    toolchain = GO._replace(env=(("GOMODCACHE", "/cache/mod"),))
    return job(files, task=TASK, settings=settings, said={"targets": TARGETS, **said}, toolchain=toolchain)


def answer(command: Command, answers: Answers) -> Outcome:
    """Answer by what a command is for (dist, list, cgo, build) and, where that differs, by its target."""
    env = dict(command.env)
    kind = {"tool": "dist"}.get(command.argv[1], "cgo" if "-deps" in command.argv else command.argv[1])
    made = answers.get(kind, outcome())
    if not isinstance(made, Outcome):
        made = made.get(f"{env['GOOS']}/{env['GOARCH']}", outcome(stdout=LISTED if kind == "list" else ""))
    return made._replace(command=command)


def found(made: Job | None = None, **answers: Any) -> Result:
    """Judge the planned commands' answers; like the engine, a failed step is the last."""
    task_job = made or asked()
    every: Answers = {
        "dist": outcome(stdout=DIST),
        "list": outcome(stdout=LISTED),
        "build": PROGRAMS,
        **answers,
    }
    done: list[Outcome] = []
    for step in TASK.plan(task_job):
        outcomes = [answer(command, every) for command in step]
        done += outcomes
        if any(each.trouble or each.code for each in outcomes):
            break
    return TASK.judge(task_job, tuple(done))


def test_plan() -> None:
    listed, built = TASK.plan(asked(targets=("linux/amd64",)))

    said = (("GOWORK", "off"), ("GOOS", "linux"), ("GOARCH", "amd64"))
    flags = ("-trimpath", "-buildvcs=false")
    assert listed == (
        Command(("go", "tool", "dist", "list"), env=(("GOWORK", "off"),)),
        Command(
            ("go", "list", "-export", *flags, "-json=ImportPath,Name,GoFiles,Export", "./..."),
            env=(*said, ("CGO_ENABLED", "0")),
        ),
        Command(
            ("go", "list", "-e", "-deps", "-json=ImportPath,Name,Standard,CgoFiles,Imports", "./..."),
            env=(*said, ("CGO_ENABLED", "1")),
        ),
    )
    assert built == (
        Command(
            ("go", "build", *flags, "-o", f"{SCRATCH}/linux-amd64/0/", "./..."),
            env=(*said, ("CGO_ENABLED", "0")),
            produces=("linux-amd64/0/",),
        ),
    )


def test_cgo_is_said_in_every_command_when_it_is_asked_for() -> None:
    steps = TASK.plan(asked(cgo=True))

    assert {dict(each.env)["CGO_ENABLED"] for step in steps for each in step if "GOOS" in dict(each.env)} == {"1"}


def test_each_module_has_its_own_folder_for_programs() -> None:
    _, built = TASK.plan(asked(NESTED, targets=("linux/amd64", "linux/amd64")))

    assert [(each.cwd, each.produces) for each in built] == [(".", ("linux-amd64/0/",)), ("sub", ("linux-amd64/1/",))]


@pytest.mark.parametrize(
    ("packages", "exclude", "named"),
    [
        pytest.param(("./...",), (), {".": ("./...",), "sub": ("./...",)}, id="all"),
        pytest.param(("./clock",), (), {".": ("./clock",)}, id="one package"),
        pytest.param((".",), (), {".": (".",)}, id="the root"),
        pytest.param(("./sub/...",), (), {"sub": ("./...",)}, id="a nested module"),
        pytest.param(("./sub/a", "./clock/..."), (), {".": ("./clock/...",), "sub": ("./a",)}, id="in two modules"),
        pytest.param(
            ("./...",), ("sub/b",), {".": (".", "./clock/..."), "sub": ("./a/...",)}, id="exclude leaves a folder out"
        ),
    ],
)
def test_packages(packages: tuple[str, ...], exclude: tuple[str, ...], named: dict[str, tuple[str, ...]]) -> None:
    _, built = TASK.plan(asked(NESTED, Settings(exclude=exclude), packages=packages, targets=("linux/amd64",)))

    assert {each.cwd: each.argv[6:] for each in built} == named


def test_all_is_well() -> None:
    result = found()

    assert verdict_of(result).status == "passed"
    assert result.notes == ("CGO_ENABLED=0 for linux/amd64, windows/amd64",)
    assert [(part.name, part.note) for part in result.parts[-2:]] == [
        ("linux/amd64", "CGO_ENABLED=0: 2 packages, app (ELF amd64)"),
        ("windows/amd64", "CGO_ENABLED=0: 2 packages, app.exe (PE amd64)"),
    ]


def test_a_library_is_only_compiled_and_that_is_said() -> None:
    result = found(list=outcome(stdout=LIBRARY), build=NO_MAIN)

    assert verdict_of(result).status == "passed"
    assert result.notes[1] == "no main package, so only compiled: example.org/app"


def test_a_compile_error_names_its_target_and_how_to_see_it_again() -> None:
    result = found(list={"windows/amd64": outcome(code=1, stdout=UNBUILT, stderr=WRONG)})

    (finding,) = result.findings
    assert (finding.file, finding.line, finding.column, finding.rule) == ("main.go", 5, 31, "build")
    assert finding.message == "undefined: syscall.SYS_CLOCK_GETTIME (windows/amd64)"
    assert finding.repeat == "GOOS=windows GOARCH=amd64 CGO_ENABLED=0 go build -o /dev/null ./..."
    assert not result.problem


def test_one_error_on_all_targets_is_one_finding() -> None:
    (finding,) = found(list=outcome(code=1, stdout=UNBUILT, stderr=WRONG)).findings

    assert finding.message.endswith("(every target)")


def test_a_dependency_that_does_not_compile_is_laid_to_go_mod_without_the_machines_folders() -> None:
    said = "# example.org/dep/in\n../../cache/mod/example.org/dep@v1.0.0/in/a.go:5:17: undefined: syscall.X\n"

    (finding,) = found(list=outcome(code=1, stdout=UNBUILT, stderr=said)).findings

    assert (finding.file, finding.line) == ("go.mod", 0)
    assert finding.message == "example.org/dep@v1.0.0/in/a.go:5:17: undefined: syscall.X (every target)"


def test_a_package_with_cgo_only_is_named() -> None:
    result = found(
        list=outcome(code=1, stdout=UNBUILT, stderr=EXCLUDED),
        cgo=outcome(stdout=WITH_CGO),
    )

    (finding,) = result.findings
    assert (finding.file, finding.rule) == ("clock/c.go", "build")
    assert finding.message == (
        "example.org/app imports example.org/app/clock: CGO_ENABLED=0 leaves out the cgo files of "
        'example.org/app/clock (import "C" in c.go) (every target)'
    )


def test_a_package_for_another_system_is_not_laid_to_cgo() -> None:
    (finding,) = found(list=outcome(code=1, stdout=UNBUILT, stderr=EXCLUDED)).findings

    assert finding.file == "go.mod"
    assert "it has no Go file for this target" in finding.message


@pytest.mark.parametrize(
    ("said", "blamed"),
    [
        pytest.param("./main.go:5:31: undefined: clock.Now", True, id="a name of the package with cgo"),
        pytest.param("./main.go:5:31: undefined: other.Now", False, id="a name of another"),
        pytest.param("./main.go:5:31: undefined: now", False, id="a name of a package without cgo"),
        pytest.param("./clock/clock.go:5:31: undefined: now", True, id="a name in the package itself"),
        pytest.param("./main.go:5:31: x declared and not used", False, id="another error"),
    ],
)
def test_what_is_undefined_without_cgo_is_laid_to_the_package_that_needs_it(said: str, blamed: bool) -> None:  # noqa: FBT001
    told = outcome(code=1, stdout=UNBUILT, stderr=f"# example.org/app\n{said}\n")

    (finding,) = found(list=told, cgo=outcome(stdout=WITH_CGO)).findings

    assert ("CGO_ENABLED=0 leaves out the cgo files of example.org/app/clock" in finding.message) is blamed


def test_a_package_that_is_left_out_without_harm_is_a_note() -> None:
    result = found(list=outcome(stdout=LISTED[: LISTED.index("}") + 2]), cgo=outcome(stdout=WITH_CGO))

    assert verdict_of(result).status == "passed"
    assert result.notes[1] == 'left out by CGO_ENABLED=0, because it has nothing but import "C": example.org/app/clock'


def test_a_program_for_another_processor_is_a_finding() -> None:
    built = {**PROGRAMS, "windows/amd64": outcome(files={"windows-amd64/0/app.exe": ELF})}

    (finding,) = found(build=built).findings

    assert (finding.rule, finding.message) == (
        "artefact",
        "app.exe is ELF amd64, asked for was PE amd64 (windows/amd64)",
    )


def test_what_does_not_link_is_a_finding() -> None:
    said = "# example.org/app\nlink: example.org/app/clock: invalid reference to runtime.nanotime\n"

    (finding,) = found(build=outcome(code=1, stderr=said)).findings

    assert (finding.file, finding.rule) == ("go.mod", "build")
    assert finding.message.startswith("example.org/app does not link: link: example.org/app/clock: invalid reference")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        pytest.param({"targets": ()}, "targets is empty", id="no target"),
        pytest.param({"targets": ("linux",)}, "'linux' is no target: write GOOS/GOARCH", id="no processor"),
        pytest.param({"targets": ("macos/arm64",)}, "did you mean darwin/arm64?", id="macos"),
        pytest.param({"targets": ("linux/x86_64",)}, "did you mean linux/amd64?", id="x86_64"),
        pytest.param({"targets": ("plan8/amd64",)}, "did you mean plan9/amd64", id="a slip"),
        pytest.param({"packages": ("./nope",)}, "./nope names no package", id="no such package"),
        pytest.param({"packages": ("cmd/...",)}, "cmd/... is no pattern here", id="an import path"),
        pytest.param({"packages": ("./../x",)}, "./../x is no pattern here", id="a folder outside"),
    ],
)
def test_wrong_settings_are_not_judged(said: dict[str, Any], problem: str) -> None:
    unknown = outcome(code=2, stderr="go: unsupported GOOS/GOARCH pair macos/arm64\n")
    result = found(asked(**said), list=unknown)

    assert verdict_of(result).status == "not judged"
    assert problem in result.problem


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        pytest.param({"list": outcome()}, "go list for linux/amd64 named no package", id="nothing printed"),
        pytest.param({"list": outcome(stdout="{")}, "something else than packages", id="cut short"),
        pytest.param({"list": outcome(stdout="[]")}, "something else than packages", id="another shape"),
        pytest.param(
            {"list": outcome(stdout=UNBUILT)}, "nothing shows that example.org/app was compiled", id="no export"
        ),
        pytest.param({"list": outcome(code=1)}, "ended with exit status 1 and printed nothing", id="silent"),
        pytest.param({"list": EMPTY}, "build constraints exclude all of them", id="nothing for any target"),
        pytest.param({"list": outcome(ended="killed", code=9, stdout=LISTED)}, "killed by signal 9", id="killed"),
        pytest.param(
            {"list": outcome(code=1, stderr="main.go:3:8: module lookup disabled by GOPROXY=off\n")},
            "run go mod download",
            id="a module that is not here",
        ),
        pytest.param({"build": outcome()}, "go build for linux/amd64 wrote no program", id="no program"),
        pytest.param(
            {"build": outcome(code=1, stderr="link: signal: killed\n")}, "a process was killed", id="linker killed"
        ),
        pytest.param(
            {"list": outcome(code=1, stderr='# runtime/cgo\ncgo: C compiler "clang" not found: exec\n')},
            'set CC to one that does, or leave cgo out (cgo: C compiler "clang" not found: exec)',
            id="no C compiler for the target",
        ),
        pytest.param(
            {"list": outcome(code=1, stderr="# runtime/cgo\ngcc_arm64.S: Assembler messages:\ngcc.S:30: Error: x\n")},
            "the C compiler does not build for linux/amd64",
            id="a C compiler for another target",
        ),
    ],
)
def test_what_is_not_judged(answers: dict[str, Any], problem: str) -> None:
    result = found(**answers)

    assert (verdict_of(result).status, result.findings) == ("not judged", ())
    assert problem in result.problem


def test_all_that_needs_cgo_and_nothing_else_is_told_as_that() -> None:
    assert "example.org/app/clock needs cgo" in found(list=EMPTY, cgo=outcome(stdout=WITH_CGO)).problem


def test_a_target_for_which_nothing_is_left_is_a_note() -> None:
    result = found(list={"windows/amd64": EMPTY}, build={**PROGRAMS, "windows/amd64": NO_MAIN})

    assert verdict_of(result).status == "passed"
    assert "build constraints leave nothing of . for windows/amd64" in result.notes


def test_no_outcome_is_no_pass() -> None:
    assert TASK.judge(asked(), ()).problem


def test_programs_that_were_never_linked_are_no_pass() -> None:
    made = asked()
    listed, _ = TASK.plan(made)
    outcomes = tuple(answer(each, {"dist": outcome(stdout=DIST), "list": outcome(stdout=LISTED)}) for each in listed)

    assert TASK.judge(made, outcomes).problem == "nothing shows that example.org/app was linked for linux/amd64"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(ELF, "ELF amd64", id="ELF"),
        pytest.param(b"\x7fELF\x02\x02\x01" + bytes(9) + pack(">HH", 2, 22), "ELF s390x", id="ELF, big end first"),
        pytest.param(b"\x7fELF\x02\x01\x01" + bytes(9) + pack("<HH", 2, 183), "ELF arm64", id="ELF for another"),
        pytest.param(b"\x7fELF\x02\x01\x01" + bytes(9) + pack("<HH", 2, 99), "ELF for machine 0x63", id="ELF, unknown"),
        pytest.param(pack("<II", 0xFEEDFACF, 0x0100000C), "Mach-O arm64", id="Mach-O"),
        pytest.param(PE, "PE amd64", id="PE"),
        pytest.param(PE[:130], "PE without a header", id="PE that is cut short"),
        pytest.param(b"MZ", "PE without a header", id="PE, two bytes"),
        pytest.param(b"\0asm\1\0\0\0", "WebAssembly wasm", id="WebAssembly"),
        pytest.param(b"\x01\xf7\0\5", "XCOFF ppc64", id="XCOFF"),
        pytest.param(b"\0\0\x8a\x97", "a.out amd64", id="Plan 9"),
        pytest.param(b"!<arch>\n", "no program", id="an archive"),
        pytest.param(b"", "no program", id="nothing"),
    ],
)
def test_headers(data: bytes, kind: str) -> None:
    assert artefact.read(data) == kind
