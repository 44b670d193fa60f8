"""Where fixtures are tried: always at one path, so that what is left of one trial meets the next."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.trust.arms import Arm
from benchmarks.trust.cases.case import Place, Shape, cloned
from benchmarks.trust.repo import Repo, environ
from benchmarks.trust.truth import Truth


class Ground:
    """A folder for the trials of one arm, with what a user has set, and somebody who knows the truth."""

    def __init__(self, arm: Arm, work: Path, hooks: tuple[str, ...]) -> None:
        self.arm = arm
        self.work = work
        self.hooks = hooks
        self.env = environ(work)
        self.settings = frozenset(arm.settings(["fmt", "vet"], hooks))
        self.truth = Truth(work / "truth", self.env, self.settings)

    def repo(self, shape: Shape | None = None) -> Repo:
        """Make a repository of a shape; the plain one is made once and copied."""
        place = Place(self.work / "place", self.env, self._install)
        shutil.rmtree(place.folder, ignore_errors=True)
        if shape:
            place.folder.mkdir(parents=True)
            return shape(place)
        template = self.work / "template"
        if not template.exists():
            place.folder.mkdir(parents=True)
            cloned(place)
            place.folder.rename(template)
        copy(template, place.folder)
        repo = place.repo()
        # Copied files have other inodes, and git lets alone what it believes to be changed.
        repo.git("update-index", "-q", "--refresh")
        return repo

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Let something happen to a copy at the same path; afterwards all is as it was, inodes too."""
        place, aside = self.work / "place", self.work / "aside"
        shutil.rmtree(aside, ignore_errors=True)
        place.rename(aside)
        copy(aside, place)
        try:
            yield
        finally:
            shutil.rmtree(place)
            aside.rename(place)

    def judged(self, done: subprocess.CompletedProcess[bytes]) -> str:
        """Return what a hook that refused has said: failed, or not judged. Only gotasks tells them apart."""
        return "not judged" if self.arm.name == "gotasks" and b": failed" not in done.stdout + done.stderr else "failed"

    def _install(self, repo: Repo) -> None:
        self.arm.install(repo, hooks=self.hooks)


def copy(source: Path, target: Path) -> None:
    """Copy a folder with times, modes and links."""
    subprocess.run(("cp", "-a", str(source), str(target)), check=True)


def last(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the end of what a command printed, in one line."""
    text = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
    return " / ".join(line.strip() for line in text.splitlines()[-3:])[-300:]
