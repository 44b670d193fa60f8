"""The table of tasks, suites and hooks. A new task is one file and one line here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gotasks.core.options import Option, Value
from gotasks.core.settings import FILE, RESERVED, Settings
from gotasks.core.settings_file import parse, sections
from gotasks.core.task import Task
from gotasks.go import (
    commit_msg,
    cover_html,
    crossbuild,
    env_check,
    fmt,
    generate,
    hooks,
    lint,
    mod,
    own,
    race_test,
    secrets,
    staticcheck,
    vet,
    vuln,
)

TASKS: Mapping[str, Task] = {
    task.name: task
    for task in (
        fmt.TASK,
        vet.TASK,
        staticcheck.TASK,
        lint.TASK,
        secrets.TASK,
        race_test.TASK,
        mod.TASK,
        cover_html.TASK,
        vuln.TASK,
        crossbuild.TASK,
        generate.TASK,
        commit_msg.TASK,
        env_check.TASK,
        hooks.TASK,
    )
}


class Suite(NamedTuple):
    """A named, ordered set of tasks, cheap ones first, and the tree that it judges unless told otherwise.

    ``strict`` runs everything anew and requires the race detector.
    """

    summary: str
    tasks: tuple[str, ...]
    tree: str = "worktree"
    strict: bool = False


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
}

HOOKS: Mapping[str, tuple[str, ...]] = {
    "pre-commit": ("check",),
    "pre-merge-commit": ("check",),
    "commit-msg": ("commit-msg",),
    "pre-push": ("push",),
}

PRESETS: Mapping[str, Mapping[tuple[str, str], Value]] = {"golden": {("coverage", "minimum"): "80"}}
"""What a preset says in place of options' defaults, by table and key."""

TAKEN = frozenset({*TASKS, *SUITES, *HOOKS, *RESERVED})
"""Names that a task of the user's own cannot have."""


def sections_of(own: Iterable[Task] = ()) -> dict[str, dict[str, Option]]:
    """Return the tables that settings may hold, with their options."""
    return sections((task.name, option) for task in (*TASKS.values(), *own) for option in task.options)


def settings_of(text: str, own_tasks: Iterable[Task] = (), file: str = FILE) -> Settings:
    """Read the text of a gotasks.toml against this catalogue and the user's own tasks. Raises SettingsError."""
    mine = tuple(own_tasks)
    return parse(text, sections_of(mine), [*TASKS, *(task.name for task in mine)], SUITES, file)


def tasks_of(settings: Settings, own_tasks: Iterable[Task] = ()) -> dict[str, Task]:
    """Return all tasks by name: ours, and the user's own, in Python and as commands."""
    mine = {task.name: task for task in own_tasks}
    return {**TASKS, **mine, **{command.name: own.task(command) for command in settings.commands}}


def is_strict(name: str, settings: Settings) -> bool:
    """Whether a name stands for a strict suite, or for one that holds a strict suite."""
    below = suites_of(settings).get(name, ())
    return (name in SUITES and SUITES[name].strict) or any(is_strict(item, settings) for item in below if item != name)


def suites_of(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return all suites by name, each hook's among them; settings may give ours other tasks."""
    return {**{name: suite.tasks for name, suite in SUITES.items()}, **settings.suites, **HOOKS, **settings.hooks}
