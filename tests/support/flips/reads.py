"""What a test reads: files, links, folders, modes; by itself."""

from __future__ import annotations

from flips.gocode import expect, go_test, number, one, source
from flips.row import MOD, Files, Link, Program, flip

NESTED = "module example.com/sub\n\ngo 1.24\n"
GOOD, BAD = {"data/x": "good"}, {"data/x": "bad"}
SHOWN = "told: bad"

CALLER = '_, file, _, _ := runtime.Caller(0)\nname := filepath.Join(filepath.Dir(file), "data", "x")\n'
SYSTEM = """var room [9]byte
fd, err := syscall.Open("data/x", syscall.O_RDONLY, 0)
if err != nil {
	t.Fatal(err)
}
size, err := syscall.Read(fd, room[:])
"""


def opened(path: str) -> str:
    """A test that reads a file."""
    return expect(f'os.ReadFile("{path}")', "os")


def counted(listing: str, count: int, *imports: str) -> Files:
    """A test that counts what a listing has."""
    said = (
        f'found, err := {listing}\nif err != nil || len(found) != {count} {{\n\tt.Fatal("told:", len(found), err)\n}}'
    )
    return {"m_test.go": go_test(said, *imports), **GOOD}


def embedded(pattern: str, count: int) -> Files:
    """A package that embeds, and a test that counts the files in it."""
    code = f"//go:embed {pattern}\nvar held embed.FS\n"
    walk = 'count := 0\n_ = fs.WalkDir(held, ".", func(_ string, entry fs.DirEntry, err error) error {\n'
    walk += "\tif err == nil && !entry.IsDir() {\n\t\tcount++\n\t}\n\treturn nil\n})\n"
    said = f'{walk}if count != {count} {{\n\tt.Fatal("told:", count)\n}}'
    return {"m.go": source("m", code, "embed"), "m_test.go": go_test(said, "io/fs"), **GOOD}


FILES = (
    flip("a byte of testdata", {"m_test.go": opened("testdata/x"), "testdata/x": "good"}, {"testdata/x": "bad"}, SHOWN),
    flip(
        "testdata in a subfolder that is a module of its own",
        {"m_test.go": opened("testdata/sub/x"), "testdata/sub/go.mod": NESTED, "testdata/sub/x": "good"},
        {"testdata/sub/x": "bad"},
        SHOWN,
    ),
    flip(
        "a go.mod below testdata alone",
        {
            "m_test.go": go_test(
                'if _, err := os.Stat("testdata/sub/go.mod"); err == nil {\n\tt.Fatal("told: a module")\n}', "os"
            ),
            "testdata/sub/x": "good",
        },
        {"testdata/sub/go.mod": NESTED},
        "told: a module",
    ),
    flip("a file read by ..", {"a/m_test.go": opened("../data/x"), **GOOD}, BAD, SHOWN),
    flip(
        "a file read by .. outside of a nested module",
        {"sub/go.mod": NESTED, "sub/m_test.go": opened("../data/x"), **GOOD},
        BAD,
        SHOWN,
    ),
    flip(
        "a file beside the checkout",
        {"m_test.go": opened("../sib/x"), "../sib/x": "good", "gotasks.toml": 'carry = ["../sib"]\n'},
        {"../sib/x": "bad"},
        SHOWN,
    ),
    flip(
        "a carried file",
        {"m_test.go": opened("data/x"), **GOOD, ".gitignore": "data\n", "gotasks.toml": 'carry = ["data"]\n'},
        BAD,
        SHOWN,
    ),
    flip(
        "a file is no longer carried",
        {"m_test.go": opened("data/x"), **GOOD, ".gitignore": "data\n", "gotasks.toml": 'carry = ["data"]\n'},
        {"gotasks.toml": ""},
        "told:",
    ),
    flip(
        "a file read by its absolute path from runtime.Caller",
        {"m_test.go": expect("os.ReadFile(name)", "os", "path/filepath", "runtime", before=CALLER), **GOOD},
        BAD,
        SHOWN,
    ),
    flip(
        "a file read after a change of the folder",
        {"a/m_test.go": expect('os.ReadFile("x")', "os", before='t.Chdir("../data")\n'), **GOOD},
        BAD,
        SHOWN,
    ),
    flip(
        "a file read by TestMain",
        {
            "m_test.go": source(
                "m",
                'func TestMain(m *testing.M) {\n\tsaid, _ := os.ReadFile("data/x")\n\tif string(said) != "good" {\n'
                '\t\tpanic("told: " + string(said))\n\t}\n\tos.Exit(m.Run())\n}\n\nfunc Test(*testing.T) {}',
                "os",
                "testing",
            ),
            **GOOD,
        },
        BAD,
        SHOWN,
    ),
    flip(
        "a file read while the package begins",
        {
            "m.go": source("m", 'var held, _ = os.ReadFile("data/x")', "os"),
            "m_test.go": expect("held, error(nil)"),
            **GOOD,
        },
        BAD,
        SHOWN,
    ),
    flip(
        "a file read by os.Root",
        {"m_test.go": expect('root.ReadFile("x")', "os", before='root, _ := os.OpenRoot("data")\n'), **GOOD}
        | {"go.mod": MOD.replace("1.24", "1.25")},
        BAD,
        SHOWN,
    ),
    flip(
        "a file read by the system's own call",
        {
            "m_test.go": go_test(
                f'{SYSTEM}if string(room[:max(size, 0)]) != "good" {{\n\tt.Fatal("told:", string(room[:]), err)\n}}',
                "syscall",
            )
        }
        | GOOD,
        BAD,
        SHOWN,
    ),
    flip(
        "the source of another package, parsed",
        {
            "a/a_test.go": go_test(
                'file, err := parser.ParseFile(token.NewFileSet(), "../b/b.go", nil, 0)\n'
                'if err != nil || len(file.Decls) != 0 {\n\tt.Fatal("told:", len(file.Decls), err)\n}',
                "go/parser",
                "go/token",
                package="a",
            ),
            "b/b.go": "package b\n",
        },
        {"b/b.go": "package b\n\nvar One = 1\n"},
        "told: 1",
    ),
    flip(
        "the module's own go.mod, read",
        {
            "a/a_test.go": go_test(
                'said, _ := os.ReadFile("../go.mod")\nif strings.Contains(string(said), "//") {\n'
                '\tt.Fatal("told:", string(said))\n}',
                "os",
                "strings",
                package="a",
            )
        },
        {"go.mod": f"{MOD}// changed\n"},
        "told:",
    ),
    flip(
        "line ends by .gitattributes alone",
        {"m_test.go": expect('os.ReadFile("data/x")', "os").replace('"good"', '"good\\n"'), "data/x": "good\n"},
        {".gitattributes": "*.txt text\ndata/x text eol=crlf\n"},
        "told: good\r",
    ),
    flip(
        "line ends of an embedded file by .gitattributes alone",
        {
            "m_test.go": expect("[]byte(held), error(nil)")
            .replace('"good"', '"good\\n"')
            .replace("func", "//go:embed data/x\nvar held string\n\nfunc", 1)
            .replace("import (", 'import (\n\t_ "embed"'),
            "data/x": "good\n",
        },
        {".gitattributes": "data/x text eol=crlf\n"},
        "told: good\r",
    ),
    flip(
        "a corpus of a fuzz test",
        {
            "m_test.go": source(
                "m",
                "func FuzzIt(f *testing.F) {\n\tf.Fuzz(func(t *testing.T, said string) {\n"
                '\t\tif said == "bad" {\n\t\t\tt.Fatal("told:", said)\n\t\t}\n\t})\n}',
                "testing",
            )
        },
        {"testdata/fuzz/FuzzIt/x": 'go test fuzz v1\nstring("bad")\n'},
        SHOWN,
    ),
)

LINKS = (
    flip(
        "a symlink leads elsewhere",
        {"m_test.go": opened("link"), "link": Link("data/x"), **GOOD, "data/y": "bad"},
        {"link": Link("data/y")},
        SHOWN,
    ),
    flip(
        "a symlink's target, read as such",
        {
            "m_test.go": expect('os.Readlink("link")', "os"),
            "link": Link("good"),
        },
        {"link": Link("baad")},
        "told: baad",
    ),
    flip(
        "a file read through a symlinked folder",
        {"a/m_test.go": opened("data/x"), "a/data": Link("../data"), **GOOD},
        BAD,
        SHOWN,
    ),
    flip(
        "a symlinked folder leads elsewhere",
        {"a/m_test.go": opened("data/x"), "a/data": Link("../data"), **GOOD, "other/x": "bad"},
        {"a/data": Link("../other")},
        SHOWN,
    ),
    flip(
        "a byte of what a linked Go file leads to",
        {"a/a.go": Link("../shared/a.txt"), "shared/a.txt": number("a", 1), "a/a_test.go": one(package="a")},
        {"shared/a.txt": number("a", 2)},
        "told: 2",
    ),
    flip(
        "a symlink becomes a file with its text",
        {"m_test.go": opened("link"), "link": Link("data/x"), **GOOD},
        {"link": "data/x"},
        "told: data/x",
    ),
    flip(
        "a mode",
        {
            "m_test.go": go_test(
                'info, err := os.Stat("data/run")\n'
                'if err != nil || info.Mode()&0o111 == 0 {\n\tt.Fatal("told:", info.Mode(), err)\n}',
                "os",
            ),
            "data/run": Program("#!/bin/sh\n"),
        },
        {"data/run": "#!/bin/sh\n"},
        "told: -rw",
    ),
    flip(
        "the mode of a program that a test starts",
        {
            "m_test.go": go_test(
                'if err := exec.Command("data/run").Run(); err != nil {\n\tt.Fatal("told:", err)\n}', "os/exec"
            ),
            "data/run": Program("#!/bin/sh\n"),
        },
        {"data/run": "#!/bin/sh\n"},
        "permission denied",
    ),
    flip("the case of a name", {"m_test.go": opened("data/x"), **GOOD}, {"data/x": None, "data/X": "good"}, "told: "),
    flip("a rename", {"m_test.go": opened("data/x"), **GOOD}, {"data/x": None, "data/y": "good"}, "told: "),
)

FOLDERS = (
    flip(
        "a folder listed by os.ReadDir",
        counted('os.ReadDir("data")', 1, "os"),
        {"data/y": ""},
        "told: 2",
    ),
    flip(
        "names found by filepath.Glob",
        counted('filepath.Glob("data/*")', 1, "path/filepath"),
        {"data/y": ""},
        "told: 2",
    ),
    flip(
        "a tree walked from above by fs.Glob",
        {"a/a_test.go": counted('fs.Glob(os.DirFS(".."), "*/*")', 2, "io/fs", "os")["m_test.go"], **GOOD},
        {"data/y": ""},
        "told: 3",
    ),
    flip(
        "a file that was not there and now is",
        {
            "m_test.go": go_test('if _, err := os.Stat("data/y"); err == nil {\n\tt.Fatal("told: it")\n}', "os"),
            **GOOD,
        },
        {"data/y": ""},
        "told: it",
    ),
    flip(
        "an embedded byte",
        {
            "m.go": source("m", "//go:embed data/x\nvar held string", "embed").replace('\t"embed"', '\t_ "embed"'),
            "m_test.go": expect("[]byte(held), error(nil)"),
            **GOOD,
        },
        BAD,
        SHOWN,
    ),
    flip("an embed pattern that newly matches below", embedded("data", 1), {"data/sub/deep/y": ""}, "told: 2"),
    flip("an embed pattern with a star", embedded("data/*", 1), {"data/y": ""}, "told: 2"),
    flip("an embed pattern with all:", embedded("all:data", 1), {"data/_y": "", "data/.y": ""}, "told: 3"),
    flip(
        "an embed pattern loses its last file",
        {**embedded("data/*.sql", 1), "data/a.sql": ""},
        {"data/a.sql": None},
        "no matching files found",
        task="vet",
    ),
    flip(
        "a module below what is embedded",
        {**embedded("data", 2), "data/sub/y": ""},
        {"data/sub/go.mod": NESTED},
        "told: 1",
    ),
)

ROWS = (*FILES, *LINKS, *FOLDERS)
