"""Finds programs, as a shell does."""

from __future__ import annotations

import os


def which(name: str, path: str | None) -> str | None:
    """Return the file of a program: the first on a PATH, or the one that a name with a slash says.

    What is relative on PATH would be the judged tree's, and is passed over.
    """
    on_path = filter(os.path.isabs, (os.defpath if path is None else path).split(os.pathsep))
    folders = [""] if os.path.dirname(name) else on_path
    files = (os.path.join(folder, name) for folder in folders)
    return next((file for file in files if os.access(file, os.X_OK) and not os.path.isdir(file)), None)
