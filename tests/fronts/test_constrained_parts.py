"""An edit of a folder that has nothing to build: such a folder is no fault of the tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from gitrepo import GOOD, Repo

pytestmark = pytest.mark.slow

NewRepo = Callable[..., Repo]
Report = Callable[..., dict[str, Any]]

DOC = "// Package documentation tells.\npackage documentation\n"
NEVER = "//go:build never\n\n// Package d is never built.\npackage d\n"
MORE = "\n// N is one.\nvar N = 1\n"
TOOLS = '//go:build tools\n\n// Package tools names tools.\npackage tools\n\nimport _ "{}"\n'


def tasks(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what each task was found to be, and why."""
    return [(task["name"], task["verdict"]["status"], task["verdict"]["reason"]) for task in found["tasks"]]


@pytest.mark.parametrize("task", ["race-test", "staticcheck"])
@pytest.mark.parametrize(
    ("files", "to"),
    [
        pytest.param({"t/t.go": TOOLS.format("fmt")}, {"t/t.go": TOOLS.format("os")}, id="a list of tools"),
        pytest.param({"d/doc.go": DOC}, {"d/doc.go": DOC + MORE}, id="documentation"),
        pytest.param(
            {"d/d.go": NEVER, "d/_x.go": "package d\n"},
            {"d/d.go": NEVER + MORE},
            id="beside a name that Go passes over",
        ),
    ],
)
def test_an_edit_of_what_is_never_built_is_judged(
    new_repo: NewRepo, report: Report, task: str, files: Mapping[str, str], to: Mapping[str, str]
) -> None:
    repo = new_repo({**GOOD, **files})
    before = report(repo, task, "--all")
    repo.write(to)
    after, fresh = report(repo, task, "--all"), report(repo, task, "--all", "--fresh")

    passed = [(task, "passed", "")]
    assert tasks(before) == passed
    assert tasks(fresh) == passed
    assert tasks(after) == passed
