"""What there is to ask for here: the catalogue, and what the working tree's own files add to it."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from gotasks.core.errors import SettingsError
from gotasks.core.settings import FILE, Settings
from gotasks.core.task import Task
from gotasks.edge import python_tasks
from gotasks.go import catalog


class Here(NamedTuple):
    """Tasks by name, and the summaries of suites and tasks, suites first."""

    tasks: Mapping[str, Task]
    summaries: Mapping[str, str]
    settings: Settings


def here(cwd: str) -> Here:
    """Return what can be asked for in a folder. Broken files of the user's are told by the run, not by the list."""
    settings, own = _working(Path(cwd))
    tasks = catalog.tasks_of(settings, own)
    suites = {name: f"Suite: {', '.join(members)}." for name, members in settings.suites.items()}
    ours = {name: suite.summary for name, suite in catalog.SUITES.items() if name not in suites}
    return Here(tasks, {**ours, **suites, **{name: task.summary for name, task in tasks.items()}}, settings)


def _working(cwd: Path) -> tuple[Settings, tuple[Task, ...]]:
    own: tuple[Task, ...] = ()
    for folder in (cwd, *cwd.parents):
        if (folder / ".git").exists():
            try:
                if (folder / python_tasks.FILE).is_file():
                    own = python_tasks.load((folder / python_tasks.FILE).read_bytes(), python_tasks.FILE, catalog.TAKEN)
                return catalog.settings_of(_text(folder / FILE), own), own
            except (OSError, SettingsError):
                break
    return Settings(), own


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""
