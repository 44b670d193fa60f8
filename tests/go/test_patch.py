"""What git log -p shows: added lines and their bytes, by commit; recorded from git 2.39."""

from __future__ import annotations

import pytest

from gotasks.go import patch

ONE, TWO, BASE = "1" * 40, "2" * 40, "0" * 40

ADDED = f"""\0commit {ONE} {BASE}

diff --git a/go.sum b/go.sum
new file mode 100644
index 0000000..587be6b
--- /dev/null
+++ b/go.sum
@@ -0,0 +1,2 @@
+x
+yz
diff --git a/a b/a
index 0ff3bbb..ee512fb 100644
--- a/a
+++ b/a
@@ -5 +5 @@ func x() {{
-5
+fünf
@@ -9,0 +10,2 @@
+9a
+9b
""".encode()


def shown(body: str, parents: str = BASE) -> patch.Shown:
    (found,) = patch.read(f"\0commit {ONE} {parents}\n\n{body}".encode())
    return found


def test_added_lines_are_told_by_path_and_number() -> None:
    (found,) = patch.read(ADDED)

    assert (found.commit, found.parents) == (ONE, 1)
    assert found.added == {"go.sum": {1, 2}, "a": {5, 10, 11}}
    assert found.size == len("x\nyz\nfünf\n9a\n9b\n".encode())


def test_a_merge_is_shown_once_for_each_parent() -> None:
    head = f"\0commit {ONE} {BASE} {TWO}\n\n--- a/a\n+++ b/a\n"
    found = patch.read(f"{head}@@ -1,0 +2 @@\n+x\n{head}@@ -1,0 +3 @@\n+y\n".encode())

    assert [(each.parents, each.added) for each in found] == [(2, {"a": {2}}), (2, {"a": {3}})]


@pytest.mark.parametrize(
    ("body", "size"),
    [
        pytest.param("--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+ab\n\\ No newline at end of file\n", 2, id="none added"),
        pytest.param("--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+ab\n", 3, id="none removed"),
        pytest.param(
            "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+ab\n\\ No newline at end of file\n",
            2,
            id="none in either",
        ),
        pytest.param("--- /dev/null\n+++ b/a\n@@ -0,0 +1,2 @@\n+a\r\n+\0\r\r\n", 7, id="carriage returns and NUL"),
        pytest.param("--- a/a\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n", 0, id="a file that went"),
        pytest.param("diff --git a/a b/b\nsimilarity index 100%\nrename from a\nrename to b\n", 0, id="a renamed file"),
        pytest.param("diff --git a/e b/e\nnew file mode 100644\nindex 0000000..e69de29\n", 0, id="an empty file"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_bytes_are_counted_with_the_line_ends_that_are_there(body: str, size: int) -> None:
    assert shown(body).size == size


def test_content_cannot_pass_for_a_header() -> None:
    content = ["+diff --git a/x b/x", "+--- a/x", "+++ b/x", "+@@ -1 +1,9 @@", f"+\0commit {TWO} {BASE}"]
    found = shown("--- a/a\n+++ b/a\n@@ -0,0 +1,5 @@\n" + "\n".join(content) + "\n")

    assert found.added == {"a": {1, 2, 3, 4, 5}}
    assert found.size == sum(map(len, content))


@pytest.mark.parametrize(
    ("written", "path"),
    [
        pytest.param("b/a b.go\t", "a b.go", id="a blank"),
        pytest.param(r'"b/na\303\257ve \"q\" \\.txt"', 'naïve "q" \\.txt', id="quotes, beyond ASCII"),
        pytest.param(r'"b/bad\377\nname"', "bad\udcff\nname", id="not UTF-8, a line end"),
        pytest.param("b/b/b", "b/b", id="a folder that is named as git's prefix"),
    ],
)
def test_paths_are_read_as_git_writes_them(written: str, path: str) -> None:
    assert list(shown(f"--- /dev/null\n+++ {written}\n@@ -0,0 +1 @@\n+x\n").added) == [path]


@pytest.mark.parametrize("cut", [*range(ADDED.index(b"@@ -0,0") + 15, ADDED.index(b"+yz")), -8, -4])
def test_a_patch_that_is_cut_within_a_hunk_is_an_error(cut: int) -> None:
    with pytest.raises(ValueError, match="ends within a hunk"):
        patch.read(ADDED[:cut])


def test_commits_that_add_nothing_are_told_too() -> None:
    found = patch.read(
        f"\0commit {ONE} {BASE}\n\0commit {TWO} \n\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+x\n".encode()
    )

    assert [(each.commit, each.parents, each.size) for each in found] == [(ONE, 1, 0), (TWO, 0, 2)]
