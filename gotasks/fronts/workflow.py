"""One run from request to report, the same for all fronts. ``run`` is the whole story; the rest are its sentences."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from gotasks import __version__, engine
from gotasks.core import report as reports
from gotasks.core.command import Outcome
from gotasks.core.errors import ExitCode, SettingsError
from gotasks.core.report import Front, Report
from gotasks.core.result import Verdict, run_of
from gotasks.core.select import choose
from gotasks.core.settings import FILE
from gotasks.core.task import Task
from gotasks.core.tree import GITLINK, LINK, Entry, Package, find_modules, find_packages, go_files
from gotasks.edge import console, files, git, schema, slot
from gotasks.edge.redact import text_redactor
from gotasks.edge.store import Store
from gotasks.edge.trees import Trees
from gotasks.fronts.bench import Bench, Subject, fetch, prepare
from gotasks.fronts.publish import print_plans, publish
from gotasks.fronts.request import Request
from gotasks.go import catalog


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run happens: the repository, its trees, and our folders for it."""

    repository: git.Repository
    trees: Trees
    base: Path
    store: Store
    environ: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ran:
    """What happened in the slot: the fetching, the tasks' answers, and what is to be said of the run."""

    fetched: tuple[Outcome, ...]
    answers: tuple[engine.Answer, ...]
    notes: tuple[str, ...]


def run(request: Request, cwd: str, environ: Mapping[str, str]) -> Report | None:
    """Answer a request and print the answer; None after ``--dry-run``.

    Raises GotasksError where there is nothing to report on.
    """
    began, started = time.monotonic(), _now()
    place = find(cwd, environ)
    subject = take(place, request)
    tasks = choose(request.names, catalog.tasks_of(subject.settings), catalog.suites_of(subject.settings))
    with _interruptible(), slot.hold(place.base, place.repository, subject.tree.id, environ) as held:
        held.check_out(subject.tree.id, subject.entries)
        bench = prepare(environ, subject, held)
        if request.dry_run:
            print_plans(engine.plans(tasks, lambda task, _: bench.job_for(task, request.said(task.name))), environ)
            return None
        fetched = fetch(bench)
        answers = execute(place, subject, bench, request, tasks)
        ran = Ran(fetched, answers, (*subject.notes, *keep(place, bench, answers)))
    report = conclude(request, subject, bench, ran)
    report = replace(report, started_at=started, seconds=round(time.monotonic() - began, 3))
    publish(request, place.repository, environ, report)
    if request.recheck and report.exit_status == ExitCode.PASSED:
        report = recheck(request, place, report)
    return report


def find(cwd: str, environ: Mapping[str, str]) -> Place:
    """Find the repository and our folders for it."""
    repository = git.locate(cwd, environ)
    cache = files.cache_folder(environ)
    base = slot.repository_folder(cache, repository)
    slot.refuse_foreign(base)
    return Place(repository, Trees(repository, base, environ), base, Store(cache / "store"), environ)


def take(place: Place, request: Request) -> Subject:
    """Take the tree and read from it what is not for Go to read: settings, modules."""
    suite = catalog.SUITES.get(request.names[0])
    source = request.tree or (suite.tree if suite else "worktree")
    tree = place.trees.take(source)
    entries = place.trees.git.entries(tree.id)
    wanted = [entry for entry in entries if _is_read(entry.path) and entry.mode != GITLINK]
    blobs = place.trees.git.blobs([entry.oid for entry in wanted])
    if any(entry.path == FILE and entry.mode == LINK for entry in wanted):
        raise SettingsError(f"{FILE} is a symbolic link: commit the file itself")
    text = {entry.path: blobs[entry.oid].decode("utf-8", "replace") for entry in wanted}
    settings = catalog.settings_of(text.get(FILE, ""))
    found = find_modules(entries, lambda entry: text[entry.path], settings.exclude)
    paths = go_files(entries, settings.exclude)
    packages = find_packages(found, paths)
    notes = (*_other_settings(place, blobs, wanted), *_stray(paths, packages))
    strict = any(catalog.is_strict(name, settings) for name in request.names)
    return Subject(tree, source, entries, found, paths, packages, settings, notes, strict=strict)


def execute(
    place: Place, subject: Subject, bench: Bench, request: Request, tasks: tuple[Task, ...]
) -> tuple[engine.Answer, ...]:
    """Run the engine in this world; the validator is imported meanwhile."""
    live = console.Live()
    world = engine.World(
        run=bench.runner.step,
        settle=bench.settle,
        store=place.store,
        key=bench.key,
        lines=lambda path: _lines(bench.held.root / path),
        redact=text_redactor(bench.runner.redact),
        now=_now,
        clock=time.monotonic,
        begin=lambda task: live.show(f"{task.name} ..."),
    )
    threading.Thread(target=schema.warm, daemon=True).start()
    try:
        return engine.execute(
            tasks,
            lambda task, results: bench.job_for(task, request.said(task.name), results),
            world,
            keep_going=request.keep_going,
            fresh=request.fresh or subject.strict,
        )
    finally:
        live.clear()


def keep(place: Place, bench: Bench, answers: tuple[engine.Answer, ...]) -> tuple[str, ...]:
    """Store what may be stored; return what is to be said of this run."""
    notes = []
    if bench.held.number:
        notes.append(
            f"slot {bench.held.number}: another run judges another tree; here Go compiles all anew the first time"
        )
    for answer in answers:
        if answer.key:
            place.store.put(answer.key, answer.report.result)
        if answer.changed:
            more = f" and {len(answer.changed) - 1} more" if answer.changed[1:] else ""
            notes.append(
                f"{answer.report.name} wrote {answer.changed[0]}{more} into the checkout, so its result is not kept"
            )
    place.store.prune()
    return tuple(notes)


def conclude(request: Request, subject: Subject, bench: Bench, ran: Ran) -> Report:
    """Make the report, less its times."""
    tasks = tuple(answer.report for answer in ran.answers)
    interrupted = any(task.result.problem == engine.INTERRUPTED for task in tasks)
    verdict, code = reports.conclude(tasks, interrupted=interrupted)
    chain = bench.job.toolchain
    names = tuple(sorted(bench.environments.check))
    return Report(
        __version__,
        Front(request.front, request.names, subject.source, subject.tree.commit),
        subject.tree.id,
        "",
        0.0,
        subject.settings.said,
        reports.Go(chain.go, chain.digest, chain.race) if chain.go else None,
        reports.Surroundings(names, bench.go),
        tuple(run_of(outcome) for outcome in ran.fetched),
        tasks,
        verdict,
        int(code),
        ran.notes,
    )


def recheck(request: Request, place: Place, report: Report) -> Report:
    """Take the tree once more, as a hook's last act: git reads the index again after the hook."""
    if place.trees.take(report.front.tree_from).id == report.tree:
        return report
    verdict = Verdict("not judged", "the index changed while it was judged: commit again")
    report = replace(report, verdict=verdict, exit_status=int(ExitCode.NOT_JUDGED))
    publish(request, place.repository, place.environ, report)
    return report


def _is_read(path: str) -> bool:
    return path == FILE or path.rpartition("/")[2] in {"go.mod", "go.work"}


def _other_settings(place: Place, blobs: Mapping[str, bytes], wanted: list[Entry]) -> tuple[str, ...]:
    judged = next((blobs[entry.oid] for entry in wanted if entry.path == FILE), b"")
    try:
        working = Path(place.repository.top, FILE).read_bytes()
    except OSError:
        working = b""
    if judged.replace(b"\r\n", b"\n") == working.replace(b"\r\n", b"\n"):
        return ()
    return (f"{FILE} is the judged tree's; the working tree has another",)


def _stray(paths: tuple[str, ...], packages: tuple[Package, ...]) -> tuple[str, ...]:
    """Say which Go files no module holds: Go does not see them from any module's folder."""
    folders = {package.folder for package in packages}
    stray = [path for path in paths if (path.rpartition("/")[0] or ".") not in folders]
    if not stray or not packages:
        return ()
    return (f"{len(stray)} Go files lie in no module, so vet and race-test do not see them: {stray[0]}",)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", "replace").split("\n")
    except OSError:
        return []


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def _interruptible() -> Iterator[None]:
    """Make SIGTERM and SIGHUP end a run the way Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    ours = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is signal.SIG_DFL]
    before = {number: signal.signal(number, interrupt) for number in ours}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
