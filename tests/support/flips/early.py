"""What a test reads before its log begins, and what the log cannot tell."""

from __future__ import annotations

from flips.gocode import expect, go_test, number, one, source
from flips.row import Files, flip

GOOD: Files = {"data/x": "good"}
LISTS = "// Held are names.\nvar Held, _ = {}\n"


def listed(listing: str, *imports: str, also: str = "") -> Files:
    """A package that lists a folder while it begins, and a test that counts what there was."""
    test = f'{also}if len(Held) != 1 {{\n\tt.Fatal("told:", len(Held))\n}}'
    return {"m.go": source("m", LISTS.format(listing), *imports), "m_test.go": go_test(test), **GOOD}


READS = """// Held are texts.
var Held = read()

func read() []string {
	var found []string
	names, _ := filepath.Glob("data/*")
	for _, name := range names {
		said, _ := os.ReadFile(name)
		found = append(found, string(said))
	}
	return found
}"""
READS_ALL: Files = {
    "m.go": source("m", READS, "os", "path/filepath"),
    "m_test.go": go_test('if len(Held) != 1 {\n\tt.Fatal("told:", len(Held))\n}'),
    **GOOD,
}


def moved(body: str, *imports: str) -> str:
    """A test that goes up before its log begins."""
    main = 'func TestMain(m *testing.M) {\n\t_ = os.Chdir("..")\n\tos.Exit(m.Run())\n}\n\n'
    lines = "".join(f"\t{line}\n" for line in body.splitlines())
    return source("a", f"{main}func Test(t *testing.T) {{\n{lines}}}", "os", "testing", *imports)


BEFORE = (
    flip("a folder listed while the package begins", listed('os.ReadDir("data")', "os"), {"data/y": ""}, "told: 2"),
    flip(
        "names found while the package begins",
        listed('filepath.Glob("data/*")', "path/filepath"),
        {"data/y": ""},
        "told: 2",
    ),
    flip(
        "names found below testdata while the package begins",
        {**listed('filepath.Glob("testdata/*")', "path/filepath"), "data/x": None, "testdata/x": "good"},
        {"testdata/y": ""},
        "told: 2",
    ),
    flip("a new file beside those read while the package begins", READS_ALL, {"data/y": ""}, "told: 2"),
    flip(
        "a new file beside those that were found before and read later",
        {
            "m.go": source("m", LISTS.format('filepath.Glob("data/*")'), "path/filepath"),
            "m_test.go": go_test(
                "for _, name := range Held {\n\tsaid, _ := os.ReadFile(name)\n\tif len(said) == 0 {\n"
                '\t\tt.Fatal("told:", name)\n\t}\n}',
                "os",
            ),
            **GOOD,
        },
        {"data/y": ""},
        "told: data/y",
    ),
    flip(
        "a folder listed after a change of folder that comes before the log",
        {
            "a/a_test.go": moved(
                'found, err := os.ReadDir("data")\nif err != nil || len(found) != 1 {\n'
                '\tt.Fatal("told:", len(found), err)\n}'
            ),
            **GOOD,
        },
        {"data/y": ""},
        "told: 2",
    ),
    flip(
        "what was not there after a change of folder that comes before the log",
        {"a/a_test.go": moved('if _, err := os.Stat("here"); err == nil {\n\tt.Fatal("told: here")\n}'), **GOOD},
        {"here": ""},
        "told: here",
    ),
)

INDEX = 'said, err := os.ReadFile(".git/index")\nif err != nil || strings.Contains(string(said), "secret") {\n'
LEFT = """if err := os.WriteFile("../tmp/out", []byte("good"), 0o600); err != nil {
	t.Fatal(err)
}"""
BESIDE_THE_TREE = (
    flip(
        "a checkout that is a repository",
        {"gotasks.toml": "git = true\n", "m_test.go": go_test(f'{INDEX}\tt.Fatal("told:", err)\n}}', "os", "strings")},
        {"secret": ""},
        "told: <nil>",
    ),
    flip(
        "an ignored file that one package leaves for another",
        {
            "a/a_test.go": go_test(LEFT, "os", package="a"),
            "b/b_test.go": expect('os.ReadFile("../tmp/out")', "os", package="b"),
            ".gitignore": "out\n",
            "tmp/keep": "",
            "gotasks.toml": "[race-test]\np = 1\n",
        },
        {"a/a_test.go": go_test("", package="a")},
        "told:",
    ),
)

FLAGS = (
    flip(
        "a profile",
        {"main.go": "// Command m is small.\npackage main\n\nfunc main() {}\n"},
        {"default.pgo": "no profile\n"},
        "preprofile",
        task="vet",
        status="not judged",
    ),
    flip(
        "tests in any order",
        {"m.go": number("m", 1), "m_test.go": one()},
        {"m.go": number("m", 2)},
        "told: 2",
        env={"GOFLAGS": "-shuffle=on"},
        kept=False,
    ),
)

ROWS = (*BEFORE, *BESIDE_THE_TREE, *FLAGS)
