"""From names of tasks and suites to tasks, in order, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gotasks.core.errors import UsageError, nearest
from gotasks.core.task import Task


def choose(names: Iterable[str], tasks: Mapping[str, Task], suites: Mapping[str, tuple[str, ...]]) -> tuple[Task, ...]:
    """Return the tasks that the names stand for, with what they need before them.

    A hook may hold the task of its own name. Raises UsageError for an unknown name, with the nearest right one, and
    for a suite that holds itself.
    """
    chosen: dict[str, Task] = {}

    def take(name: str, inside: tuple[str, ...]) -> None:
        if name in inside and name not in tasks:
            raise UsageError(f"suite {name} holds itself: {' -> '.join((*inside, name))}")
        if name in suites and name not in inside:
            for item in suites[name]:
                take(item, (*inside, name))
        elif name in chosen:
            return
        elif name in tasks:
            for need in tasks[name].needs:
                if need not in tasks or need in inside or need == name:
                    raise UsageError(f"{name} needs {need!r}, which is no task, or needs {name} itself")
                take(need, (*inside, name))
            chosen[name] = tasks[name]
        else:
            raise UsageError(f"no task or suite is called {name!r}{nearest(name, [*tasks, *suites])}")

    for name in names:
        take(name, ())
    return tuple(chosen.values())


SKIP = "GOTASKS_SKIP"
"""The variable that names tasks or suites which one commit leaves out, and the reason that their verdict gives."""


def left_out(
    said: str, chosen: Iterable[Task], tasks: Mapping[str, Task], suites: Mapping[str, tuple[str, ...]]
) -> Mapping[str, str]:
    """Return the tasks among the chosen ones that a user leaves out, and those that need one of them, with the reason.

    ``said`` are names, with commas or blanks between. Raises UsageError for a name that is none.
    """
    named: set[str] = set()
    for name in re.findall(r"[^\s,]+", said):
        if name not in tasks and name not in suites:
            raise UsageError(f"{SKIP}: no task or suite is called {name!r}{nearest(name, [*tasks, *suites])}")
        named |= {task.name for task in choose((name,), tasks, suites)} if name in suites else {name}
    found: dict[str, str] = {}
    for task in chosen:
        needed = next((need for need in task.needs if need in found), "")
        if task.name in named:
            found[task.name] = SKIP
        elif needed:
            found[task.name] = f"{SKIP}: it needs {needed}"
    return found
