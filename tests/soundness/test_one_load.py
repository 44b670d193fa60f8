"""Why vet, staticcheck and lint each load the packages: what one of them lets pass another one finds.

golangci-lint has the analyzers of the other two, and would load once for all three. But it obeys ``//nolint``, and does
not read staticcheck.conf, so its answer is another one, and theirs cannot be told from it.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest
from gitrepo import Repo

pytestmark = pytest.mark.slow

NewRepo = Callable[..., Repo]
Run = Callable[..., subprocess.CompletedProcess[str]]

CODE = """// Package m is small.
package m

import "fmt"

// Say says.
func Say() {
	fmt.Printf("%d\\n", "text") //nolint
}

// Odd is odd.
func Odd(n int) bool {
	if n == n { //nolint
		return true
	}
	return false
}
"""


def rules(gotasks: Run, repo: Repo, task: str) -> set[str]:
    report = json.loads(gotasks(repo, task, "--all", "--json").stdout)
    parts = [part for each in report["tasks"] for part in each["result"]["parts"]]
    return {finding["rule"] for part in parts for finding in part["findings"]}


def test_what_lint_lets_pass_vet_and_staticcheck_find(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({"go.mod": "module example.com/m\n\ngo 1.24\n", "m.go": CODE})

    found = {task: rules(gotasks, repo, task) for task in ("vet", "staticcheck", "lint")}

    assert "printf" in found["vet"]
    assert "SA4000" in found["staticcheck"]
    assert not {"printf", "govet", "SA4000", "staticcheck"} & found["lint"], found["lint"]
