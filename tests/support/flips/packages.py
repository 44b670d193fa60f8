"""What packages are made of, and what lies below them: files, names, constraints, assembly, C, dependencies."""

from __future__ import annotations

from flips.gocode import go_test, number, one, passing_on, source
from flips.row import AMD64, COMPILED, WITH_C, Files, flip

A, B, C = "example.com/m/a", "example.com/m/b", "example.com/m/c"
DEEP: Files = {
    "a/a.go": passing_on("a", B),
    "a/a_test.go": one(package="a"),
    "b/b.go": passing_on("b", C),
    "c/c.go": number("c", 1),
}
"""a is tested, and takes what it returns from c by way of b."""

TWO = {"c/c.go": number("c", 2)}
SHOWN = "told: 2"
WRONG = source("a", "// Wrong does not compile.\nvar Wrong int = missing")
UNDEFINED = "undefined: missing"

LOGS = source(
    "c",
    "// Log says.\nfunc Log(format string, args ...any) { fmt.Println(fmt.Sprint(format), args) }",
    "fmt",
)
WRAPS = LOGS.replace("fmt.Println(fmt.Sprint(format), args)", "fmt.Printf(format, args...)")
CALLS: Files = {
    "a/a.go": source("a", '// Say says.\nfunc Say() { b.Log("%d", "x") }', B),
    "b/b.go": source("b", "// Log says.\nfunc Log(format string, args ...any) { c.Log(format, args...) }", C),
    "c/c.go": LOGS,
}
LOCK = source("c", "// T is copied.\ntype T struct{ N int }")
LOCKED = source("c", "// T is copied.\ntype T struct{ N sync.Mutex }", "sync")
COPIES: Files = {
    "a/a_test.go": go_test("var one b.T\nother := one\n_ = other", B, package="a"),
    "b/b.go": source("b", "// T holds.\ntype T struct{ In c.T }", C),
    "c/c.go": LOCK,
}
INTERNAL: Files = {
    "x/internal/i/i.go": number("i", 1),
    "x/p/p.go": passing_on("p", "example.com/m/x/internal/i"),
    "x/p/p_test.go": one(package="p"),
}
PATH = source("a", "// T is here.\ntype T struct{}")
ASKS_PATH = go_test(
    'if path := reflect.TypeFor[T]().PkgPath(); path != "example.com/m/a" {\n\tt.Fatal("told:", path)\n}',
    "reflect",
    package="a",
)
ADDS = '#include "textflag.h"\n\nTEXT ·N(SB), NOSPLIT, $0-8\n\tMOVQ $1, ret+0(FP)\n\tRET\n'
ASSEMBLED: Files = {
    "m.go": source("m", "// N is a number.\nfunc N() int"),
    "n_amd64.s": ADDS,
    "m_test.go": one(),
}
HEADED = {**ASSEMBLED, "n_amd64.s": '#include "n.h"\n' + ADDS.replace("$1", "$ONE"), "n.h": "#define ONE 1\n"}
ABOVE = {**ASSEMBLED, "n_amd64.s": '#include "inc/n.h"\n' + ADDS.replace("$1", "$ONE"), "inc/n.h": "#define ONE 1\n"}
CGO = """// Package a asks C.
package a

/*
#include "{}"
*/
import "C"

// N is a number.
func N() int {{ return int(C.n()) }}
"""
ONE_IN_C, TWO_IN_C = "static int n(void) { return 1; }\n", "static int n(void) { return 2; }\n"
GENERIC = source("c", "// Of is one.\nfunc Of[T any](_ T) int { return 1 }")
USES_GENERIC = {
    "a/a.go": source("a", '// N is a number.\nfunc N() int { return b.Of("") }', B),
    "a/a_test.go": one(package="a"),
    "b/b.go": source("b", "// Of is one.\nfunc Of[T any](value T) int { return c.Of(value) }", C),
    "c/c.go": GENERIC,
}

BELOW = (
    flip("a byte of a package", {"m.go": number("m", 1), "m_test.go": one()}, {"m.go": number("m", 2)}, SHOWN),
    flip("a byte of a test", {"m.go": number("m", 1), "m_test.go": one()}, {"m_test.go": one("N() + 1")}, SHOWN),
    flip("what is imported two levels down", DEEP, TWO, SHOWN),
    flip("a generic function two levels down", USES_GENERIC, {"c/c.go": GENERIC.replace("1 }", "2 }")}, SHOWN),
    flip(
        "what only an external test imports",
        {"m.go": source("m", ""), "m_test.go": one("a.N()", A, package="m_test"), **DEEP},
        TWO,
        SHOWN,
    ),
    flip(
        "what a helper of tests imports",
        {"m.go": source("m", ""), "m_test.go": one("testhelp.N()", "example.com/m/internal/testhelp")}
        | {"internal/testhelp/h.go": passing_on("testhelp", C), "c/c.go": number("c", 1)},
        TWO,
        SHOWN,
    ),
    flip(
        "a diamond that only an external test closes",
        {
            "a/a.go": number("a", 0),
            "a/a_test.go": one("a.N() + b.N()", A, B, package="a_test"),
            "b/b.go": source("b", "// N is a number.\nfunc N() int { return a.N() + c.N() }", A, C),
            "c/c.go": number("c", 1),
        },
        TWO,
        SHOWN,
    ),
    flip(
        "what an export_test.go lets out",
        {"a/a.go": number("a", 1, "n"), "a/export_test.go": source("a", "// N is n.\nvar N = n")}
        | {"a/a_test.go": one("a.N()", A, package="a_test")},
        {"a/export_test.go": source("a", "// N is n.\nvar N = func() int { return n() + 1 }")},
        SHOWN,
    ),
    flip(
        "what registers itself by an import for its effect",
        {
            "a/a_test.go": one("b.N", B, package="a").replace("import (", 'import (\n\t_ "example.com/m/c"\n'),
            "b/b.go": source("b", "// N is set.\nvar N = 1"),
            "c/c.go": source("c", "func init() { b.N = 1 }", B),
        },
        {"c/c.go": source("c", "func init() { b.N = 2 }", B)},
        SHOWN,
    ),
    flip("a package that another imports is deleted", DEEP, {"b/b.go": None}, "/b", task="vet"),
    flip("a wrapper of Printf two levels down", CALLS, {"c/c.go": WRAPS}, "wrong type string", task="vet"),
    flip("a lock two levels down", COPIES, {"c/c.go": LOCKED}, "copies lock value", task="vet"),
    flip(
        "a type two levels down",
        {**DEEP, "b/b.go": source("b", "// N is a number.\nvar N = c.N", C)},
        {"c/c.go": number("c", 1).replace("N() int", "N() int8")},
        "int8",
        task="vet",
    ),
    flip(
        "a deprecation two levels down",
        {"a/a.go": passing_on("a", B), "b/b.go": passing_on("b", C), "c/c.go": number("c", 1)},
        {"c/c.go": number("c", 1).replace("// N is a number.", "// N is a number.\n//\n// Deprecated: use one.")},
        "deprecated",
        task="staticcheck",
    ),
)

NAMES = (
    flip(
        "a test where there was none",
        {"a/a.go": number("a", 2), "m_test.go": go_test("")},
        {"a/a_test.go": one(package="a")},
        SHOWN,
    ),
    flip(
        "a package where there was none",
        {"a/a.go": number("a", 1)},
        {"b/b.go": WRONG.replace("package a", "package b")},
        UNDEFINED,
        task="vet",
    ),
    flip(
        "a name that newly fits the system",
        {"a/a.go": number("a", 1), "a/b_plan9.go": WRONG},
        {"a/b_plan9.go": None, "a/b.go": WRONG},
        UNDEFINED,
        task="vet",
    ),
    flip(
        "a name that newly is a test's",
        {"a/a.go": number("a", 2), "a/a_tests.go.txt": one(package="a")},
        {"a/a_tests.go.txt": None, "a/a_test.go": one(package="a")},
        SHOWN,
    ),
    flip(
        "a name that newly counts",
        {"a/a.go": number("a", 1), "a/_b.go": WRONG},
        {"a/_b.go": None, "a/b.go": WRONG},
        UNDEFINED,
        task="vet",
    ),
    flip(
        "a constraint that is newly met",
        {"a/a.go": number("a", 1), "a/b.go": f"//go:build never\n\n{WRONG}"},
        {"a/b.go": f"//go:build !never\n\n{WRONG}"},
        UNDEFINED,
        task="vet",
    ),
    flip(
        "a folder's name",
        {**INTERNAL, "x/p/p_test.go": go_test("", package="p")},
        {"x/p/p.go": None, "x/p/p_test.go": None, "y/p/p.go": INTERNAL["x/p/p.go"]},
        "use of internal package",
        task="vet",
        status="not judged",
    ),
    flip(
        "a package equal to another, elsewhere",
        INTERNAL,
        {"y/p/p.go": INTERNAL["x/p/p.go"], "y/p/p_test.go": INTERNAL["x/p/p_test.go"]},
        "go test ended with exit status 1",
        status="not judged",
    ),
    flip(
        "a package equal to another, which asks for its path",
        {"a/a.go": PATH, "a/a_test.go": ASKS_PATH},
        {"b/a.go": PATH, "b/a_test.go": ASKS_PATH},
        "told: example.com/m/b",
    ),
    flip(
        "two packages exchange their names",
        {"a/a.go": number("a", 1), "b/b.go": number("b", 2), "m_test.go": one("a.N()", A)},
        {"a/a.go": number("a", 2), "b/b.go": number("b", 1)},
        SHOWN,
    ),
    flip(
        "a file moves into a folder that is passed over",
        {"a/a.go": number("a", 1), "a/b.go": number("a", 1, "M"), "a/a_test.go": one("M()", package="a")},
        {"a/b.go": None, "a/testdata/b.go": number("a", 1, "M")},
        "undefined: M",
    ),
    flip(
        "a second package in one folder",
        {"a/a.go": number("a", 1)},
        {"a/b.go": number("b", 1)},
        "found packages a (a.go) and b (b.go)",
        task="vet",
        status="not judged",
    ),
    flip(
        "a statement that no test reaches",
        {"m.go": number("m", 1), "m_test.go": one(), "gotasks.toml": "[coverage]\nminimum = 100\n"},
        {"m.go": number("m", 1) + number("m", 2, "M").partition("\n\n")[2]},
        "coverage is 50.00 %",
    ),
    flip(
        "coverage that passes",
        {"m.go": number("m", 1), "m_test.go": one()},
        {"m.go": number("m", 1) + number("m", 2, "M").partition("\n\n")[2]},
        "coverage 50.00 %",
        status="passed",
    ),
)

LOW = (
    flip("a byte of assembly", ASSEMBLED, {"n_amd64.s": ADDS.replace("$1", "$2")}, SHOWN, needs=AMD64),
    flip("a header of assembly", HEADED, {"n.h": "#define ONE 2\n"}, SHOWN, needs=AMD64),
    flip(
        "a header of assembly in a folder below",
        ABOVE,
        {"inc/n.h": "#define ONE 2\n"},
        SHOWN,
        needs=AMD64,
    ),
    flip(
        "a header of C",
        {"a/a.go": CGO.format("n.h"), "a/n.h": ONE_IN_C, "a/a_test.go": one(package="a")},
        {"a/n.h": TWO_IN_C},
        SHOWN,
        env=WITH_C,
        needs=COMPILED,
    ),
    flip(
        "a header of C by relative include",
        {"a/a.go": CGO.format("../inc/n.h"), "inc/n.h": ONE_IN_C, "a/a_test.go": one(package="a")},
        {"inc/n.h": TWO_IN_C},
        SHOWN,
        env=WITH_C,
        needs=COMPILED,
    ),
    flip(
        "a header of a header of C",
        {
            "a/a.go": CGO.format("n.h"),
            "a/n.h": '#include "../inc/n.h"\n',
            "inc/n.h": ONE_IN_C,
            "a/a_test.go": one(package="a"),
        },
        {"inc/n.h": TWO_IN_C},
        SHOWN,
        env=WITH_C,
        needs=COMPILED,
    ),
    flip(
        "a header of C by -I",
        {
            "a/a.go": CGO.format("n.h").replace(
                "#include", "#cgo CFLAGS: -I${{SRCDIR}}/../inc\n#include".replace("{{", "{").replace("}}", "}")
            ),
            "inc/n.h": ONE_IN_C,
            "a/a_test.go": one(package="a"),
        },
        {"inc/n.h": TWO_IN_C},
        SHOWN,
        env=WITH_C,
        needs=COMPILED,
    ),
    flip(
        "a C file",
        {
            "a/a.go": CGO.format("n.h"),
            "a/n.h": "int n(void);\n",
            "a/n.c": ONE_IN_C.replace("static ", ""),
            "a/a_test.go": one(package="a"),
        },
        {"a/n.c": TWO_IN_C.replace("static ", "")},
        SHOWN,
        env=WITH_C,
        needs=COMPILED,
    ),
)

ROWS = (*BELOW, *NAMES, *LOW)
