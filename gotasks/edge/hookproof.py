"""Proves that git starts our hooks: git itself is asked to run each of them, and ours says its name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gotasks.core.hooks import PROBE, PROBED
from gotasks.core.settings import HOOKS
from gotasks.edge import hookplaces
from gotasks.edge.git import Git, Repository
from gotasks.edge.process import output

RUNS_HOOKS = (2, 36)
"""The first git that has ``git hook run``."""

ENDS_WITHIN = 60.0


def unproved(repository: Repository, environ: Mapping[str, str]) -> str:
    """Return what git did instead of starting one of our hooks; nothing where it starts them all."""
    return next((said for name in HOOKS if (said := _asked(name, repository, environ))), "")


def _asked(name: str, repository: Repository, environ: Mapping[str, str]) -> str:
    """Run one hook as git would. Where its configuration has hooks too, only the file, so that no other one runs."""
    git = Git(repository.top, environ)
    argv: tuple[str, ...] = ("git", "hook", "run", name)
    if _version(git) < RUNS_HOOKS or hookplaces.configured(git):
        argv = (str(hookplaces.find(repository, environ).folder / name),)
    code, out, err = output(argv, cwd=repository.top, environ={**environ, PROBE: "1"}, timeout=ENDS_WITHIN)
    said = (out + err).decode("utf-8", "replace").strip()
    if code == PROBED and re.search(r"^gotasks \S+$", said, re.MULTILINE):
        return ""
    return f"{' '.join(argv)} ended with {code} and printed {said or 'nothing'}"


def _version(git: Git) -> tuple[int, ...]:
    found = re.search(r"(\d+)\.(\d+)", git.text("--version"))
    return tuple(int(part) for part in found.groups()) if found else ()
