"""What lies outside the tree: ignored files, files above the repository, modules beside it, submodules, settings."""

from __future__ import annotations

from benchmarks.trust.cases.case import GOOD, MODULE, ONE, UNFORMATTED, Act, Case, Place, cloned, pair, saved, staged
from benchmarks.trust.cases.ways import plain
from benchmarks.trust.repo import Repo

LIB = {"go.mod": "module example.com/lib\n\ngo 1.22\n", "lib.go": "package lib\n\n// Old is old.\nconst Old = 1\n"}
NEW = "package lib\n\n// Old is old.\nconst Old = 1\n\n// New is new.\nconst New = 2\n"
USES = 'package a\n\nimport "example.com/lib"\n\n// One is one.\nfunc One() int { return lib.Old }\n'
USES_NEW = USES.replace("lib.Old", "lib.New")
REQUIRE = f"{MODULE}\nrequire example.com/lib v0.0.0\n"
WORK = "go 1.22\n\nuse .\n"


def work_above(repo: Repo, *, good: bool) -> Act:
    """A go.work above the repository brings a module, or shuts this one out."""
    above = Repo(repo.path.parent, repo.env)
    above.write({f"lib/{name}": body for name, body in LIB.items()})
    above.write({"go.work": "go 1.22\n\nuse ./lib\n" if good else "go 1.22\n\nuse (\n\t./lib\n\t./repo\n)\n"})
    staged(repo, "a/a.go", GOOD if good else USES)
    return Act(repo)


def work_ignored(repo: Repo, *, good: bool) -> Act:
    """A go.work that git ignores does so."""
    saved(repo, {".gitignore": "/go.work\n/lib/\n"})
    repo.write({f"lib/{name}": body for name, body in LIB.items()})
    repo.write({"go.work": "go 1.22\n\nuse ./lib\n" if good else f"{WORK}\nuse ./lib\n"})
    staged(repo, "a/a.go", GOOD if good else USES)
    return Act(repo)


def vendor_ignored(repo: Repo, *, good: bool) -> Act:
    """A vendor folder that git ignores holds what is imported; it is tracked if good, and spoilt on disk."""
    saved(repo, {".gitignore": "" if good else "/vendor/\n"})
    vendor = {
        "vendor/modules.txt": "# example.com/lib v0.0.0\n## explicit; go 1.22\nexample.com/lib\n",
        "vendor/example.com/lib/lib.go": LIB["lib.go"],
    }
    repo.write(vendor)
    staged(repo, "go.mod", REQUIRE)
    staged(repo, "a/a.go", USES)
    if good:
        repo.git("add", "vendor")
        repo.write({"vendor/example.com/lib/lib.go": "package wrong\n"})
    return Act(repo)


def generated_ignored(repo: Repo, *, good: bool) -> Act:
    """Generated code that git ignores is there for whoever has generated it."""
    saved(repo, {".gitignore": "*.gen.go\n"})
    repo.write({"a/one.gen.go": "package wrong\n" if good else "package a\n\nconst one = 1\n"})
    staged(repo, "a/a.go", GOOD if good else ONE.replace("return 1", "return one"))
    return Act(repo)


def replaced_outside(repo: Repo, *, good: bool) -> Act:
    """``replace => ../lib``: staged, or only in the working tree, where it lacks."""
    local = f"{REQUIRE}\nreplace example.com/lib => ../lib\n"
    if good:
        repo.write({"go.mod": f"{REQUIRE}\nreplace example.com/lib => ../nowhere\n"})
        staged(repo, "a/a.go", GOOD)
    else:
        Repo(repo.path.parent, repo.env).write({f"lib/{name}": body for name, body in LIB.items()})
        staged(repo, "go.mod", local)
        staged(repo, "a/a.go", USES)
    return Act(repo)


def tools_above(repo: Repo, *, good: bool) -> Act:
    """Settings of golangci-lint, staticcheck, gofumpt and an editor lie above the repository."""
    formatters = 'version: "2"\nformatters:\n  enable: [gofumpt]\n'
    Repo(repo.path.parent, repo.env).write({".golangci.yml": formatters, "staticcheck.conf": "broken", "go.mod": "x"})
    return plain(repo, good=good)


def with_library(place: Place) -> Repo:
    """Clone a repository with a submodule that go.work uses, and that has two commits."""
    url = place.origin("lib")
    lib = place.repo("lib-work")
    lib.git("init", "-q", "--initial-branch=main")
    saved(lib, dict(LIB))
    saved(lib, {"lib.go": NEW})
    lib.git("remote", "add", "origin", url)
    lib.git("push", "-q", "origin", "main")
    repo = cloned(place)
    repo.git("submodule", "--quiet", "add", url, "lib")
    repo.git("-C", "lib", "checkout", "-q", "HEAD^")
    repo.git("add", "lib")
    saved(repo, {"go.work": f"{WORK}\nuse ./lib\n"})
    return repo


def submodule_used(repo: Repo, *, good: bool) -> Act:
    """What is recorded of a submodule counts, not what is checked out in it."""
    repo.git("-C", "lib", "checkout", "-q", "main")
    if good:
        repo.git("add", "lib")
        repo.git("-C", "lib", "checkout", "-q", "HEAD^")
    staged(repo, "a/a.go", USES_NEW)
    return Act(repo)


def submodule_beside(repo: Repo, *, good: bool) -> Act:
    """A submodule that Go does not reach is dirty, and git is told to go into submodules always."""
    repo.git("config", "submodule.recurse", "true")
    repo.write({"lib/lib.go": "package dirty\n"})
    return plain(repo, good=good)


def with_unused(place: Place) -> Repo:
    """Clone a repository with a submodule that Go does not reach."""
    repo = with_library(place)
    repo.git("rm", "-q", "go.work")
    saved(repo, {"notes.txt": "no workspace\n"})
    return repo


def submodule_absent(repo: Repo, *, good: bool) -> Act:
    """The same, not even initialised."""
    repo.git("submodule", "--quiet", "deinit", "-f", "lib")
    return plain(repo, good=good)


def nested_repository(repo: Repo, *, good: bool) -> Act:
    """Another repository lies in an untracked folder, and one is tracked without .gitmodules."""
    inner = Repo(repo.path / "inner", repo.env)
    inner.path.mkdir()
    inner.git("init", "-q", "--initial-branch=main")
    saved(inner, {"inner.go": "package inner\n"})
    repo.git("add", "inner")
    inner.write({"inner.go": UNFORMATTED})
    return plain(repo, good=good)


def settings_unstaged(repo: Repo, *, good: bool) -> Act:
    """The settings are edited and not staged: they ask for nothing at all, or for what nobody can satisfy."""
    file = repo.path / "gotasks.toml"
    nothing = '[suites]\nnone = ["commit-msg"]\n[hooks]\npre-commit = ["none"]\n'
    impossible = '[commands.never]\nrun = ["false"]\n[hooks]\npre-commit = ["never"]\n'
    file.write_text(impossible if good else nothing)
    text, opposite = pair(good=good)
    staged(repo, "a/a.go", text, opposite)
    return Act(repo)


BESIDE = "what lies outside the tree is not committed"
ABSENT = "a module that is not here: nothing shows what Go would say of it"

CASES = (
    Case("go.work above", work_above, rows=(83,), unseen=ABSENT),
    Case("ignored go.work", work_ignored, rows=(33, 83), unseen=ABSENT),
    Case("ignored vendor", vendor_ignored, rows=(33,), unseen=ABSENT),
    Case("ignored generated code", generated_ignored, rows=(33,)),
    Case(
        "replace outside the tree", replaced_outside, rows=(83,), unseen="what lies outside the tree is not committed"
    ),
    Case("configuration of tools above", tools_above),
    Case("submodule that go.work uses", submodule_used, with_library, rows=(54,), clone=("--recurse-submodules",)),
    Case("submodule.recurse, dirty submodule", submodule_beside, with_unused, rows=(11, 54)),
    Case("submodule not initialised", submodule_absent, with_unused, rows=(54,)),
    Case("repository within", nested_repository, rows=(54,)),
    Case("settings not staged", settings_unstaged, rows=(52,), only=("gotasks",)),
)
