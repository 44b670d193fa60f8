"""Where a change starts from: the trees of the baseline, and what is new since (see core.baseline)."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from gotasks.core.baseline import Baseline, BaseTree
from gotasks.core.change import Change, Commit, parse_change
from gotasks.core.errors import UsageError
from gotasks.core.outgoing import Outgoing
from gotasks.core.task import Tree
from gotasks.core.tree import CONFIGURATION, Entry
from gotasks.edge.git import NOBODY, Git, GitError, shallow
from gotasks.edge.trees import Trees

Start = Literal["commit", "branch"] | Outgoing
"""A commit starts from HEAD and what is merged into it; a branch from where it left the default branch; what is pushed
from what the remote has of it."""

SHALLOW = (
    "this clone is shallow, so what the change starts from is not here: git fetch --unshallow "
    "(actions/checkout: fetch-depth: 0)"
)
UNKNOWN = (
    "nothing says which is the remote's default branch, from which the change starts: "
    "git remote set-head REMOTE --auto, or say --base REV"
)
FIRST = "this is the first commit"
SAME = "nothing has changed since"
DEFAULTS = ("HEAD", "main", "master")


class History(NamedTuple):
    """The history of a repository, read only; trees and commits of our own go into our objects."""

    trees: Trees
    environ: Mapping[str, str]

    @property
    def user(self) -> Git:
        """Return git in the user's repository."""
        return Git(self.trees.repository.top, self.environ)

    def baseline(self, judged: Tree, start: Start, revision: str = "") -> Baseline:
        """Find what a tree is compared with; ``revision`` overrules. Raises UsageError for an unknown one."""
        if revision:
            tree = self._tree(revision)
            if not tree:
                raise UsageError(f"--base: {revision!r} is no revision of this repository")
            return self._compared(judged, [tree])
        if isinstance(start, Outgoing):
            return self._pushed(judged, start)
        tip = self._of_commit(judged.commit) if judged.commit else self._head()
        if not tip:
            return Baseline("none", reason=FIRST)
        if start == "commit":
            merged = [self._tree(commit) for commit in self._merged()]
            return self._compared(judged, [tip, *merged])
        merged = [] if judged.commit else [self._tree(commit) for commit in self._merged()]
        return self._branch(judged, tip.commit, merged)

    def commits(self, baseline: Baseline, judged: Tree, start: Start) -> tuple[Commit, ...]:
        """Return the new commits, oldest first. Without a baseline only the last one of a branch counts as new."""
        plain = ("-z", "--encoding=UTF-8", "--no-color", "--no-show-signature", "--format=%H%n%B")
        tip = judged.commit or self._resolve("HEAD^{commit}")
        if isinstance(start, Outgoing):
            ids = "".join(f"{commit}\n" for commit in start.commits).encode()
            listing = self.user("log", *plain, "--no-walk=unsorted", "--stdin", stdin=ids) if ids else b""
        elif tip:
            known = [f"^{tree.commit}" for tree in baseline.trees if tree.commit]
            listing = self.user("log", *plain, "--reverse", tip, *(known or ["-1"]))
        else:
            return ()
        rows = [row.decode("utf-8", "replace").partition("\n") for row in listing.split(b"\0") if row]
        return tuple(Commit(commit, message) for commit, _, message in rows)

    def change(self, base: str, judged: Tree) -> Change:
        """Return what a tree adds to a base, a tree id."""
        flags = ("-r", "-M", "--raw", "-p", "-U0", "-z", "--text", "--no-ext-diff", "--no-textconv", "--no-color")
        return parse_change(self.trees.git("diff-tree", *flags, base, judged.id))

    def known(self, baseline: Baseline, judged: Tree) -> str:
        """Return the tree of all that was there before: of a merge, each file as one of its sides has it."""
        if not baseline.trees:
            return judged.id if baseline.reason == SAME else self.trees.compose("", {})
        first, *others = (tree.id for tree in baseline.trees)
        if not others:
            return first
        mine = {entry.path: entry for entry in self.trees.entries(judged.id)}
        taken: dict[str, Entry | None] = {}
        for other in others:
            sides = {entry.path: entry for entry in self.trees.entries(other)}
            taken |= {path: entry for path, entry in mine.items() if sides.get(path) == entry}
        return self.trees.compose(first, taken)

    def commit(self, known: str, judged: Tree) -> str:
        """Make a commit of our own whose difference is what a tree adds to what is known."""
        git, env = self.trees.git, NOBODY
        parent = os.fsdecode(git("commit-tree", known, stdin=b"known\n", env=env)).strip()
        return os.fsdecode(git("commit-tree", judged.id, "-p", parent, stdin=b"judged\n", env=env)).strip()

    def laid(self, base: str, judged: Iterable[Entry]) -> str:
        """Return a base tree with the judged tree's configuration in place of its own."""
        ours = {entry.path: entry for entry in judged if _configures(entry)}
        theirs = {entry.path: entry for entry in self.trees.entries(base) if _configures(entry)}
        gone: dict[str, Entry | None] = dict.fromkeys(set(theirs) - set(ours))
        return self.trees.compose(base, gone | {path: ours[path] for path in ours if theirs.get(path) != ours[path]})

    def _branch(self, judged: Tree, tip: str, merged: list[BaseTree | None]) -> Baseline:
        """Start where the default branch was left; from a tree that is there already, its parents.

        What is being merged into the working tree was there before, too.
        """
        default = self._default_branch()
        if default == UNKNOWN:
            return Baseline("unreadable", reason=UNKNOWN)
        fork = self._resolve_merge_base(default, tip) if default else tip
        if not fork:
            if shallow(self.trees.repository):
                return Baseline("unreadable", reason=SHALLOW)
            return Baseline("none", reason=f"the history has nothing in common with {default}")
        start = self._of_commit(fork)
        if start and start.id != judged.id:
            return self._compared(judged, [start, *merged])._replace(reason=default or "HEAD")
        # Where new commits end as they began, the parents of where they began say nothing of them.
        return Baseline("none", reason=SAME) if start and fork != tip else self._parents(judged, fork)

    def _parents(self, judged: Tree, commit: str) -> Baseline:
        if commit in shallow(self.trees.repository):
            return Baseline("unreadable", reason=SHALLOW)
        parents = [self._tree(parent) for parent in self.user.text("rev-parse", f"{commit}^@").split()]
        return self._compared(judged, parents) if parents else Baseline("none", reason=FIRST)

    def _pushed(self, judged: Tree, start: Outgoing) -> Baseline:
        """Start from what the remote has; where it has nothing, all is new to it."""
        if start.starts:
            return self._compared(judged, [self._tree(revision) for revision in start.starts])
        return Baseline("unreadable", reason=SHALLOW) if start.cut else Baseline("none", reason=start.reason)

    def _compared(self, judged: Tree, found: Iterable[BaseTree | None]) -> Baseline:
        trees = {tree.id: tree for tree in found if tree}
        if len(trees) == 1:
            # A merge that takes one side whole brings nothing that was not there; a single equal tree says nothing.
            trees.pop(judged.id, None)
        return Baseline("compared", tuple(trees.values())) if trees else Baseline("none", reason=SAME)

    def _default_branch(self) -> str:
        """Return the remote's default branch, or UNKNOWN; without a remote the local one, if there is one."""
        refs = set(self.user.text("for-each-ref", "--format=%(refname)", "refs/remotes", "refs/heads").split("\n"))
        remotes = sorted({ref.split("/")[2] for ref in refs if ref.startswith("refs/remotes/")})
        remotes.sort(key=lambda remote: (remote != self._own_remote(), remote != "origin"))
        names = [f"refs/remotes/{remote}/{name}" for remote in remotes[:1] for name in DEFAULTS]
        local = ("refs/heads/main", "refs/heads/master")
        return next((ref for ref in names or local if ref in refs), UNKNOWN if names else "")

    def _own_remote(self) -> str:
        """Return the remote that the branch of HEAD follows."""
        try:
            branch = self.user.text("symbolic-ref", "--quiet", "--short", "HEAD")
            return self.user.text("config", "--get", f"branch.{branch}.remote")
        except GitError:
            return ""

    def _resolve_merge_base(self, one: str, other: str) -> str:
        try:
            return self.user.text("merge-base", one, other)
        except GitError:
            return ""

    def _merged(self) -> list[str]:
        """Return the commits that are being merged: MERGE_HEAD, or what git tells pre-merge-commit."""
        try:
            named = Path(self.trees.repository.git_dir, "MERGE_HEAD").read_text().split()
        except OSError:
            named = []
        return [*named, *(name[len("GITHEAD_") :] for name in self.environ if name.startswith("GITHEAD_"))]

    def _tree(self, revision: str) -> BaseTree | None:
        tree = self._resolve(f"{revision}^{{tree}}")
        return BaseTree(tree, self._resolve(f"{revision}^{{commit}}")) if tree else None

    def _of_commit(self, commit: str) -> BaseTree | None:
        tree = self._resolve(f"{commit}^{{tree}}")
        return BaseTree(tree, commit) if tree else None

    def _head(self) -> BaseTree | None:
        """Return what HEAD is, by one question: a commit waits for it."""
        commit, _, tree = self.user.text("rev-parse", "--revs-only", "HEAD^{commit}", "HEAD^{tree}").partition("\n")
        return BaseTree(tree, commit) if tree else None

    def _resolve(self, revision: str) -> str:
        try:
            return self.user.text("rev-parse", "--verify", "--quiet", "--end-of-options", revision)
        except GitError:
            return ""


def _configures(entry: Entry) -> bool:
    return entry.path.rpartition("/")[2] in CONFIGURATION
