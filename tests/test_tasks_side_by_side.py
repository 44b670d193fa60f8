"""Tasks side by side: which begins when, who is in the checkout, and what one that refuses does to the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from test_engine import fails, make_job, named, passes, statuses, world

from gotasks import engine
from gotasks.core.command import Outcome, Step
from gotasks.core.result import Result
from gotasks.core.task import Job, Task
from gotasks.core.tree import Package
from gotasks.engine import under_way
from gotasks.engine.checkout import Checkout
from gotasks.engine.under_way import UnderWay
from gotasks.engine.world import World

PATIENCE = 10


def shared(name: str, judge: Callable[[str], Result] = passes, needs: tuple[str, ...] = ()) -> Task:
    return named(name, judge, needs=needs)._replace(room="shared", over="tree")


def loading(name: str) -> Task:
    return named(name)._replace(room="shared", over="packages")


def own(name: str) -> Task:
    return named(name)._replace(room="own")


class Commands:
    """Commands that end when they are told to, or stopped."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.changed = threading.Condition()
        self.ending: set[str] = set()
        self.stopped: set[str] = set()

    def run(self, whose: str, _: Job, step: Step) -> tuple[Outcome, ...]:
        (command,) = step
        name = command.argv[0]
        with self.changed:
            self.begun.append(name)
            self.changed.notify_all()
            free = self.changed.wait_for(lambda: whose in self.stopped or name in self.ending, PATIENCE)
            assert free, f"{name} hangs"
            return (Outcome(command, "exited" if name in self.ending else "interrupted", 0),)

    def halt(self, name: str) -> None:
        with self.changed:
            self.stopped.add(name)
            self.changed.notify_all()

    def end(self, *names: str, after: tuple[str, ...] = ()) -> None:
        """End commands, once others have begun."""
        with self.changed:
            assert self.changed.wait_for(lambda: {*after, *names} <= {*self.begun}, PATIENCE), self.begun
            self.ending |= {*names}
            self.changed.notify_all()


SLOW = {name: 5 + number / 10 for number, name in enumerate("abcd")}
"""All take long, each longer than the one before it."""


def seen_by(commands: Commands, most: int, pace: Mapping[str, float] = SLOW) -> World:
    return world()._replace(run=commands.run, halt=commands.halt, most=most, pace=pace)


def of_a_package(task: Task, results: tuple[Result, ...]) -> Job:
    return make_job(task, results)._replace(files=("a.go",), packages=(Package(".", "example.com/a", "."),))


@contextmanager
def running(
    tasks: tuple[Task, ...], seen: World, *, keep_going: bool = False
) -> Iterator[list[tuple[engine.Answer, ...]]]:
    answers: list[tuple[engine.Answer, ...]] = []

    def execute() -> None:
        answers.append(engine.execute(tasks, of_a_package, seen, keep_going=keep_going))

    thread = threading.Thread(target=execute)
    thread.start()
    yield answers
    thread.join(PATIENCE)
    assert answers, "the engine hangs"


def test_what_only_reads_runs_beside_others_and_answers_in_the_planned_order() -> None:
    commands = Commands()
    with running((shared("a"), shared("b"), own("c")), seen_by(commands, 3)) as answers:
        commands.end("c", after=("a", "b"))
        commands.end("b")
        commands.end("a")

    assert [answer.report.name for answer in answers[0]] == ["a", "b", "c"]
    assert statuses(answers[0]) == [("passed", "")] * 3


def test_no_more_run_at_once_than_the_machine_bears() -> None:
    commands = Commands()
    with running(tuple(map(shared, "abc")), seen_by(commands, 2)):
        commands.end("c", after=("a",))
        assert "b" not in commands.begun or "c" in commands.ending
        commands.end("a", "b")

    assert sorted(commands.begun) == ["a", "b", "c"]


def test_the_longest_begins_first_and_then_the_cheapest() -> None:
    commands = Commands()
    pace = {"a": 3.0, "b": 9.0, "c": 1.0, "d": 2.0}
    with running(tuple(map(shared, "abcd")), seen_by(commands, 2, pace=pace)):
        for name in ("c", "d", "a", "b"):
            commands.end(name)

    assert [*sorted(commands.begun[:2]), *commands.begun[2:]] == ["b", "c", "d", "a"]


def test_of_those_that_load_packages_one_runs_at_a_time() -> None:
    """Each would build what the others build too; what has a checkout of its own builds something else."""
    commands = Commands()
    tasks = (loading("d"), loading("a"), shared("b"), own("c"))
    with running(tasks, seen_by(commands, 4, pace={"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0})):
        commands.end("d", after=("b", "c", "d"))
        begun = [*commands.begun]
        commands.end("a", "b", "c", after=("a",))

    assert "a" not in begun


def test_a_quick_first_one_is_waited_for() -> None:
    commands = Commands()
    with running((shared("a", fails), shared("b")), seen_by(commands, 2, pace=SLOW | {"a": 0.1})) as answers:
        commands.end("a")

    assert commands.begun == ["a"]
    assert statuses(answers[0]) == [("failed", "1 finding"), ("skipped", "stopped by a")]


def test_after_a_quick_first_one_all_begin() -> None:
    commands = Commands()
    with running(tuple(map(shared, "abc")), seen_by(commands, 2, pace=SLOW | {"a": 0.1})) as answers:
        commands.end("a")
        commands.end("b", "c", after=("b", "c"))

    assert statuses(answers[0]) == [("passed", "")] * 3


def test_one_that_refuses_stops_the_rest_at_once() -> None:
    commands = Commands()
    with running((shared("a", fails), own("b"), named("c")), seen_by(commands, 2)) as answers:
        commands.end("a", after=("b",))

    assert statuses(answers[0]) == [("failed", "1 finding"), *[("skipped", "stopped by a")] * 2]


@pytest.mark.parametrize("judge", [passes, fails])
def test_what_stands_after_it_is_told_as_stopped_even_where_it_ended_before(judge: Callable[[str], Result]) -> None:
    commands, ended = Commands(), threading.Event()
    seen = seen_by(commands, 2)._replace(end=lambda _: ended.set())
    with running((shared("a", fails), shared("b", judge)), seen) as answers:
        commands.end("b", after=("a",))
        assert ended.wait(PATIENCE)
        commands.end("a")

    assert statuses(answers[0]) == [("failed", "1 finding"), ("skipped", "stopped by a")]


def test_what_stands_before_one_that_refuses_runs_to_its_end() -> None:
    commands, ended = Commands(), threading.Event()
    seen = seen_by(commands, 2)._replace(end=lambda _: ended.set())
    tasks = (shared("a"), shared("b"), shared("c", fails), shared("d"))
    with running(tasks, seen._replace(pace=SLOW | {"c": 9})) as answers:
        commands.end("c", after=("a",))
        assert ended.wait(PATIENCE)
        commands.end("b")
        commands.end("a")

    assert statuses(answers[0]) == [*[("passed", "")] * 2, ("failed", "1 finding"), ("skipped", "stopped by c")]
    assert commands.stopped == set()
    assert "d" not in commands.begun


def test_an_interrupt_on_the_way_to_a_thread_is_waited_for_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(threading.Thread):
        def start(self) -> None:
            raise KeyboardInterrupt

    commands = Commands()
    monkeypatch.setattr(under_way, "Thread", Interrupted)
    with running((shared("a"), shared("b")), seen_by(commands, 2)) as answers:
        pass

    assert statuses(answers[0]) == [("skipped", "interrupted")] * 2
    assert not commands.begun


def test_keep_going_stops_nothing() -> None:
    commands = Commands()
    with running((shared("a", fails), own("b")), seen_by(commands, 2), keep_going=True) as answers:
        commands.end("a", after=("b",))
        commands.end("b")

    assert statuses(answers[0]) == [("failed", "1 finding"), ("passed", "")]


def test_what_wants_the_checkout_alone_waits_for_those_that_read_it() -> None:
    commands = Commands()
    with running((named("a"), shared("b"), shared("c"), own("d")), seen_by(commands, 4)):
        commands.end("b", "c", after=("d",))
        commands.end("a")
        commands.end("d")

    assert commands.begun.index("a") == 3


def test_what_needs_another_waits_for_it() -> None:
    commands = Commands()
    with running((shared("a"), shared("b", needs=("a",)), shared("c")), seen_by(commands, 3)):
        commands.end("c", after=("a",))
        assert "b" not in commands.begun
        commands.end("a")
        commands.end("b")


def test_an_error_ends_all_that_runs() -> None:
    commands = Commands()

    def broken(task: Task, _: tuple[Result, ...]) -> Job:
        if task.name == "a":
            commands.end(after=("b",))
            raise LookupError
        return make_job(task, ())

    with pytest.raises(LookupError):
        engine.execute((shared("a"), shared("b")), broken, seen_by(commands, 2))

    assert commands.stopped == {"b"}


def test_several_read_and_one_alone_changes() -> None:
    checkout, told = Checkout(), list[str]()

    def change() -> None:
        with checkout.alone():
            told.append("changed")

    with checkout.read(), checkout.read():
        writer = threading.Thread(target=change)
        writer.start()
        told.append("read")
    writer.join(PATIENCE)

    assert told == ["read", "changed"]


def test_nothing_under_way_is_nothing_to_wait_for() -> None:
    with UnderWay[None]((), 1, {}, lambda _: None) as none:
        assert none.turn({}, lambda _: lambda: None) == []
