"""What git prints of a change, read into lines and renames."""

from __future__ import annotations

import subprocess
from pathlib import Path

from gotasks.core.change import Change, parse_change

LISTING = (
    b":100644 100644 aaa bbb M\0a.go\0:100644 000000 ccc 000 D\0gone.go\0"
    b":100644 100644 ddd ddd R100\0old.go\0n\xc3\xa9w.go\0:120000 100644 eee fff T\0link\0\0"
    b"diff --git a/a.go b/a.go\n--- a/a.go\n+++ b/a.go\n"
    b"@@ -1 +1,2 @@ func f()\n-x\n+diff --git a/x b/x\n+@@ -0,0 +7,7 @@\n@@ -9,3 +10,0 @@\n-a\n-b\n-c\n"
    b"@@ -20,0 +21 @@\n+y\n"
    b"diff --git a/gone.go b/gone.go\ndeleted file mode 100644\n@@ -1,2 +0,0 @@\n-a\n-b\n"
    b"diff --git a/old.go b/n\xc3\xa9w.go\nsimilarity index 100%\nrename from old.go\nrename to n\xc3\xa9w.go\n"
    b"diff --git a/link b/link\ndeleted file mode 120000\n@@ -1 +0,0 @@\n-a.go\n"
    b"diff --git a/link b/link\nnew file mode 100644\n@@ -0,0 +1,3 @@\n+1\n+2\n+3\n"
)


def test_added_lines_and_renames_are_read() -> None:
    change = parse_change(LISTING)

    assert change.added == {"a.go": ((1, 2), (21, 1)), "link": ((1, 3),)}
    assert change.renamed == {"néw.go": "old.go"}
    assert change.lines == 6


def test_nothing_changed() -> None:
    assert parse_change(b"") == Change()


def test_a_line_is_asked_for() -> None:
    change = parse_change(LISTING)

    assert [change.adds("a.go", line) for line in (0, 1, 2, 3, 20, 21)] == [True, True, True, False, False, True]
    assert not change.adds("gone.go", 0)
    assert (change.before("néw.go"), change.before("a.go")) == ("old.go", "a.go")


def test_what_git_prints_is_understood(tmp_path: Path) -> None:
    def git(*argv: str) -> bytes:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.invalid")
        return subprocess.run(("git", *identity, *argv), cwd=tmp_path, check=True, capture_output=True).stdout

    git("init", "-q")
    (tmp_path / "a\tb\n.go").write_bytes(b"1\n2\n3\n")
    (tmp_path / "mode").write_bytes(b"x\n")
    git("add", "-A")
    git("commit", "-qm", "1")
    (tmp_path / "a\tb\n.go").write_bytes(b"1\nnew\n3\nno end")
    (tmp_path / "mode").chmod(0o755)
    (tmp_path / "blob").write_bytes(b"\0\1\n\2")
    (tmp_path / "empty").touch()
    git("add", "-A")
    git("commit", "-qm", "2")

    listing = git("diff-tree", "-r", "-M", "--raw", "-p", "-U0", "-z", "--text", "HEAD~1", "HEAD")

    assert parse_change(listing).added == {"a\tb\n.go": ((2, 1), (4, 1)), "blob": ((1, 2),)}
