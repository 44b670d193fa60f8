"""Git LFS: contents in place of pointers, from the repository's own store. No git-lfs program is needed.

The pointer's format: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable

from gotasks.core.errors import NotJudgedError
from gotasks.core.tree import REGULAR, Entry
from gotasks.edge.git import Git
from gotasks.edge.trees import Trees

LIMIT = 1024
"""A pointer is smaller than this many bytes."""

POINTER = (
    rb"version https://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/v1\n"
    rb"(?:ext-\d-\S+ \S+\n)*oid sha256:([0-9a-f]{64})\nsize (\d+)\n?"
)


def contents(trees: Trees, entries: Iterable[Entry], stores: Iterable[str]) -> dict[str, Entry | None]:
    """Return the entries that are pointers, each with its content instead; ``stores`` are folders of LFS objects.

    Raises NotJudgedError where a content is missing or is not what the pointer says.
    """
    held = [entry for entry in entries if entry.mode in REGULAR]
    pointers = _pointers(trees.git, [entry.oid for entry in held])
    paths = [_find(entry, *pointers[entry.oid], stores) for entry in held if entry.oid in pointers]
    blobs = trees.store(paths) if paths else []
    filled = (entry for entry in held if entry.oid in pointers)
    return {entry.path: Entry(entry.mode, blob, entry.path) for entry, blob in zip(filled, blobs, strict=True)}


def store(git: Git, common: str) -> str:
    """Return the folder of a repository's LFS objects (git-lfs-config(5): ``lfs.storage``)."""
    said = os.fsdecode(git("config", "--default", "lfs", "--get", "lfs.storage")).rstrip("\n")
    return os.path.join(common, said, "objects")


def _pointers(git: Git, oids: list[str]) -> dict[str, tuple[str, int]]:
    """Return digest and size of each blob that is a pointer."""
    small = [oid for oid, size in git.sizes(list(dict.fromkeys(oids))).items() if size < LIMIT]
    found = ((oid, re.fullmatch(POINTER, body)) for oid, body in git.blobs(small).items())
    return {oid: (match[1].decode(), int(match[2])) for oid, match in found if match}


def _find(entry: Entry, digest: str, size: int, stores: Iterable[str]) -> str:
    places = [os.path.join(store, digest[:2], digest[2:4], digest) for store in stores]
    path = next(filter(os.path.isfile, places), "")
    if not path:
        raise NotJudgedError(
            f"the content of {entry.path} is not in this repository, only its LFS pointer ({digest[:12]}): "
            "git lfs pull (for older commits: git lfs fetch --all)"
        )
    try:
        with open(path, "rb") as file:
            right = os.path.getsize(path) == size and hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError as error:
        raise NotJudgedError(f"the LFS content of {entry.path} cannot be read: {error.strerror}") from None
    if not right:
        raise NotJudgedError(f"the LFS content of {entry.path} is damaged: git lfs fsck, then git lfs pull")
    return path
