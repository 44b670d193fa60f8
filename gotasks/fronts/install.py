"""Installs the hooks, and allows what they would run."""

from __future__ import annotations

from collections.abc import Mapping

from gotasks.core.errors import GotasksError
from gotasks.edge import hooks
from gotasks.fronts.consent import NOW, allow


def install(cwd: str, environ: Mapping[str, str], *, hooks_path: bool = False) -> list[str]:
    """Install the hooks, and allow what they would run as it stands in the index and in the working tree."""
    said = hooks.install(cwd, hooks_path=hooks_path)
    for tree in ("index", "worktree"):
        try:
            last = allow(cwd, environ, tree)[-1]
        except GotasksError as error:
            said.append(f"own commands of the {tree} are not allowed yet: {error}")
        else:
            said += [last] if last.startswith(NOW) else []
    return said
