"""What a test reads by ways that neither its log nor the names of files tell."""

from __future__ import annotations

from flips.early import LEFT
from flips.gocode import go_test, source
from flips.row import Files, Link, Program, flip

TOLD = 'if string(held) != "good" {\n\tt.Fatal("told:", string(held))\n}'


def held(path: str) -> str:
    """A test of a file that the package reads while it begins."""
    return source(
        "b",
        f'var held, _ = os.ReadFile("{path}")\n\nfunc Test(t *testing.T) {{\n\t' + TOLD.replace("\n", "\n\t") + "\n}",
        "os",
        "testing",
    )


def main(statements: str, *imports: str) -> str:
    """A TestMain with the statements given, and a test that looks at nothing."""
    lines = "".join(f"\t{line}\n" for line in statements.splitlines())
    body = f"func TestMain(m *testing.M) {{\n{lines}}}\n\nfunc Test(t *testing.T) {{}}"
    return source("b", body, "testing", *imports)


def absent(path: str) -> str:
    """A test of what must not be there."""
    return go_test(f'if _, err := os.Stat("{path}"); err == nil {{\n\tt.Fatal("told: there")\n}}', "os", package="b")


GLOB = source("m", "// FS has texts.\n//\n//go:embed *.sql\nvar FS embed.FS", "embed")
EMBEDDED = (
    flip(
        "a file that is read while the package begins, beside an embed pattern with a star",
        {"m.go": GLOB, "q.sql": "1", "b/b_test.go": held("../data/x"), "data/x": "good"},
        {"data/x": "bad"},
        "told: bad",
    ),
    flip(
        "an ignored file that one package leaves, read while another begins",
        {
            "a/a_test.go": go_test(LEFT, "os", package="a"),
            "b/b_test.go": held("../tmp/out"),
            ".gitignore": "out\n",
            "tmp/keep": "",
            "gotasks.toml": "[race-test]\np = 1\n",
        },
        {"a/a_test.go": go_test("", package="a")},
        "told:",
    ),
)

AFTER = """code := m.Run()
if said, err := exec.Command("sh", "-c", "test ! -e ../data/left").CombinedOutput(); err != nil {
	fmt.Println("told:", string(said), err)
	code = 1
}
os.Exit(code)"""
BEFORE = """said, err := exec.Command("go", "run", "../tool/main.go").Output()
if err != nil || string(said) != "good" {
	fmt.Println("told:", string(said), err)
	os.Exit(1)
}
os.Exit(m.Run())"""
TOOL = '// Command tool says.\npackage main\n\nimport "fmt"\n\nfunc main() { fmt.Print("good") }\n'
OWN = """if _, err := os.ReadFile("testdata/x"); err != nil {
	t.Fatal(err)
}"""
LEAVES = """said, err := os.ReadFile("testdata/x")
if err != nil {
	t.Fatal(err)
}
if err := os.WriteFile("../tmp/out", said, 0o600); err != nil {
	t.Fatal(err)
}"""
NAMED = """said, err := exec.Command("cat", "../tool/main.go").Output()
if err != nil || strings.Contains(string(said), "bad") {
	t.Fatal("told: bad", err)
}"""
LOOKS = """if said, err := exec.Command("sh", "-c", `test {}`).CombinedOutput(); err != nil {{
	t.Fatal("told:", string(said), err)
}}"""
RELATIVE = """run := exec.Command("./check.sh")
run.Dir = "../other"
if said, err := run.CombinedOutput(); err != nil {
	t.Fatal("told:", string(said), err)
}"""
CHILDREN = (
    flip(
        "a child that is started after the tests",
        {"b/b_test.go": main(AFTER, "fmt", "os", "os/exec"), "data/x": ""},
        {"data/left": ""},
        "told:",
    ),
    flip(
        "a child that reads Go files before the tests",
        {"tool/main.go": TOOL, "b/b_test.go": main(BEFORE, "fmt", "os", "os/exec")},
        {"tool/main.go": TOOL.replace("good", "bad")},
        "told: bad",
    ),
    flip(
        "a Go file that a child reads by its name",
        {
            "b/b_test.go": go_test(NAMED, "os/exec", "strings", package="b"),
            "tool/main.go": TOOL,
        },
        {"tool/main.go": TOOL.replace("good", "bad")},
        "told: bad",
    ),
    flip(
        "a file that a child reads and that the tests of its own package read",
        {
            "a/a_test.go": go_test(OWN, "os", package="a"),
            "b/b_test.go": go_test(LOOKS.format('"$(cat ../a/testdata/x)" = good'), "os/exec", package="b"),
            "a/testdata/x": "good",
        },
        {"a/testdata/x": "bad"},
        "told:",
    ),
    flip(
        "a file that another package leaves, which a child reads and takes away",
        {
            "a/a_test.go": go_test(LEAVES, "os", package="a"),
            "a/testdata/x": "good",
            "b/b_test.go": go_test(LOOKS.format('"$(cat ../tmp/out && rm ../tmp/out)" = good'), "os/exec", package="b"),
            ".gitignore": "out\n",
            "tmp/keep": "",
            "gotasks.toml": "[race-test]\np = 1\n",
        },
        {"a/testdata/x": "bad"},
        "told:",
    ),
    flip(
        "a mode that a child looks at",
        {"b/b_test.go": go_test(LOOKS.format("! -x ../data/x"), "os/exec", package="b"), "data/x": ""},
        {"data/x": Program("")},
        "told:",
    ),
    flip(
        "a file that a child looks for and does not read",
        {"b/b_test.go": go_test(LOOKS.format("! -e ../data/left"), "os/exec", package="b"), "data/x": ""},
        {"data/left": ""},
        "told:",
    ),
    flip(
        "a file of which a child reads no more than the folder's list",
        {"b/b_test.go": go_test(LOOKS.format('"$(ls ../data)" = x'), "os/exec", package="b"), "data/x": ""},
        {"data/y": ""},
        "told:",
    ),
    flip(
        "a child of a relative name that another folder has too",
        {
            "b/b_test.go": go_test(RELATIVE, "os/exec", package="b"),
            "b/check.sh": "plain\n",
            "other/check.sh": Program("#!/bin/sh\ntest ! -e ../data/left\n"),
            "data/x": "",
        },
        {"data/left": ""},
        "told:",
    ),
)

NO_FOLDER = """if _, err := os.ReadFile("conf/local.txt"); err != nil && !os.IsNotExist(err) {
	t.Fatal("told:", err)
}"""
BY_A_LINK = """here, _ := filepath.Abs("testdata")
work := filepath.Join(t.TempDir(), "work")
if err := os.Symlink(here, work); err != nil {
	t.Fatal(err)
}
if _, err := os.ReadFile(filepath.Join(work, "override")); err == nil {
	t.Fatal("told: there")
}"""
WAYS = (
    flip(
        "a new link on the way of what was not there",
        {"b/b_test.go": absent("conf/local.txt"), "other/local.txt": ""},
        {"b/conf": Link("../other")},
        "told: there",
    ),
    flip(
        "a file in the place of a folder on the way of what was not there",
        {"b/b_test.go": go_test(NO_FOLDER, "os", package="b")},
        {"b/conf": ""},
        "told:",
    ),
    flip(
        "what was not there by a link from a temporary folder",
        {"b/b_test.go": go_test(BY_A_LINK, "os", "path/filepath", package="b"), "b/testdata/x": ""},
        {"b/testdata/override": ""},
        "told: there",
    ),
    flip(
        "what was not there above the target of a link",
        {"b/b_test.go": absent("link/../y"), "b/link": Link("../data/deep"), "data/deep/x": ""},
        {"data/y": ""},
        "told: there",
    ),
)


def works(call: str) -> Files:
    """A test of a call that no log names."""
    statement = f'if err := {call}; err != nil {{\n\tt.Fatal("told:", err)\n}}\n'
    return {"b/b_test.go": go_test(statement + '_ = os.Remove("out")', "os", package="b")}


CALLS = (
    flip("a folder that a test makes is there", works('os.Mkdir("out", 0o755)'), {"b/out/x": ""}, "told:"),
    flip(
        "a file whose mode a test sets is gone",
        {**works('os.Chmod("testdata/x", 0o644)'), "b/testdata/x": "", "b/testdata/y": ""},
        {"b/testdata/x": None},
        "told:",
    ),
)

SHARED = (
    flip(
        "a file that one reads while it begins, and another's log names",
        {
            "a/a_test.go": go_test(
                'if _, err := os.ReadFile("../data/x"); err != nil {\n\tt.Fatal(err)\n}', "os", package="a"
            ),
            "b/b_test.go": held("../data/x"),
            "data/x": "good",
        },
        {"data/x": "bad"},
        "told: bad",
    ),
)

ROWS = (*SHARED, *EMBEDDED, *CHILDREN, *WAYS, *CALLS)
