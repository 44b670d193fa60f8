"""The modules that commits are made in: real ones from the module proxy, made green in the tree for all arms alike.

Their old findings are turned off by ``staticcheck.conf`` and ``.golangci.yml``, where the linters still run; what gofmt
would change is formatted; tests that are red for root, or only now and then, are skipped by their first line.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests" / "support"))

import realgo  # noqa: E402 - it lies beside the tests that share it

STATICCHECK = 'checks = ["inherit", "-SA1012", "-SA1019", "-SA1029", "-ST1013", "-U1000"]\n'
GOLANGCI = """version: "2"
linters:
  default: standard
  exclusions:
    rules:
      - path: .*
        linters: [errcheck, govet, ineffassign, staticcheck, unused]
"""
SKIP = '\tt.Skip("red for root, or only now and then")\n'


@dataclass(frozen=True, slots=True)
class Module:
    """A module, and where it is edited: in a package that nobody imports, and in one that most of it does.

    ``skipped`` are tests by their file.
    """

    name: str
    version: str
    leaf: str
    core: str
    skipped: Mapping[str, tuple[str, ...]]


MODULES: Mapping[str, Module] = {
    module.name: module
    for module in (
        Module("chi", realgo.CHI, "middleware/nocache.go", "chi.go", {}),
        Module(
            "gin",
            realgo.GIN,
            "ginS/gins.go",
            "internal/bytesconv/bytesconv.go",
            {
                "context_test.go": ("TestSaveUploadedFileWithPermissionFailed",),
                "gin_integration_test.go": ("TestRunEmpty",),
            },
        ),
        Module(
            "cobra",
            realgo.COBRA,
            "doc/util.go",
            "cobra.go",
            {"fish_completions_test.go": ("TestFailGenFishCompletionFile",)},
        ),
    )
}


def prepare(module: Module, folder: Path) -> Path:
    """Make a repository of a module in a folder, all green."""
    path = realgo.repository(module.version, folder / module.name)
    for old in path.glob(".golangci.*"):
        old.unlink()
    (path / "staticcheck.conf").write_text(STATICCHECK)
    (path / ".golangci.yml").write_text(GOLANGCI)
    for name, tests in module.skipped.items():
        file = path / name
        file.write_text(skipped(file.read_text(), tests))
    realgo.command(path, "gofmt", "-w", ".")
    realgo.git(path, "add", "-A")
    realgo.commit(path, "All green")
    return path


def skipped(text: str, tests: tuple[str, ...]) -> str:
    """Return a test file in which tests are skipped. Raises ValueError where one is not there."""
    for test in tests:
        text, times = re.subn(rf"^(func {test}\(t \*testing\.T\) \{{\n)", rf"\1{SKIP}", text, flags=re.MULTILINE)
        if times != 1:
            raise ValueError(f"{test}: found {times} times, not once")
    return text
