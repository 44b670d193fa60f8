"""plan -> run -> judge -> report, in a world of plain functions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from gotasks import engine
from gotasks.core.baseline import Baseline, BaseTree, Kind
from gotasks.core.change import Change
from gotasks.core.command import Command, Outcome, Plan, Step
from gotasks.core.coverage import Coverage, Covered
from gotasks.core.parts import Shelf
from gotasks.core.plain import to_plain
from gotasks.core.reads import Accessed
from gotasks.core.result import Finding, Part, Result
from gotasks.core.task import Job, Parts, Task, Toolchain, Tree
from gotasks.engine import Answer
from gotasks.engine.checkout import Checkout
from gotasks.engine.world import INTERRUPTED, World
from gotasks.testing import FakeRunner, job, outcome

ABSOLUTE = Baseline("absolute", reason="--all")
BEFORE = "b" * 40
NOW = "2026-01-02T03:04:05.678Z"
FINDING = Finding("a.go", 2, 0, "rule", "message")
BROKEN = Part("tree", ".", (FINDING,))


def passes(name: str) -> Result:
    return Result(name)


def fails(name: str) -> Result:
    return Result(name, (BROKEN,))


def sees_nothing(name: str) -> Result:
    return Result(name, problem="no Go")


def raises(_: str) -> Result:
    raise KeyError("Action")


def named(
    name: str,
    judge: Callable[[str], Result] = passes,
    *,
    stored: bool = True,
    passes_only: bool = False,
    needs: tuple[str, ...] = (),
) -> Task:
    """Return a task that runs the command of its name."""
    return Task(
        name,
        "",
        lambda _: ((Command((name,)),),),
        lambda _, __: judge(name),
        over="tree",
        stored=lambda _: stored,
        passes_only=passes_only,
        needs=needs,
    )


@dataclass
class Memory:
    """A store that is a dict."""

    results: dict[str, Result] = field(default_factory=dict)
    shelves: dict[str, Shelf] = field(default_factory=dict)

    def get(self, key: str) -> Result | None:
        return self.results.get(key)

    def put(self, key: str, result: Result) -> None:
        self.results[key] = result

    def forget(self, key: str) -> None:
        self.results.pop(key, None)

    def shelf(self, scope: str) -> Shelf:
        return self.shelves.get(scope, {})

    def shelve(self, scope: str, shelf: Shelf) -> None:
        self.shelves[scope] = shelf


def answers_all(step: Step) -> tuple[Outcome, ...]:
    return tuple(Outcome(command) for command in step)


def world(
    run: Callable[[Step], tuple[Outcome, ...]] = answers_all,
    store: Memory | None = None,
    begin: Callable[[Task], None] = lambda _: None,
    lines: tuple[str, ...] = ("package a", "var number = 1"),
    changed: tuple[str, ...] = (),
    baseline: Baseline = ABSOLUTE,
    bases: Callable[[Task, Job], tuple[tuple[Job, Change], ...]] = lambda *_: (),
    turn: Callable[[Job], None] = lambda _: None,
) -> World:
    ticks = count()
    return World(
        run=lambda _, __, step: run(step),
        halt=lambda _: None,
        stop=lambda: None,
        turn=lambda _, job: turn(job),
        changed=lambda _old, _job: frozenset(),
        watch=lambda _: Accessed,
        restore=lambda _: (),
        settle=lambda _: changed,
        store=Memory() if store is None else store,
        key=lambda task, job: f"key of {task.name}" + (" before" if job.subject.id == BEFORE else ""),
        scope=lambda task, _: f"scope of {task.name}",
        baseline=lambda: baseline,
        bases=bases,
        lines=lambda *_: list(lines),
        redact=lambda text: text.replace("token", "[redacted]"),
        now=lambda: NOW,
        clock=lambda: float(next(ticks)),
        begin=begin,
        end=lambda _: None,
        checkout=Checkout(),
    )


def make_job(_: Task, results: tuple[Result, ...]) -> Job:
    return job(results=results)


def statuses(answers: tuple[Answer, ...]) -> list[tuple[str, str]]:
    return [(answer.report.verdict.status, answer.report.verdict.reason) for answer in answers]


# ---- order ---------------------------------------------------------------------------------------------------------


def test_tasks_run_in_the_planned_order_one_after_the_other() -> None:
    runner = FakeRunner(outcome("b"), outcome("a"))
    begun: list[str] = []

    answers = engine.execute(
        (named("b"), named("a")), make_job, world(runner.step, begin=lambda task: begun.append(task.name))
    )

    assert [command.argv for command in runner.ran] == [("b",), ("a",)]
    assert [answer.report.name for answer in answers] == begun == ["b", "a"]
    assert statuses(answers) == [("passed", ""), ("passed", "")]


@pytest.mark.parametrize(
    ("judge", "first"),
    [
        pytest.param(fails, ("failed", "1 finding"), id="failed"),
        pytest.param(sees_nothing, ("not judged", "no Go"), id="not judged"),
    ],
)
def test_the_first_that_did_not_pass_stops_the_rest(judge: Callable[[str], Result], first: tuple[str, str]) -> None:
    runner = FakeRunner(outcome("a"))

    answers = engine.execute((named("a", judge), named("b"), named("c")), make_job, world(runner.step))

    assert statuses(answers) == [first, ("skipped", "stopped by a"), ("skipped", "stopped by a")]


def test_keep_going_runs_them_all() -> None:
    tasks = (named("a", fails), named("b", sees_nothing), named("c"))

    answers = engine.execute(tasks, make_job, world(), keep_going=True)

    assert [status for status, _ in statuses(answers)] == ["failed", "not judged", "passed"]


def test_a_task_that_has_nothing_to_do_stops_nobody_and_runs_nothing() -> None:
    idle = named("a")._replace(over="packages")
    runner, shelf = FakeRunner(outcome("b")), Memory()

    answers = engine.execute((idle, named("b")), make_job, world(runner.step, shelf))

    assert statuses(answers) == [("skipped", "no Go file here"), ("passed", "")]
    assert list(shelf.results) == ["key of b"]


def test_a_task_that_cannot_run_stops_the_rest() -> None:
    def without_go(_: Task, __: tuple[Result, ...]) -> Job:
        return job({"a.go": ""}, toolchain=Toolchain(missing="no Go"))

    answers = engine.execute((named("a")._replace(over="go files"), named("b")), without_go, world(FakeRunner().step))

    assert statuses(answers) == [("not judged", "no Go"), ("skipped", "stopped by a")]


def test_a_task_gets_the_results_of_what_it_needs() -> None:
    seen: list[tuple[Result, ...]] = []

    def job_of(_: Task, results: tuple[Result, ...]) -> Job:
        seen.append(results)
        return job(results=results)

    answers = engine.execute((named("a"), named("b"), named("c", needs=("b", "a"))), job_of, world())

    assert seen == [(), (), (answers[1].report.result, answers[0].report.result)]


# ---- steps ---------------------------------------------------------------------------------------------------------


def stepped(*steps: Step) -> Task:
    def judge(_: Job, outcomes: tuple[Outcome, ...]) -> Result:
        return Result("a", notes=tuple(str(each.command) for each in outcomes))

    def plan(_: Job) -> Plan:
        return steps

    return Task("a", "", plan, judge, over="tree")


ONE, TWO, THREE = Command(("one",)), Command(("two",)), Command(("three",))


@pytest.mark.parametrize(
    ("answers", "ran"),
    [
        pytest.param([outcome("one"), outcome("two"), outcome("three")], ("one", "two", "three"), id="all passed"),
        pytest.param(
            [outcome("one", code=1), outcome("two"), outcome("three")], ("one", "two"), id="one of a step failed"
        ),
        pytest.param(
            [outcome("one"), outcome("two", ended="not started", code=None), outcome("three")],
            ("one", "two"),
            id="one of a step did not start",
        ),
    ],
)
def test_a_step_that_failed_ends_the_plan(answers: list[Outcome], ran: tuple[str, ...]) -> None:
    runner = FakeRunner(*answers)

    (answer,) = engine.execute((stepped((ONE, TWO), (THREE,)),), make_job, world(runner.step))

    assert tuple(command.argv[0] for command in runner.ran) == ran
    assert answer.report.result.notes == ran


def test_a_step_that_stands_alone_ends_nothing_where_it_failed() -> None:
    runner = FakeRunner(outcome("one", code=1), outcome("two"))

    (answer,) = engine.execute((stepped((ONE._replace(alone=True),), (TWO,)),), make_job, world(runner.step))

    assert answer.report.result.notes == ("one", "two")


@pytest.mark.parametrize(
    ("left", "order"),
    [
        pytest.param((), "one, watch two watched, watch three watched, one", id="nothing is left"),
        pytest.param(("out",), "one, watch two watched, watch three watched, restore one", id="something is left"),
    ],
)
def test_what_watched_steps_leave_is_taken_away_before_one_that_is_not(left: tuple[str, ...], order: str) -> None:
    done: list[str] = []

    def run(step: Step) -> tuple[Outcome, ...]:
        done.append(step[0].argv[0])
        return answers_all(step)

    def watch(_: Job) -> Callable[[], Accessed]:
        done.append("watch")

        def watched() -> Accessed:
            done.append("watched")
            return Accessed(left=left)

        return watched

    def restore(_: Job) -> tuple[str, ...]:
        done.append("restore")
        return ("left.go",)

    store = Memory()
    steps = ((ONE,), (TWO._replace(watched=True),), (THREE._replace(watched=True),), (ONE,))
    there = world(run, store)._replace(watch=watch, restore=restore)
    (answer,) = engine.execute((stepped(*steps),), make_job, there)

    assert " ".join(done) == order.replace(",", "")
    assert answer.changed == (("left.go",) if left else ())
    assert bool(store.results) == (not left)


def test_an_empty_plan_is_judged_all_the_same() -> None:
    (answer,) = engine.execute((stepped(),), make_job, world(FakeRunner().step))

    assert answer.report.verdict.status == "passed"


# ---- the store -----------------------------------------------------------------------------------------------------


def test_a_new_result_is_kept_under_its_key() -> None:
    shelf = Memory()
    (answer,) = engine.execute((named("a"),), make_job, world(store=shelf))

    assert shelf.results == {"key of a": answer.report.result}


def test_a_stored_result_answers_and_nothing_runs() -> None:
    kept = Result("a", (Part("tree", ".", ran_at="2025-01-01T00:00:00.000Z"),))

    (answer,) = engine.execute((named("a"),), make_job, world(FakeRunner().step, Memory({"key of a": kept})))

    assert answer.report.result == kept


def test_a_stored_finding_refuses_again() -> None:
    shelf = Memory({"key of a": fails("a")})

    assert statuses(engine.execute((named("a"),), make_job, world(FakeRunner().step, shelf))) == [
        ("failed", "1 finding")
    ]


def test_fresh_runs_whatever_the_store_knows_and_keeps_what_it_found() -> None:
    runner = FakeRunner(outcome("a"))
    shelf = Memory({"key of a": fails("a")})

    (answer,) = engine.execute((named("a"),), make_job, world(runner.step, shelf), fresh=True)

    assert answer.report.verdict.status == "passed"
    assert shelf.results["key of a"] == answer.report.result


def test_a_task_that_is_not_stored_never_looks() -> None:
    runner = FakeRunner(outcome("a"))
    shelf = Memory({"key of a": fails("a"), "": fails("a")})

    (answer,) = engine.execute((named("a", stored=False),), make_job, world(runner.step, shelf))

    assert answer.report.verdict.status == "passed"
    assert shelf.results == {"key of a": fails("a"), "": fails("a")}


@pytest.mark.parametrize(
    ("task", "key"),
    [
        pytest.param(named("a", fails), "key of a", id="findings are kept"),
        pytest.param(named("a", fails, passes_only=True), "", id="red tests never are"),
        pytest.param(named("a", passes_only=True), "key of a", id="green tests are"),
        pytest.param(named("a", sees_nothing), "", id="what was not judged never is"),
        pytest.param(named("a", raises), "", id="what was not understood never is"),
        pytest.param(
            named("a", lambda name: Result(name, (BROKEN,), "killed")), "", id="findings of half a look never are"
        ),
    ],
)
def test_what_may_be_kept(task: Task, key: str) -> None:
    shelf = Memory()
    engine.execute((task,), make_job, world(store=shelf))

    assert list(shelf.results) == [key] * bool(key)


# ---- trouble -------------------------------------------------------------------------------------------------------


def test_a_judge_that_raises_is_not_judged() -> None:
    (answer,) = engine.execute((named("a", raises),), make_job, world())

    assert statuses((answer,)) == [("not judged", "the output was not understood (KeyError: 'Action')")]
    assert [run.argv for run in answer.report.result.runs] == [("a",)]


@pytest.mark.parametrize(
    ("ended", "status", "reason"),
    [
        pytest.param(outcome("a", code=1), "passed", "", id="an exit status is the judge's to explain"),
        pytest.param(outcome("a", ended="killed", code=9), "not judged", "a was killed by signal 9", id="killed"),
        pytest.param(
            outcome("a", ended="timed out", code=None), "not judged", "a was stopped after 1800 s", id="timed out"
        ),
        pytest.param(
            outcome("a", ended="not started", code=None, reason="no token"),
            "not judged",
            "a did not start: no [redacted]",
            id="not started, and a secret in the reason",
        ),
        pytest.param(
            outcome("a", dropped=1), "not judged", "a printed more than 16 MiB; 1 bytes were dropped", id="cut"
        ),
    ],
)
def test_trouble_that_a_judge_left_unexplained_is_not_judged(ended: Outcome, status: str, reason: str) -> None:
    (answer,) = engine.execute((named("a"),), make_job, world(FakeRunner(ended).step))

    assert statuses((answer,)) == [(status, reason)]


def test_a_finding_refuses_beside_trouble() -> None:
    runner = FakeRunner(outcome("a", ended="killed", code=9))

    assert statuses(engine.execute((named("a", fails),), make_job, world(runner.step))) == [
        ("failed", "1 finding; beside that: a was killed by signal 9")
    ]


def interrupt(_: Step) -> tuple[Outcome, ...]:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(interrupt, id="by Ctrl-C"),
        pytest.param(FakeRunner(outcome("a", ended="interrupted", code=None)).step, id="by the runner's stop"),
    ],
)
@pytest.mark.parametrize("keep_going", [False, True])
def test_an_interrupted_run_stops_even_when_told_to_keep_going(
    run: Callable[[Step], tuple[Outcome, ...]],
    keep_going: bool,  # noqa: FBT001 - a column
) -> None:
    shelf = Memory()
    answers = engine.execute((named("a"), named("b")), make_job, world(run, shelf), keep_going=keep_going)

    assert statuses(answers) == [("not judged", "interrupted"), ("skipped", "interrupted")]
    assert not shelf.results


def test_an_interrupt_of_a_task_whose_answers_are_kept_by_parts_is_one_too() -> None:
    parts = Parts("package", keys=lambda _: {"m/a": "key"}, only=lambda job, _: job)
    shelf = Memory()

    answers = engine.execute((named("a")._replace(parts=parts),), make_job, world(interrupt, shelf))

    assert statuses(answers) == [("not judged", "interrupted")]
    assert not shelf.shelves


def test_interrupted_is_the_reason_whatever_the_judge_made_of_it() -> None:
    runner = FakeRunner(outcome("a", ended="interrupted", code=None))

    (answer,) = engine.execute((named("a", sees_nothing),), make_job, world(runner.step))

    assert answer.report.result.problem == INTERRUPTED


# ---- what is added -------------------------------------------------------------------------------------------------


def test_a_result_says_when_it_was_found_and_what_ran() -> None:
    runner = FakeRunner(outcome("a", stdout="out", seconds=2.5))

    (answer,) = engine.execute((named("a"),), make_job, world(runner.step))

    assert answer.report.result.parts == (Part("tree", ".", ran_at=NOW),)
    assert [(run.argv, run.tail, run.seconds) for run in answer.report.result.runs] == [(("a",), "out", 2.5)]
    assert answer.report.seconds == 1.0


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        pytest.param(FINDING, "var [redacted] = 1", id="its line of the file, redacted"),
        pytest.param(FINDING._replace(text="my token"), "my [redacted]", id="what the task says of it comes first"),
        pytest.param(FINDING._replace(line=3), "", id="nothing beyond the end of the file"),
        pytest.param(FINDING._replace(file="", text="said"), "said", id="what the tool said, without a file"),
    ],
)
def test_a_finding_gets_its_source_line(finding: Finding, text: str) -> None:
    task = named("a", lambda name: Result(name, (Part("tree", ".", (finding,)),)))

    (answer,) = engine.execute((task,), make_job, world(lines=("package a", "var token = 1")))

    assert [each.text for each in answer.report.result.findings] == [text]


SECRET = Finding("token/a.go", 2, 0, "token", "my token", tool="token", repeat="go vet ./token")


def test_every_text_of_a_result_is_redacted() -> None:
    found = Result(
        "a",
        (Part("package", "m/token", (SECRET,), note="a token"),),
        "no token",
        notes=("token",),
        coverage=Coverage(1, 1, (Covered("m/token", 1, 1),), (Covered("token/a.go", 1, 1),)),
    )

    (answer,) = engine.execute((named("a", lambda _: found),), make_job, world(answers_with("a token")))

    assert "token" not in json.dumps(to_plain(answer))
    assert "[redacted]" in answer.report.result.runs[0].tail


def test_tasks_judge_what_was_printed() -> None:
    seen: list[bytes] = []

    def judge(_: Job, outcomes: tuple[Outcome, ...]) -> Result:
        seen.append(outcomes[0].stdout)
        return Result("a")

    engine.execute((named("a")._replace(judge=judge),), make_job, world(answers_with("a token")))

    assert seen == [b"a token"]


def answers_with(text: str) -> Callable[[Step], tuple[Outcome, ...]]:
    return lambda step: tuple(Outcome(command, stdout=text.encode()) for command in step)


def test_what_redaction_changed_is_not_kept_and_what_is_kept_is_redacted_anew() -> None:
    shelf = Memory()
    task = named("a", lambda name: Result(name, (Part("tree", ".", (SECRET,)),)))
    engine.execute((task,), make_job, world(store=shelf))

    assert not shelf.results

    shelf.put("key of a", Result("a", (Part("tree", ".", (SECRET,)),)))
    (answer,) = engine.execute((task,), make_job, world(store=shelf))

    assert "token" not in json.dumps(to_plain(answer))


def test_a_redacted_name_finds_its_file_among_what_the_change_added() -> None:
    """Where the base did not load, only an added line makes a finding new: it must be looked up by its real name."""
    unloadable = Finding("b.go", 1, 0, "build", "undefined: x")
    broken = Result("a", (Part("tree", ".", (unloadable,)),), "it does not load")
    shelf = Memory({"key of a before": broken})
    task = named("a", lambda name: Result(name, (Part("tree", ".", (SECRET,)),)))
    old = make_job(task, ())

    def bases(*_: object) -> tuple[tuple[Job, Change], ...]:
        return ((old._replace(subject=Tree(BEFORE)), Change({"token/a.go": ((2, 1),)})),)

    def job_of(_: Task, __: tuple[Result, ...]) -> Job:
        return job({"token/a.go": "package a"})

    (answer,) = engine.execute((task,), job_of, world(store=shelf, baseline=OLD_TREE, bases=bases))

    assert [finding.state for finding in answer.report.result.findings] == ["new"]
    assert answer.report.result.findings[0].file == "[redacted]/a.go"


def test_an_exception_of_a_users_task_is_redacted() -> None:
    def judge(_: Job, __: tuple[Outcome, ...]) -> Result:
        raise ValueError("my token")

    (answer,) = engine.execute((named("a")._replace(judge=judge),), make_job, world())

    assert "my [redacted]" in answer.report.verdict.reason


# ---- dry run -------------------------------------------------------------------------------------------------------


def test_plans_tell_what_would_run_or_why_nothing_would() -> None:
    def without_go(_: Task, __: tuple[Result, ...]) -> Job:
        return job({"a.go": ""}, toolchain=Toolchain(missing="no Go"))

    idle = named("b")._replace(over="packages")

    assert engine.plans((named("a"), idle), make_job) == {"a": ((Command(("a",)),),), "b": "no Go file here"}
    assert engine.plans((idle,), without_go) == {"b": "no Go"}


def test_a_task_that_wrote_into_the_checkout_is_not_kept() -> None:
    shelf = Memory()
    (answer,) = engine.execute((named("a"),), make_job, world(store=shelf, changed=("a.go",)))

    assert (answer.changed, shelf.results) == (("a.go",), {})


# ---- never worse ---------------------------------------------------------------------------------------------------

OLD_TREE = Baseline("compared", (BaseTree(BEFORE),))


def before(*_: object) -> tuple[tuple[Job, Change], ...]:
    return ((job(subject=Tree(BEFORE)), Change()),)


def two_faced(now: Result, then: Result, **fields: Any) -> Task:
    """Return a task that finds one thing in the judged tree, and another in the baseline's."""
    return named("a")._replace(judge=lambda job, _: then if job.subject.id == BEFORE else now, **fields)


def found(*texts: str, rule: str = "rule", problem: str = "") -> Result:
    findings = tuple(Finding("a.go", 1, 0, rule, "message", text=text) for text in texts)
    return Result("a", (Part("tree", ".", findings),), problem)


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        pytest.param(two_faced(found("x"), found("x")), ("passed", ""), id="what was there before passes"),
        pytest.param(two_faced(found("x", "y"), found("x")), ("failed", "1 new finding"), id="what is new refuses"),
        pytest.param(two_faced(found("x"), Result("a")), ("failed", "1 finding"), id="nothing was there before"),
        pytest.param(
            two_faced(found("x"), found("x"), compared=lambda _: False), ("failed", "1 finding"), id="not compared"
        ),
        pytest.param(
            two_faced(found("x"), Result("a"), base=named("b", lambda _: found("x"))), ("passed", ""), id="another task"
        ),
        pytest.param(
            two_faced(found("x"), found("x", problem="killed")),
            ("not judged", "the baseline was not judged: killed"),
            id="a baseline that was not judged is no excuse",
        ),
        pytest.param(
            two_faced(found("x"), Result("a", problem=INTERRUPTED)),
            ("not judged", "interrupted"),
            id="interrupted",
        ),
    ],
)
def test_findings_are_compared_with_the_baseline(task: Task, expected: tuple[str, str]) -> None:
    answers = engine.execute((task,), make_job, world(baseline=OLD_TREE, bases=before))

    assert statuses(answers) == [expected]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("none", ("passed", "")),
        ("absolute", ("failed", "1 finding")),
        ("unreadable", ("not judged", "why")),
    ],
)
def test_what_a_baseline_means(kind: Kind, expected: tuple[str, str]) -> None:
    answers = engine.execute((named("a", fails),), make_job, world(baseline=Baseline(kind, reason="why")))

    assert statuses(answers) == [expected]


def test_without_findings_nobody_looks_back() -> None:
    def never(*_: object) -> tuple[tuple[Job, Change], ...]:
        raise AssertionError

    assert statuses(engine.execute((named("a"),), make_job, world(baseline=OLD_TREE, bases=never))) == [("passed", "")]


def test_the_checkout_is_the_judged_tree_again_even_after_an_interruption() -> None:
    turned: list[str] = []

    def run(step: Step) -> tuple[Outcome, ...]:
        if turned:
            raise KeyboardInterrupt
        return answers_all(step)

    answers = engine.execute(
        (named("a", fails),),
        make_job,
        world(run, baseline=OLD_TREE, bases=before, turn=lambda job: turned.append(job.subject.id)),
    )

    assert turned == [BEFORE, job().subject.id]
    assert statuses(answers) == [("not judged", "interrupted")]


def test_a_plan_that_breaks_on_the_baseline_is_no_excuse() -> None:
    def plan(asked: Job) -> Plan:
        if asked.subject.id == BEFORE:
            raise KeyError("x")
        return ()

    answers = engine.execute((named("a", fails)._replace(plan=plan),), make_job, world(baseline=OLD_TREE, bases=before))

    assert [status for status, _ in statuses(answers)] == ["not judged"]


def test_a_baseline_without_a_package_is_no_obstacle() -> None:
    task = named("a", fails)._replace(over="packages")

    def bare(*_: object) -> tuple[tuple[Job, Change], ...]:
        return ((job({"a.go": ""}, subject=Tree(BEFORE)), Change({"a.go": ((2, 1),)})),)

    def whole(_: Task, __: tuple[Result, ...]) -> Job:
        return job({"go.mod": "module m", "a.go": ""})

    added = engine.execute((task,), whole, world(baseline=OLD_TREE, bases=bare))
    left = engine.execute((task,), whole, world(baseline=OLD_TREE, bases=lambda *_: ((bare()[0][0], Change()),)))

    assert [*statuses(added), *statuses(left)] == [("failed", "1 finding"), ("passed", "")]


def test_what_the_store_knows_of_the_baseline_needs_no_checkout() -> None:
    turned: list[str] = []
    asked = world(store=Memory(), baseline=OLD_TREE, bases=before, turn=lambda job: turned.append(job.subject.id))
    engine.execute((named("a", fails),), make_job, asked)
    first = len(turned)

    assert statuses(engine.execute((named("a", fails),), make_job, asked)) == [("passed", "")]
    assert (first, len(turned)) == (2, 2)


def test_the_baselines_findings_are_kept_too() -> None:
    shelf = Memory()
    asked = world(store=shelf, baseline=OLD_TREE, bases=before)

    first = engine.execute((two_faced(found("x"), found("x")),), make_job, asked)
    again = engine.execute((named("a", raises),), make_job, asked)

    assert set(shelf.results) == {"key of a", "key of a before"}
    assert statuses(first) == statuses(again) == [("passed", "")]


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        pytest.param(Coverage(9, 10), "failed", id="fell"),
        pytest.param(Coverage(8, 10), "passed", id="the same"),
        pytest.param(None, "passed", id="not known"),
    ],
)
def test_coverage_is_held_against_what_the_store_knows(then: Coverage | None, expected: str) -> None:
    shelf = Memory({"key of a before": Result("a", coverage=then)} if then else {})
    task = named("a", lambda name: Result(name, coverage=Coverage(8, 10)))._replace()

    def tolerant(_: Task, __: tuple[Result, ...]) -> Job:
        return job(said={"tolerance": "0.1"})

    (answer,) = engine.execute((task,), tolerant, world(store=shelf, baseline=OLD_TREE, bases=before))

    assert answer.report.verdict.status == expected
