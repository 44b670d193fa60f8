"""Public fakes for those who write their own tasks: test ``plan`` and ``judge`` without Go, git or a process.

A task is two pure functions, so its tests are two tables: options to argv, and recorded output to findings::

    def test_licence_reads_the_places() -> None:
        task_job = job({"go.mod": "module example.org/hello", "a.go": "package hello"}, task=TASK)
        printed = outcome("licence", "./...", code=1, stdout="a.go:1:1: no licence")

        (finding,) = TASK.judge(task_job, (printed,)).findings

        assert (finding.file, finding.line) == ("a.go", 1)
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from gotasks.core.command import Command, Ended, Outcome, Step
from gotasks.core.options import Value
from gotasks.core.settings import Settings
from gotasks.core.task import Job, Task, Tool, Toolchain, Tree
from gotasks.core.tree import CONFIGURATION, Entry, find_modules, find_packages, go_files

__all__ = ["CACHE", "GIT", "GO", "ROOT", "SCRATCH", "TOOLS", "FakeRunner", "job", "outcome"]

ROOT = "/slot/hello"
"""The root of the checkout in a job that ``job`` makes; recorded output names its files below it."""

SCRATCH = "/slot/scratch"
"""The scratch folder of a job that ``job`` makes."""

CACHE = "/cache"
"""The folder of tools' own caches in a job that ``job`` makes."""

GIT = "/slot/git"
"""The slot's git folder in a job that ``job`` makes."""

TOOLS = "/tools"
"""The folder of the pinned tools in a job that ``job`` makes: staticcheck is ``/tools/staticcheck``."""

GO = Toolchain(go="go1.26.8", root="/usr/local/go", digest="0" * 64)
"""A Go that can run the race detector."""


def outcome(  # noqa: PLR0913 - keywords, each with a default
    *argv: str,
    code: int | None = 0,
    stdout: str | bytes = b"",
    stderr: str | bytes = b"",
    cwd: str = ".",
    ended: Ended = "exited",
    files: Mapping[str, str | bytes] | None = None,
    **more: Any,
) -> Outcome:
    """Return what came of a command.

    Args:
        argv: The command's program and arguments.
        code: Its exit status, or the signal's number when ``ended`` is ``killed``.
        stdout: What it printed; text is encoded as UTF-8.
        stderr: Likewise.
        cwd: The folder it ran in, relative to the root of the tree.
        ended: How it ended; ``not started`` goes with ``reason=``.
        files: What it produced, by name.
        more: Other fields of Outcome: ``reason``, ``dropped``, ``seconds``.
    """
    produced = tuple((name, _bytes(body)) for name, body in (files or {}).items())
    return Outcome(Command(argv, cwd), ended, code, _bytes(stdout), _bytes(stderr), files=produced, **more)


def job(
    files: Mapping[str, str] | None = None,
    *,
    task: Task | None = None,
    said: Mapping[str, Value] | None = None,
    settings: Settings | None = None,
    toolchain: Toolchain = GO,
    **more: Any,
) -> Job:
    """Return a job on a tree of the given files, with the modules and packages that gotasks finds in it.

    Args:
        files: The tree: texts by path. Of all but go.mod, go.work and configuration files only the path counts.
        task: The task whose options the job holds, each with what the settings say of it, else its default.
        said: Options as if they had been said by flags; they come before settings and defaults.
        settings: What gotasks.toml says; nothing by default.
        toolchain: The Go of the job.
        more: Other fields of Job: ``change``, ``commits``, ``results``, ``subject`` ...
    """
    texts = dict(files or {})
    ours = settings or Settings()
    entries = tuple(Entry("100644", f"{number:040x}", path) for number, path in enumerate(sorted(texts)))
    modules = find_modules(entries, lambda entry: texts[entry.path], ours.exclude)
    paths = go_files(entries, ours.exclude)
    made = Job(
        Tree("0" * 40),
        ROOT,
        SCRATCH,
        toolchain,
        ours,
        {**_options(task, ours), **(said or {})},
        entries,
        paths,
        modules,
        find_packages(modules, paths),
        CACHE,
        GIT,
        {
            path: text
            for path, text in texts.items()
            if path.rpartition("/")[2] in {*CONFIGURATION, "go.mod", "go.work"}
        },
    )
    made = made._replace(**more)
    tools = tuple(_tool(name) for name in task.tools(made)) if task else ()
    return made._replace(toolchain=toolchain._replace(tools=tools)) if tools else made


def _tool(name: str) -> Tool:
    return Tool(name, f"example.org/{name}", "v1.0.0", "gotasks", "0" * 64, f"{TOOLS}/{name}")


class FakeRunner:
    """Answers commands by their argv, and remembers them.

    Give its ``step`` to what would run commands. A command that was not expected is an AssertionError, so that a
    test never passes on a command line that nobody wrote down.

    Attributes:
        ran: The commands that were run, in order.
    """

    def __init__(self, *answers: Outcome) -> None:
        self.ran: list[Command] = []
        self._answers = {answer.command.argv: answer for answer in answers}

    def step(self, commands: Step) -> tuple[Outcome, ...]:
        """Answer the commands of a step, in their order."""
        return tuple(self.run(command) for command in commands)

    def run(self, command: Command) -> Outcome:
        """Answer one command. Raises AssertionError when no answer is known for its argv."""
        self.ran.append(command)
        answer = self._answers.get(command.argv)
        if answer is None:
            raise AssertionError(f"unexpected command: {command}\nexpected one of:\n{_listed(self._answers)}")
        return answer._replace(command=command)

    @property
    def unused(self) -> tuple[tuple[str, ...], ...]:
        """The argv of each answer that nobody asked for."""
        asked = {command.argv for command in self.ran}
        return tuple(argv for argv in self._answers if argv not in asked)


def _listed(argvs: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"    {shlex.join(argv)}" for argv in argvs) or "    (none)"


def _options(task: Task | None, settings: Settings) -> dict[str, Value]:
    if task is None:
        return {}
    return {
        option.name: settings.values.get((option.section or task.name, option.key), option.default)
        for option in task.options
    }


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
