"""``gotasks_tasks.py``: the user's own tasks in Python, from the source that the judged tree has.

The source is code of the repository and runs within the program, so it sees the program's environment, secrets
included, which tests do not. What it does wrong is said as a mistake in settings is: with file and line.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from functools import wraps
from types import ModuleType
from typing import Any, get_args, get_type_hints

from gotasks.core.errors import SettingsError
from gotasks.core.options import EVERYWHERE, Option
from gotasks.core.settings import GENERAL, NAME
from gotasks.core.task import Task

FILE = "gotasks_tasks.py"

TABLES = frozenset({"suites", "hooks", "commands", *(option.key for option in GENERAL)})
"""Names in gotasks.toml that are no task's."""

STORED = Task._field_defaults["stored"]


def load(source: bytes, file: str = FILE, taken: Iterable[str] = ()) -> tuple[Task, ...]:
    """Return the tasks of a file, in the order in which it names them.

    ``taken`` are the names that a task of the user's cannot have. Raises SettingsError that names file and line.
    """
    module = _module(source, file)
    ours = {
        id(task) for name, loaded in [*sys.modules.items()] if name.startswith("gotasks.") for task in _tasks(loaded)
    }
    lines = _lines(source)
    names = {*taken, *TABLES}
    found: dict[int, Task] = {}
    for variable, value in vars(module).items():
        if not isinstance(value, Task) or variable.startswith("_") or id(value) in {*ours, *found}:
            continue
        wrong = _wrong(value, names)
        if wrong:
            raise SettingsError(f"{file}:{lines.get(variable, 1)}: {variable}: {wrong}")
        names.add(value.name)
        found[id(value)] = value
    return tuple(_guarded(task) for task in found.values())


def _module(source: bytes, file: str) -> ModuleType:
    """Execute a source once, under a name of its own by which dataclasses and pickles find it."""
    name = f"gotasks_tasks_{hashlib.sha256(source).hexdigest()}"
    if name in sys.modules:
        return sys.modules[name]
    module = ModuleType(name)
    module.__file__ = file
    sys.modules[name] = module
    try:
        with redirect_stdout(sys.stderr):
            exec(compile(source, file, "exec", dont_inherit=True), vars(module))  # noqa: S102 - what it is for
    except KeyboardInterrupt:
        del sys.modules[name]
        raise
    except BaseException as error:  # noqa: BLE001 - SystemExit too: a file that exits would end the program as passed
        del sys.modules[name]
        raise SettingsError(f"{file}:{_line(error, file)}: {_told(error)}") from None
    return module


def _line(error: BaseException, file: str) -> int:
    """Return the line of the file on which an exception was raised, or under which."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno or 1
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _told(error: BaseException) -> str:
    """Return an exception in one line."""
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:  # noqa: BLE001 - the exception is the user's too
        text = ""
    if isinstance(error, ImportError):
        text += "; it may import gotasks, the standard library and what is installed beside gotasks"
    return f"{type(error).__name__}: {text}".rstrip(": ").replace("\n", " ")


def _tasks(module: ModuleType) -> Iterator[Task]:
    return (value for value in [*vars(module).values()] if isinstance(value, Task))


def _lines(source: bytes) -> dict[str, int]:
    """Return the line on which each name of the module is given its value."""
    import ast  # noqa: PLC0415 - only where there is such a file

    return {
        name.id: statement.lineno
        for statement in ast.parse(source).body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for name in ast.walk(statement)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }


def _wrong(task: Any, taken: Iterable[str]) -> str:
    """Return what of a task cannot be meant; nobody has checked its types."""
    if not isinstance(task.name, str) or not re.fullmatch(NAME, task.name):
        return f"the name {task.name!r} must be small letters, digits and hyphens"
    if task.name in taken:
        return f"the name {task.name!r} is taken: choose another"
    if not (callable(task.plan) and callable(task.judge)):
        return "plan and judge must be functions"
    subjects = get_args(get_type_hints(Task)["over"])
    if task.over not in subjects:
        return f"over must be one of {', '.join(subjects)}, not {task.over!r}"
    if not isinstance(task.options, tuple) or not all(isinstance(option, Option) for option in task.options):
        return "options must be a tuple of Option: one alone has a comma after it"
    return next((told for option in task.options if (told := _wrong_option(task, option))), "")


def _wrong_option(task: Task, option: Option) -> str:
    if option.name in EVERYWHERE:
        return f"--{option.name} is an option of every task: choose another name"
    foreign = option.section not in {"", task.name}
    return f"the option {option.name!r} must stand in the task's own table: leave section away" if foreign else ""


def _guarded(task: Task) -> Task:
    """Keep a task's functions from standard output, which is for reports, and from ending the program.

    Its results are not stored unless it says so itself.
    """
    named = task._replace(stored=lambda _: False) if task.stored is STORED else task
    changed: dict[str, Any] = {}
    for field, value in named._asdict().items():
        if isinstance(value, Task):
            changed[field] = _guarded(value)
        elif callable(value):
            changed[field] = _quiet(value)
    return named._replace(**changed)


def _quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*given: Any) -> Any:
        try:
            with redirect_stdout(sys.stderr):
                return function(*given)
        except SystemExit as error:
            raise RuntimeError(f"{FILE} called sys.exit({error.code!r})") from None

    return call
