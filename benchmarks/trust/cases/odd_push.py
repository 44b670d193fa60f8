"""Pushes that the matrix does not hold: commits that met no hook, odd names of what is pushed, odd places."""

from __future__ import annotations

from benchmarks.trust.cases import shapes
from benchmarks.trust.cases.case import GOOD, UNFORMATTED, Act, Place, cloned, saved
from benchmarks.trust.cases.operations import conflict
from benchmarks.trust.cases.push import Push, elsewhere, new, published, tip
from benchmarks.trust.repo import Repo
from benchmarks.trust.truth import NO_HOOKS

MAIN = ("push", "-q", "origin", "main")


def cherry_picked(repo: Repo, *, good: bool) -> Act:
    """A clean cherry-pick; git runs no pre-commit for it."""
    return _onto_main(repo, "cherry-pick", "side", good=good)


def merged_fast(repo: Repo, *, good: bool) -> Act:
    """A merge that only moves the branch."""
    return _onto_main(repo, "merge", "-q", "--ff-only", "side", good=good)


def rebased(repo: Repo, *, good: bool) -> Act:
    """A clean rebase."""
    act = _onto_main(repo, "status", "-s", good=good)
    saved(repo, {"notes.txt": "main goes on\n"})
    repo.git("rebase", "-q", "main", "side")
    return Act(act.repo, ("push", "-q", "origin", "side:main"))


def continued(repo: Repo, *, good: bool) -> Act:
    """``rebase --continue``, which is ``commit -n`` (git 2.39)."""
    conflict(repo)
    repo.git("rebase", "-q", "side", check=False)
    repo.write({"a/a.go": GOOD if good else UNFORMATTED}).git("add", "a/a.go")
    repo.git("rebase", "--continue", GIT_EDITOR="true")
    return Act(repo, MAIN)


def reverted(repo: Repo, *, good: bool) -> Act:
    """A clean revert: of a bad commit, or of the one that mended it."""
    saved(repo, {"a/a.go": GOOD if good else UNFORMATTED})
    saved(repo, {"a/a.go": UNFORMATTED if good else GOOD})
    repo.git("revert", "--no-edit", "HEAD")
    return Act(repo, MAIN)


def mailed(repo: Repo, *, good: bool) -> Act:
    """``git am``."""
    tip(repo, "side", good)
    patch = repo.git("format-patch", "-1", "--stdout")
    repo.git("checkout", "-q", "main")
    repo.write({".git/patch": f"{patch}\n"}).git("am", "-q", ".git/patch")
    return Act(repo, MAIN)


def mended(repo: Repo, *, good: bool) -> Act:
    """A bad commit in the middle; the tip mends it, or it is the other way round. The tip is what is judged."""
    saved(repo, {"a/a.go": UNFORMATTED if good else GOOD})
    saved(repo, {"a/a.go": GOOD if good else UNFORMATTED})
    return Act(repo, MAIN)


def everything(repo: Repo, *, good: bool) -> Act:
    """``--all`` and ``--tags``: the fault is in a tag."""
    new(repo, "side", good=True)
    tip(repo, "tagged", good)
    repo.git("tag", "light")
    repo.git("checkout", "-q", "main")
    repo.git("branch", "-q", "-D", "tagged")
    return Act(repo, ("push", "-q", "origin", "--follow-tags", "refs/heads/*", "refs/tags/*"))


def mirror(repo: Repo, *, good: bool) -> Act:
    """``--mirror`` to a remote of its own, which loses a branch."""
    url = f"file://{repo.path.parent}/origin.git"
    published(repo, "main:refs/heads/old")
    new(repo, "side", good)
    elsewhere(repo, good=False)
    return Act(repo, ("push", "-q", "--mirror", url))


def before_head(repo: Repo, *, good: bool) -> Act:
    """``HEAD~1:refs/heads/side``; HEAD is the opposite."""
    saved(repo, {"a/a.go": GOOD if good else UNFORMATTED})
    saved(repo, {"a/a.go": UNFORMATTED if good else GOOD})
    return Act(repo, ("push", "-q", "origin", "HEAD~1:refs/heads/side"))


def spaces(repo: Repo, *, good: bool) -> Act:
    """The local name has spaces; the branch that is checked out deceives."""
    tip(repo, "side", good)
    elsewhere(repo, good=good)
    return Act(repo, ("push", "-q", "origin", "side@{0 seconds ago}:refs/heads/side"))


def tree(repo: Repo, *, good: bool) -> Act:
    """A tree is pushed, without a commit."""
    tip(repo, "side", good)
    elsewhere(repo, good=good)
    return Act(repo, ("push", "-q", "origin", "side^{tree}:refs/tags/tree"))


def tag_of_tag(repo: Repo, *, good: bool) -> Act:
    """A tag of a tag."""
    tip(repo, "side", good)
    repo.git("tag", "-a", "-m", "inner", "inner")
    repo.git("tag", "-a", "-m", "outer", "outer", "inner")
    elsewhere(repo, good=good)
    return Act(repo, ("push", "-q", "origin", "outer"))


def by_url(repo: Repo, *, good: bool) -> Act:
    """The remote is named by its URL."""
    tip(repo, "side", good)
    elsewhere(repo, good=good)
    return Act(repo, ("push", "-q", f"file://{repo.path.parent}/origin.git", "side"))


def to_another(repo: Repo, *, good: bool) -> Act:
    """A second remote, which is empty, gets what the first one has already."""
    saved(repo, {"a/a.go": GOOD if good else UNFORMATTED})
    published(repo, "main")
    second = repo.path.parent / "second.git"
    repo.git("init", "-q", "--bare", str(second))
    repo.git("remote", "add", "second", f"file://{second}")
    return Act(repo, ("push", "-q", "second", "main"))


def linked(repo: Repo, *, good: bool) -> Act:
    """From a linked worktree; the main one is on another branch, and dirty."""
    tip(repo, "side", good)
    elsewhere(repo, good=good)
    repo.git("worktree", "add", "-q", "../linked", "side")
    repo.write({"a/a.go": UNFORMATTED if good else GOOD})
    return Act(Repo(repo.path.parent / "linked", repo.env), ("push", "-q", "origin", "side"))


def from_outside(repo: Repo, *, good: bool) -> Act:
    """``--git-dir`` and ``--work-tree``, from another folder."""
    tip(repo, "side", good)
    flags = (f"--git-dir={repo.path}/.git", f"--work-tree={repo.path}")
    return Act(repo, ("push", "-q", "origin", "side"), flags=flags, cwd="..")


def update(repo: Repo, *, good: bool) -> Act:
    """Nothing is odd about it but the shape of the repository."""
    saved(repo, {"a/a.go": GOOD if good else UNFORMATTED})
    repo.write({"a/a.go": UNFORMATTED if good else GOOD})
    return Act(repo, ("push", "-q", "origin", "HEAD"))


def sparse(place: Place) -> Repo:
    """Check out package b only: what is pushed is not on disk."""
    repo = cloned(place)
    repo.git("sparse-checkout", "set", "b")
    return repo


def unseen(repo: Repo, *, good: bool) -> Act:
    """A change in a folder that is not checked out."""
    assert not (repo.path / "a").exists()
    repo.write({".git/new": GOOD if good else UNFORMATTED})
    oid = repo.git("hash-object", "-w", ".git/new")
    repo.git("update-index", "--cacheinfo", f"100644,{oid},a/a.go")
    repo.git("update-index", "--skip-worktree", "a/a.go")
    repo.git("commit", "-q", "--no-verify", "-m", "x")
    return Act(repo, MAIN)


def _onto_main(repo: Repo, *argv: str, good: bool) -> Act:
    tip(repo, "side", good)
    repo.git("checkout", "-q", "main")
    repo.git(*NO_HOOKS, *argv)
    return Act(repo, MAIN)


ODD = (
    Push("cherry-pick", cherry_picked),
    Push("fast-forward", merged_fast),
    Push("rebase", rebased),
    Push("rebase --continue", continued),
    Push("revert", reverted),
    Push("am", mailed),
    Push("bad commit in the middle", mended),
    Push("all refs by pattern", everything),
    Push("--mirror", mirror),
    Push("HEAD~1", before_head),
    Push("spaces in the local name", spaces),
    Push("a tree", tree, absolute=True),
    Push("tag of a tag", tag_of_tag),
    Push("by URL", by_url),
    Push("to an empty second remote", to_another, absolute=True),
    Push("from a linked worktree", linked),
    Push("--git-dir and --work-tree", from_outside),
    Push("shallow clone", update, shapes.shallow),
    Push("partial and sparse clone", update, shapes.blobless_sparse),
    Push("sparse checkout", unseen, sparse),
    Push("submodule", update, shapes.submodule),
    Push("worktree of a bare repository", update, shapes.worktree_of_bare),
    Push("SHA-256", update, shapes.sha256),
)
