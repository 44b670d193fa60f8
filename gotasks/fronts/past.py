"""What the judged tree is compared with, found out when a task first asks."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import NamedTuple

from gotasks.core.baseline import Baseline, BaseTree
from gotasks.core.change import Change, Commit, both
from gotasks.core.errors import NotJudgedError
from gotasks.core.pem import partly
from gotasks.core.task import Job, Task, Tree
from gotasks.core.tree import REGULAR, Module
from gotasks.edge import partkeys
from gotasks.edge.history import History
from gotasks.fronts.bench import Subject
from gotasks.fronts.request import Request


class Before(NamedTuple):
    """A tree of the baseline: what is read from it, under the judged tree's configuration, and the change since."""

    subject: Subject
    change: Change


class Past:
    """The past of one run. ``read`` reads what is needed of a tree by its id."""

    def __init__(self, history: History, request: Request, subject: Subject, read: Callable[[Tree], Subject]) -> None:
        self.history = history
        self.request = request
        self.subject = subject
        self.read = read
        self.unread = ""
        # The tree of a single base is also all that is known, so the same difference is asked for twice.
        self.since = cache(lambda base: history.change(base, subject.tree))

    @property
    def baseline(self) -> Baseline:
        """What findings are compared with: nothing where the user, or the golden preset, wants an absolute bar."""
        if self.unread:
            return Baseline("unreadable", reason=self.unread)
        if self.request.all:
            return Baseline("absolute", reason="--all")
        if self.subject.settings.preset == "golden" and not self.request.base:
            return Baseline("absolute", reason='preset = "golden"')
        return self.start

    @cached_property
    def start(self) -> Baseline:
        """Where the change starts from, whether findings are compared or not."""
        return self.history.baseline(self.subject.tree, self.request.start, self.request.base)

    @property
    def seen(self) -> Baseline:
        """The baseline, once its trees have been read: one of which something is missing cannot be."""
        if self.baseline.kind == "compared":
            _ = self.befores
        return self.baseline

    @cached_property
    def befores(self) -> tuple[Before, ...]:
        """The trees of the baseline; none, and why in ``unread``, where one of them is not here as a whole."""
        try:
            self.history.trees.partial.fetch([tree.id for tree in self.start.trees])
            return tuple(self._before(tree) for tree in self.start.trees)
        except NotJudgedError as error:
            self.unread = str(error)
            return ()

    @cached_property
    def change(self) -> Change:
        """What the tree adds to all that was there before, with the commits that show it."""
        known, whole = self._known()
        ours = self.history.commit(known, self.subject.tree)
        named = tuple(commit.id for commit in self.commits) if self.subject.tree.commit else ()
        change = self.since(known)
        for before in self.befores[1:]:
            change = change._replace(added=both(change.added, before.change.added))
        shown = self.since(known).added
        change = change._replace(added={**change.added, **{path: shown[path] for path in whole if path in shown}})
        return change._replace(commits=(ours, *named), sides=max(len(self.befores), 1))

    @cached_property
    def shown(self) -> Change:
        """The change with the keys of which earlier commits bring a part; the last commit's are in ours."""
        tip = self.subject.tree.commit
        try:
            wholes = partkeys.whole(self.history, (commit.id for commit in self.commits if tip and commit.id != tip))
        except NotJudgedError as error:
            return Change(problem=str(error))
        return self.change._replace(commits=(*self.change.commits, *wholes), wholes=wholes)

    @cached_property
    def commits(self) -> tuple[Commit, ...]:
        """The new commits; in a hook that runs before the commit there is none, or its message alone."""
        if self.request.message is not None:
            return (Commit("", self.request.message),)
        start = self.request.start
        return () if start == "commit" else self.history.commits(self.start, self.subject.tree, start)

    @property
    def modules(self) -> tuple[Module, ...]:
        """The modules of the baseline's trees."""
        return tuple(module for before in self.befores for module in before.subject.modules)

    def told(self, task: Task, job: Job) -> Job:
        """Return a job that knows of the past what its task uses of it."""
        if not task.looks_back and task.over not in {"change", "commits"}:
            return job
        if self.start.kind == "unreadable":
            return job._replace(change=Change(problem=self.start.reason))
        if not self.befores and self.unread:
            return job._replace(change=Change(problem=self.unread))
        change = self.shown if task.over == "change" else self.change
        return job._replace(change=change, before=self.modules, commits=self.commits)

    def _known(self) -> tuple[str, tuple[str, ...]]:
        """Return the tree of all that was there before, and the files that count as wholly added.

        Those are files with a private key of which a part is added: the key as a whole is new.
        """
        known, whole = self.history.known(self.start, self.subject.tree), list[str]()
        there = {entry.path for entry in self.history.trees.entries(known)}
        mine = {entry.path: entry.oid for entry in self.subject.entries if entry.mode in REGULAR}
        while True:
            change = self.since(known)
            paths = [path for path in change.added if path in mine and change.before(path) in there]
            blobs = self.history.trees.git.blobs([mine[path] for path in paths])
            keys = [path for path in paths if partly(blobs[mine[path]], change.added[path])]
            if not keys:
                return known, tuple(whole)
            gone = {change.before(path) for path in keys}
            known, there, whole = self.history.trees.compose(known, dict.fromkeys(gone)), there - gone, [*whole, *keys]

    def _before(self, tree: BaseTree) -> Before:
        judged = self.subject.tree
        laid = self.history.laid(tree.id, self.history.trees.entries(judged.id))
        found = self.read(judged._replace(id=laid, commit=tree.commit, filled=""))
        tools = {module.path: module.tools for module in self.subject.modules}
        modules = tuple(each._replace(tools=tools.get(each.path, each.tools)) for each in found.modules)
        return Before(found._replace(settings=self.subject.settings, modules=modules), self.since(tree.id))
