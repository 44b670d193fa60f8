"""What stands in git is not what stands on disk: attributes, filters, line ends, links, replaced objects."""

from __future__ import annotations

import hashlib

from benchmarks.trust.cases.case import GOOD, ONE, UNFORMATTED, Act, Case, pair, saved, script, staged
from benchmarks.trust.cases.ways import plain
from benchmarks.trust.repo import Repo

LF, CRLF = "*.go text eol=lf\n", "*.go text eol=crlf\n"
"""gofmt wants LF."""

EMBED = ONE.replace("package a\n", 'package a\n\nimport _ "embed"\n\n//go:embed data.txt\nvar Data string\n')
LINKED = "package a\n\n// Linked is here.\nfunc Linked() int { return 1 }\n"


def autocrlf(repo: Repo, *, good: bool) -> Act:
    """``core.autocrlf``: CRLF on disk, LF in git."""
    repo.git("config", "core.autocrlf", "true")
    text, _ = pair(good=good)
    repo.write({"a/a.go": text.replace("\n", "\r\n")}).git("add", "a/a.go")
    return Act(repo)


def crlf_committed(repo: Repo, *, good: bool) -> Act:
    """CRLF in git, and on disk too, or mended there only."""
    staged(repo, "a/a.go", GOOD if good else GOOD.replace("\n", "\r\n"), GOOD.replace("\n", "\r\n") if good else GOOD)
    return Act(repo)


def attributes_staged(repo: Repo, *, good: bool) -> Act:
    """.gitattributes is staged, and says the opposite in the working tree."""
    staged(repo, "a/a.go", GOOD)
    staged(repo, ".gitattributes", LF if good else CRLF, CRLF if good else LF)
    return Act(repo)


def attributes_unstaged(repo: Repo, *, good: bool) -> Act:
    """An edit of .gitattributes is not staged, beside a change that is."""
    saved(repo, {".gitattributes": LF})
    repo.write({".gitattributes": CRLF})
    return plain(repo, good=good)


def attributes_below(repo: Repo, *, good: bool) -> Act:
    """Macros, and a .gitattributes below that takes back what the one at the top says."""
    top = "[attr]windows text eol=crlf\n*.go windows\n"
    staged(repo, ".gitattributes", top)
    staged(repo, "b/.gitattributes", LF)
    if good:
        staged(repo, "a/.gitattributes", LF, "")
    else:
        repo.write({"a/.gitattributes": LF})
    return Act(repo)


def own_attributes(repo: Repo, *, good: bool) -> Act:
    """.git/info/attributes and core.attributesFile are the user's, not the tree's."""
    repo.write({".git/info/attributes": CRLF, ".git/attributes": CRLF})
    repo.git("config", "core.attributesFile", str(repo.path / ".git/attributes"))
    return plain(repo, good=good)


def encoding(repo: Repo, *, good: bool) -> Act:
    """working-tree-encoding: a checkout has UTF-16, which Go does not read."""
    utf16 = "a/*.go text working-tree-encoding=UTF-16LE-BOM\n"
    if good:
        saved(repo, {".gitattributes": LF})
        staged(repo, "a/a.go", GOOD)
        repo.write({".gitattributes": utf16})
    else:
        staged(repo, ".gitattributes", utf16, LF)
    return Act(repo)


def smudge(repo: Repo, *, good: bool) -> Act:
    """The user's own filter makes good of bad on disk, or bad of good."""
    text, opposite = pair(good=good)
    repo.write({".git/opposite": opposite, ".git/text": text})
    repo.git("config", "filter.own.smudge", f"cat {_quoted(repo, 'opposite')}")
    repo.git("config", "filter.own.clean", f"cat {_quoted(repo, 'text')}")
    repo.git("config", "filter.own.required", "true")
    staged(repo, ".gitattributes", "a/a.go filter=own\n")
    staged(repo, "a/a.go", text, opposite)
    return Act(repo)


def lfs(repo: Repo, *, good: bool) -> Act:
    """A file is an LFS pointer in git; its content is on disk only, as with git-lfs."""
    body = b"large\n" * 1000
    oid = hashlib.sha256(body).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {len(body)}\n"
    store = repo.path / ".git" / "lfs" / "objects" / oid[:2] / oid[2:4]
    store.mkdir(parents=True)
    (store / oid).write_bytes(body)
    clean = script(repo.path / ".git", "clean", f"cat > /dev/null; printf '%s' '{pointer}'")
    repo.git("config", "filter.lfs.clean", f"'{clean}'")
    repo.git("config", "filter.lfs.smudge", f"cat > /dev/null; cat '{store / oid}'")
    repo.git("config", "filter.lfs.required", "true")
    staged(repo, ".gitattributes", "data.txt filter=lfs diff=lfs merge=lfs -text\n")
    staged(repo, "a/data.txt", body)
    text = EMBED if good else EMBED.replace("{ return", "{return")
    staged(repo, "a/a.go", text, EMBED if not good else UNFORMATTED)
    return Act(repo)


def export_ignore(repo: Repo, *, good: bool) -> Act:
    """``export-ignore`` keeps a file out of archives, not out of clones."""
    saved(repo, {".gitattributes": "one.go export-ignore\n"})
    helper = "package a\n\nconst one = 1\n" if good else "package a\n\nconst one = nothing\n"
    staged(repo, "a/one.go", helper, "package a\n\nconst one = 1\n" if not good else "package wrong\n")
    staged(repo, "a/a.go", ONE.replace("return 1", "return one"))
    return Act(repo)


def embedded(repo: Repo, *, good: bool) -> Act:
    """An ignored file satisfies ``go:embed``."""
    saved(repo, {".gitignore": "data.txt\n"})
    staged(repo, "a/a.go", EMBED)
    repo.write({"a/data.txt": "data\n"})
    if good:
        repo.git("add", "-f", "a/data.txt")
        (repo.path / "a/data.txt").unlink()
    return Act(repo)


def link(repo: Repo, *, good: bool) -> Act:
    """A Go file becomes a link to a file of the tree; on disk it is a file still."""
    text = LINKED if good else LINKED.replace("return 1", "return nothing")
    staged(repo, "shared/linked.txt", text)
    staged(repo, "a/l.go", LINKED)
    (repo.path / "a/l.go").unlink()
    (repo.path / "a/l.go").symlink_to("../shared/linked.txt")
    repo.git("add", "a/l.go")
    (repo.path / "a/l.go").unlink()
    repo.write({"a/l.go": LINKED if not good else LINKED.replace("return 1", "return nothing")})
    return Act(repo)


def dangling(repo: Repo, *, good: bool) -> Act:
    """A link of the tree leads to a file that is only on disk."""
    repo.write({".git/info/exclude": "local.txt\n", "shared/local.txt": "local\n"})
    text = EMBED.replace("data.txt", "sub")
    staged(repo, "a/a.go", text)
    staged(repo, "a/sub/x.txt", "x\n")
    if not good:
        repo.git("rm", "-q", "-f", "a/sub/x.txt")
        repo.write({"a/sub/x.txt": "x\n"})
    (repo.path / "local").symlink_to("shared/local.txt")
    repo.git("add", "local")
    return Act(repo)


def no_symlinks(repo: Repo, *, good: bool) -> Act:
    """``core.symlinks=false``: a link is a small file on disk, and a link in every clone."""
    saved(repo, {"shared/linked.txt": LINKED if good else LINKED.replace("return 1", "return nothing")})
    repo.git("config", "core.symlinks", "false")
    repo.write({".git/target": "../shared/linked.txt"})
    oid = repo.git("hash-object", "-w", ".git/target")
    repo.git("update-index", "--add", "--cacheinfo", f"120000,{oid},a/l.go")
    repo.write({"a/l.go": "package wrong\n" if good else LINKED})
    return Act(repo)


def no_file_mode(repo: Repo, *, good: bool) -> Act:
    """``core.fileMode=false``: modes on disk say nothing."""
    repo.git("config", "core.fileMode", "false")
    (repo.path / "a/a.go").chmod(0o755)
    return plain(repo, good=good)


def replaced(repo: Repo, *, good: bool) -> Act:
    """``git replace`` shows another content for an object, here only."""
    text, opposite = pair(good=good)
    staged(repo, "a/a.go", text)
    repo.write({".git/other": opposite})
    other = repo.git("hash-object", "-w", ".git/other")
    repo.git("replace", repo.git("rev-parse", ":a/a.go"), other)
    repo.write({"a/a.go": opposite})
    return Act(repo)


def beyond_ascii(repo: Repo, *, good: bool) -> Act:
    """Names that git quotes, with the fault inside."""
    text, opposite = pair(good=good)
    for name in ("größe.go", 'quo"te.go', "two words.go", "日本.go"):
        body = text.replace("One", f"One{len(name)}").replace("More", f"More{len(name)}")
        staged(repo, f"a/{name}", body, opposite)
    return Act(repo)


def _quoted(repo: Repo, name: str) -> str:
    return f"'{repo.path}/.git/{name}'"


CASES = (
    Case("core.autocrlf", autocrlf, rows=(12,)),
    Case("CRLF in git", crlf_committed, rows=(12,)),
    Case(".gitattributes staged", attributes_staged, rows=(49,)),
    Case(".gitattributes not staged", attributes_unstaged, rows=(49,)),
    Case(".gitattributes with macros, below", attributes_below, rows=(49,)),
    Case(".git/info/attributes", own_attributes, rows=(49,)),
    Case("working-tree-encoding", encoding, rows=(49,)),
    Case("the user's smudge filter", smudge),
    Case("LFS pointer", lfs),
    Case("export-ignore", export_ignore),
    Case("ignored file satisfies go:embed", embedded, rows=(33,)),
    Case("link in place of a file", link, rows=(53,)),
    Case("embedded folder, link out", dangling, rows=(53, 33)),
    Case("core.symlinks=false", no_symlinks, rows=(53,)),
    Case("core.fileMode=false", no_file_mode, rows=(53,)),
    Case("git replace", replaced),
    Case("names beyond ASCII", beyond_ascii, rows=(75,)),
)
