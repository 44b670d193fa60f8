"""Ways on which an answer is found again: names in keys, links, and the caches of Go and of the tools."""

from __future__ import annotations

from flips.gocode import number, one, source
from flips.modules import (
    AWAY,
    BACK,
    BACK_PROXY,
    BACK_SUMS,
    DEP,
    LISTED,
    MISTYPED,
    PROXY,
    REQUIRES,
    SERVED,
    SHOWN,
    SUMS,
    TEXT,
    TWO,
    TYPED,
    USES,
    module,
    proxied,
)
from flips.packages import ADDS, ASSEMBLED, CGO
from flips.row import AMD64, COMPILED, MOD, WITH_C, Files, Link, flip

SIBLING = source("dep", "// N is a number.\nfunc N() int { return a.N() }", "example.com/a")
"""A dependency of a module whose name is the first part of its own: a folder of the tree may be its namesake."""

ABOVE = "module example.com\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n"
SIBLING_PROXY, SIBLING_SUMS = proxied({"dep.go": SIBLING}, "\nrequire example.com v1.0.0\n")
NAMESAKE: Files = {
    "go.mod": ABOVE,
    "a/a.go": number("a", 1),
    "m_test.go": one("dep.N()", DEP),
    **module("dep", 1),
}
OLD_PROXY, OLD_SUMS = proxied({"dep.go": BACK}, go="")
DOTLESS = f"{MOD}\nrequire dep v0.0.0\n\nreplace dep => {DEP} v1.0.0\n"
NAMED = (
    flip(
        "a module from the cache imports back, and a folder has its name",
        {**NAMESAKE, **SIBLING_PROXY, "go.sum": SIBLING_SUMS},
        TWO,
        SHOWN,
        env=SERVED,
    ),
    flip(
        "a vendored module imports back, and a folder has its name",
        {**NAMESAKE, f"vendor/{DEP}/dep.go": SIBLING, "vendor/modules.txt": LISTED},
        TWO,
        SHOWN,
    ),
    flip(
        "a module from the cache imports back, and is older than go.mod files",
        {**USES, "a/a.go": number("a", 1), **OLD_PROXY, "go.sum": OLD_SUMS},
        TWO,
        SHOWN,
        env=SERVED,
    ),
    flip(
        "a module whose name has no dot imports back",
        {"go.mod": DOTLESS, "a/a.go": number("a", 1), "m_test.go": one("dep.N()", "dep")}
        | {**BACK_PROXY, "go.sum": BACK_SUMS},
        TWO,
        SHOWN,
        env=SERVED,
    ),
)


def quoted(said: str, folder: str) -> Files:
    """A module replaced by a folder that go.mod names in quotes; its own go.mod is that of a fork."""
    lines = f"{REQUIRES}\nreplace {DEP} => {said}\n"
    return {"go.mod": lines, "m_test.go": one("dep.N()", DEP), **module(folder, 1, "example.com/fork")}


WORKED: Files = {
    "go.mod": None,
    "go.work": 'go 1.24\n\nuse ".//d2"\n',
    "d1/go.mod": "module example.com/d1\n\ngo 1.24\n",
    "d1/n.go": number("d1", 2),
    "d2/go.mod": "module example.com/d2\n\ngo 1.24\n\nrequire example.com/d1 v1.0.0\n"
    "\nreplace example.com/d1 => ../d3\n",
    "d2/n_test.go": one("d1.N()", "example.com/d1", package="d2"),
    "d3/go.mod": "module example.com/d1\n\ngo 1.24\n",
    "d3/n.go": number("d1", 1),
}
QUOTED = (
    flip(
        "a replaced folder in quotes, with two slashes", quoted('".//d1"', "d1"), {"d1/dep.go": number("dep", 2)}, SHOWN
    ),
    flip(
        "a replaced folder in quotes, with an escape",
        quoted('"./d\\x31"', "d1"),
        {"d1/dep.go": number("dep", 2)},
        SHOWN,
    ),
    flip(
        "a replaced folder in quotes, with a bracket", quoted('"./d(1"', "d(1"), {"d(1/dep.go": number("dep", 2)}, SHOWN
    ),
    flip(
        "go.work names another folder in quotes, with two slashes",
        WORKED,
        {"go.work": 'go 1.24\n\nuse (\n\t".//d1"\n\t".//d2"\n)\n'},
        SHOWN,
    ),
)

GENERIC = source("dep", "// Of is what it is given.\nfunc Of[T any](value T) T { return value }")
SUMMED: Files = {**TYPED, **PROXY, "go.mod": REQUIRES, "go.sum": Link("sums/root.txt"), "sums/root.txt": SUMS}
FEWER: Files = {"sums/root.txt": SUMS.partition("\n")[2]}
FILE_LINKED: Files = {
    **TYPED,
    "go.mod": REQUIRES,
    "vendor/modules.txt": LISTED,
    f"vendor/{DEP}/dep.go": Link("../../../store/dep.txt"),
    "store/dep.txt": number("dep", 1),
}
FOLDER_LINKED: Files = {
    **TYPED,
    **PROXY,
    "go.mod": REQUIRES,
    "go.sum": SUMS,
    "vendor": Link("_third"),
    "_third/modules.txt": LISTED,
    f"_third/{DEP}/dep.go": number("dep", 1),
}
SHADOWED = source("b", '// Say says.\nfunc Say() { fmt.Printf("%s", len("x")) }', "fmt")
"""What vet finds wrong, unless a test beside it has another len."""

LINKS = (
    flip(
        "the go.mod of a replaced module is a link",
        {
            **TYPED,
            "go.mod": REQUIRES + AWAY.format("_d1"),
            "_d1/go.mod": Link("../conf/dep.txt"),
            "_d1/dep.go": number("dep", 1),
            "_d1/of.go": GENERIC,
            "conf/dep.txt": f"module {DEP}\n\ngo 1.24\n",
        },
        {"conf/dep.txt": f"module {DEP}\n\ngo 1.17\n"},
        "requires go1.18",
        task="vet",
    ),
    flip("go.sum is a link, for vet", SUMMED, FEWER, "missing go.sum entry", task="vet", env=SERVED),
    flip("go.sum is a link, for staticcheck", SUMMED, FEWER, "missing go.sum entry", task="staticcheck", env=SERVED),
    flip("a vendored file is a link, for vet", FILE_LINKED, {"store/dep.txt": TEXT}, MISTYPED, task="vet"),
    flip(
        "a vendored file is a link, for staticcheck", FILE_LINKED, {"store/dep.txt": TEXT}, MISTYPED, task="staticcheck"
    ),
    flip(
        "vendor is a link, for vet",
        FOLDER_LINKED,
        {f"_third/{DEP}/dep.go": TEXT},
        MISTYPED,
        task="vet",
        env=SERVED,
    ),
    flip(
        "vendor is a link, for staticcheck",
        FOLDER_LINKED,
        {f"_third/{DEP}/dep.go": TEXT},
        MISTYPED,
        task="staticcheck",
        env=SERVED,
    ),
    flip(
        "a test that is a link is gone",
        {
            "a/a.go": source("a", "// Say says.\nfunc Say() { b.Say() }", "example.com/m/b"),
            "b/b.go": SHADOWED,
            "b/b_test.go": Link("../shared/b.txt"),
            "shared/b.txt": source("b", "func len(text string) string { return text }"),
        },
        {"b/b_test.go": None},
        "wrong type int",
        task="vet",
    ),
)

INCLUDED: Files = {
    "a/a.go": CGO.format("n.h"),
    "a/n.h": '#include "table.inc"\nstatic int n(void) { return ONE; }\n',
    "a/table.inc": "#define ONE 1\n",
    "a/a_test.go": one(package="a"),
}
ASSEMBLY = '#include "inc/n.inc"\n' + ADDS.replace("$1", "$ONE")
STAR = source("m", "// FS has texts.\n//\n//go:embed data/*.sql\nvar FS embed.FS", "embed")
CACHES = (
    flip(
        "what C includes by another ending",
        INCLUDED,
        {"a/table.inc": "#define ONE 2\n"},
        SHOWN,
        env=WITH_C,
        needs=COMPILED,
    ),
    flip(
        "what assembly includes by another ending",
        {**ASSEMBLED, "n_amd64.s": ASSEMBLY, "inc/n.inc": "#define ONE 1\n"},
        {"inc/n.inc": "#define ONE 2\n"},
        SHOWN,
        needs=AMD64,
    ),
    flip(
        "the last embedded file is gone, for lint",
        {"m.go": STAR, "data/a.sql": "", "data/b.txt": ""},
        {"data/a.sql": None},
        "no matching files found",
        task="lint",
    ),
    flip(
        "GOARCH, for lint",
        {"m.go": source("m", "// N is large.\nfunc N() int { return 1 << 40 }")},
        told="overflows",
        task="lint",
        env_to={"GOARCH": "386"},
    ),
)

ROWS = (*NAMED, *QUOTED, *LINKS, *CACHES)
