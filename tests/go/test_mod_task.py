"""mod: modules to argv, and what go mod, git and the lines of go.mod say to findings."""

from __future__ import annotations

from typing import Any

import pytest

from gotasks.core.command import Outcome
from gotasks.core.result import Finding, Part, Result
from gotasks.core.tree import Entry, Module
from gotasks.go import differences, mod, modlines
from gotasks.go.mod import TASK
from gotasks.testing import GO, job, outcome

HELLO = {"go.mod": "module example.org/hello\n\ngo 1.21\n", "go.sum": "", "a.go": ""}
LIB = {"lib/go.mod": "module example.org/hello/lib\n\ngo 1.21\n", "lib/l.go": ""}
WORK = {"go.work": "go 1.22\n\nuse (\n\t.\n\t./lib\n)\n"}
VENDOR = {"vendor/modules.txt": "", "vendor/example.org/x/x.go": ""}
OLD = GO._replace(go="go1.22.9")

TIDY = ("go", "mod", "tidy", "-diff")
VERIFY = ("go", "mod", "verify")
COPY = "/slot/scratch/go-mod-vendor-0"


def lines(files: dict[str, str], **more: Any) -> list[list[str]]:
    """Return the plan as lines, with the folder and GOWORK of what is no git command; git's flags are left out."""
    return [
        [
            " ".join(word for word in command.argv if word not in differences.SHOW)
            if command.argv[0] == "git"
            else f"{command.cwd} {dict(command.env)['GOWORK']}: {' '.join(command.argv)}"
            for command in step
        ]
        for step in TASK.plan(job(files, task=TASK, **more))
    ]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(HELLO, [[". off: go mod tidy -diff", ". off: go mod verify"]], id="one module"),
        pytest.param({"README": ""}, [], id="no module"),
        pytest.param(
            {**HELLO, **LIB},
            [
                [
                    ". off: go mod tidy -diff",
                    "lib off: go mod tidy -diff",
                    ". off: go mod verify",
                    "lib off: go mod verify",
                ]
            ],
            id="a nested module",
        ),
        pytest.param(
            {**HELLO, **LIB, **WORK},
            [
                [
                    ". off: go mod tidy -diff",
                    "lib off: go mod tidy -diff",
                    ". /slot/hello/go.work: go mod verify",
                ]
            ],
            id="go.work: tidied one by one, verified together",
        ),
        pytest.param(
            {**HELLO, **VENDOR},
            [
                [f". off: go mod vendor -o {COPY}"],
                [f"git diff --no-index -- vendor {COPY}", ". off: go mod tidy -diff", ". off: go mod verify"],
            ],
            id="a vendor folder",
        ),
        pytest.param(
            {**HELLO, **LIB, **WORK, **VENDOR},
            [
                [". /slot/hello/go.work: go work vendor -o /slot/scratch/go-work-vendor-0"],
                [
                    "git diff --no-index -- vendor /slot/scratch/go-work-vendor-0",
                    ". off: go mod tidy -diff",
                    "lib off: go mod tidy -diff",
                    ". /slot/hello/go.work: go mod verify",
                ],
            ],
            id="go.work's vendor folder",
        ),
        pytest.param(
            {**HELLO, "go.work": "go 1.21\n\nuse .\n", **VENDOR},
            [
                [f". off: go mod vendor -o {COPY}"],
                [
                    f"git diff --no-index -- vendor {COPY}",
                    ". off: go mod tidy -diff",
                    ". /slot/hello/go.work: go mod verify",
                ],
            ],
            id="a go.work too old for a vendor folder",
        ),
        pytest.param(
            {**HELLO, "x/go.mod": ""}, [[". off: go mod tidy -diff", ". off: go mod verify"]], id="an empty go.mod"
        ),
        pytest.param(
            {**HELLO, "go.mod": "module m\n\nreplace example.org/x => ../x\n", **LIB},
            [["lib off: go mod tidy -diff", "lib off: go mod verify"]],
            id="a replacement outside the tree",
        ),
    ],
)
def test_plan(files: dict[str, str], expected: list[list[str]]) -> None:
    assert lines(files) == expected


def test_go_before_1_23_writes_and_git_shows_it() -> None:
    assert lines({**HELLO, **LIB, **VENDOR}, toolchain=OLD) == [
        [f". off: go mod vendor -o {COPY}"],
        [". off: go mod verify", "lib off: go mod verify"],
        [". off: go mod tidy"],
        ["lib off: go mod tidy"],
        [
            f"git diff --no-index -- vendor {COPY}",
            "git diff -- go.mod go.sum lib/go.mod lib/go.sum",
            "git ls-files --others -- go.mod go.sum lib/go.mod lib/go.sum",
        ],
    ]


@pytest.mark.parametrize(("said", "kept"), [("-mod=mod -modfile=x.mod -modcacherw", "-modcacherw"), ("", "-x=false")])
def test_goflags_cannot_name_another_go_mod(said: str, kept: str) -> None:
    ((tidy, _),) = TASK.plan(job(HELLO, task=TASK, toolchain=GO._replace(env=(("GOFLAGS", said),))))

    assert (dict(tidy.env)["GOFLAGS"], tidy.environment) == (kept, "fetch")


VERIFIED = outcome(*VERIFY, stdout="all modules verified\n")


def tidy(stderr: str = "", stdout: str = "", code: int = 1, cwd: str = ".") -> Outcome:
    return outcome(*TIDY, code=code, stdout=stdout, stderr=stderr, cwd=cwd)


def judged(*printed: Outcome, files: dict[str, str] | None = None, **more: Any) -> Result:
    return TASK.judge(job(files or HELLO, task=TASK, **more), printed)


def places(result: Result) -> list[tuple[str, int, str]]:
    return [(each.file, each.line, each.rule) for each in result.findings]


DIFFERENCE = """diff current/go.mod tidy/go.mod
--- current/go.mod
+++ tidy/go.mod
@@ -2,5 +2,3 @@
\x20
 go 1.21
\x20
-require golang.org/x/text v0.3.0
-

diff current/go.sum tidy/go.sum
--- current/go.sum
+++ tidy/go.sum
@@ -0,0 +1 @@
+github.com/go-chi/chi/v5 v5.2.3 h1:WQIt9uxdsAbgIYgid+BpYc+liqQZGMHRaUwp0JUcvdE=

"""


def test_each_change_of_tidying_is_a_finding() -> None:
    result = judged(tidy(stdout=DIFFERENCE), VERIFIED)

    assert result.findings[0] == Finding(
        "go.mod",
        5,
        0,
        "tidy",
        "not tidy\n-require golang.org/x/text v0.3.0\n-",
        tool="go mod tidy",
        text="-require golang.org/x/text v0.3.0\n-",
        repeat="go mod tidy -diff",
    )
    assert places(result) == [("go.mod", 5, "tidy"), ("go.sum", 1, "tidy")]
    assert result.problem == ""


def test_a_tidy_module_passes_and_says_what_was_verified() -> None:
    result = judged(tidy(code=0), VERIFIED)

    assert result == Result("mod", (Part("module", "example.org/hello", note=mod.VERIFIED),))


def test_a_nested_module_is_named_by_its_folder() -> None:
    result = judged(
        tidy(code=0), tidy(stdout=DIFFERENCE, cwd="lib"), VERIFIED, VERIFIED._replace(), files={**HELLO, **LIB}
    )

    assert [(part.name, len(part.findings)) for part in result.parts] == [
        ("example.org/hello", 0),
        ("example.org/hello/lib", 2),
    ]
    assert result.findings[0].file == "lib/go.mod"
    assert result.findings[0].repeat == "cd lib && go mod tidy -diff"


SYNTAX = "go: errors parsing go.mod:\ngo.mod:4: unknown directive: foo\n"
NO_PACKAGE = """go: finding module for package github.com/go-chi/chi/v5/nope
go: example.org/b imports
	github.com/go-chi/chi/v5/nope: module github.com/go-chi/chi/v5@latest found (v5.5.0), but does not contain package g
"""
MISMATCH = """verifying github.com/go-chi/chi/v5@v5.2.3: checksum mismatch
	downloaded: h1:WQIt9uxdsAbgIYgid+BpYc+liqQZGMHRaUwp0JUcvdE=
	go.sum:     h1:AAAAt9uxdsAbgIYgid+BpYc+liqQZGMHRaUwp0JUcvdE=

SECURITY ERROR
This download does NOT match an earlier download recorded in go.sum.
"""
WORK_TOO_OLD = """go: module ../lib listed in go.work file requires go >= 1.24, but go.work lists go 1.22; to update it:
	go work use
"""
MODIFIED = "golang.org/x/text v0.3.0: dir has been modified (/cache/golang.org/x/text@v0.3.0)\n"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param([tidy(SYNTAX), VERIFIED], [("go.mod", 4, "build")], id="go.mod cannot be read"),
        pytest.param(
            [tidy(SYNTAX), outcome(*VERIFY, code=1, stderr=SYNTAX)],
            [("go.mod", 4, "build")],
            id="one fault, said twice",
        ),
        pytest.param([tidy(NO_PACKAGE), VERIFIED], [("go.mod", 0, "build")], id="an import that no module has"),
        pytest.param([tidy(MISMATCH), VERIFIED], [("go.sum", 0, "verify")], id="not the module that go.sum knows"),
        pytest.param(
            [tidy(code=0), outcome(*VERIFY, code=1, stderr=WORK_TOO_OLD)],
            [("go.mod", 0, "build")],
            id="go.work too low",
        ),
        pytest.param(
            [tidy(code=0), outcome(*VERIFY, code=1, stderr=MODIFIED)],
            [("go.sum", 0, "verify")],
            id="a changed module cache",
        ),
    ],
)
def test_faults(printed: list[Outcome], expected: list[tuple[str, int, str]]) -> None:
    result = judged(*printed)

    assert (places(result), result.problem) == (expected, "")


UNKNOWN = """go: downloading example.org/x v1.0.0
go: example.org/hello imports
	example.org/x: example.org/x@v1.0.0: reading https://proxy.example.org/example.org/x/@v/v1.0.0.zip: 404 Not Found
"""


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(
            [tidy(UNKNOWN), VERIFIED],
            "go mod tidy ended with exit status 1: go: example.org/hello imports example.org/x: "
            "example.org/x@v1.0.0: reading https://proxy.example.org/example.org/x/@v/v1.0.0.zip: 404 Not Found",
            id="a module that could not be had",
        ),
        pytest.param(
            [tidy("go: example.org/x: module lookup disabled by GOPROXY=off\n"), VERIFIED],
            "a module is not in the module cache: run go mod download "
            "(go: example.org/x: module lookup disabled by GOPROXY=off)",
            id="no network wanted",
        ),
        pytest.param([tidy(), VERIFIED], "go mod tidy ended with exit status 1: it printed nothing", id="silence"),
        pytest.param(
            [tidy(stdout="hello\n", code=0), VERIFIED],
            "go mod tidy printed something that is no difference",
            id="garbage",
        ),
        pytest.param(
            [tidy(code=0), outcome(*VERIFY)], "go mod verify did not say that it verified anything", id="unverified"
        ),
        pytest.param([tidy(code=0)], "go mod verify did not run, because a command before it failed", id="not all ran"),
        pytest.param([], "go mod tidy did not run, because a command before it failed", id="nothing ran"),
        pytest.param(
            [outcome(*TIDY, ended="killed", code=9), VERIFIED], "go was killed by signal 9", id="a killed command"
        ),
    ],
)
def test_what_is_not_judged(printed: list[Outcome], problem: str) -> None:
    result = judged(*printed)

    assert (result.findings, result.problem) == ((), problem)


SIBLING = """go: finding module for package example.org/hello/lib
go: example.org/hello imports
	example.org/hello/lib: module example.org/hello/lib: reading https://proxy.example.org/@v/list: 404 Not Found
"""
JOINED = {**HELLO, **LIB, **WORK}


def test_a_module_that_only_go_work_finds_is_a_finding_with_the_line_that_mends_it() -> None:
    result = judged(tidy(SIBLING), tidy(code=0, cwd="lib"), VERIFIED, files=JOINED)

    assert (places(result), result.problem) == ([("go.mod", 0, "workspace")], "")
    assert "go mod edit -replace=example.org/hello/lib=./lib" in result.findings[0].message


def test_without_a_network_nothing_is_known_of_a_sibling() -> None:
    offline = SIBLING.replace("404 Not Found", "dial tcp: lookup proxy.example.org: no such host")
    result = judged(tidy(offline), tidy(code=0, cwd="lib"), VERIFIED, files=JOINED)

    assert result.findings == ()
    assert "no such host" in result.problem


NO_INDEX = ("git", "diff", "--no-index", *differences.SHOW, "--")
COMPARED = (
    b":100644 000000 0 0 D\0vendor/gone.txt\0:100644 100644 0 0 M\0vendor/a.go\0:100644 100644 0 0 M\0vendor/ends.go\0"
    b":100755 100644 0 0 M\0vendor/mode.go\0:000000 100644 0 0 A\0" + COPY.encode() + b"/LICENSE\0\0"
    b"diff --git a/vendor/gone.txt b/vendor/gone.txt\ndeleted file mode 100644\n--- a/vendor/gone.txt\n+++ /dev/null\n"
    b"@@ -1 +0,0 @@\n-x\n"
    b"diff --git a/vendor/a.go b/copy/a.go\nold mode 100755\nnew mode 100644\n--- a/vendor/a.go\n+++ b/copy/a.go\n"
    b"@@ -1,2 +1 @@\n package a\n-// x\n"
    b"diff --git a/vendor/ends.go b/copy/ends.go\n--- a/vendor/ends.go\n+++ b/copy/ends.go\n@@ -1 +1 @@\n-a\n+a\r\n"
    b"diff --git a/vendor/mode.go b/copy/mode.go\nold mode 100755\nnew mode 100644\n"
    b"diff --git a/copy/LICENSE b/copy/LICENSE\nnew file mode 100644\n"
    b"--- /dev/null\n+++ b/copy/LICENSE\n@@ -0,0 +1 @@\n+l\n"
)
VENDORED = {**HELLO, **VENDOR}
FILLED = outcome("go", "mod", "vendor", "-o", COPY)


def compare(code: int = 1, stdout: bytes = b"", stderr: str = "") -> Outcome:
    return outcome(*NO_INDEX, "vendor", COPY, code=code, stdout=stdout, stderr=stderr)


def test_what_differs_in_a_vendor_folder_is_named_but_line_ends_and_modes() -> None:
    result = judged(FILLED, compare(stdout=COMPARED), tidy(code=0), VERIFIED, files=VENDORED)

    assert places(result) == [
        ("vendor/LICENSE", 0, "vendor"),
        ("vendor/a.go", 2, "vendor"),
        ("vendor/gone.txt", 0, "vendor"),
    ]
    assert result.findings[1].text == "-// x"
    assert {each.repeat for each in result.findings} == {"go mod vendor"}


def test_a_vendor_folder_with_nothing_to_vendor_is_a_finding() -> None:
    filled = FILLED._replace(stderr=b"go: no dependencies to vendor\n")
    compared = compare(stderr=f"error: Could not access '{COPY}'\n")

    result = judged(filled, compared, tidy(code=0), VERIFIED, files=VENDORED)

    assert (places(result), result.problem) == ([("vendor/modules.txt", 0, "vendor")], "")


def test_a_comparison_that_did_not_work_is_not_judged() -> None:
    result = judged(FILLED, compare(128, stderr="fatal: out of luck\n"), tidy(code=0), VERIFIED, files=VENDORED)

    assert result.problem == "git diff ended with exit status 128: fatal: out of luck"


def test_go_before_1_23_is_read_from_git() -> None:
    shown = (
        b":100644 100644 a b M\0go.mod\0\0diff --git a/go.mod b/go.mod\n--- a/go.mod\n+++ b/go.mod\n"
        b"@@ -1,4 +1,2 @@\n module m\n go 1.21\n-require x v1.0.0\n-\n"
    )
    result = judged(
        VERIFIED,
        outcome("go", "mod", "tidy"),
        outcome("git", "diff", *differences.SHOW, "--", "go.mod", "go.sum", stdout=shown),
        outcome("git", "ls-files", "-z", "--others", "--", "go.mod", "go.sum", stdout="go.sum\0"),
        toolchain=OLD,
    )

    assert (places(result), result.problem) == ([("go.mod", 3, "tidy"), ("go.sum", 0, "tidy")], "")
    assert result.findings[0].repeat == "go mod tidy"


CLEAN = (tidy(code=0), VERIFIED)


@pytest.mark.parametrize(
    ("go", "before", "floor", "found"),
    [
        ("1.21", (), None, False),
        ("1.21", ("1.21",), None, False),
        ("1.22", ("1.21",), None, False),
        ("1.21", ("1.22",), None, True),
        ("1.9", ("1.13",), None, True),
        ("1.21rc1", ("1.21.0",), None, True),
        ("1.21", ("1.22",), "1.21", False),
        ("1.21", (), "1.22", True),
        ("1.21", ("1.20", "1.22"), None, False),
    ],
)
def test_the_go_line_does_not_fall(go: str, before: tuple[str, ...], floor: str | None, *, found: bool) -> None:
    files = {**HELLO, "go.mod": f"module example.org/hello\n\ngo {go}\n"}
    known = tuple(Module(".", "example.org/hello", each) for each in before)

    result = judged(*CLEAN, files=files, before=known, said={"floor": floor})

    assert places(result) == ([("go.mod", 3, "go-line")] if found else [])


@pytest.mark.parametrize(
    "old",
    [Module("old", "example.org/hello", "1.22"), Module(".", "example.org/renamed", "1.22")],
    ids=["moved", "renamed"],
)
def test_a_module_that_moved_or_was_renamed_is_known_again(old: Module) -> None:
    assert places(judged(*CLEAN, before=(Module("other", "example.org/other", "1.30"), old))) == [
        ("go.mod", 3, "go-line")
    ]


def test_a_go_line_is_wanted_where_there_is_a_package() -> None:
    assert places(judged(*CLEAN, files={**HELLO, "go.mod": "module m\n"})) == [("go.mod", 0, "go-line")]
    assert places(judged(*CLEAN, files={"go.mod": "module m\n", "README": ""})) == []


def test_versions_are_ordered_as_go_orders_them() -> None:
    ordered = ["1.9", "1.20rc1", "1.20", "1.20.1", "1.21", "1.21rc1", "1.21rc2", "1.21.0", "1.21.3", "1.22"]

    assert sorted(ordered, key=modlines.order) == ordered


@pytest.mark.parametrize("value", ["1.24", "1.24.3", "1.25rc1"])
def test_a_floor_is_a_go_version(value: str) -> None:
    assert modlines.FLOOR.from_toml(value) == value


@pytest.mark.parametrize("value", ["go1.24", "1", 1.24, ""])
def test_a_floor_that_is_no_version_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="a Go version"):
        modlines.FLOOR.from_toml(value)


OUTSIDE = "module m\n\ngo 1.21\n\nreplace example.org/x => ../x // the sibling\n"


def test_a_replacement_outside_the_tree_is_named_and_what_needs_it_is_not_judged() -> None:
    result = judged(files={**HELLO, "go.mod": OUTSIDE})

    assert places(result) == [("go.mod", 5, "replace")]
    assert result.problem == "go.mod cannot be tidied: ../x is not here"


def test_a_go_work_that_leads_out_of_the_tree_is_named() -> None:
    result = judged(files={**HELLO, "go.work": "go 1.22\n\nuse (\n\t.\n\t../x\n)\n"})

    assert places(result) == [("go.work", 5, "replace")]


def test_replacements_inside_the_tree_are_noted() -> None:
    text = "module m\n\ngo 1.21\n\nreplace (\n\ta => ./lib\n\tb => ./b\n\tc => d v1.0.0\n)\n"

    (note,) = judged(*CLEAN, files={**HELLO, "go.mod": text}).notes

    assert note == "modules are replaced by folders of the tree, in go.mod by ./lib, ./b"


def test_a_note_names_only_some_of_many_files() -> None:
    files = {f"m{number}/go.mod": "module m\n\nreplace a => ../a\n" for number in range(8)}

    assert modlines.local(job(files))[0].endswith("; and 3 more files")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"README": ""}, Result("mod", skipped="no go.mod here"), id="no Go at all"),
        pytest.param(
            {"a.go": ""},
            Result("mod", problem="there are Go files but no go.mod above them: run go mod init"),
            id="no go.mod",
        ),
    ],
)
def test_without_a_module(files: dict[str, str], said: Result) -> None:
    assert judged(files=files) == said


def test_a_go_mod_that_is_a_link_is_not_judged() -> None:
    linked = (Entry("120000", "0" * 40, "go.mod"),)

    assert TASK.judge(job({}, task=TASK, entries=linked), ()).problem.startswith("go.mod is a symbolic link")


def test_without_go_nothing_is_judged() -> None:
    absent = GO._replace(go="", missing="no Go here")

    assert lines(HELLO, toolchain=absent) == []
    assert judged(toolchain=absent).problem == "no Go here"


def test_a_changed_module_cache_is_not_let_pass_because_the_baseline_has_it() -> None:
    assert not TASK.compared(Finding("go.sum", 0, 0, "verify", "m"))
    assert TASK.compared(Finding("go.mod", 1, 0, "tidy", "m"))


def test_mending_tidies_first_and_then_fills_vendor_folders() -> None:
    found = (
        Finding("vendor/a.go", 0, 0, "vendor", "m", tool="go mod vendor"),
        Finding("w/vendor/a.go", 0, 0, "vendor", "m", tool="go work vendor"),
        Finding("go.sum", 0, 0, "tidy", "m"),
        Finding("sub/go.mod", 4, 0, "tidy", "m"),
        Finding("sub/go.mod", 3, 0, "go-line", "m"),
        Finding("b/go.mod", 0, 0, "build", "x: missing go.sum entry for module providing package x"),
        Finding("c/go.mod", 4, 0, "build", "unknown directive: foo"),
    )
    assert TASK.mend is not None

    plan = TASK.mend(job(HELLO, task=TASK), Result("mod", (Part("module", "m", found),)))

    assert [(str(command), dict(command.env)["GOWORK"]) for (command,) in plan] == [
        ("go mod tidy", "off"),
        ("cd sub && go mod tidy", "off"),
        ("cd b && go mod tidy", "off"),
        ("go mod vendor", "off"),
        ("cd w && go work vendor", "/slot/hello/w/go.work"),
    ]
    assert all(command.writes and command.environment == "fetch" for (command,) in plan)
