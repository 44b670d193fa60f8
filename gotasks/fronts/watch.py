"""``watch``: the index and the working tree are judged in the background, so that a commit finds its answer."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from math import inf
from typing import NamedTuple

from gotasks.core.command import Command, Outcome
from gotasks.core.errors import ExitCode, GotasksError
from gotasks.edge import console, files, watching
from gotasks.edge.process import Runner
from gotasks.edge.signals import interruptible
from gotasks.fronts.subject import Place, find

QUIET = 0.3
"""Seconds without a change after which the trees are looked at."""

PATIENCE = 10.0
"""Seconds after which they are looked at all the same: something may never stop writing, and a lock be a dead git's."""

PAUSE = 1.0
"""Seconds after making way: who waited has the slot by then."""

RETRY = 15.0
"""Seconds after which what could not be judged, and left no report, is tried again."""

LOOK = 60.0
"""Seconds between two looks where nothing is heard of: a file system may drop what it has to tell."""

HELP = (
    "Judges what a commit would have, and what the files would give, whenever they change, until Ctrl-C. At a low "
    "priority; any other run of gotasks comes first. A commit of a tree that was judged so is answered at once."
)
JUDGE = "gotasks.fronts.background"
"""The module that judges one tree, in a process of its own."""

SOURCES = ("index", "worktree")
NAMES = ("index", "working tree")


class Wanted(NamedTuple):
    """A tree that is to be judged, and the commits that it would follow."""

    tree: str
    heads: str


class Answer(NamedTuple):
    """What came of a judgement, in a line, and when it is to be asked for again."""

    text: str
    again: float = inf


UNKNOWN = Answer("judging")
WORST = ("failed", "not judged", "judging", "passed")


class Work(NamedTuple):
    """A judgement under way."""

    wanted: Wanted
    runner: Runner
    outcome: Future[Outcome]


def run(cwd: str, environ: Mapping[str, str]) -> int:
    """Watch until interrupted."""
    with interruptible():
        place = find(cwd, environ)
        line = console.Changing(environ)
        with watching.alone(place.repository), _worker() as submit:
            watching.lower()
            watcher = Watcher(place, submit)
            try:
                for changed in watching.changes(place.repository):
                    watcher.turn(time.monotonic(), changed=changed)
                    line.say(*watcher.line())
            finally:
                watcher.stop()
                line.end()
    return ExitCode.PASSED


@contextmanager
def _worker() -> Iterator[Callable[[Callable[[], Outcome]], Future[Outcome]]]:
    """Give what does one thing at a time, aside."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield pool.submit


class Watcher:
    """What is wanted, what is known of it, and the one judgement under way. ``turn`` is called ten times a second."""

    def __init__(self, place: Place, submit: Callable[[Callable[[], Outcome]], Future[Outcome]]) -> None:
        self._place = place
        self._submit = submit
        self._look_at = 0.0
        self._since = inf
        self._start_at = 0.0
        self._wanted: tuple[Wanted, ...] = ()
        self._answers: dict[Wanted, Answer] = {}
        self._trouble = ""
        self._work: Work | None = None

    def turn(self, now: float, *, changed: bool) -> None:
        """Do what is due: look at the trees, take an answer, begin a judgement."""
        if changed:
            self._look_at = now + QUIET
        if changed or now >= self._look_at:
            self._since = min(self._since, now)
        ready = now >= self._look_at and not watching.busy(self._place.repository)
        if ready or now - self._since > PATIENCE:
            self._look(now)
        if self._work and self._work.outcome.done():
            self._take(self._work, now)
        if not self._work and now >= self._start_at:
            self._begin(now)

    def line(self) -> tuple[str, str]:
        """Return what is to be said now, and in which style."""
        answers = [self._answers.get(wanted, UNKNOWN).text for wanted in self._wanted]
        names = NAMES if self._trouble or answers[1:] else (" and ".join(NAMES),)
        said = dict(zip(names, answers, strict=False))
        if self._trouble:
            said["waiting"] = self._trouble
        worst = next((word for word in WORST if any(text.startswith(word) for text in said.values())), "")
        return "; ".join(f"{name}: {text}" for name, text in said.items()), console.STYLES.get(worst, "")

    def stop(self) -> None:
        """End the judgement under way."""
        if self._work:
            self._work.runner.stop()

    def _look(self, now: float) -> None:
        """Find out what is wanted; what is under way ends where it no longer is. In the midst of git's work, wait."""
        self._since, self._trouble, self._wanted = inf, "", ()
        try:
            self._find()
        except (GotasksError, OSError) as error:
            self._trouble = str(error)
        self._look_at = now + (RETRY if self._trouble else LOOK)
        self._answers = {wanted: answer for wanted, answer in self._answers.items() if wanted in self._wanted}
        if self._work and self._work.wanted not in self._wanted:
            self.stop()

    def _find(self) -> None:
        repository, trees = self._place.repository, self._place.trees
        heads = watching.heads(repository, self._place.environ)
        for source in SOURCES:
            wanted = Wanted(trees.take(source).id, heads)
            if wanted not in self._wanted:
                self._wanted += (wanted,)

    def _begin(self, now: float) -> None:
        """Judge the first tree of which nothing is known."""
        for source, wanted in zip(SOURCES, self._wanted, strict=False):
            known = self._answers.get(wanted)
            if not known or now >= known.again:
                runner = Runner(self._place.repository.top, "", lambda _: self._place.environ)
                command = Command(_judgement(source, wanted.tree), timeout=files.DAY)
                self._work = Work(wanted, runner, self._submit(partial(runner.run, command)))
                return

    def _take(self, work: Work, now: float) -> None:
        """Take an answer. A judgement that was interrupted has none, and made way for another run."""
        self._work = None
        outcome = work.outcome.result()
        if work.wanted not in self._wanted:
            return
        if outcome.ended in {"interrupted", "killed"} or outcome.code == ExitCode.INTERRUPTED:
            self._start_at = now + PAUSE
        else:
            said = outcome.stdout.decode("utf-8", "replace").strip()
            self._answers[work.wanted] = Answer(said) if said else Answer(_reason(outcome), now + RETRY)


def _judgement(source: str, tree: str) -> tuple[str, ...]:
    """Return the command that judges a tree for this process; the folder in which it runs names no modules."""
    return (sys.executable, "-P", "-m", JUDGE, source, tree, str(os.getpid()))


def _reason(outcome: Outcome) -> str:
    """Return why there is no report."""
    lines = (outcome.reason or outcome.stderr.decode("utf-8", "replace")).strip().split("\n")
    return f"not judged: {lines[-1].removeprefix('gotasks: ')}"
