"""The pre-push hook, through real pushes to a repository beside: what is pushed is judged, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import Repo, footprint
from pushing import FILES, Run, push, remote, repository, told, verdicts

from gotasks.edge import schema

NewRepo = Callable[..., Repo]
Prepare = Callable[[Repo, str, str], tuple[str, str]]
"""Makes a ref of a name that holds a commit, another one at the remote; returns the refspec and the remote's ref."""


@pytest.fixture
def pushing(new_repo: NewRepo, gotasks: Run) -> Repo:
    return repository(new_repo(FILES), gotasks)


def branch(repo: Repo, name: str, files: dict[str, str]) -> str:
    """Make a branch off main with one commit more."""
    repo.git("checkout", "-q", "-B", name, "main")
    return repo.write(files).commit(name, "--no-verify")


def update(repo: Repo, name: str, commit: str) -> tuple[str, str]:
    push(repo, "--no-verify", "origin", f"main:refs/heads/{name}")
    repo.git("branch", "-f", name, commit)
    return name, f"refs/heads/{name}"


def new(repo: Repo, name: str, commit: str) -> tuple[str, str]:
    repo.git("branch", "-f", name, commit)
    return name, f"refs/heads/{name}"


def tag(repo: Repo, name: str, commit: str) -> tuple[str, str]:
    repo.git("tag", name, commit)
    return f"refs/tags/{name}", f"refs/tags/{name}"


def annotated(repo: Repo, name: str, commit: str) -> tuple[str, str]:
    repo.git("tag", "-a", "-m", "x", name, commit)
    return f"refs/tags/{name}", f"refs/tags/{name}"


def tree(_: Repo, name: str, commit: str) -> tuple[str, str]:
    return f"{commit}^{{tree}}:refs/tags/{name}", f"refs/tags/{name}"


def force(repo: Repo, name: str, commit: str) -> tuple[str, str]:
    other = repo.git("commit-tree", "-p", "main", "-m", "rewritten", "main^{tree}")
    push(repo, "--no-verify", "origin", f"{other}:refs/heads/{name}")
    repo.git("branch", "-f", name, commit)
    return f"+{name}", f"refs/heads/{name}"


@pytest.mark.parametrize(
    ("here", "dirty"),
    [
        pytest.param(True, False, id="checked-out", marks=pytest.mark.slow),
        pytest.param(True, True, id="checked-out-dirty"),
        pytest.param(False, False, id="elsewhere", marks=pytest.mark.slow),
        pytest.param(False, True, id="elsewhere-dirty"),
    ],
)
@pytest.mark.parametrize("prepare", [update, new, tag, annotated, tree, force])
def test_a_bad_tree_is_never_pushed_and_a_good_one_never_refused(
    pushing: Repo, prepare: Prepare, *, here: bool, dirty: bool
) -> None:
    commits = {name: branch(pushing, f"{name}-source", {name: name}) for name in ("good", "bad", "fine")}
    pushing.git("checkout", "-q", "--detach", "main")
    specs = {name: prepare(pushing, name, commit) for name, commit in commits.items()}
    for name, (spec, ref) in specs.items():
        pushing.git("checkout", "-q", "--detach", commits[name] if here else "main")
        if dirty:
            _contradict(pushing, name)
        before = remote(pushing, ref)
        alone = push(pushing, "origin", spec)

        assert alone.returncode == (name == "bad"), alone.stderr
        assert (remote(pushing, ref) == before) == (name == "bad"), alone.stderr
        pushing.git("reset", "-q", "--hard")
        pushing.git("clean", "-qfd")
    for name in ("good", "fine"):
        push(pushing, "--no-verify", "--delete", "origin", specs[name][1])
    together = push(pushing, "origin", *(f"+{spec.removeprefix('+')}" for spec, _ in specs.values()))

    assert together.returncode == 1
    assert [remote(pushing, ref) for name, (_, ref) in specs.items() if name != "bad"] == ["", ""]
    assert [verdicts(pushing)[ref] for _, ref in specs.values()] == ["passed", "failed", "passed"]
    assert schema.errors("push", told(pushing)) == []


def _contradict(repo: Repo, name: str) -> None:
    """Make index and work tree the opposite of what is pushed."""
    if name == "bad" and (repo.path / "bad").exists():
        repo.git("rm", "-q", "bad")
    elif name != "bad":
        repo.write({"bad": "staged"}).git("add", "bad")


def test_nothing_to_push_asks_nothing(pushing: Repo) -> None:
    before = footprint(pushing.path)
    done = push(pushing, "origin", "main")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Everything up-to-date\n")
    assert footprint(pushing.path) == before
    assert not (pushing.path / ".git/gotasks/push.json").exists()
    assert pushing.run("sh", "-c", ": | gotasks hook pre-push origin x").returncode == 0


@pytest.mark.parametrize("nothing", ["</dev/null", "<&-"])
def test_a_caller_that_keeps_what_git_said_is_refused(pushing: Repo, nothing: str) -> None:
    done = pushing.run("sh", "-c", f"gotasks hook pre-push origin x {nothing}")

    assert (done.returncode, "git names the refs on standard input" in done.stderr) == (2, True)


@pytest.mark.parametrize("nothing", ["</dev/null", "<&-"])
def test_so_it_is_behind_the_installed_hook(pushing: Repo, nothing: str) -> None:
    done = pushing.run("sh", "-c", f".git/hooks/pre-push origin x {nothing}")

    assert (done.returncode, "git names the refs on standard input" in done.stderr) == (3, True)


def test_a_deleted_ref_has_no_tree(pushing: Repo) -> None:
    push(pushing, "--no-verify", "origin", "main:gone", "main:left")
    alone = push(pushing, "--delete", "origin", "gone")
    branch(pushing, "worse", {"bad": "1"})
    beside = push(pushing, "origin", ":left", "worse")

    assert (alone.returncode, remote(pushing, "refs/heads/gone")) == (0, "")
    assert "(delete) -> origin refs/heads/gone: skipped (that deletes a ref)" in alone.stderr
    assert (beside.returncode, verdicts(pushing)) == (1, {"refs/heads/left": "skipped", "refs/heads/worse": "failed"})
    assert {ref["kind"] for ref in told(pushing)["refs"]} == {"deleted", "new"}


def test_a_blob_has_no_tree(pushing: Repo) -> None:
    oid = pushing.git("rev-parse", "HEAD:x")
    pushing.git("update-ref", "refs/tags/blob", oid)
    branch(pushing, "good", {"y": "1"})
    done = push(pushing, "origin", "refs/tags/blob", "good")

    assert (done.returncode, remote(pushing, "refs/tags/blob"), told(pushing)["exit_status"]) == (1, "", 3)
    assert "not judged (it has no tree" in done.stderr
    assert verdicts(pushing) == {"refs/tags/blob": "not judged", "refs/heads/good": "passed"}


def test_each_distinct_tree_is_judged_once(pushing: Repo) -> None:
    commit = branch(pushing, "one", {"y": "1"})
    pushing.git("branch", "two", commit)
    pushing.git("tag", "-a", "-m", "x", "three", commit)
    again = pushing.git("commit-tree", "-p", "main", "-m", "another commit", f"{commit}^{{tree}}")
    pushing.git("branch", "four", again)
    branch(pushing, "five", {"z": "1"})
    done = push(pushing, "origin", "one", "two", "three", "four", "five")
    found = told(pushing)

    assert done.returncode == 0, done.stderr
    assert [(each["name"], len(each["commits"])) for each in found["trees"]] == [("one and 3 more", 2), ("five", 1)]
    assert done.stderr.count("gotasks pre-push: passed") == 2
    assert {len(ref["trees"]) for ref in found["refs"]} == {1}
    assert len({ref["report"] for ref in found["refs"]}) == 2


def test_a_tree_that_starts_from_elsewhere_is_another_question(new_repo: NewRepo, gotasks: Run) -> None:
    run = 'findings = "lines"\nrun = ["sh", "-c", "cat odd; test ! -s odd"]\n'
    lines = f'[hooks]\npre-push = ["odd"]\n[commands.odd]\n{run}'
    repo = repository(new_repo({"gotasks.toml": lines, "odd": ""}), gotasks)
    repo.git("checkout", "-q", "-b", "legacy")
    repo.write({"odd": "odd:1:1: wrong\n"}).commit("old", "--no-verify")
    push(repo, "--no-verify", "origin", "legacy")
    more = repo.write({"more": "1"}).commit("more", "--no-verify")
    tree = repo.git("rev-parse", f"{more}^{{tree}}")
    repo.git("branch", "-f", "main", repo.git("commit-tree", "-p", "main", "-m", "brings it", tree))
    done = push(repo, "origin", "main", "legacy")

    assert done.returncode == 1, done.stderr
    assert verdicts(repo) == {"refs/heads/main": "failed", "refs/heads/legacy": "passed"}
    assert len({ref["tree"] for ref in told(repo)["refs"]}) == 1


def test_two_hundred_old_tags_cost_nothing(pushing: Repo) -> None:
    commits = [pushing.write({"x": str(number)}).commit(str(number), "--no-verify") for number in range(20)]
    push(pushing, "--no-verify", "origin", "main")
    for number in range(200):
        pushing.git("tag", *(("-a", "-m", "x") if number % 2 else ()), f"v{number}", commits[number % 20])
    done = push(pushing, "origin", "--tags")
    found = told(pushing)

    assert done.returncode == 0, done.stderr
    assert (len(found["refs"]), found["trees"]) == (200, [])
    assert "200 refs: skipped (the remote has that already)\n" in done.stderr
    assert found["verdict"] == {"status": "skipped", "reason": "nothing new to judge"}


@pytest.mark.parametrize(
    "source", ["HEAD", "HEAD~0", "HEAD@{0 seconds ago}", "@", ":/worse", "HEAD^{/worse}", "HEAD^{tree}"]
)
def test_the_local_side_may_be_any_revision(pushing: Repo, source: str) -> None:
    branch(pushing, "topic", {"bad": "1"})
    pushing.git("commit", "-q", "--no-verify", "--amend", "-m", "worse")
    refused = push(pushing, "origin", f"{source}:refs/tags/x")
    pushing.git("rm", "-q", "bad")
    pushing.git("commit", "-q", "--no-verify", "--amend", "--allow-empty", "-m", "worse")
    taken = push(pushing, "origin", f"{source}:refs/tags/x")

    assert (refused.returncode, taken.returncode) == (1, 0), refused.stderr + taken.stderr


def test_a_name_that_is_no_utf8_is_judged(pushing: Repo) -> None:
    branch(pushing, "topic", {"bad": "1"})
    pushing.git("update-ref", "refs/heads/\udcff", "topic")
    done = push(pushing, "origin", "refs/heads/\udcff")

    assert done.returncode == 1
    assert "refs/heads/\\udcff -> origin refs/heads/\\udcff: failed (no-bad)" in done.stderr


def test_standard_output_is_left_to_git(pushing: Repo) -> None:
    branch(pushing, "topic", {"y": "1"})
    done = push(pushing, "--porcelain", "origin", "topic")

    assert [line[:2] for line in done.stdout.splitlines()] == ["To", "*\t", "Do"]


def test_a_dry_run_and_a_mirror_are_judged_too(pushing: Repo) -> None:
    branch(pushing, "topic", {"bad": "1"})
    dry = push(pushing, "--dry-run", "origin", "topic")
    mirror = push(pushing, "--mirror", "origin")

    assert (dry.returncode, mirror.returncode) == (1, 1)
    assert verdicts(pushing) == {"refs/heads/topic": "failed", "refs/remotes/origin/main": "skipped"}


def test_a_linked_worktree_and_a_folder_below_push_too(pushing: Repo) -> None:
    pushing.git("worktree", "add", "-q", "-b", "linked", str(pushing.path.parent / "linked"))
    linked = Repo(pushing.path.parent / "linked", pushing.env).write({"bad": "1", "below/y": "1"})
    linked.commit("x", "--no-verify")
    below = Repo(linked.path / "below", linked.env)

    assert push(linked, "origin", "linked").returncode == 1
    assert push(below, "origin", "linked").returncode == 1
    assert push(pushing, "origin", "linked").returncode == 1
    assert json.loads((pushing.path / ".git/worktrees/linked/gotasks/push.json").read_text())["exit_status"] == 1


@pytest.mark.parametrize("data", ["garbage\n", "x 1 y 2\n", f"x {'a' * 40} y {'0' * 40}"])
def test_what_is_no_line_of_git_is_refused(pushing: Repo, data: str) -> None:
    (pushing.path / "lines").write_text(data)
    done = pushing.run("sh", "-c", "gotasks hook pre-push origin url < lines")

    assert done.returncode == 3
    assert "LOCAL-REF OBJECT REMOTE-REF OBJECT" in done.stderr


def test_an_object_that_is_not_here_is_refused(pushing: Repo) -> None:
    (pushing.path / "lines").write_text(f"refs/heads/x {'a' * 40} refs/heads/x {'0' * 40}\n")
    done = pushing.run("sh", "-c", "gotasks hook pre-push origin url < lines")

    assert (done.returncode, "is not whole in this repository" in done.stderr) == (3, True)


def test_all_trees_are_judged_whatever_the_others_are(pushing: Repo) -> None:
    branch(pushing, "typo", {"gotasks.toml": "pre_push = 1\n"})
    branch(pushing, "worse", {"gotasks.toml": FILES["gotasks.toml"], "bad": "1"})
    branch(pushing, "good", {"y": "1"})
    mixed = push(pushing, "origin", "typo", "worse", "good")
    found = told(pushing)
    wrong = push(pushing, "origin", "typo", "good")

    assert (mixed.returncode, wrong.returncode) == (1, 1)
    assert verdicts(pushing) == {"refs/heads/typo": "not judged", "refs/heads/good": "passed"}
    assert [each["exit_status"] for each in found["trees"]] == [2, 1, 0]
    assert (found["exit_status"], told(pushing)["exit_status"]) == (1, 2)
    assert "gotasks: typo: gotasks.toml:1: pre_push: no such key" in mixed.stderr


def test_a_sha256_repository_pushes(tmp_path: Path, gotasks: Run) -> None:
    repo = Repo(tmp_path, dict(os.environ))
    repo.git("init", "-q", "--object-format=sha256", "--initial-branch=main")
    repo.git("init", "-q", "--bare", "--object-format=sha256", "remote.git")
    repo.write({**FILES, ".gitignore": "remote.git"}).commit("first", "--no-verify")
    repo.git("remote", "add", "origin", "remote.git")
    gotasks(repo, "install-hooks")
    first = push(repo, "origin", "main")
    branch(repo, "worse", {"bad": "1"})

    assert first.returncode == 0, first.stderr
    assert push(repo, "origin", "worse").returncode == 1
    assert schema.errors("push", told(repo)) == []


def test_a_report_that_cannot_be_written_is_no_pass_and_hides_no_failure(pushing: Repo) -> None:
    (pushing.path / ".git/gotasks/push.json").mkdir()
    branch(pushing, "good", {"y": "1"})
    branch(pushing, "worse", {"bad": "1"})
    good, bad = push(pushing, "origin", "good"), push(pushing, "origin", "worse")

    assert (good.returncode, bad.returncode) == (1, 1)
    assert "gotasks: cannot write" in good.stderr
    assert "worse: failed (no-bad)" in bad.stderr
    assert (remote(pushing, "refs/heads/good"), remote(pushing, "refs/heads/worse")) == ("", "")


def test_in_ci_the_reports_lie_where_an_upload_finds_them(pushing: Repo) -> None:
    branch(pushing, "topic", {"y": "1"})
    done = push(pushing, "origin", "topic", CI="true")

    assert done.returncode == 0, done.stderr
    assert (pushing.path / "gotasks-report/push/0/report.json").is_file()
    assert (pushing.path / "gotasks-report/push.json").is_file()
    assert pushing.git("status", "--short") == ""


SLOW = 'preset = "golden"\n[hooks]\npre-push = ["slow"]\n[commands.slow]\nrun = ["sh", "-c", "sleep `cat slow`"]\n'


def start(repo: Repo, *argv: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["git", "push", *argv],
        cwd=repo.path,
        env=dict(repo.env),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_two_pushes_at_once_keep_apart(pushing: Repo, gotasks: Run) -> None:
    for name in ("one", "two"):
        branch(pushing, name, {"gotasks.toml": SLOW, "slow": "1", "name": name})
    gotasks(pushing, "allow")
    both = [start(pushing, "origin", name) for name in ("one", "two")]
    said = [each.communicate()[1] for each in both]

    assert [each.returncode for each in both] == [0, 0], said
    assert all(remote(pushing, f"refs/heads/{name}") for name in ("one", "two"))
    (tree,) = told(pushing)["trees"]
    assert (pushing.path / ".git/gotasks" / tree["report"]).is_file()


def test_an_interrupt_ends_the_row_and_pushes_nothing(pushing: Repo, gotasks: Run) -> None:
    for name in ("one", "two"):
        branch(pushing, name, {"gotasks.toml": SLOW, "slow": "600", "name": name})
    gotasks(pushing, "allow")
    running = start(pushing, "origin", "one", "two")
    root = Path(os.environ["GOTASKS_CACHE"])
    while not [*root.glob("slots/*/0/tree/repo/slow")]:
        assert running.poll() is None
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    running.communicate()

    assert running.returncode != 0
    assert (remote(pushing, "refs/heads/one"), remote(pushing, "refs/heads/two")) == ("", "")
