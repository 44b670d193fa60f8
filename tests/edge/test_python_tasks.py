"""``gotasks_tasks.py``: what is taken from it, and what of it is refused."""

from __future__ import annotations

import sys
from textwrap import dedent

import pytest

from gotasks.core.errors import SettingsError
from gotasks.core.result import Finding, Result
from gotasks.core.settings_file import sections
from gotasks.edge.python_tasks import load
from gotasks.testing import job, outcome

HEAD = """
from gotasks.api import *

def plan(job):
    return ((Command(("tool",)),),)

def judge(job, outcomes):
    return Result("licence")

"""
TASK = HEAD + 'LICENCE = Task("licence", "Look.", plan, judge)\n'


def loaded(source: str, *taken: str) -> list[str]:
    return [task.name for task in load(source.encode(), taken=taken)]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param("", [], id="an empty file"),
        pytest.param("X = 1\n", [], id="no task"),
        pytest.param(TASK, ["licence"], id="a task"),
        pytest.param("\ufeff# ü\r\n" + TASK, ["licence"], id="a byte order mark and Windows' line ends"),
        pytest.param(
            HEAD + 'B = Task("b", "", plan, judge)\nA = Task("a", "", plan, judge)\n', ["b", "a"], id="in their order"
        ),
        pytest.param(TASK + "OTHER = LICENCE\n", ["licence"], id="one of two names"),
        pytest.param(HEAD + '_BASE = Task("base", "", plan, judge)\n', [], id="a private name"),
        pytest.param("from gotasks.go.vet import TASK\nfrom gotasks.go import vet\n", [], id="a task of ours"),
        pytest.param(
            "from gotasks.go import vet\nV = vet.TASK._replace(name='v')\n",
            ["v"],
            id="a task made from one of ours",
        ),
        pytest.param(
            "from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\nclass X:\n    a: 'int'\nX(1)\n"
            + TASK,
            ["licence"],
            id="dataclasses",
        ),
        pytest.param("import licence\n".replace("licence", "json") + TASK, ["licence"], id="the standard library"),
    ],
)
def test_what_is_taken(source: str, names: list[str]) -> None:
    assert loaded(source) == names


def test_the_same_source_is_executed_once_and_another_is_another_module() -> None:
    source = b"import sys\nsys.modules.setdefault('gotasks_counter', []).append(__name__)\n# once\n"
    try:
        load(source)
        load(source)
        load(source + b"#")
        names = sys.modules.pop("gotasks_counter")
    finally:
        sys.modules.pop("gotasks_counter", None)

    assert len(names) == len(set(names)) == 2
    assert all(name in sys.modules for name in names)  # type: ignore[attr-defined]


def test_options_stand_in_the_table_of_the_task() -> None:
    source = HEAD + 'T = Task("licence", "", plan, judge, options=(Option("depth", COUNT, "How deep.", 3),))\n'

    tables = sections((task.name, option) for task in load(source.encode()) for option in task.options)

    assert {table: [*options] for table, options in tables.items()} == {"licence": ["depth"]}


with pytest.raises((SyntaxError, ValueError)) as refused:
    compile("\0", "", "exec")
NULL = refused.type.__name__
"""What this Python calls a zero byte: a ValueError in 3.11.2, a SyntaxError in 3.11.7."""


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("x = 1\nraise ValueError('no\\nway')\n", "gotasks_tasks.py:2: ValueError: no way", id="raises"),
        pytest.param("\n\nx = (\n", "gotasks_tasks.py:3: SyntaxError: '(' was never closed", id="no Python"),
        pytest.param("x = 'a\0b'\n", f"gotasks_tasks.py:1: {NULL}: source code", id="a zero byte"),
        pytest.param("# coding: nonsense\n", "gotasks_tasks.py:1: SyntaxError: ", id="an unknown encoding"),
        pytest.param("def f():\n    1 / 0\n\nf()\n", "gotasks_tasks.py:2: ZeroDivisionError: ", id="in a function"),
        pytest.param("import json\njson.loads('')\n", "gotasks_tasks.py:2: JSONDecodeError: ", id="in a library"),
        pytest.param("import sys\nsys.exit(0)\n", "gotasks_tasks.py:2: SystemExit: 0", id="exits as if all were well"),
        pytest.param("raise SystemExit\n", "gotasks_tasks.py:1: SystemExit", id="exits without a word"),
        pytest.param("def f(): f()\nf()\n", "gotasks_tasks.py:1: RecursionError: ", id="recursion"),
        pytest.param(
            "import nowhere_to_be_found\n",
            "gotasks_tasks.py:1: ModuleNotFoundError: No module named 'nowhere_to_be_found'; it may import gotasks,",
            id="a module that is not there",
        ),
        pytest.param(
            "class E(Exception):\n    def __str__(self): raise KeyError\nraise E\n",
            "gotasks_tasks.py:3: E",
            id="silent",
        ),
        pytest.param(
            HEAD + 'T = Task("Licence", "", plan, judge)\n',
            "gotasks_tasks.py:10: T: the name 'Licence' must be small letters, digits and hyphens",
            id="a bad name",
        ),
        pytest.param(
            HEAD + 'T = Task("vet", "", plan, judge)\n',
            "gotasks_tasks.py:10: T: the name 'vet' is taken: choose another",
            id="a name of ours",
        ),
        pytest.param(
            HEAD + 'T: Task = Task("commands", "", plan, judge)\n',
            "gotasks_tasks.py:10: T: the name 'commands' is taken: choose another",
            id="a table of settings",
        ),
        pytest.param(
            TASK + 'B = Task("licence", "", plan, judge)\n',
            "gotasks_tasks.py:11: B: the name 'licence' is taken: choose another",
            id="a name twice",
        ),
        pytest.param(
            HEAD + 'T = Task("a", "", None, judge)\n',
            "gotasks_tasks.py:10: T: plan and judge must be functions",
            id="no plan",
        ),
        pytest.param(
            HEAD + 'T = Task("a", "", plan, judge, over="files")\n',
            "gotasks_tasks.py:10: T: over must be one of go files, packages, tree, change, ",
            id="an unknown subject",
        ),
        pytest.param(
            HEAD + 'T = Task("a", "", plan, judge, options=(Option("x", FLAG, "")))\n',
            "gotasks_tasks.py:10: T: options must be a tuple of Option: one alone has a comma after it",
            id="a comma is missing",
        ),
        pytest.param(
            HEAD + 'T = Task("a", "", plan, judge, options=(Option("minimum", TEXT, "", section="coverage"),))\n',
            "gotasks_tasks.py:10: T: the option 'minimum' must stand in the task's own table: leave section away",
            id="a key in another's table",
        ),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(source: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(source, "vet")

    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_file_that_failed_is_executed_anew() -> None:
    for _ in range(2):
        with pytest.raises(SettingsError, match="ValueError: again"):
            load(b"raise ValueError('again')\n")


def test_an_interrupt_stays_one() -> None:
    with pytest.raises(KeyboardInterrupt):
        load(b"raise KeyboardInterrupt\n")


def test_what_is_printed_stays_out_of_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    source = TASK.replace("    return ((", "    print('planning')\n    return ((") + "print('loading')\n"

    (task,) = load(source.encode())
    task.plan(job())

    assert capsys.readouterr() == ("", "loading\nplanning\n")


def test_a_judge_that_exits_raises_what_the_engine_calls_not_judged() -> None:
    (task,) = load((HEAD + "T = Task('t', '', plan, lambda job, outcomes: exit(0))\n").encode())

    with pytest.raises(RuntimeError, match=r"gotasks_tasks\.py called sys\.exit\(0\)"):
        task.judge(job(), ())


@pytest.mark.parametrize(("said", "stored"), [("", False), (", stored=lambda job: True", True)])
def test_results_are_stored_only_where_the_task_says_so(said: str, *, stored: bool) -> None:
    (task,) = load((HEAD + f"T = Task('t', '', plan, judge{said})\n").encode())

    assert task.stored(job()) is stored


def test_the_example_of_the_documentation_works() -> None:
    import gotasks.api  # noqa: PLC0415 - for its text

    text = (gotasks.api.__doc__ or "").partition("gotasks.toml::\n")[2].partition("\n``plan``")[0]
    (task,) = load(dedent(text).encode())
    made = job({"a.go": "package a"}, task=task, said={"skip": ("vendor",)})
    argv = ("python3", "tools/licence.py", "--skip=vendor")

    assert [command.argv for step in task.plan(made) for command in step] == [argv]
    assert task.judge(made, (outcome(*argv),)) == Result("licence")
    assert (
        task.judge(made, (outcome(*argv, code=2, stderr="oh\n"),)).problem == "licence.py ended with exit status 2: oh"
    )
    assert task.judge(made, (outcome(*argv, code=1, stdout="a.go:1:1: no licence\n"),)).findings == (
        Finding("a.go", 1, 1, "licence", "no licence", tool="licence.py"),
    )


def test_the_public_names_are_there_and_sorted() -> None:
    import gotasks.api  # noqa: PLC0415 - for its names

    assert all(hasattr(gotasks.api, name) for name in gotasks.api.__all__)
    assert len(set(gotasks.api.__all__)) == len(gotasks.api.__all__)
