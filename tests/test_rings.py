"""The rings: imports go inward only, the core touches nothing, and no file or function grows beyond a screen or two."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "gotasks"
FILES = sorted(PACKAGE.rglob("*.py"))

MAY_IMPORT = {
    "core": {"core"},
    "go": {"core", "go"},
    "formats": {"core", "formats"},
    "edge": {"core", "edge"},
    "engine": {"core", "go", "engine"},
    "testing": {"core"},
    "api": {"core", "go"},
    "fronts": {"core", "go", "formats", "edge", "engine", "fronts", "__version__"},
    "for_invoke": {"core", "go", "edge", "fronts"},
    "for_nox": {"core", "go", "edge", "fronts"},
    "__main__": {"fronts"},
    "__init__": set(),
}
WORLD = {
    "os",
    "sys",
    "subprocess",
    "pathlib",
    "io",
    "socket",
    "shutil",
    "tempfile",
    "time",
    "threading",
    "signal",
    "git",
}
PURE = {"core", "go", "formats", "testing", "api"}


def ring(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {
                f"{node.module}.{alias.name}" if node.module == "gotasks" else node.module for alias in node.names
            }
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_inward_only(path: Path) -> None:
    ours = {name.split(".")[1] for name in imported(path) if name.startswith("gotasks.")}

    assert ours <= MAY_IMPORT[ring(path)]


@pytest.mark.parametrize(
    "path", [path for path in FILES if ring(path) in PURE], ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_a_pure_ring_touches_nothing(path: Path) -> None:
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert not {name.split(".")[0] for name in imported(path)} & WORLD
    assert not calls & {"print", "open", "input", "exec", "eval"}


def test_only_one_module_starts_processes() -> None:
    assert [path.name for path in FILES if "subprocess" in imported(path)] == ["process.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 45
    ]

    assert len(text.splitlines()) <= 285
    assert not long
