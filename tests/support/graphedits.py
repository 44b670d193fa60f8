"""Edits of a module graph: pure, each chosen by a number, and composed at will; a graph stays one that they can edit.

An edit that has nothing to work on (no import left to remove) changes nothing and says so by ``changed``. Whether the
graph is green afterwards is Go's to say: some edits break a test or add a defect, and ``revert`` takes back what was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from graphs import GROUP, ROOT, Files, Package, importers, packages, reached, render

T = TypeVar("T")

OUTSIDE = """package {package}_test

import (
\t"testing"

\t"{path}"
)

func TestOther(t *testing.T) {{
\tif got := {name}.Value(); got < 0 {{
\t\tt.Errorf("%d is below 0", got)
\t}}
}}
"""
"""A test outside of its package."""


class Edit(NamedTuple):
    """A graph after an edit, and the paths whose content is another than before, those that came and went included."""

    files: Files
    changed: tuple[str, ...]


def leaf_edit(files: Files, choice: int) -> Edit:
    """Change the code of a package that no other imports."""
    above = importers(packages(files))
    return _own(files, _pick([path for path, names in above.items() if not names], choice))


def core_edit(files: Files, choice: int) -> Edit:
    """Change the code of a package that imports no other, the one on which the most depend."""
    found = packages(files)
    above = importers(found)
    free = [path for path, package in found.items() if not package.imports]
    return _own(files, max(free, key=lambda path: len(reached(path, above))), choice)


def readme_edit(files: Files, choice: int) -> Edit:
    """Add a line to README.md, which no package and no test reads."""
    return _with(files, {"README.md": files["README.md"] + f"\nLine {choice}.\n"})


def rename(files: Files, choice: int) -> Edit:
    """Give a package another name, in all that import it too."""
    package = _any(files, choice)
    base, _, times = package.name.partition("r")
    return _renamed(files, package.name, f"{base}r{int(times or 0) + 1}")


def move(files: Files, choice: int) -> Edit:
    """Move a package to another folder of its module; its name stays."""
    package = _any(files, choice)
    group = package.folder.partition("/")[0]
    places = 2 + len(packages(files)) // GROUP
    there = f"g{(int(group[1:]) + 1 + choice % (places - 1)) % places:02}"
    return _renamed(files, package.folder, f"{there}/{package.name}")


def add_import(files: Files, choice: int) -> Edit:
    """Let a package import one more that its module can reach and that does not depend on it."""
    found = packages(files)
    above = importers(found)
    package = _any(files, choice)
    modules = _modules_seen(files, package.module)
    cyclic = reached(package.import_path, above)
    free = [
        path
        for path, other in found.items()
        if other.module in modules and path not in cyclic and path not in package.imports
    ]
    if not free:
        return _with(files, {})
    more = _pick(free, choice // len(found))
    return _rendered(files, package._replace(imports=(*package.imports, more)))


def remove_import(files: Files, choice: int) -> Edit:
    """Let a package import one less."""
    some = [package for package in packages(files).values() if package.imports]
    if not some:
        return _with(files, {})
    package = _pick(some, choice)
    gone = _pick(package.imports, choice // len(some))
    return _rendered(files, package._replace(imports=tuple(each for each in package.imports if each != gone)))


def break_test(files: Files, choice: int) -> Edit:
    """Make the test of a package red."""
    package = _any(files, choice)
    path = f"{package.path}/{package.name}_test.go"
    return _with(files, {path: re.sub(r"const limit = \d+", "const limit = 0", files[path])})


def vet_defect(files: Files, choice: int) -> Edit:
    """Add a file with an assignment to itself, which ``go vet`` finds and the analyzers of ``go test`` do not."""
    package = _any(files, choice)
    text = f"package {package.name}\n\n// Defect assigns a value to itself.\nfunc Defect(value int) int {{\n"
    return _with(files, {f"{package.path}/defect.go": text + "\tvalue = value\n\treturn value\n}\n"})


def unformatted(files: Files, choice: int) -> Edit:
    """Add a file that gofmt would write otherwise."""
    package = _any(files, choice)
    text = f"package {package.name}\n\n// Loose does nothing.\nfunc  Loose() {{}}\n"
    return _with(files, {f"{package.path}/loose.go": text})


def edit_asset(files: Files, choice: int) -> Edit:
    """Change what a package embeds, and so its value."""
    some = [package for package in packages(files).values() if package.asset]
    if not some:
        return _with(files, {})
    path = f"{_pick(some, choice).path}/asset.txt"
    return _with(files, {path: files[path] + f"line {choice}\n"})


def import_by_test(files: Files, choice: int) -> Edit:
    """Give a package a test outside of it that imports one more, which may import it."""
    found = packages(files)
    package = _any(files, choice)
    modules = _modules_seen(files, package.module)
    free = [path for path, other in found.items() if other.module in modules and path != package.import_path]
    if not free:
        return _with(files, {})
    path = _pick(free, choice // len(found))
    text = OUTSIDE.format(package=package.name, path=path, name=path.rpartition("/")[2])
    return _with(files, {f"{package.path}/{package.name}_outside_test.go": text})


def add_input(files: Files, choice: int) -> Edit:
    """Add a file to a folder that a test reads; the test stays green."""
    return _input(files, choice, "input, more of it\n")


def spoil_input(files: Files, choice: int) -> Edit:
    """Add a file to a folder that a test reads, of which the test becomes red."""
    return _input(files, choice, "spoilt\n")


def edit_words(files: Files, choice: int) -> Edit:
    """Change the file that tests of many packages of a module read; they stay green."""
    path = _pick(sorted(path for path in files if path.endswith("shared/words.txt")), choice)
    return _with(files, {path: files[path] + f"line {choice}\n"})


def revert(files: Files, earlier: Files) -> Edit:
    """Take back the graph as it was before."""
    return Edit(earlier, changed(files, earlier))


EDITS: Mapping[str, Callable[[Files, int], Edit]] = {
    "leaf edit": leaf_edit,
    "core edit": core_edit,
    "README edit": readme_edit,
    "rename": rename,
    "move": move,
    "add import": add_import,
    "remove import": remove_import,
    "break test": break_test,
    "vet defect": vet_defect,
    "unformatted": unformatted,
    "edit asset": edit_asset,
    "import by test": import_by_test,
    "add input": add_input,
    "spoil input": spoil_input,
    "edit words": edit_words,
}
"""All edits that need nothing but a graph and a number."""


def changed(before: Files, after: Files) -> tuple[str, ...]:
    """Return the paths at which two graphs differ."""
    return tuple(sorted(path for path in {*before, *after} if before.get(path) != after.get(path)))


def _pick(some: Sequence[T], choice: int) -> T:
    return some[choice % len(some)]


def _any(files: Files, choice: int) -> Package:
    return _pick([*packages(files).values()], choice)


def _with(files: Files, new: Files) -> Edit:
    after = {**files, **new}
    return Edit(after, changed(files, after))


def _rendered(files: Files, package: Package) -> Edit:
    return _with(files, {package.file: render(package)})


def _own(files: Files, path: str, more: int = 0) -> Edit:
    package = packages(files)[path]
    return _rendered(files, package._replace(own=package.own + 1 + more))


def _renamed(files: Files, old: str, new: str) -> Edit:
    """Replace a name, which is unique in the graph, in all paths and all code; imports are sorted anew."""
    word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9])")
    after = {word.sub(new, path): word.sub(new, text) for path, text in files.items()}
    touched = {path for path in changed(files, after) if path in after}
    for package in packages(after).values():
        if package.file in touched:
            after[package.file] = render(package)
    return Edit(after, changed(files, after))


def _modules_seen(files: Files, module: str) -> frozenset[str]:
    """Return the folders of a module and of those that its go.mod requires."""
    text = files[f"{module}/go.mod".lstrip("/")]
    return frozenset({module, *re.findall(rf"^\t{re.escape(ROOT)}/(\S+) v", text, re.MULTILINE)})


def _input(files: Files, choice: int, text: str) -> Edit:
    readers = sorted(path for path in files if path.endswith("/testdata/input.txt"))
    if not readers:
        return _with(files, {})
    folder = _pick(readers, choice).removesuffix("input.txt")
    return _with(files, {f"{folder}more{choice}.txt": text})
