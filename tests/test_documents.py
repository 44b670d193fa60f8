"""The documents say what is so: commands exist, links lead somewhere, generated parts are fresh, the example works.

Run as a program it writes the generated parts.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest
from invoke.parser import Parser
from invoke.program import Program
from jsonschema import Draft202012Validator

from gotasks import for_invoke
from gotasks.core import options
from gotasks.core.errors import SettingsError
from gotasks.core.options import Option
from gotasks.core.settings import COMMAND, GENERAL, NAME, RESERVED, Settings
from gotasks.core.settings_schema import schema
from gotasks.core.task import Task
from gotasks.fronts import arguments, commands
from gotasks.go import catalog

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
HELLO = ROOT / "examples" / "hello"
SETTINGS = ROOT / "docs" / "settings.md"
SETTINGS_SCHEMA = ROOT / "schemas" / "settings.schema.json"
WRITE = "to write it: python tests/test_documents.py"

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
GENERATED = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- /settings -->)", re.DOTALL)


def documents() -> Iterator[Path]:
    """All Markdown files of ours: nothing in hidden folders."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".md"))


def blocks(document: Path, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(document.read_text("utf-8")) if kind == language]


# Generated parts


def reference() -> str:
    """The table of all keys, from the declarations."""
    rows: list[tuple[str, ...]] = [("table", "key", "type", "default", "meaning"), ("---",) * 5]
    rows += [_row("", option) for option in GENERAL]
    for table, declared in sorted(catalog.Tables().items()):
        rows += [_row(f"`[{table}]`", option) for option in declared.values()]
    rows += [_row("`[commands.NAME]`", option) for option in COMMAND]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(table: str, option: Option) -> tuple[str, ...]:
    default = "" if option.default is None else f"`{json.dumps(option.default)}`"
    return table, f"`{option.key}`", _kind(option), default, option.help.replace("|", "\\|")


def _kind(option: Option) -> str:
    said = option.kind.schema
    if "enum" in said:
        return " or ".join(f'`"{word}"`' for word in said["enum"])
    if option.kind is options.DURATIONS:
        return "duration"
    return {
        "boolean": "true or false",
        "array": "list of strings",
        "integer": "whole number above 0",
        "number": "number from 0 to 100",
        "string": "string",
    }[said["type"]]


def schema_text() -> str:
    return json.dumps(schema(catalog.Tables()), indent=1) + "\n"


def test_settings_reference_is_up_to_date() -> None:
    found = GENERATED.search(SETTINGS.read_text("utf-8"))
    assert found, "docs/settings.md has lost its markers"
    right = reference()
    assert found[0] == right, f"docs/settings.md is stale; {WRITE}; between its markers must stand:\n{right}"


def test_settings_schema_is_up_to_date() -> None:
    right = schema_text()
    assert SETTINGS_SCHEMA.read_text("utf-8") == right, f"schemas/settings.schema.json is stale; {WRITE}"


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("", True),
        ('race = "required"\nexclude = ["a"]\n[coverage]\nminimum = 79.9\n', True),
        ('[race-test]\ncount = 2\nshort = true\ntimeout = "1m30s"\n', True),
        ('[suites]\nmine = ["fmt"]\n[hooks]\npre-commit = ["mine"]\n[commands.a]\nrun = ["b"]\n', True),
        ('rase = "auto"\n', False),
        ('race = "never"\n', False),
        ("coverage = 80\n", False),
        ("[coverage]\nminimum = 101\n", False),
        ('[coverage]\nminimum = "80"\n', False),
        ('[vet]\ntimeout = "10"\n', False),
        ("[race-test]\ncount = 0\n", False),
        ("[fmt]\nwrite = true\n", False),
        ("[suites]\nmine = []\n", False),
        ('[suites]\nMine = ["fmt"]\n', False),
        ('[hooks]\npre-rebase = ["check"]\n', False),
        ('[commands.a]\ntimeout = "1s"\n', False),
        ("[commands.a]\nrun = []\n", False),
    ],
)
def test_settings_schema_agrees_with_gotasks(text: str, valid: bool) -> None:  # noqa: FBT001 - a column of the table
    made = schema(catalog.Tables())
    Draft202012Validator.check_schema(made)
    assert Draft202012Validator(made).is_valid(tomllib.loads(text)) is valid
    with nullcontext() if valid else pytest.raises(SettingsError):
        catalog.settings_of(text)


# Commands


@dataclass(frozen=True)
class Line:
    """A command in a document's console block; the program without its folder."""

    document: Path
    program: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.document.relative_to(ROOT)}: {shlex.join((self.program, *self.words))}"


def lines() -> Iterator[Line]:
    for document in documents():
        for body in blocks(document, "console"):
            for text in re.findall(r"^\$ (.*)$", body, re.MULTILINE):
                for words in _commands(shlex.split(text, comments=True)):
                    yield Line(document, words[0].rpartition("/")[2], tuple(words[1:]))


def _commands(words: Sequence[str]) -> Iterator[list[str]]:
    """Cut a line of shell into its commands, without the variables set before them."""
    found: list[str] = []
    for word in (*words, ";"):
        if word in {"&&", "||", "|", ";"}:
            if found:
                yield found
            found = []
        elif found or not re.match(r"^[A-Z_]+=", word):
            found.append(word)


OURS = [line for line in lines() if line.program in {"gotasks", "inv", "nox", "make"}]


@dataclass(frozen=True)
class Known:
    """The tasks and suites that a document may name: the catalogue's, and what the document itself shows."""

    tasks: dict[str, Task]
    suites: set[str]

    def __contains__(self, name: str) -> bool:
        return name in self.tasks or name in self.suites


def known(document: Path, folder: Path) -> Known:
    """Read what a document shows: tasks in Python, and settings in TOML. Settings that are wrong are an error here."""
    own = [task for body in blocks(document, "python") for task in _shown(body, folder)]
    shown = [catalog.settings_of(body, own, str(document)) for body in blocks(document, "toml")]
    tasks: dict[str, Task] = dict(catalog.TASKS)
    for settings in (Settings(), *shown):
        tasks |= catalog.tasks_of(settings, own)
    return Known(tasks, {*catalog.SUITES, *chain.from_iterable(settings.suites for settings in shown)})


def _shown(body: str, folder: Path) -> list[Task]:
    """Return the tasks that a block of Python makes."""
    if not re.search(r"^[A-Z]+ = Task\(", body, re.MULTILINE):
        return []
    file = folder / "shown.py"
    file.write_text(body, "utf-8")
    return [value for value in runpy.run_path(str(file)).values() if isinstance(value, Task)]


@pytest.mark.parametrize("line", OURS, ids=str)
def test_commands_in_documents_exist(line: Line, tmp_path: Path) -> None:
    check = {"gotasks": check_gotasks, "inv": check_inv, "nox": check_nox, "make": check_make}[line.program]
    try:
        check(line.words, known(line.document, tmp_path))
    except SystemExit as end:  # argparse: 0 after --help, 2 for a flag that does not exist
        assert not end.code, line  # noqa: PT017


def check_gotasks(words: Sequence[str], there: Known) -> None:
    name = words[0] if words else ""
    if name in RESERVED or not re.fullmatch(NAME, name):
        commands._parser({}).parse_args(words or ["--help"])
    else:
        read("gotasks", name, words[1:], there)


def check_inv(words: Sequence[str], there: Known) -> None:
    tasks = for_invoke.collection()
    for name in {*there.tasks, *there.suites} - {*tasks.tasks}:
        tasks.add_task(for_invoke._task(name, name, there.tasks.get(name)))
    Parser(contexts=tasks.to_contexts(), initial=Program().initial_context).parse_argv(list(words))


def check_nox(words: Sequence[str], there: Known) -> None:
    flags, rest = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    if list(flags) in ([], ["-l"], ["--list"]):
        return
    assert flags[0] == "-s", f"nox {flags[0]}: teach this test that flag"
    own = re.findall(r"^@nox\.session(?:\(.*\))?\ndef (\w+)", (ROOT / "noxfile.py").read_text("utf-8"), re.MULTILINE)
    for name in (re.sub(r"\(go='[\d.]+'\)$", "", flag) for flag in flags[1:]):
        if name not in own:
            read("nox", name, rest, there)


def check_make(words: Sequence[str], _: Known) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    rest = words[2:] if words[0] == "-C" else words
    assert {word for word in rest if "=" not in word} <= {*targets}


def read(front: str, name: str, words: Sequence[str], there: Known) -> None:
    assert name in there, f"no task or suite is called {name}"
    arguments.read(front, name, there.tasks.get(name), words)


def is_cheap(line: Line) -> bool:
    """Whether a command only tells something, whatever it is told of."""
    tells = {"--help", "--version", "--dry-run", "--list", "-l"} & {*line.words} or line.words == ("report", "path")
    return bool(tells) and not any(re.match(NAME, word) and word not in EVERYWHERE for word in line.words)


EVERYWHERE = {*catalog.TASKS, *catalog.SUITES, "report", "path"}
CHEAP = sorted({(line.program, *line.words) for line in OURS if line.program != "make" and is_cheap(line)})


@pytest.fixture(scope="module")
def hello(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example, made a repository; nothing is committed yet."""
    folder = tmp_path_factory.mktemp("documents") / "hello"
    shutil.copytree(HELLO, folder, ignore=shutil.ignore_patterns("__pycache__", ".nox", ".venv"))
    subprocess.run(("git", "init", "-q"), cwd=folder, check=True)
    return folder


def run(argv: Sequence[str], cwd: Path, cache: Path, **env: str) -> str:
    environ = {**os.environ, "GOTASKS_CACHE": str(cache), **env}
    done = subprocess.run(argv, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(argv)} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("words", CHEAP, ids=shlex.join)
def test_commands_that_only_tell_something_work(words: tuple[str, ...], hello: Path, tmp_path: Path) -> None:
    assert run((str(BIN / words[0]), *words[1:]), hello, tmp_path)


def test_the_documents_hold_such_commands() -> None:
    wanted = {("gotasks", "--help"), ("gotasks", "report", "path"), ("gotasks", "check", "--dry-run")}
    assert wanted | {("inv", "--list"), ("nox", "-l")} <= {*CHEAP}


def test_readme_names_every_task_and_suite() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert not [name for name in (*catalog.TASKS, *catalog.SUITES) if f"| `{name}`" not in text]


# The worked example of CONTRIBUTING.md


def test_worked_example_works(hello: Path, tmp_path: Path) -> None:
    """Apply the page's files and its change to a copy of the package; run its tests, and the task itself."""
    page = ROOT / "CONTRIBUTING.md"
    for name in ("gotasks", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    task, tests = blocks(page, "python")
    (tmp_path / "gotasks/go/bench.py").write_text(task, "utf-8")
    (tmp_path / "test_bench_task.py").write_text(tests, "utf-8")
    (change,) = blocks(page, "diff")
    catalogue = tmp_path / "gotasks/go/catalog.py"
    catalogue.write_text(_patched(catalogue.read_text("utf-8"), change), "utf-8")

    python = {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    test = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_bench_task.py")
    assert " passed" in run(test, tmp_path, tmp_path / "cache", **python)
    task_run = (sys.executable, "-m", "gotasks", "bench")
    plan = run((*task_run, "--dry-run", "--timeout", "90s"), hello, tmp_path / "cache", **python)
    assert plan == "bench: go test -vet=off '-run=^$' -bench=. -benchtime=1x ./...\n"
    assert "bench: passed" in run(task_run, hello, tmp_path / "cache", **python)


def _patched(text: str, change: str) -> str:
    """Apply hunks, which a blank line parts: lines with a blank or ``-`` become those with a blank or ``+``."""
    for hunk in change.strip("\n").split("\n\n"):
        rows = hunk.split("\n")
        before, after = ("".join(f"{row[1:]}\n" for row in rows if row[0] in signs) for signs in (" -", " +"))
        assert text.count(before) == 1, f"CONTRIBUTING.md changes lines that catalog.py does not have:\n{before}"
        text = text.replace(before, after)
    return text


# The example of docs/own-tasks.md


def test_own_task_of_the_documents_works(hello: Path, tmp_path: Path) -> None:
    """Lay the page's files into a copy of the example; its test passes, and the task and its settings are in use."""
    page = ROOT / "docs" / "own-tasks.md"
    folder = tmp_path / "hello"
    shutil.copytree(hello, folder)
    task, tests = blocks(page, "python")
    settings = next(body for body in blocks(page, "toml") if "[todo]" in body)
    for name, body in (("gotasks_tasks.py", task), ("test_gotasks_tasks.py", tests), ("gotasks.toml", settings)):
        (folder / name).write_text(body, "utf-8")

    test = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_gotasks_tasks.py")
    assert " passed" in run(test, folder, tmp_path / "cache", PYTHONDONTWRITEBYTECODE="1")
    gotasks = str(BIN / "gotasks")
    assert "-e FIXME" in run((gotasks, "todo", "--words", "FIXME", "--dry-run"), folder, tmp_path / "cache")
    assert "todo: passed" in run((gotasks, "todo"), folder, tmp_path / "cache")
    (folder / "late.go").write_text("package main\n\n// TODO: think\n", "utf-8")
    assert "late.go:3:" in run(
        (gotasks, "todo"), folder, tmp_path / "cache"
    )  # a first commit's are shown as first seen


# Links


@pytest.mark.parametrize("document", list(documents()), ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(document: Path) -> None:
    for link in LINK.findall(BLOCK.sub("", document.read_text("utf-8"))):
        if re.match(r"^[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path) if path else document
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            assert anchor in {_anchor(text) for text in HEADING.findall(target.read_text("utf-8"))}, link


def _anchor(heading: str) -> str:
    """The name that a heading gets on the usual hosts of Markdown."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def write() -> None:
    SETTINGS_SCHEMA.write_text(schema_text(), "utf-8")
    SETTINGS.write_text(GENERATED.sub(lambda _: reference(), SETTINGS.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write()
