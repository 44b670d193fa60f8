"""What the machine has."""

from __future__ import annotations

import pytest
from flips.row import AMD64, COMPILED


@pytest.fixture(scope="session")
def lacking(go_env: dict[str, str], race: str) -> set[str]:
    """Name what rows may need and this machine lacks."""
    lacks = {COMPILED} if race else set()
    return lacks | ({AMD64} if go_env["GOARCH"] != "amd64" else set())
