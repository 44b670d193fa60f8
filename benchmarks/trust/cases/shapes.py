"""Where a repository lies and of what kind it is: worktrees, submodules, clones that lack something."""

from __future__ import annotations

from benchmarks.trust.cases.case import BASE, GOOD, UNFORMATTED, Act, Case, Place, cloned, pair, saved, staged
from benchmarks.trust.cases.ways import everything, plain
from benchmarks.trust.repo import Repo


def unborn(place: Place) -> Repo:
    """Make a repository without a commit."""
    url = place.origin()
    repo = place.repo()
    repo.git("init", "-q", "--initial-branch=main")
    repo.git("remote", "add", "origin", url)
    repo.write(BASE)
    place.install(repo)
    return repo


def first(repo: Repo, *, good: bool) -> Act:
    """Make the first commit of all."""
    text, opposite = pair(good=good)
    repo.write({"a/a.go": text}).git("add", "-A")
    repo.write({"a/a.go": opposite})
    return Act(repo)


def worktree(place: Place) -> Repo:
    """Make a linked worktree; the main one is dirty and in the middle of other work."""
    main = cloned(place)
    main.git("worktree", "add", "-q", "-b", "linked", "../linked")
    linked = place.repo("linked")
    staged(main, "a/a.go", UNFORMATTED, GOOD)
    return linked


def worktree_of_bare(place: Place) -> Repo:
    """Make a worktree of a bare clone, as many keep all their branches side by side."""
    cloned(place, path="plain")
    place.repo("bare.git").git("clone", "-q", "--bare", str(place.folder / "origin.git"), ".")
    place.repo("bare.git").git("worktree", "add", "-q", "-b", "linked", "../linked")
    linked = place.repo("linked")
    linked.git("remote", "set-url", "origin", f"file://{place.folder}/origin.git")
    place.install(linked)
    return linked


def submodule(place: Place) -> Repo:
    """Make a submodule of a dirty super-repository."""
    cloned(place, path="plain")
    above = place.repo("above")
    above.git("init", "-q", "--initial-branch=main")
    above.git("submodule", "--quiet", "add", f"file://{place.folder}/origin.git", "below")
    saved(above, {"go.mod": "module example.com/above\n"})
    above.write({"above.go": UNFORMATTED}).git("add", "above.go")
    below = place.repo("above/below")
    place.install(below)
    return below


def separate(place: Place) -> Repo:
    """Put the git folder elsewhere (``--separate-git-dir``)."""
    repo = cloned(place)
    repo.git("init", "-q", "--separate-git-dir", "../elsewhere.git")
    place.install(repo)
    return repo


def odd_path(place: Place) -> Repo:
    """Clone into a folder with a space, a quote and letters beyond ASCII in its name."""
    return cloned(place, path="so'me re\u0301po é$x")


def linked_path(place: Place) -> Repo:
    """Come to the repository by a symbolic link."""
    repo = cloned(place)
    (place.folder / "link").symlink_to("repo")
    return Repo(place.folder / "link", repo.env)


def shallow(place: Place) -> Repo:
    """Clone the last commit only."""
    origin = cloned(place, path="plain")
    saved(origin, {"notes.txt": "more\n"})
    origin.git("-c", "core.hooksPath=/dev/null", "push", "-q", "origin", "main")
    repo = place.repo()
    repo.git("clone", "-q", "--depth=1", f"file://{place.folder}/origin.git", ".")
    place.install(repo)
    return repo


def blobless(place: Place) -> Repo:
    """Clone without blobs, but for those of the checkout."""
    return cloned(place, "--filter=blob:none")


def blobless_sparse(place: Place) -> Repo:
    """Clone without blobs, and check out package a only: the blobs of package b are not here."""
    repo = cloned(place, "--filter=blob:none", "--sparse")
    repo.git("sparse-checkout", "set", "a")
    return repo


def treeless(place: Place) -> Repo:
    """Clone without trees."""
    return cloned(place, "--filter=tree:0")


def borrowed(place: Place) -> Repo:
    """Clone with objects of another repository (``--reference``)."""
    cloned(place, path="lender")
    repo = place.repo()
    url = f"file://{place.folder}/origin.git"
    repo.git("clone", "-q", "--reference", str(place.folder / "lender"), url, ".")
    place.install(repo)
    return repo


def sha256(place: Place) -> Repo:
    """Make a repository whose ids are SHA-256."""
    return cloned(place, init=("--object-format=sha256",))


def from_outside(repo: Repo, *, good: bool) -> Act:
    """Name git folder and work tree, from another folder."""
    flags = (f"--git-dir={repo.path}/.git", f"--work-tree={repo.path}")
    return Act(plain(repo, good=good).repo, flags=flags, cwd="..")


def apart(place: Place) -> Repo:
    """Put the git folder where only ``--git-dir`` finds it, as people keep their dot files."""
    repo = cloned(place)
    (repo.path / ".git").rename(place.folder / "apart.git")
    return repo


def from_apart(repo: Repo, *, good: bool) -> Act:
    """Commit there; nothing in the working tree says where the git folder is."""
    text, opposite = pair(good=good)
    flags = ("--git-dir=../apart.git", "--work-tree=.")
    repo.write({"a/a.go": text}).git(*flags, "add", "a/a.go")
    repo.write({"a/a.go": opposite})
    return Act(repo, flags=flags)


def by_variables(repo: Repo, *, good: bool) -> Act:
    """GIT_DIR and GIT_WORK_TREE are set."""
    env = {"GIT_DIR": str(repo.path / ".git"), "GIT_WORK_TREE": str(repo.path)}
    return Act(plain(repo, good=good).repo, env=env)


CASES = (
    Case("first commit", first, unborn, rows=(14,), absolute=True),
    Case("linked worktree", plain, worktree, rows=(47,)),
    Case("linked worktree, -a", everything, worktree, rows=(47, 45)),
    Case("worktree of a bare repository", plain, worktree_of_bare, rows=(47,)),
    Case("in a submodule", plain, submodule, rows=(54, 64)),
    Case("in a submodule, -a", everything, submodule, rows=(54, 45)),
    Case("--separate-git-dir", plain, separate),
    Case("--git-dir and --work-tree", from_outside),
    Case("--git-dir elsewhere", from_apart, apart),
    Case("GIT_DIR and GIT_WORK_TREE", by_variables),
    Case("odd name of the folder", plain, odd_path, rows=(75,)),
    Case("by a symbolic link", plain, linked_path),
    Case("shallow clone", plain, shallow, rows=(79,)),
    Case("partial clone, blob:none", plain, blobless, rows=(79, 48)),
    Case("partial and sparse clone", plain, blobless_sparse, rows=(79, 48)),
    Case("partial clone, tree:0", plain, treeless, rows=(79, 48)),
    Case("clone --reference", plain, borrowed),
    Case("SHA-256", plain, sha256),
)
