"""Task: two pure functions, ``plan`` and ``judge``; and Job: all that they may know."""

from collections.abc import Callable, Collection, Mapping
from posixpath import dirname, join, normpath, relpath
from typing import Literal, NamedTuple

from gotasks.core.change import Change, Commit
from gotasks.core.command import Outcome, Plan
from gotasks.core.graph import Keys
from gotasks.core.hooks import Hooks
from gotasks.core.keys import digest
from gotasks.core.options import Option, Value
from gotasks.core.plain import EMPTY
from gotasks.core.reads import Files
from gotasks.core.result import Finding, Kind, Result
from gotasks.core.settings import Settings
from gotasks.core.tree import LINK, Entry, Module, Package, ignored


class Tree(NamedTuple):
    """The subject: a git tree, and the commit it belongs to where one was named (else empty).

    ``filled`` is the tree with all that was brought in, where something was: ``carried`` files, submodules in place
    of gitlinks, contents in place of LFS pointers. ``beside`` are folders that lie beside the checkout, each as a
    tree with the path ``../NAME``; ``asis`` are the files, and folders with
    a slash, that no attribute of the tree changes on their way.
    """

    id: str
    commit: str = ""
    filled: str = ""
    carried: tuple[Entry, ...] = ()
    beside: tuple[Entry, ...] = ()
    asis: tuple[str, ...] = ()

    @property
    def content(self) -> str:
        """The tree that is checked out and read."""
        return self.filled or self.id

    @property
    def whole(self) -> str:
        """A digest of all that is in the tree, and of what lies beside the checkout."""
        return digest(self.content, self.beside, self.asis)


class Tool(NamedTuple):
    """A pinned tool: ``package`` is what it is built from, ``version`` that of its module, ``path`` the built file.

    ``origin`` is ``gotasks``, or the go.mod whose ``tool`` line sets the version; ``digest`` changes with all that it
    is built from, ``folder`` that of the module in which it is. ``lacking`` says why it could not be built.
    """

    name: str
    package: str
    version: str
    origin: str
    digest: str
    path: str
    folder: str = ""
    lacking: str = ""


class Toolchain(NamedTuple):
    """The Go that runs: ``go`` is its version (``go1.26.8``), ``root`` its GOROOT, ``digest`` changes with its files.

    ``race`` is empty where ``go test -race`` can work, else the reason why not; ``env`` is ``go env -json``;
    ``missing`` says why there is no Go at all; ``tools`` are those that the task asked for.
    """

    go: str = ""
    root: str = ""
    digest: str = ""
    race: str = ""
    env: tuple[tuple[str, str], ...] = ()
    missing: str = ""
    tools: tuple[Tool, ...] = ()


Lying = Literal["", "plain", "program"]
"""What lies at a path of the machine: nothing, what cannot be started, or what can."""


class Job(NamedTuple):
    """What a task works on. ``root`` and ``scratch`` are absolute folders: the slot's checkout, and one beside it.

    ``cache`` is a folder in which tools may keep their own caches from run to run, of all repositories together.
    ``git`` is the slot's git folder, whose index is the tree and in which all objects are to be had; ``texts`` are the
    configuration files in the tree (``tree.CONFIGURATION``, go.mod, go.work) by path. ``change`` is what the tree adds
    to the baseline, None for a task that does not ask; ``before`` the modules of the baseline's trees; ``commits`` the
    new commits, oldest first; ``results`` those of the tasks that this one ``needs``; ``options`` the task's own
    options by name, with settings and flags already joined; ``environ`` the caller's environment less its secrets,
    which differs from that of the commands; ``hooks`` the git hooks that lie here, known to a task over the machine
    alone; ``heads`` a digest of what decides which tests packages have; ``elsewhere`` the files that lines of Go files
    in other folders are said to be of (``go doc cmd/compile``); ``keys()`` are those of the packages, ``contents()``
    what lies at each path of the tree, and ``lies(path)`` at an absolute one of the machine; ``built`` are the names of
    test binaries that passed, and would again; ``read`` has, by part, the paths on which its last answer rests;
    ``listener`` the words that start who listens to what a program starts, if anybody can; ``doubted`` says that a
    tool's own cache was seen to be wrong, ``narrowed`` that ``packages``, or ``files``, are not all.
    """

    subject: Tree
    root: str
    scratch: str
    toolchain: Toolchain
    settings: Settings = Settings()
    options: Mapping[str, Value] = EMPTY
    entries: tuple[Entry, ...] = ()
    files: tuple[str, ...] = ()
    modules: tuple[Module, ...] = ()
    packages: tuple[Package, ...] = ()
    cache: str = ""
    git: str = ""
    texts: Mapping[str, str] = EMPTY
    change: Change | None = None
    before: tuple[Module, ...] = ()
    commits: tuple[Commit, ...] = ()
    results: tuple[Result, ...] = ()
    environ: Mapping[str, str] = EMPTY
    hooks: Hooks = Hooks()
    heads: str = ""
    elsewhere: frozenset[str] = frozenset()
    keys: Callable[[], Keys] = Keys
    contents: Callable[[], Files] = lambda: Files((), "")
    lies: Callable[[str], Lying] = lambda _: ""
    built: tuple[str, ...] = ()
    read: Mapping[str, Collection[str]] = EMPTY
    listener: tuple[str, ...] = ()
    doubted: bool = False
    narrowed: bool = False

    def tool(self, name: str) -> str:
        """Return the path of a tool that the task asked for; its bare name where it was not asked for."""
        return next((tool.path for tool in self.toolchain.tools if tool.name == name), name)

    @property
    def loadable(self) -> tuple[Module, ...]:
        """The modules that have a package."""
        folders = {package.module for package in self.packages}
        return tuple(module for module in self.modules if module.folder in folders)

    def module_folder(self, path: str) -> str:
        """Return the folder of the module that a path lies in; the root for what lies in none."""
        above = (module.folder for module in self.modules if path.startswith(f"{module.folder}/"))
        return max(above, key=len, default=".")

    def place(self, path: str, cwd: str = ".") -> str:
        """Map a path that a tool printed in ``cwd`` to the path in the tree; what lies elsewhere stays as it is."""
        full = normpath(join(self.root, cwd, path))
        inside = full == self.root or full.startswith(self.root + "/")
        return relpath(full, self.root) if inside else path

    def file_of(self, imported: str, near: str = ".") -> str:
        """Map ``import/path/file.go`` to the file in the tree; a file of no module here stays as it is."""
        folder = self.folder_of(dirname(imported), near)
        return imported if folder is None else normpath(join(folder, imported.rpartition("/")[2]))

    def folder_of(self, imported: str, near: str = ".") -> str | None:
        """Map an import path to its folder in the tree; of modules with one path, the one in the folder ``near``."""
        for module in sorted(self.modules, key=lambda module: (-len(module.path), module.folder != near)):
            if imported == module.path:
                return module.folder
            if imported.startswith(module.path + "/"):
                return normpath(join(module.folder, imported[len(module.path) + 1 :]))
        return None


def by_tree(job: Job) -> str:
    """A result rests on the whole tree."""
    return job.subject.whole


class Parts(NamedTuple):
    """How a task's result falls into parts, each of which may be known from before.

    ``kind`` says what each is; ``keys(job)`` gives the key of each by its name, in order, or nothing where all has to
    be asked at once; ``only(job, names)`` the job about those parts alone, and maybe some more; ``reads(job,
    outcomes)`` the paths that each of its parts was seen to read, by name, where parts read files of their own;
    ``built(job, outcomes)`` what was built for each, and whether it was among ``job.built``, so that it was not run.
    """

    kind: Kind
    keys: Callable[[Job], Mapping[str, str]]
    only: Callable[[Job, frozenset[str]], Job]
    reads: Callable[[Job, tuple[Outcome, ...]], Mapping[str, tuple[str, ...]]] | None = None
    built: Callable[[Job, tuple[Outcome, ...]], Mapping[str, tuple[str, bool]]] | None = None


class Task(NamedTuple):
    """A check by name.

    ``plan(job)`` says which commands to run, ``judge(job, outcomes)`` what their outcomes mean; neither touches the
    world. ``over`` says what must be there for the task to have something to do; ``looks_back`` that it uses the job's
    ``change``, ``before`` or ``commits``, as one over a change or commits does; ``tools(job)`` names the pinned tools
    that it runs. ``stored(job)`` says whether a result may be kept; ``passes_only`` keeps no result with a finding.
    ``doubts(outcomes)`` says that its tool left something out: it is asked once more, about a job that is ``doubted``.
    ``rests(job)`` is a digest of what of the tree a result depends on, and ``parts`` how it falls into such as may be
    known from before; ``close(job, result)`` adds what can be said of the whole alone, and is never kept.
    ``compared(finding)`` says whether a finding that the baseline has too is let pass, and ``base`` is the task that is
    asked for the baseline's findings, where it is not this one; ``recurring`` rules tell of what stands in several
    places. ``mend(job, result)`` plans what ``--write`` does to the working tree. ``room`` says where it runs: in the
    checkout that is ``shared``, as it only reads; in one of its ``own``; or ``alone`` in the shared one.
    """

    name: str
    summary: str
    plan: Callable[[Job], Plan]
    judge: Callable[[Job, tuple[Outcome, ...]], Result]
    over: Literal["go files", "packages", "tree", "change", "commits", "machine"] = "packages"
    options: tuple[Option, ...] = ()
    needs: tuple[str, ...] = ()
    looks_back: bool = False
    tools: Callable[[Job], tuple[str, ...]] = lambda _: ()
    stored: Callable[[Job], bool] = lambda _: True
    passes_only: bool = False
    doubts: Callable[[tuple[Outcome, ...]], bool] = lambda _: False
    rests: Callable[[Job], str] = by_tree
    parts: Parts | None = None
    close: Callable[[Job, Result], Result] = lambda _, result: result
    compared: Callable[[Finding], bool] = lambda _: True
    recurring: frozenset[str] = frozenset()
    base: "Task | None" = None
    mend: Callable[[Job, Result], Plan] | None = None
    room: Literal["shared", "own", "alone"] = "alone"


def idle(task: Task, job: Job) -> Result | None:
    """Return the result of a task that has nothing to run on, or None when it can run."""
    skipped = _nothing(task, job)
    if skipped:
        return Result(task.name, skipped=skipped)
    problem = ""
    if task.over in {"go files", "packages"}:
        problem = job.toolchain.missing or (_unloadable(job) if task.over == "packages" else "")
    problem = problem or (job.change.problem if job.change else "")
    problem = problem or next((_lacks(tool) for tool in job.toolchain.tools if tool.lacking), "")
    return Result(task.name, problem=problem) if problem else None


def _nothing(task: Task, job: Job) -> str:
    """Return why there is nothing to look at."""
    if task.over in {"go files", "packages"} and not job.files:
        return "no Go file here"
    if job.change and job.change.problem:
        return ""
    if task.over == "change" and job.change is not None and not (job.change.lines or job.change.commits[1:]):
        return "nothing is added"
    if task.over == "commits" and not job.commits:
        return "no new commit"
    return ""


def _lacks(tool: Tool) -> str:
    return f"{tool.name} {tool.version} could not be built: {tool.lacking}"


def _unloadable(job: Job) -> str:
    """Return why Go could not load the packages of a tree in which every file is there."""
    for entry in job.entries:
        if entry.mode == LINK and entry.path.rpartition("/")[2] in {"go.mod", "go.work"} and not ignored(entry.path):
            return f"{entry.path} is a symbolic link, which gotasks does not follow: commit the file itself"
    if not job.packages:
        return "there are Go files but no go.mod above them, so no package loads: run go mod init"
    for module in job.loadable:
        if module.outside:
            return _outside(module, module.outside[0])
    return ""


def _outside(module: Module, path: str) -> str:
    """Say that Go needs a folder outside the tree, and what brings it in; ``path`` is relative to the top."""
    up, _, rest = path.partition("/")
    near = up == ".." and rest.split("/")[0] not in {"", ".."}
    mend = (
        f'bring it in with carry = ["../{rest.split("/")[0]}"] in gotasks.toml'
        if near
        else "bring it into the repository"
    )
    return (
        f"{normpath(join(module.folder, 'go.mod'))}, or its go.work, names {path}, which is outside the judged tree: "
        f"{mend}, or require a version of it"
    )
