"""What the installed git hooks call."""

from __future__ import annotations

from collections.abc import Mapping

from gotasks.fronts import workflow
from gotasks.fronts.request import Request


def run(hook: str, cwd: str, environ: Mapping[str, str]) -> int:
    """Judge the index that git is about to commit, and see at the end that it is still the same."""
    request = Request(front=f"hook {hook}", names=(hook,), tree="index", recheck=True)
    report = workflow.run(request, cwd, environ)
    return report.exit_status if report else 0
