"""fmt: options to argv, and what gofmt printed to findings."""

from __future__ import annotations

import pytest

from gotasks.core.command import Command, Outcome
from gotasks.core.result import Finding, Part, Result
from gotasks.core.settings import Settings
from gotasks.go.fmt import ARGUMENTS, TASK, patch
from gotasks.testing import job, outcome


def argvs(*files: str, timeout: str = "5m") -> list[tuple[str, ...]]:
    (step,) = TASK.plan(job(dict.fromkeys(files, ""), task=TASK, said={"timeout": timeout}))
    return [command.argv for command in step]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(["a.go"], [("gofmt", "-d", "./a.go")], id="one file"),
        pytest.param(["README.md", "b/c.go", "a.go"], [("gofmt", "-d", "./a.go", "./b/c.go")], id="all Go files"),
        pytest.param(["-w.go"], [("gofmt", "-d", "./-w.go")], id="a name that looks like a flag"),
        pytest.param(["a b.go", "\udcff.go"], [("gofmt", "-d", "./a b.go", "./\udcff.go")], id="odd names"),
        pytest.param([], [], id="no file"),
    ],
)
def test_plan(files: list[str], expected: list[tuple[str, ...]]) -> None:
    assert argvs(*files) == expected


def test_many_files_are_several_commands_of_one_step() -> None:
    files = [f"{number:03}{'x' * 200}.go" for number in range(1000)]

    batches = [argv[2:] for argv in argvs(*files)]

    assert [name for batch in batches for name in batch] == [f"./{name}" for name in files]
    assert len(batches) > 1
    assert all(sum(map(len, batch)) <= ARGUMENTS + 400 for batch in batches)


def test_the_timeout_is_the_commands() -> None:
    (step,) = TASK.plan(job({"a.go": ""}, task=TASK, said={"timeout": "90s"}))

    assert [command.timeout for command in step] == [90.0]


DIFF = """diff ./{0}.orig ./{0}
--- ./{0}.orig
+++ ./{0}
@@ -1,11 +1,5 @@
 package a
-var  x = 1
-
-
+
+var x = 1
+
 var y = 2
"""
TWO_HUNKS = """diff ./a.go.orig ./a.go
--- ./a.go.orig
+++ ./a.go
@@ -3,7 +3,7 @@
 // One.
 //
 // Two.
-func  one() {}
+func one() {}
\x20
 // Three.
 //
@@ -20 +20 @@
-func  two() {}
+func two() {}
"""
SYNTAX = "./a.go:3:8: expected ')', found 'EOF'\n"


def found(*printed: Outcome) -> Result:
    names = [name.removeprefix("./") for each in printed for name in each.command.argv[2:]]
    return TASK.judge(job(dict.fromkeys(names, ""), task=TASK), printed)


def gofmt(
    *names: str, code: int | None = 0, stdout: str = "", stderr: str = "", ended: str = "exited", reason: str = ""
) -> Outcome:
    argv = ("gofmt", "-d", *(f"./{name}" for name in names))
    return outcome(*argv, code=code, stdout=stdout, stderr=stderr, ended=ended, reason=reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("printed", "places"),
    [
        pytest.param(gofmt("a.go"), [], id="nothing printed is formatted"),
        pytest.param(gofmt("a.go", code=1, stdout=DIFF.format("a.go")), [("a.go", 2)], id="a hunk, exit status 1"),
        pytest.param(gofmt("a.go", stdout=DIFF.format("a.go")), [("a.go", 2)], id="a hunk, exit status 0 of older Go"),
        pytest.param(gofmt("a.go", code=1, stdout=TWO_HUNKS), [("a.go", 6), ("a.go", 20)], id="two hunks of a file"),
        pytest.param(
            gofmt("a.go", "b.go", "c.go", code=1, stdout=DIFF.format("a.go") + DIFF.format("c.go")),
            [("a.go", 2), ("c.go", 2)],
            id="hunks of two files, one between them is formatted",
        ),
        pytest.param(
            gofmt("sub dir/a.go", stdout=DIFF.format("sub dir/a.go")), [("sub dir/a.go", 2)], id="a name with a space"
        ),
        pytest.param(gofmt("-w.go", stdout=DIFF.format("-w.go")), [("-w.go", 2)], id="a name that looks like a flag"),
        pytest.param(gofmt("a\nb.go", stdout=DIFF.format("a\nb.go")), [("a\nb.go", 2)], id="a name with a line end"),
        pytest.param(
            gofmt("\udcff.go", stdout=DIFF.format("\udcff.go")), [("\udcff.go", 2)], id="a name that is no UTF-8"
        ),
        pytest.param(
            gofmt("a.go", "a.go.orig.go", stdout=DIFF.format("a.go.orig.go")),
            [("a.go.orig.go", 2)],
            id="a name that another begins with",
        ),
        pytest.param(gofmt("a.go", code=2, stderr=SYNTAX), [("a.go", 3)], id="a syntax error"),
        pytest.param(
            gofmt("a.go", "b.go", code=2, stdout=DIFF.format("b.go"), stderr=SYNTAX),
            [("a.go", 3), ("b.go", 2)],
            id="a syntax error and a hunk",
        ),
        pytest.param(
            gofmt("a.go", stdout=TWO_HUNKS.replace("// One.", "// One.\f")),
            [("a.go", 6), ("a.go", 20)],
            id="a form feed in a comment ends no line",
        ),
        pytest.param(
            gofmt("a.go", stdout=TWO_HUNKS.replace("// One.", "// One\u2028.")),
            [("a.go", 6), ("a.go", 20)],
            id="a line separator in a comment ends no line",
        ),
    ],
)
def test_judge(printed: Outcome, places: list[tuple[str, int]]) -> None:
    result = found(printed)

    assert [(finding.file, finding.line) for finding in result.findings] == places
    assert result.problem == ""


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(
            gofmt("a.go", code=2), "gofmt ended with exit status 2 and printed nothing", id="failed without a word"
        ),
        pytest.param(
            gofmt("a.go", code=2, stderr="lstat ./a.go: no such file or directory\n"),
            "gofmt ended with exit status 2: lstat ./a.go: no such file or directory",
            id="a file that is not there",
        ),
        pytest.param(
            gofmt("a.go", stdout="hello\n"),
            "gofmt printed something that is no difference",
            id="something else printed",
        ),
        pytest.param(
            gofmt("a.go", stdout=DIFF.format("b.go")),
            "gofmt printed something that is no difference",
            id="a file that nobody asked about",
        ),
        pytest.param(
            gofmt("a.go", stdout=DIFF.format("a.go").partition("@@")[0]),
            "gofmt printed something that is no difference",
            id="a header without a hunk",
        ),
        pytest.param(
            gofmt("a.go", code=None, ended="not started", reason="No such file or directory"),
            "gofmt did not start: No such file or directory",
            id="not started",
        ),
        pytest.param(gofmt("a.go", code=9, ended="killed"), "gofmt was killed by signal 9", id="killed"),
        pytest.param(gofmt("a.go", code=None, ended="timed out"), "gofmt was stopped after 1800 s", id="timed out"),
    ],
)
def test_what_is_not_judged(printed: Outcome, problem: str) -> None:
    assert found(printed) == Result("fmt", problem=problem)


def test_what_else_a_formatter_says_is_a_problem_beside_its_findings() -> None:
    result = found(gofmt("a.go", code=2, stdout=DIFF.format("a.go"), stderr="open ./a.go: permission denied\n"))

    assert [finding.file for finding in result.findings] == ["a.go"]
    assert result.problem == "gofmt ended with exit status 2: open ./a.go: permission denied"


def test_a_batch_that_failed_is_a_problem_beside_the_findings_of_another() -> None:
    made = job({f"{number}{'x' * 3000}.go": "" for number in range(10, 50)}, task=TASK)
    first, second = (command.argv for command in TASK.plan(made)[0])
    name = second[-1].removeprefix("./")

    result = TASK.judge(made, (outcome(*first, code=9, ended="killed"), outcome(*second, stdout=DIFF.format(name))))

    assert [finding.file for finding in result.findings] == [name]
    assert result.problem == "gofmt was killed by signal 9"


def test_a_finding_shows_what_changes_and_how_to_see_it_again() -> None:
    assert found(gofmt("a b.go", stdout=DIFF.format("a b.go"))).findings == (
        Finding(
            "a b.go",
            2,
            0,
            "gofmt",
            "not formatted\n@@ -1,11 +1,5 @@\n package a\n-var  x = 1\n-\n-\n+\n+var x = 1\n+\n var y = 2",
            tool="gofmt",
            text="-var  x = 1\n-\n-\n+\n+var x = 1\n+",
            repeat="gofmt -d 'a b.go'",
        ),
    )


def test_a_name_that_looks_like_a_flag_is_no_flag_when_it_is_typed_again() -> None:
    (finding,) = found(gofmt("-w.go", stdout=DIFF.format("-w.go"))).findings

    assert finding.repeat == "gofmt -d ./-w.go"


def test_source_that_is_no_utf8_is_shown_with_replacements() -> None:
    (finding,) = found(gofmt("a.go", stdout=DIFF.format("a.go").replace("x", "\udcff"))).findings

    assert "+var \ufffd = 1" in finding.message


def test_a_syntax_error_has_a_column_and_its_rule() -> None:
    assert found(gofmt("a.go", code=2, stderr=SYNTAX)).findings == (
        Finding("a.go", 3, 8, "build", "expected ')', found 'EOF'", tool="gofmt"),
    )


def test_parts_are_the_files_with_findings() -> None:
    result = found(gofmt("a.go", "b.go", stdout=DIFF.format("b.go")))

    assert [(part.kind, part.name) for part in result.parts] == [("file", "b.go")]


def test_mend_rewrites_what_is_not_formatted_and_leaves_syntax_errors_alone() -> None:
    assert TASK.mend
    result = found(gofmt("-c.go", "a.go", "b.go", stdout=DIFF.format("-c.go") + DIFF.format("b.go"), stderr=SYNTAX))

    assert TASK.mend(job(task=TASK), result) == ((Command(("gofmt", "-w", "./-c.go", "./b.go"), writes=True),),)


GOLDEN = Settings(preset="golden")
MOD = "module example.org/{}\n\ngo 1.22\n"
TOOL = f"{MOD}\ntool mvdan.cc/gofumpt\n"


def commands(files: dict[str, str], settings: Settings | None = None, **said: object) -> list[tuple[str, ...]]:
    (step,) = TASK.plan(job(files, task=TASK, said=said, settings=settings))
    return [(command.cwd, *command.argv) for command in step]


@pytest.mark.parametrize(
    ("files", "settings", "expected"),
    [
        pytest.param({"go.mod": MOD, "a.go": ""}, None, [("gofmt", "-d", "./a.go")], id="nothing said"),
        pytest.param({"go.mod": MOD, "a.go": ""}, GOLDEN, [("/tools/gofumpt", "-d", ".")], id="golden"),
        pytest.param({"go.mod": TOOL, "a.go": ""}, None, [("/tools/gofumpt", "-d", ".")], id="a tool line"),
        pytest.param(
            {"a/go.mod": TOOL, "a/a.go": "", "b/go.mod": MOD, "b/b.go": ""},
            None,
            [("gofmt", "-d", "./b/b.go"), ("/tools/gofumpt", "-d", "./a")],
            id="a tool line in one of two modules",
        ),
        pytest.param(
            {"go.mod": MOD, "a.go": "", "b/go.mod": MOD, "b/b.go": ""},
            GOLDEN,
            [("/tools/gofumpt", "-d", ".")],
            id="a walk gets to the modules below",
        ),
        pytest.param(
            {"go.mod": f"{MOD}\nignore ./b\n", "a.go": "", "b/c/go.mod": MOD, "b/c/b.go": ""},
            GOLDEN,
            [("/tools/gofumpt", "-d", ".", "./b/c")],
            id="a walk does not get to a module in an ignored folder",
        ),
        pytest.param(
            {
                "go.mod": f"{MOD}\nignore (\n\t./b\n\tnode\n)\n",
                "a.go": "",
                "b/x/b.go": "",
                "c/node/d.go": "",
                "c/b/e.go": "",
            },
            None,
            [("gofmt", "-d", "./a.go", "./c/b/e.go")],
            id="ignored folders, at the root and at any depth",
        ),
        pytest.param(
            {"b/go.mod": MOD, "a.go": "", "b/b.go": ""},
            GOLDEN,
            [
                ("/tools/gofumpt", "-d", "-lang=go1", "-modpath=command-line-arguments", "."),
                ("/tools/gofumpt", "-d", "./b"),
            ],
            id="a file in no module gets nothing from above the checkout",
        ),
        pytest.param(
            {
                "go.mod": MOD,
                "a.go": "",
                ".golangci.yml": "formatters:\n  enable: [gofumpt]\n  settings:\n    gofumpt: {module-path: x.org/y}\n",
            },
            None,
            [("/tools/gofumpt", "-d", "-modpath=x.org/y", ".")],
            id="golangci-lint's configuration and its module path",
        ),
        pytest.param(
            {"go.mod": MOD, "a.go": "", ".golangci.toml": "[formatters.settings.gofumpt]\nextra-rules = true\n"},
            GOLDEN,
            [("/tools/gofumpt", "-d", "-extra=group_params,clothe_returns", ".")],
            id="extra rules hold under golden too",
        ),
    ],
)
def test_which_formatter(files: dict[str, str], settings: Settings | None, expected: list[tuple[str, ...]]) -> None:
    texts = {path: text.format(path) if path.endswith("go.mod") else text for path, text in files.items()}

    assert commands(texts, settings) == [(".", *argv) for argv in expected]


def test_an_old_gofumpt_takes_no_list_of_extra_rules() -> None:
    files = {"go.mod": TOOL, "a.go": "", ".golangci.yml": "linters-settings: {gofumpt: {extra-rules: true}}"}
    made = job(files, task=TASK)
    (tool,) = made.toolchain.tools
    made = made._replace(toolchain=made.toolchain._replace(tools=(tool._replace(version="v0.9.2"),)))

    assert [command.argv[1:] for command in TASK.plan(made)[0]] == [("-d", "-extra", ".")]


def test_golines_runs_in_each_module_with_its_formatter() -> None:
    files = {"go.mod": MOD, "a.go": "", "generated_b.go": "", "s/go.mod": TOOL, "s/x y.go": ""}
    made = job(files, task=TASK, said={"max-line-length": 100})
    step = TASK.plan(made)[0][-2:]

    assert [(command.cwd, *command.argv[1:]) for command in step] == [
        (".", "--max-len=100", "--no-reformat-tags", "--base-formatter=gofmt", "--dry-run", "./a.go"),
        ("s", "--max-len=100", "--no-reformat-tags", "--base-formatter=gofumpt", "--dry-run", "./x y.go"),
    ]
    assert [command.env for command in step] == [(), (("PATH", "/tools"),)]


@pytest.mark.parametrize(
    ("files", "settings", "said", "expected"),
    [
        pytest.param({"a.go": ""}, None, None, (), id="gofmt is Go's"),
        pytest.param({"a.go": ""}, GOLDEN, None, ("gofumpt",), id="gofumpt"),
        pytest.param({"a.go": ""}, None, 100, ("golines",), id="golines"),
        pytest.param({"a.go": ""}, GOLDEN, 100, ("gofumpt", "golines"), id="both"),
        pytest.param({"README.md": ""}, GOLDEN, 100, (), id="no file to format"),
        pytest.param({"a.go": "", ".golangci.yml": "[gofumpt"}, GOLDEN, 100, (), id="settings that cannot be read"),
    ],
)
def test_tools_are_asked_for_only_where_they_run(
    files: dict[str, str], settings: Settings | None, said: int | None, expected: tuple[str, ...]
) -> None:
    assert TASK.tools(job(files, task=TASK, said={"max-line-length": said}, settings=settings)) == expected


def test_settings_of_golangci_lint_that_cannot_be_read_are_a_problem_and_run_nothing() -> None:
    made = job({"a.go": "", ".golangci.json": '{"gofumpt": ['}, task=TASK)

    assert TASK.plan(made) == ()
    assert TASK.judge(made, ()).problem == (
        "nobody knows which formatter is meant: .golangci.json: Expecting value: line 1 column 14 (char 13)"
    )


def test_a_tree_whose_every_go_file_is_ignored_is_skipped() -> None:
    made = job({"go.mod": f"{MOD}\nignore ./a\n", "a/a.go": ""}, task=TASK)

    assert TASK.plan(made) == ((),)
    assert TASK.judge(made, ()) == Result("fmt", skipped="go.mod ignores every Go file here")


WALKED = """diff a.go.orig a.go
--- a.go.orig
+++ a.go
@@ -1,7 +1,6 @@
 package m
\x20
 func f() {
-
-\tx := 0755
+\tx := 0o755
 \t_ = x
 }
"""


def fumpt(files: dict[str, str], stdout: str = "", stderr: str = "", code: int = 1) -> Result:
    made = job({"go.mod": TOOL.format("m"), **files}, task=TASK)
    (step,) = TASK.plan(made)
    printed = [outcome(*step[-1].argv, code=code, stdout=stdout, stderr=stderr)]
    return TASK.judge(made, (*(outcome(*command.argv) for command in step[:-1]), *printed))


def test_gofumpt_prints_cleaned_names() -> None:
    assert fumpt({"a.go": ""}, WALKED).findings == (
        Finding(
            "a.go",
            4,
            0,
            "gofumpt",
            "not formatted\n" + WALKED.partition("a.go\n@")[2].join(["@", ""]).strip("\n"),
            tool="gofumpt",
            text="-\n-\tx := 0755\n+\tx := 0o755",
            repeat="gofumpt -d a.go",
        ),
    )


def test_what_a_walk_says_of_files_that_are_not_ours_is_passed_over() -> None:
    files = {"b.go": "", "_x/a.go": "", "_x/c.go": ""}

    result = fumpt(files, WALKED.replace("a.go", "_x/a.go"), "_x/c.go:1:1: expected 'package', found 'EOF'\n")

    assert (result.findings, result.problem) == ((), "")


def test_a_name_that_no_file_has_is_no_difference_of_a_walk() -> None:
    assert fumpt({"b.go": ""}, WALKED).problem == "gofumpt printed something that is no difference"


LONG = """diff ./a.go ./a.go.shortened
--- ./a.go
+++ ./a.go.shortened
@@ -3,3 +3,3 @@
 // One.
-func  one() {}
+func one() {}
@@ -20 +20,4 @@
-var x = f(1, 2)
+var x = f(
+\t1,
+\t2,
+)
"""
SHORT = """diff ./a.go.orig ./a.go
--- ./a.go.orig
+++ ./a.go
@@ -3,3 +3,3 @@
 // One.
-func  one() {}
+func one() {}
"""


def lines(stdout: str, *, plain: str = "", stderr: str = "", broken: str = "", code: int = 0, **more: str) -> Result:
    made = job({"a.go": "", "b.go": ""}, task=TASK, said={"max-line-length": 10})
    ((first, second),) = TASK.plan(made)
    printed = outcome(*second.argv, code=code, stdout=stdout, stderr=stderr, **more)  # type: ignore[arg-type]
    return TASK.judge(made, (outcome(*first.argv, stdout=plain, stderr=broken), printed))


def test_golines_difference_counts_and_a_hunk_of_the_formatter_keeps_its_name() -> None:
    result = lines(LONG, plain=SHORT)

    assert [(finding.line, finding.rule, finding.message.partition("\n")[0]) for finding in result.findings] == [
        (4, "gofmt", "not formatted"),
        (20, "golines", "golines would break lines at 10 columns"),
    ]
    assert result.findings[1].repeat == (
        "golines --max-len=10 --no-reformat-tags --base-formatter=gofmt --dry-run ./a.go"
    )


def test_a_file_that_golines_leaves_alone_keeps_the_formatters_hunks() -> None:
    assert [finding.rule for finding in lines("", plain=SHORT).findings] == ["gofmt"]


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        pytest.param(lines("", code=2), "golines ended with exit status 2 and printed nothing", id="a silent end"),
        pytest.param(
            lines("", code=2, stderr="error formatting source: 3:8: expected ')'\n", broken=SYNTAX),
            "",
            id="a syntax error that the formatter told",
        ),
        pytest.param(
            lines("", code=2, stderr="wait gofumpt: exit status 2\nno space left on device\n", broken=SYNTAX),
            "golines ended with exit status 2: wait gofumpt: exit status 2",
            id="one complaint more than syntax errors",
        ),
        pytest.param(lines("", code=9, ended="killed"), "golines was killed by signal 9", id="killed"),
        pytest.param(lines("hello\n"), "golines printed something that is no difference", id="something else"),
    ],
)
def test_what_of_golines_is_not_judged(result: Result, problem: str) -> None:
    assert result.problem.replace("/tools/", "") == problem


def test_mend_takes_golines_for_a_file_with_a_long_line_and_the_formatter_for_others() -> None:
    assert TASK.mend
    files = {"go.mod": TOOL.format("m"), "a.go": "", "b.go": ""}
    found = tuple(Finding(path, 1, 0, rule, "x") for path, rule in (("a.go", "golines"), ("b.go", "gofumpt")))
    made = job(files, task=TASK, said={"max-line-length": 100})

    (step,) = TASK.mend(made, Result("fmt", (Part("tree", ".", found),)))

    assert [(command.argv, command.env, command.writes) for command in step] == [
        (("/tools/gofumpt", "-w", "./b.go"), (), True),
        (
            (
                "/tools/golines",
                "--max-len=100",
                "--no-reformat-tags",
                "--base-formatter=gofumpt",
                "--write-output",
                "./a.go",
            ),
            (("PATH", "/tools"),),
            True,
        ),
    ]


def test_the_patch_holds_all_hunks_of_a_file_in_order_and_no_links() -> None:
    result = found(gofmt("a b.go", "l.go", stdout=TWO_HUNKS.replace("a.go", "a b.go") + DIFF.format("l.go")))

    assert patch(result, ["l.go"]).decode() == (
        "diff --git a/a b.go b/a b.go\n--- a/a b.go\t\n+++ b/a b.go\t\n" + TWO_HUNKS.partition("+++ ./a.go\n")[2]
    )


def test_no_finding_is_an_empty_patch() -> None:
    assert patch(Result("fmt")) == b""


def test_mend_has_nothing_to_do_without_findings() -> None:
    assert TASK.mend
    assert TASK.mend(job(task=TASK), Result("fmt")) == ((),)
