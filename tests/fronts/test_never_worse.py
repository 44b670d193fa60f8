"""Never worse: what was there before does not refuse, what the change brings does. Real git, Go and tools."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gitrepo import Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]
Report = Callable[..., dict[str, Any]]

MOD = {"go.mod": "module example.com/m\n\ngo 1.22\n"}
BAD = 'package {0}\n\nimport "fmt"\n\n// Say says.\nfunc Say() {{ fmt.Printf("%d\\n", "{0}") }}\n'
"""What go vet refuses."""


def bad(name: str) -> dict[str, str]:
    return {f"{name}/{name}.go": BAD.format(name)}


def states(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (finding["file"], finding["state"])
        for task in report["tasks"]
        for part in task["result"]["parts"]
        for finding in part["findings"]
    ]


@pytest.fixture
def topic(new_repo: NewRepo) -> Repo:
    """A repository with an old finding on main, and a branch with a harmless commit."""
    repo = new_repo({**MOD, **bad("old")})
    repo.git("checkout", "-q", "-b", "topic")
    repo.write({"README": "hello\n"}).commit()
    return repo


def test_an_old_finding_does_not_refuse(topic: Repo, report: Report, gotasks: Run) -> None:
    found = report(topic, "vet")

    assert (found["exit_status"], states(found)) == (0, [("old/old.go", "old")])
    assert found["baseline"]["trees"][0]["commit"] == topic.git("rev-parse", "main")
    assert "1 older finding" in gotasks(topic, "vet").stdout


def test_a_new_finding_refuses_and_is_the_only_new_one(topic: Repo, report: Report) -> None:
    topic.write(bad("new"))
    found = report(topic, "vet")

    assert found["exit_status"] == 1
    assert states(found) == [("new/new.go", "new"), ("old/old.go", "old")]


def test_all_findings_refuse_when_asked_for(topic: Repo, gotasks: Run) -> None:
    assert gotasks(topic, "vet", "--all").returncode == 1


def test_another_base_overrules(topic: Repo, gotasks: Run) -> None:
    topic.write(bad("new")).commit()

    assert gotasks(topic, "vet", "--base", "HEAD").returncode == 0
    assert gotasks(topic, "vet", "--base", "main").returncode == 1
    assert gotasks(topic, "vet", "--base", "nowhere").returncode == 2


def test_in_the_golden_preset_every_finding_refuses(topic: Repo, report: Report) -> None:
    topic.write({"gotasks.toml": 'preset = "golden"\n'})
    found = report(topic, "vet")

    assert (found["exit_status"], found["baseline"]["kind"]) == (1, "absolute")


def test_a_moved_finding_is_old(topic: Repo, report: Report) -> None:
    topic.git("mv", "old/old.go", "old/moved.go")

    assert states(report(topic, "vet")) == [("old/moved.go", "old")]


def test_a_hook_compares_with_head_and_an_amend_too(topic: Repo, gotasks: Run) -> None:
    gotasks(topic, "install-hooks")
    topic.write({"gotasks.toml": '[hooks]\npre-commit = ["vet"]\n'}).git("add", "-A")
    topic.git("commit", "-qm", "settings")
    topic.write(bad("new")).git("add", "-A")
    refused = topic.run("git", "commit", "-qm", "new")
    amended = topic.run("git", "commit", "-q", "--amend", "-m", "new")
    topic.git("commit", "-q", "--no-verify", "-m", "all the same")
    topic.write({"README": "more\n"}).git("add", "-A")

    assert (refused.returncode, amended.returncode) == (1, 1)
    assert topic.run("git", "commit", "-q", "--amend", "-m", "harmless").returncode == 0


def test_a_merge_that_brings_in_old_findings_passes_and_an_evil_one_does_not(topic: Repo, gotasks: Run) -> None:
    gotasks(topic, "install-hooks")
    topic.write({"gotasks.toml": '[hooks]\npre-commit = ["vet"]\npre-merge-commit = ["vet"]\n'}).git("add", "-A")
    topic.git("commit", "-qm", "settings")
    topic.git("checkout", "-q", "-b", "side", "main")
    topic.write(bad("side")).commit("side", "--no-verify")
    topic.git("checkout", "-q", "topic")
    automatic = topic.run("git", "merge", "-q", "--no-edit", "side")
    topic.git("reset", "-q", "--hard", "HEAD~1")
    topic.git("merge", "-q", "--no-commit", "side")
    topic.write(bad("evil")).git("add", "-A")
    evil = topic.run("git", "commit", "-qm", "evil merge")

    assert automatic.returncode == 0, automatic.stdout + automatic.stderr
    assert evil.returncode == 1
    assert "evil/evil.go" in evil.stdout + evil.stderr


def test_mending_a_broken_build_does_not_answer_for_what_it_uncovers(new_repo: NewRepo, report: Report) -> None:
    repo = new_repo({**MOD, "a/a.go": BAD.format("a") + "\nfunc broken() { undefined() }\n"})
    repo.git("checkout", "-q", "-b", "topic")
    broken = report(repo.write({"README": "still broken\n"}), "vet")
    mended = report(repo.write({"a/a.go": BAD.format("a")}), "vet")
    worse = report(repo.write({"a/a.go": BAD.format("a"), **bad("b")}), "vet")

    assert (broken["exit_status"], states(broken)) == (0, [("a/a.go", "old")])
    assert (mended["exit_status"], states(mended)) == (0, [("a/a.go", "old")])
    assert (worse["exit_status"], states(worse)) == (1, [("a/a.go", "old"), ("b/b.go", "new")])


def test_breaking_what_others_use_refuses_although_their_lines_are_old(new_repo: NewRepo, report: Report) -> None:
    repo = new_repo(
        {
            **MOD,
            "a/a.go": "package a\n\nfunc broken() { undefined() }\n",
            "b/b.go": "package b\n\nfunc B() {}\n",
            "c/c.go": 'package c\n\nimport "example.com/m/b"\n\nfunc C() { b.B() }\n',
        }
    )
    repo.git("checkout", "-q", "-b", "topic")
    found = report(repo.write({"b/b.go": "package b\n"}), "vet")

    assert (found["exit_status"], states(found)) == (1, [("a/a.go", "old"), ("c/c.go", "new")])


def test_tests_must_pass_whatever_the_base_did(new_repo: NewRepo, report: Report) -> None:
    red = 'package a\n\nimport "testing"\n\nfunc TestA(t *testing.T) { t.Fatal("no") }\n'
    repo = new_repo({**MOD, "a/a.go": "package a\n", "a/a_test.go": red})
    repo.git("checkout", "-q", "-b", "topic")
    found = report(repo.write({"README": "x\n"}), "race-test")

    assert (found["exit_status"], states(found)) == (1, [("a/a_test.go", "new")])


def test_tests_that_did_not_build_there_either_do_not_refuse(new_repo: NewRepo, report: Report) -> None:
    broken = 'package a\n\nimport "testing"\n\nfunc TestA(t *testing.T) { undefined() }\n'
    repo = new_repo({**MOD, "a/a.go": "package a\n", "a/a_test.go": broken})
    repo.git("checkout", "-q", "-b", "topic")
    found = report(repo.write({"README": "x\n"}), "race-test")

    assert (found["exit_status"], states(found)) == (0, [("a/a_test.go", "old")])


def test_enabling_a_check_makes_nothing_new(new_repo: NewRepo, report: Report) -> None:
    files = {**MOD, "a/a.go": "package a\n\nfunc unused() {}\n"}
    repo = new_repo({**files, "staticcheck.conf": 'checks = ["SA*"]\n'})
    repo.git("checkout", "-q", "-b", "topic")
    before = report(repo.write({"README": "x\n"}), "staticcheck")
    after = report(repo.write({"staticcheck.conf": 'checks = ["all"]\n'}), "staticcheck")

    assert (states(before), after["exit_status"]) == ([], 0)
    assert {state for _, state in states(after)} == {"old"}


FAKE = """package main

import "fmt"

func main() {{
	fmt.Println(`{0}`)
}}
"""
FOUND = '{"code": "SA9999", "severity": "error", "location": {"file": "a.go", "line": 3, "column": 1}, "message": "no"}'


def test_raising_a_tools_version_makes_nothing_new(new_repo: NewRepo, report: Report) -> None:
    tool = "\ntool honnef.co/go/tools/cmd/staticcheck\n\nrequire honnef.co/go/tools v0.{0}.0\n"
    home = "third_party/tools"

    def at(version: int, prints: str) -> dict[str, str]:
        replaced = f"\nreplace honnef.co/go/tools => ./{home}\n"
        return {
            "go.mod": f"module example.com/m\n\ngo 1.24\n{tool.format(version)}{replaced}",
            f"{home}/go.mod": "module honnef.co/go/tools\n\ngo 1.24\n",
            f"{home}/cmd/staticcheck/main.go": FAKE.format(prints),
            "a.go": "package m\n\nfunc A() {}\n",
            "gotasks.toml": 'exclude = ["third_party"]\n',
        }

    repo = new_repo(at(1, ""))
    repo.git("checkout", "-q", "-b", "topic")
    before = report(repo.write({"README": "x\n"}), "staticcheck")
    after = report(repo.write(at(2, FOUND)), "staticcheck")

    assert (before["exit_status"], states(before)) == (0, [])
    assert (after["exit_status"], states(after)) == (0, [("a.go", "old")])
    assert after["tools"] == [{"name": "staticcheck", "version": "of the tree", "origin": "go.mod"}]


def test_a_shallow_clone_with_findings_is_not_judged_and_the_mend_is_named(
    topic: Repo, gotasks: Run, tmp_path: Path
) -> None:
    topic.git("clone", "-q", "--depth=1", f"file://{topic.path}", str(tmp_path / "shallow"))
    done = gotasks(Repo(tmp_path / "shallow", topic.env), "vet")

    assert done.returncode == 3
    assert "fetch-depth: 0" in done.stdout


def test_an_orphan_branch_shows_its_findings_and_passes(topic: Repo, report: Report) -> None:
    topic.git("checkout", "-q", "--orphan", "fresh")
    topic.commit()
    found = report(topic, "vet")

    assert (found["exit_status"], found["baseline"]["kind"]) == (0, "none")
    assert states(found) == [("old/old.go", "first seen")]


def test_coverage_may_not_fall_below_that_of_the_baseline(new_repo: NewRepo, gotasks: Run) -> None:
    half = "package a\n\nfunc A() int {\n\tx := 1\n\treturn x\n}\n"
    test = 'package a\n\nimport "testing"\n\nfunc TestA(t *testing.T) { A() }\n'
    repo = new_repo({**MOD, "a/a.go": half, "a/a_test.go": test})
    gotasks(repo, "race-test")
    repo.git("checkout", "-q", "-b", "topic")
    repo.write({"a/b.go": half.replace("A()", "B()")})
    done = gotasks(repo, "race-test")

    assert done.returncode == 1
    assert "coverage fell from 100.00 % to 50.00 %: 2 statements are not covered, there were 0 before" in done.stdout
    assert gotasks(repo, "race-test", "--all").returncode == 0


@pytest.mark.parametrize("task", ["secrets", "commit-msg", "mod"])
def test_what_must_look_back_is_not_judged_in_a_shallow_clone(
    task: str, topic: Repo, gotasks: Run, tmp_path: Path
) -> None:
    topic.git("clone", "-q", "--depth=1", f"file://{topic.path}", str(tmp_path / "shallow"))
    done = gotasks(Repo(tmp_path / "shallow", topic.env), task)

    assert done.returncode == 3
    assert "fetch-depth: 0" in done.stdout


def test_the_advice_repeats_the_flags_that_were_said(topic: Repo, gotasks: Run) -> None:
    topic.write({"x": "1"}).commit("no form")
    done = gotasks(topic, "commit-msg", "--conventional", "--base", "main")

    assert done.returncode == 1
    assert "gotasks commit-msg --conventional --base main" in done.stdout


def test_old_secrets_do_not_refuse_an_amend_nor_a_merge_that_brings_them(new_repo: NewRepo, gotasks: Run) -> None:
    token = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
    lines = [f"{number}\n" for number in range(20)]
    repo = new_repo({"a": "".join(lines), "gotasks.toml": '[hooks]\npre-commit = ["secrets"]\n'})
    repo.git("checkout", "-q", "-b", "side")
    repo.write({"a": "".join([*lines, f"token = {token}\n"])}).commit()
    repo.git("checkout", "-q", "main")
    repo.write({"a": "".join(["first\n", *lines])}).commit()
    refused = gotasks(repo, "secrets", "--tree", "side").returncode
    gotasks(repo, "install-hooks")
    repo.write({"gotasks.toml": '[hooks]\npre-commit = ["secrets"]\npre-merge-commit = ["secrets"]\n'}).git("add", "-A")
    repo.git("commit", "-qm", "hooks")

    merged = repo.run("git", "merge", "-q", "--no-edit", "side")
    amended = repo.run("git", "commit", "-q", "--amend", "-m", "other words")
    empty = repo.run("git", "commit", "-q", "--allow-empty", "-m", "nothing")

    assert refused == 1
    assert (merged.returncode, amended.returncode, empty.returncode) == (0, 0, 0), merged.stderr


def test_in_the_middle_of_a_merge_what_is_merged_was_there_before(topic: Repo, report: Report) -> None:
    topic.git("checkout", "-q", "-b", "side", "main")
    topic.write(bad("side")).commit()
    topic.git("checkout", "-q", "topic")
    topic.git("merge", "-q", "--no-commit", "side")

    assert states(report(topic, "vet")) == [("old/old.go", "old"), ("side/side.go", "old")]


@pytest.mark.parametrize("strategy", [("-s", "ours"), ("-X", "ours")])
def test_a_merge_that_takes_one_side_whole_is_not_refused_for_it(
    strategy: tuple[str, str], new_repo: NewRepo, gotasks: Run
) -> None:
    repo = new_repo({**MOD, "gotasks.toml": '[hooks]\npre-commit = ["vet"]\npre-merge-commit = ["vet"]\n'})
    repo.git("checkout", "-q", "-b", "side")
    repo.write({"x": "1"}).commit()
    repo.git("checkout", "-q", "main")
    repo.write(bad("old")).commit()
    repo.git("merge", "-q", "--no-commit", "--no-ff", *strategy, "side")

    assert gotasks(repo, "hook", "pre-merge-commit").returncode == 0


def test_a_red_test_refuses_whatever_testmain_ends_with(new_repo: NewRepo, gotasks: Run) -> None:
    test = (
        'package a\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestA(t *testing.T) { t.Fatal("no") }\n\n'
        "func TestMain(m *testing.M) {\n\tm.Run()\n\tos.Exit(0)\n}\n"
    )
    done = gotasks(new_repo({**MOD, "a/a_test.go": test}), "race-test")

    assert (done.returncode, "TestA failed" in done.stdout) == (1, True)


@pytest.mark.parametrize("name", [".gitleaks.toml", ".gitleaksignore", "staticcheck.conf", ".golangci.yml"])
def test_configuration_by_way_of_a_link_is_refused(name: str, topic: Repo, gotasks: Run, tmp_path: Path) -> None:
    (tmp_path / "outside").touch()
    (topic.path / name).symlink_to(tmp_path / "outside")
    done = gotasks(topic, "vet")

    assert (done.returncode, f"{name} is a symbolic link" in done.stderr) == (2, True)


def test_a_go_file_that_lies_outside_the_tree_is_not_judged(topic: Repo, gotasks: Run, tmp_path: Path) -> None:
    (tmp_path / "out.go").write_text("package old\n")
    (topic.path / "old" / "out.go").symlink_to(tmp_path / "out.go")
    (topic.path / "old" / "in.go").symlink_to("old.go")
    done = gotasks(topic, "vet")

    assert (done.returncode, "old/out.go is a symbolic link out of the tree" in done.stderr) == (3, True)
