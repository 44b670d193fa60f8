"""secrets: commits to argv, and what git and gitleaks 8.30.1 printed to findings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gotasks.core.change import Change, Commit
from gotasks.core.command import Outcome
from gotasks.core.result import Finding, Result
from gotasks.core.task import Tree, idle
from gotasks.go.secrets import BATCH, TASK
from gotasks.testing import GIT, ROOT, SCRATCH, job, outcome

ONE, TWO, BASE = "1" * 40, "2" * 40, "0" * 40
GO_MOD = {"go.mod": "module example.org/hello\n"}
LINES = Change({"a.env": ((1, 3),)}, commits=(ONE,))
SAYS = "Identified a pattern that may indicate AWS credentials."


def leak(file: str = "a.env", line: int = 2, commit: str = ONE, rule: str = "aws-access-token") -> dict[str, Any]:
    """Return a row of a real report with --redact, less what is not read."""
    return {
        "RuleID": rule,
        "Description": SAYS,
        "StartLine": line,
        "EndLine": line,
        "StartColumn": 13,
        "EndColumn": 32,
        "Match": "REDACTED",
        "Secret": "REDACTED",
        "File": file,
        "Commit": commit,
        "Message": "",
        "Fingerprint": f"{commit}:{file}:{rule}:{line}",
    }


def shows(*sides: str, commit: str = ONE, code: int = 0, stderr: str = "") -> Outcome:
    """Return what ``git log`` wrote: each side is the difference of a commit with one of its parents."""
    parents = " ".join([BASE] * len(sides))
    written = "".join(f"\0commit {commit} {parents}\n\n{side}" for side in sides)
    return outcome("git", "log", code=code, stderr=stderr, files={"added-0.patch": written})


def adds(file: str, first: int, count: int) -> str:
    return f"--- a/{file}\n+++ b/{file}\n@@ -{first - 1},0 +{first},{count} @@\n" + "+ab\n" * count


def scan(*leaks: dict[str, Any], size: int, code: int | None = None, stderr: str | None = None) -> Outcome:
    """Return what gitleaks wrote and printed."""
    found = f"9:01PM WRN leaks found: {len(leaks)}" if leaks else "9:01PM INF no leaks found"
    said = f"9:01PM INF 1 commits scanned.\n9:01PM INF scanned ~{size} bytes ({size} bytes) in 35.3ms\n{found}\n"
    status = (9 if leaks else 0) if code is None else code
    report = {"leaks-0.json": json.dumps(leaks)}
    return outcome("gitleaks", "git", code=status, stderr=said if stderr is None else stderr, files=report)


def found(
    *outcomes: Outcome, change: Change | None = LINES, files: dict[str, str] | None = None, **more: Any
) -> Result:
    return TASK.judge(job(files or GO_MOD, task=TASK, change=change, **more), outcomes)


THREE = shows(adds("a.env", 1, 3))


# ---- plan ----------------------------------------------------------------------------------------------------------


def test_git_and_gitleaks_are_shown_the_same_commits_and_no_others() -> None:
    change = Change({"a": ((1, 1),)}, commits=(ONE, TWO))
    ((git, gitleaks),) = TASK.plan(job(GO_MOD, task=TASK, change=change))

    shown = ("--no-walk=unsorted", "-m", "-M", "--text", "--no-ext-diff", "--no-textconv", "--no-color")
    form = "--format=%x00commit%x20%H%x20%P"
    assert git.argv == ("git", "log", "-p", "-U0", *shown, form, f"--output={SCRATCH}/added-0.patch", ONE, TWO)
    assert git.produces == ("added-0.patch",)
    assert gitleaks.argv == (
        "/tools/gitleaks",
        "git",
        "--redact=100",
        "--no-banner",
        "--no-color",
        "--log-level=info",
        "--platform=none",
        "--exit-code=9",
        "--report-format=json",
        f"--report-path={SCRATCH}/leaks-0.json",
        f"--gitleaks-ignore-path={SCRATCH}",
        " ".join(("--log-opts=" + shown[0], *shown[1:], "--format=commit%x20%H%x20%P", ONE, TWO)),
        SCRATCH,
    )
    assert gitleaks.produces == ("leaks-0.json",)


def test_nothing_but_the_slots_objects_counts() -> None:
    for command in TASK.plan(job(GO_MOD, task=TASK, change=LINES))[0]:
        env = dict(command.env)

        assert env["GIT_DIR"] == GIT
        assert {env["GIT_WORK_TREE"], env["HOME"], env["XDG_CONFIG_HOME"]} == {SCRATCH}
        assert env["GIT_INDEX_FILE"].startswith(SCRATCH)
        assert (env["GIT_CONFIG_GLOBAL"], env["GIT_CONFIG_NOSYSTEM"], env["GIT_ATTR_NOSYSTEM"]) == (
            "/dev/null",
            "1",
            "1",
        )
        assert (env["GIT_DIFF_OPTS"], env["GITLEAKS_CONFIG"], env["GITLEAKS_CONFIG_TOML"]) == ("", "", "")


def test_the_trees_own_configuration_is_named() -> None:
    files = {**GO_MOD, ".gitleaks.toml": "[extend]\nuseDefault = true\n", ".gitleaksignore": ""}
    ((_, gitleaks),) = TASK.plan(job(files, task=TASK, change=LINES))

    assert f"--config={ROOT}/.gitleaks.toml" in gitleaks.argv
    assert f"--gitleaks-ignore-path={ROOT}" in gitleaks.argv
    assert gitleaks.argv[-1] == SCRATCH, "a configuration that lies in the source folder would count"


def test_many_commits_are_shown_in_several_commands() -> None:
    ids = tuple(f"{number:040x}" for number in range(BATCH + 1))
    (step,) = TASK.plan(job(GO_MOD, task=TASK, change=Change(commits=ids)))

    assert [command.argv[-1] for command in step[::2]] == [ids[BATCH - 1], ids[BATCH]]
    assert [command.argv[-2].count(" ") for command in step[1::2]] == [BATCH + 7, 8]
    assert len({name for command in step for name in command.produces}) == 4


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param(None, "nothing says what is being committed", id="no change"),
        pytest.param(Change({"a": ((1, 2),)}), "no commit shows the change of 2 lines", id="a change without commits"),
    ],
)
def test_without_commits_nothing_is_run_and_nothing_judged(change: Change | None, problem: str) -> None:
    assert TASK.plan(job(GO_MOD, task=TASK, change=change)) == ()
    assert found(change=change).problem == problem


def test_a_change_that_adds_nothing_has_nothing_to_hide() -> None:
    assert (idle(TASK, job(GO_MOD, task=TASK, change=Change())) or Result("")).skipped == "nothing is added"


# ---- judge ---------------------------------------------------------------------------------------------------------


def test_a_leak_is_told_without_the_secret() -> None:
    result = found(THREE, scan(leak(), size=9))

    assert result.problem == ""
    assert result.findings == (
        Finding(
            "a.env",
            2,
            0,
            "aws-access-token",
            SAYS,
            tool="gitleaks",
            text="[redacted]",
            repeat="gitleaks dir --redact --verbose a.env",
        ),
    )


def test_no_leak_in_all_bytes_is_a_pass() -> None:
    assert found(THREE, scan(size=9)) == Result("secrets")


def test_equal_leaks_count_once_and_come_in_order() -> None:
    result = found(THREE, scan(leak(line=3), leak(line=1), leak(line=3), size=9))

    assert [finding.line for finding in result.findings] == [1, 3]


def test_leaks_lie_in_the_parts_of_their_files() -> None:
    result = found(shows(adds("a", 1, 1) + adds("b c", 1, 1)), scan(leak("b c", 1), leak("a", 1), size=6))

    assert [(part.kind, part.name, len(part.findings)) for part in result.parts] == [
        ("file", "a", 1),
        ("file", "b c", 1),
    ]
    assert result.findings[1].repeat == "gitleaks dir --redact --verbose 'b c'"


def test_a_leak_in_an_older_commit_names_it() -> None:
    older, newest = Commit(ONE, "one"), Commit(TWO, "two")
    printed = THREE, scan(leak(), leak(line=3, commit=TWO), size=9)
    first, second = found(*printed, subject=Tree(BASE, TWO), commits=(older, newest)).findings

    assert first.message == f"{SAYS} (in commit 1111111111)"
    assert first.repeat == f"gitleaks git --log-opts '--no-walk -m --text {ONE}' --redact --verbose"
    assert second.message == SAYS


def test_the_line_to_repeat_it_names_the_trees_configuration() -> None:
    files = {**GO_MOD, ".gitleaks.toml": '[[rules]]\nid = "a"\nregex = "b"\n'}

    (finding,) = found(THREE, scan(leak(), size=9), files=files).findings

    assert finding.repeat == "gitleaks dir --redact --verbose --config .gitleaks.toml a.env"


@pytest.mark.parametrize(
    ("sides", "brought"),
    [
        pytest.param([adds("a.env", 2, 1), adds("a.env", 1, 3)], True, id="new to both parents"),
        pytest.param([adds("a.env", 2, 1), adds("a.env", 1, 1)], False, id="one parent has the line"),
        pytest.param([adds("a.env", 2, 1), adds("b", 1, 1)], False, id="one parent has the file"),
        pytest.param([adds("a.env", 2, 1)] * 2 + [adds("b", 1, 1)], False, id="one of three parents has the file"),
        pytest.param([adds("b", 1, 1)] * 2, True, id="a name that is not understood"),
    ],
)
def test_a_merge_brings_what_no_parent_has(sides: list[str], brought: bool) -> None:  # noqa: FBT001 - a column
    size = sum(3 * side.count("+ab") for side in sides)
    result = found(shows(*sides), scan(leak(), size=size))

    assert (bool(result.findings), result.problem) == (brought, "")


def test_a_merge_that_is_as_one_of_its_parents_brings_nothing() -> None:
    merge = f"\0commit {ONE} {BASE} {TWO}\n\n{adds('a.env', 1, 3)}"
    printed = outcome("git", files={"added-0.patch": merge})

    assert found(printed, scan(leak(), size=9)).findings == ()


@pytest.mark.parametrize("line", [0, 1])
def test_a_file_that_is_refused_by_its_name_is_brought_where_no_parent_has_it(line: int) -> None:
    both = shows(adds("id_rsa", 1, 2), adds("id_rsa", 1, 2))

    assert found(both, scan(leak("id_rsa", line), size=12)).findings


# ---- not judged ----------------------------------------------------------------------------------------------------

FATAL = "fatal: bad object 1111111111111111111111111111111111111111"
PANIC = "panic: regexp: Compile(`(`): error parsing regexp: missing closing ): `(`\n\ngoroutine 1 [running]:\n"


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param((THREE, scan(size=0)), "gitleaks looked at 0 of the 9 bytes that are added", id="no byte"),
        pytest.param((THREE, scan(size=6)), "gitleaks looked at 6 of the 9 bytes that are added", id="too few bytes"),
        pytest.param(
            (THREE, scan(size=9, stderr="")),
            "gitleaks looked at 0 of the 9 bytes that are added",
            id="no word of bytes",
        ),
        pytest.param((shows(""), scan(size=0)), "git showed no line of a change of 3 lines", id="nothing shown"),
        pytest.param(
            (shows(code=128, stderr=FATAL), scan(size=0, stderr=f"9:01PM ERR [git] {FATAL}\n")),
            f"git log ended with exit status 128: {FATAL}",
            id="a commit that is not here",
        ),
        pytest.param(
            (THREE, scan(size=9, stderr="9:01PM ERR [git] error: x\n9:01PM WRN scanned ~9 bytes (9 bytes)\n", code=1)),
            "gitleaks: [git] error: x",
            id="a partial scan",
        ),
        pytest.param(
            (THREE, outcome("gitleaks", code=1, stderr="9:02PM FTL unable to load gitleaks config, err: toml: x\n")),
            "gitleaks: unable to load gitleaks config, err: toml: x",
            id="a broken configuration",
        ),
        pytest.param(
            (THREE, outcome("gitleaks", code=2, stderr=PANIC)),
            f"gitleaks: {PANIC.splitlines()[0]}",
            id="a broken expression",
        ),
        pytest.param(
            (THREE, outcome("gitleaks")), "gitleaks ended with exit status 0 and printed nothing", id="no report"
        ),
        pytest.param(
            (THREE, outcome("gitleaks", files={"leaks-0.json": '[{"RuleID"'})),
            "gitleaks ended with exit status 0 and printed nothing",
            id="a report that is cut",
        ),
        pytest.param(
            (THREE, outcome("gitleaks", files={"leaks-0.json": "null"})),
            "gitleaks ended with exit status 0 and printed nothing",
            id="a report that is no list",
        ),
        pytest.param(
            (THREE, scan(size=9, code=9, stderr="x")), "gitleaks ended with exit status 9: x", id="leaks without a leak"
        ),
        pytest.param(
            (THREE, scan(size=9, code=126, stderr="x")), "gitleaks ended with exit status 126: x", id="an unknown flag"
        ),
        pytest.param(
            (THREE, outcome("gitleaks", ended="killed", code=9)),
            "gitleaks was killed by signal 9",
            id="gitleaks killed",
        ),
        pytest.param(
            (outcome("git", ended="not started", code=None, reason="no"), scan(size=9)),
            "git did not start: no",
            id="no git",
        ),
        pytest.param(
            (
                outcome("git", files={"added-0.patch": f"\0commit {ONE} \n\n--- a\n+++ b/a\n@@ -0,0 +1 @@\n"}),
                scan(size=0),
            ),
            "git log: the difference ends within a hunk",
            id="a difference that is cut",
        ),
    ],
)
def test_what_is_not_judged(printed: tuple[Outcome, Outcome], problem: str) -> None:
    result = found(*printed)

    assert (result.findings, result.problem) == ((), problem)


def test_a_leak_refuses_although_not_all_was_looked_at() -> None:
    result = found(THREE, scan(leak(), size=6))

    assert len(result.findings) == 1
    assert result.problem


@pytest.mark.parametrize(
    ("config", "judged"),
    [
        pytest.param("[extend]\nuseDefault = true\n", True, id="the default rules"),
        pytest.param("[Extend]\nusedefault = true\n", True, id="keys in other letters"),
        pytest.param(
            '[extend]\npath = "tools/gitleaks.toml"\n', False, id="rules of another file, which may have none"
        ),
        pytest.param('[extend]\nuseDefault = "false"\n', False, id="a word for a truth value"),
        pytest.param('[[rules]]\nid = "a"\nregex = "b"\n', True, id="rules of its own"),
        pytest.param("[[rules\n", True, id="no TOML, of which gitleaks complains"),
        pytest.param("", False, id="nothing"),
        pytest.param("[extend]\nuseDefault = false\n", False, id="not the default rules"),
        pytest.param('[allowlist]\npaths = ["x"]\n', False, id="exceptions and no rule"),
    ],
)
def test_a_configuration_without_rules_finds_nothing_so_nothing_is_judged(config: str, judged: bool) -> None:  # noqa: FBT001
    result = found(THREE, scan(size=9), files={**GO_MOD, ".gitleaks.toml": config})

    assert ("has no rules" not in result.problem) is judged


def test_a_secret_always_refuses_and_nothing_is_stored() -> None:
    made = job(GO_MOD, task=TASK, change=LINES)

    assert not TASK.stored(made)
    assert TASK.over == "change"
    assert TASK.tools(made) == ("gitleaks",)
