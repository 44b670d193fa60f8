"""What a user does with git: each kind of commit and push, of a change that is good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from benchmarks.trust.repo import Repo

EDIT = {"README": "Two\n"}

Act = Callable[[Repo], Repo | None]
"""What the user does; returns the work tree in which it happened, if it is another."""


def plain(repo: Repo) -> None:
    """``git commit``."""
    repo.write(EDIT).git("add", "README")
    _commit(repo)


def everything(repo: Repo) -> None:
    """``git commit -a``."""
    repo.write(EDIT)
    _commit(repo, "-a")


def included(repo: Repo) -> None:
    """``git commit -i``."""
    repo.write(EDIT)
    _commit(repo, "-i", "README")


def only(repo: Repo) -> None:
    """``git commit --only``, with something else staged."""
    repo.write({**EDIT, "staged": "x"}).git("add", "staged")
    _commit(repo, "--only", "README")


def amend(repo: Repo) -> None:
    """``git commit --amend``."""
    repo.write(EDIT).git("add", "README")
    _commit(repo, "--amend")


def partly(repo: Repo) -> None:
    """A commit with half a file staged, an untracked and an intended file."""
    repo.write(EDIT).git("add", "README")
    repo.write({"README": "Three\n", "untracked": "x", "intended": "x"}).git("add", "-N", "intended")
    _commit(repo)


def stashed(repo: Repo) -> None:
    """A commit with a stash of the user's."""
    repo.write({"README": "stashed\n"}).git("stash", "-q")
    plain(repo)


def below(repo: Repo) -> None:
    """A commit from a folder below."""
    repo.write(EDIT).git("add", "README")
    _commit(replace(repo, path=repo.path / "a"))


def merge(repo: Repo) -> None:
    """``git merge --no-ff``: pre-merge-commit."""
    _branch(repo, "side", {"side": "x"})
    repo.git("merge", "--no-ff", "-q", "-m", "merge", "side", check=False)


def continued(repo: Repo) -> None:
    """``git merge --continue`` after a conflict."""
    _branch(repo, "side", {"README": "side\n"})
    repo.write({"README": "main\n"}).git("add", "README")
    repo.git("commit", "-q", "--no-verify", "-m", "main")
    repo.git("merge", "-q", "-m", "merge", "side", check=False)
    repo.write({"README": "both\n"}).git("add", "README")
    repo.git("-c", "core.editor=true", "merge", "--continue", check=False)


def reword(repo: Repo) -> None:
    """``git rebase -i`` with a reword."""
    repo.write(EDIT).git("add", "README")
    repo.git("commit", "-q", "--no-verify", "-m", "second")
    env = {"GIT_SEQUENCE_EDITOR": "sed -i.bak s/^pick/reword/", "GIT_EDITOR": "sed -i.bak s/second/third/"}
    repo.git("rebase", "-q", "-i", "HEAD~1", check=False, **env)


def linked(repo: Repo) -> Repo:
    """A commit in a linked worktree."""
    place = repo.path.with_name(f"{repo.path.name}-linked")
    repo.git("worktree", "add", "-q", "-b", "linked", str(place))
    plain(replace(repo, path=place))
    return replace(repo, path=place)


def named(repo: Repo) -> None:
    """A commit with ``--git-dir`` and ``--work-tree``."""
    repo.write(EDIT).git("add", "README")
    repo.git("--git-dir=.git", "--work-tree=.", "commit", "-q", "-m", "x", check=False)


def push(repo: Repo) -> None:
    """``git push`` of a new commit to a bare repository."""
    _remote(repo)
    repo.write(EDIT).git("add", "README")
    repo.git("commit", "-q", "--no-verify", "-m", "x")
    repo.git("push", "-q", "remote", "main", check=False)


def push_other(repo: Repo) -> None:
    """``git push`` of a branch that is not checked out, and a tag."""
    _remote(repo)
    _branch(repo, "side", {"side": "x"})
    repo.git("tag", "v1", "side")
    repo.git("push", "-q", "remote", "side", "v1", check=False)


def push_linked(repo: Repo) -> Repo:
    """``git push`` from a linked worktree."""
    _remote(repo)
    place = repo.path.with_name(f"{repo.path.name}-linked")
    repo.git("worktree", "add", "-q", "-b", "linked", str(place))
    other = replace(repo, path=place)
    other.write(EDIT).git("add", "README")
    other.git("commit", "-q", "--no-verify", "-m", "x")
    other.git("push", "-q", "remote", "linked", check=False)
    return other


ACTS: dict[str, Act] = {
    "commit": plain,
    "commit -a": everything,
    "commit -i": included,
    "commit --only": only,
    "commit --amend": amend,
    "commit of a part": partly,
    "commit with a stash": stashed,
    "commit from a folder below": below,
    "merge": merge,
    "merge --continue": continued,
    "rebase -i, reword": reword,
    "commit in a linked worktree": linked,
    "commit with --git-dir": named,
    "push": push,
    "push of another branch and a tag": push_other,
    "push from a linked worktree": push_linked,
}


def _commit(repo: Repo, *argv: str) -> None:
    repo.git("commit", "-q", *argv, "-m", "x", check=False)


def _branch(repo: Repo, name: str, files: dict[str, str]) -> None:
    """Make a branch with a commit that no hook sees; main stays checked out."""
    repo.git("checkout", "-q", "-b", name)
    repo.write(files).git("add", "-A", "--", *files)
    repo.git("commit", "-q", "--no-verify", "-m", name)
    repo.git("checkout", "-q", "main")


def _remote(repo: Repo) -> None:
    """Give a repository a bare remote beside it that has its main branch."""
    place = repo.path.with_name("remote")
    repo.git("init", "-q", "--bare", "--initial-branch=main", str(place))
    repo.git("remote", "add", "remote", str(place))
    repo.git("push", "-q", "--no-verify", "remote", "main")
