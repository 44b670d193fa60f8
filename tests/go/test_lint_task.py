"""lint: settings to argv, and what golangci-lint run printed to findings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gotasks.core.command import Command, Outcome
from gotasks.core.result import Finding, Result
from gotasks.core.settings import Settings
from gotasks.core.task import Job
from gotasks.core.tree import LINK
from gotasks.go.golangci import target
from gotasks.go.lint import ALL, HIDDEN, OUTPUT, RUN, TASK, UNCAPPED, needs_git
from gotasks.testing import job, outcome

HELLO = {"go.mod": "module example.org/hello\n", "a.go": "", "a_test.go": ""}
NESTED = {**HELLO, "sub/go.mod": "module example.org/hello/sub\n", "sub/b.go": ""}
TOOL = "/tools/golangci-lint"
OURS = ("--no-config", "--default=standard", "--enable=revive")
ALWAYS = (*UNCAPPED, *ALL, *RUN, *OUTPUT)
CACHE = ("GOLANGCI_LINT_CACHE", f"/cache/golangci-lint-{target(job({}))}")
PATCH = ("GOLANGCI_DIFF_PROCESSOR_PATCH", "")
V2 = 'version: "2"\n'
GIT_ROOT = f"{V2}run:\n  relative-path-mode: gitroot\n"


def commands(files: dict[str, str], settings: Settings | None = None, **said: Any) -> tuple[Command, ...]:
    (step,) = TASK.plan(job(files, task=TASK, settings=settings, said=said))
    return step


def test_plan() -> None:
    files = {**NESTED, "go.work": "use (\n\t.\n\tsub\n)\n"}
    argv = (TOOL, "run", *OURS, *ALWAYS, "./...")
    env = (("GOWORK", "/slot/hello/go.work"), CACHE, PATCH)

    assert commands(files) == (Command(argv, ".", env, timeout=1800.0), Command(argv, "sub", env, timeout=1800.0))


def test_nothing_in_a_configuration_can_hide_or_write_anything() -> None:
    assert {
        "--max-same-issues=0",
        "--max-issues-per-linter=0",
        "--uniq-by-line=false",
        "--new=false",
        "--new-from-rev=",
        "--new-from-merge-base=",
        "--new-from-patch=",
        "--fix=false",
        "--timeout=0",
        "--issues-exit-code=1",
        "--output.json.path=stdout",
        "--output.text.path=",
        "--output.junit-xml.path=",
        "--path-mode=abs",
    } <= {*ALWAYS}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param([".golangci.yml"], [".golangci.yml", ".golangci.yml"], id="in the root, for all"),
        pytest.param(
            [".golangci.toml", "sub/.golangci.json"], [".golangci.toml", "sub/.golangci.json"], id="the nearest"
        ),
        pytest.param([".golangci.yml", ".golangci.yaml"], [".golangci.yaml"] * 2, id="as golangci-lint itself prefers"),
        pytest.param(["sub/.golangci.yml"], ["", "sub/.golangci.yml"], id="only below"),
        pytest.param(["sub/x/.golangci.yml", "golangci.yml"], ["", ""], id="far below, or of another name"),
    ],
)
def test_which_configuration(paths: list[str], expected: list[str]) -> None:
    found = commands({**NESTED, **dict.fromkeys(paths, V2)})

    assert [
        command.argv[2].removeprefix("--config=/slot/hello/").removeprefix("--no-config") for command in found
    ] == expected
    assert [("--enable=revive" in command.argv) for command in found] == [not path for path in expected]


@pytest.mark.parametrize(
    ("more", "said", "flags"),
    [
        pytest.param({}, {"enable": ("gosec",)}, ["--enable=revive,gosec"], id="beside ours"),
        pytest.param({}, {"enable": ("revive",)}, ["--enable=revive"], id="once"),
        pytest.param({}, {"disable": ("revive", "unused")}, ["--disable=revive,unused"], id="revive is not wanted"),
        pytest.param({".golangci.yml": V2}, {"enable": ("gosec",)}, ["--enable=gosec"], id="beside the tree's"),
        pytest.param({".golangci.yml": V2}, {"tags": ("a", "b")}, ["--build-tags=a,b"], id="tags"),
    ],
)
def test_options(more: dict[str, str], said: dict[str, Any], flags: list[str]) -> None:
    (command,) = commands({**HELLO, **more}, **said)

    assert [flag for flag in command.argv if flag.startswith(("--enable", "--disable", "--build-tags"))] == flags


def test_timeout_and_exclude() -> None:
    settings = Settings(values={("lint", "timeout"): "90s"}, exclude=("y",))
    (command,) = commands({**HELLO, "x/x.go": "", "y/y.go": ""}, settings)

    assert command.timeout == 90.0
    assert command.argv[-2:] == (".", "./x/...")


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        (V2, False),
        (GIT_ROOT, True),
        ('run:\n  "relative-path-mode" : "gitroot"\n', True),
        ("[run]\nrelative-path-mode = 'gitroot'\n", True),
        ('{"run": {"relative-path-mode": "gitroot"}}', True),
        ("run:\n  relative-path-mode: gomod\n", False),
    ],
)
def test_needs_git(text: str, needed: bool) -> None:  # noqa: FBT001 - a column of the table
    assert needs_git(text) is needed


def git_of(planned: Job) -> dict[str, str]:
    ((command,),) = TASK.plan(planned)
    return {name: value for name, value in command.env if name.startswith("GIT_")}


def test_git_is_said_where_the_configuration_asks_for_the_repository() -> None:
    expected = {"GIT_DIR": "/slot/git", "GIT_WORK_TREE": "/slot/hello"}

    assert git_of(job({**HELLO, ".golangci.yml": GIT_ROOT}, task=TASK)) == expected
    assert git_of(job({**HELLO, ".golangci.yml": V2}, task=TASK)) == {}


def test_a_link_to_a_configuration_counts_and_may_ask_for_git() -> None:
    planned = job({**HELLO, ".golangci.yml": ""}, task=TASK)
    linked = [entry._replace(mode=LINK) if "golangci" in entry.path else entry for entry in planned.entries]
    planned = planned._replace(entries=tuple(linked), texts={})

    assert "--config=/slot/hello/.golangci.yml" in TASK.plan(planned)[0][0].argv
    assert git_of(planned)


def issue(linter: str, text: str, place: str = "/slot/hello/a.go:8:2", severity: str = "") -> dict[str, Any]:
    file, line, column = place.rsplit(":", 2)
    at = {"Filename": file, "Offset": 99, "Line": int(line), "Column": int(column)}
    return {
        "FromLinter": linter,
        "Text": text,
        "Severity": severity,
        "SourceLines": ["\tx := 1"],
        "Pos": at,
        "ExpectNoLint": False,
        "ExpectedNoLintLinter": "",
    }


def report(*issues: dict[str, Any], **more: Any) -> str:
    return json.dumps({"Issues": issues, "Report": {"Linters": [{"Name": "errcheck", "Enabled": True}], **more}}) + "\n"


INEFFASSIGN = issue("ineffassign", "ineffectual assignment to x")
REVIVE = issue("revive", "exported: exported function Say should have comment", severity="warning")
GOFMT = issue("gofmt", "File is not properly formatted", "/slot/hello/a_test.go:3:1")
TYPES = issue("typecheck", ": # example.org/hello\n./a.go:3:26: cannot use 1 as string value", "/slot/hello/a.go:1:0")
SYNTAX = issue("typecheck", "expected ')', found '{'", "/slot/hello/a.go:3:9")
IMPORT = issue(
    "typecheck",
    "could not import example.org/other (a.go:3:8: no required module provides package example.org/other; to add it:\n"
    "\tgo get example.org/other)",
    "/slot/hello/a.go:3:10",
)
LOOKUP = issue("typecheck", "could not import m (a.go:3:8: module lookup disabled by GOPROXY=off)")
CGO = issue("typecheck", "could not import C (cgo preprocessing failed)")
STALE = issue(
    "typecheck", "unknown field rfd in struct literal", "/usr/local/go/src/internal/poll/splice_linux.go:237:21"
)
RUNNING = 'level=error msg="Running error: context loading failed: {}"\n'
EMPTY = RUNNING.format("no go files to analyze: running `go mod tidy` may solve the problem")
LOADING = RUNNING.format(
    "failed to load packages: failed to load packages: failed to load with go/packages: err: exit status 1: stderr: {}"
)
GO_MOD = LOADING.format(r"go: errors parsing go.mod:\ngo.mod:1: usage: module module/path\n")
SUM_OF_GO_MOD = LOADING.format(r"go: m@v1.0.0: missing go.sum entry for go.mod file; to add it:\n\tgo mod download m\n")
SHUT = "typechecking error: build constraints exclude all Go files in /slot/hello/x"
ENDED = "Error: {0}\nThe command is terminated due to an error: {0}\n"
OLDER = "can't load config: the Go language version (go1.26) used to build golangci-lint is lower than the targeted Go version (1.27)"  # noqa: E501 - as recorded
V1 = 'can\'t load config: unsupported version of the configuration: "" See https://golangci-lint.run'
YAML = "can't load config: can't read viper config: While parsing config: yaml: line 2: could not find expected ':'"
UNKNOWN = "unknown linters: 'nonsense', run 'golangci-lint help linters' to see the list of supported linters"


def ran(code: int = 0, stdout: str = "", stderr: str = "", cwd: str = ".") -> Outcome:
    return outcome(TOOL, "run", "./...", code=code, stdout=stdout, stderr=stderr, cwd=cwd)


def found(*printed: Outcome, more: dict[str, str] | None = None, **said: Any) -> Result:
    return TASK.judge(job({**NESTED, **(more or {})}, task=TASK, said=said), printed)


@pytest.mark.parametrize(
    ("printed", "places"),
    [
        pytest.param(ran(0, report()), [], id="no finding"),
        pytest.param(
            ran(1, report(INEFFASSIGN, REVIVE, GOFMT)),
            [("a.go", 8, 2, "ineffassign"), ("a.go", 8, 2, "revive"), ("a_test.go", 3, 1, "gofmt")],
            id="findings, a formatter's among them",
        ),
        pytest.param(
            ran(1, f"a linter talks\n{report(INEFFASSIGN)}"), [("a.go", 8, 2, "ineffassign")], id="talk before"
        ),
        pytest.param(ran(3, stderr=GO_MOD), [("go.mod", 1, 0, "build")], id="a broken go.mod"),
        pytest.param(ran(3, stderr=SUM_OF_GO_MOD), [("go.mod", 0, 0, "build")], id="a missing entry for a go.mod"),
    ],
)
def test_judge(printed: Outcome, places: list[tuple[str, int, int, str]]) -> None:
    result = found(printed)

    assert [(each.file, each.line, each.column, each.rule) for each in result.findings] == places
    assert result.problem == ""


@pytest.mark.parametrize(
    ("row", "place"),
    [
        pytest.param(TYPES, ("a.go", 3, 26, "build"), id="the place of a type error stands in the text"),
        pytest.param(SYNTAX, ("a.go", 3, 9, "build"), id="a syntax error"),
        pytest.param(IMPORT, ("a.go", 3, 10, "build"), id="the place inside an import's text is not its own"),
    ],
)
def test_what_does_not_compile_hides_other_findings(row: dict[str, Any], place: tuple[str, int, int, str]) -> None:
    result = found(ran(1, report(row)))

    assert [(each.file, each.line, each.column, each.rule) for each in result.findings] == [place]
    assert result.problem == HIDDEN


CONSTRAINTS = "there are Go files but no package that loads: build constraints exclude all of them"


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(ran(), "printed no report, so nothing shows that it looked at a package", id="nothing printed"),
        pytest.param(ran(0, "[]\n"), "printed no report", id="JSON of another kind"),
        pytest.param(ran(0, report()[:40]), "printed no report", id="JSON that is cut short"),
        pytest.param(ran(0, '{"Issues": null}\n'), "printed no report", id="no list of issues"),
        pytest.param(ran(3), "ended with exit status 3 and printed nothing", id="failed without a word"),
        pytest.param(ran(2, report()), "ended with exit status 2", id="an exit status that does not fit"),
        pytest.param(ran(1, report()), "ended with exit status 1", id="findings that were not printed"),
        pytest.param(
            ran(1, report(LOOKUP)), "a module is not in the module cache: run go mod download", id="no module"
        ),
        pytest.param(ran(1, report(CGO)), "cgo did not work, perhaps for want of a C compiler", id="no C compiler"),
        pytest.param(ran(1, report(STALE)), "was built with an older Go", id="Go's own code does not compile for it"),
        pytest.param(ran(3, stderr=ENDED.format(OLDER)), "was built with an older Go", id="it says so itself"),
        pytest.param(ran(3, stderr=ENDED.format(UNKNOWN)), f"ended with exit status 3: {UNKNOWN}", id="no such linter"),
        pytest.param(
            ran(3, stderr='level=error msg="Running error: no linters enabled"\n'),
            "ended with exit status 3: Running error: no linters enabled",
            id="no linter",
        ),
        pytest.param(
            ran(7, report(Error="typechecking error: malformed import path")),
            "golangci-lint: typechecking error: malformed import path",
            id="an error in the report",
        ),
        pytest.param(
            ran(7, report(Error=SHUT)),
            "build constraints exclude all Go files in x, which stops golangci-lint: name it in exclude too",
            id="a package that was named, and that constraints shut out",
        ),
        pytest.param(ran(5, stderr=EMPTY), CONSTRAINTS, id="constraints exclude everything"),
        pytest.param(
            ran(5, stderr=RUNNING.format("failed to load packages: package m/x: no go files to analyze")),
            "ended with exit status 5",
            id="one package without Go files stops all",
        ),
        pytest.param(outcome(TOOL, ended="killed", code=9), "was killed by signal 9", id="killed"),
        pytest.param(outcome(TOOL, ended="timed out", code=None), "was stopped after 1800 s", id="timed out"),
    ],
)
def test_what_is_not_judged(printed: Outcome, problem: str) -> None:
    result = found(printed)

    assert result.findings == ()
    assert problem in result.problem


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        pytest.param(
            V1,
            ".golangci.yml is not written for golangci-lint v2: run golangci-lint migrate --config .golangci.yml",
            id="a file of v1",
        ),
        pytest.param(YAML, f".golangci.yml: {YAML}", id="no YAML"),
    ],
)
def test_a_configuration_that_cannot_be_taken_is_named(said: str, problem: str) -> None:
    assert found(ran(3, stderr=ENDED.format(said)), more={".golangci.yml": ""}).problem == problem


def test_no_module_at_all_was_never_judged() -> None:
    assert found().problem == CONSTRAINTS


def test_a_module_that_is_shut_out_does_not_harm_one_that_loads() -> None:
    assert found(ran(0, report()), ran(5, stderr=EMPTY, cwd="sub")).problem == ""


def test_findings_stay_beside_an_error_in_the_report() -> None:
    result = found(ran(1, report(INEFFASSIGN, Error="something else")))

    assert len(result.findings) == 1
    assert result.problem == "golangci-lint: something else"


def test_warnings_become_notes_each_once() -> None:
    warnings = [
        {"Text": "The linter 'gomodguard' is deprecated (since v2.12.0)"},
        {"Text": "Suggested new configuration:\nlinters:\n  enable:\n    - gomodguard_v2\n"},
        {"Tag": "runner", "Text": "Can't read /slot/hello/x\nmore"},
    ]
    printed = report(Warnings=warnings)

    assert found(ran(0, printed), ran(0, printed, cwd="sub")).notes == (
        "golangci-lint: The linter 'gomodguard' is deprecated (since v2.12.0)",
        "golangci-lint: Can't read x",
    )


@pytest.mark.parametrize(
    ("severity", "expected"),
    [("", "error"), ("error", "error"), ("high", "error"), ("warning", "warning"), ("Info", "warning")],
)
def test_severity(severity: str, expected: str) -> None:
    (finding,) = found(ran(1, report(issue("errcheck", "m", severity=severity)))).findings

    assert finding.severity == expected


AGAIN = " ".join(("golangci-lint run", *OURS, *UNCAPPED))
CONFIGURED = " ".join(("golangci-lint run", *UNCAPPED))


@pytest.mark.parametrize(
    ("more", "file", "cwd", "repeat"),
    [
        pytest.param({}, "a.go", ".", f"{AGAIN} .", id="in the root"),
        pytest.param({}, "x y/a.go", ".", f"{AGAIN} './x y'", id="in a folder"),
        pytest.param({}, "sub/b.go", "sub", f"cd sub && {AGAIN} .", id="in a nested module"),
        pytest.param({".golangci.yml": V2}, "a.go", ".", f"{CONFIGURED} .", id="the configuration is found"),
        pytest.param(
            {".golangci.yml": f"{V2}issues:\n  new-from-rev: main\n"},
            "a.go",
            ".",
            f"{CONFIGURED} {' '.join(ALL)} .",
            id="the configuration would hide it",
        ),
    ],
)
def test_again(more: dict[str, str], file: str, cwd: str, repeat: str) -> None:
    (finding,) = found(ran(1, report(issue("errcheck", "m", f"/slot/hello/{file}:1:1")), cwd=cwd), more=more).findings

    assert finding == Finding(file, 1, 1, "errcheck", "m", tool="golangci-lint", repeat=repeat)


def test_what_does_not_compile_is_repeated_with_go_vet() -> None:
    assert found(ran(1, report(TYPES))).findings[0].repeat == "go vet ./..."
