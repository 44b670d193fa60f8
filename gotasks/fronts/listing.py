"""What there is to ask for here: the catalogue, and the names in the working tree's gotasks.toml."""

from __future__ import annotations

from pathlib import Path

from gotasks.core.errors import SettingsError
from gotasks.core.settings import FILE, Settings
from gotasks.go import catalog


def names_here(cwd: str) -> dict[str, str]:
    """Return tasks and suites with their summaries, suites first. Broken settings are told by the run, not the list."""
    settings = _settings(Path(cwd))
    suites = {name: f"Suite: {', '.join(tasks)}." for name, tasks in settings.suites.items()}
    ours = {name: suite.summary for name, suite in catalog.SUITES.items() if name not in suites}
    tasks = {name: task.summary for name, task in catalog.tasks_of(settings).items()}
    return {**ours, **suites, **tasks}


def _settings(cwd: Path) -> Settings:
    for folder in (cwd, *cwd.parents):
        if (folder / ".git").exists():
            try:
                return catalog.settings_of((folder / FILE).read_text("utf-8", "replace"))
            except (OSError, SettingsError):
                break
    return Settings()
