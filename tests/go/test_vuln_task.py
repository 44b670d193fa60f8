"""vuln: modules to argv, and what govulncheck -format json printed to findings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gotasks.core.command import Command, Outcome
from gotasks.core.result import Finding, Result
from gotasks.core.settings import Settings
from gotasks.go import common
from gotasks.go.vuln import TASK
from gotasks.testing import job, outcome

HELLO = {"go.mod": "module example.org/hello\n", "a.go": "", "in/in.go": ""}
NESTED = {**HELLO, "sub/go.mod": "module example.org/hello/sub\n", "sub/b.go": ""}
TOOL = "/tools/govulncheck"


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        pytest.param({}, [], id="nothing said"),
        pytest.param({"tags": ("a", "b")}, ["-tags=a,b"], id="tags"),
        pytest.param({"tests": True}, ["-test"], id="tests"),
        pytest.param({"db": "file:///db"}, ["-db=file:///db"], id="a database of one's own"),
    ],
)
def test_flags(said: dict[str, Any], flags: list[str]) -> None:
    ((command,),) = TASK.plan(job(HELLO, task=TASK, said=said))

    assert command == Command(
        (TOOL, "-format", "json", *flags, "./..."), ".", (("GOWORK", "off"),), timeout=1800.0, environment="fetch"
    )


def test_each_module_is_scanned_from_its_own_folder() -> None:
    files = {**NESTED, "go.work": "use (\n\t.\n\tsub\n)\n", "bare/go.mod": "module example.org/bare\n"}

    (step,) = TASK.plan(job(files, task=TASK))

    assert [(each.cwd, each.env) for each in step] == [
        (".", (("GOWORK", "/slot/hello/go.work"),)),
        ("sub", (("GOWORK", "/slot/hello/go.work"),)),
    ]


def test_what_is_excluded_is_not_scanned() -> None:
    ((command,),) = TASK.plan(job(HELLO, task=TASK, settings=Settings(exclude=("in",))))

    assert command.argv[-1] == "."


def test_no_answer_is_kept_because_the_database_changes() -> None:
    assert not TASK.stored(job(HELLO, task=TASK))


# Recorded with govulncheck 1.9.0 on golang.org/x/text 0.3.0; shortened. Its findings are in its own order.
CONFIG = {
    "config": {
        "protocol_version": "v1.0.0",
        "scanner_name": "govulncheck",
        "scanner_version": "v1.9.0",
        "db": "https://vuln.example.org",
        "db_last_modified": "2024-01-01T00:00:00Z",
        "go_version": "go1.26.8",
        "scan_level": "symbol",
        "scan_mode": "source",
    }
}
FETCHING = {"progress": {"message": "Fetching vulnerabilities from the database..."}}
WEAK = {
    "osv": {
        "id": "GO-1999-0001",
        "aliases": ["CVE-1999-0001"],
        "summary": "Invented weakness of html.EscapeString",
        "details": "Invented.",
    }
}
PARSE = {
    "osv": {
        "id": "GO-2021-0113",
        "aliases": ["CVE-2021-38561", "GHSA-ppp9-7jff-5vj2"],
        "details": "Due to improper index calculation, an incorrectly formatted language tag can cause Parse to panic "
        "via an out of bounds read. If Parse is used to process untrusted user inputs, this may be used as a vector "
        "for a denial of service attack.",
    }
}
TEXT = {"module": "golang.org/x/text", "version": "v0.3.0"}
STANDARD = {"module": "stdlib", "version": "v1.26.8"}


def frame(module: dict[str, str], package: str, function: str, file: str, line: int, column: int) -> dict[str, Any]:
    at = {"filename": file, "offset": 1, "line": line, "column": column}
    return {**module, "package": package, "function": function, "position": at}


LANGUAGE = frame(TEXT, "golang.org/x/text/language", "Parse", "language/parse.go", 228, 6)
MUST = frame(TEXT, "golang.org/x/text/language", "MustParse", "language/parse.go", 328, 6)
ESCAPE = frame(STANDARD, "html", "EscapeString", "src/html/escape.go", 178, 6)
OURS = {"module": "example.org/hello"}


def show(line: int) -> dict[str, Any]:
    return frame(OURS, "example.org/hello/in", "Show", "in/in.go", line, 26)


def finding(name: str, *trace: dict[str, Any], fixed: str = "") -> dict[str, Any]:
    return {"finding": {"osv": name, "trace": [*trace], **({"fixed_version": fixed} if fixed else {})}}


REQUIRED = finding("GO-2021-0113", TEXT, fixed="v0.3.7")
IMPORTED = finding("GO-2021-0113", {**TEXT, "package": "golang.org/x/text/language"}, fixed="v0.3.7")
CALLED = finding("GO-2021-0113", LANGUAGE, show(12), fixed="v0.3.7")
ESCAPED = finding("GO-1999-0001", ESCAPE, show(13))


def scan(*rows: dict[str, Any], code: int = 0, stderr: str = "", cwd: str = ".") -> Outcome:
    stdout = "".join(f"{json.dumps(row, indent=2)}\n" for row in (CONFIG, FETCHING, *rows))
    return outcome(TOOL, "-format", "json", "./...", code=code, stdout=stdout, stderr=stderr, cwd=cwd)


def judged(*printed: Outcome, files: dict[str, str] | None = None, **more: Any) -> Result:
    return TASK.judge(job(files or HELLO, task=TASK, **more), printed)


def test_a_called_function_is_a_finding_at_the_call() -> None:
    result = judged(scan(PARSE, REQUIRED, IMPORTED, CALLED))

    assert result.problem == ""
    assert result.findings == (
        Finding(
            "in/in.go",
            12,
            26,
            "GO-2021-0113",
            "Due to improper index calculation, an incorrectly formatted language tag can cause Parse to panic via an "
            "out of bounds read. If Parse is used to process ... (CVE-2021-38561, GHSA-ppp9-7jff-5vj2)\n"
            "golang.org/x/text@v0.3.0: fixed in golang.org/x/text@v0.3.7\n"
            "example.org/hello/in.Show calls golang.org/x/text/language.Parse",
            tool="govulncheck",
            text="golang.org/x/text",
            repeat="govulncheck ./...",
        ),
    )


def test_the_standard_library_goes_by_the_version_of_go() -> None:
    (found,) = judged(scan(WEAK, ESCAPED)).findings

    assert found.message.split("\n") == [
        "Invented weakness of html.EscapeString (CVE-1999-0001)",
        "the standard library of go1.26.8: no version has it fixed",
        "example.org/hello/in.Show calls html.EscapeString",
    ]


def test_what_is_required_or_imported_and_not_called_is_counted() -> None:
    result = judged(scan(PARSE, REQUIRED, IMPORTED, WEAK, finding("GO-1999-0001", STANDARD)))

    assert result.findings == ()
    assert result.notes == (
        "vulnerabilities by https://vuln.example.org, last changed 2024-01-01",
        (
            "2 more vulnerabilities are in what is required or imported, and nothing here calls them: "
            "GO-1999-0001, GO-2021-0113"
        ),
    )


def test_several_functions_of_one_vulnerability_are_one_finding_whatever_their_order() -> None:
    other = finding("GO-2021-0113", MUST, show(14), fixed="v0.3.7")

    (found,) = judged(scan(PARSE, CALLED, other)).findings

    assert found.message.endswith("language.MustParse (and 1 more of its functions)")
    assert judged(scan(PARSE, other, CALLED)).findings == (found,)


def test_a_long_chain_is_shortened_to_its_ends() -> None:
    between = [frame(STANDARD, "net/http", f"F{number}", "x.go", 1, 1) for number in range(5)]

    (found,) = judged(scan(WEAK, finding("GO-1999-0001", ESCAPE, *between, show(13)))).findings

    assert found.message.endswith(
        "example.org/hello/in.Show calls net/http.F4 calls ... calls net/http.F0 calls html.EscapeString"
    )
    assert found.file == "in/in.go"


def test_a_method_is_named_with_its_receiver() -> None:
    method = {**ESCAPE, "receiver": "*Writer"}

    (found,) = judged(scan(WEAK, finding("GO-1999-0001", method, show(13)))).findings

    assert found.message.endswith("calls html.Writer.EscapeString")


def test_a_call_that_is_not_in_the_tree_is_shown_at_the_go_mod() -> None:
    (found,) = judged(scan(PARSE, finding("GO-2021-0113", LANGUAGE)), files=HELLO).findings

    assert (found.file, found.line) == ("go.mod", 0)


def test_a_call_in_a_nested_module_lies_below_its_folder() -> None:
    inner = frame({"module": "example.org/hello/sub"}, "example.org/hello/sub", "Do", "b.go", 3, 4)

    result = judged(scan(), scan(WEAK, finding("GO-1999-0001", ESCAPE, inner), cwd="sub"), files=NESTED)

    assert [(part.name, len(part.findings)) for part in result.parts] == [
        ("example.org/hello", 0),
        ("example.org/hello/sub", 1),
    ]
    assert (result.findings[0].file, result.findings[0].repeat) == ("sub/b.go", "cd sub && govulncheck ./...")


TYPES = """govulncheck: loading packages:\x20
There are errors with the provided package patterns:

/slot/hello/in/in.go:15:13: cannot use "s" (untyped string constant) as int value in variable declaration

For details on package patterns, see https://pkg.go.dev/cmd/go#hdr-Package_lists_and_patterns.

"""
SUMS = """govulncheck: loading packages:\x20
There are errors with the provided package patterns:

in/in.go:7:2: missing go.sum entry for module providing package golang.org/x/text/language (imported by x); to add:
	go get example.org/v/in
/slot/hello/in/in.go:7:2: could not import golang.org/x/text/language (invalid package name: "")
"""
GO_MOD = """govulncheck: loading packages: err: exit status 1: stderr: go: errors parsing go.mod:
go.mod:1: unknown directive: package

"""


@pytest.mark.parametrize(
    ("stderr", "place"),
    [
        pytest.param(TYPES, ("in/in.go", 15, "build"), id="a type error"),
        pytest.param(SUMS, ("in/in.go", 7, "build"), id="a missing go.sum entry, said once"),
        pytest.param(GO_MOD, ("go.mod", 1, "build"), id="a go.mod that cannot be read"),
    ],
)
def test_what_does_not_load(stderr: str, place: tuple[str, int, str]) -> None:
    result = judged(scan(code=1, stderr=stderr))

    assert ([(each.file, each.line, each.rule) for each in result.findings], result.problem) == ([place], "")


NO_DATABASE = (
    'govulncheck: fetching vulnerabilities: Get "https://vuln.example.org/index/modules.json.gz": dial tcp: lookup '
    "vuln.example.org: no such host\n"
)
EMPTY = "govulncheck: no packages matched the provided patterns\n"


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(
            scan(code=1, stderr=NO_DATABASE),
            'the vulnerability database could not be read: Get "https://vuln.example.org/index/modules.json.gz": '
            "dial tcp: lookup vuln.example.org: no such host",
            id="no network",
        ),
        pytest.param(
            scan(code=1, stderr="creating client: stat /nope: no such file or directory\n"),
            "the vulnerability database could not be read: stat /nope: no such file or directory",
            id="no such database",
        ),
        pytest.param(scan(code=2, stderr=EMPTY), common.NOTHING, id="nothing loads"),
        pytest.param(
            scan(code=1, stderr="govulncheck: out of luck\n"),
            "govulncheck ended with exit status 1: govulncheck: out of luck",
            id="another failure",
        ),
        pytest.param(
            outcome(TOOL, stdout=""),
            "govulncheck printed no whole scan, so nothing shows that it looked at the code",
            id="nothing printed",
        ),
        pytest.param(
            outcome(TOOL, stdout=json.dumps(CONFIG) + '\n{"finding": {"osv"'),
            "govulncheck printed no whole scan, so nothing shows that it looked at the code",
            id="cut short",
        ),
        pytest.param(
            outcome(TOOL, stdout=json.dumps({"config": {**CONFIG["config"], "scan_level": "module"}})),
            "govulncheck printed no whole scan, so nothing shows that it looked at the code",
            id="another scan than was asked for",
        ),
        pytest.param(outcome(TOOL, ended="killed", code=9), "/tools/govulncheck was killed by signal 9", id="killed"),
    ],
)
def test_what_is_not_judged(printed: Outcome, problem: str) -> None:
    result = judged(printed)

    assert (result.findings, result.problem) == ((), problem)


def test_a_module_that_is_shut_out_does_not_harm_one_that_loads() -> None:
    assert judged(scan(), scan(code=2, stderr=EMPTY, cwd="sub"), files=NESTED).problem == ""


def test_no_scan_at_all_was_never_judged() -> None:
    assert judged().problem
