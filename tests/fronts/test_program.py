"""The program as its user sees it: exit status, streams, flags, errors."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import BIN
from gitrepo import GOOD, SMALL, UNFORMATTED, Repo, footprint

from gotasks.go import catalog

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

SMALL_REPO = {**GOOD, "gotasks.toml": SMALL}
BROKEN_TEST = GOOD["a/a_test.go"].replace("!= 1", "!= 2")


def test_a_good_tree_passes_in_one_line(new_repo: NewRepo, gotasks: Run, race: str) -> None:
    done = gotasks(new_repo(), "check")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("gotasks check: passed in ")
    assert race or len(done.stdout.splitlines()) == 1
    assert "; fmt, vet, staticcheck, lint, secrets, race-test; " in done.stdout
    assert "coverage 100.00 % (1 of 1 statements)" in done.stdout
    assert ("without the race detector" in done.stdout) == bool(race)


ASKS_THE_MACHINE = """package a

import (
	"os"
	"testing"
)

func TestOne(t *testing.T) {
	if _, err := os.Stat("RED"); err == nil {
		t.Fatal("red")
	}
}
"""


def parts(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for task in report["tasks"] for part in task["result"]["parts"]]


def test_a_second_run_is_answered_by_the_store(new_repo: NewRepo, report: Callable[..., dict[str, object]]) -> None:
    repo = new_repo(SMALL_REPO)
    first, second = report(repo, "small"), report(repo, "small")
    fresh = report(repo, "small", "--fresh")

    assert parts(first) == parts(second)
    assert {row["name"]: row["ran_at"] for row in parts(first)} != {row["name"]: row["ran_at"] for row in parts(fresh)}


def test_a_misformatted_file_stops_the_chain(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo().write({"a/a.go": UNFORMATTED}), "check")

    assert done.returncode == 1
    assert "a/a.go:5: gofmt: not formatted" in done.stdout
    assert done.stdout.count("stopped by fmt") == 5


def test_keep_going_runs_the_rest(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo(SMALL_REPO).write({"a/a.go": UNFORMATTED, "a/a_test.go": BROKEN_TEST})
    done = gotasks(repo, "small", "--keep-going")

    assert done.returncode == 1
    assert "gotasks small: failed (fmt, race-test)" in done.stdout


def test_the_store_answers_red_formatting_but_never_a_red_test(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    repo = new_repo({**SMALL_REPO, "a/a.go": UNFORMATTED, "a/a_test.go": BROKEN_TEST})
    gotasks(repo, "small", "--keep-going", "--all")
    files = [json.loads(path.read_text()) for path in (cache / "store").glob("*/*.json")]

    parts = [kept["part"] for row in files for rows in row["shelf"].values() for kept in rows]
    # Of vet one package's pass, of race-test nothing.
    assert sorted((part["kind"], [finding["rule"] for finding in part["findings"]]) for part in parts) == [
        ("file", []),
        ("file", ["gofmt"]),
        ("package", []),
    ]


def test_explain_names_what_changed(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**SMALL_REPO, "b/b.go": "// Package b counts.\npackage b\n"})
    gotasks(repo, "race-test")
    repo.write({"a/a.go": GOOD["a/a.go"] + "\n// More is set.\nvar More int\n\nfunc init() {\n\tMore = 7\n}\n"})
    done = gotasks(repo, "race-test", "--explain")

    assert "why: race-test: example.com/m/a: a/a.go changed\n" in done.stdout
    assert "example.com/m/b" not in done.stdout


def test_audit_says_which_stored_pass_was_red(new_repo: NewRepo, gotasks: Run, tmp_path: Path) -> None:
    red = tmp_path / "red"
    test = ASKS_THE_MACHINE.replace("RED", str(red))
    repo = new_repo({**SMALL_REPO, "a/a_test.go": test, "gotasks.toml": '[suites]\ncheck = ["race-test"]\n'})
    first = gotasks(repo, "check")
    red.touch()
    stored, audited, after = gotasks(repo, "check"), gotasks(repo, "audit"), gotasks(repo, "check")

    assert [done.returncode for done in (first, stored, audited, after)] == [0, 0, 1, 1]
    assert "example.com/m/a is kept as passed since" in audited.stdout


def test_write_mends_the_working_tree_and_only_what_is_wrong(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**GOOD, "a/a.go": UNFORMATTED})
    before = footprint(repo.path)
    done = gotasks(repo, "fmt", "--write")
    after = footprint(repo.path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "mended a/a.go" in done.stdout
    assert {name for name in after if after[name] != before.get(name)} == {"a/a.go"}
    assert (repo.path / "a/a.go").read_text() == GOOD["a/a.go"]


def test_write_leaves_a_file_with_a_syntax_error_alone(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo().write({"a/a.go": "package a\nfunc {\n"})
    done = gotasks(repo, "fmt", "--write")

    assert done.returncode == 1
    assert "a/a.go:2:6: build: " in done.stdout
    assert (repo.path / "a/a.go").read_text() == "package a\nfunc {\n"


@pytest.mark.parametrize("tree", ["index", "HEAD"])
def test_the_tree_that_is_asked_for_is_judged(new_repo: NewRepo, gotasks: Run, tree: str) -> None:
    repo = new_repo().write({"a/a.go": UNFORMATTED})

    assert gotasks(repo, "fmt", "--tree", tree).returncode == 0
    assert gotasks(repo, "fmt").returncode == 1


def test_a_run_touches_nothing_of_the_users(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo().write({"a/a.go": UNFORMATTED, "notes": "mine"})
    repo.git("add", "-N", "notes")
    before = footprint(repo.path)
    gotasks(repo, "push", "--tree", "worktree", "--keep-going")

    assert footprint(repo.path) == before


def test_no_go_file_is_skipped_plainly(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo({"README.md": "x", "gotasks.toml": SMALL}), "small")

    assert done.returncode == 0
    assert "skipped (no Go file here)" in done.stdout


def test_go_files_without_a_module_are_not_judged(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo({"a/a.go": GOOD["a/a.go"], "gotasks.toml": SMALL}), "small", "--keep-going")

    assert done.returncode == 3
    assert "run go mod init" in done.stdout


def test_a_replacement_outside_the_tree_is_not_judged(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo({**GOOD, "go.mod": GOOD["go.mod"] + "\nreplace example.com/b => ../b\n"}), "vet")

    assert done.returncode == 3
    assert "names ../b, which is outside the judged tree" in done.stdout


def test_json_is_all_that_stands_on_standard_output(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo().write({"a/a.go": UNFORMATTED}), "fmt", "--json")

    assert json.loads(done.stdout)["verdict"]["status"] == "failed"
    assert "not formatted" in done.stderr


def test_dry_run_prints_the_commands_and_runs_none(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    done = gotasks(repo, "check", "--dry-run")

    assert done.returncode == 0
    assert [*dict.fromkeys(line.split(":")[0] for line in done.stdout.splitlines())] == [*catalog.SUITES["check"].tasks]
    assert "-covermode=atomic" in done.stdout
    assert not (repo.path / ".git/gotasks/report.json").exists()


def test_reports_are_found_shown_and_validated(new_repo: NewRepo, gotasks: Run, tmp_path: Path) -> None:
    repo = new_repo()
    gotasks(repo, "fmt", "--report", str(tmp_path / "mine.json"))
    place = gotasks(repo, "report", "path").stdout.strip()

    assert Path(place).read_bytes() == (tmp_path / "mine.json").read_bytes()
    assert place == str(repo.path / ".git/gotasks/report.json")
    assert "gotasks fmt: passed" in gotasks(repo, "report", "show", place).stdout
    assert gotasks(repo, "report", "validate", place).stdout.endswith(": valid\n")


def test_in_ci_the_report_lies_where_an_upload_finds_it(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    gotasks(repo, "fmt", CI="true")

    assert json.loads((repo.path / "gotasks-report/report.json").read_text())["exit_status"] == 0
    assert repo.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ('{"schema": "urn:gotasks:schema:report:1"}', 1, "required property"),
        ("{", 2, "not JSON"),
        ("[]", 1, "not of type 'object'"),
    ],
)
def test_what_is_no_report_is_told(new_repo: NewRepo, gotasks: Run, body: str, code: int, said: str) -> None:
    repo = new_repo({"r.json": body})
    done = gotasks(repo, "report", "validate", "r.json")

    assert done.returncode == code
    assert said in done.stderr
    assert gotasks(repo, "report", "show", "r.json").returncode == 2


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["chek"], "no task or suite is called 'chek'; did you mean check?"),
        (["vet", "--timeout", "x"], '--timeout must be a duration above 0, such as "90s" or "10m", not \'x\''),
        (["race-test", "--count", "-1"], "--count"),
        (["race-test", "--minimum", "101"], "--minimum must be a number from 0 to 100"),
        (["vet", "--tree", "nowhere"], "--tree: 'nowhere' is neither index, worktree nor a revision"),
        (["vet", "--no-such"], "unrecognized arguments: --no-such"),
        (["fmt", "--write", "--tree", "HEAD"], "--write mends the working tree"),
        (["report", "show", "absent.json"], "absent.json: No such file"),
        (["report"], "required"),
        (["vet", "--dry-run", "--json"], "leave --json away"),
    ],
)
def test_a_wrong_argument_is_a_clear_error(new_repo: NewRepo, gotasks: Run, argv: list[str], said: str) -> None:
    done = gotasks(new_repo(), *argv)

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[race-test]\ntimeuot = '5m'\n", "gotasks.toml:2: race-test.timeuot: no such key; did you mean timeout?"),
        ("\n\n[coverage]\nminimum = '80'\n", "gotasks.toml:4: coverage.minimum: must be a number from 0 to 100"),
        ("x = = 1\n", "gotasks.toml:1: not TOML"),
    ],
)
def test_wrong_settings_name_file_line_and_key(new_repo: NewRepo, gotasks: Run, text: str, said: str) -> None:
    done = gotasks(new_repo({**GOOD, "gotasks.toml": text}), "check")

    assert done.returncode == 2
    assert said in done.stderr


def test_settings_are_the_judged_trees_and_a_difference_is_said(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**GOOD, "gotasks.toml": "[coverage]\nminimum = 0\n"})
    repo.write({"gotasks.toml": "broken ="})
    done = gotasks(repo, "fmt", "--tree", "HEAD")

    assert done.returncode == 0
    assert "gotasks.toml is the judged tree's" in done.stdout


def test_the_users_own_command_and_suite(new_repo: NewRepo, gotasks: Run) -> None:
    text = (
        '[suites]\nmine = ["fmt", "names"]\n[commands.names]\nfindings = "lines"\n'
        'run = ["sh", "-c", "echo a/a.go:5:1: bad name; exit 1"]\n'
    )
    repo = new_repo({**GOOD, "gotasks.toml": text})
    done = gotasks(repo, "mine", "--all")

    assert done.returncode == 1
    assert "a/a.go:5:1: names: bad name" in done.stdout
    assert "func One() int { return 1 }" in done.stdout
    assert "names" in gotasks(repo, "--help").stdout


def test_coverage_below_the_minimum_refuses(new_repo: NewRepo, gotasks: Run) -> None:
    body = GOOD["a/a.go"] + "\n// Two is two.\nfunc Two() int { return 2 }\n"
    repo = new_repo({**GOOD, "a/a.go": body, "gotasks.toml": "[coverage]\nminimum = 80\n"})
    done = gotasks(repo, "race-test")

    assert done.returncode == 1
    assert "coverage is 50.00 % (1 of 2 statements), below the minimum of 80 %" in done.stdout
    assert gotasks(repo, "race-test", "--minimum", "50").returncode == 0


def test_a_secret_reaches_neither_terminal_nor_report_nor_store(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    test = (
        'package a\n\nimport (\n\t"os"\n\t"testing"\n)\n\n'
        'func TestOne(t *testing.T) { t.Fatal(One(), os.Getenv("API_TOKEN"), "s3cret-"+"s3cret") }\n'
    )
    repo = new_repo({**GOOD, "a/a_test.go": test})
    done = gotasks(repo, "race-test", "--json", API_TOKEN="s3cret-s3cret")
    everything = (
        done.stdout
        + done.stderr
        + "".join(path.read_text("utf-8", "replace") for path in cache.rglob("*.json") if path.is_file())
    )

    assert done.returncode == 1
    assert "[redacted]" in done.stdout
    assert "s3cret-s3cret" not in everything


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_with_130_and_leaves_nothing_running(new_repo: NewRepo, number: int, tmp_path: Path) -> None:
    text = f'[commands.slow]\nrun = ["sh", "-c", "echo $$ > {tmp_path}/pid; sleep 300"]\n'
    repo = new_repo({**GOOD, "gotasks.toml": text})
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits that it is ignored
    argv = [str(BIN / "gotasks"), "slow"]
    with subprocess.Popen(argv, cwd=repo.path, stdout=subprocess.PIPE, start_new_session=True) as child:
        for _ in range(200):
            if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text():
                break
            time.sleep(0.05)
        child.send_signal(number)
        out, _ = child.communicate(timeout=30)
    pid = int((tmp_path / "pid").read_text())

    assert child.returncode == 130
    assert b"interrupted" in out
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert json.loads((repo.path / ".git/gotasks/report.json").read_text())["exit_status"] == 130


def test_outside_a_repository(gotasks: Run, tmp_path: Path) -> None:
    done = gotasks(Repo(tmp_path, os.environ), "check")

    assert done.returncode == 2
    assert "run git init" in done.stderr


def test_two_modules_and_a_workspace_are_judged_together(new_repo: NewRepo, gotasks: Run) -> None:
    files = {
        f"{module}/{name}": body.replace("example.com/m", f"example.com/{module}")
        for module in ("one", "two")
        for name, body in GOOD.items()
    }
    repo = new_repo({**files, "go.work": "go 1.22\n\nuse (\n\t./one\n\t./two\n)\n", "gotasks.toml": SMALL})
    done = gotasks(repo, "small")

    assert done.returncode == 0, done.stdout
    assert "(2 of 2 statements)" in done.stdout


def test_each_task_begins_on_the_exact_tree(new_repo: NewRepo, gotasks: Run) -> None:
    script = "printf 'package a' > a/a.go; echo garbage > a/ignored.go"
    text = f'[suites]\nmine = ["gen", "vet"]\n[commands.gen]\nrun = ["sh", "-c", "{script}"]\n'
    bad = 'package a\n\nimport "fmt"\n\n// One is one.\nfunc One() int { fmt.Printf("%d", "x"); return 1 }\n'
    repo = new_repo({**GOOD, "a/a.go": bad, "gotasks.toml": text, ".gitignore": "ignored.go\n"})
    done = gotasks(repo, "mine", "--all")

    assert done.returncode == 1, done.stdout
    assert "a/a.go:6:" in done.stdout
    assert "printf: " in done.stdout


def test_an_ignored_go_file_of_one_task_is_not_the_next_ones(new_repo: NewRepo, gotasks: Run) -> None:
    script = "printf 'package a; const two = 2' > a/made.go"
    text = f'[suites]\nmine = ["gen", "vet"]\n[commands.gen]\nrun = ["sh", "-c", "{script}"]\n'
    uses = "package a\n\n// One is one.\nfunc One() int { return two - 1 }\n"
    repo = new_repo({**GOOD, "a/a.go": uses, "gotasks.toml": text, ".gitignore": "made.go\n"})

    assert gotasks(repo, "mine", "--all").returncode == 1
    assert gotasks(repo, "vet", "--all").returncode == 1


@pytest.mark.parametrize("flags", ["-mod=mod", "'-mod=mod'", "-skip=.", "-run=NONE", "-exec=true"])
def test_goflags_cannot_turn_a_red_tree_green(new_repo: NewRepo, gotasks: Run, flags: str) -> None:
    repo = new_repo({**GOOD, "a/a_test.go": BROKEN_TEST})
    repo.run("go", "env", "-w", f"GOFLAGS={flags}")

    assert gotasks(repo, "race-test").returncode == 1
    assert gotasks(repo, "race-test", GOFLAGS=flags).returncode == 1


def test_a_symlinked_go_file_is_judged(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**GOOD, "b.txt": "package a\nfunc {\n"})
    (repo.path / "a/b.go").symlink_to("../b.txt")
    done = gotasks(repo, "fmt")

    assert done.returncode == 1
    assert gotasks(repo, "fmt", "--write").returncode == 1
    assert (repo.path / "b.txt").read_text() == "package a\nfunc {\n"


def test_a_symlinked_go_mod_is_not_judged(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**GOOD, "b/mod.txt": "module example.com/b\n"})
    (repo.path / "b/go.mod").symlink_to("mod.txt")
    done = gotasks(repo, "vet")

    assert done.returncode == 3
    assert "b/go.mod is a symbolic link" in done.stdout


def test_two_modules_of_one_name_are_told_apart(new_repo: NewRepo, gotasks: Run) -> None:
    bare = {name: body for name, body in GOOD.items() if not name.endswith("_test.go")}
    files = {f"one/{name}": body for name, body in GOOD.items()} | {f"two/{name}": body for name, body in bare.items()}

    assert "coverage 50.00 % (1 of 2 statements)" in gotasks(new_repo(files), "race-test").stdout


def test_a_c_compilers_warning_is_no_finding(new_repo: NewRepo, gotasks: Run, race: str) -> None:
    if race:
        pytest.skip(f"needs a C compiler: {race}")
    body = '// Package a counts in C.\npackage a\n\n// #warning hello\n// int one(void) { return 1; }\nimport "C"\n\n'
    repo = new_repo({**GOOD, "a/a.go": body + "// One is one.\nfunc One() int { return int(C.one()) }\n"})
    done = gotasks(repo, "check", "--keep-going", "--all")

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["git", "lock", "scratch", "judging", "attributes"])
def test_a_repository_may_have_any_name(new_repo: NewRepo, gotasks: Run, name: str) -> None:
    repo = new_repo(name=name)

    assert [gotasks(repo, "fmt").returncode, gotasks(repo, "fmt", "--fresh").returncode] == [0, 0]


def test_a_replaced_commit_is_judged_as_everybody_else_gets_it(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    good = repo.git("rev-parse", "HEAD")
    bad = repo.write({"a/a.go": UNFORMATTED}).commit()
    repo.git("replace", bad, good)

    assert gotasks(repo, "fmt", "--tree", "HEAD").returncode == 1


def test_control_sequences_are_shown_and_not_sent(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo({**GOOD, "gotasks.toml": '"a\\u001b[31mb" = 1\n'}), "check")

    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "\\x1b[31m" in done.stderr


def test_a_cache_that_cannot_be_made_is_said(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo(), "fmt", GOTASKS_CACHE="/dev/null/x")

    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_excluded_folders_are_passed_over(new_repo: NewRepo, gotasks: Run) -> None:
    third = {"third/b.go": UNFORMATTED, "third/b_test.go": BROKEN_TEST}
    most = '[suites]\nmost = ["fmt", "vet", "staticcheck", "race-test"]\n'
    repo = new_repo({**GOOD, **third, "gotasks.toml": f'exclude = ["third"]\n{most}'})

    assert gotasks(repo, "most", "--keep-going", "--all").returncode == 0
    assert gotasks(repo.write({"gotasks.toml": ""}), "fmt", "--all").returncode == 1
    assert gotasks(repo, "race-test").returncode == 1


def test_go_files_outside_all_modules_are_said(new_repo: NewRepo, gotasks: Run) -> None:
    inside = {f"sub/{name}": body for name, body in GOOD.items()}
    done = gotasks(new_repo({**inside, "stray.go": "package stray\n"}), "fmt")

    assert done.returncode == 0
    assert "1 Go file lies in no module, so only fmt and secrets look at it: stray.go" in done.stdout


def test_findings_are_shown_even_where_the_report_cannot_be_written(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo().write({"a/a.go": UNFORMATTED})
    (repo.path / ".git/gotasks").write_text("in the way")
    done = gotasks(repo, "fmt")

    assert done.returncode == 1
    assert "not formatted" in done.stdout
    assert "cannot write" in done.stderr


def test_a_secret_in_an_own_commands_arguments_is_taken_out(new_repo: NewRepo, gotasks: Run) -> None:
    token = "ghp_" + "a1" * 20
    repo = new_repo({**GOOD, "gotasks.toml": f'[commands.own]\nrun = ["false", "{token}"]\n'})
    said = "".join(gotasks(repo, "own", *flags).stdout for flags in ((), ("--json",), ("--dry-run",)))

    assert "[redacted]" in said
    assert token not in said
    assert token not in (repo.path / ".git/gotasks/report.json").read_text()


def test_the_report_holds_the_options_that_a_task_ran_with(
    new_repo: NewRepo, report: Callable[..., dict[str, object]]
) -> None:
    found = report(new_repo({**GOOD, "gotasks.toml": "[coverage]\nminimum = 80\n"}), "race-test", "--minimum", "0")

    assert found["settings"] == {"coverage": {"minimum": 80}}
    assert found["tasks"][0]["options"]["minimum"] == "0"  # type: ignore[index]


def test_ci_before_the_first_commit(gotasks: Run, tmp_path: Path) -> None:
    from gitrepo import make  # noqa: PLC0415 - the fixture's repositories all have a commit

    assert "there is no commit yet" in gotasks(make(tmp_path / "fresh"), "ci").stderr


def test_write_mends_what_a_sparse_checkout_has_and_nothing_else(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**GOOD, "b/b.go": "package b\nvar  X=1\n"})
    repo.git("sparse-checkout", "set", "--no-cone", "/*", "!/b/")
    done = gotasks(repo.write({"a/a.go": UNFORMATTED}), "fmt", "--write", "--all")

    assert "mended a/a.go" in done.stdout, done.stderr
    assert (repo.path / "a/a.go").read_text() == GOOD["a/a.go"]
    assert not (repo.path / "b").exists()
