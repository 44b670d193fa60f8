"""git: the user's repository, read only; and private git folders, which know nothing of the user's configuration."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import join
from typing import NamedTuple

from gotasks.core.errors import NotJudgedError, UsageError
from gotasks.core.tree import Entry, parse_entries
from gotasks.edge import process
from gotasks.edge.process import output

QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "submodule.recurse=false")
"""For calls that read the user's work tree: no monitor, no hooks, no descent into submodules."""


NOBODY = {
    f"GIT_{who}_{what}": said
    for who in ("AUTHOR", "COMMITTER")
    for what, said in (("NAME", "gotasks"), ("EMAIL", "gotasks@invalid"), ("DATE", "1970-01-01T00:00:00Z"))
}
"""Who makes our own commits, always the same, so that they have the same ids."""


class GitError(NotJudgedError):
    """git refused; the text is git's own."""


class Repository(NamedTuple):
    """The user's repository, all paths absolute. ``index_file`` is the one that git named to the hook, if it did."""

    top: str
    git_dir: str
    common: str
    index_file: str
    objects: str
    object_format: str

    @property
    def folder(self) -> Path:
        """The folder of ours under the git folder (each worktree has its own)."""
        return Path(self.git_dir, "gotasks")


class Git(NamedTuple):
    """git with a fixed folder and environment."""

    cwd: str
    environ: Mapping[str, str]

    def __call__(self, *argv: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, answers: int = 0) -> bytes:
        """Run git and return what it printed. Raises GitError with git's own words where the status is no answer.

        ``answers`` is the highest exit status that is one: with 1 some commands say no, whatever they warn of.
        A git that a signal killed has a negative status, and has answered nothing.
        """
        environ = {**self._environ, **(env or {})}
        code, out, err = output(("git", *argv), cwd=self.cwd, environ=environ, stdin=stdin)
        if not 0 <= code <= answers:
            verb = next(word for before, word in zip(("", *argv), argv, strict=False) if "-c" not in {before, word})
            raise GitError(f"git {verb}: {_said(code, err)}")
        return out

    @contextmanager
    def started(self, *calls: Sequence[str]) -> Iterator[Callable[[], None]]:
        """Begin calls that are made one after the other, and yield what waits for the last. They end with the block.

        What waits raises GitError with git's own words where one failed, after which no other is made.
        """
        script = " && ".join(join(("git", *argv)) for argv in calls)
        with process.started(("/bin/sh", "-c", script), cwd=self.cwd, environ=self._environ) as outcome:

            def ended() -> None:
                code, _, err = outcome(b"", None)
                if code:
                    raise GitError(f"git: {_said(code, err)}")

            yield ended

    @property
    def _environ(self) -> dict[str, str]:
        return {**self.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1"}

    def text(self, *argv: str) -> str:
        """Return the output as text, without the newline at the end."""
        return os.fsdecode(self(*argv)).rstrip("\n")

    def sizes(self, oids: list[str]) -> dict[str, int]:
        """Return the size in bytes of each object that is there."""
        asked = "".join(f"{oid}\n" for oid in oids).encode()
        rows = self("cat-file", "--batch-check=%(objectname) %(objectsize)", stdin=asked) if oids else b""
        pairs = (row.split(" ") for row in rows.decode("ascii").splitlines())
        return {oid: int(size) for oid, size in pairs if size.isdigit()}

    def grep(self, words: Iterable[str], tree: str) -> bytes:
        """Return the lines of a tree's Go files that hold one of the words, or nothing (git-grep(1): status 1)."""
        wanted = [flag for word in words for flag in ("-e", word)]
        return self("grep", "-h", "-I", "-F", *wanted, tree, "--", "*.go", answers=1)

    def entries(self, tree: str) -> tuple[Entry, ...]:
        """List a tree."""
        return parse_entries(self("ls-tree", "-r", "-z", "--full-tree", tree))

    def blobs(self, oids: list[str]) -> dict[str, bytes]:
        """Read blobs, all in one process."""
        data = self("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in oids).encode()) if oids else b""
        found, at = {}, 0
        for oid in oids:
            header, _, _ = data[at:].partition(b"\n")
            size = header.split(b" ")[-1]
            if not size.isdigit():
                raise GitError(f"git cat-file: {os.fsdecode(header)}")
            begin = at + len(header) + 1
            at = begin + int(size) + 1
            found[oid] = data[begin : at - 1]
        return found


def _said(code: int, err: bytes) -> str:
    return err.decode("utf-8", "replace").strip() or f"exit status {code}"


def locate(cwd: str, environ: Mapping[str, str]) -> Repository:
    """Find the repository of a folder, or of the hook that runs us.

    Raises UsageError when there is none, GitError when git refuses it (safe.directory).
    """
    ask = (
        "rev-parse", "--path-format=absolute", "--show-toplevel", "--absolute-git-dir", "--git-common-dir",
        "--git-path", "index", "--git-path", "objects", "--show-object-format",
    )  # fmt: skip
    try:
        lines = Git(cwd, environ).text(*ask).split("\n")
    except GitError as error:
        if "not a git repository" in str(error):
            raise UsageError(f"{cwd} is not in a git repository: run git init, or go to one") from None
        if "must be run in a work tree" in str(error):
            raise UsageError(f"{cwd} is a bare repository: run gotasks in a work tree of it") from None
        if "safe.directory" in str(error):
            # The first line says what is wrong, the last one is the command that mends it.
            said = str(error).split("\n")
            raise GitError(f"{said[0]}: {said[-1].strip()}") from None
        raise
    if len(lines) != len(Repository._fields):
        raise UsageError("git 2.31 or newer is needed (and a path without line ends)")
    return Repository(*lines)


def shallow(repository: Repository) -> frozenset[str]:
    """Return the commits whose parents a shallow clone leaves out (gitrepository-layout(5))."""
    try:
        return frozenset(Path(repository.common, "shallow").read_text().split())
    except OSError:
        return frozenset()


def private_environ(environ: Mapping[str, str], **names: str) -> dict[str, str]:
    """Return an environment in which git knows nobody: no user, system or repository configuration or attributes."""
    base = {name: environ[name] for name in ("PATH", "TMPDIR", "SYSTEMROOT") if name in environ}
    nobody = {
        "HOME": os.devnull,
        "XDG_CONFIG_HOME": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
    }
    return {**base, **nobody, **names}


def make_private(folder: Path, environ: Mapping[str, str], object_format: str, objects: list[str]) -> None:
    """Make a private git folder that sees the objects of other folders. git probes the file system for it.

    Its configuration then holds only object format, file mode, symlinks, case and precompose settings, and what we say.
    """
    git = Git(str(folder.parent), private_environ(environ, GIT_DIR=str(folder)))
    git("init", "-q", "--template=", f"--object-format={object_format}", "--initial-branch=main")
    git("config", "core.bare", "false")
    git("config", "core.logAllRefUpdates", "false")
    # Who sets a file's time of access changes its ctime (see accessed).
    git("config", "core.trustctime", "false")
    (folder / "objects" / "info").mkdir(exist_ok=True)
    lines = "".join(f"{path}\n" for path in objects)
    (folder / "objects" / "info" / "alternates").write_bytes(os.fsencode(lines))
