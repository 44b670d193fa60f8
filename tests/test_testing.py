"""The public fakes."""

from __future__ import annotations

import pytest

from gotasks.core import options
from gotasks.core.change import Commit
from gotasks.core.command import Command, Plan
from gotasks.core.options import Option
from gotasks.core.result import Result
from gotasks.core.settings import Settings
from gotasks.core.task import Job, Task, Toolchain
from gotasks.testing import GO, FakeRunner, job, outcome

COMMIT = Commit("c", "message")


def nothing(_: Job) -> Plan:
    return ()


TASK = Task(
    "licence",
    "Look for licences.",
    nothing,
    lambda _, __: Result("licence"),
    options=(
        Option("depth", options.COUNT, "", 3),
        Option("style", options.TEXT, "", "mit", section="style"),
    ),
)


def test_a_runner_answers_by_argv_with_the_command_that_was_asked() -> None:
    runner = FakeRunner(outcome("go", "vet", code=1), outcome("gofmt", stdout="x"))
    asked = Command(("gofmt",), cwd="sub")

    (answer,) = runner.step((asked,))

    assert answer.stdout == b"x"
    assert answer.command == asked


def test_a_runner_remembers_the_order() -> None:
    runner = FakeRunner(outcome("a"), outcome("b"))

    runner.step((Command(("b",)), Command(("a",))))
    runner.step((Command(("b",)),))

    assert [command.argv for command in runner.ran] == [("b",), ("a",), ("b",)]


def test_an_unexpected_command_is_an_assertion_error_that_names_the_expected_ones() -> None:
    runner = FakeRunner(outcome("go", "vet", "./a b"))

    with pytest.raises(AssertionError, match=r"unexpected command: go test\n.*\n    go vet './a b'"):
        runner.run(Command(("go", "test")))


def test_a_runner_without_answers_says_so() -> None:
    with pytest.raises(AssertionError, match=r"\(none\)"):
        FakeRunner().run(Command(("go",)))


def test_a_runner_tells_what_nobody_asked_for() -> None:
    runner = FakeRunner(outcome("a"), outcome("b"))

    runner.run(Command(("a",)))

    assert runner.unused == (("b",),)


def test_an_outcome_is_a_command_that_passed_unless_said_otherwise() -> None:
    made = outcome("go", "vet")

    assert made.command == Command(("go", "vet"))
    assert (made.ended, made.code, made.trouble) == ("exited", 0, "")


def test_an_outcome_takes_text_bytes_files_and_the_other_fields() -> None:
    made = outcome("a", cwd="sub", stdout="ä", stderr=b"\xff", files={"f": "g"}, ended="not started", reason="no such")

    assert (made.stdout, made.stderr, made.files) == (b"\xc3\xa4", b"\xff", (("f", b"g"),))
    assert (made.command.cwd, made.trouble) == ("sub", "a did not start: no such")


def test_a_job_without_files_has_nothing() -> None:
    made = job()

    assert (made.entries, made.files, made.modules, made.packages, made.options) == ((), (), (), (), {})
    assert made.toolchain is GO


def test_a_job_finds_modules_and_packages_in_its_files() -> None:
    made = job({"sub/a.go": "", "go.mod": "module example.org/hello", "README.md": ""})

    assert made.files == ("sub/a.go",)
    assert [module.path for module in made.modules] == ["example.org/hello"]
    assert [package.path for package in made.packages] == ["example.org/hello/sub"]
    assert [entry.path for entry in made.entries] == ["README.md", "go.mod", "sub/a.go"]


def test_a_job_heeds_exclude() -> None:
    assert job({"third_party/a.go": "", "a.go": ""}, settings=Settings(exclude=("third_party",))).files == ("a.go",)


def test_the_options_of_a_job_are_defaults_then_settings_then_flags() -> None:
    settings = Settings(values={("style", "style"): "bsd", ("licence", "depth"): 5})

    assert job(task=TASK).options == {"depth": 3, "style": "mit"}
    assert job(task=TASK, settings=settings).options == {"depth": 5, "style": "bsd"}
    assert job(task=TASK, settings=settings, said={"depth": 7}).options == {"depth": 7, "style": "bsd"}


def test_a_job_takes_a_toolchain_and_the_other_fields() -> None:
    made = job(toolchain=Toolchain(missing="no Go"), root="/elsewhere", commits=(COMMIT,))

    assert (made.toolchain.missing, made.root, made.commits) == ("no Go", "/elsewhere", (COMMIT,))
