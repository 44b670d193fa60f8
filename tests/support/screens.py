"""Reports as real runs make them, for what a user sees: each is one screen."""

from __future__ import annotations

from gotasks.core.baseline import Baseline, BaseTree
from gotasks.core.coverage import Coverage
from gotasks.core.report import Front, Report, Surroundings, TaskReport, conclude
from gotasks.core.result import Finding, Part, Result, Run, Verdict, verdict_of

PLACE = ".git/gotasks/report.json"
COMPARED = Baseline("compared", (BaseTree("6" * 40, "3f2a1b0c" * 5),), "merge base")

FORMAT = Finding(
    "chain.go",
    9,
    0,
    "gofmt",
    'not formatted\n-    return Middlewares(middlewares) \n-    x := map[string]int{ "a":1}\n'
    '+\treturn Middlewares(middlewares)\n+\tx := map[string]int{"a": 1}',
    tool="gofmt",
    repeat="gofmt -d chain.go",
)
PRINTF = Finding(
    "middleware/logger.go",
    96,
    13,
    "printf",
    "fmt.Fprintf format %d has arg name of wrong type string",
    tool="go vet",
    text='\t\tcW(l.buf, "%d → ", name) // 漢字',
    repeat="go vet -printf ./middleware",
)
COPYLOCKS = PRINTF._replace(
    line=41,
    column=17,
    rule="copylocks",
    message="assignment copies lock value to pool: sync.Pool contains sync.noCopy",
    text='\tname := "漢字"; pool := *shared',
    repeat="go vet -copylocks ./middleware",
)
EXPORTED = Finding(
    "mux.go",
    63,
    1,
    "revive/exported",
    'comment on exported method Mux.ServeHTTP should be of the form "ServeHTTP ..."',
    "warning",
    "golangci-lint",
    "func (mx *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {",
    "golangci-lint run ./...",
)
LONG = Finding(
    "tree.go",
    812,
    307,
    "errcheck",
    "Error return value of `w.Write` is not checked",
    "error",
    "golangci-lint",
    "\t" + 'w.Header().Set("X-Long", "' + "0123456789" * 27 + '"); w.Write([]byte(body)); ' + "more(); " * 30,
    "golangci-lint run ./...",
)
TEST = Finding(
    "mux_test.go",
    1205,
    0,
    "test",
    "TestMuxBasic/ping failed\n    mux_test.go:1205: expected status 200, got 404\n"
    '    mux_test.go:1206: body: \x1b[31m"not found"\x1b[0m',
    tool="go test",
    text='\t\tt.Errorf("expected status %d, got %d", 200, got)',
    repeat="go test -race -run '^TestMuxBasic$/^ping$' .",
)
RACE = Finding(
    "middleware/throttle.go",
    71,
    0,
    "race",
    "data race\nWrite at 0x00c0000b4010 by goroutine 9:\n  github.com/go-chi/chi/v5/middleware.(*throttler).take()\n"
    "      middleware/throttle.go:71 +0x44",
    tool="go test",
    repeat="go test -race -run '^TestThrottle$' ./middleware",
)
OLD = PRINTF._replace(state="old")


def report_of(
    *results: Result,
    baseline: Baseline = Baseline(),  # noqa: B008 - frozen
    interrupted: bool = False,
    front: Front = Front("gotasks", ("check",), "worktree"),  # noqa: B008 - frozen
    notes: tuple[str, ...] = (),
    options: dict[str, dict[str, object]] | None = None,
) -> Report:
    """Make the report of results as a run does."""
    tasks = tuple(
        TaskReport(result.task, verdict_of(result), result, 1.5, (options or {}).get(result.task, {}))
        for result in results
    )
    verdict, code = conclude(tasks, interrupted=interrupted)
    surroundings = Surroundings((), {})
    return Report(
        "0.1.0", front, "0123456789abcdef", "", 2.25, {}, baseline, None, (), surroundings, (), tasks, verdict,
        int(code), notes,
    )  # fmt: skip


def found(task: str, *findings: Finding) -> Result:
    """Make the result of a task that found something."""
    return Result(task, (Part("tree", ".", findings),))


def passing() -> Report:
    """All is well, and nine findings are older."""
    tested = Result("race-test", coverage=Coverage(2118, 2450))
    return report_of(
        Result("fmt"), found("vet", *[OLD] * 9), Result("staticcheck"), Result("lint"), tested, baseline=COMPARED
    )


def failing() -> Report:
    """With --keep-going, most tasks fail."""
    return report_of(
        found("fmt", FORMAT),
        found("vet", COPYLOCKS, PRINTF, *[OLD] * 12),
        found("lint", LONG, *[EXPORTED._replace(line=60 + line) for line in range(53)]),
        found("race-test", TEST, RACE),
        baseline=COMPARED,
        options={"fmt": {"write": False}},
    )


def stopped() -> Report:
    """The first finding stops the rest."""
    return report_of(
        found("fmt", FORMAT),
        *(Result(name, skipped="stopped by fmt") for name in ("vet", "staticcheck", "lint", "secrets", "race-test")),
        baseline=COMPARED,
        front=Front("hook pre-commit", ("pre-commit",), "index", flags=("--tree", "index")),
        options={"fmt": {"write": False}},
    )


def unjudged() -> Report:
    """A module is not at hand."""
    printed = "go: github.com/stretchr/testify@v1.11.1: module lookup disabled by GOPROXY=off\n"
    run = Run(("go", "vet", "-json", "./..."), ".", "check", "exited", 1, 0.2, printed)
    problem = f"a module is not in the module cache: run go mod download ({printed.strip()})"
    return report_of(
        Result("fmt"),
        Result("vet", problem=problem, runs=(run,)),
        Result("race-test", skipped="stopped by vet"),
        notes=("slot 1: another run judges another tree; here Go compiles all anew the first time",),
    )


def interrupted() -> Report:
    """Ctrl-C in the tests."""
    return report_of(
        Result("fmt"),
        Result("vet"),
        Result("race-test", problem="interrupted"),
        Result("lint", skipped="interrupted"),
        interrupted=True,
    )


def first_seen() -> Report:
    """A first commit has nothing to be compared with."""
    marked = [EXPORTED._replace(line=line, state="first seen") for line in range(1, 14)]
    return report_of(
        Result("fmt"),
        found("lint", PRINTF._replace(state="first seen"), *marked),
        baseline=Baseline("none", (), "this is the first commit"),
    )


def machine() -> Report:
    """env-check by name: what each indicator says."""
    wrong = Finding("", 0, 0, "git-version", "git 2.20.1 is older than 2.31", tool="env-check")
    parts = (
        Part("tree", "go", note="go1.26.8 at /usr/local/go"),
        Part("tree", "git", (wrong,), note="2.20.1, older than 2.31"),
        Part("tree", "module proxy", note="answers in 0.03 s"),
        Part("tree", "C compiler", note="gcc 12.2.0"),
    )
    return report_of(
        Result("env-check", parts),
        front=Front("inv", ("env-check",), "worktree"),
        options={"env-check": {"fix": False}},
    )


def covered() -> Report:
    """cover-html renders files beside the report."""
    report = report_of(
        Result("cover-html", coverage=Coverage(2118, 2450)), front=Front("gotasks", ("cover-html",), "worktree")
    )
    (task,) = report.tasks
    return report._replace(tasks=(task._replace(files=("cover/index.html", "cover/badge.svg")),))


def skipped() -> Report:
    """A branch of documents."""
    report = report_of(Result("fmt", skipped="no Go file here"), Result("vet", skipped="no Go file here"))
    return report._replace(verdict=Verdict("skipped", "no Go file here"))


ALL = (passing, failing, stopped, unjudged, interrupted, first_seen, machine, covered, skipped)
