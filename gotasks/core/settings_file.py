"""Reads ``gotasks.toml``: from the judged tree, none needed, and strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gotasks.core import options
from gotasks.core.errors import SettingsError, nearest
from gotasks.core.options import Option, Value
from gotasks.core.settings import COMMAND, FILE, GENERAL, HOOKS, NAME, RESERVED, OwnCommand, Settings
from gotasks.core.toml_lines import line_of


def sections(declared: Iterable[tuple[str, Option]]) -> dict[str, dict[str, Option]]:
    """Group the options that settings may hold by table: pairs of task name and option in, tables out."""
    tables: dict[str, dict[str, Option]] = {}
    for task, option in declared:
        if option.setting:
            tables.setdefault(option.section or task, {})[option.key] = option
    return tables


class _Reader:
    """Reads one file; keeps its text so that an error can name the line."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file

    def rows(self) -> dict[str, Value]:
        import tomllib  # noqa: PLC0415 - only where there is a gotasks.toml

        try:
            return tomllib.loads(self.text)
        except RecursionError:
            raise SettingsError(f"{self.file}:1: nested too deeply") from None
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            line = found[1] if found else self.text.count("\n") + 1
            raise SettingsError(f"{self.file}:{line}: not TOML: {error}") from None

    def fail(self, path: tuple[str, ...], what: str) -> SettingsError:
        return SettingsError(f"{self.file}:{line_of(self.text, path)}: {'.'.join(path)}: {what}")

    def table(self, path: tuple[str, ...], value: Value) -> dict[str, Value]:
        if isinstance(value, dict):
            return value
        raise self.fail(path, f"must be a table: write [{'.'.join(path)}]")

    def value(self, path: tuple[str, ...], option: Option, value: Value) -> Value:
        try:
            return option.kind.from_toml(value)
        except ValueError as error:
            raise self.fail(path, f"must be {error}, not {value!r}") from None

    def known(self, path: tuple[str, ...], allowed: Iterable[str]) -> None:
        names = list(allowed)
        if path[-1] not in names:
            raise self.fail(path, f"no such key{nearest(path[-1], names)}")

    def options(
        self, path: tuple[str, ...], rows: dict[str, Value], declared: Mapping[str, Option]
    ) -> dict[str, Value]:
        for key in rows:
            self.known((*path, key), declared)
        return {key: self.value((*path, key), declared[key], value) for key, value in rows.items()}


def parse(
    text: str,
    tables: Mapping[str, Mapping[str, Option]],
    tasks: Iterable[str],
    suites: Iterable[str],
    file: str = FILE,
) -> Settings:
    """Read the text of a settings file.

    ``tables`` are the tasks' options as ``sections`` groups them; ``tasks`` and ``suites`` are the names there are.
    Raises SettingsError that names file, line, key and the nearest right key.
    """
    if not text:
        return Settings()
    reader = _Reader(text, file)
    rows = reader.rows()
    general = {option.key: option for option in GENERAL}
    ours = {*general, "suites", "hooks", "commands"}
    for key in rows:
        if key not in ours and key not in tables:
            reader.known((key,), [*ours, *tables])
    own = _commands(reader, rows, {*tasks, *suites, *HOOKS, *RESERVED})
    names = {*tasks, *(command.name for command in own)}
    values = {
        (table, key): value
        for table in rows
        if table not in ours
        for key, value in reader.options((table,), reader.table((table,), rows[table]), tables[table]).items()
    }
    picked = {key: value for key, value in rows.items() if key in general}
    return Settings(
        **reader.options((), picked, general),
        suites=_suites(reader, rows, names, {*suites}),
        hooks=_hooks(reader, rows, {*names, *suites, *reader.table(("suites",), rows.get("suites", {}))}),
        commands=own,
        values=values,
        said=rows,
    )


def refuse_other(settings: Settings, version: str, file: str = FILE) -> None:
    """Raise SettingsError where the settings ask for another version of gotasks than this one."""
    if not settings.requires:
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - only where it is asked for

    try:
        wanted = SpecifierSet(settings.requires)
    except InvalidSpecifier:
        raise SettingsError(
            f'{file}: requires: {settings.requires!r} is no version specifier: write requires = ">=1.2,<2"'
        ) from None
    if not wanted.contains(version, prereleases=True):
        raise SettingsError(
            f"{file}: requires: this is gotasks {version}, and {settings.requires} is asked for: "
            f"pip install 'gotasks{settings.requires}'"
        )


def _commands(reader: _Reader, rows: dict[str, Value], taken: set[str]) -> tuple[OwnCommand, ...]:
    declared = {option.key: option for option in COMMAND}
    found = []
    for name, body in reader.table(("commands",), rows.get("commands", {})).items():
        path = ("commands", name)
        if not re.fullmatch(NAME, name):
            raise reader.fail(path, "a name is small letters, digits and hyphens")
        if name in taken:
            raise reader.fail(path, "gotasks has a task, suite or hook of that name: choose another")
        said = reader.options(path, reader.table(path, body), declared)
        if not said.get("run"):
            raise reader.fail(path, 'run is missing: write run = ["program", "argument"]')
        found.append(OwnCommand(name, **said))
    return tuple(found)


def _suites(reader: _Reader, rows: dict[str, Value], tasks: set[str], suites: set[str]) -> dict[str, tuple[str, ...]]:
    said = reader.table(("suites",), rows.get("suites", {}))
    for name in said:
        if not re.fullmatch(NAME, name):
            raise reader.fail(("suites", name), "a name is small letters, digits and hyphens")
        if name in tasks:
            raise reader.fail(("suites", name), "there is a task of that name: choose another")
        if name in HOOKS:
            raise reader.fail(("suites", name), "that is a hook: write it under [hooks]")
        if name in RESERVED:
            raise reader.fail(("suites", name), "gotasks has a command of that name: choose another")
    return {name: _names(reader, ("suites", name), value, {*tasks, *suites, *said}) for name, value in said.items()}


def _hooks(reader: _Reader, rows: dict[str, Value], names: set[str]) -> dict[str, tuple[str, ...]]:
    said = reader.table(("hooks",), rows.get("hooks", {}))
    for name in said:
        reader.known(("hooks", name), HOOKS)
    return {name: _names(reader, ("hooks", name), value, names) for name, value in said.items()}


def _names(reader: _Reader, path: tuple[str, ...], value: Value, known: set[str]) -> tuple[str, ...]:
    """Read a list of names; an empty one would be a gate that lets all through."""
    listed: tuple[str, ...] = reader.value(path, Option(path[-1], options.LIST, ""), value)
    if not listed:
        raise reader.fail(path, "is empty, so it would check nothing: name a task or a suite")
    for item in listed:
        if item not in known:
            raise reader.fail(path, f"no task or suite is called {item!r}{nearest(item, known)}")
    return listed
