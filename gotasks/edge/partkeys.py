"""Private keys of which a new commit brings a part only: a later commit may take them away, and history keeps them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import reduce

from gotasks.core.change import both
from gotasks.core.pem import partly
from gotasks.core.task import Tree
from gotasks.core.tree import REGULAR
from gotasks.edge.git import Git
from gotasks.edge.history import History

WORDS = "PRIVATE KEY"
BATCH = 1000
"""Objects in one command line."""


def whole(history: History, commits: Iterable[str]) -> dict[str, str]:
    """Return commits of our own that show such keys as wholes, each with the new commit that it stands for."""
    git, found = history.trees.git, dict[str, str]()
    brought = _brought(git, commits)
    oids = [*dict.fromkeys(oid for files in brought.values() for oid in files.values())]
    history.trees.partial.fetch(oids)
    held = _holding(git, oids)
    for commit, files in brought.items():
        paths = {path: oid for path, oid in files.items() if oid in held}
        keys = _partly(history, commit, paths) if paths else []
        if keys:
            tree = git.text("rev-parse", f"{commit}^{{tree}}")
            known = history.trees.compose(tree, dict.fromkeys(keys))
            found.setdefault(history.commit(known, Tree(tree)), commit)
    return found


def _brought(git: Git, commits: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the files, with their blobs, that each commit has otherwise than all of its parents."""
    asked = "".join(f"{commit}\n" for commit in commits).encode()
    listing = git("diff-tree", "--stdin", "-r", "-c", "--raw", "--no-renames", "-z", stdin=asked) if asked else b""
    fields = iter(os.fsdecode(listing).split("\0"))
    found: dict[str, dict[str, str]] = {}
    commit = ""
    for field in fields:
        if not field.startswith(":"):
            commit = field
            continue
        # A colon for each parent, the modes of all sides, their blobs, the status (git-diff-tree(1), -c).
        sides = field.count(":") + 1
        words, path = field.lstrip(":").split(" "), next(fields)
        if words[sides - 1] in REGULAR:
            found.setdefault(commit, {})[path] = words[2 * sides - 1]
    return found


def _holding(git: Git, oids: list[str]) -> set[str]:
    """Return the blobs that speak of a private key."""
    found: set[str] = set()
    for start in range(0, len(oids), BATCH):
        named = git("grep", "-l", "-a", "-F", "-e", WORDS, *oids[start : start + BATCH], answers=1)
        found |= {*named.decode("ascii").split("\n")}
    return found


def _partly(history: History, commit: str, paths: dict[str, str]) -> list[str]:
    """Return those files to which a commit adds a part of a key, whichever parent it is compared with."""
    parents = history.trees.git.text("rev-parse", f"{commit}^@").split()
    if not parents:
        return []
    added = reduce(both, (history.change(parent, Tree(commit)).added for parent in parents))
    blobs = history.trees.git.blobs(list(paths.values()))
    return [path for path, oid in paths.items() if partly(blobs[oid], added.get(path, ()))]
