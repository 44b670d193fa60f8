"""The message of a commit, as git will take it (git-commit(1), --cleanup)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gotasks.core.errors import UsageError
from gotasks.edge import git
from gotasks.go import commit_msg

NO_EDITOR = ":"
"""What git sets GIT_EDITOR to where no editor was opened: the message is then kept with its ``#`` (githooks(5))."""


def message(rest: Sequence[str], cwd: str, environ: Mapping[str, str]) -> str:
    """Read the message from the file that git has named to the hook."""
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
