"""Which hooks a run has answered beforehand: after one that passed, ``witness.sh`` knows what they would say.

A task's answer is a function of the tree, the trees it is compared with, its options, toolchain and environment. So
where a run has judged all that a hook would, the hook's answer is the same, for the same tree and baseline. And for a
tree that is its own baseline (``git commit --amend``) the answer is a pass wherever there is one for some baseline: no
finding is new then, and nothing is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from gotasks.core.errors import ExitCode, GotasksError
from gotasks.core.report import TaskReport
from gotasks.core.select import choose
from gotasks.core.task import Task
from gotasks.edge import hookplaces, python_tasks, witness
from gotasks.edge.witness import Used
from gotasks.engine.recalling import Recall, recall
from gotasks.fronts.ended import Ended
from gotasks.go import catalog, commit_msg, race_parts

ANSWERED = frozenset(["fmt", "vet", "staticcheck", "lint", "secrets", "race-test", "cover-html", "crossbuild"])
"""The tasks that depend on no more than that: not on the date, a network, the machine, or commits."""


def leave(run: Ended) -> None:
    """Leave witnesses of a run, where it passed and all that it depended on can be told; a red one takes them away."""
    if run.report.exit_status == ExitCode.FAILED:
        witness.forget(run.place.repository, run.report.tree)
        return
    names: list[str] = []
    with suppress(GotasksError):  # a hook that the settings do not make sense of has no answer yet
        names = list(_names(run)) if _counts(run) else []
    if not names:
        return
    used = Used(
        run.place.environ,
        frozenset(run.bench.environments.check),
        frozenset(run.question.subject.settings.pass_env),
        run.bench.job.toolchain,
        tuple(tool.path for answer in run.answers for tool in answer.tools),
        run.place.base,
        datetime.fromisoformat(run.report.started_at).timestamp(),
    )
    witness.leave(run.place.repository, run.place.trees.git_dir, names, used)


def waited_for(run: Ended) -> bool:
    """Whether a hook pre-commit would still ask Python, after a run that judged all its tasks.

    It compares with HEAD, and a run by hand with where the branch starts.
    """
    tree, past = run.question.subject.tree, run.past
    if run.request.start != "branch" or tree.commit or not hookplaces.marker(run.place.repository).is_file():
        return False
    with suppress(GotasksError):
        if _counts(run) and _judged(run, "pre-commit"):
            head = past.history.baseline(tree, "commit")
            return head.kind == "compared" and [each.id for each in head.trees] != [
                each.id for each in past.start.trees
            ]
    return False


def _counts(run: Ended) -> bool:
    """Whether a run passed with nothing but what stands in its tree: no own code, no flags, nothing brought in."""
    subject, request = run.question.subject, run.request
    tree = subject.tree
    own = subject.settings.commands or any(entry.path == python_tasks.FILE for entry in subject.entries)
    said = request.own or request.base or request.all or request.go or any(request.options.values())
    # What ``carry`` names may be in the tree today, and lie beside it untracked tomorrow.
    brought = tree.filled or subject.settings.carry
    # A program that the tree holds would not be started: see gotasks.sh.
    held = any(entry.path == ".venv/bin/gotasks" for entry in subject.entries)
    odd = own or said or brought or held or run.question.strict or run.bench.job.toolchain.missing
    unsure = any(answer.changed or answer.report.result.problem for answer in run.answers)
    return run.report.exit_status == ExitCode.PASSED and not odd and not unsure


def _names(run: Ended) -> Iterator[str]:
    tree, start = run.report.tree, run.past.start
    if _plain_messages(run):
        yield f"commit-msg-{tree}"
    base = start.trees[0].id if start.kind == "compared" and len(start.trees) == 1 else ""
    commit, push = _judged(run, "pre-commit"), _judged(run, "pre-push")
    if commit and start.kind != "unreadable":
        yield f"pre-commit-{tree}-{tree}"
    if base and commit and _measured(run, commit):
        yield f"pre-commit-{tree}-{base}"
    if base and push and _measured(run, push):
        yield f"pre-push-{tree}-{base}"


def _judged(run: Ended, hook: str) -> tuple[Task, ...]:
    """Return the tasks of a hook, if all of them were judged."""
    wanted = choose((hook,), run.question.tasks, run.question.suites)
    reports = {answer.report.name: answer.report for answer in run.answers}
    return wanted if all(_sure(run, reports.get(task.name)) for task in wanted) else ()


def _sure(run: Ended, report: TaskReport | None) -> bool:
    """Whether a task was judged, and would be judged so again. A skipped one has found nothing to do in this tree."""
    if not report or report.name not in ANSWERED:
        return False
    again = race_parts.repeatable(run.bench.job._replace(options=report.options))
    return again and report.verdict.status in {"passed", "skipped"} and "GOTASKS_SKIP" not in report.verdict.reason


def _measured(run: Ended, wanted: Iterable[Task]) -> bool:
    """Whether coverage, where it is compared, was compared: a figure that is not known refuses later, when it is."""
    if run.past.baseline.kind != "compared":
        return True
    names = {task.name for task in wanted}
    for task in (answer.report for answer in run.answers if answer.report.name in names):
        if task.result.coverage is not None and task.options.get("tolerance") is not None:
            asked = run.question.tasks[task.name]
            jobs = [run.bench.about(each.subject).job_for(asked, task.options) for each in run.past.befores]
            past = Recall(run.place.store, run.bench.key, run.bench.scope)
            known = [recall(asked, job, past).result for job in jobs]
            if not all(found and found.coverage for found in known):
                return False
    return True


def _plain_messages(run: Ended) -> bool:
    """Whether the tree's settings ask no more of messages than is asked without any."""
    task = catalog.TASKS[commit_msg.TASK.name]
    options = run.bench.job_for(task, {}).options
    plain = all(options[option.name] == option.default for option in task.options)
    return plain and choose((task.name,), run.question.tasks, run.question.suites) == (task,)
