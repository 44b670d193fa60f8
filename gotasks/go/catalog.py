"""The table of tasks, suites and hooks. A new task is one file and one line here."""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import NamedTuple

from gotasks.core.options import Option, Value
from gotasks.core.plain import EMPTY
from gotasks.core.settings import FILE, RESERVED, Settings
from gotasks.core.settings_file import parse, sections
from gotasks.core.task import Task

NAMES = (
    "fmt",
    "vet",
    "staticcheck",
    "lint",
    "secrets",
    "race-test",
    "mod",
    "cover-html",
    "vuln",
    "crossbuild",
    "generate",
    "commit-msg",
    "env-check",
    "hooks",
)
"""Our tasks. Each is the ``TASK`` of the module that is called like it."""

SHARED: Mapping[str, str] = {"coverage": "race-test"}
"""The tables of settings that are called otherwise than their task."""


class Tasks(Mapping[str, Task]):
    """Tasks by name: ours, and the user's own.

    One of ours is imported when it is asked for: a hook needs few of them, and they take as long as all the rest.
    """

    def __init__(self, own: Mapping[str, Task] = EMPTY) -> None:
        self._own = own

    def __getitem__(self, name: str) -> Task:
        if name in self._own or name not in NAMES:
            return self._own[name]
        task: Task = import_module(f"gotasks.go.{name.replace('-', '_')}").TASK
        return task

    def __contains__(self, name: object) -> bool:
        return name in NAMES or name in self._own

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*NAMES, *self._own)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


TASKS = Tasks()


class Suite(NamedTuple):
    """A named, ordered set of tasks, cheap ones first, and the tree that it judges unless told otherwise.

    ``strict`` runs everything anew and requires the race detector; ``audit`` runs everything anew and holds what is
    kept against that.
    """

    summary: str
    tasks: tuple[str, ...]
    tree: str = "worktree"
    strict: bool = False
    audit: bool = False


SUITES: Mapping[str, Suite] = {
    "check": Suite(
        "All that a commit must pass: fmt, vet, staticcheck, lint, secrets, race-test.",
        ("fmt", "vet", "staticcheck", "lint", "secrets", "race-test"),
    ),
    "push": Suite(
        "All that a push must pass, on HEAD: check, mod, cover-html.", ("check", "mod", "cover-html"), "HEAD"
    ),
    "ci": Suite(
        "What CI runs on HEAD: push, vuln, crossbuild, hooks, past the store, race detector required.",
        ("push", "vuln", "crossbuild", "hooks"),
        tree="HEAD",
        strict=True,
    ),
    "audit": Suite(
        "All of check anew: says which stored passes were red.",
        ("check",),
        audit=True,
    ),
}

HOOKS: Mapping[str, tuple[str, ...]] = {
    "pre-commit": ("check",),
    "pre-merge-commit": ("check",),
    "commit-msg": ("commit-msg",),
    "pre-push": ("push",),
}

PRESETS: Mapping[str, Mapping[tuple[str, str], Value]] = {"golden": {("coverage", "minimum"): "80"}}
"""What a preset says in place of options' defaults, by table and key."""

TAKEN = frozenset({*NAMES, *SUITES, *HOOKS, *RESERVED})
"""Names that a task of the user's own cannot have."""


class Tables(Mapping[str, Mapping[str, Option]]):
    """The tables that settings may hold, with their options; a task is imported when its table is asked for."""

    def __init__(self, own: Mapping[str, Task] = EMPTY) -> None:
        self._tasks = Tasks(own)

    def __getitem__(self, table: str) -> Mapping[str, Option]:
        task = self._tasks[SHARED.get(table, table)]
        return sections((task.name, option) for option in task.options)[table]

    def __iter__(self) -> Iterator[str]:
        return (table for table in (*self._tasks, *SHARED) if table in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def settings_of(text: str, own_tasks: Iterable[Task] = (), file: str = FILE) -> Settings:
    """Read the text of a gotasks.toml against this catalogue and the user's own tasks. Raises SettingsError."""
    own = {task.name: task for task in own_tasks}
    return parse(text, Tables(own), Tasks(own), SUITES, file)


def tasks_of(settings: Settings, own_tasks: Iterable[Task] = ()) -> Tasks:
    """Return all tasks by name: ours, and the user's own, in Python and as commands."""
    mine = {task.name: task for task in own_tasks}
    return Tasks({**mine, **_commands(settings)})


def _commands(settings: Settings) -> dict[str, Task]:
    if not settings.commands:
        return {}
    from gotasks.go import own  # noqa: PLC0415 - few have commands of their own

    return {command.name: own.task(command) for command in settings.commands}


def is_strict(name: str, settings: Settings) -> bool:
    """Whether a name stands for a strict suite, or for one that holds a strict suite."""
    below = suites_of(settings).get(name, ())
    return (name in SUITES and SUITES[name].strict) or any(is_strict(item, settings) for item in below if item != name)


def suites_of(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return all suites by name, each hook's among them; settings may give ours other tasks."""
    return {**{name: suite.tasks for name, suite in SUITES.items()}, **settings.suites, **HOOKS, **settings.hooks}
