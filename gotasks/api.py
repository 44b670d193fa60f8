"""What a ``gotasks_tasks.py`` is written with: the names that stay.

``gotasks_tasks.py`` lies in the root of the tree. Each Task that stands in it under a name of its own (one that does
not begin with ``_``) is a task like those of gotasks: ``gotasks licence`` runs it, ``inv licence`` and
``nox -s licence`` do, suites and hooks may name it, and its options are flags and keys of the table ``[licence]`` in
gotasks.toml::

    from gotasks.api import LIST, Command, Finding, Option, Result, Task, located, parts, silent

    def plan(job):
        skip = [f"--skip={name}" for name in job.options["skip"]]
        return ((Command(("python3", "tools/licence.py", *skip), timeout=60.0),),)

    def judge(job, outcomes):
        (outcome,) = outcomes
        findings = [
            Finding(job.place(row.file), row.line, row.column, "licence", row.text, tool="licence.py")
            for row in located(outcome.text)
        ]
        problem = silent(outcome, "licence.py") if outcome.code and not findings else ""
        return Result("licence", parts(job, findings), problem)

    LICENCE = Task(
        name="licence",
        summary="Refuse Go files that do not name their licence.",
        plan=plan,
        judge=judge,
        over="go files",
        options=(Option("skip", LIST, "Folders that need no licence.", ()),),
    )

``plan`` says which commands to run in the private checkout, ``judge`` what came of them. Neither looks at a file,
starts a process or asks for the time: all that they may know stands in the Job and in the Outcomes. What a judge cannot
make out is a ``problem``, which is never a pass. Results are kept for the next run only where the Task says so, by
``stored=lambda job: True``, because gotasks cannot see what a command depends on.

The file is read from the tree that is judged, whose other files it cannot import; the standard library it can.
``gotasks.testing`` has fakes with which a task is tested without Go.
"""

from __future__ import annotations

from gotasks.core.baseline import BUILD
from gotasks.core.change import Change, Commit
from gotasks.core.command import Command, Outcome, Plan, Step, decode
from gotasks.core.coverage import Coverage
from gotasks.core.options import COUNT, DURATIONS, FLAG, LIST, PERCENT, TEXT, Kind, Option, choice, seconds
from gotasks.core.result import Finding, Part, Result
from gotasks.core.settings import Settings
from gotasks.core.task import Job, Task, Tool, Toolchain
from gotasks.core.tree import Entry, Module, Package
from gotasks.go.common import Located, build_errors, go_command, located, parts, shown, silent, timeout, unseen

__all__ = [
    "BUILD",
    "COUNT",
    "DURATIONS",
    "FLAG",
    "LIST",
    "PERCENT",
    "TEXT",
    "Change",
    "Command",
    "Commit",
    "Coverage",
    "Entry",
    "Finding",
    "Job",
    "Kind",
    "Located",
    "Module",
    "Option",
    "Outcome",
    "Package",
    "Part",
    "Plan",
    "Result",
    "Settings",
    "Step",
    "Task",
    "Tool",
    "Toolchain",
    "build_errors",
    "choice",
    "decode",
    "go_command",
    "located",
    "parts",
    "seconds",
    "shown",
    "silent",
    "timeout",
    "unseen",
]
