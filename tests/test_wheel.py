"""The wheel carries what is not Python: schemas, hooks, the pins of the tools, the templates of pages."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent

CARRIED = {
    "schemas": "gotasks/schemas",
    ".githooks": "gotasks/githooks",
    "tools": "gotasks/tools",
    "gotasks/formats/templates": "gotasks/formats/templates",
}
"""Folders of the checkout, and where they lie in the wheel."""

ASK = """
import json
from gotasks.core.hooks import SHARED
from gotasks.core.settings import HOOKS
from gotasks.edge import files, hookplaces, schema, tools
from gotasks.formats import coverage_html
from gotasks.core.coverage import Coverage
print(json.dumps({
    "place": schema.__file__,
    "wrong": schema.errors("report", {})[0],
    "pins": sorted(name for name, folder in tools.pins().items() if (folder / "go.sum").is_file()),
    "hooks": [hookplaces.template(name) for name in (*HOOKS, SHARED)],
    "pages": sorted(coverage_html.render(Coverage(1, 2), lambda path: [], "title")),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    argv = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(TOP)]
    subprocess.run(argv, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.mark.slow
def test_the_wheel_carries_what_is_not_python(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {
        f"{place}/{file.relative_to(TOP / source).as_posix()}"
        for source, place in CARRIED.items()
        for file in (TOP / source).rglob("*")
        if file.is_file()
    }
    tools = {folder.name for folder in (TOP / "tools").iterdir()}

    assert wanted <= names
    assert "gotasks/py.typed" in names
    assert {f"gotasks/tools/{tool}/{name}" for tool in tools for name in ("go.mod", "go.sum")} <= wanted
    assert {
        f"gotasks/githooks/{name}"
        for name in ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push", "gotasks.sh")
    } <= wanted


@pytest.mark.slow
def test_the_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    env = {"PYTHONPATH": str(tmp_path / "site"), "PATH": ""}
    asked = subprocess.run(
        [sys.executable, "-P", "-c", ASK], env=env, cwd=tmp_path, check=True, capture_output=True, text=True
    )
    said = json.loads(asked.stdout)

    assert said["place"].startswith(str(tmp_path / "site"))
    assert "required property" in said["wrong"]
    assert said["pins"] == sorted(folder.name for folder in (TOP / "tools").iterdir())
    assert all("gotasks" in text for text in said["hooks"])
    assert "coverage/index.html" in said["pages"]
