"""The entries of a tree, and the modules and packages among them, without Go."""

from __future__ import annotations

import pytest

from gotasks.core.tree import (
    Entry,
    Module,
    Package,
    all_folders,
    collision,
    find_modules,
    find_packages,
    go_files,
    ignored,
    parse_entries,
)

OID = "0" * 40


def entries_of(*paths: str, mode: str = "100644") -> list[Entry]:
    return [Entry(mode, OID, path) for path in paths]


def modules_of(files: dict[str, str], exclude: tuple[str, ...] = ()) -> tuple[Module, ...]:
    return find_modules(entries_of(*files), lambda entry: files[entry.path], exclude)


def module_of(text: str, path: str = "go.mod") -> Module:
    (module,) = modules_of({path: text})
    return module


@pytest.mark.parametrize(
    ("listing", "entries"),
    [
        pytest.param(b"", (), id="an empty tree"),
        pytest.param(
            b"100644 blob 0123\ta b.go\x00120000 blob 4567\tlink\x00160000 commit 89ab\tsub\x00",
            (Entry("100644", "0123", "a b.go"), Entry("120000", "4567", "link"), Entry("160000", "89ab", "sub")),
            id="a file, a link and a submodule",
        ),
        pytest.param(
            b"100644 blob 01\ta\tb\nc\0", (Entry("100644", "01", "a\tb\nc"),), id="a name with tab and line end"
        ),
        pytest.param(b"100644 blob 01\t\xff.go\0", (Entry("100644", "01", "\udcff.go"),), id="a name that is no UTF-8"),
    ],
)
def test_entries_of_a_listing(listing: bytes, entries: tuple[Entry, ...]) -> None:
    assert parse_entries(listing) == entries


@pytest.mark.parametrize(
    ("path", "exclude", "expected"),
    [
        pytest.param("a.go", (), False, id="a file in the root"),
        pytest.param("testdata.go", (), False, id="a file that is named like an ignored folder"),
        pytest.param("a/mytestdata/b.go", (), False, id="a folder whose name only ends so"),
        pytest.param("internal/a.go", (), False, id="an internal folder"),
        pytest.param("a/testdata/b.go", (), True, id="testdata"),
        pytest.param("vendor/a/b.go", (), True, id="vendor"),
        pytest.param("_a/b.go", (), True, id="an underscore"),
        pytest.param("a/.b/c/d.go", (), True, id="a dot"),
        pytest.param("third_party/a/b.go", ("third_party",), True, id="an excluded folder"),
        pytest.param("third_party/a.go", ("third_party/",), True, id="an excluded folder with a slash"),
        pytest.param("x/third_party/a.go", ("third_party",), False, id="a folder of that name elsewhere"),
        pytest.param("third_party2/a.go", ("third_party",), False, id="a folder whose name begins so"),
        pytest.param("third_party", ("third_party",), False, id="a file of that name"),
        pytest.param("api/v1/gen/a.go", ("api/*/gen",), True, id="a star"),
        pytest.param("x/y/gen/a.go", ("*/gen",), True, id="a star stands for folders too"),
        pytest.param("gen/a.go", ("*/gen",), False, id="a star and a slash need a folder"),
    ],
)
def test_ignored(path: str, exclude: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001 - a column
    assert ignored(path, exclude) is expected


def test_go_files_are_those_that_go_tools_read_links_included() -> None:
    entries = [
        *entries_of("a.go", "a_test.go", "-b c.go", ".hidden.go", "_old.go", "a.gox", "go.mod", "testdata/a.go"),
        Entry("100755", OID, "run.go"),
        Entry("120000", OID, "link.go"),
        Entry("160000", OID, "module.go"),
        *entries_of("gen/a.go", "z/a.go"),
    ]

    assert go_files(entries, ("gen",)) == ("a.go", "a_test.go", "-b c.go", "run.go", "link.go", "z/a.go")


@pytest.mark.parametrize(
    ("text", "module"),
    [
        pytest.param("module example.org/hello\n", Module(".", "example.org/hello"), id="only a path"),
        pytest.param("", Module(".", ""), id="an empty file"),
        pytest.param("module example.org/hello\n\ngo 1.26\n", Module(".", "example.org/hello", "1.26"), id="a version"),
        pytest.param('module "example.org/hello"\n', Module(".", "example.org/hello"), id="a path in quotes"),
        pytest.param("module `example.org/hello`\n", Module(".", "example.org/hello"), id="a path in back quotes"),
        pytest.param("module\texample.org/hello\n", Module(".", "example.org/hello"), id="a tab"),
        pytest.param(
            "// a\nmodule example.org/hello // b\r\ngo 1.26 // c\r\n",
            Module(".", "example.org/hello", "1.26"),
            id="comments, and lines that end with CR LF",
        ),
        pytest.param("module (\n\texample.org/hello\n)\n", Module(".", "example.org/hello"), id="a block"),
        pytest.param(
            "module a.b/c\nrequire d.e/f v1.0.0\n",
            Module(".", "a.b/c", requires=(("d.e/f", "v1.0.0"),)),
            id="a requirement",
        ),
        pytest.param(
            "module a.b/c\nrequire (\n\td.e/f v1.0.0\n\n\t// why\n\tg.h/i v2.0.0 // no\n)\nrequire j.k/l v3.0.0\n",
            Module(".", "a.b/c", requires=(("d.e/f", "v1.0.0"), ("g.h/i", "v2.0.0"), ("j.k/l", "v3.0.0"))),
            id="requirements in a block and after it",
        ),
        pytest.param(
            'module a.b/c\nrequire(\n\t"d.e/f" v1.0.0\n)\n',
            Module(".", "a.b/c", requires=(("d.e/f", "v1.0.0"),)),
            id="a block without a space before it",
        ),
        pytest.param(
            "module a.b/c\nexclude d.e/f v1.0.0\nretract [v1.0.0, v1.1.0]\ntoolchain go1.26.8\n",
            Module(".", "a.b/c"),
            id="other directives",
        ),
        pytest.param(
            "module a.b/c\ntool a.b/c/t\nignore (\n\t./web/\n\tnode_modules\n)\nreplace d.e/f => ./f\n",
            Module(".", "a.b/c", local=("./f",), tools=("a.b/c/t",), ignores=("./web", "node_modules")),
            id="tools, ignored folders, local replacements",
        ),
    ],
)
def test_go_mod(text: str, module: Module) -> None:
    assert module_of(text) == module


HEAD = "module a.b/c\nrequire d.e/f v1.0.0\nrequire g.h/i v2.0.0\n"
BOTH = (("d.e/f", "v1.0.0"), ("g.h/i", "v2.0.0"))
OTHER = (("g.h/i", "v2.0.0"),)


@pytest.mark.parametrize(
    ("replace", "requires", "outside"),
    [
        pytest.param("", BOTH, (), id="nothing replaced"),
        pytest.param("replace d.e/f => x.y/z v9.0.0\n", (("x.y/z", "v9.0.0"), *OTHER), (), id="by another module"),
        pytest.param(
            "replace d.e/f v1.0.0 => x.y/z v9.0.0\n",
            (("x.y/z", "v9.0.0"), *OTHER),
            (),
            id="at the version that is required",
        ),
        pytest.param("replace d.e/f v1.0.1 => x.y/z v9.0.0\n", BOTH, (), id="at another version"),
        pytest.param("replace d.e/f => d.e/f v1.5.0\n", (("d.e/f", "v1.5.0"), *OTHER), (), id="by another version"),
        pytest.param("replace d.e/f => ./f\n", OTHER, (), id="by a folder of the tree"),
        pytest.param("replace (\n\td.e/f => ./f\n\tg.h/i => ./i // here\n)\n", (), (), id="in a block"),
        pytest.param("replace d.e/f => ../f\n", OTHER, ("../f",), id="by a folder beside the tree"),
        pytest.param("replace d.e/f => ./a/../../f\n", OTHER, ("../f",), id="by a folder that leads out"),
        pytest.param("replace d.e/f => /src/f\n", OTHER, ("/src/f",), id="by an absolute folder"),
        pytest.param('replace d.e/f => "../f g"\n', OTHER, ("../f g",), id="by a folder with a space, in quotes"),
    ],
)
def test_replace(replace: str, requires: tuple[tuple[str, str], ...], outside: tuple[str, ...]) -> None:
    module = module_of(HEAD + replace)

    assert (module.requires, module.outside) == (requires, outside)


def test_a_replacement_from_a_nested_module_to_its_parent_stays_inside() -> None:
    assert module_of("module a.b/c\nreplace d.e/f => ../..\n", "x/y/go.mod").outside == ()
    assert module_of("module a.b/c\nreplace d.e/f => ../../..\n", "x/y/go.mod").outside == ("..",)


def test_modules_come_outermost_first_and_without_ignored_ones() -> None:
    files = dict.fromkeys(["b/go.mod", "a/go.mod", "go.mod", "testdata/go.mod", "gen/go.mod"], "module a.b/c")

    assert [module.folder for module in modules_of(files, ("gen",))] == [".", "a", "b"]


def test_a_linked_go_mod_is_no_module() -> None:
    assert find_modules(entries_of("go.mod", mode="120000"), lambda _: "module a.b/c") == ()


@pytest.mark.parametrize(
    ("work", "used"),
    [
        pytest.param({}, {".": "", "a": "", "b": ""}, id="no go.work"),
        pytest.param({"go.work": "go 1.26\n"}, {".": "", "a": "", "b": ""}, id="a go.work that uses nothing"),
        pytest.param(
            {"go.work": "use .\nuse ./a\n"}, {".": "go.work", "a": "go.work", "b": ""}, id="a go.work that uses two"
        ),
        pytest.param(
            {"go.work": "go 1.26\nuse (\n\t.\n\ta/\n\t./b // why\n)\n"},
            {".": "go.work", "a": "go.work", "b": "go.work"},
            id="a block",
        ),
        pytest.param(
            {"a/go.work": "use .\nuse ../b\n"},
            {".": "", "a": "a/go.work", "b": "a/go.work"},
            id="a go.work in a folder",
        ),
        pytest.param({"testdata/go.work": "use ../a\n"}, {".": "", "a": "", "b": ""}, id="a go.work that is ignored"),
    ],
)
def test_go_work(work: dict[str, str], used: dict[str, str]) -> None:
    files = {"go.mod": "module m", "a/go.mod": "module m/a", "b/go.mod": "module m/b", **work}

    assert {module.folder: module.work for module in modules_of(files)} == used


@pytest.mark.parametrize(
    ("work", "outside"),
    [
        pytest.param("use .\nreplace d.e/f => ./f\n", (), id="a replacement in the tree"),
        pytest.param("use .\nreplace d.e/f => ../f\n", ("../f",), id="a replacement that leads out"),
        pytest.param("use .\nreplace d.e/f => /src/f\n", ("/src/f",), id="a replacement with an absolute folder"),
        pytest.param("use (\n\t.\n\t../f\n)\n", ("../f",), id="a module that lies outside"),
    ],
)
def test_what_go_work_leads_out_of_the_tree_is_outside(work: str, outside: tuple[str, ...]) -> None:
    assert [module.outside for module in modules_of({"go.mod": "module m", "go.work": work})] == [outside]


@pytest.mark.parametrize(
    ("modules", "files", "packages"),
    [
        pytest.param([], ["a.go"], [], id="no module"),
        pytest.param([Module("sub", "m")], ["a.go", "other/a.go"], [], id="outside all modules"),
        pytest.param([Module(".", "m")], ["a.go", "b.go"], [Package(".", "m", ".")], id="the root"),
        pytest.param([Module(".", "m")], ["a/b/c.go"], [Package("a/b", "m/a/b", ".")], id="a folder"),
        pytest.param(
            [Module(".", "m"), Module("a", "n")],
            ["a/x.go", "a/b/x.go", "ab/x.go"],
            [Package("a", "n", "a"), Package("a/b", "n/b", "a"), Package("ab", "m/ab", ".")],
            id="a nested module",
        ),
    ],
)
def test_packages(modules: list[Module], files: list[str], packages: list[Package]) -> None:
    assert list(find_packages(modules, files)) == packages


def test_folders_are_all_those_above_a_file() -> None:
    entries = [Entry("100644", "", path) for path in ("a/b/c/f", "a/g", "h", "i/j/k")]

    assert all_folders(entries) == {"a", "a/b", "a/b/c", "i", "i/j"}
    assert all_folders([]) == frozenset()


@pytest.mark.parametrize(
    ("paths", "pair"),
    [
        (["a", "b/a", "b/c"], None),
        (["Readme", "readme"], ("Readme", "readme")),
        (["A/x", "a/y"], ("A", "a")),
        (["\u00e4", "a\u0308"], ("\u00e4", "a\u0308")),
    ],
)
def test_paths_that_some_file_systems_do_not_tell_apart(paths: list[str], pair: tuple[str, str] | None) -> None:
    assert collision([Entry("100644", "0" * 40, path) for path in paths]) == pair
