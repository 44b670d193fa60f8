"""SARIF to findings: what tools print, and what the standard allows beside."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gotasks.core.result import Finding, Result
from gotasks.core.settings import OwnCommand
from gotasks.go import own
from gotasks.go.sarif import Log, Row, read
from gotasks.testing import job, outcome

RUN = ("tools/scan", "-f", "sarif")
OWN = own.task(OwnCommand("scan", RUN, findings="sarif"))


def place(uri: str = "a.go", **region: int) -> list[Any]:
    return [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region or {"startLine": 3}}}]


def log(*results: dict[str, Any], rules: list[Any] | None = None, **run: Any) -> bytes:
    driver = {"name": "scan", "rules": rules or []}
    body = {"tool": {"driver": driver}, "results": list(results), **run}
    return json.dumps({"version": "2.1.0", "runs": [body]}).encode()


def result(**said: Any) -> dict[str, Any]:
    return {"ruleId": "R1", "message": {"text": "bad"}, "locations": place(), **said}


STATICCHECK = b"""{"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0-rtm.5.json", "runs": [{
 "tool": {"driver": {"name": "Staticcheck", "informationUri": "https://staticcheck.dev", "rules": [
  {"id": "SA1019", "defaultConfiguration": {"enabled": true, "level": "warning"}}]}},
 "invocations": [{"arguments": ["-f", "sarif", "./..."], "executionSuccessful": true}],
 "results": [{"ruleId": "SA1019", "kind": "fail", "message": {"text": "io/ioutil has been deprecated since Go 1.19"},
  "locations": [{"physicalLocation": {
  "artifactLocation": {"uri": "middleware/compress_test.go", "uriBaseId": "%SRCROOT%"},
  "region": {"startLine": 8, "startColumn": 2, "endLine": 8, "endColumn": 13}}}], "suppressions": []}]}]}
"""
GOLANGCI = b"""{"version":"2.1.0","$schema":"https://schemastore.azurewebsites.net/schemas/json/sarif-2.1.0-rtm.6.json",
"runs":[{"tool":{"driver":{"name":"golangci-lint"}},"results":[{"ruleId":"errcheck","level":"error",
"message":{"text":"Error return value of `cw.Close` is not checked"},"locations":[{"physicalLocation":
{"artifactLocation":{"uri":"middleware/compress.go","index":0},"region":{"startLine":204,"startColumn":17}}}]}]}]}
"""


@pytest.mark.parametrize(
    ("printed", "row"),
    [
        pytest.param(
            STATICCHECK,
            Row(
                "middleware/compress_test.go", 8, 2, "SA1019", "io/ioutil has been deprecated since Go 1.19", "warning"
            ),
            id="staticcheck",
        ),
        pytest.param(
            GOLANGCI,
            Row(
                "middleware/compress.go",
                204,
                17,
                "errcheck",
                "Error return value of `cw.Close` is not checked",
                "error",
            ),
            id="golangci-lint",
        ),
    ],
)
def test_what_real_tools_print(printed: bytes, row: Row) -> None:
    assert read(printed) == Log((row,))


def test_a_byte_order_mark_is_none_of_the_log() -> None:
    assert read(b"\xef\xbb\xbf" + GOLANGCI) == read(GOLANGCI)


RULES = [
    {"id": "R0"},
    {
        "id": "R1",
        "defaultConfiguration": {"level": "error"},
        "messageStrings": {"long": {"text": "{0} is {{not}} {1} {2}"}},
        "shortDescription": {"text": "what R1 is for"},
    },
]


@pytest.mark.parametrize(
    ("said", "level", "severity"),
    [
        pytest.param({"level": "error"}, "", "error", id="error"),
        pytest.param({"level": "warning"}, "error", "warning", id="warning, over the rule's level"),
        pytest.param({"level": "note"}, "", "warning", id="note"),
        pytest.param({}, "", "warning", id="nothing said"),
        pytest.param({}, "error", "error", id="the rule's level"),
        pytest.param({"ruleIndex": 0, "ruleId": None}, "error", "error", id="the rule's level, by index"),
        pytest.param({"rule": {"index": 0}, "ruleId": None}, "error", "error", id="by a reference"),
        pytest.param({"ruleId": "R1/2"}, "error", "error", id="by the identifier that its own begins with"),
        pytest.param({"ruleId": "R12"}, "error", "warning", id="not by that of another"),
        pytest.param({"kind": "fail"}, "", "warning", id="kind fail"),
        pytest.param({"suppressions": []}, "", "warning", id="not suppressed"),
        pytest.param({"suppressions": [{"status": "rejected"}]}, "", "warning", id="a suppression that was refused"),
        pytest.param(
            {"suppressions": [{}, {"status": "underReview"}]}, "", "warning", id="a suppression that is not decided"
        ),
        pytest.param({"baselineState": "unchanged"}, "", "warning", id="an old one by the tool's own baseline"),
    ],
)
def test_levels(said: dict[str, Any], level: str, severity: str) -> None:
    rules = [{"id": "R1", "defaultConfiguration": {"level": level}}] if level else []

    assert [row.severity for row in read(log(result(**said), rules=rules)).rows] == [severity]


@pytest.mark.parametrize(
    "said",
    [
        {"level": "none"},
        {"kind": "pass"},
        {"kind": "review"},
        {"suppressions": [{"kind": "inSource"}]},
        {"suppressions": [{"kind": "external", "status": "accepted"}]},
        {"baselineState": "absent"},
    ],
    ids=str,
)
def test_what_is_nothing_wrong_is_passed_over_and_counted(said: dict[str, Any]) -> None:
    assert read(log(result(**said))) == Log(passed_over=1)


def test_the_rules_of_an_extension_are_its_own() -> None:
    extension = {"name": "more", "rules": [{"id": "X", "defaultConfiguration": {"level": "error"}}]}
    driver = {"name": "scan", "rules": [{"id": "Y", "defaultConfiguration": {"level": "none"}}]}
    said = result(rule={"index": 0, "toolComponent": {"index": 0}}, ruleId=None)

    (row,) = read(log(said, tool={"driver": driver, "extensions": [extension]})).rows

    assert (row.rule, row.severity) == ("X", "error")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param({"text": "x {0} {{y}}"}, "x {0} {{y}}", id="a text without arguments is as it is"),
        pytest.param({"text": "x {0} {{y}}", "arguments": ["a"]}, "x a {y}", id="a text with an argument"),
        pytest.param({"id": "long", "arguments": ["a", 2]}, "a is {not} 2 {2}", id="a message of the rule"),
        pytest.param({"id": "all"}, "of all rules", id="a message of the tool"),
        pytest.param({"id": "nowhere"}, "what R1 is for", id="a message that is nowhere"),
        pytest.param({}, "what R1 is for", id="none"),
        pytest.param({"text": "see [the loop](1), a[0](x)"}, "see the loop, a[0](x)", id="a word that leads elsewhere"),
        pytest.param({"text": "two\nlines"}, "two\nlines", id="two lines"),
    ],
)
def test_messages(message: dict[str, Any], expected: str) -> None:
    driver = {"name": "scan", "rules": RULES, "globalMessageStrings": {"all": {"text": "of all rules"}}}

    assert [row.message for row in read(log(result(message=message), tool={"driver": driver})).rows] == [expected]


BASES = {
    "ROOT": {"uri": "file:///slot/hello/"},
    "SUB": {"uri": "sub/", "uriBaseId": "ROOT"},
    "HERE": {"description": {"text": "no URI"}},
    "LOOP": {"uri": "x/", "uriBaseId": "LOOP"},
}


@pytest.mark.parametrize(
    ("location", "path"),
    [
        pytest.param({"uri": "b/a.go"}, "b/a.go", id="relative"),
        pytest.param({"uri": "./b/../a.go"}, "a.go", id="relative, not clean"),
        pytest.param({"uri": "a%20b%C3%BC%FF.go"}, "a bü\udcff.go", id="escaped"),
        pytest.param({"uri": "file:///slot/hello/a.go"}, "a.go", id="a file URI below the checkout"),
        pytest.param({"uri": "file:///usr/x.h"}, "/usr/x.h", id="a file URI elsewhere"),
        pytest.param({"uri": "a.go", "uriBaseId": "ROOT"}, "a.go", id="a base"),
        pytest.param({"uri": "a.go", "uriBaseId": "SUB"}, "sub/a.go", id="a base on a base"),
        pytest.param({"uri": "a.go", "uriBaseId": "HERE"}, "a.go", id="a base that says nothing"),
        pytest.param({"uri": "a.go", "uriBaseId": "%SRCROOT%"}, "a.go", id="a base that is not there"),
        pytest.param({"index": 1}, "art.go", id="an artifact by its index"),
        pytest.param({"index": 7}, "", id="an index that leads nowhere"),
        pytest.param({"uri": "https://example.org/a.go"}, "", id="no file"),
        pytest.param({}, "", id="none"),
    ],
)
def test_places(location: dict[str, Any], path: str) -> None:
    artifacts = [{}, {"location": {"uri": "art.go"}}]
    where = [{"physicalLocation": {"artifactLocation": location, "region": {"startLine": 2, "startColumn": 5}}}]
    printed = log(result(locations=where), originalUriBaseIds=BASES, artifacts=artifacts)

    (finding,) = OWN.judge(job(), (outcome(*RUN, stdout=printed),)).findings

    assert (finding.file, finding.line, finding.column) == ((path, 2, 5) if path else ("", 0, 0))


@pytest.mark.parametrize(
    ("locations", "line", "column"),
    [
        pytest.param(place(startLine=3), 3, 0, id="a line"),
        pytest.param(place(startColumn=3), 0, 0, id="a column without a line"),
        pytest.param(place(charOffset=9), 0, 0, id="an offset"),
        pytest.param([], 0, 0, id="no location"),
    ],
)
def test_regions(locations: list[Any], line: int, column: int) -> None:
    assert [(row.line, row.column) for row in read(log(result(locations=locations))).rows] == [(line, column)]


NO = "what stands on standard output is no SARIF 2.1.0: "


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param(b"\n", "nothing on standard output, where SARIF was to be", id="empty"),
        pytest.param(b"a.go:1: x\n", f"{NO}Expecting value: line 1 column 1 (char 0)", id="no JSON"),
        pytest.param(GOLANGCI[:-40], NO, id="cut"),
        pytest.param(b"\xff", f"{NO}'utf-8' codec can't decode", id="no UTF-8"),
        pytest.param(b"[]", f"{NO}the log is no object", id="a list"),
        pytest.param(b"{}", f"{NO}version is None", id="other JSON"),
        pytest.param(b'{"version": "2.0.0", "runs": []}', f"{NO}version is 2.0.0", id="an old version"),
        pytest.param(b'{"version": "2.1.0"}', f"{NO}runs is no array", id="no runs"),
        pytest.param(b'{"version": "2.1.0", "runs": [1]}', f"{NO}a run is no object", id="a run that is a number"),
        pytest.param(log(result(message=3)), f"{NO}message is no object", id="a message that is a number"),
        pytest.param(b"[" * 100_000, "what stands on standard output is nested too deeply", id="deep"),
        pytest.param(
            log(
                result(locations=[{"physicalLocation": {"artifactLocation": {"uri": "a", "uriBaseId": "LOOP"}}}]),
                originalUriBaseIds=BASES,
            ),
            f"{NO}originalUriBaseIds build on each other in a circle",
            id="a circle of bases",
        ),
        pytest.param(log(results=None), "scan gives no results", id="no results"),
        pytest.param(
            log(invocations=[{"executionSuccessful": False}]),
            "scan says that it did not succeed: it does not say why",
            id="not successful",
        ),
        pytest.param(
            log(
                invocations=[
                    {
                        "executionSuccessful": False,
                        "toolExecutionNotifications": [
                            {"level": "note", "message": {"text": "began"}},
                            {"level": "error", "message": {"text": "no rules"}},
                        ],
                    }
                ]
            ),
            "scan says that it did not succeed: no rules",
            id="not successful, and why",
        ),
    ],
)
def test_what_is_not_judged(printed: bytes, problem: str) -> None:
    found = read(printed)

    assert found.rows == ()
    assert found.problem.startswith(problem)


def test_findings_of_a_run_that_failed_are_kept_beside_the_problem() -> None:
    printed = outcome(
        *RUN, code=2, stdout=log(result(), invocations=[{"executionSuccessful": False}]), stderr="oh\nno\n"
    )

    found = OWN.judge(job(), (printed,))

    assert [finding.message for finding in found.findings] == ["bad"]
    assert found.problem == "scan: scan says that it did not succeed: it does not say why (no)"


def test_a_result_becomes_a_finding() -> None:
    assert OWN.judge(job(), (outcome(*RUN, code=1, stdout=log(result())),)).findings == (
        Finding("a.go", 3, 0, "R1", "bad", "warning", tool="tools/scan", repeat="tools/scan -f sarif"),
    )


def test_a_result_without_a_rule_has_the_name_of_the_command() -> None:
    (finding,) = OWN.judge(job(), (outcome(*RUN, stdout=log(result(ruleId=None))),)).findings

    assert finding.rule == "scan"


@pytest.mark.parametrize(
    ("code", "printed", "problem"),
    [
        pytest.param(0, log(), "", id="nothing found"),
        pytest.param(
            0, log(results=None, invocations=[{"executionSuccessful": True}]), "", id="nothing, as staticcheck"
        ),
        pytest.param(1, log(result(level="none")), "", id="a status that what was passed over explains"),
        pytest.param(1, log(), "scan ended with exit status 1: oh no", id="a status that nothing explains"),
        pytest.param(1, b"", "scan: nothing on standard output, where SARIF was to be (oh no)", id="nothing printed"),
        pytest.param(0, b"", "scan: nothing on standard output, where SARIF was to be (oh no)", id="nothing, status 0"),
    ],
)
def test_the_exit_status_alone_decides_nothing(code: int, printed: bytes, problem: str) -> None:
    assert OWN.judge(job(), (outcome(*RUN, code=code, stdout=printed, stderr="oh no\n"),)) == Result(
        "scan", problem=problem
    )


def test_a_killed_command_is_not_judged_whatever_it_printed() -> None:
    killed = outcome(*RUN, code=9, ended="killed", stdout=log(result()))

    assert OWN.judge(job(), (killed,)) == Result("scan", problem="tools/scan was killed by signal 9")
