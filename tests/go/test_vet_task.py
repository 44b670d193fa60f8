"""vet: modules to argv, and what go vet -json printed to findings."""

from __future__ import annotations

import pytest
from keyed import keys

from gotasks.core.command import Command, Outcome
from gotasks.core.result import Finding, Result
from gotasks.core.settings import Settings
from gotasks.core.task import Job, Tree
from gotasks.go.vet import OBJECTS, TASK, only
from gotasks.testing import job, outcome

HELLO = {"go.mod": "module example.org/hello\n", "a.go": "", "a_test.go": ""}
NESTED = {**HELLO, "sub/go.mod": "module example.org/hello/sub\n", "sub/b.go": ""}
LIST = ("go", "list", "-find", "-e", "-f", OBJECTS, "./...")
VET = ("go", "vet", "-json", "./...")


@pytest.mark.parametrize(
    ("files", "places"),
    [
        pytest.param(HELLO, [(".", "off")], id="one module"),
        pytest.param(NESTED, [(".", "off"), ("sub", "off")], id="a nested module"),
        pytest.param(
            {**NESTED, "go.work": "use (\n\t.\n\tsub\n)\n"},
            [(".", "/slot/hello/go.work"), ("sub", "/slot/hello/go.work")],
            id="a go.work that uses both",
        ),
        pytest.param(
            {**HELLO, "bare/go.mod": "module example.org/bare\n"}, [(".", "off")], id="a module without Go files"
        ),
    ],
)
def test_plan(files: dict[str, str], places: list[tuple[str, str]]) -> None:
    (step,) = TASK.plan(job(files, task=TASK))

    assert tuple(
        command._replace(argv=tuple(word for word in command.argv if "funcs=" not in word)) for command in step
    ) == tuple(
        Command(argv, folder, (("GOWORK", work),), timeout=1800.0) for argv in (LIST, VET) for folder, work in places
    )


def test_questions_that_may_harm_each_other_get_different_flags_so_that_go_keeps_their_answers_apart() -> None:
    whole = flags(job(NESTED, task=TASK))
    less = flags(job({**NESTED, "c/c.go": ""}, task=TASK, settings=Settings(exclude=("c",))))

    assert len({*whole, *less}) == 4
    assert whole == flags(job(NESTED, task=TASK))


def test_a_question_about_some_packages_has_the_flag_of_all_and_asks_what_stands_below_them_too() -> None:
    """Of what has a test within, Go keeps apart what it finds for others."""
    files = {
        **HELLO,
        "tested/a.go": "package tested\n",
        "tested/a_test.go": "package tested\n",
        "plain/a.go": "package plain\n",
        "top/a.go": 'package top\n\nimport (\n\t"example.org/hello/plain"\n\t"example.org/hello/tested"\n)\n',
        "other/a.go": "package other\n",
    }
    every = job(files, task=TASK, keys=lambda: keys(files))
    some = only(every, frozenset(["example.org/hello/top"]))

    assert [package.folder for package in some.packages] == ["plain", "top"]
    assert flags(some) == flags(every)
    assert TASK.plan(some)[0][1].argv[-2:] == ("./plain", "./top")


def test_what_is_asked_below_a_wildcard_is_asked_with_all_below_itself() -> None:
    """A package of which constraints may leave nothing is asked by a wildcard, and so is all in its folder."""
    files = {
        **HELLO,
        "x/x_linux.go": "package x\n",
        "x/y/y.go": 'package y\n\nimport "example.org/hello/z"\n',
        "z/z.go": "package z\n",
    }
    some = only(job(files, task=TASK, keys=lambda: keys(files)), frozenset(["example.org/hello/x"]))

    assert [package.folder for package in some.packages] == ["x", "x/y", "z"]


def flags(asked: Job) -> list[str]:
    return [word for command in TASK.plan(asked)[0] for word in command.argv if word.startswith("-printf.funcs=")]


def test_tags_are_said() -> None:
    (step,) = TASK.plan(job(HELLO, task=TASK, said={"tags": ("a", "b")}))

    assert ["-tags=a,b" in command.argv for command in step] == [True, True]


def test_the_timeout_comes_from_the_settings() -> None:
    settings = Settings(values={("vet", "timeout"): "90s"})

    (step,) = TASK.plan(job(HELLO, task=TASK, settings=settings))

    assert [command.timeout for command in step] == [90.0, 90.0]


FOUND = """{
	"example.org/hello": {
		"printf": [
			{
				"posn": "/slot/hello/a.go:6:14",
				"end": "/slot/hello/a.go:6:16",
				"message": "fmt.Printf format %d has arg \\"x\\" of wrong type string"
			}
		],
		"unreachable": [
			{
				"posn": "/slot/hello/a.go:9:2",
				"end": "/slot/hello/a.go:9:22",
				"message": "unreachable code",
				"suggested_fixes": [
					{
						"message": "Remove",
						"edits": [{"filename": "/slot/hello/a.go", "start": 76, "end": 98, "new": ""}]
					}
				]
			}
		]
	}
}
"""
WITH_TESTS = """{
	"example.org/hello [example.org/hello.test]": {
		"printf": [
			{
				"posn": "/slot/hello/a.go:6:14",
				"message": "fmt.Printf format %d has arg \\"x\\" of wrong type string"
			},
			{
				"posn": "/slot/hello/a_test.go:8:41",
				"message": "wrong"
			}
		]
	}
}
"""
OLDER = f"# example.org/hello\n{FOUND}# example.org/hello [example.org/hello.test]\n{WITH_TESTS}"
ERROR = '{"example.org/hello": {"printf": {"error": "internal error: out of luck"}}}\n'
TYPES = """# example.org/hello
# [example.org/hello]
vet: ./a.go:3:27: cannot use 1 (untyped int constant) as string value in return statement
"""
MORE_TYPES = """# example.org/hello
vet: ./a.go:3:8: "fmt" imported and not used
./a.go:4:8: declared and not used: y
"""
SYNTAX = "# example.org/hello\nvet: ./a.go:3:10: expected ')', found '{'\n"
SUM = """a.go:3:8: missing go.sum entry for module providing package golang.org/x/text/language; to add:
	go get example.org/hello
"""
SUM_OF_GO_MOD = """go: example.org/other@v1.0.0: missing go.sum entry for go.mod file; to add it:
	go mod download example.org/other
"""
LOOKUP = """go: downloading example.org/other v1.0.0
a.go:3:8: module lookup disabled by GOPROXY=off
"""
REPLACED = "a.go:3:8: example.org/other@v1.0.0: replacement directory ./nope does not exist\n"
NOTHING = 'go: warning: "./..." matched no packages\nno packages to vet\n'


def vet(code: int = 0, stdout: str = "", stderr: str = "", cwd: str = ".") -> Outcome:
    return outcome(*VET, code=code, stdout=stdout, stderr=stderr, cwd=cwd)


def listed(objects: int, cwd: str = ".") -> Outcome:
    return outcome(*LIST, stdout="x\n" * objects, cwd=cwd)


def found(*printed: Outcome) -> Result:
    return TASK.judge(job(NESTED, task=TASK), (listed(1), listed(1, "sub"), *printed))


PRINTF = ("a.go", 6, 14, "printf")
UNREACHABLE = ("a.go", 9, 2, "unreachable")


@pytest.mark.parametrize(
    ("printed", "places"),
    [
        pytest.param(vet(stdout="{}\n"), [], id="a package without findings"),
        pytest.param(vet(stdout="{}\n{}\n"), [], id="two packages without findings"),
        pytest.param(
            vet(stderr="# example.org/hello\n{}\n"), [], id="no finding, on standard error as older Go prints"
        ),
        pytest.param(vet(stdout=FOUND), [PRINTF, UNREACHABLE], id="findings on standard output"),
        pytest.param(
            vet(stderr=OLDER),
            [PRINTF, UNREACHABLE, ("a_test.go", 8, 41, "printf")],
            id="findings on standard error as older Go prints, those of package and test once",
        ),
        pytest.param(vet(1, stderr=TYPES), [("a.go", 3, 27, "build")], id="a type error"),
        pytest.param(
            vet(1, stderr=MORE_TYPES), [("a.go", 3, 8, "build"), ("a.go", 4, 8, "build")], id="more than one type error"
        ),
        pytest.param(vet(1, stderr=SYNTAX), [("a.go", 3, 10, "build")], id="a syntax error"),
        pytest.param(vet(1, stderr=SUM), [("a.go", 3, 8, "build")], id="a missing go.sum entry"),
        pytest.param(
            vet(1, stdout=FOUND, stderr=TYPES.replace("./a.go", "./sub/x.go")),
            [PRINTF, UNREACHABLE, ("sub/x.go", 3, 27, "build")],
            id="findings of one package, a type error in another",
        ),
    ],
)
def test_judge(printed: Outcome, places: list[tuple[str, int, int, str]]) -> None:
    result = found(printed)

    assert [(each.file, each.line, each.column, each.rule) for each in result.findings] == places
    assert result.problem == ""


def test_a_missing_go_sum_entry_without_a_place_is_a_finding_too() -> None:
    (finding,) = found(vet(1, stderr=SUM_OF_GO_MOD)).findings

    assert "missing go.sum entry for go.mod file" in finding.message


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(
            vet(), "go vet printed no JSON, so nothing shows that it looked at a package", id="nothing printed"
        ),
        pytest.param(
            vet(stdout="hello\n"), "go vet printed no JSON, so nothing shows that it looked at a package", id="garbage"
        ),
        pytest.param(
            vet(stdout=FOUND[:100]),
            "go vet printed no JSON, so nothing shows that it looked at a package",
            id="JSON that is cut short",
        ),
        pytest.param(vet(1), "go vet ended with exit status 1 and printed nothing", id="failed without a word"),
        pytest.param(
            vet(1, stderr="go: cannot find GOROOT\n"),
            "go vet ended with exit status 1: go: cannot find GOROOT",
            id="failed for another reason",
        ),
        pytest.param(vet(2, stdout="{}\n"), "go vet ended with exit status 2: {}", id="failed after a clean package"),
        pytest.param(
            vet(stdout=ERROR),
            "go vet's printf did not work on example.org/hello: internal error: out of luck",
            id="an analyzer that did not work",
        ),
        pytest.param(
            vet(1, stderr=LOOKUP),
            "a module is not in the module cache: run go mod download "
            "(a.go:3:8: module lookup disabled by GOPROXY=off)",
            id="a module that is not here",
        ),
        pytest.param(
            vet(1, stderr=REPLACED),
            f"a replace leads to a folder that is not in the judged tree ({REPLACED.strip()})",
            id="a replacement that is not here",
        ),
        pytest.param(
            vet(1, stderr="# m\ncompile: signal: killed\n"),
            "a process was killed, perhaps for want of memory (compile: signal: killed)",
            id="a compiler that was killed",
        ),
        pytest.param(
            vet(1, stderr=NOTHING),
            "there are Go files but no package that loads: build constraints exclude all of them",
            id="build constraints exclude everything",
        ),
        pytest.param(outcome(*VET, ended="killed", code=9), "go was killed by signal 9", id="killed"),
        pytest.param(outcome(*VET, ended="timed out", code=None), "go was stopped after 1800 s", id="timed out"),
        pytest.param(
            outcome(*VET, ended="not started", code=None, reason="no"), "go did not start: no", id="not started"
        ),
        pytest.param(
            outcome(*VET, stdout="{}\n", dropped=1),
            "go printed more than 16 MiB; 1 bytes were dropped",
            id="output was dropped",
        ),
    ],
)
def test_what_is_not_judged(printed: Outcome, problem: str) -> None:
    result = found(printed)

    assert (result.findings, result.problem) == ((), problem)


FEW = "go vet told of 2 packages only, and was asked about 3"


@pytest.mark.parametrize(
    ("told", "doubts", "problem"),
    [
        pytest.param(2, True, FEW, id="too few"),
        pytest.param(3, False, "", id="each"),
        pytest.param(4, False, "", id="each, and another"),
        pytest.param(0, False, "go vet printed no JSON, so nothing shows that it looked at a package", id="none"),
    ],
)
def test_where_go_tells_of_fewer_packages_than_were_asked_it_is_asked_again(
    told: int,
    doubts: bool,  # noqa: FBT001
    problem: str,
) -> None:
    printed = (listed(3), vet(stdout="{}\n" * told))

    assert TASK.doubts(printed) is doubts
    assert TASK.judge(job(HELLO, task=TASK), printed).problem == problem


def test_what_failed_is_not_asked_again() -> None:
    assert not TASK.doubts((listed(3), vet(1, stdout="{}\n", stderr=TYPES)))


def test_without_a_list_nothing_is_judged() -> None:
    result = TASK.judge(job(HELLO, task=TASK), (outcome(*LIST, code=1), vet(stdout="{}\n")))

    assert result.problem == "go list did not say of how many packages go vet has to tell"


def test_a_doubted_question_has_a_flag_of_its_own_for_each_tree() -> None:
    asked = job(NESTED, task=TASK)
    doubted = asked._replace(doubted=True)
    other = doubted._replace(subject=Tree("1" * 40))

    assert len({*flags(asked), *flags(doubted), *flags(other)}) == 6


def test_what_a_line_directive_puts_into_another_package_belongs_to_none() -> None:
    stray = FOUND.replace("/slot/hello/a.go:6:14", "/slot/hello/x/x.go:6:14")
    result = TASK.judge(job({**HELLO, "x/x.go": "package x\n"}, task=TASK), (listed(1), vet(stdout=stray)))

    assert [(part.kind, part.name, len(part.findings)) for part in result.parts] == [
        ("package", "example.org/hello", 1),
        ("package", "example.org/hello/x", 0),
        ("tree", ".", 1),
    ]


def test_no_module_at_all_was_never_judged() -> None:
    assert found().problem


def test_a_module_that_is_shut_out_does_not_harm_one_that_loads() -> None:
    assert found(vet(stdout="{}\n"), vet(1, stderr=NOTHING, cwd="sub")).problem == ""


def test_findings_stay_beside_a_problem_of_another_module() -> None:
    result = found(vet(stdout=FOUND), vet(1, cwd="sub"))

    assert len(result.findings) == 2
    assert result.problem == "go vet ended with exit status 1 and printed nothing"


def test_findings_lie_in_the_parts_of_their_packages() -> None:
    result = found(vet(stdout=FOUND), vet(1, stderr="vet: ./b.go:1:1: x\nvet: ../other/c.go:1:1: y\n", cwd="sub"))

    assert [(part.kind, part.name, len(part.findings)) for part in result.parts] == [
        ("package", "example.org/hello", 2),
        ("package", "example.org/hello/sub", 1),
        ("tree", ".", 1),
    ]


@pytest.mark.parametrize(
    ("printed", "repeat"),
    [
        pytest.param(vet(stdout=FOUND), "go vet -printf example.org/hello", id="an analyzer, in the root"),
        pytest.param(vet(stderr=WITH_TESTS), "go vet -printf example.org/hello", id="an analyzer, in a test"),
        pytest.param(
            vet(stdout=FOUND.replace("/a.go", "/sub/b.go"), cwd="sub"),
            "go vet -C sub -printf example.org/hello",
            id="an analyzer, in a nested module",
        ),
        pytest.param(vet(1, stderr=TYPES), "go vet ./...", id="a type error"),
        pytest.param(vet(1, stderr=TYPES, cwd="sub"), "go vet -C sub ./...", id="a type error in a nested module"),
    ],
)
def test_again(printed: Outcome, repeat: str) -> None:
    assert found(printed).findings[0].repeat == repeat


def test_a_finding_without_line_and_column_keeps_its_file() -> None:
    printed = vet(stdout='{"example.org/hello": {"asmdecl": [{"posn": "/slot/hello/a.s", "message": "m"}]}}')

    assert found(printed).findings == (
        Finding("a.s", 0, 0, "asmdecl", "m", tool="go vet", repeat="go vet -asmdecl example.org/hello"),
    )
