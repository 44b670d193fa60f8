"""What is pushed is compared with what the remote has, and each commit that is new to it counts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import GOOD, UNFORMATTED, Repo
from pushing import Run, push, remote, repository, told, verdicts

from gotasks.edge import schema

NewRepo = Callable[..., Repo]

TOKEN = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
FMT = {**GOOD, "gotasks.toml": '[hooks]\npre-push = ["fmt"]\n'}
SECRETS = {"x": "0\n", "gotasks.toml": '[hooks]\npre-push = ["secrets"]\n'}
OLD = "package old\n\nfunc  Old() {}\n"
"""Not formatted."""


@pytest.fixture
def pushing(new_repo: NewRepo, gotasks: Run) -> Repo:
    """A repository whose remote has something that is not formatted."""
    return repository(new_repo({**FMT, "old/old.go": OLD}), gotasks)


def baseline(repo: Repo, number: int = 0) -> tuple[str, list[str], str]:
    """Return what the tree of a push was compared with: the kind, the commits, the reason."""
    report = json.loads((repo.path / ".git/gotasks" / told(repo)["trees"][number]["report"]).read_text())
    found = report["baseline"]
    assert schema.errors("report", report) == []
    return found["kind"], [tree["commit"] for tree in found["trees"]], found["reason"]


def branch(repo: Repo, name: str, files: dict[str, str], start: str = "main") -> str:
    repo.git("checkout", "-q", "-B", name, start)
    return repo.write(files).commit(name, "--no-verify")


def test_what_the_remote_has_already_does_not_refuse(pushing: Repo) -> None:
    base = pushing.git("rev-parse", "main")
    branch(pushing, "topic", {"x": "1"})
    new = push(pushing, "origin", "topic")
    first = pushing.git("rev-parse", "topic")
    branch(pushing, "topic", {"a/a.go": UNFORMATTED}, "topic")
    worse = push(pushing, "origin", "topic")

    assert new.returncode == 0, new.stderr
    assert (worse.returncode, "a/a.go:5: gofmt" in worse.stderr, "old/old.go:3" in worse.stderr) == (1, True, False)
    assert baseline(pushing) == ("compared", [first], "")
    assert base != first


def test_a_new_branch_starts_where_it_left_what_the_remote_has(pushing: Repo) -> None:
    base = pushing.git("rev-parse", "main")
    branch(pushing, "topic", {"y": "1"})
    branch(pushing, "topic", {"y": "2"}, "topic")
    push(pushing, "origin", "topic")

    assert baseline(pushing) == ("compared", [base], "")


def test_a_rewritten_branch_is_compared_with_its_old_tip_too(pushing: Repo) -> None:
    old = branch(pushing, "topic", {"a/a.go": UNFORMATTED})
    push(pushing, "--no-verify", "origin", "topic")
    main = branch(pushing, "main", {"y": "1"})
    push(pushing, "--no-verify", "origin", "main")
    branch(pushing, "topic", {"a/a.go": UNFORMATTED, "z": "1"})
    done = push(pushing, "--force", "origin", "topic")

    assert done.returncode == 0, done.stderr
    assert sorted(baseline(pushing)[1]) == sorted([old, main])
    assert told(pushing)["refs"][0]["kind"] == "forced"
    assert "topic -> origin refs/heads/topic (forced): passed" in done.stderr


def test_an_old_tip_that_is_not_here_is_forced_and_the_rest_of_the_remote_counts(pushing: Repo) -> None:
    other = Repo(pushing.path.parent / "other", pushing.env)
    pushing.git("clone", "-q", "../remote.git/.git", str(other.path))
    branch(other, "topic", {"theirs": "1"}, "origin/main")
    push(other, "origin", "topic")
    main = pushing.git("rev-parse", "main")
    branch(pushing, "topic", {"ours": "1"})
    done = push(pushing, "--force", "origin", "topic")

    assert done.returncode == 0, done.stderr
    assert (told(pushing)["refs"][0]["kind"], baseline(pushing)) == ("forced", ("compared", [main], ""))


def test_a_first_push_and_an_unrelated_history_are_first_seen(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({**FMT, "old/old.go": OLD})
    repo.git("init", "-q", "--bare", "../empty.git")
    repo.git("remote", "add", "origin", "../empty.git")
    gotasks(repo, "install-hooks")
    first = push(repo, "origin", "main")
    kind, reason = baseline(repo)[0], baseline(repo)[2]
    repo.git("checkout", "-q", "--orphan", "apart")
    repo.write({"new.go": OLD}).commit("apart", "--no-verify")
    apart = push(repo, "origin", "apart")

    assert (first.returncode, apart.returncode) == (0, 0), first.stderr + apart.stderr
    assert (kind, reason) == ("none", "the remote has nothing that this starts from")
    assert "first seen, these do not refuse" in first.stderr
    assert baseline(repo)[0] == "none"


def test_an_address_is_the_remote_that_has_it(pushing: Repo) -> None:
    base = pushing.git("rev-parse", "main")
    branch(pushing, "topic", {"y": "1"})
    push(pushing, "../remote.git/.git", "topic")

    assert (told(pushing)["remote"], baseline(pushing)) == ("../remote.git/.git", ("compared", [base], ""))


def test_a_shallow_clone_that_ends_among_the_new_commits_cannot_tell(pushing: Repo, gotasks: Run) -> None:
    branch(pushing, "main", {"y": "1"})
    push(pushing, "--no-verify", "origin", "main")
    shallow = Repo(pushing.path.parent / "shallow", pushing.env)
    pushing.git("clone", "-q", "--depth=1", f"file://{pushing.path.parent}/remote.git/.git", str(shallow.path))
    gotasks(shallow, "install-hooks")
    branch(shallow, "topic", {"z": "1"})
    whole = push(shallow, "origin", "topic")
    kind = baseline(shallow)[0]
    shallow.git("update-ref", "-d", "refs/remotes/origin/main")
    shallow.git("update-ref", "-d", "refs/remotes/origin/HEAD")
    shallow.git("update-ref", "-d", "refs/remotes/origin/topic")
    branch(shallow, "other", {"z": "2"})
    cut = push(shallow, "origin", "other")

    assert (whole.returncode, kind) == (0, "compared"), whole.stderr
    assert (cut.returncode, told(shallow)["exit_status"]) == (1, 3)
    assert "git fetch --unshallow" in cut.stderr


def test_one_tree_of_two_refs_is_compared_for_each_with_what_it_starts_from(pushing: Repo) -> None:
    one = branch(pushing, "one", {"a/a.go": UNFORMATTED})
    two = branch(pushing, "two", {"two": "1"})
    push(pushing, "--no-verify", "origin", "one", "two")
    branch(pushing, "one", {"two": "1"}, "one")
    pushing.git("checkout", "-q", "two")
    pushing.write({"a/a.go": UNFORMATTED}).commit("two", "--no-verify")
    done = push(pushing, "origin", "one", "two")

    assert done.returncode == 1, done.stderr
    assert verdicts(pushing) == {"refs/heads/one": "passed", "refs/heads/two": "failed"}
    assert (baseline(pushing)[1], baseline(pushing, 1)[1]) == ([one], [two])


@pytest.fixture
def secretive(new_repo: NewRepo, gotasks: Run) -> Repo:
    return repository(new_repo(SECRETS), gotasks)


def test_a_secret_that_a_later_commit_takes_away_is_refused(secretive: Repo) -> None:
    branch(secretive, "topic", {"x": f"token = {TOKEN}\n"})
    branch(secretive, "topic", {"x": "0\n"}, "topic")
    done = push(secretive, "origin", "topic")
    whole = json.dumps(told(secretive)) + done.stdout + done.stderr

    assert (done.returncode, remote(secretive, "refs/heads/topic")) == (1, "")
    assert "github-pat" in done.stderr
    assert TOKEN not in whole


def test_a_secret_of_another_ref_with_the_same_tree_is_refused(secretive: Repo) -> None:
    branch(secretive, "clean", {"y": "1"})
    branch(secretive, "dirty", {"x": f"token = {TOKEN}\n"})
    branch(secretive, "dirty", {"x": "0\n", "y": "1"}, "dirty")
    secretive.git("tag", "-a", "-m", "x", "v1", "dirty")
    done = push(secretive, "origin", "clean", "v1")

    assert done.returncode == 1, done.stderr
    assert verdicts(secretive) == {"refs/heads/clean": "failed", "refs/tags/v1": "failed"}
    assert len(told(secretive)["trees"]) == 1


def test_a_secret_that_the_remote_has_does_not_refuse_what_comes_after(secretive: Repo) -> None:
    branch(secretive, "topic", {"x": f"token = {TOKEN}\n"})
    push(secretive, "--no-verify", "origin", "topic")
    branch(secretive, "topic", {"y": "1"}, "topic")

    assert push(secretive, "origin", "topic").returncode == 0


def test_a_first_push_looks_at_every_commit(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo(SECRETS)
    repo.write({"x": f"token = {TOKEN}\n"}).commit()
    repo.write({"x": "0\n"}).commit()
    repo.git("init", "-q", "--bare", "../empty.git")
    repo.git("remote", "add", "origin", "../empty.git")
    gotasks(repo, "install-hooks")

    assert push(repo, "origin", "main").returncode == 1


def test_secrets_in_a_ref_and_an_address_are_redacted(secretive: Repo) -> None:
    name, address = f"refs/heads/{TOKEN}", "https://somebody:hunter2hunter2@localhost:1/x"
    branch(secretive, "topic", {"y": "1"})
    oid = secretive.git("rev-parse", "topic")
    lines = secretive.path / "lines"
    lines.write_text(f"{name} {oid} {name} {'0' * len(oid)}\n")
    done = secretive.run("sh", "-c", f"gotasks hook pre-push {address} {address} < lines")
    report = (secretive.path / ".git/gotasks/push.json").read_text()

    assert done.returncode in {0, 1}
    assert "[redacted]" in report
    assert TOKEN not in report + done.stdout + done.stderr
    assert "hunter2" not in report + done.stdout + done.stderr


EVERY = {"x": "0", "gotasks.toml": 'every_commit = true\npreset = "golden"\n[hooks]\npre-push = ["no-bad"]\n'}
EVERY["gotasks.toml"] += '[commands.no-bad]\nrun = ["test", "!", "-e", "bad"]\n'


def middle(repo: Repo) -> list[str]:
    """Make a branch of three commits whose middle one is bad; and a fourth with the tree of the first."""
    made = [branch(repo, "topic", {"y": "1"}), branch(repo, "topic", {"bad": "1"}, "topic")]
    repo.git("rm", "-q", "bad")
    return [*made, branch(repo, "topic", {"y": "2"}, "topic"), branch(repo, "topic", {"y": "1"}, "topic")]


def test_every_commit_of_a_push(new_repo: NewRepo, gotasks: Run) -> None:
    repo = repository(new_repo(EVERY), gotasks)
    commits = middle(repo)
    done = push(repo, "origin", "topic")
    found = told(repo)

    assert done.returncode == 1
    assert [tree["commits"] for tree in found["trees"]] == [[commits[0], commits[3]], [commits[1]], [commits[2]]]
    assert [tree["verdict"]["status"] for tree in found["trees"]] == ["passed", "failed", "passed"]
    assert found["refs"][0]["verdict"] == {"status": "failed", "reason": f"commit {commits[1][:10]}"}
    assert f"all: failed (commit {commits[1][:10]})" in done.stderr


def test_every_commit_of_a_suite(new_repo: NewRepo, gotasks: Run) -> None:
    repo = repository(new_repo(EVERY), gotasks)
    commits = middle(repo)
    text = gotasks(repo, "no-bad", "--tree", "topic", "--every-commit")
    data = gotasks(repo, "no-bad", "--tree", "topic", "--every-commit", "--json", "--report", "out.json")
    one = gotasks(repo, "no-bad", "--tree", "topic", "--every-commit", "--base", "HEAD~1")
    found = json.loads(data.stdout)
    place = repo.path / ".git/gotasks"

    assert (text.returncode, data.returncode, one.returncode) == (1, 1, 0)
    assert [line.split(";")[0] for line in text.stdout.splitlines() if line.startswith("commit ")] == [
        f"commit {commit[:10]}: {said}"
        for commit, said in zip(commits, ("passed", "failed (no-bad)", "passed"), strict=False)
    ]
    assert schema.errors("push", found) == []
    assert json.loads((repo.path / "out.json").read_text()) == found
    assert (found["refs"], [tree["exit_status"] for tree in found["trees"]]) == ([], [0, 1, 0])
    assert [
        (place / tree["report"]).is_file() for tree in json.loads((place / "commits.json").read_text())["trees"]
    ] == [True]
    assert len(list((place / "commits").iterdir())) == 1


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("no-bad",), "say --tree REV"),
        (("fmt", "--tree", "HEAD", "--write"), "leave --write away"),
        (("fmt", "--tree", "HEAD", "--patch"), "leave --patch away"),
        (("fmt", "--tree", "HEAD", "--dry-run"), "leave --dry-run away"),
        (("fmt", "--tree", "HEAD", "--base", "nowhere"), "is no revision"),
    ],
)
def test_every_commit_needs_commits(new_repo: NewRepo, gotasks: Run, flags: tuple[str, ...], says: str) -> None:
    done = gotasks(new_repo(EVERY), *flags, "--every-commit")

    assert (done.returncode, says in done.stderr) == (2, True), done.stderr


def test_every_commit_of_a_repository_with_one(new_repo: NewRepo, gotasks: Run) -> None:
    done = gotasks(new_repo(EVERY), "no-bad", "--tree", "HEAD", "--every-commit")

    assert (done.returncode, done.stdout.count("passed")) == (0, 2), done.stdout


def test_the_report_of_a_push_is_shown_and_validated(pushing: Repo, gotasks: Run, tmp_path: Path) -> None:
    branch(pushing, "topic", {"y": "1"})
    push(pushing, "origin", "topic")
    file = ".git/gotasks/push.json"
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({**told(pushing), "refs": 1}))

    assert "refs/heads/topic -> origin refs/heads/topic: passed" in gotasks(pushing, "report", "show", file).stdout
    assert gotasks(pushing, "report", "validate", file).stdout == f"{file}: valid\n"
    assert gotasks(pushing, "report", "show", str(broken)).returncode == 2
    assert "$.refs" in gotasks(pushing, "report", "validate", str(broken)).stderr


def test_the_folders_of_the_last_push_go_and_those_of_a_killed_one_a_day_later(pushing: Repo) -> None:
    folder = pushing.path / ".git/gotasks/push"
    for name, age in (("7", 3600), ("8", 3 * 24 * 3600)):
        (folder / name).mkdir(parents=True)
        os.utime(folder / name, times=(os.stat(folder).st_mtime - age,) * 2)
    for text in "12":
        branch(pushing, f"topic{text}", {"y": text})
        push(pushing, "origin", f"topic{text}")

    assert {path.name for path in folder.iterdir()} == {"1", "7"}
    assert told(pushing)["trees"][0]["report"] == "push/1/report.json"


def test_every_message_of_a_push_is_judged(new_repo: NewRepo, gotasks: Run) -> None:
    repo = repository(new_repo({"x": "0", "gotasks.toml": '[hooks]\npre-push = ["commit-msg"]\n'}), gotasks)
    branch(repo, "topic", {"x": "1"})
    repo.git("commit", "-q", "--amend", "--no-verify", "-m", "long " * 20)
    branch(repo, "topic", {"x": "2"}, "topic")
    done = push(repo, "origin", "topic")

    assert (done.returncode, "subject-length" in done.stderr) == (1, True)


def test_a_merge_of_what_the_remote_has_brings_no_secret(secretive: Repo) -> None:
    branch(secretive, "theirs", {"y": f"token = {TOKEN}\n"})
    push(secretive, "--no-verify", "origin", "theirs")
    branch(secretive, "ours", {"z": "1"})
    secretive.git("merge", "-q", "--no-edit", "theirs")

    assert push(secretive, "origin", "ours").returncode == 0
