"""Where git looks for hooks, and what lies there. Reads only."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from gotasks.core.hooks import BESIDE, FOLDER, SHARED, Configured, HookFile, Hooks, recorded
from gotasks.core.settings import HOOKS
from gotasks.edge.environment import elsewhere
from gotasks.edge.files import carried
from gotasks.edge.git import Git, GitError, Repository
from gotasks.edge.process import output

STARTS_WITHIN = 60.0
"""Seconds for a program to say its version; a cold Python on a busy machine takes some."""

MOST = 1 << 20
"""Bytes that are read of a hook; some are compiled programs."""


class HookFolder(NamedTuple):
    """Where git looks for the hooks of a repository: ``folder``, because core.hooksPath ``said`` so in ``scope``.

    ``default`` is the folder without that, and ``absent`` the submodule, not checked out, in which the folder lies.
    All folders are absolute.
    """

    top: str
    folder: Path
    default: Path
    said: str = ""
    scope: str = ""
    absent: str = ""

    @property
    def ours(self) -> bool:
        """Whether it is the folder of templates that a repository carries itself."""
        return bool(self.said) and self.folder == Path(os.path.realpath(self.top), FOLDER)

    def inside(self, folder: str | Path) -> bool:
        """Whether git looks below a folder."""
        return self.folder.is_relative_to(os.path.realpath(folder))


def find(repository: Repository, environ: Mapping[str, str]) -> HookFolder:
    """Ask git where it looks."""
    git = Git(repository.top, environ)
    folder = Path(os.path.realpath(Path(repository.top, git.text("rev-parse", "--git-path", "hooks"))))
    default = Path(os.path.realpath(Path(repository.common, "hooks")))
    try:
        scope, _, said = git.text("config", "--show-scope", "--get", "core.hooksPath").partition("\t")
    except GitError:
        scope = said = ""
    return HookFolder(repository.top, folder, default, said, scope, "" if folder.is_dir() else _absent(git, folder))


def _absent(git: Git, folder: Path) -> str:
    """Return the submodule in which a missing folder would lie."""
    top = os.path.realpath(git.cwd)
    for above in folder.parents:
        if above.is_dir() and above.is_relative_to(top) and str(above) != top:
            path = os.path.relpath(above, top)
            return path if git.text("ls-files", "--stage", "--", path).startswith("160000 ") else ""
    return ""


def files(folder: Path) -> dict[str, HookFile]:
    """Read a hooks folder, git's samples left out."""
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and path.suffix != ".sample":
            with path.open("rb") as file:
                text = file.read(MOST).decode("utf-8", "surrogateescape")
            found[path.name] = HookFile(text, os.access(path, os.X_OK))
    return found


def configured(git: Git) -> tuple[Configured, ...]:
    """Read the hooks of git's configuration; older versions of git run none of them."""
    try:
        listed = git("config", "--null", "--get-regexp", r"^hook\.").decode("utf-8", "replace")
    except GitError:
        return ()
    commands: dict[str, str] = {}
    events: dict[str, list[str]] = {}
    for key, _, value in (entry.partition("\n") for entry in listed.split("\0") if entry):
        name, _, field = key.removeprefix("hook.").rpartition(".")
        if field == "command":
            commands[name] = value
        elif field == "event":
            events.setdefault(name, []).append(value)
    return tuple(Configured(name, command, tuple(events.get(name, ()))) for name, command in commands.items())


def marker(repository: Repository) -> Path:
    """Return the file that says that hooks were installed, whatever became of them since."""
    return Path(repository.common, "gotasks", "hooks-installed")


def template(name: str) -> str:
    """Return the text of one of our templates."""
    return (carried(FOLDER) / name).read_text("utf-8")


def look(repository: Repository, environ: Mapping[str, str]) -> Hooks:
    """Gather all that is to be known of the hooks of a repository."""
    where = find(repository, environ)
    there = files(where.folder)
    said = recorded(there[SHARED].text) if SHARED in there else {}
    return Hooks(
        templates={name: template(name) for name in (*HOOKS, *BESIDE)},
        folder=str(where.folder),
        there=where.folder.is_dir(),
        default=str(where.default),
        said=where.said,
        scope=where.scope,
        absent=where.absent,
        files=there,
        passed_over=files(where.default) if where.folder != where.default else {},
        called=_called(where.folder),
        configured=configured(Git(repository.top, environ)),
        marked=marker(repository).is_file(),
        trouble=trouble(said["gotasks"], environ) if said.get("gotasks") else "",
        head=head(repository.top, said["submodule"], environ) if said.get("submodule") else "",
    )


def _called(folder: Path) -> dict[str, str]:
    """Return the scripts that husky's hooks call: of a folder ``_``, those beside it."""
    if folder.name != "_":
        return {}
    return {name: file.text for name, file in files(folder.parent).items()}


def trouble(program: str, environ: Mapping[str, str]) -> str:
    """Return why a program does not start, or nothing."""
    code, out, err = output((program, "--version"), cwd="/", environ=environ, timeout=STARTS_WITHIN)
    if not code and out.startswith(b"gotasks "):
        return ""
    said = (err or out).decode("utf-8", "replace").strip().split("\n")
    return said[-1] or f"it ended with {code}"


def head(top: str, submodule: str, environ: Mapping[str, str]) -> str:
    """Return the commit that a submodule has checked out; nothing where it is not."""
    folder = os.path.join(top, submodule)
    if not os.path.lexists(os.path.join(folder, ".git")):
        return ""
    try:
        return Git(folder, elsewhere(environ)).text("rev-parse", "HEAD")
    except GitError:
        return ""
