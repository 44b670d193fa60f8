"""What git and go mod tidy show of differences: recorded output to files, lines and changes."""

from __future__ import annotations

import pytest

from gotasks.go import differences
from gotasks.go.differences import Hunk
from gotasks.testing import job

# Recorded with git 2.39; object ids shortened.
CHANGED = (
    b":100644 100644 90802fe 0000000 M\0bin\0:100644 000000 d00491f 0000000 D\0del\0"
    b":120000 100644 c1b0730 0000000 T\0ln\0"
    b":100644 100755 e69de29 0000000 M\0m\0:100644 100644 92dfa21 0000000 M\0x\0"
    b':100644 100644 e69de29 0000000 M\0\xc3\xbc "q'
    b"\0\0"
    b"diff --git a/bin b/bin\nindex 90802fe..28eacf2 100644\nBinary files a/bin and b/bin differ\n"
    b"diff --git a/del b/del\ndeleted file mode 100644\nindex d00491f..0000000\n"
    b"--- a/del\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"
    b"diff --git a/ln b/ln\ndeleted file mode 120000\nindex c1b0730..0000000\n--- a/ln\n+++ /dev/null\n"
    b"@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n"
    b"diff --git a/ln b/ln\nnew file mode 100644\nindex 0000000..6a69f92\n--- /dev/null\n+++ b/ln\n@@ -0,0 +1 @@\n+f\n"
    b"diff --git a/m b/m\nold mode 100644\nnew mode 100755\n"
    b"diff --git a/x b/x\nindex 92dfa21..742dc58 100644\n--- a/x\n+++ b/x\n"
    b"@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n@@ -8,3 +8,4 @@ g\n h\n i\n j\n+-- x\n"
    b'diff --git "a/\\303\\274 \\"q" "b/\\303\\274 \\"q"\nindex e69de29..d514c78 100644\n--- "a/\\303\\274 \\"q"\t\n'
    b'+++ "b/\\303\\274 \\"q"\t\n@@ -0,0 +1 @@\n+no end\n\\ No newline at end of file\n'
)


def test_files_are_named_by_the_raw_records_and_changes_by_the_patches() -> None:
    assert [(each.path, each.status, each.line, each.changes) for each in differences.read(CHANGED)] == [
        ("bin", "M", 0, "index 90802fe..28eacf2 100644\nBinary files a/bin and b/bin differ"),
        ("del", "D", 1, "-1"),
        ("ln", "T", 1, "-x\n\\ No newline at end of file\n+f"),
        ("m", "M", 0, "old mode 100644\nnew mode 100755"),
        ("x", "M", 2, "-b\n+B\n+-- x"),
        ('ü "q', "M", 1, "+no end\n\\ No newline at end of file"),
    ]


def test_no_output_is_no_difference() -> None:
    assert differences.read(b"") == ()


@pytest.mark.parametrize("length", [CHANGED.index(b"+-- x"), CHANGED.index(b'diff --git "a/')])
def test_output_that_is_cut_short_is_not_taken_for_all(length: int) -> None:
    with pytest.raises(ValueError, match="difference"):
        differences.read(CHANGED[:length])


def test_content_cannot_pass_for_a_header() -> None:
    listing = (
        b":100644 100644 a b M\0x\0\0diff --git a/x b/x\nindex a..b 100644\n--- a/x\n+++ b/x\n"
        b"@@ -1,2 +1,2 @@\n-diff --git a/y b/y\n-@@ -1 +1 @@\n+-- a/y\n+++ b/y\n"
    )

    (each,) = differences.read(listing)

    assert (each.path, len(each.hunks), len(each.hunks[0].rows)) == ("x", 1, 4)


TIDY = b"""diff current/go.mod tidy/go.mod
--- current/go.mod
+++ tidy/go.mod
@@ -2,7 +2,4 @@
\x20
 go 1.21
\x20
-require (
-\tgithub.com/go-chi/chi/v5 v5.2.3
-\tgolang.org/x/text v0.3.0
-)
+require github.com/go-chi/chi/v5 v5.2.3

diff current/go.sum tidy/go.sum
--- current/go.sum
+++ tidy/go.sum
@@ -0,0 +1,2 @@
+github.com/go-chi/chi/v5 v5.2.3 h1:WQIt9uxdsAbgIYgid+BpYc+liqQZGMHRaUwp0JUcvdE=
+github.com/go-chi/chi/v5 v5.2.3/go.mod h1:L2yAIGWB3H+phAw1NxKwWM+7eUH/lU8pOMm5hHcoops=

"""


def test_go_mod_tidy_shows_go_mod_and_go_sum() -> None:
    found = differences.read_tidy(TIDY)

    assert [(each.path, each.line, len(each.hunks[0].changed)) for each in found] == [
        ("go.mod", 5, 5),
        ("go.sum", 1, 2),
    ]


def test_a_hunk_is_cut_at_the_lines_that_stay() -> None:
    rows = (b" a", b"-b", b"+B", b" c", b"+d", b"-", b" e", b"-", b" f", b"-g", b"\\ No newline at end of file")

    assert [(run.line, run.rows) for run in Hunk(2, rows).runs] == [
        (2, (b"-b", b"+B")),
        (4, (b"+d", b"-")),
        (8, (b"-g", b"\\ No newline at end of file")),
    ]


def test_a_hunk_of_empty_lines_only_is_kept() -> None:
    assert [run.line for run in Hunk(2, (b" a", b"-", b" c")).runs] == [2]


@pytest.mark.parametrize(
    ("rows", "only"),
    [
        pytest.param((b"-a\r", b"-b\r", b"+a", b"+b"), True, id="carriage returns go"),
        pytest.param((b"-a", b"+a\r"), True, id="one comes"),
        pytest.param((b"-a\r", b"+b"), False, id="another line"),
        pytest.param((b"-a", b"+a", b"\\ No newline at end of file"), False, id="the last line's end goes"),
        pytest.param((b"+", b" a"), False, id="an empty line comes"),
    ],
)
def test_line_ends(rows: tuple[bytes, ...], only: bool) -> None:  # noqa: FBT001 - a table's column
    assert Hunk(1, rows).endings_only is only


def test_a_long_difference_is_kept_as_its_beginning_and_its_digest() -> None:
    def of(last: bytes) -> str:
        lines = b"+line\n" * 2000 + b"+" + last + b"\n"
        head = b":1 1 a b M\0x\0\0diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,2001 @@\n"
        return differences.read(head + lines)[0].changes

    assert len(of(b"one")) < 5000
    assert of(b"one") != of(b"two")


def test_a_message_shows_the_first_lines() -> None:
    assert differences.shown([b"a", b"b", b"c"], 2) == "a\nb\n... and 1 more lines"


def test_git_knows_nobody_and_writes_no_index() -> None:
    command = differences.git(job({}), "diff", limit=5)

    env = dict(command.env)
    assert (env["GIT_DIR"], env["GIT_WORK_TREE"]) == ("/slot/git", "/slot/hello")
    assert (env["GIT_CONFIG_GLOBAL"], env["GIT_CONFIG_COUNT"], env["GIT_OPTIONAL_LOCKS"]) == ("/dev/null", "0", "0")
