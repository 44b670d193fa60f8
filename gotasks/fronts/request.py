"""What a front asks for."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from gotasks.core.errors import UsageError
from gotasks.core.options import Option, Value
from gotasks.core.plain import EMPTY
from gotasks.core.task import Task
from gotasks.edge.history import Start
from gotasks.edge.slots import Manner

WATCH = "watch"
"""The front that judges in the background."""

AHEAD = "ahead"
"""The front that answers what a hook will ask."""


class Request(NamedTuple):
    """Names of tasks or suites, where the tree comes from (empty: as the suite says), and how to answer.

    ``called`` is what a person calls the tree, where that is not what it is taken by.

    ``options`` holds what was said by flags, by task and option, and ``own`` the same as words; ``start`` says where
    the change starts from, ``base`` overrules it with a revision, and ``all`` compares with nothing; ``go`` is a Go
    version to use; ``message`` the commit message that git is about to take; ``recheck`` takes the tree once more at
    the end, as a hook must; ``every_commit`` asks about each commit since the baseline, one by one; ``quiet`` leaves
    standard output to whoever asks; ``file`` names the report, in the folder of reports.
    """

    front: str
    names: tuple[str, ...]
    tree: str = ""
    called: str = ""
    options: Mapping[str, Mapping[str, Value]] = EMPTY
    own: tuple[str, ...] = ()
    keep_going: bool = False
    fresh: bool = False
    explain: bool = False
    dry_run: bool = False
    every_commit: bool = False
    json: bool = False
    report: str = ""
    start: Start = "branch"
    base: str = ""
    all: bool = False
    go: str = ""
    message: str | None = None
    recheck: bool = False
    quiet: bool = False
    file: str = "report.json"

    @property
    def hook(self) -> bool:
        """Whether git asks, by one of the installed hooks."""
        return self.front.startswith("hook ")

    @property
    def background(self) -> bool:
        """Whether the watcher asks, whom nobody waits for."""
        return self.front == WATCH

    @property
    def ahead(self) -> bool:
        """Whether nobody asks yet: nothing is to run but what is never known."""
        return self.front == AHEAD

    @property
    def manner(self) -> Manner:
        """How it takes its place in a slot."""
        return "background" if self.background else "ahead" if self.ahead else "at once"

    @property
    def flags(self) -> tuple[str, ...]:
        """What was said of the task, the tree, what it is compared with, and Go, as flags."""
        pairs = (("--tree", self.tree), ("--base", self.base), ("--go", self.go))
        said = [word for flag, value in pairs if value for word in (flag, value)]
        return (*self.own, *said, *(("--all",) if self.all else ()))

    def said(self, task: str) -> Mapping[str, Value]:
        """Return what flags said of a task."""
        return self.options.get(task, {})


COMMON = (
    ("tree", "TREE", "What to judge: index, worktree or a revision."),
    ("base", "REV", "Compare findings with this revision."),
    ("go", "VERSION", "Judge with this Go, as 1.25 or 1.25.3."),
    ("report", "PATH", "Write the report to this file too."),
)
SWITCHES = (
    ("keep_going", "Run all tasks, also after one that did not pass."),
    ("all", "Findings that were there before refuse too."),
    ("every_commit", "Judge each commit since the baseline, oldest first."),
    ("fresh", "Run everything, whatever the store knows."),
    ("explain", "Say of each part that runs why it does."),
    ("dry_run", "Print the commands and run nothing."),
    ("json", "Print the report as JSON, and nothing else."),
)


def request(front: str, name: str, task: Task | None, said: Mapping[str, str | bool | None]) -> Request:
    """Read the flags of one task or suite, by their names with underscores. Raises UsageError for a wrong value."""
    values = {
        option.name: _value(option, said[option.key])
        for option in (task.options if task else ())
        if said.get(option.key) not in {None, False}
    }
    if said.get("go") and not re.fullmatch(r"\d+\.\d+(\.\d+|rc\d+|beta\d+)?", str(said["go"])):
        raise UsageError(f"--go must be a version such as 1.25 or 1.25.3, not {said['go']!r}")
    if said.get("dry_run") and said.get("json"):
        raise UsageError("--dry-run prints commands and makes no report: leave --json away")
    switches = {key: bool(said.get(key)) for key, _ in SWITCHES}
    texts = {key: str(said.get(key) or "") for key, _, _ in COMMON}
    own = tuple(word for option in (task.options if task else ()) for word in _words(option, said.get(option.key)))
    return Request(front, (name,), options={name: values}, own=own, **texts, **switches)  # type: ignore[arg-type]


def _words(option: Option, said: str | bool | None) -> tuple[str, ...]:  # noqa: FBT001 - a flag is a bool
    """Return a task's option as it was said, where it is one that could stand in the settings."""
    if not said or not option.setting:
        return ()
    return (f"--{option.name}",) if said is True else (f"--{option.name}", said)


def _value(option: Option, said: str | bool | None) -> Value:  # noqa: FBT001 - a flag is a bool
    if isinstance(said, bool):
        return said
    try:
        return option.kind.from_text(str(said))
    except ValueError as error:
        raise UsageError(f"--{option.name} must be {error}, not {said!r}") from None
