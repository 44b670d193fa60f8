"""generate: modules to argv, and what go generate and git printed to findings."""

from __future__ import annotations

from typing import Any

import pytest

from gotasks.core.command import Outcome
from gotasks.core.result import Finding, Result
from gotasks.go import differences
from gotasks.go.generate import TASK
from gotasks.testing import job, outcome

HELLO = {"go.mod": "module example.org/hello\n", "a.go": "", "a_string.go": "", "sub/s.go": ""}
NESTED = {**HELLO, "b/go.mod": "module example.org/hello/b\n", "b/b.go": ""}
GENERATE = ("go", "generate", "-x", "./...")
DIFF = ("git", "diff", *differences.SHOW, "--ignore-submodules")
OTHERS = ("git", "ls-files", "-z", "--others", "--exclude-standard")


def test_modules_are_generated_one_after_the_other_and_git_shows_what_changed() -> None:
    first, second, show = TASK.plan(job(NESTED, task=TASK))

    assert [(each.argv, each.cwd, each.env) for step in (first, second) for each in step] == [
        (GENERATE, ".", (("GOWORK", "off"),)),
        (GENERATE, "b", (("GOWORK", "off"),)),
    ]
    assert all(each.writes and each.environment == "fetch" for step in (first, second) for each in step)
    assert [each.argv for each in show] == [DIFF, OTHERS]


def test_only_some_directives_can_be_asked_for() -> None:
    (command,), _ = TASK.plan(job(HELLO, task=TASK, said={"run": "stringer"}))

    assert command.argv == ("go", "generate", "-x", "-run=stringer", "./...")


def test_no_answer_is_kept() -> None:
    assert not TASK.stored(job(HELLO, task=TASK))


def ran(stderr: str = "cp a.txt b.txt\n", code: int = 0, stdout: str = "", cwd: str = ".") -> Outcome:
    return outcome(*GENERATE, code=code, stdout=stdout, stderr=stderr, cwd=cwd)


def judged(*printed: Outcome, **more: Any) -> Result:
    return TASK.judge(job(HELLO, task=TASK, **more), printed)


SAME = (outcome(*DIFF), outcome(*OTHERS))
CHANGED = (
    b":100644 100644 a b M\0a_string.go\0:100644 000000 a 0 D\0gone.go\0:100644 100755 a a M\0run.sh\0\0"
    b"diff --git a/a_string.go b/a_string.go\nindex a..b 100644\n--- a/a_string.go\n+++ b/a_string.go\n"
    b"@@ -1,3 +1,4 @@\n package a\n \n-const x = 1\n+const x = 2\n+const y = 3\n"
    b"diff --git a/gone.go b/gone.go\ndeleted file mode 100644\nindex a..0\n--- a/gone.go\n+++ /dev/null\n"
    b"@@ -1 +0,0 @@\n-package a\n"
    b"diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n"
)


def test_what_generating_leaves_as_it_is_passes() -> None:
    result = judged(ran(), *SAME)

    assert (result.findings, result.problem, result.skipped) == ((), "", "")


@pytest.mark.parametrize("stderr", ["", 'go: warning: "./..." matched no packages\n'])
def test_without_a_directive_there_is_nothing_to_do(stderr: str) -> None:
    assert judged(ran(stderr), *SAME) == Result("generate", skipped="no //go:generate directive here")


def test_each_file_that_changes_is_a_finding_with_its_difference() -> None:
    result = judged(ran(), outcome(*DIFF, stdout=CHANGED), outcome(*OTHERS, stdout="new ü.go\0"))

    assert sorted(result.findings) == [
        Finding(
            "a_string.go",
            3,
            0,
            "generate",
            "go generate changes this file\n-const x = 1\n+const x = 2\n+const y = 3",
            tool="go generate",
            text="-const x = 1\n+const x = 2\n+const y = 3",
            repeat="go generate ./...",
        ),
        Finding(
            "gone.go", 0, 0, "generate", "go generate removes this file", tool="go generate", repeat="go generate ./..."
        ),
        Finding(
            "new ü.go",
            0,
            0,
            "generate",
            "go generate makes this file, and it is not in the tree",
            tool="go generate",
            repeat="go generate ./...",
        ),
        Finding(
            "run.sh",
            0,
            0,
            "generate",
            "go generate changes this file\nold mode 100644\nnew mode 100755",
            tool="go generate",
            text="old mode 100644\nnew mode 100755",
            repeat="go generate ./...",
        ),
    ]


def test_what_changes_in_a_nested_module_is_shown_again_from_its_folder() -> None:
    new = outcome(*OTHERS, stdout="b/new.go\0")

    (found,) = TASK.judge(job(NESTED, task=TASK), (ran(), ran(cwd="b"), outcome(*DIFF), new)).findings

    assert found.repeat == "cd b && go generate ./..."


FAILS = """cp a.txt b.txt
sh -c echo out; echo err >&2; exit 3
err
sub/s.go:3: running "sh": exit status 3
"""
NO_TOOL = 'go tool stringer\ngo: no such tool "stringer"\nsub/s.go:3: running "go": exit status 2\n'
QUOTE = "sub/s.go:3: mismatched quoted string\n"
NO_SCRIPT = './gen.sh\nsub/s.go:3: running "./gen.sh": fork/exec ./gen.sh: no such file or directory\n'
UNKNOWN = "the generators after it did not run, and what generating changes is not known"


@pytest.mark.parametrize(
    ("stderr", "message"),
    [
        pytest.param(FAILS, 'running "sh": exit status 3\nerr', id="with its own last words"),
        pytest.param(
            NO_TOOL, 'running "go": exit status 2\ngo: no such tool "stringer"', id="a tool that go.mod does not name"
        ),
        pytest.param(QUOTE, "mismatched quoted string", id="a directive that cannot be read"),
        pytest.param(
            NO_SCRIPT,
            'running "./gen.sh": fork/exec ./gen.sh: no such file or directory',
            id="a script that the tree lacks",
        ),
    ],
)
def test_a_generator_that_fails_is_a_finding_and_hides_the_rest(stderr: str, message: str) -> None:
    result = judged(ran(stderr, 1))

    assert [(each.file, each.line, each.rule, each.message) for each in result.findings] == [
        ("sub/s.go", 3, "generate", message)
    ]
    assert result.problem == UNKNOWN


def test_a_generator_that_fails_in_a_nested_module_is_named_by_its_place_in_the_tree() -> None:
    failed = ran('b.go:3: running "false": exit status 1\n', 1, cwd="b")

    (found,) = TASK.judge(job(NESTED, task=TASK), (ran(), failed)).findings

    assert (found.file, found.line, found.repeat) == ("b/b.go", 3, "cd b && go generate ./...")


MISSING = """nostringer -x
sub/s.go:3: running "nostringer": exec: "nostringer": executable file not found in $PATH
"""
SHELL = 'sh -c nostringer x\nsh: 1: nostringer: not found\nsub/s.go:3: running "sh": exit status 127\n'
OFFLINE = """go run example.org/nope/cmd@v0.1.0
go: example.org/nope/cmd@v0.1.0: reading https://proxy.example.org/nope/cmd/@v/v0.1.0.info: 404 Not Found
sub/s.go:3: running "go": exit status 1
"""
ADVICE = "install it, or let go.mod name it (go get -tool) and run it by go tool"


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(
            [ran(MISSING, 1)],
            'sub/s.go:3 runs a program that is not here (running "nostringer": exec: "nostringer": executable file not '
            f"found in $PATH): {ADVICE}",
            id="a missing program",
        ),
        pytest.param(
            [ran(SHELL, 1)],
            f'sub/s.go:3 runs a program that is not here (running "sh": exit status 127): {ADVICE}',
            id="one that a shell misses",
        ),
        pytest.param(
            [ran(OFFLINE, 1)],
            "sub/s.go:3 wants something of the network that did not come (go: example.org/nope/cmd@v0.1.0: reading "
            "https://proxy.example.org/nope/cmd/@v/v0.1.0.info: 404 Not Found)",
            id="a module that could not be had",
        ),
        pytest.param(
            [ran("go: cannot find GOROOT\n", 1)],
            "go generate ended with exit status 1: go: cannot find GOROOT",
            id="another failure",
        ),
        pytest.param(
            [outcome(*GENERATE, ended="timed out", code=None)], "go was stopped after 1800 s", id="a slow generator"
        ),
        pytest.param(
            [ran(), outcome(*DIFF, code=128, stderr="fatal: out of luck\n"), outcome(*OTHERS)],
            "git diff ended with exit status 128: fatal: out of luck",
            id="git does not work",
        ),
        pytest.param([ran()], "what generating changes is not known, because not all of it could run", id="no git"),
        pytest.param([], "what generating changes is not known, because not all of it could run", id="nothing ran"),
    ],
)
def test_what_is_not_judged(printed: list[Outcome], problem: str) -> None:
    result = judged(*printed)

    assert (result.findings, result.problem, result.skipped) == ((), problem, "")
