"""Rows of the source document that hold: each test is named after its row, and for as much of it as is true."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gitrepo import GOOD, UNFORMATTED, Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]
Report = Callable[..., dict[str, Any]]

HOOKS = Path(__file__).parents[2] / ".githooks"
GOLDEN = {**GOOD, "gotasks.toml": 'preset = "golden"\n'}
CHECK = ["fmt", "vet", "staticcheck", "lint", "secrets", "race-test"]
BLANK = GOOD["a/a.go"].replace("{ return 1 }", "{\n\n\treturn 1\n}")
"""What gofmt leaves as it is, and gofumpt does not."""


def commit(repo: Repo, files: dict[str, str]) -> tuple[int, str]:
    """Commit files through the hooks; return git's exit status and all that was printed."""
    repo.write(files).git("add", "-A")
    done = repo.run("git", "commit", "-qm", "x")
    return done.returncode, done.stdout + done.stderr


def test_s1_b_go_mod_must_be_tidy_and_its_go_line_is_not_lowered_silently(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    lib = "\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ./lib\n"
    files = {"lib/go.mod": "module example.com/lib\n\ngo 1.22\n", "lib/lib.go": "package lib\n"}
    good = gotasks(repo, "mod")
    untidy = gotasks(repo.write({**files, "go.mod": GOOD["go.mod"] + lib}), "mod")
    lowered = gotasks(repo.write({"go.mod": GOOD["go.mod"].replace("1.22", "1.21")}), "mod")

    assert (good.returncode, untidy.returncode, lowered.returncode) == (0, 1, 1), good.stdout
    assert "go.mod:5: tidy: " in untidy.stdout
    assert "-require example.com/lib v0.0.0" in untidy.stdout
    assert "go.mod:3: go-line: go 1.21 is below 1.22, what the baseline has" in lowered.stdout


@pytest.mark.slow
def test_s1_c_the_hook_is_the_chain_with_all_of_staticcheck_and_80_percent_installed_in_both_ways(
    new_repo: NewRepo, gotasks: Run
) -> None:
    repo = new_repo({**GOLDEN, **{f".githooks/{file.name}": file.read_bytes() for file in HOOKS.iterdir()}})
    gotasks(repo, "install-hooks")
    shim, said = commit(repo, {"a/a.go": UNFORMATTED})
    gotasks(repo, "uninstall-hooks")
    for hook in ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push"):
        (repo.path / ".githooks" / hook).chmod(0o755)
    gotasks(repo, "install-hooks", "--hooks-path")
    stylish, style = commit(repo, {"a/a.go": GOOD["a/a.go"].replace("// Package a counts.\n", "")})
    half, coverage = commit(repo, {"a/a.go": GOOD["a/a.go"] + "\n// Two is two.\nfunc Two() int { return 2 }\n"})
    report = json.loads((repo.path / ".git/gotasks/report.json").read_text())
    tests = report["tasks"][-1]["result"]["runs"][0]["argv"]
    good, all_ = commit(repo, {"a/a.go": GOOD["a/a.go"]})

    assert (shim, stylish, half, good) == (1, 1, 1, 0), said + style + coverage + all_
    assert "not formatted" in said
    assert "a/a.go:1:1: ST1000: " in style or "a/a.go:1:1: revive: " in style, "whichever refuses first"
    assert "coverage is 50.00 % (1 of 2 statements), below the minimum of 80 %" in coverage
    assert [task["name"] for task in report["tasks"]] == CHECK
    assert {"-race", "-covermode=atomic"} <= set(tests) or "without the race detector" in coverage
    assert repo.git("config", "core.hooksPath") == ".githooks"


def test_s1_d_tools_are_pinned_in_go_mod_and_stand_in_the_report(
    new_repo: NewRepo, report: Report, gotasks: Run
) -> None:
    repo = new_repo().write({"a/a.go": GOOD["a/a.go"].replace("// Package a counts.\n", "")})
    ours = {line.split()[0]: line.split()[1:3] for line in gotasks(repo, "tools").stdout.splitlines()}
    found = report(repo, "lint")
    repo.write({"go.mod": GOOD["go.mod"] + "\ntool mvdan.cc/gofumpt\n\nrequire mvdan.cc/gofumpt v0.8.0\n"})
    theirs = {line.split()[0]: line.split()[1:3] for line in gotasks(repo, "tools").stdout.splitlines()}
    used = {tool["name"]: [tool["version"], tool["origin"]] for tool in found["tools"]}
    (finding,) = found["tasks"][0]["result"]["parts"][0]["findings"]

    assert {"gofumpt", "golines", "golangci-lint"} <= set(ours)
    assert all(version.startswith("v") and origin == "gotasks" for version, origin in list(ours.values())[1:])
    assert used == {"golangci-lint": ours["golangci-lint"]}
    assert finding["rule"] == "revive"
    assert theirs["gofumpt"] == ["v0.8.0", "go.mod"]


@pytest.mark.slow
def test_s1_d_golines_breaks_long_lines_where_a_length_is_set(new_repo: NewRepo, gotasks: Run) -> None:
    long = GOOD["a/a.go"].replace("One()", "One(_, _, _ struct{ Name, Place, Time string })")
    repo = new_repo({"go.mod": GOOD["go.mod"], "gotasks.toml": "[fmt]\nmax_line_length = 60\n"}).write({"a/a.go": long})
    done = gotasks(repo, "fmt")

    assert done.returncode == 1
    assert "a/a.go:5: golines: golines would break lines at 60 columns" in done.stdout


@pytest.mark.slow
def test_s2_4_a_cross_build_is_looked_at_and_cgo_is_traced_to_its_package(new_repo: NewRepo, report: Report) -> None:
    main = '// Command m says one.\npackage main\n\nimport "example.com/m/{}"\n\nfunc main() {{ println({}.One()) }}\n'
    cgo = '// Package c counts in C.\npackage c\n\n// int one(void) { return 1; }\nimport "C"\n\n// One is one.\n'
    repo = new_repo({**GOOD, "main.go": main.format("a", "a")})
    pure = report(repo, "crossbuild", "--targets", "linux/amd64,darwin/arm64", "--all")
    repo.write({"c/c.go": cgo + "func One() int { return int(C.one()) }\n", "main.go": main.format("c", "c")})
    mixed = report(repo, "crossbuild", "--targets", "linux/amd64,darwin/arm64", "--all")
    notes = {part["name"]: part["note"] for part in pure["tasks"][0]["result"]["parts"]}
    findings = [row for part in mixed["tasks"][0]["result"]["parts"] for row in part["findings"]]

    assert (pure["exit_status"], mixed["exit_status"]) == (0, 1)
    assert notes["linux/amd64"] == "CGO_ENABLED=0: 2 packages, m (ELF amd64)"
    assert notes["darwin/arm64"] == "CGO_ENABLED=0: 2 packages, m (Mach-O arm64)"
    assert any("example.com/m/c" in row["message"] and "cgo" in row["message"] for row in findings), findings


def test_s2_5_twelve_indicators_in_three_layers_and_the_hooks_are_looked_at_side_by_side(
    new_repo: NewRepo, gotasks: Run, tmp_path: Path
) -> None:
    repo = new_repo()
    gotasks(repo, "env-check", "--report", str(tmp_path / "report.json"))
    result = json.loads((tmp_path / "report.json").read_text())["tasks"][0]["result"]
    layers = Counter(part["name"].split("/")[0] for part in result["parts"])

    assert layers == {"runtime": 4, "environment": 6, "modules": 3}
    assert all(part["note"].split(":")[0] in {"ok", "advice"} for part in result["parts"]), result["parts"]
    assert gotasks(repo, "report", "validate", str(tmp_path / "report.json")).returncode == 0


def test_s3_3_a_child_gets_one_frozen_recorded_environment(
    new_repo: NewRepo, report: Callable[..., dict[str, object]]
) -> None:
    text = '[commands.seen]\nrun = ["sh", "-c", "test $MINE = yes && test -z $GIT_DIR"]\n'
    repo = new_repo({**GOOD, "gotasks.toml": text})
    found = report(repo, "seen", MINE="yes", GIT_DIR=str(repo.path / ".git"), GIT_WORK_TREE=str(repo.path))

    assert found["exit_status"] == 0
    assert "MINE" in found["environment"]["names"]  # type: ignore[index]
    assert "GIT_DIR" not in found["environment"]["names"]  # type: ignore[index]


def test_s4_1_the_chain_is_cheap_first_and_stops_at_the_first_failure(new_repo: NewRepo, report: Report) -> None:
    repo = new_repo().write({"a/a.go": UNFORMATTED})
    tasks = [(task["name"], task["verdict"]["status"]) for task in report(repo, "check")["tasks"]]

    assert tasks == [("fmt", "failed"), *((name, "skipped") for name in CHECK[1:])]


def test_s4_2_a_misformatted_file_refuses_the_commit_without_any_configuration(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    gotasks(repo, "install-hooks")
    refused, said = commit(repo, {"a/a.go": UNFORMATTED})

    assert refused == 1
    assert "a/a.go:5: gofmt: not formatted" in said


def test_s4_2_in_the_golden_preset_gofumpt_formats(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo(GOLDEN)
    gotasks(repo, "install-hooks")
    refused, said = commit(repo, {"a/a.go": BLANK})
    left_alone = gotasks(repo.write({"gotasks.toml": ""}), "fmt", "--all")

    assert (refused, left_alone.returncode) == (1, 0)
    assert "a/a.go:6: gofumpt: not formatted" in said


def test_s4_2_husky_is_lived_with_by_one_line_in_its_hook(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo().write({".husky/_/pre-commit": '#!/bin/sh\nexec sh -e .husky/pre-commit "$@"\n'})
    (repo.path / ".husky/_/pre-commit").chmod(0o755)
    repo.git("config", "core.hooksPath", ".husky/_")
    told = gotasks(repo, "install-hooks")
    line = next(line for line in told.stderr.splitlines() if line.strip().startswith(".husky/pre-commit:"))
    repo.write({".husky/pre-commit": line.partition(":")[2].strip() + "\n"})
    refused, said = commit(repo, {"a/a.go": UNFORMATTED})

    assert (told.returncode, refused) == (2, 1)
    assert "not formatted" in said


@pytest.mark.parametrize("other", ["lefthook", "File generated by pre-commit"])
def test_s4_2_hooks_of_other_managers_run_before_ours(new_repo: NewRepo, gotasks: Run, other: str) -> None:
    repo = new_repo()
    hook = repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n# {other}\necho theirs ran\n")
    hook.chmod(0o755)
    gotasks(repo, "install-hooks")
    refused, said = commit(repo, {"a/a.go": UNFORMATTED})
    gotasks(repo, "uninstall-hooks")

    assert refused == 1
    assert said.index("theirs ran") < said.index("not formatted")
    assert other in hook.read_text()


def test_s4_3_hooks_are_shared_by_submodule_at_a_pinned_commit(new_repo: NewRepo) -> None:
    """``tests/fronts/test_submodule.py`` installs, checks, updates and takes out for real; here what is shared."""
    targets = {"install-hooks", "uninstall-hooks", "check-hooks"}
    top = HOOKS.parent
    repo = new_repo({"Makefile": f"include {top}/hooks.mk\n"})
    planned = {target: repo.run("make", "-n", target) for target in targets}

    assert all(done.returncode == 0 and f"-C {top} {target}" in done.stdout for target, done in planned.items())
    assert {"pre-commit", "commit-msg", "gotasks.sh"} <= {file.name for file in HOOKS.iterdir()}


def test_s4_4_ci_runs_the_very_commands_of_push_and_the_coverage_lies_there_as_html(
    new_repo: NewRepo, gotasks: Run
) -> None:
    repo = new_repo()
    push, ci = (gotasks(repo, suite, "--dry-run").stdout.splitlines() for suite in ("push", "ci"))
    done = gotasks(repo, "cover-html", "--tree", "HEAD")
    pages = repo.path / ".git/gotasks/coverage"

    assert [line for line in ci if line in push] == push
    assert {line.split(":")[0] for line in ci} - {line.split(":")[0] for line in push} == {
        "vuln",
        "crossbuild",
        "hooks",
    }
    assert done.returncode == 0, done.stdout
    assert "100.00" in (pages / "index.html").read_text()
    assert "return 1" in (pages / "a/a.go.html").read_text()
    assert (pages / "badge.svg").read_text().startswith("<?xml")
