"""Partial clones: what a tree needs and the clone left out is fetched at once, never blob by blob.

See https://git-scm.com/docs/partial-clone. Our own git folders know no remote, so nothing is fetched behind our back.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from gotasks.core.errors import NotJudgedError
from gotasks.edge.git import Git, GitError, Repository

QUIET = ("-c", "fetch.negotiationAlgorithm=noop", "-c", "gc.auto=0", "-c", "maintenance.auto=false")
FETCH = ("--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none", "--stdin")
"""As git itself fetches what it misses (promisor-remote.c); no reference changes."""

ROUNDS = 5
"""A clone without trees learns of the next level only when it has one: of the tree, then of its blobs."""


class Partial:
    """The objects that a partial clone left out; ``git`` is our own, which borrows the clone's objects."""

    def __init__(self, repository: Repository, git: Git, environ: Mapping[str, str]) -> None:
        self.git = git
        self.user = Git(repository.top, environ)
        self.packs = Path(repository.objects, "pack")

    @cached_property
    def remotes(self) -> tuple[str, ...]:
        """The remotes that promise what is missing; none where the clone is not partial."""
        if not list(self.packs.glob("*.promisor")):
            return ()
        try:
            said = self.user("config", "-z", "--get-regexp", r"^remote\..*\.promisor$")
        except GitError:
            return ()
        rows = [os.fsdecode(row).partition("\n") for row in said.split(b"\0") if row]
        return tuple(name[len("remote.") : -len(".promisor")] for name, _, value in rows if value != "false")

    def fetch(self, trees: list[str]) -> None:
        """Bring all that trees need. Raises NotJudgedError where that cannot be had."""
        if not self.remotes or not trees:
            return
        for _ in range(ROUNDS):
            missing = self._missing(trees)
            if not missing:
                return
            self._bring(missing)
        raise NotJudgedError(f"objects of {trees[0]} are still missing in this partial clone after {ROUNDS} fetches")

    def _missing(self, trees: list[str]) -> list[str]:
        there = self.git.sizes(trees)
        absent = [tree for tree in trees if tree not in there]
        if absent:
            return absent
        listing = self.git("rev-list", "--objects", "--missing=print", "--stdin", stdin="\n".join(trees).encode())
        return [row[1:] for row in listing.decode("utf-8", "replace").split("\n") if row.startswith("?")]

    def _bring(self, missing: list[str]) -> None:
        said = ""
        for remote in self.remotes:
            try:
                self.user(*QUIET, "fetch", remote, *FETCH, stdin="".join(f"{oid}\n" for oid in missing).encode())
            except GitError as error:
                said = said or f"{remote}: {error}"
            else:
                return
        raise NotJudgedError(
            f"{len(missing)} objects of the tree are not in this partial clone, and cannot be fetched from {said}"
        )
