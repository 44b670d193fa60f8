"""The installed hook, through real commits."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import BIN
from gitrepo import GOOD, SMALL, UNFORMATTED, Repo, footprint

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

HOOKS = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push")
SMALL_REPO = {**GOOD, "gotasks.toml": SMALL + '[hooks]\npre-commit = ["small"]\npre-merge-commit = ["small"]\n'}


@pytest.fixture
def hooked(new_repo: NewRepo, gotasks: Run) -> Repo:
    """A repository whose hooks run no more than tests of hooks need."""
    repo = new_repo(SMALL_REPO)
    done = gotasks(repo, "install-hooks")
    assert done.returncode == 0, done.stderr
    return repo


def commit(repo: Repo, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    return repo.run("git", "commit", "-q", "-m", "x", *argv, **env)


def test_a_bad_commit_is_refused_and_a_good_one_is_not_by_all_of_check(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    gotasks(repo, "install-hooks")
    repo.write({"a/a.go": UNFORMATTED}).git("add", "-A")
    refused = commit(repo)
    repo.write({"a/a.go": GOOD["a/a.go"], "README": "x"}).git("add", "-A")
    taken = commit(repo)

    assert refused.returncode == 1
    assert "not formatted" in refused.stdout + refused.stderr
    assert taken.returncode == 0, taken.stdout + taken.stderr
    assert "passed in" in taken.stdout + taken.stderr
    assert "; fmt, vet, staticcheck, lint, secrets, race-test; " in taken.stdout + taken.stderr


def test_what_head_has_already_does_not_refuse_the_next_commit(hooked: Repo) -> None:
    hooked.write({"a/a.go": UNFORMATTED}).commit("old", "--no-verify")
    hooked.write({"README": "x"}).git("add", "-A")
    done = commit(hooked)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 older finding (--all shows it)" in done.stdout + done.stderr


def test_a_merge_that_breaks_what_each_side_has_right_is_refused(hooked: Repo) -> None:
    hooked.write({"a/one.go": "package a\n\nconst one = 1\n"}).commit("one", "--no-verify")
    hooked.git("checkout", "-q", "-b", "side")
    hooked.git("rm", "-q", "a/one.go")
    hooked.git("commit", "-q", "--no-verify", "-m", "one is not used")
    hooked.git("checkout", "-q", "main")
    uses = "package a\n\n// Uno is one.\nfunc Uno() int { return one }\n"
    hooked.write({"a/uno.go": uses}).commit("one is used", "--no-verify")
    done = hooked.run("git", "merge", "--no-edit", "side")

    assert done.returncode == 1
    assert "undefined: one" in done.stdout + done.stderr
    assert hooked.git("log", "-1", "--format=%s") == "one is used"


def test_the_index_is_judged_and_the_rest_left_alone(hooked: Repo) -> None:
    hooked.write({"README": "staged"}).git("add", "README")
    hooked.write({"a/a.go": UNFORMATTED, "untracked.go": "garbage"})
    before = {name: state for name, state in footprint(hooked.path).items() if not name.startswith(".git/")}
    done = commit(hooked)

    assert done.returncode == 0, done.stdout + done.stderr
    assert {name: state for name, state in footprint(hooked.path).items() if not name.startswith(".git/")} == before


def test_a_bad_index_below_a_mended_file_is_refused(hooked: Repo) -> None:
    hooked.write({"a/a.go": UNFORMATTED}).git("add", "-A")
    hooked.write({"a/a.go": GOOD["a/a.go"]})

    assert commit(hooked).returncode == 1


def test_a_file_forgotten_by_git_add_is_missed(hooked: Repo) -> None:
    hooked.write({"a/a.go": "package a\n\n// One is one.\nfunc One() int { return one }\n"}).git("add", "-A")
    hooked.write({"a/one.go": "package a\n\nconst one = 1\n"})
    done = commit(hooked)

    assert done.returncode == 1
    assert "undefined: one" in done.stdout + done.stderr


@pytest.mark.parametrize("argv", [["-a"], ["--only", "a/a.go"], ["--include", "a/a.go"], ["-a", "--amend"]])
def test_each_way_of_committing_is_judged(hooked: Repo, argv: list[str]) -> None:
    hooked.write({"a/a.go": UNFORMATTED})

    assert commit(hooked, *argv).returncode == 1


def test_what_only_leaves_out_is_not_judged(hooked: Repo) -> None:
    hooked.write({"a/a.go": UNFORMATTED, "README": "x"}).git("add", "-A")

    assert commit(hooked, "--only", "README").returncode == 0


def test_a_commit_in_a_linked_worktree_is_judged(hooked: Repo) -> None:
    hooked.git("worktree", "add", "-q", str(hooked.path.parent / "linked"))
    linked = Repo(hooked.path.parent / "linked", hooked.env).write({"a/a.go": UNFORMATTED})

    assert commit(linked, "-a").returncode == 1


def test_an_index_that_changes_meanwhile_is_refused(hooked: Repo) -> None:
    text = f'[hooks]\npre-commit = ["meddle"]\n[commands.meddle]\nrun = ["git", "-C", "{hooked.path}", "add", "late"]\n'
    hooked.write({"gotasks.toml": text}).git("add", "-A")
    assert hooked.run(str(BIN / "gotasks"), "allow").returncode == 0
    hooked.write({"late": "x"})
    done = commit(hooked)

    assert done.returncode == 1
    assert "the index changed while it was judged" in done.stdout + done.stderr


def test_a_test_that_commits_does_not_reach_the_users_repository(hooked: Repo) -> None:
    test = (
        'package a\n\nimport (\n\t"os/exec"\n\t"testing"\n)\n\nfunc TestOne(t *testing.T) {\n\tdir := t.TempDir()\n'
        '\tfor _, args := range [][]string{{"init"}, {"commit", "--allow-empty", "-m", "host?"}} {\n'
        '\t\tcmd := exec.Command("git", args...)\n\t\tcmd.Dir = dir\n'
        "\t\tif out, err := cmd.CombinedOutput(); err != nil || One() != 1 {\n"
        "\t\t\tt.Fatal(string(out))\n\t\t}\n\t}\n}\n"
    )
    hooked.write({"a/a_test.go": test}).git("add", "-A")
    head = hooked.git("rev-parse", "HEAD")
    done = commit(hooked)

    assert done.returncode == 0, done.stdout + done.stderr
    assert hooked.git("rev-parse", "HEAD~1") == head
    assert hooked.git("log", "-1", "--format=%s") == "x"


def test_without_the_program_the_hook_refuses_and_says_how_to_mend(hooked: Repo) -> None:
    shared = hooked.path / ".git/hooks/gotasks.sh"
    shared.write_text(shared.read_text().replace(str(BIN / "gotasks"), "/nowhere/gotasks"))
    hooked.write({"README": "x"}).git("add", "-A")
    done = commit(hooked, PATH="/usr/bin:/bin")

    assert done.returncode == 1
    assert "pip install gotasks && gotasks install-hooks" in done.stderr


def test_a_program_whose_python_is_gone_refuses(hooked: Repo) -> None:
    broken = hooked.path.parent / "gotasks"
    broken.write_text("#!/nowhere/python\n")
    broken.chmod(0o755)
    shared = hooked.path / ".git/hooks/gotasks.sh"
    shared.write_text(shared.read_text().replace(str(BIN / "gotasks"), str(broken)))
    hooked.write({"README": "x"}).git("add", "-A")

    assert "mend it with" in commit(hooked, PATH="/usr/bin:/bin").stderr


def test_a_guis_bare_path_is_enough(hooked: Repo) -> None:
    hooked.write({"README": "x"}).git("add", "-A")
    done = commit(hooked, PATH=f"{os.path.dirname(os.environ['PATH'].split(':')[0])}/bin:/usr/bin:/bin")

    assert done.returncode == 0, done.stderr


def test_installing_twice_is_installing_once_and_uninstalling_restores(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo(SMALL_REPO)
    folder = repo.path / ".git/hooks"
    folder.mkdir(exist_ok=True)
    for hook in (folder / "pre-commit", folder / "commit-msg"):
        hook.write_text("#!/bin/sh\necho theirs: $#\nexit 0\n")
        hook.chmod(0o755)
    before = footprint(folder)
    gotasks(repo, "install-hooks")
    gotasks(repo, "install-hooks")
    there = {name for name in footprint(folder) if name not in before}
    repo.write({"README": "x"}).git("add", "-A")
    done = commit(repo)
    gotasks(repo, "uninstall-hooks")

    assert there == {
        "pre-merge-commit",
        "pre-push",
        "gotasks.sh",
        "witness.sh",
        "pre-commit.before-gotasks",
        "commit-msg.before-gotasks",
    }
    assert done.returncode == 0
    assert "theirs: 0" in done.stdout + done.stderr
    assert "theirs: 1" in done.stdout + done.stderr
    assert footprint(folder) == before
    assert gotasks(repo, "uninstall-hooks").stdout == "no hook of gotasks is installed\n"


def test_an_existing_hook_that_refuses_still_refuses(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo(SMALL_REPO)
    hook = repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 5\n")
    hook.chmod(0o755)
    gotasks(repo, "install-hooks")
    repo.write({"README": "x"}).git("add", "-A")
    done = commit(repo)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_hooks_path_is_set_and_unset(new_repo: NewRepo, gotasks: Run) -> None:
    ours = Path(__file__).parents[2] / ".githooks"
    repo = new_repo({**SMALL_REPO, **{f".githooks/{file.name}": file.read_bytes() for file in ours.iterdir()}})
    without = gotasks(repo, "install-hooks", "--hooks-path")
    for name in HOOKS:
        (repo.path / ".githooks" / name).chmod(0o755)
    gotasks(repo, "install-hooks", "--hooks-path")
    repo.write({"a/a.go": UNFORMATTED}).git("add", "-A")

    assert (without.returncode, "is not there or not executable" in without.stderr) == (2, True)
    assert repo.git("config", "core.hooksPath") == ".githooks"
    assert commit(repo).returncode == 1
    gotasks(repo, "uninstall-hooks")
    assert repo.git("config", "core.hooksPath", check=False) == ""
    assert {file.name for file in (repo.path / ".githooks").iterdir()} == {*HOOKS, "gotasks.sh", "witness.sh"}


@pytest.mark.parametrize(("hook", "file"), [("pre-commit", "report.json"), ("commit-msg", "commit-msg.json")])
def test_a_hook_leaves_a_report_of_its_own(hooked: Repo, hook: str, file: str) -> None:
    hooked.write({"README": "x"}).git("add", "-A")
    commit(hooked, "--edit", GIT_EDITOR="true")  # without an editor commit-msg is answered by a witness
    report = json.loads((hooked.path / ".git/gotasks" / file).read_text())

    assert report["front"] == {
        "name": f"hook {hook}",
        "asked": [hook],
        "tree_from": "index",
        "commit": "",
        "flags": ["--tree", "index"],
    }
    assert report["tree"] == hooked.git("rev-parse", "HEAD^{tree}")


def test_a_hook_that_merely_calls_gotasks_is_not_ours(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    hook = repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexec gotasks hook pre-commit\n")
    gotasks(repo, "uninstall-hooks")
    gotasks(repo, "install-hooks")

    assert hook.with_name("pre-commit.before-gotasks").read_text() == "#!/bin/sh\nexec gotasks hook pre-commit\n"


def test_the_users_configuration_keeps_its_comments(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo()
    config = repo.path / ".git/config"
    config.write_text(config.read_text() + "# mine\n[alias]\n\tx = log ; why\n")
    before = config.read_text()
    gotasks(repo, "install-hooks")
    gotasks(repo, "uninstall-hooks")

    assert config.read_text() == before


def test_a_hooks_folder_that_others_share_is_refused(new_repo: NewRepo, gotasks: Run, tmp_path: Path) -> None:
    repo = new_repo()
    (tmp_path / "shared").mkdir()
    repo.git("config", "--global", "core.hooksPath", str(tmp_path / "shared"))
    done = gotasks(repo, "install-hooks")

    repo.git("config", "--global", "--unset", "core.hooksPath")
    (repo.path / ".git/hooks").rename(repo.path / "before")
    (repo.path / ".git/hooks").symlink_to(tmp_path / "shared")
    linked = gotasks(repo, "install-hooks")

    assert (done.returncode, linked.returncode) == (2, 2)
    assert "other repositories may use too" in done.stderr
    assert "the hooks folder is a link to" in linked.stderr
    assert list((tmp_path / "shared").iterdir()) == []


def test_a_bare_repository_is_refused(gotasks: Run, tmp_path: Path) -> None:
    repo = Repo(tmp_path, dict(os.environ))
    repo.git("init", "-q", "--bare", ".")

    assert "bare repository" in gotasks(repo, "install-hooks").stderr


LONG = "#1 " + "long " * 20


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({}, 0),
        ({"commit.cleanup": "whitespace"}, 1),
        ({"commit.cleanup": "verbatim"}, 1),
        ({"commit.cleanup": "scissors"}, 1),
        ({"core.commentChar": ";"}, 1),
        ({"core.commentChar": "auto"}, 0),
    ],
)
def test_the_message_is_judged_as_git_will_take_it(
    config: dict[str, str], code: int, new_repo: NewRepo, gotasks: Run
) -> None:
    repo = new_repo({"x": "1", "gotasks.toml": '[hooks]\npre-commit = ["fmt"]\n'})
    gotasks(repo, "install-hooks")
    for name, value in config.items():
        repo.git("config", name, value)
    editor = repo.path.parent / "editor"
    editor.write_text(f'#!/bin/sh\n{{ echo "{LONG}"; echo; echo One; cat "$1"; }} > "$1.new"\nmv "$1.new" "$1"\n')
    editor.chmod(0o755)
    done = repo.run("git", "commit", "-q", "--allow-empty", GIT_EDITOR=str(editor))

    assert done.returncode == code, done.stderr
    assert ("characters" in done.stdout + done.stderr) == bool(code)
