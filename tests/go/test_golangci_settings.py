"""golangci-lint's configuration: which file holds where, and what it says of gofumpt."""

from __future__ import annotations

import pytest

from gotasks.core.tree import Entry
from gotasks.go import golangci
from gotasks.go.golangci import Gofumpt, UnreadableError, gofumpt_in, nearest, read


@pytest.mark.parametrize(
    ("paths", "folder", "expected"),
    [
        pytest.param([], "a/b", "", id="none"),
        pytest.param([".golangci.yml"], ".", ".golangci.yml", id="at the root"),
        pytest.param([".golangci.yml"], "a/b", ".golangci.yml", id="from above"),
        pytest.param([".golangci.yml", "a/.golangci.toml"], "a/b", "a/.golangci.toml", id="the nearest"),
        pytest.param([".golangci.yml", "a/.golangci.toml"], "b", ".golangci.yml", id="not from beside"),
        pytest.param([".golangci.yml", ".golangci.json"], ".", ".golangci.json", id="of two the first that is sought"),
    ],
)
def test_the_nearest_file_holds(paths: list[str], folder: str, expected: str) -> None:
    assert nearest(dict.fromkeys(paths, ""), folder) == expected


V2 = """version: "2"
formatters:
  enable:
    - gofumpt  # stricter
    - goimports
  settings:
    gofumpt:
      extra:
        group-params: true
        balance-calls: true
      module-path: example.org/x
"""
V1 = """linters:
  enable: [gofumpt]
linters-settings:
  gofumpt:
    extra-rules: true
"""
BOTH = ("group-params", "clothe-returns")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param(
            ".golangci.yml",
            V2,
            Gofumpt(enabled=True, extra=("group-params", "balance-calls"), module_path="example.org/x"),
            id="v2",
        ),
        pytest.param(".golangci.yaml", V1, Gofumpt(enabled=True, extra=BOTH), id="v1"),
        pytest.param(".golangci.toml", '[formatters]\nenable = ["gofumpt"]\n', Gofumpt(enabled=True), id="TOML"),
        pytest.param(".golangci.json", '{"formatters": {"enable": ["gofumpt"]}}', Gofumpt(enabled=True), id="JSON"),
        pytest.param(".golangci.yml", "formatters: {enable: 'gofumpt,gci'}", Gofumpt(enabled=True), id="one text"),
        pytest.param(".golangci.yml", "linters: {enable-all: true}", Gofumpt(enabled=True), id="v1, all"),
        pytest.param(".golangci.yml", "linters: {enable-all: true, disable: [gofumpt]}", Gofumpt(), id="all but it"),
        pytest.param(
            ".golangci.yml", "x: &a [gofumpt]\nformatters: {enable: *a}", Gofumpt(enabled=True), id="an alias"
        ),
        pytest.param(".golangci.yml", "", Gofumpt(), id="an empty file"),
        pytest.param(".golangci.yml", "# formatters: {enable: [gofumpt]}\n", Gofumpt(), id="a comment"),
        pytest.param(".golangci.yml", "linters: {disable: [gofumpt]}", Gofumpt(), id="disabled"),
        pytest.param(".golangci.yml", "formatters:\nlinters: [gofumpt]\n", Gofumpt(), id="no tables"),
        pytest.param(".golangci.yml", "formatters: {enable: 3}", Gofumpt(), id="no list"),
    ],
)
def test_what_is_said_of_gofumpt(name: str, text: str, expected: Gofumpt) -> None:
    assert gofumpt_in({name: text}, ".") == expected


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        pytest.param("a/.golangci.yml", "a: [\n", r"^a/\.golangci\.yml: line 2: ", id="YAML"),
        pytest.param(".golangci.yml", "a: 2020-99-99\n", r"^\.golangci\.yml: month must be", id="no date"),
        pytest.param(".golangci.yml", "a: !!python/name:os.system x", "could not determine a constructor", id="a tag"),
        pytest.param(
            ".golangci.yml", "a: \x00", r"unacceptable character|special characters", id="a control character"
        ),
        pytest.param(".golangci.toml", "a = ", r"^\.golangci\.toml: ", id="TOML"),
        pytest.param(".golangci.json", "{", r"^\.golangci\.json: ", id="JSON"),
        pytest.param(".golangci.json", "[" * 100_000, "nested too deeply", id="deep JSON"),
        pytest.param(".golangci.yml", "[" * 5_000, "nested too deeply", id="deep YAML"),
        pytest.param(".golangci.yml", "- a\n", "not a table of keys", id="a list"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, text: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        read(name, text)


def test_the_cache_is_another_where_the_configuration_names_files_that_differ() -> None:
    def at(text: str, *entries: Entry) -> str:
        return golangci.cache("golangci-lint", text, entries)

    header, other = Entry("100644", "a" * 40, "build/header.txt"), Entry("100644", "b" * 40, "build/header.txt")
    rules = Entry("100644", "c" * 40, "rules/one.go")

    assert at("linters: {}", header, rules) == "golangci-lint"
    assert at("template-path: build/header.txt", header) != at("template-path: build/header.txt", other)
    assert at("rules: 'rules/*.go'", rules) != "golangci-lint"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("rules:\n  - path: .*\n    linters: [unused]\n", id="YAML"),
        pytest.param("rules: [{path-except: '.*', linters: [unused]}]\n", id="YAML in a line"),
        pytest.param('{"rules": [{"path": ".*, \\"x\\"", "linters": ["unused"]}]}', id="JSON"),
        pytest.param('[[linters.exclusions.rules]]\nsource = ".*"\n', id="TOML"),
    ],
)
def test_an_expression_for_findings_names_no_file(text: str) -> None:
    assert golangci.cache("golangci-lint", text, [Entry("100644", "a" * 40, "README.md")]) == "golangci-lint"


@pytest.mark.parametrize("comment", ["# by this path:\n", "# path:\r\n", "# the source: \n", "path:\n"])
def test_a_line_after_such_a_key_is_read(comment: str) -> None:
    entry = Entry("100644", "a" * 40, "rules/one.go")

    assert golangci.cache("golangci-lint", f"{comment}rules: 'rules/*.go'\n", [entry]) != "golangci-lint"


def test_a_file_beside_such_an_expression_is_named() -> None:
    text = "{path: '.*', rules: 'rules/*.go'}\ncustom: {path: plugin.so}\n"
    entry = Entry("100644", "a" * 40, "rules/one.go")

    assert golangci.cache("golangci-lint", text, [entry]) != "golangci-lint"
    assert golangci.cache("golangci-lint", text, [entry._replace(path="plugin.so")]) != "golangci-lint"
