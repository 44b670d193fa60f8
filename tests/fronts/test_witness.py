"""What a known tree is answered with, through the installed hooks: at once where all is as it was, else by Python."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from conftest import BIN
from gitrepo import GOOD, Repo, make

from gotasks.core.hooks import BESIDE
from gotasks.edge.hookplaces import template

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]
Doubt = Callable[[Repo], dict[str, str]]

SETTINGS = '[suites]\nsmall = ["fmt", "vet"]\n[hooks]\npre-commit = ["small"]\npre-push = ["small"]\n'
FILES = {**GOOD, "gotasks.toml": SETTINGS}
SHELLS = [argv for argv in (("dash",), ("bash", "--posix"), ("busybox", "sh")) if shutil.which(argv[0])]
ANSWERED = [("hook pre-commit", True), ("hook commit-msg", True)]
told = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells a shell which git runs a hook")


def install(repo: Repo) -> Repo:
    """Install the hooks, where Go has been used before: what changes in the folder of its settings is a doubt."""
    assert repo.run("go", "version").returncode == 0
    done = repo.run(str(BIN / "gotasks"), "install-hooks")
    assert done.returncode == 0, done.stderr
    return repo


def commit(repo: Repo, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Commit; amend without a change unless told otherwise."""
    return repo.run("git", "commit", "-q", *(argv or ("--amend", "--no-edit")), **env)


def judged(repo: Repo) -> Repo:
    """Make a commit that Python has judged, so that its tree is known."""
    repo.write({"README": "x"}).git("add", "-A")
    done = commit(repo, "-m", "x")
    assert done.returncode == 0, done.stderr
    return repo


def rows(repo: Repo) -> list[tuple[str, bool]]:
    """Return who asked, and whether a witness answered, of each run that is noted."""
    common = repo.path / repo.git("rev-parse", "--git-common-dir")
    lines = (common / "gotasks" / "journal.jsonl").read_text().splitlines()
    return [(row["front"], row.get("witness", False)) for row in map(json.loads, lines)]


def witnesses(repo: Repo, name: str = "") -> list[Path]:
    folder = Path(repo.git("rev-parse", "--absolute-git-dir"), "gotasks", "witness")
    return [path for path in folder.glob(f"{name}*") if path.name != "git"]


def changed(repo: Repo, change: Callable[[str], str]) -> dict[str, str]:
    for path in witnesses(repo):
        path.write_text(change(path.read_text()))
    return {}


def remote(repo: Repo) -> None:
    """Give the repository a remote that has its first commit."""
    there = repo.path.parent / "there"
    repo.git("init", "-q", "--bare", str(there))
    repo.git("remote", "add", "origin", str(there))
    first = repo.git("rev-list", "--max-parents=0", "HEAD")
    repo.git("push", "-q", "--no-verify", "origin", f"{first}:refs/heads/main")


@pytest.fixture
def known(new_repo: NewRepo) -> Repo:
    return judged(install(new_repo(FILES)))


def test_a_known_tree_is_answered_before_any_python_starts(known: Repo, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"open({str(tmp_path / 'started')!r}, 'w')\n")
    seen = {**known.env, "PYTHONPATH": str(tmp_path)}
    known.write({"README": "y"}).git("add", "-A")
    commit(Repo(known.path, seen), "-m", "y")
    by_python = (tmp_path / "started").exists()
    (tmp_path / "started").unlink()
    done = commit(Repo(known.path, seen))

    assert by_python
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "started").exists()
    assert rows(known)[-2:] == ANSWERED


@told
def test_pre_commit_answers_for_commit_msg_of_the_same_git_alone(known: Repo) -> None:
    commit(known)
    for path in witnesses(known, "commit-msg"):
        path.unlink()
    commit(known)
    same = rows(known)[-2:]
    known.run(".git/hooks/pre-commit", GIT_INDEX_FILE=".git/index")
    known.run(".git/hooks/commit-msg", ".git/COMMIT_EDITMSG", GIT_EDITOR=":", GIT_INDEX_FILE=".git/index")
    shell = rows(known)[-2:]
    known.git("checkout", "-q", "-b", "other", "HEAD~1")
    known.git("merge", "-q", "--no-ff", "-m", "merged", "main")

    assert same == ANSWERED
    assert shell == [("hook pre-commit", True), ("hook commit-msg", False)]
    assert rows(known)[-1] == ("hook commit-msg", False)


@told
@pytest.mark.parametrize(
    "forges",
    [
        "echo x >'{told}'",
        "echo ' end' >'{told}'",
        "cut -c 1-90 '{told}' >x && cat x >'{told}'",
        "sed 's/ [0-9a-f]* / R* /2' '{told}' >x && cat x >'{told}'",
        "mv '{told}' x$$ && ln -s \"$PWD/x$$\" '{told}'",
        "rm '{told}' && mkfifo '{told}'",
        "cp -p .git/index x && mv x .git/index",
    ],
)
def test_what_pre_commit_told_counts_where_it_is_whole_and_the_index_as_it_was(known: Repo, forges: str) -> None:
    """A hook that is kept does what a shell that was killed, or somebody else, may have done meanwhile."""
    commit(known)
    for path in witnesses(known, "commit-msg"):
        path.unlink()
    file = witnesses(known, "told")[0]
    kept = known.path / ".git/hooks/commit-msg.before-gotasks"
    kept.write_text("#!/bin/sh\n" + forges.replace("{told}", str(file)))
    kept.chmod(0o755)
    done = commit(known)
    answered = rows(known)[-2:]
    again = commit(known)

    assert (done.returncode, again.returncode) == (0, 0), (done.stderr, again.stderr)
    assert answered == [("hook pre-commit", True), ("hook commit-msg", False)]


@told
def test_an_index_that_changes_while_git_gathers_the_message_is_looked_at_again(known: Repo) -> None:
    strict = {"gotasks.toml": SETTINGS + "[commit-msg]\nconventional = true\n"}
    file = known.path / ".git/gotasks/witness/told"
    argv = ("git", "commit", "-q", "--amend", "-F", "-")
    with subprocess.Popen(argv, cwd=known.path, env=known.env, stdin=subprocess.PIPE) as process:
        while not file.exists():
            time.sleep(0.01)
        known.write(strict).git("add", "-A")
        process.communicate(b"not of that form\n")

    assert process.returncode == 1
    assert rows(known)[-2:] == [("hook pre-commit", True), ("hook commit-msg", False)]


def test_a_tree_is_known_where_no_locale_is_set(new_repo: NewRepo) -> None:
    """Python gives itself one, and tells it to its children."""
    repo = new_repo(FILES)
    bare = {name: value for name, value in repo.env.items() if name != "LANG" and not name.startswith("LC_")}
    known = judged(install(Repo(repo.path, bare)))
    commit(known)

    assert rows(known)[-2:] == ANSWERED


def test_the_index_and_the_objects_are_only_read(known: Repo) -> None:
    def state() -> list[tuple[str, int, int]]:
        objects = [path for path in (known.path / ".git/objects").rglob("*") if path.is_file()]
        kept = [known.path / ".git/index", *sorted(objects)]
        return [(str(path), path.stat().st_ino, path.stat().st_mtime_ns) for path in kept]

    before = state()
    done = known.run(".git/hooks/pre-commit", GIT_INDEX_FILE=".git/index")
    time.sleep(0.2)

    assert (done.returncode, rows(known)[-1]) == (0, ("hook pre-commit", True))
    assert state() == before
    assert not witnesses(known, "index.")


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_each_shell_answers(known: Repo, shell: tuple[str, ...]) -> None:
    environ = {"GIT_EDITOR": ":", "GIT_INDEX_FILE": ".git/index"}
    first = known.run(*shell, ".git/hooks/pre-commit", **environ)
    last = known.run(*shell, ".git/hooks/commit-msg", ".git/COMMIT_EDITMSG", **environ)

    assert (first.returncode, first.stderr, last.returncode, last.stderr) == (0, "", 0, "")
    assert rows(known)[-2:] == ANSWERED


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
@pytest.mark.parametrize("name", ["a.b", "BASH_FUNC_x%%"])
def test_a_new_variable_that_no_shell_can_name_is_a_doubt(known: Repo, shell: tuple[str, ...], name: str) -> None:
    """A dash keeps such a variable from all that it starts, so it changes nothing there."""
    odd = {name: "() { :; }", "GIT_INDEX_FILE": ".git/index"}
    seen = f"\n{name}=" in "\n" + known.run(*shell, "-c", "env", **odd).stdout
    known.run(*shell, ".git/hooks/pre-commit", **odd)

    assert rows(known)[-1] == ("hook pre-commit", not seen)


def test_the_journal_tells_that_a_witness_answered_and_when(known: Repo, gotasks: Run) -> None:
    began = time.time()
    commit(known)
    last = gotasks(known, "journal").stdout.splitlines()[-1]
    raw = json.loads((known.path / ".git/gotasks/journal.jsonl").read_text().splitlines()[-1])

    assert "hook commit-msg: commit-msg; 0 s; tree" in last
    assert last.endswith("; a witness answered")
    assert began - 2 <= datetime.fromisoformat(raw["time"]).timestamp() <= time.time()


@pytest.mark.parametrize("seconds", [0, 951782399, 951782400, 1709164800, 1735689599, 1798761600, 4107542400])
def test_the_shell_knows_the_calendar(seconds: int) -> None:
    (body,) = re.findall(r"^utc\(\) \{\n.*?^\}\n", template("witness.sh"), re.MULTILINE | re.DOTALL)
    told = subprocess.run(
        ("sh", "-c", f'{body}utc {seconds}; echo "$when"'), capture_output=True, text=True, check=True
    )

    assert datetime.fromisoformat(told.stdout.strip()).timestamp() == seconds


def test_a_run_by_hand_answers_the_commit_and_the_push_after_it(new_repo: NewRepo, gotasks: Run) -> None:
    repo = install(new_repo(FILES))
    remote(repo)
    repo.write({"README": "x"})
    assert gotasks(repo, "small", "--base", "HEAD").returncode == 0
    assert not witnesses(repo)
    assert gotasks(repo, "small").returncode == 0
    repo.git("add", "-A")
    taken = commit(repo, "-m", "x")
    pushed = repo.run("git", "push", "-q", "origin", "main")

    assert (taken.returncode, pushed.returncode) == (0, 0), pushed.stderr
    assert rows(repo)[-3:] == [*ANSWERED, ("hook pre-push", True)]
    assert repo.git("ls-remote", "origin", "main").split()[0] == repo.git("rev-parse", "HEAD")


@pytest.mark.parametrize("how", ["two commits", "a new branch", "a tag beside it", "a forced one"])
def test_another_push_goes_on_to_python(known: Repo, how: str) -> None:
    remote(known)
    refs = ["main"]
    if how == "two commits":
        known.git("commit", "-q", "--allow-empty", "--no-verify", "-m", "y")
    elif how == "a new branch":
        refs = ["main:other"]
    elif how == "a tag beside it":
        known.git("tag", "t")
        refs = ["main", "t"]
    else:
        known.git("push", "-q", "--no-verify", "origin", "main")
        known.git("commit", "-q", "--amend", "--no-verify", "-m", "z")
        refs = ["+main"]
    done = known.run("git", "push", "-q", "origin", *refs)

    assert done.returncode == 0, done.stderr
    assert ("hook pre-push", True) not in rows(known)


def test_a_push_that_python_answered_is_known_when_it_is_tried_again(known: Repo) -> None:
    for path in witnesses(known):
        path.unlink()
    remote(known)
    for _ in range(2):
        assert known.run("git", "push", "-q", "--dry-run", "origin", "main").returncode == 0

    assert rows(known)[-2:] == [("hook pre-push", False), ("hook pre-push", True)]


def ahead_of_main(repo: Repo) -> Repo:
    """Make a commit that the remote's default branch does not have, and another change on top of it."""
    remote(repo)
    repo.git("remote", "set-head", "origin", "main")
    judged(repo)
    repo.write({"README": "z"}).git("add", "-A")
    return repo


def test_a_run_by_hand_on_a_branch_answers_the_commit_after_it(new_repo: NewRepo, gotasks: Run) -> None:
    repo = ahead_of_main(install(new_repo(FILES)))
    by_hand = gotasks(repo, "small")
    done = commit(repo, "-m", "z")

    assert by_hand.stdout.count("gotasks small: passed") == 1, by_hand.stdout
    assert "pre-commit" not in by_hand.stdout + by_hand.stderr
    assert (done.returncode, done.stderr) == (0, "")
    assert rows(repo)[-3:] == [("gotasks", False), *ANSWERED]
    assert json.loads((repo.path / ".git/gotasks/report.json").read_text())["front"]["asked"] == ["small"]


def test_a_run_by_hand_does_not_answer_what_is_new_since_head(new_repo: NewRepo, gotasks: Run) -> None:
    """A finding that the branch's start has and HEAD has not refuses the commit that brings it back."""
    bad = 'package m\n\nimport "fmt"\n\nfunc Say() { fmt.Printf("%d\\n", "x") }\n'
    repo = install(new_repo({**FILES, "say.go": bad}))
    remote(repo)
    repo.git("remote", "set-head", "origin", "main")
    repo.write({"say.go": bad.replace("%d", "%s")}).git("add", "-A")
    assert commit(repo, "-m", "mended").returncode == 0
    repo.write({"say.go": bad}).git("add", "-A")
    by_hand = gotasks(repo, "small")
    done = commit(repo, "-m", "back")

    assert by_hand.returncode == 0, by_hand.stdout
    assert done.returncode == 1


def test_what_is_not_known_yet_is_left_to_the_hook(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    """A finding that is old on the branch is looked for in HEAD too; nobody waits for that before the commit."""
    bad = 'package m\n\nimport "fmt"\n\nfunc Say() { fmt.Printf("%d\\n", "x") }\n'
    repo = ahead_of_main(install(new_repo({**FILES, "say.go": bad})))
    for number in (1, 2):
        repo.write({"more.go": f"package m\n\nconst more = {number}\n"}).git("add", "-A")
        if number == 1:
            repo.git("commit", "-q", "--no-verify", "-m", "more")
    shutil.rmtree(cache / "store")
    by_hand = gotasks(repo, "small")
    stored = kept(cache)
    done = commit(repo, "-m", "z")

    assert (by_hand.returncode, done.returncode) == (0, 0), by_hand.stdout
    assert ("hook pre-commit", False) in rows(repo)[-2:]
    assert kept(cache) > stored


def kept(cache: Path) -> int:
    return sum(path.stat().st_size for path in (cache / "store").rglob("*.json"))


@pytest.mark.parametrize("argv", [("fmt",), ("small", "--all"), ("small", "--tree", "HEAD")])
def test_another_question_is_not_asked_ahead(new_repo: NewRepo, gotasks: Run, argv: tuple[str, ...]) -> None:
    repo = ahead_of_main(install(new_repo(FILES)))
    assert gotasks(repo, *argv).returncode == 0
    done = commit(repo, "-m", "z")

    assert done.returncode == 0
    assert ("hook pre-commit", False) in rows(repo)[-2:]


def test_amending_without_a_change_is_what_python_says_too(new_repo: NewRepo) -> None:
    """Old findings are first seen where the tree is its own baseline, so they do not refuse."""
    repo = new_repo({**FILES, "a/b.go": "package a\n\nfunc two() int {return 2 }\n"})
    judged(install(repo))
    commit(repo)
    answered = rows(repo)[-2]
    for path in witnesses(repo):
        path.unlink()
    python = commit(repo)

    assert answered == ("hook pre-commit", True)
    assert python.returncode == 0
    assert rows(repo)[-2] == ("hook pre-commit", False)


def test_coverage_is_answered_where_the_base_was_measured(new_repo: NewRepo) -> None:
    """A figure that is not known refuses nothing, and may refuse once it is known."""
    tested = {"go.mod": GOOD["go.mod"], "a/a.go": "package a\n\nfunc a() int { return 1 }\n"}
    tested["a/a_test.go"] = 'package a\n\nimport "testing"\n\nfunc TestA(*testing.T) { a() }\n'
    repo = install(new_repo({**GOOD, **tested, "gotasks.toml": SETTINGS.replace('"vet"', '"race-test"')}))
    judged(repo.write({"a/a.go": tested["a/a.go"] + "\nfunc b() int { return 2 }\n"}))
    unmeasured = [*witnesses(repo, _pair(repo))]
    repo.write({"README": "y"}).git("add", "-A")
    commit(repo, "-m", "y")

    assert not unmeasured
    assert [*witnesses(repo, _pair(repo))]


def _pair(repo: Repo) -> str:
    """Return the name of the witness for the last commit's tree and its parent's."""
    return f"pre-commit-{repo.git('rev-parse', 'HEAD^{tree}')}-{repo.git('rev-parse', 'HEAD~1^{tree}')}"


def _edit(repo: Repo) -> dict[str, str]:
    repo.write({"README": "y"}).git("add", "-A")
    return {}


def _staged_in_part(repo: Repo) -> dict[str, str]:
    _edit(repo)
    repo.write({"README": "x"})
    return {}


def _other_baseline(repo: Repo) -> dict[str, str]:
    tree = repo.git("write-tree")
    repo.write({"OTHER": "x"}).git("add", "-A")
    repo.git("commit", "-q", "--no-verify", "-m", "other")
    repo.git("read-tree", "--reset", tree)
    return {}


def _settings(repo: Repo) -> dict[str, str]:
    repo.write({"gotasks.toml": f"{SETTINGS}\n"}).git("add", "-A")
    return {}


def _go_env(repo: Repo) -> dict[str, str]:
    assert repo.run("go", "env", "-w", "GOFLAGS=-v").returncode == 0
    return {}


def _swapped(repo: Repo) -> dict[str, str]:
    """A witness of another tree under the name of this one."""
    body = witnesses(repo, "pre-commit")[0].read_bytes()
    _edit(repo)
    tree, base = repo.git("write-tree"), repo.git("rev-parse", "HEAD^{tree}")
    (witnesses(repo)[0].parent / f"pre-commit-{tree}-{base}").write_bytes(body)
    return {}


def _linked(repo: Repo) -> dict[str, str]:
    for path in witnesses(repo):
        path.rename(path.with_name(f"x{path.name}"))
        path.symlink_to(f"x{path.name}")
    return {}


def _made(seconds: int) -> Doubt:
    return lambda repo: changed(repo, lambda text: re.sub(r"(?m)^made .*", f"made {int(time.time()) + seconds}", text))


def _other_program(repo: Repo) -> dict[str, str]:
    other = repo.path.parent / "gotasks"
    other.write_text(f'#!/bin/sh\nexec "{BIN}/gotasks" "$@"\n')
    other.chmod(0o755)
    shared = repo.path / ".git/hooks/gotasks.sh"
    shared.write_text(shared.read_text().replace(f"gotasks='{BIN}/gotasks'", f"gotasks='{other}'"))
    return {}


def _merging(repo: Repo) -> dict[str, str]:
    (repo.path / ".git/MERGE_HEAD").write_text(repo.git("rev-parse", "HEAD~1") + "\n")
    return {}


def _split(repo: Repo) -> dict[str, str]:
    repo.git("update-index", "--split-index")
    return {}


def _replaced(part: str) -> Doubt:
    """The file is another one by what the witness knows of it: another inode, size, or time of change."""

    def doubt(repo: Repo) -> dict[str, str]:
        def other(text: str) -> str:
            names = re.findall(r"(?m)^files (.*)$", text)[0].split(":")
            said = re.findall(r"(?m)^are (.*)$", text)[0].split(" ")
            at = next(index for index, name in enumerate(names) if name.endswith(part))
            return text.replace(said[at], said[at][:-1] + str((int(said[at][-1]) + 1) % 10))

        return changed(repo, other)

    return doubt


DOUBTS: dict[str, Doubt] = {
    "a byte of the tree": _edit,
    "staged in part": _staged_in_part,
    "another baseline": _other_baseline,
    "other settings": _settings,
    "a variable of another value": lambda _: {"LANG": "nowhere"},
    "a new variable of Go's": lambda _: {"GODEBUG": "gctrace=0"},
    "a new variable": lambda _: {"DATABASE": "x"},
    "a new variable that is empty": lambda _: {"DATABASE": ""},
    "a new variable with lines": lambda _: {"DATABASE": "x\nexport PATH='y'"},
    "a new variable with a name of ours": lambda _: {"folder": "x"},
    "GOTASKS_SKIP": lambda _: {"GOTASKS_SKIP": "vet"},
    "CI": lambda _: {"CI": "true"},
    "another PATH": lambda repo: {"PATH": f"{repo.env['PATH']}:/nowhere"},
    "a relative folder on PATH": lambda repo: {"PATH": f".:{repo.env['PATH']}"},
    "an empty folder on PATH": lambda repo: {"PATH": f"{repo.env['PATH']}:"},
    "go env -w": _go_env,
    "another Go": _replaced("/bin/go"),
    "another gotasks": _replaced("/bin/gotasks"),
    "a source of gotasks that was edited": _replaced("/core/witness.py"),
    "another program": _other_program,
    "a cut witness": lambda repo: changed(repo, lambda text: text[:-5]),
    "an empty witness": lambda repo: changed(repo, lambda _: ""),
    "a broken witness": lambda repo: changed(repo, lambda text: text[::-1]),
    "a witness with a command in it": lambda repo: changed(
        repo, lambda text: text.replace("\nset ", "\nset x};echo>evil;${y=\nset ", 1)
    ),
    "a witness of another tree": _swapped,
    "a link in its place": _linked,
    "an old witness": _made(-7 * 86400 - 1),
    "a witness from tomorrow": _made(86400),
    "a merge": _merging,
    "a split index": _split,
}


@pytest.mark.parametrize("name", DOUBTS)
def test_any_doubt_goes_on_to_python(known: Repo, name: str) -> None:
    environ = DOUBTS[name](known)
    known.run(".git/hooks/pre-commit", **{"GIT_INDEX_FILE": ".git/index", **environ})

    assert rows(known)[-1] == ("hook pre-commit", False)
    assert not list(known.path.rglob("evil"))


def test_another_go_that_comes_first_on_path_is_a_doubt(new_repo: NewRepo, tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    here = new_repo(FILES)
    repo = judged(install(Repo(here.path, {**here.env, "PATH": f"{first}:{here.env['PATH']}"})))
    commit(repo)
    before = rows(repo)[-2]
    (first / "go").symlink_to(shutil.which("go", path=here.env["PATH"]) or "")
    commit(repo)

    assert before == ("hook pre-commit", True)
    assert rows(repo)[-2] == ("hook pre-commit", False)


def test_a_go_that_a_version_manager_chooses_leaves_no_witness(new_repo: NewRepo, tmp_path: Path) -> None:
    shims = tmp_path / "shims"
    shims.mkdir()
    here = new_repo(FILES)
    (shims / "go").write_text(f'#!/bin/sh\nexec {shutil.which("go", path=here.env["PATH"])} "$@"\n')
    (shims / "go").chmod(0o755)
    repo = judged(install(Repo(here.path, {**here.env, "PATH": f"{shims}:{here.env['PATH']}"})))

    assert not witnesses(repo)


def test_an_absent_variable_is_a_doubt(known: Repo) -> None:
    with_one = Repo(known.path, {**known.env, "DATABASE": "x y'\\ z "})
    known.write({"README": "with one"}).git("add", "-A")
    commit(with_one, "-m", "with one")
    commit(with_one)
    there = rows(known)[-2]
    commit(known)

    assert there == ("hook pre-commit", True)
    assert rows(known)[-2] == ("hook pre-commit", False)


def test_a_file_that_appears_where_there_was_none_is_a_doubt(known: Repo, cache: Path) -> None:
    (cache / "go.work").write_text("go 1.22\n")
    done = known.run(".git/hooks/pre-commit", GIT_INDEX_FILE=".git/index")

    assert done.returncode == 2
    assert "lies above the slots" in done.stderr


@pytest.mark.parametrize(
    ("setting", "message", "answered", "status"),
    [
        ("", "x" * 72, True, 0),
        ("", "x\n\nbody\nbody", True, 0),
        ("", "G\u00e4nse", True, 0),
        ("", "#1 is mended", False, 0),
        ("", "x" * 73, False, 1),
        ("", "x\ny", False, 1),
        ("", "x\ry", False, 1),
        ("[commit-msg]\nsubject_length = 50\n", "x", False, 0),
    ],
)
def test_a_message_of_plain_form_is_answered_where_settings_ask_no_more(
    new_repo: NewRepo, *, setting: str, message: str, answered: bool, status: int
) -> None:
    repo = judged(install(new_repo({**FILES, "gotasks.toml": SETTINGS + setting})))
    (repo.path / "message").write_bytes(message.encode())
    done = repo.run(".git/hooks/commit-msg", "message", GIT_EDITOR=":", GIT_INDEX_FILE=".git/index")

    assert rows(repo)[-1] == ("hook commit-msg", answered)
    assert done.returncode == status, done.stdout


def test_settings_of_messages_count_where_pre_commit_was_answered(new_repo: NewRepo) -> None:
    repo = judged(install(new_repo({**FILES, "gotasks.toml": SETTINGS + "[commit-msg]\nsubject_length = 50\n"})))
    commit(repo)
    known = rows(repo)[-2:]
    long = commit(repo, "--amend", "-m", "x" * 60)

    assert known == [("hook pre-commit", True), ("hook commit-msg", False)]
    assert long.returncode == 1


def test_a_configured_cleanup_and_an_editor_are_doubts(known: Repo) -> None:
    known.git("config", "core.commentChar", ";")
    commit(known)
    configured = rows(known)[-1]
    known.git("config", "--unset", "core.commentChar")
    commit(known, "--amend", GIT_EDITOR="true")

    assert configured == ("hook commit-msg", False)
    assert rows(known)[-1] == ("hook commit-msg", False)


def test_a_kept_hook_runs_before_the_answer_and_may_refuse(known: Repo) -> None:
    kept = known.path / ".git/hooks/pre-commit.before-gotasks"
    kept.write_text("#!/bin/sh\nexit 5\n")
    kept.chmod(0o755)
    refused = commit(known)
    kept.write_text("#!/bin/sh\nexit 0\n")
    commit(known)

    assert refused.returncode != 0
    assert rows(known)[-2:] == ANSWERED


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS.replace('["fmt", "vet"]', '["fmt", "own"]') + '[commands.own]\nrun = ["true"]\n',
        SETTINGS.replace('["fmt", "vet"]', '["fmt", "env-check"]'),
        SETTINGS.replace('["fmt", "vet"]', '["fmt", "mod"]'),
        'pass_env = ["MY_TOKEN"]\n' + SETTINGS,
        'carry = ["README.local"]\n' + SETTINGS,
        'carry = ["go.*"]\n' + SETTINGS,
    ],
)
def test_what_no_shell_can_know_leaves_no_witness(new_repo: NewRepo, settings: str) -> None:
    repo = new_repo({**FILES, "gotasks.toml": settings, ".gitignore": "*.local\n"})
    repo.write({"README.local": "x"})
    install(repo).write({"README": "x"}).git("add", "-A")
    commit(repo, "-m", "x", MY_TOKEN="not to be seen")

    assert not witnesses(repo, "pre-commit")


def test_secrets_are_not_written_and_other_values_are_for_the_user_alone(new_repo: NewRepo) -> None:
    repo = install(new_repo(FILES)).write({"README": "x"})
    repo.git("add", "-A")
    commit(repo, "-m", "x", MY_TOKEN="a-secret-value")
    left = witnesses(repo)

    assert left
    assert all("a-secret-value" not in path.read_text() for path in left)
    assert {path.stat().st_mode & 0o777 for path in left} == {0o600}
    commit(repo, HTTPS_PROXY="http://user:a-password@proxy.example.com")
    assert all("a-password" not in path.read_text() for path in witnesses(repo))


def test_flags_and_a_skip_and_a_failure_leave_no_witness(new_repo: NewRepo, gotasks: Run) -> None:
    repo = install(new_repo(FILES)).write({"README": "x"})
    gotasks(repo, "small", "--all")
    gotasks(repo, "small", "--dry-run")
    repo.git("add", "-A")
    commit(repo, "-m", "x", GOTASKS_SKIP="vet")
    repo.write({"a/a.go": "package a\n\nfunc One() int {return 1 }\n"}).git("add", "-A")

    assert commit(repo, "-m", "x").returncode == 1
    assert not witnesses(repo)


def test_sha256_worktrees_and_odd_names(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "a b'\"\u00e9", dict(os.environ))
    repo.path.mkdir()
    repo.git("init", "-q", "--object-format=sha256", "--initial-branch=main")
    repo.write({**FILES, "odd \\ \n\t'\"\u00e9": "x"}).commit()
    judged(install(repo))
    commit(repo)
    repo.git("worktree", "add", "-q", str(tmp_path / "other"), "-b", "other")
    other = Repo(tmp_path / "other", repo.env)
    commit(other)
    commit(other)

    assert rows(repo)[-6:-4] == ANSWERED
    assert rows(repo)[-4::2] == [("hook pre-commit", False), ("hook pre-commit", True)]


def test_a_submodule_has_witnesses_of_its_own(new_repo: NewRepo, tmp_path: Path) -> None:
    inner = new_repo(FILES, "inner")
    outer = make(tmp_path / "outer", None, FILES)
    outer.git("submodule", "--quiet", "add", str(inner.path), "sub")
    sub = judged(install(Repo(outer.path / "sub", outer.env)))
    commit(sub)

    assert rows(sub)[-2:] == ANSWERED


@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg", "pre-push"])
def test_a_proof_is_never_answered(known: Repo, hook: str) -> None:
    done = known.run("sh", "-c", f": | .git/hooks/{hook} .git/COMMIT_EDITMSG", GOTASKS_PROBE="1", GIT_EDITOR=":")

    assert done.returncode == 75


def test_a_push_that_brings_nothing_is_answered_as_python_does(known: Repo) -> None:
    before = rows(known)
    nothing = known.run("sh", "-c", ": | .git/hooks/pre-push origin x")
    cut = known.run("sh", "-c", "printf x | .git/hooks/pre-push origin x")
    kept = known.run("sh", "-c", ": | .git/hooks/pre-push origin x", PRE_COMMIT="1")

    assert (nothing.returncode, cut.returncode, kept.returncode) == (0, 3, 2)
    assert rows(known) == before


@pytest.mark.parametrize("line", ["{new} {old}", "{new} refs/heads/main {old}", " {new}  {old}", "main {new}  {old}"])
def test_a_line_that_git_would_not_write_is_for_python_to_refuse(known: Repo, line: str) -> None:
    remote(known)
    said = line.format(new=known.git("rev-parse", "HEAD"), old=known.git("rev-parse", "HEAD~1"))
    done = known.run("sh", "-c", f"echo '{said}' | .git/hooks/pre-push origin x")

    assert done.returncode == 3
    assert ("hook pre-push", True) not in rows(known)


def test_a_cut_script_answers_nothing(known: Repo) -> None:
    script = known.path / ".git/hooks/witness.sh"
    lines = script.read_text().splitlines(keepends=True)
    for length in range(0, len(lines), 12):
        script.write_text("".join(lines[:length]))
        known.run(".git/hooks/pre-commit", GIT_INDEX_FILE=".git/index")

    assert ("hook pre-commit", True) not in rows(known)


def test_scripts_assign_names_of_small_letters_alone() -> None:
    """No witness is left where the environment has such a name, so a script's own value is never taken for it."""
    lines = (line.strip() for name in BESIDE for line in template(name).split("\n"))
    text = "\n".join(line for line in lines if not line.startswith("#"))
    named = {*re.findall(r"(?m)(?:^|[ (])([a-z]\w*)=", text), *re.findall(r"\bfor (\w+) in", text)}
    named |= set(re.findall(r"\bread -r (\w+)", text))

    assert named
    assert all(re.fullmatch("[a-z]+", name) for name in named)


def test_what_is_too_old_goes(known: Repo) -> None:
    folder = witnesses(known)[0].parent
    old = [folder / "pre-commit-old", folder / "index.1"]
    for path in old:
        path.write_text("x")
        os.utime(path, (0, 0))
    known.write({"README": "y"}).git("add", "-A")
    commit(known, "-m", "y")

    assert not any(path.exists() for path in old)


def test_a_red_run_takes_the_answers_about_its_tree_away(new_repo: NewRepo, gotasks: Run) -> None:
    reads = 'package m\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc Test(t *testing.T) {\n\tif _, err := os.Stat("{}");'
    reads += " err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n"
    tested = SETTINGS.replace('"fmt", "vet"', '"fmt", "race-test"')
    repo = new_repo({**GOOD, "gotasks.toml": tested})
    outside = repo.path.parent / "outside"
    outside.touch()
    judged(install(repo.write({"m_test.go": reads.replace("{}", str(outside))})))
    commit(repo)
    known = rows(repo)[-2:]
    outside.unlink()
    fresh = gotasks(repo, "race-test", "--fresh", "--tree", "HEAD")
    after = commit(repo)

    assert known == ANSWERED
    assert (fresh.returncode, after.returncode) == (1, 1), after.stderr
