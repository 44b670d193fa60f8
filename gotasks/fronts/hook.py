"""What the installed git hooks call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gotasks import __version__
from gotasks.core.errors import UsageError
from gotasks.core.hooks import PROBE, PROBED
from gotasks.edge import console, git
from gotasks.fronts import push, workflow
from gotasks.fronts.request import Request
from gotasks.go import commit_msg

NO_EDITOR = ":"
"""What git sets GIT_EDITOR to where no editor was opened: the message is then kept with its ``#`` (githooks(5))."""


def run(hook: str, rest: Sequence[str], cwd: str, environ: Mapping[str, str]) -> int:
    """Judge the index that git is about to commit, and see at the end that it is still the same.

    commit-msg judges the message alone, which is in the file that git names; the report of what is committed, which
    pre-commit has written a moment ago, stays beside its own. pre-push judges what is pushed. Asked for a proof, a
    hook only says that it was started.
    """
    if environ.get(PROBE):
        console.say(f"gotasks {__version__}\n")
        return PROBED
    if hook == push.HOOK:
        return push.run(push.lines(), rest, cwd, environ)
    front = f"hook {hook}"
    if hook == "commit-msg":
        message = _message(rest, cwd, environ)
        request = Request(front, (hook,), tree="index", start="commit", message=message, file="commit-msg.json")
    else:
        request = Request(front, (hook,), tree="index", start="commit", recheck=True)
    report = workflow.run(request, cwd, environ)
    return report.exit_status if report else 0


def _message(rest: Sequence[str], cwd: str, environ: Mapping[str, str]) -> str:
    """Read the message as git will take it (git-commit(1), --cleanup)."""
    if not rest:
        raise UsageError("commit-msg: git names the file of the message, and nothing was named")
    try:
        text = Path(cwd, rest[0]).read_text("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"commit-msg: {rest[0]}: {error.strerror}") from None
    edited = environ.get("GIT_EDITOR") != NO_EDITOR
    user = git.Git(cwd, environ)
    said = _configured(user, "commit.cleanup")
    # core.commentString came with git 2.45 and is another name of core.commentChar: the last one said counts.
    named = _configured(user, "--get-regexp", r"^core\.comment(char|string)$").rpartition("\n")[2].partition(" ")[2]
    comment = named or "#"
    comment = comment if comment != "auto" else commit_msg.chosen(text)
    return commit_msg.clean(text, commit_msg.cleanup(said, edited=edited), comment, edited=edited)


def _configured(user: git.Git, *asked: str) -> str:
    """Return what git's configuration says, or nothing."""
    try:
        return user.text("config", *(asked if asked[1:] else ("--get", *asked)))
    except git.GitError:
        return ""
