"""What modules are joined by: go.mod, go.sum, go.work, replace, vendor, the module cache."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping

from flips.gocode import expect, go_test, number, one, passing_on, reader, source
from flips.hands import PANICS
from flips.row import MOD, Files, Link, flip

DEP = "example.com/dep"
REQUIRES = f"{MOD}\nrequire {DEP} v1.0.0\n"
AWAY = "\nreplace example.com/dep => ./{}\n"
SHOWN = "told: 2"


def module(folder: str, value: int, path: str = DEP, go: str = "1.24") -> Files:
    """A module with one package, of one number."""
    return {f"{folder}/go.mod": f"module {path}\n\ngo {go}\n", f"{folder}/dep.go": number("dep", value)}


def proxied(files: Mapping[str, str], requires: str = "", go: str = "\ngo 1.24\n") -> tuple[Files, str]:
    """Return a module proxy that lies beside the repository and has the dependency, and its lines of go.sum."""
    mod = f"module {DEP}\n{go}{requires}"
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w") as archive:
        for name, body in {"go.mod": mod, **files}.items():
            archive.writestr(f"{DEP}@v1.0.0/{name}", body)
    named = {f"{DEP}@v1.0.0/{name}": body for name, body in {"go.mod": mod, **files}.items()}
    sums = f"{DEP} v1.0.0 {_sum(named)}\n{DEP} v1.0.0/go.mod {_sum({'go.mod': mod})}\n"
    at = f"../proxy/{DEP}/@v"
    served: Files = {
        "list": "v1.0.0\n",
        "v1.0.0.info": '{"Version":"v1.0.0"}',
        "v1.0.0.mod": mod,
        "v1.0.0.zip": room.getvalue(),
    }
    return {f"{at}/{name}": body for name, body in served.items()}, sums


def _sum(files: Mapping[str, str]) -> str:
    """Return the hash that go.sum has of files (golang.org/x/mod/sumdb/dirhash, Hash1)."""
    lines = "".join(f"{hashlib.sha256(files[name].encode()).hexdigest()}  {name}\n" for name in sorted(files))
    return "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()


SERVED = {
    "GOPROXY": "file://{beside}/proxy",
    "GONOSUMDB": "example.com",
    "GOFLAGS": "-modcacherw",
    "GOMODCACHE": "{beside}/modcache",
}
PROXY, SUMS = proxied({"dep.go": number("dep", 1)})
CAT_PROXY, CAT_SUMS = proxied({"dep.go": reader("dep")})
BACK = passing_on("dep", "example.com/m/a")
BACK_PROXY, BACK_SUMS = proxied({"dep.go": BACK}, "\nrequire example.com/m v1.0.0\n")

USES: Files = {"go.mod": REQUIRES, "m.go": source("m", ""), "m_test.go": one("dep.N()", DEP)}
REPLACED: Files = {**USES, "go.mod": REQUIRES + AWAY.format("d1"), **module("d1", 1), **module("d2", 2)}
WORK = "go 1.24\n\nuse (\n\t.\n\t./{}\n)\n"
WORKING: Files = {**USES, "go.mod": MOD, "go.work": WORK.format("d1"), **module("d1", 1), **module("d2", 2)}
LISTED = f"# {DEP} v1.0.0\n## explicit; go 1.24\n{DEP}\n"
VENDORED: Files = {**USES, f"vendor/{DEP}/dep.go": number("dep", 1), "vendor/modules.txt": LISTED}

CLOSURES = """var calls []func() int
for i := 0; i < 3; i++ {
	calls = append(calls, func() int { return i })
}
if got := calls[0](); got != 0 {
	t.Fatal("told:", got)
}"""
LOOPS = source(
    "dep",
    "// N is one where each round has a variable of its own.\nfunc N() int {\n\tvar calls []func() int\n"
    "\tfor i := 1; i < 3; i++ {\n\t\tcalls = append(calls, func() int { return i })\n\t}\n\treturn calls[0]()\n}",
)
MOD_FILES = (
    flip("the go line", {"m_test.go": go_test(CLOSURES)}, {"go.mod": "module example.com/m\n\ngo 1.21\n"}, "told: 3"),
    flip("a godebug line", {"m_test.go": go_test(PANICS)}, {"go.mod": f"{MOD}\ngodebug panicnil=1\n"}, "told: nil"),
    flip(
        "the module's path",
        {"a/a.go": number("a", 1), "m.go": source("m", "// N is a number.\nvar N = a.N()", "example.com/m/a")},
        {"go.mod": MOD.replace("/m", "/other")},
        "example.com/m/a",
        task="vet",
    ),
    flip(
        "a line of go.sum",
        {**USES, **PROXY, "go.sum": SUMS},
        {"go.sum": SUMS.partition("\n")[2]},
        "missing go.sum entry",
        task="vet",
        env=SERVED,
    ),
    flip(
        "a hash in go.sum",
        {**USES, **PROXY, "go.sum": SUMS},
        {"go.sum": SUMS.replace("h1:", "h1:AAAA", 1)},
        "checksum mismatch",
        task="vet",
        status="not judged",
        env=SERVED,
    ),
    flip(
        "a file read by a child process of a module from the cache",
        {
            "go.mod": REQUIRES,
            "m_test.go": expect('dep.Read("data/x")', DEP),
            "data/x": "good",
            **CAT_PROXY,
            "go.sum": CAT_SUMS,
        },
        {"data/x": "bad"},
        "told: bad",
        env=SERVED,
    ),
    flip(
        "a nested module takes a package away",
        {"a/a.go": number("a", 1), "m.go": source("m", "// N is a number.\nvar N = a.N()", "example.com/m/a")},
        {"a/go.mod": "module example.com/m/a\n\ngo 1.24\n"},
        "example.com/m/a",
        task="vet",
    ),
    flip(
        "a require that nothing needs any more",
        {**REPLACED, "d2/go.mod": None, "d2/dep.go": None},
        {"m_test.go": go_test("")},
        "go mod tidy",
        task="mod",
        kept=False,
    ),
)

JOINED = (
    flip("a byte of a replaced module", REPLACED, {"d1/dep.go": number("dep", 2)}, SHOWN),
    flip(
        "the go line of a replaced module",
        {**REPLACED, "d1/dep.go": LOOPS},
        {"d1/go.mod": f"module {DEP}\n\ngo 1.21\n"},
        "told: 3",
    ),
    flip("a replace leads to another folder", REPLACED, {"go.mod": REQUIRES + AWAY.format("d2")}, SHOWN),
    flip(
        "a replace leads out of the tree",
        REPLACED,
        {"go.mod": REQUIRES + AWAY.format("../d1")},
        "carry",
        status="not judged",
    ),
    flip(
        "a replace in go.work",
        {**WORKING, "go.mod": REQUIRES, "go.work": "go 1.24\n\nuse .\n" + AWAY.format("d1")},
        {"go.work": "go 1.24\n\nuse .\n" + AWAY.format("d2")},
        SHOWN,
    ),
    flip("go.work names another module of that path", WORKING, {"go.work": WORK.format("d2")}, SHOWN),
    flip("go.work loses a member", WORKING, {"go.work": "go 1.24\n\nuse .\n"}, DEP),
    flip(
        "go.work wins a member over a replace",
        {**REPLACED, "go.work": "go 1.24\n\nuse .\n"},
        {"go.work": WORK.format("d2"), "go.mod": REQUIRES},
        SHOWN,
    ),
    flip("a byte of a member of go.work", WORKING, {"d1/dep.go": number("dep", 2)}, SHOWN),
    flip("go.work is gone", WORKING, {"go.work": None}, DEP),
    flip("a byte of vendor", VENDORED, {f"vendor/{DEP}/dep.go": number("dep", 2)}, SHOWN),
    flip(
        "vendor/modules.txt",
        VENDORED,
        {"vendor/modules.txt": LISTED.replace("v1.0.0", "v1.0.1")},
        "inconsistent vendoring",
        task="vet",
        status="not judged",
    ),
    flip("vendor is gone", VENDORED, {"vendor/modules.txt": None, f"vendor/{DEP}/dep.go": None}, DEP, task="vet"),
)

TWO: Files = {"a/a.go": number("a", 2)}
BACKWARDS = (
    flip(
        "a module from the cache imports back",
        {**USES, "a/a.go": number("a", 1), **BACK_PROXY, "go.sum": BACK_SUMS},
        TWO,
        SHOWN,
        env=SERVED,
    ),
    flip(
        "a vendored module imports back",
        {**VENDORED, "a/a.go": number("a", 1), f"vendor/{DEP}/dep.go": BACK},
        TWO,
        SHOWN,
    ),
    flip(
        "a module beside the checkout imports back",
        {**USES, "a/a.go": number("a", 1), "gotasks.toml": 'carry = ["../d1"]\n'}
        | {"go.mod": f"{MOD}\nrequire {DEP} v1.0.0\n" + AWAY.format("../d1").replace("./..", "..")}
        | {"../d1/go.mod": f"module {DEP}\n\ngo 1.24\n\nrequire example.com/m v1.0.0\n", "../d1/dep.go": BACK},
        TWO,
        SHOWN,
    ),
)
LINKED = source("m", "// N is a number.\nvar N int = dep.N()", "example.com/m/way/dep")
TYPED: Files = {"m.go": source("m", "// N is a number.\nvar N int = dep.N()", DEP)}
TEXT = source("dep", '// N is a text.\nfunc N() string { return "" }')
MISTYPED = "cannot use dep.N()"
UNNAMED = (
    flip(
        "a member of go.work that exclude leaves out",
        {**WORKING, **TYPED, "m_test.go": None, "gotasks.toml": 'exclude = ["d1"]\n'},
        {"d1/dep.go": TEXT},
        MISTYPED,
        task="vet",
    ),
    flip(
        "a member of go.work in a folder that Go passes over",
        {**WORKING, **TYPED, "m_test.go": None, "go.work": WORK.format("_d1"), **module("_d1", 1)},
        {"_d1/dep.go": TEXT},
        MISTYPED,
        task="vet",
    ),
    flip(
        "a replaced module below testdata",
        {**TYPED, "go.mod": REQUIRES + AWAY.format("testdata/d1"), **module("testdata/d1", 1)},
        {"testdata/d1/dep.go": TEXT},
        MISTYPED,
        task="vet",
    ),
    flip(
        "a replaced module behind a link",
        {**TYPED, "go.mod": REQUIRES + AWAY.format("way"), "way": Link("_d1"), **module("_d1", 1)},
        {"_d1/dep.go": TEXT},
        MISTYPED,
        task="vet",
    ),
    flip(
        "a package behind a linked folder",
        {
            "m.go": LINKED,
            "real/dep/dep.go": number("dep", 1),
            "way": Link("real"),
        },
        {"real/dep/dep.go": TEXT},
        MISTYPED,
        task="vet",
    ),
    flip(
        "a linked folder leads to another package",
        {
            "m.go": LINKED,
            "real/dep/dep.go": number("dep", 1),
            "_other/dep/dep.go": TEXT,
            "way": Link("real"),
        },
        {"way": Link("_other")},
        MISTYPED,
        task="vet",
    ),
)

ROWS = (*MOD_FILES, *JOINED, *BACKWARDS, *UNNAMED)
