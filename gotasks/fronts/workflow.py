"""One run from request to report, the same for all fronts. ``run`` is the whole story; the rest are its sentences."""

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gotasks import __version__, engine
from gotasks.core import report as reports
from gotasks.core.errors import ExitCode
from gotasks.core.report import Front, Report
from gotasks.core.result import Run as ReportedRun
from gotasks.core.result import Verdict, run_of
from gotasks.core.select import choose
from gotasks.core.task import Task
from gotasks.core.texts import names
from gotasks.edge import console, hookplaces, pace, slots
from gotasks.edge.clock import utc_now
from gotasks.edge.files import sweep_scratch
from gotasks.edge.git import GitError
from gotasks.edge.history import History
from gotasks.edge.redact import redactor, text_redactor
from gotasks.edge.signals import interruptible
from gotasks.edge.slot import Slot
from gotasks.edge.toolchain import lay
from gotasks.engine.world import INTERRUPTED
from gotasks.fronts import skip
from gotasks.fronts.bench import Bench, compute_keys, fetch, prepare
from gotasks.fronts.ended import Ended
from gotasks.fronts.ground import ground
from gotasks.fronts.journal import noting
from gotasks.fronts.past import Past
from gotasks.fronts.request import AHEAD, Request
from gotasks.fronts.subject import Place, Question, find, read, take
from gotasks.fronts.surroundings import asked, home
from gotasks.fronts.world import Run, execute, job_of, lines


class Ran(NamedTuple):
    """What happened in the slot: the fetching, the tasks' answers, what was rendered, what is to be said of the run."""

    fetched: tuple[ReportedRun, ...]
    answers: tuple[engine.Answer, ...]
    made: Mapping[str, Mapping[str, bytes]]
    notes: tuple[str, ...]


def run(request: Request, cwd: str, environ: Mapping[str, str]) -> Report | None:
    """Answer a request and print the answer; None after ``--dry-run``.

    Raises GotasksError where there is nothing to report on. Where git fails because what we made for it is broken, that
    is made again, once.
    """
    environ = _with_go(environ, request.go)
    with interruptible():
        place = find(cwd, environ)
        with noting(place.repository, environ, request) as note:
            try:
                note.report = _answer(request, place, environ)
            except (GitError, OSError):
                if not place.trees.mend():
                    raise
                note.report = _answer(request, place, environ)
    return note.report


def _answer(request: Request, place: Place, environ: Mapping[str, str]) -> Report | None:
    """Judge, print, keep."""
    ended = _judge(request, place, environ)
    if ended is None:
        return None
    from gotasks.fronts import publish, witness  # noqa: PLC0415 - see _warm

    report = ended.report
    pace.write(place.base, (answer.report for answer in ended.answers), report.started_at)
    place.store.prune()
    sweep_scratch(place.base)
    files = {name: body for made in ended.made.values() for name, body in made.items()}
    publish.publish(request, place.repository, environ, report, files)
    if request.recheck and report.exit_status == ExitCode.PASSED and not _stays(place, report):
        verdict = Verdict("not judged", "the index changed while it was judged: commit again")
        report = report._replace(verdict=verdict, exit_status=int(ExitCode.NOT_JUDGED))
        publish.publish(request, place.repository, environ, report)
    ended = ended._replace(report=report)
    witness.leave(ended)
    if witness.waited_for(ended):
        _answer_ahead(ended, environ)
    return report


def _answer_ahead(ended: Ended, environ: Mapping[str, str]) -> None:
    """Answer what the hook pre-commit will ask of the same tree, if that is known by now, for its witness alone."""
    from gotasks.fronts import witness  # noqa: PLC0415 - see _warm

    request = Request(AHEAD, ("pre-commit",), tree=ended.report.tree, start="commit")
    # The run has been told: whatever becomes of this, an interrupt too, changes nothing of it.
    with suppress(Exception, KeyboardInterrupt):
        again = _judge(request, ended.place, environ)
        if again:
            witness.leave(again)


def _judge(request: Request, place: Place, environ: Mapping[str, str]) -> Ended | None:
    """Take the tree, find out what is asked of it, and take its tasks through the engine; None after ``--dry-run``."""
    began, started = time.monotonic(), utc_now()
    question = take(place, request)
    tasks = choose(request.names, question.tasks, question.suites)
    skips, said = skip.asked(request, question, tasks, environ)
    past = Past(History(place.trees, environ), request, question.subject, partial(read, place))
    if request.base:
        _ = past.start  # a wrong revision is told before anything runs
    subject = question.subject
    chosen = tuple(task for task in tasks if task.name not in skips)
    with (
        slots.hold(place.base, place.repository, subject.tree.content, environ, request.manner) as held,
        console.Live(environ) as live,
    ):
        lay(held.asked, home(subject), subject.texts)
        with (
            asked(environ, subject, held.ceiling, held.asked) as around,
            held.restoring(subject.tree, subject.entries, repository=subject.settings.git) as finish,
        ):
            bench = prepare(around(), subject, ground(held), place.cache, live.say)
            if not request.dry_run:
                compute_keys(bench, chosen)
            finish()
        held.empty()
        own = held.make_own()
        bench = bench._replace(
            chosen=chosen,
            own=ground(own),
            hooks=partial(hookplaces.look, place.repository, environ),
        )
        now = Run(place, bench, held, own, past, request, live)
        if request.dry_run:
            from gotasks.fronts.publish import print_plans  # noqa: PLC0415 - see _warm

            print_plans(engine.plans(tasks, lambda task, _: job_of(now, task, build=False)))
            return None
        ran = _ran(now, question, tasks, skips, said)
    report = conclude(request, question, bench, past, ran)
    report = report._replace(started_at=started, seconds=round(time.monotonic() - began, 3))
    return Ended(place, request, question, past, bench, ran.answers, report, ran.made)


def _ran(now: Run, question: Question, tasks: tuple[Task, ...], skips: Mapping[str, str], said: tuple[str, ...]) -> Ran:
    """Run the tasks, and render what they make."""
    clean = text_redactor(redactor(now.place.environ))
    fetched = tuple(run_of(outcome, clean) for outcome in fetch(now.bench, now.held, now.bench.job))
    fresh = now.request.fresh or question.strict or question.audit
    answers = execute(now, tasks, fresh=fresh, audit=question.audit, left_out=skips)
    from gotasks.fronts import rendering  # noqa: PLC0415 - see _warm

    reported = tuple(answer.report for answer in answers)
    made = rendering.render(reported, partial(_shown, now), Path(now.place.repository.top).name)
    return Ran(fetched, answers, made, (*question.notes, *said, *_said(now.held, answers)))


def conclude(request: Request, question: Question, bench: Bench, past: Past, ran: Ran) -> Report:
    """Make the report, less its times."""
    tasks = tuple(answer.report._replace(files=tuple(ran.made.get(answer.report.name, ()))) for answer in ran.answers)
    interrupted = any(INTERRUPTED in {task.result.problem, task.result.skipped} for task in tasks)
    verdict, code = reports.conclude(tasks, interrupted=interrupted)
    chain = bench.job.toolchain
    used = dict.fromkeys(tool for answer in ran.answers for tool in answer.tools)
    subject = question.subject
    return Report(
        __version__,
        Front(request.front, request.names, request.called or question.source, subject.tree.commit, request.flags),
        subject.tree.id,
        "",
        0.0,
        subject.settings.said,
        past.baseline,
        reports.Go(chain.go, chain.digest, chain.race) if chain.go else None,
        tuple(reports.UsedTool(tool.name, tool.version, tool.origin) for tool in used),
        reports.Surroundings(tuple(sorted(bench.environments.check)), bench.go),
        ran.fetched,
        tasks,
        verdict,
        int(code),
        ran.notes,
        {entry.path: entry.oid for entry in (*subject.tree.carried, *subject.tree.beside)},
    )


def _stays(place: Place, report: Report) -> bool:
    """Take the tree once more, as a hook's last act: git reads the index again after the hook."""
    return place.trees.take(report.front.tree_from).id == report.tree


def _said(held: Slot, answers: tuple[engine.Answer, ...]) -> tuple[str, ...]:
    """Return what is to be said of this run."""
    notes = []
    if held.number:
        notes.append(f"slot {held.number}: another run judges another tree; here Go compiles all anew the first time")
    for answer in answers:
        if answer.changed:
            more = f" and {len(answer.changed) - 1} more" if answer.changed[1:] else ""
            notes.append(
                f"{answer.report.name} wrote {answer.changed[0]}{more} into the checkout, so its result is not kept"
            )
    return tuple(notes)


def _with_go(environ: Mapping[str, str], version: str) -> Mapping[str, str]:
    """Return the environment that asks for a Go version; 1.25 is its first release (https://go.dev/doc/toolchain)."""
    if not version:
        return environ
    full = f"{version}.0" if re.fullmatch(r"\d+\.\d+", version) else version
    return {**environ, "GOTOOLCHAIN": f"go{full}"}


def _shown(now: Run, path: str) -> list[str]:
    """Return the lines of a file of the tree as they may be shown; ``path`` as results have it."""
    clean = text_redactor(redactor(now.place.environ))
    real = names((entry.path for entry in now.bench.job.entries), clean)
    return [clean(line) for line in lines(now.held.root / real.get(path, path))]
