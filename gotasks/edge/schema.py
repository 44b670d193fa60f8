"""The schemas: where they are, and validation by jsonschema with the first error in words."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from gotasks.edge.files import carried


@cache
def load(name: str) -> dict[str, Any]:
    """Read ``NAME.schema.json``: beside the package in a wheel, at the top of a checkout."""
    schema: dict[str, Any] = json.loads((carried("schemas") / f"{name}.schema.json").read_text("utf-8"))
    return schema


def warm() -> None:
    """Import the validator and read the report's schema: in a thread, while tools run."""
    import jsonschema  # noqa: F401, PLC0415 - see errors

    load("report")


def errors(name: str, data: Any) -> list[str]:
    """Validate data; return what is wrong, most telling first, each with its place."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - 55 ms; a hook imports it while the tools run
    from jsonschema.exceptions import relevance  # noqa: PLC0415

    found = sorted(Draft202012Validator(load(name)).iter_errors(data), key=relevance)
    return [f"{error.json_path}: {error.message:.300}" for error in found]
