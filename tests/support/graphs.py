"""Module graphs: real Go code of any size as a mapping of paths to contents. Pure, and the same for the same arguments.

A package lies in ``gNN/pNNNN``, and its name is unique in the whole graph. It holds ``pNNNN.go``, which calls all that
it imports, and ``pNNNN_test.go``; some embed an asset, some have a test that reads ``testdata`` and the module's
``shared/words.txt``. Everything is formatted, vetted and green. ``graphedits.py`` changes such a mapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isqrt
from random import Random
from typing import NamedTuple

Files = Mapping[str, str]

SHAPES = ("deep", "wide", "diamond")
"""A chain; one core that all others import; layers, each package of which imports up to three of the layer before."""

ROOT = "example.com/graph"
GO = "go 1.22"
GROUP = 50
"""How many packages lie side by side in a folder."""

LIMIT = 1_000_003
"""Values are below it, so that they do not overflow however deep the graph is."""

CODE = re.compile(r"(?:^|/)(g\d+/(p\d+(?:r\d+)?))/\2\.go$")
"""A package's main file: its folder in its module, and its name; ``rN`` stands for the N-th renaming."""

IMPORT = re.compile(rf'^\t"({re.escape(ROOT)}/[^"]+)"$', re.MULTILINE)
OWN = re.compile(r"^const Own = (\d+)$", re.MULTILINE)


class Package(NamedTuple):
    """A package: its module's folder ("" is the root), its own below that, what it imports, its constant, its asset."""

    module: str
    folder: str
    imports: tuple[str, ...]
    own: int
    asset: bool

    @property
    def name(self) -> str:
        """The name in the package clause, which is the folder's last part."""
        return self.folder.rpartition("/")[2]

    @property
    def path(self) -> str:
        """The folder from the root of the tree."""
        return f"{self.module}/{self.folder}".lstrip("/")

    @property
    def file(self) -> str:
        """Its main file, from the root of the tree."""
        return f"{self.path}/{self.name}.go"

    @property
    def import_path(self) -> str:
        """The name by which others import it."""
        return f"{ROOT}/{self.path}"


def graph(shape: str, packages: int, seed: int = 0, modules: int = 1) -> dict[str, str]:
    """Return the files of a graph.

    Of several modules the root has the last packages, and the others are ``mod1``, ``mod2`` … below it. Each requires
    all modules before it and replaces them by their folders, so that it builds with go.work and without.
    """
    if shape not in SHAPES or not 1 <= modules <= packages:
        raise ValueError(f"{shape!r} is none of {', '.join(SHAPES)}, or {packages} packages are no {modules} modules")
    random = Random(f"{shape} {packages} {seed} {modules}")  # noqa: S311 - a graph is no secret
    made: list[Package] = []
    for number in range(packages):
        below = [made[other].import_path for other in _imports(shape, number, packages, random)]
        folder = f"g{number // GROUP:02}/p{number:04}"
        made.append(Package(_home(number, packages, modules), folder, tuple(below), number + 1, chance(random, 4)))
    files = dict(_module_files(modules))
    for package in made:
        files |= _package_files(package, reads=chance(random, 3))
    return files


def chance(random: Random, one_of: int) -> bool:
    """Whether it comes true this time, which it does once in so many."""
    return random.randrange(one_of) == 0


def _imports(shape: str, number: int, packages: int, random: Random) -> Iterator[int]:
    """Yield the numbers of the packages that one imports, all of them lower than its own."""
    if number == 0:
        return
    if shape == "deep":
        yield number - 1
    elif shape == "wide":
        yield 0
    else:
        width = isqrt(packages - 1) or 1
        layer = (number - 1) // width  # the core stands alone above the first layer
        above = range(1 + (layer - 1) * width, 1 + layer * width) if layer else range(1)
        yield from random.sample(above, min(len(above), 1 + random.randrange(3)))


def _home(number: int, packages: int, modules: int) -> str:
    """Return the folder of the module that a package is in."""
    place = 1 + number * modules // packages
    return "" if place == modules else f"mod{place}"


def _module_files(modules: int) -> Iterator[tuple[str, str]]:
    """Yield what belongs to no package: go.mod files, go.work, the words that tests read, README.md."""
    folders = [*(f"mod{number}" for number in range(1, modules)), ""]
    for place, folder in enumerate(folders):
        yield f"{folder}/go.mod".lstrip("/"), _go_mod(folder, folders[:place])
        yield f"{folder}/shared/words.txt".lstrip("/"), "words that tests of this module read\n"
    if modules > 1:
        used = "".join(f"\t./{folder}\n" if folder else "\t.\n" for folder in sorted(folders))
        yield "go.work", f"{GO}\n\nuse (\n{used})\n"
    yield "README.md", "# A generated module graph\n"


def _go_mod(folder: str, below: list[str]) -> str:
    text = f"module {f'{ROOT}/{folder}'.rstrip('/')}\n\n{GO}\n"
    up = "../" if folder else "./"
    if below:
        text += "\nrequire (\n" + "".join(f"\t{ROOT}/{each} v0.0.0\n" for each in below) + ")\n"
        text += "\nreplace (\n" + "".join(f"\t{ROOT}/{each} => {up}{each}\n" for each in below) + ")\n"
    return text


def _package_files(package: Package, *, reads: bool) -> Iterator[tuple[str, str]]:
    folder, name = package.path, package.name
    yield package.file, render(package)
    yield f"{folder}/{name}_test.go", _test(name, reads=reads)
    if package.asset:
        yield f"{folder}/asset.txt", f"an asset of {package.own}\n"
    if reads:
        yield f"{folder}/testdata/input.txt", "input of a test\n"


def render(package: Package) -> str:
    """Return a package's main file."""
    imported = sorted(package.imports)
    blocks = ['\t_ "embed"\n'] if package.asset else []
    blocks += ["".join(f'\t"{each}"\n' for each in imported)] if imported else []
    imports = "import (\n" + "\n".join(blocks) + ")\n\n" if blocks else ""
    asset = "//go:embed asset.txt\nvar asset string\n\n" if package.asset else ""
    terms = ["Own", *(["len(asset)"] if package.asset else [])]
    terms += [f"{each.rpartition('/')[2]}.Value()" for each in imported]
    return f"""// Package {package.name} is part of a generated graph.
package {package.name}

{imports}{asset}// Own is what the package adds to the values of those that it imports.
const Own = {package.own}

var value = ({" + ".join(terms)}) % {LIMIT}

// Value is the sum of what the package is made of.
func Value() int {{
	return value
}}
"""


READS = """
func TestReads(t *testing.T) {
	inputs, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, input := range inputs {
		body, err := os.ReadFile("testdata/" + input.Name())
		if err != nil || !strings.HasPrefix(string(body), "input") {
			t.Errorf("%s: %q, %v", input.Name(), body, err)
		}
	}
	if words, err := os.ReadFile("../../shared/words.txt"); err != nil || !strings.HasPrefix(string(words), "words") {
		t.Errorf("%q, %v", words, err)
	}
}
"""
"""The test that reads files: all of ``testdata``, so that one more counts, and one that lies elsewhere."""


def _test(name: str, *, reads: bool) -> str:
    imports = 'import (\n\t"os"\n\t"strings"\n\t"testing"\n)' if reads else 'import "testing"'
    return f"""package {name}

{imports}

func TestValue(t *testing.T) {{
	const limit = {LIMIT}
	if got := Value(); got < 0 || got >= limit {{
		t.Errorf("%d is not below %d", got, limit)
	}}
}}
{READS if reads else ""}"""


def packages(files: Files) -> dict[str, Package]:
    """Read the packages of a graph again, by import path and in the order of their paths."""
    found = {}
    for path in sorted(files):
        if match := CODE.search(path):
            text, module = files[path], path[: match.start(1)].rstrip("/")
            own = OWN.search(text)
            imports = tuple(IMPORT.findall(text))
            package = Package(module, match[1], imports, int(own[1]) if own else 0, "//go:embed" in text)
            found[package.import_path] = package
    return found


def importers(of: Mapping[str, Package]) -> dict[str, tuple[str, ...]]:
    """Return for each package those that import it."""
    found: dict[str, list[str]] = {path: [] for path in of}
    for path, package in of.items():
        for each in package.imports:
            found[each].append(path)
    return {path: tuple(names) for path, names in found.items()}


def reached(start: str, arrows: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return all that arrows lead to from a package, itself included."""
    seen, left = {start}, [start]
    while left:
        new = [each for each in arrows[left.pop()] if each not in seen]
        seen.update(new)
        left += new
    return frozenset(seen)
