"""The schema of ``gotasks.toml`` (JSON Schema, draft 2020-12), from the declarations that ``settings`` reads by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gotasks.core.options import STRINGS, Option
from gotasks.core.settings import COMMAND, GENERAL, HOOKS, NAME

SCHEMA = "urn:gotasks:schema:settings:1"

NAMES = {**STRINGS, "minItems": 1}
"""A list of tasks and suites; an empty one would be a gate that lets all through."""


def schema(tables: Mapping[str, Mapping[str, Option]]) -> dict[str, Any]:
    """Return the schema of a settings file. ``tables`` are the tasks' options as ``settings.sections`` groups them."""
    named = {"propertyNames": {"pattern": NAME}}
    own = _table("A task of your own.", COMMAND)
    own["properties"]["run"]["minItems"] = 1
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "gotasks.toml",
        **_table("The settings of gotasks. All of them have defaults.", GENERAL),
        "properties": {
            **_properties(GENERAL),
            **{name: _table(f"Settings of {name}.", options.values()) for name, options in sorted(tables.items())},
            "suites": {
                "description": "Suites of your own, or other tasks for ours: each a list of tasks and suites.",
                "type": "object",
                **named,
                "additionalProperties": NAMES,
            },
            "hooks": {
                "description": "What a git hook runs: a list of tasks and suites.",
                "type": "object",
                "additionalProperties": False,
                "properties": dict.fromkeys(HOOKS, NAMES),
            },
            "commands": {
                "description": "Tasks of your own, each a program to run in the checkout.",
                "type": "object",
                **named,
                "additionalProperties": {**own, "required": ["run"]},
            },
        },
    }


def _table(description: str, declared: Iterable[Option]) -> dict[str, Any]:
    return {
        "description": description,
        "type": "object",
        "additionalProperties": False,
        "properties": _properties(declared),
    }


def _properties(declared: Iterable[Option]) -> dict[str, dict[str, Any]]:
    return {option.key: _property(option) for option in declared}


def _property(option: Option) -> dict[str, Any]:
    default = list(option.default) if isinstance(option.default, tuple) else option.default
    said = {} if default is None else {"default": default}
    return {"description": option.help, **option.kind.schema, **said}
