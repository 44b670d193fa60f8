"""What the installed git hooks call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gotasks import __version__
from gotasks.core.hooks import PROBE, PROBED
from gotasks.edge import console
from gotasks.fronts import ends, workflow
from gotasks.fronts.request import Request


def run(hook: str, rest: Sequence[str], environ: Mapping[str, str]) -> int:
    """Judge the index that git is about to commit, and see at the end that it is still the same.

    commit-msg judges the message alone, which is in the file that git names; the report of what is committed, which
    pre-commit has written a moment ago, stays beside its own. pre-push judges what is pushed. Asked for a proof, a
    hook only says that it was started.
    """
    if environ.get(PROBE):
        console.say(f"gotasks {__version__}\n")
        return PROBED
    cwd = ends.folder()
    if hook == "pre-push":
        from gotasks.fronts import push  # noqa: PLC0415 - a commit needs nothing of it

        return push.run(push.lines(), rest, cwd, environ)
    request = Request(f"hook {hook}", (hook,), tree="index", start="commit")
    if hook == "commit-msg":
        from gotasks.fronts.message import message  # noqa: PLC0415 - likewise

        request = request._replace(message=message(rest, cwd, environ), file="commit-msg.json")
    else:
        request = request._replace(recheck=True)
    report = workflow.run(request, cwd, environ)
    return report.exit_status if report else 0
