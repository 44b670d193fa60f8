"""Random trees: a package's key changes with each file of its closure, which is found here the naive way.

The naive closure is made of what the tree was drawn from, and not of its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from keyed import keys

FOLDERS = ("a", "a/b", "a/b/static", "c", "c/d", "e", "static", ".")
"""Where packages may lie in a module: one below the other too, and where another may embed."""

EMBEDS = ("", "asset.txt", "static", "all:static", '"b"')
LOOSE = (*EMBEDS, "*", "static/in.txt", "static/*.txt", "`st?tic`")
"""Patterns that gotasks takes for more than they name, beside those that it takes as they are."""


class Drawn(NamedTuple):
    """A package of a tree: where it lies, what it and its tests import (by number), what each of them embeds.

    ``away`` says that nobody has written it yet, though others may import it.
    """

    module: int
    folder: str
    imports: tuple[int, ...]
    by_tests: tuple[int, ...]
    embeds: str
    test_embeds: str
    assembly: bool
    away: bool


class Tree(NamedTuple):
    """Packages, and how their modules find each other: by go.work, or by a replacement under another name."""

    packages: tuple[Drawn, ...]
    replaced: bool

    def place(self, number: int) -> str:
        """Return a package's folder."""
        module, folder, *_ = self.packages[number]
        return "/".join(part for part in (MODULES[module], folder) if part != ".") or "."

    def name(self, number: int, near: int) -> str:
        """Return the import path of a package for one in a module."""
        module, folder, *_ = self.packages[number]
        root = f"far.com/{module}" if self.replaced and module != near else f"example.com/{module}"
        return root if folder == "." else f"{root}/{folder}"

    def files(self) -> dict[str, str]:
        """Write the tree."""
        found = {"README.md": "x\n"}
        for number, folder in enumerate(MODULES):
            text = f"module example.com/{number}\n\ngo 1.22\n"
            if self.replaced:
                for other, there in enumerate(MODULES):
                    text += f"replace far.com/{other} => {_up(folder)}{there}\n"
            found[f"{folder}/go.mod".removeprefix("./")] = text
        if not self.replaced:
            found["go.work"] = "".join(f"use ./{folder}\n" for folder in MODULES)
        for number, package in enumerate(self.packages):
            if not package.away:
                found |= {_at(self.place(number), name): text for name, text in self._texts(package)}
        return found

    def _texts(self, package: Drawn) -> Iterator[tuple[str, str]]:
        for name, imports, embeds in (
            ("x.go", package.imports, package.embeds),
            ("x_test.go", package.by_tests, package.test_embeds),
        ):
            lines = "".join(f'import "{self.name(each, package.module)}"\n' for each in imports)
            yield name, f"package x\n\n{lines}{f'//go:embed {embeds}' if embeds else ''}\nvar x string\n"
        yield "asset.txt", "x\n"
        yield "static/in.txt", "x\n"
        yield "other.txt", "x\n"
        if package.assembly:
            yield "x.s", "x\n"


MODULES = (".", "one", "one/two")


@st.composite
def trees(draw: st.DrawFn, *, plain: bool = False) -> Tree:
    """Draw a tree; a plain one has no circles, and none of what gotasks takes for more than it is."""
    places = draw(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(FOLDERS)), min_size=1, max_size=7, unique=True))
    embeds = st.sampled_from(EMBEDS if plain else LOOSE)
    packages = []
    for number, place in enumerate(places):
        every = st.sets(st.integers(0, len(places) - 1), max_size=3)
        lower = st.sets(st.integers(0, number - 1), max_size=3) if number else st.just(set[int]())
        imports, by_tests = draw(lower if plain else every), draw(every)
        odd = (draw(st.integers(0, 5)) == 0, draw(st.integers(0, 5)) == 0) if not plain else (False, False)
        packages.append(Drawn(*place, (*imports,), (*by_tests,), draw(embeds), draw(embeds), *odd))
    return Tree((*packages,), draw(st.booleans()))


def closure(tree: Tree, number: int, paths: frozenset[str]) -> set[str]:
    """Return the paths of a tree on which a package rests."""
    first = tree.packages[number]
    seen: set[int] = set()
    left = [] if first.away else [*first.imports, *first.by_tests]
    while left:
        each = left.pop()
        if each not in seen:
            seen.add(each)
            left += () if tree.packages[each].away else tree.packages[each].imports
    found = {path for path in paths if path.endswith(("go.mod", "go.work"))}
    for each in {number, *seen}:
        folder, package = tree.place(each), tree.packages[each]
        code = {path for path in paths if (dirname(path) or ".") == folder and path.endswith((".go", ".s"))}
        found |= {path for path in code if each == number or not path.endswith("_test.go")}
        patterns = () if package.away else (package.embeds, package.test_embeds if each == number else "")
        found |= {path for pattern in patterns for path in paths if _embedded(folder, pattern, path)}
    return found


def _embedded(folder: str, pattern: str, path: str) -> bool:
    above = "" if folder == "." else f"{folder}/"
    name = pattern.strip('"`').removeprefix("all:")
    below = path.removeprefix(above)
    if not pattern or not path.startswith(above):
        return False
    if name == "*":
        return True
    if name == "static/*.txt":
        return below.startswith("static/") and below.endswith(".txt") and below.count("/") == 1
    name = name.replace("?", "a")
    return below == name or below.startswith(f"{name}/")


def _at(folder: str, name: str) -> str:
    return name if folder == "." else f"{folder}/{name}"


def _up(folder: str) -> str:
    return "./" if folder == "." else "../" * (folder.count("/") + 1)


def flips(tree: Tree, files: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str], Mapping[str, str]]]:
    """Yield a path, the files after something was done to it, and modes: edited, executable, gone, new."""
    for path, text in files.items():
        yield path, {**files, path: f"{text}// y\n"}, {}
        yield path, files, {path: "100755"}
        if not path.endswith(("go.mod", "go.work")):
            yield path, {name: body for name, body in files.items() if name != path}, {}
    for number in range(len(tree.packages)):
        for name in ("new.go", "new_test.go", "new.s", "static/new.txt", "new.txt"):
            path = _at(tree.place(number), name)
            yield path, {**files, path: "package x\n"}, {}


@given(trees())
@settings(max_examples=40, deadline=None)
def test_a_key_changes_with_each_file_of_the_closure(tree: Tree) -> None:
    files = tree.files()
    before = keys(files).keys
    for path, after, modes in flips(tree, files):
        now = keys(after, modes=modes).keys
        paths = frozenset({*files, *after})
        for number in range(len(tree.packages)):
            folder = tree.place(number)
            if folder in before and folder in now and path in closure(tree, number, paths):
                assert before[folder] != now[folder], (path, folder)


@given(trees(plain=True))
@settings(max_examples=30, deadline=None)
def test_a_key_of_a_plain_tree_changes_with_nothing_else(tree: Tree) -> None:
    files = tree.files()
    before = keys(files).keys
    assert {tree.place(number) for number in range(len(tree.packages))} <= before.keys()
    for path, after, modes in flips(tree, files):
        now = keys(after, modes=modes).keys
        paths = frozenset({*files, *after})
        for number in range(len(tree.packages)):
            folder = tree.place(number)
            if folder in now and path not in closure(tree, number, paths):
                assert before[folder] == now[folder], (path, folder)
