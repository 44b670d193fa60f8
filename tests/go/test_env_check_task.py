"""env-check: which commands ask, and what thirteen indicators say of what they printed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from gotasks.core.command import Command, Outcome
from gotasks.core.hooks import MARK, SHARED, HookFile, Hooks
from gotasks.core.result import Part, Result, verdict_of
from gotasks.core.settings import HOOKS, Settings
from gotasks.core.task import Job, Toolchain
from gotasks.go.env_check import INDICATORS, PROBES, TASK
from gotasks.testing import GO, job, outcome

VARIABLES = {
    "CC": "gcc",
    "CGO_ENABLED": "1",
    "GO111MODULE": "",
    "GOBIN": "",
    "GOFLAGS": "",
    "GOHOSTOS": "linux",
    "GOINSECURE": "",
    "GOMODCACHE": "/home/me/go/pkg/mod",
    "GOPATH": "/home/me/go",
    "GOPROXY": "https://proxy.golang.org,direct",
    "GOROOT": "/usr/local/go",
    "GOSUMDB": "sum.golang.org",
    "GOTOOLCHAIN": "auto",
    "GOVERSION": "go1.26.8",
}
HELLO = {"go.mod": "module example.org/hello\n\ngo 1.21\n", "a.go": ""}
PATH = "/usr/local/go/bin:/home/me/go/bin:/usr/bin"
LISTING = """\
 1 -rwxr-xr-x 1 root root 13000000 Jan  1 10:00 /usr/local/go/bin/go
 9 drwxr-xr-x 9 me   me       4096 Jan  1 10:00 /home/me/go/pkg/mod
"""
INSTALLED = Hooks(
    templates=dict.fromkeys((*HOOKS, SHARED), MARK),
    files={name: HookFile(MARK, executable=True) for name in (*HOOKS, SHARED)},
)
NONE = Toolchain(missing="no Go was found (none on PATH): install Go 1.21 or newer")
NOT_STARTED = outcome(ended="not started", code=None, reason="No such file or directory")


def asked(
    files: Mapping[str, str] = HELLO,
    environ: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    toolchain: Toolchain = GO,
) -> Job:
    env = () if toolchain.missing else tuple(VARIABLES.items())
    made = job(files, task=TASK, settings=settings, toolchain=toolchain._replace(env=env))
    return made._replace(environ={"PATH": PATH, **(environ or {})}, hooks=INSTALLED)


def printed(**changed: str) -> Outcome:
    return outcome(stdout=json.dumps(VARIABLES | changed))


def kind(command: Command) -> str:
    """Say what a command is for."""
    if command.argv == ("go", "env", "GOFLAGS"):
        return "checked"
    known = {(argv, env): name for name, (argv, env) in PROBES.items()}
    return known.get((command.argv, command.env), {"ls": "ls", "test": "test"}.get(command.argv[0], "compiler"))


def found(made: Job | None = None, **answers: Outcome) -> Result:
    """Judge the planned commands' answers: those of a sound machine, but for what is given."""
    task_job = made or asked()
    sound = {
        "here": printed(),
        "written": answers.get("here", printed()),
        "default": printed(),
        "flags": outcome(stdout="errors\n"),
        "compiled": outcome(stdout="/cache/a9/a99-d\n"),
        "git": outcome(stdout="git version 2.39.5\n"),
        "compiler": outcome(stdout="gcc (Debian 12.2.0) 12.2.0\nCopyright\n"),
        "checked": outcome(),
        "ls": outcome(code=2, stdout=LISTING),
        "test": outcome(),
        **answers,
    }
    ((*commands,),) = TASK.plan(task_job)
    return TASK.judge(task_job, tuple(sound[kind(each)]._replace(command=each) for each in commands))


def part(name: str, made: Job | None = None, **answers: Outcome) -> Part:
    return next(each for each in found(made, **answers).parts if each.name == name)


def failing(said: str) -> dict[str, Outcome]:
    """Return the answers of a Go that does not start with the process's own variables."""
    broken = outcome(code=2, stderr=said)
    return {"here": broken, "written": printed(), "flags": broken, "compiled": broken, "checked": broken}


def test_one_step_asks_everything_and_nothing_needs_the_network() -> None:
    ((*commands,),) = TASK.plan(asked())

    assert [kind(each) for each in commands] == [*PROBES, "checked", "compiler", "ls", "test"]
    assert commands[-2].argv == (
        "ls",
        "-dilL",
        "/usr/local/go/bin/go",
        "/home/me/go/bin/go",
        "/usr/bin/go",
        "/home/me/go/pkg/mod",
    )
    assert all(dict(each.env).get("GOWORK") == "off" for each in commands if each.argv[0] == "go")


def test_an_absent_c_compiler_is_not_started() -> None:
    made = asked(toolchain=GO._replace(race="no C compiler (gcc is not on PATH): install gcc or clang"))

    assert "compiler" not in [kind(each) for each in TASK.plan(made)[0]]


def test_a_sound_machine_passes_with_thirteen_indicators() -> None:
    result = found()

    assert verdict_of(result).status == "passed"
    assert [each.name for each in result.parts] == list(INDICATORS)
    assert len(result.parts) == 13
    assert all(each.note.startswith("ok: ") for each in result.parts)
    assert result.notes == ()


def test_a_machine_without_go_files_passes_too() -> None:
    result = found(asked({}))

    assert verdict_of(result).status == "passed"
    assert "no go.mod here" in next(each.note for each in result.parts if each.name == "modules/mode")


def test_it_is_neither_stored_nor_compared() -> None:
    assert not TASK.stored(asked())
    assert TASK.over == "machine"


@pytest.mark.parametrize(
    ("name", "environ", "answers", "text"),
    [
        pytest.param(
            "runtime/goroot",
            {"GOROOT": "/nonexistent"},
            failing("go: cannot find GOROOT directory: /nonexistent\n"),
            "go: cannot find GOROOT directory: /nonexistent; unset GOROOT (it is /nonexistent), as Go knows its own",
            id="a GOROOT that is not there",
        ),
        pytest.param(
            "runtime/goroot",
            {"GOROOT": "/opt/go1.21"},
            {"here": printed(GOVERSION="go1.21.13")},
            "GOROOT is that of go1.21.13, but the go on PATH is go1.26.8; "
            "unset GOROOT (it is /opt/go1.21), as Go knows its own",
            id="a GOROOT that a version manager left",
        ),
        pytest.param(
            "runtime/goroot",
            {},
            {
                "compiled": outcome(
                    code=1,
                    stderr='# internal/abi\ncompile: version "go1.21.13" does not match go tool version "go1.26.8"\n',
                )
            },
            "Go cannot compile its own package errors: "
            'compile: version "go1.21.13" does not match go tool version "go1.26.8"',
            id="two versions mixed",
        ),
        pytest.param(
            "runtime/go",
            {},
            failing("failed to initialize build cache at /proc/x: mkdir /proc/x: no such file or directory\n"),
            "Go does not work: failed to initialize build cache at /proc/x: mkdir /proc/x: no such file or directory",
            id="no build cache",
        ),
        pytest.param(
            "runtime/git",
            {},
            {"git": outcome(stdout="git version 2.25.1\n")},
            "git version 2.25.1 is too old: install git 2.31 or newer",
            id="an old git",
        ),
        pytest.param(
            "environment/gopath",
            {"GOPATH": "rel"},
            failing(
                'go: GOPATH entry is relative; must be absolute path: "rel".\n'
                "For more details see: 'go help gopath'\n"
            ),
            'go: GOPATH entry is relative; must be absolute path: "rel". (from your environment)',
            id="a relative GOPATH",
        ),
        pytest.param(
            "environment/gopath",
            {},
            {"here": printed(GOPATH="")},
            "GOPATH is empty, because HOME is not set: set one of them",
            id="no GOPATH",
        ),
        pytest.param(
            "environment/install-folder",
            {"GOBIN": "bin"},
            {"here": printed(GOBIN="bin"), "written": printed()},
            "GOBIN must be absolute, it is bin (from your environment)",
            id="a relative GOBIN",
        ),
        pytest.param(
            "environment/goflags",
            {"GOFLAGS": "-nosuch=1"},
            {
                "here": printed(GOFLAGS="-nosuch=1"),
                "flags": outcome(code=1, stderr="go: parsing $GOFLAGS: unknown flag -nosuch\n"),
            },
            "go: parsing $GOFLAGS: unknown flag -nosuch (from your environment)",
            id="GOFLAGS that cannot be read",
        ),
        pytest.param(
            "modules/mode",
            {},
            {"here": printed(GO111MODULE="off")},
            "GOPATH mode, because GO111MODULE=off (from go env -w): "
            "go.mod is ignored and no dependency is checked, so unset it",
            id="GOPATH mode, by go env -w",
        ),
        pytest.param(
            "modules/mode",
            {"GO111MODULE": "yes"},
            failing("go: unknown environment setting GO111MODULE=yes\n"),
            "go: unknown environment setting GO111MODULE=yes (from your environment): unset it",
            id="a mode that Go does not know",
        ),
        pytest.param(
            "modules/downloads",
            {"GOPROXY": ","},
            {"here": printed(GOPROXY=","), "written": printed()},
            "GOPROXY=, has no entry (from your environment)",
            id="a GOPROXY without an entry",
        ),
        pytest.param(
            "modules/go-line",
            {"GOTOOLCHAIN": "nope"},
            failing('go: invalid GOTOOLCHAIN "nope"\n'),
            'go: invalid GOTOOLCHAIN "nope" (GOTOOLCHAIN from your environment)',
            id="a GOTOOLCHAIN that is none",
        ),
        pytest.param(
            "modules/go-line",
            {},
            failing(
                "go: downloading go1.99 (linux/amd64)\ngo: download go1.99 for linux/amd64: toolchain not available\n"
            ),
            "go: download go1.99 for linux/amd64: toolchain not available (GOTOOLCHAIN from Go's default)",
            id="a Go that cannot be had",
        ),
    ],
)
def test_what_is_broken_is_one_finding(
    name: str, environ: dict[str, str], answers: dict[str, Outcome], text: str
) -> None:
    result = found(asked(environ=environ), **answers)

    (finding,) = result.findings
    assert (finding.rule, finding.message) == (name, text)
    assert verdict_of(result).status == "failed"


def test_a_go_mod_that_asks_for_a_newer_go_than_may_be_fetched() -> None:
    made = asked({"sub/go.mod": "module example.org/sub\n\ngo 1.999\n", "sub/a.go": ""})

    (finding,) = found(made, here=printed(GOTOOLCHAIN="local")).findings

    assert (finding.file, finding.line, finding.rule) == ("sub/go.mod", 3, "modules/go-line")
    assert finding.message.startswith("sub/go.mod asks for Go 1.999, this is go1.26.8")


@pytest.mark.parametrize(
    ("name", "environ", "answers", "text"),
    [
        pytest.param(
            "environment/gopath",
            {},
            {"here": printed(GOPATH="/a:/b")},
            "GOPATH names 2 folders, and Go installs and downloads into the first only: /a:/b",
            id="two GOPATH folders",
        ),
        pytest.param(
            "environment/gopath",
            {},
            {"here": printed(GOPATH="/usr/local/go")},
            "GOPATH and GOROOT are the same folder, /usr/local/go: choose another GOPATH",
            id="GOPATH is GOROOT",
        ),
        pytest.param(
            "environment/install-folder",
            {},
            {"here": printed(GOBIN="/opt/bin")},
            "what go install writes is not found: /opt/bin (GOBIN, from go env -w) is not on PATH",
            id="GOBIN is not on PATH",
        ),
        pytest.param(
            "environment/path",
            {},
            {"ls": outcome(stdout=LISTING + " 2 -rwxr-xr-x 1 root root 9 Jan 1 10:00 /usr/bin/go\n")},
            "the go of /usr/local/go/bin/go runs, and there is another in /usr/bin/go",
            id="two Go on PATH",
        ),
        pytest.param(
            "environment/path",
            {"PATH": f"{PATH}:.:"},
            {},
            "PATH has relative folders, which gotasks leaves out: ., an empty entry",
            id="relative folders",
        ),
        pytest.param(
            "environment/drift",
            {"GOPATH": "/home/me/go"},
            {"written": printed(GOPATH="/data/go", GOMODCACHE="/data/go/pkg/mod")},
            "what go env -w wrote of GOPATH has no effect, because your environment has another value: "
            "unset that, or go env -u GOPATH",
            id="go env -w against the environment",
        ),
        pytest.param(
            "environment/goflags",
            {"GOFLAGS": "-mod=mod -tags=x"},
            {"here": printed(GOFLAGS="-mod=mod -tags=x"), "checked": outcome(stdout="-tags=x\n")},
            "checks leave out -mod=mod (from your environment)",
            id="GOFLAGS that would turn checks",
        ),
        pytest.param(
            "modules/mode",
            {"GOWORK": "/elsewhere/go.work"},
            {},
            "GOWORK=/elsewhere/go.work (from your environment) turns your own go commands; checks use the tree's",
            id="GOWORK that leads elsewhere",
        ),
        pytest.param(
            "modules/downloads",
            {},
            {"here": printed(GOPROXY="off", GOSUMDB="off"), "test": outcome(code=1)},
            "GOPROXY=off (from go env -w): no module is downloaded; GOSUMDB=off (from go env -w): new modules are not "
            "checked against the sum database; the module cache /home/me/go/pkg/mod cannot be written to: "
            "no module is downloaded",
            id="nothing is downloaded",
        ),
    ],
)
def test_what_is_unusual_is_advice_and_refuses_nothing(
    name: str, environ: dict[str, str], answers: dict[str, Outcome], text: str
) -> None:
    result = found(asked(environ=environ), **answers)

    assert verdict_of(result).status == "passed"
    assert f"{name}: {text}" in result.notes
    assert next(each.note for each in result.parts if each.name == name) == f"advice: {text}"


@pytest.mark.parametrize(
    ("go", "said", "text"),
    [
        pytest.param("", "auto", "no go line in go.mod, so Go takes the language of 1.16", id="no go line"),
        pytest.param("go 1.999", "auto", "go1.26.8 fetches a newer Go for go.mod (1.999)", id="a newer Go"),
    ],
)
def test_go_lines_that_deserve_a_word(go: str, said: str, text: str) -> None:
    made = asked({"go.mod": f"module example.org/hello\n\n{go}\n", "a.go": ""})

    assert part("modules/go-line", made, here=printed(GOTOOLCHAIN=said)).note.startswith(f"advice: {text}")


def test_golden_wants_one_gopath_folder() -> None:
    made = asked(settings=Settings(preset="golden"))

    assert part("environment/gopath", made, here=printed(GOPATH="/a:/b")).findings


def test_race_is_advice_unless_it_is_required() -> None:
    none = GO._replace(race="no C compiler (gcc is not on PATH): install gcc or clang")

    advised = part("runtime/c-compiler", asked(toolchain=none))
    required = part("runtime/c-compiler", asked(toolchain=none, settings=Settings(race="required")))

    assert advised.note.startswith("advice: tests run without the race detector: no C compiler")
    assert not advised.findings
    assert required.findings


def test_one_go_that_two_folders_lead_to_is_one() -> None:
    linked = LISTING + " 1 -rwxr-xr-x 1 root root 9 Jan 1 10:00 /usr/bin/go\n"

    assert part("environment/path", ls=outcome(stdout=linked)).note == "ok: /usr/local/go/bin/go"


def test_a_folder_named_go_is_no_go() -> None:
    folder = LISTING + " 2 drwxr-xr-x 1 root root 9 Jan 1 10:00 /usr/bin/go\n"

    assert part("environment/path", ls=outcome(stdout=folder)).note == "ok: /usr/local/go/bin/go"


def test_a_module_cache_in_the_written_gopath_is_no_drift() -> None:
    written = printed(GOPATH="/data/go", GOMODCACHE="/data/go/pkg/mod")

    told = part("environment/drift", asked(environ={"GOMODCACHE": "/home/me/go/pkg/mod"}), written=written)

    assert told.note == "ok: your environment sets GOMODCACHE; go env -w sets GOPATH"


def test_user_names_and_passwords_are_cut_out() -> None:
    told = part("modules/downloads", here=printed(GOPROXY="https://me:secret@goproxy.example.org,direct"))

    assert "https://[redacted]@goproxy.example.org,direct" in told.note


def test_passwords_are_cut_out_of_findings_too() -> None:
    result = found(here=printed(GOBIN="x://me:secret@y"))

    assert "secret" not in str(result)


def test_no_go_is_a_finding_and_the_rest_is_not_known() -> None:
    answers = {name: NOT_STARTED for name in (*PROBES, "checked") if name != "git"}

    result = found(asked(toolchain=NONE), **answers)

    (finding,) = result.findings
    assert (finding.rule, finding.message) == ("runtime/go", NONE.missing)
    assert result.problem.startswith("not known: runtime/goroot, ")


@pytest.mark.parametrize("name", ["here", "git", "compiled"])
def test_what_was_not_seen_is_no_pass(name: str) -> None:
    answers: dict[str, Any] = {name: outcome(ended="timed out", code=None)}

    assert found(**answers).problem


def test_nothing_asked_is_no_pass() -> None:
    assert verdict_of(TASK.judge(asked(), ())).status != "passed"
