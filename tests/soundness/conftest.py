"""What the machine has."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def lacking(go_env: dict[str, str], race: str) -> set[str]:
    """Name what rows may need and this machine lacks."""
    lacks = {"a C compiler"} if race else set()
    return lacks | ({"an amd64 processor"} if go_env["GOARCH"] != "amd64" else set())
