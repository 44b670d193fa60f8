"""The slot is a plain clone, byte for byte, whatever the user has configured and whatever happened to it before."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import gitrepo
import psutil
import pytest
from gitrepo import Repo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gotasks.core.errors import UsageError
from gotasks.edge import git, slots
from gotasks.edge.slot import ceiling
from gotasks.edge.trees import Trees

NewRepo = Callable[..., Repo]
Listing = dict[str, tuple[str, bool, bytes]]

HOSTILE = """
[user]
name = a
email = a@example.com
[core]
autocrlf = true
eol = crlf
attributesFile = {home}/attributes
excludesFile = {home}/attributes
sparseCheckout = true
fsmonitor = true
[filter "shout"]
smudge = tr a-z A-Z
clean = tr A-Z a-z
[submodule]
recurse = true
"""


@dataclass(frozen=True)
class Bench:
    """A repository with its slots."""

    repo: Repo
    base: Path

    def check_out(self, revision: str) -> Path:
        environ = {**os.environ, **self.repo.env}
        repository = git.locate(str(self.repo.path), environ)
        trees = Trees(repository, self.base, environ)
        tree = trees.take(revision)
        with slots.hold(self.base, repository, tree.id, environ) as held:
            held.check_out(tree, trees.git.entries(tree.id))
            return held.root


@pytest.fixture
def bench(new_repo: NewRepo, cache: Path) -> Callable[..., Bench]:
    def make(files: dict[str, str | bytes]) -> Bench:
        return Bench(new_repo(files), cache / "slots")

    return make


def listing(root: Path) -> Listing:
    """Return kind, execute bit and bytes of all that is in a folder, empty folders included."""
    found: Listing = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".git"]
        for name in [*names, *folders]:
            path = os.path.join(folder, name)
            state = os.lstat(path)
            key = os.path.relpath(path, root)
            if stat.S_ISLNK(state.st_mode):
                found[key] = ("link", False, os.fsencode(os.readlink(path)))
            elif stat.S_ISDIR(state.st_mode):
                found[key] = ("folder", False, b"")
            else:
                found[key] = ("file", bool(state.st_mode & 0o100), Path(path).read_bytes())
    return found


def clone(repo: Repo, commit: str, to: Path) -> Listing:
    """Make a plain clone, as somebody without any configuration."""
    nobody = {
        "PATH": os.environ["PATH"],
        "HOME": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
    }
    for argv in (["clone", "-q", "-n", str(repo.path), str(to)], ["-C", str(to), "checkout", "-q", "--detach", commit]):
        subprocess.run(["git", "-c", "advice.detachedHead=false", *argv], env=nobody, check=True, capture_output=True)
    return listing(to)


NAMES = [
    "a",
    "b.txt",
    "c.go",
    "d/e.txt",
    "d/f.go",
    "d/g/h",
    "Ä ö",
    "new\nline",
    "-dash",
    'quo"te',
    "tail ",
    "sub/m",
    "a/under",
    b"\xff".decode("utf-8", "surrogateescape"),
]
ATTRIBUTES = [
    "* text=auto",
    "*.txt eol=crlf",
    "*.txt -text",
    "* text eol=lf",
    "*.go ident",
    "d/** eol=crlf",
    "* filter=shout",
    "*.txt text working-tree-encoding=UTF-16LE",
    "*.go export-ignore",
]
BODIES = [b"", b"one\n", b"one\r\ntwo\r\n", b"mixed\r\nlines\n", b"$Id$\n", b"\x00\xff\n", b"no newline"]

file = st.tuples(st.sampled_from(["100644", "100755"]), st.sampled_from(BODIES))
link = st.tuples(st.just("120000"), st.sampled_from([b"a", b"../outside", b"d", b"/etc/passwd"]))
module = st.just(("160000", b""))
attributes = st.lists(st.sampled_from(ATTRIBUTES), max_size=3).map(
    lambda lines: "".join(f"{x}\n" for x in lines).encode()
)
trees = st.tuples(
    st.dictionaries(st.sampled_from(NAMES), st.one_of(file, file, link, module), max_size=8),
    st.one_of(st.none(), attributes),
    st.one_of(st.none(), attributes),
)
vandal = st.sampled_from(["nothing", "lock", "garbage", "change", "remove", "chmod"])


def commit_of(repo: Repo, tree: dict[str, tuple[str, bytes]]) -> str:
    """Write a tree straight into the object store, past all filters, and commit it."""
    rows = []
    for name, (mode, body) in tree.items():
        if any(name.startswith(f"{other}/") for other in tree):
            continue
        oid = "1" * 40
        if mode != "160000":
            done = subprocess.run(
                ["git", "hash-object", "-w", "--stdin"], input=body, cwd=repo.path, capture_output=True, check=True
            )
            oid = done.stdout.decode().strip()
        rows.append(f"{mode} {oid}\t".encode() + os.fsencode(name) + b"\0")
    index = {**repo.env, "GIT_INDEX_FILE": str(repo.path / ".git/made")}
    (repo.path / ".git/made").unlink(missing_ok=True)
    subprocess.run(
        ["git", "update-index", "-z", "--index-info"], input=b"".join(rows), cwd=repo.path, env=index, check=True
    )
    made = repo.git("write-tree", GIT_INDEX_FILE=index["GIT_INDEX_FILE"])
    commit = repo.git("commit-tree", made, "-m", "x")
    repo.git("update-ref", f"refs/heads/b{commit}", commit)
    return commit


def vandalise(root: Path, how: str) -> None:
    lock = root.parents[1] / "git" / "index.lock"
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]
    if how == "lock" and lock.parent.is_dir():
        lock.touch()
    elif how == "garbage" and root.is_dir():
        (root / "left.go").write_text("package left\n")
        (root / "deep/er").mkdir(parents=True, exist_ok=True) if not (root / "deep").is_file() else None
    elif how == "change" and files:
        files[0].write_bytes(b"changed behind its back\n")
    elif how == "remove" and files:
        files[-1].unlink()
    elif how == "chmod" and files:
        files[0].chmod(0o755 if not os.access(files[0], os.X_OK) else 0o644)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(sequence=st.lists(st.tuples(trees, vandal), min_size=1, max_size=4))
def test_slot_equals_clone_over_random_trees(
    sequence: list[tuple[tuple[dict[str, tuple[str, bytes]], bytes | None, bytes | None], str]],
) -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "gitconfig").write_text(HOSTILE.format(home=home))
        (home / "attributes").write_text("* eol=crlf filter=shout\n")
        env = {**os.environ, "HOME": folder, "GIT_CONFIG_GLOBAL": str(home / "gitconfig")}
        repo = gitrepo.make(home / "repo", env)
        (repo.path / ".git/info").mkdir(exist_ok=True)
        (repo.path / ".git/info/attributes").write_text("* eol=crlf ident\n")
        bench = Bench(repo, home / "slots")
        for number, ((entries, top, below), how) in enumerate(sequence):
            tree = dict(entries)
            tree |= {".gitattributes": ("100644", top)} if top is not None else {}
            tree |= {"d/.gitattributes": ("100644", below)} if below is not None and "d" not in tree else {}
            commit = commit_of(repo, tree)
            vandalise(bench.base / "0" / "tree" / "repo", how)

            root = bench.check_out(commit)

            assert listing(root) == clone(repo, commit, home / f"clone{number}")


def test_a1_a_change_of_gitattributes_alone_rewrites_the_files(bench: Callable[..., Bench]) -> None:
    made = bench({"a.txt": "one\n"})
    assert (made.check_out("HEAD") / "a.txt").read_bytes() == b"one\n"
    made.repo.write({".gitattributes": "*.txt eol=crlf\n"}).commit()

    assert (made.check_out("HEAD") / "a.txt").read_bytes() == b"one\r\n"
    assert (made.check_out("HEAD~1") / "a.txt").read_bytes() == b"one\n"


def test_a1_a_kill_between_two_attributes_is_survived(bench: Callable[..., Bench]) -> None:
    made = bench({"a.txt": "one\n"})
    root = made.check_out("HEAD")
    made.repo.write({".gitattributes": "*.txt eol=crlf\n"}).commit()
    made.check_out("HEAD")
    (root.parents[1] / "attributes").unlink()  # written last, so a killed update leaves none

    assert (made.check_out("HEAD~1") / "a.txt").read_bytes() == b"one\n"


def test_a2_the_users_configuration_does_not_count(bench: Callable[..., Bench]) -> None:
    made = bench({"a.txt": "one\n", ".gitattributes": "* filter=shout\n"})
    for key, value in (("core.autocrlf", "true"), ("filter.shout.smudge", "tr a-z A-Z")):
        made.repo.git("config", key, value)
    (made.repo.path / ".git/info").mkdir(exist_ok=True)
    (made.repo.path / ".git/info/attributes").write_text("* eol=crlf\n")

    assert (made.check_out("HEAD") / "a.txt").read_bytes() == b"one\n"


@pytest.mark.parametrize("name", ["go.work", "go.mod", ".golangci.yml", "staticcheck.conf"])
def test_a3_a4_what_lies_above_the_slot_is_refused(bench: Callable[..., Bench], cache: Path, name: str) -> None:
    made = bench({"a": ""})
    (cache / name).touch()

    with pytest.raises(UsageError, match=f"{name} lies above the slots.*set GOTASKS_CACHE"):
        made.check_out("HEAD")


def test_a5_a_repository_above_the_slot_is_refused(bench: Callable[..., Bench], cache: Path) -> None:
    made = bench({"a": ""})
    (cache / ".git").mkdir()

    with pytest.raises(UsageError, match=r"\.git lies above the slots"):
        made.check_out("HEAD")


def test_a9_a_lock_that_a_kill_left_behind_is_removed(bench: Callable[..., Bench]) -> None:
    made = bench({"a": "1"})
    root = made.check_out("HEAD")
    (root.parents[1] / "git/index.lock").touch()
    made.repo.write({"a": "2"}).commit()

    assert (made.check_out("HEAD") / "a").read_text() == "2"


def test_a12_a_submodule_is_an_empty_folder_whatever_a_test_left_in_it(bench: Callable[..., Bench]) -> None:
    made = bench({"a": "1"})
    made.repo.git("update-index", "--add", "--cacheinfo", "160000," + "1" * 40 + ",sub")
    made.repo.git("commit", "-qm", "sub")
    root = made.check_out("HEAD")
    (root / "sub/left").write_text("x")

    assert list((made.check_out("HEAD") / "sub").iterdir()) == []


def test_the_checkout_is_cleaned_before_a_run(bench: Callable[..., Bench]) -> None:
    made = bench({"a": "1", ".gitignore": "ignored\n"})
    root = made.check_out("HEAD")
    (root / "ignored").write_text("x")
    (root / "new").mkdir()
    (root / "new/deep").write_text("x")
    (root / "new").chmod(0o555)
    gitrepo.make(root / "inner", None, {"b": ""})

    assert sorted(listing(made.check_out("HEAD"))) == [".gitignore", "a"]


def test_a_repository_among_the_trees_own_files_goes(bench: Callable[..., Bench]) -> None:
    made = bench({"a/b/c": "1", "d": "2"})
    root = made.check_out("HEAD")
    for folder in ("a", "a/b"):
        gitrepo.make(root / folder, None, {"left": "x"})

    again = made.check_out("HEAD")

    assert sorted(listing(again)) == ["a", "a/b", "a/b/c", "d"]
    assert not [*again.rglob(".git")]


@pytest.mark.parametrize("own", [False, True])
def test_a_git_that_a_killed_run_left_is_ended(bench: Callable[..., Bench], own: bool) -> None:  # noqa: FBT001
    made = bench({"a": "1"})
    environ = {**os.environ, **made.repo.env}
    repository = git.locate(str(made.repo.path), environ)
    with slots.hold(made.base, repository, "", environ) as held:
        slot = held.make_own() if own else held
    left = subprocess.Popen(["sleep", "60"], env=slot.git.environ)
    (held.folder / "running").touch()

    made.check_out("HEAD")

    assert left.wait(10) == -signal.SIGKILL


def test_the_session_of_the_user_outlives_a_git_that_a_killed_run_left_in_it(bench: Callable[..., Bench]) -> None:
    made = bench({"a": "1"})
    folder = made.check_out("HEAD").parents[1]
    script = 'GIT_CEILING_DIRECTORIES="$1" sleep 60 & exec sleep 60'
    user = subprocess.Popen(["sh", "-c", script, "sh", ceiling(folder)], start_new_session=True)
    try:
        while not (left := psutil.Process(user.pid).children()):
            time.sleep(0.01)
        (folder / "running").touch()

        made.check_out("HEAD")

        assert left[0].status() == psutil.STATUS_ZOMBIE
        assert user.poll() is None
    finally:
        os.killpg(user.pid, signal.SIGKILL)
        user.wait()


def test_a_broken_slot_is_made_anew(bench: Callable[..., Bench]) -> None:
    made = bench({"a": "1"})
    root = made.check_out("HEAD")
    (root.parents[1] / "git/index").write_bytes(b"garbage")
    (root.parents[1] / "git/HEAD").unlink()

    assert (made.check_out("HEAD") / "a").read_text() == "1"


def test_the_path_stays_the_same_and_unchanged_files_keep_their_time(bench: Callable[..., Bench]) -> None:
    made = bench({"a": "1", "b": "1"})
    root = made.check_out("HEAD")
    before = (root / "b").stat().st_mtime_ns
    made.repo.write({"a": "2"}).commit()

    assert made.check_out("HEAD") == root
    assert root.name == "repo"
    assert (root / "b").stat().st_mtime_ns == before


def test_worktrees_of_a_repository_share_the_slots(new_repo: NewRepo, cache: Path, tmp_path: Path) -> None:
    repo = new_repo({"a": "1"})
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    places = [git.locate(str(path), os.environ) for path in (repo.path, tmp_path / "linked")]

    assert len({slots.repository_folder(cache, place) for place in places}) == 1


def test_a_second_run_on_another_tree_takes_the_next_slot(bench: Callable[..., Bench]) -> None:
    made = bench({"a": "1"})
    repository = git.locate(str(made.repo.path), os.environ)
    with (
        slots.hold(made.base, repository, "tree one", os.environ) as first,
        slots.hold(made.base, repository, "tree two", os.environ) as second,
    ):
        assert (first.number, second.number) == (0, 1)


def test_a_second_run_on_the_same_tree_waits(bench: Callable[..., Bench]) -> None:
    made = bench({"a": "1"})
    repository = git.locate(str(made.repo.path), os.environ)
    order: list[str] = []

    def second() -> None:
        with slots.hold(made.base, repository, "tree", os.environ) as held:
            order.append(f"second in slot {held.number}")

    with slots.hold(made.base, repository, "tree", os.environ):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.6)
        order.append("first ends")
    thread.join()

    assert order == ["first ends", "second in slot 0"]
