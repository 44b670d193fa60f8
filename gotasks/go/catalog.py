"""The table of tasks, suites and hooks. A new task is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gotasks.core.settings import FILE, Settings, parse, sections
from gotasks.core.task import Task
from gotasks.go import fmt, own, race_test, vet

TASKS: Mapping[str, Task] = {task.name: task for task in (fmt.TASK, vet.TASK, race_test.TASK)}


@dataclass(frozen=True, slots=True)
class Suite:
    """A named, ordered set of tasks, cheap ones first, and the tree that it judges unless told otherwise.

    ``strict`` runs everything anew and requires the race detector.
    """

    summary: str
    tasks: tuple[str, ...]
    tree: str = "worktree"
    strict: bool = False


SUITES: Mapping[str, Suite] = {
    "check": Suite("All that a commit must pass: fmt, vet, race-test.", ("fmt", "vet", "race-test")),
    "ci": Suite(
        "What CI runs on HEAD: check, past the store, race detector required.", ("check",), tree="HEAD", strict=True
    ),
}

HOOKS: Mapping[str, tuple[str, ...]] = {"pre-commit": ("check",)}

SECTIONS = sections((task.name, option) for task in TASKS.values() for option in task.options)


def settings_of(text: str, file: str = FILE) -> Settings:
    """Read the text of a gotasks.toml against this catalogue. Raises SettingsError."""
    return parse(text, SECTIONS, TASKS, SUITES, file)


def tasks_of(settings: Settings) -> dict[str, Task]:
    """Return all tasks by name: ours, and the user's own commands."""
    return {**TASKS, **{command.name: own.task(command) for command in settings.commands}}


def is_strict(name: str, settings: Settings) -> bool:
    """Whether a name stands for a strict suite, or for one that holds a strict suite."""
    below = suites_of(settings).get(name, ())
    return (name in SUITES and SUITES[name].strict) or any(is_strict(item, settings) for item in below if item != name)


def suites_of(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return all suites by name, each hook's among them; settings may give ours other tasks."""
    return {**{name: suite.tasks for name, suite in SUITES.items()}, **settings.suites, **HOOKS, **settings.hooks}
