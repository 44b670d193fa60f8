"""Never worse: which findings are new, by tables."""

from __future__ import annotations

import pytest

from gotasks.core.baseline import Seen, fell, mark, states
from gotasks.core.change import Change
from gotasks.core.coverage import Coverage
from gotasks.core.result import Finding, Part, Result, verdict_of


def at(file: str, line: int, text: str, rule: str = "SA1") -> Finding:
    return Finding(file, line, 0, rule, "message", text=text)


def base(*findings: Finding, change: Change | None = None, problem: str = "") -> Seen:
    return Seen(Result("lint", (Part("tree", ".", findings),), problem), change or Change())


OLD = at("a.go", 3, "\tx := 1")

CASES = {
    "the same finding is old": ([OLD], [base(OLD)], ["old"]),
    "a finding that moved down is old": ([at("a.go", 30, "\tx := 1")], [base(OLD)], ["old"]),
    "spaces do not count": ([at("a.go", 3, "x:=1")], [base(OLD)], ["old"]),
    "another rule on the same line is new": ([at("a.go", 3, "\tx := 1", "SA2")], [base(OLD)], ["new"]),
    "another text is new": ([at("a.go", 3, "\ty := 1")], [base(OLD)], ["new"]),
    "one of two equal ones is new, and it is the added one": (
        [at("a.go", 2, "\tx := 1"), at("a.go", 3, "\tx := 1")],
        [base(OLD, change=Change({"a.go": ((2, 1),)}))],
        ["new", "old"],
    ),
    "a finding in a renamed file is old": (
        [at("b/c.go", 3, "\tx := 1")],
        [base(OLD, change=Change(renamed={"b/c.go": "a.go"}))],
        ["old"],
    ),
    "a finding that moved to another file of the module is old": (
        [at("z.go", 9, "\tx := 1")],
        [base(OLD, change=Change({"z.go": ((1, 20),)}))],
        ["old"],
    ),
    "a copy is new where the old one stays": (
        [OLD, at("z.go", 9, "\tx := 1")],
        [base(OLD, change=Change({"z.go": ((1, 20),)}))],
        ["old", "new"],
    ),
    "a finding that moved to another module is new": ([at("m/a.go", 9, "\tx := 1")], [base(OLD)], ["new"]),
    "what one side of a merge has is old": ([OLD], [base(), base(OLD)], ["old"]),
    "what no side of a merge has is new": ([OLD], [base(), base()], ["new"]),
    "where the base did not build, an untouched line is old": (
        [OLD],
        [base(at("b.go", 1, "bad", "build"), change=Change({"b.go": ((1, 1),)}))],
        ["old"],
    ),
    "where the base did not build, an added line is new": (
        [OLD],
        [base(at("b.go", 1, "bad", "build"), change=Change({"a.go": ((3, 1),)}))],
        ["new"],
    ),
    "a package that built before and does not now is new, also on a line that was not added": (
        [at("c/c.go", 7, "b.Gone()", "build")],
        [base(at("b/b.go", 1, "bad", "build"))],
        ["new"],
    ),
    "a package that did not build before may fail elsewhere": (
        [at("b/b.go", 7, "next error", "build")],
        [base(at("b/b.go", 1, "bad", "build"))],
        ["old"],
    ),
    "findings without a line are told apart by their message": (
        [Finding("", 0, 0, "status", "ended with 1"), Finding("", 0, 0, "status", "ended with 2")],
        [base(Finding("", 0, 0, "status", "ended with 1"))],
        ["old", "new"],
    ),
}


@pytest.mark.parametrize(("findings", "seen", "expected"), CASES.values(), ids=CASES)
def test_states(findings: list[Finding], seen: list[Seen], expected: list[str]) -> None:
    assert list(states(findings, seen, lambda path: "m" if path.startswith("m/") else ".")) == expected


def test_what_recurs_is_known_by_its_message_wherever_it_is_found() -> None:
    def goconst(file: str, line: int, message: str) -> Finding:
        return Finding(file, line, 0, "goconst", message, text=f"{file} {line}")

    old = base(goconst("a.go", 3, "string `x` has 3 occurrences"), goconst("m/a.go", 1, "string `z` has 2 occurrences"))
    found = [
        goconst("b.go", 9, "string `x` has 4 occurrences"),
        goconst("a.go", 7, "string `x` has 4 occurrences"),
        goconst("a.go", 5, "string `y` has 3 occurrences"),
        goconst("a.go", 4, "string `z` has 2 occurrences"),
    ]
    modules = lambda path: "m" if path.startswith("m/") else "."  # noqa: E731

    assert states(found, [old], modules, frozenset({"goconst"})) == ("old", "old", "new", "new")
    assert set(states(found, [old], modules)) == {"new"}


def test_only_new_findings_refuse() -> None:
    result = Result("lint", (Part("file", "a", (OLD, OLD)), Part("file", "b", (OLD,))))

    assert verdict_of(mark(result, ["old", "first seen", "old"])).status == "passed"
    assert verdict_of(mark(result, ["old", "new", "old"])).reason == "1 new finding"
    assert [finding.state for finding in mark(result, ["old", "new", "old"]).findings] == ["old", "new", "old"]


@pytest.mark.parametrize(
    ("now", "before", "tolerance", "refuses"),
    [
        ((79, 100), (80, 100), "0.1", True),
        ((79, 100), (80, 100), "1", False),
        ((799, 1000), (80, 100), "0.1", False),
        ((8000, 10001), (80, 100), "0.1", False),
        ((40, 51), (80, 100), "0.1", False),
        ((0, 0), (80, 100), "0.1", False),
        ((5, 10), (0, 0), "0.1", False),
        ((80, 100), (80, 100), "0", False),
    ],
    ids=[
        "fell",
        "fell within the tolerance",
        "fell by exactly a tenth",
        "fell by less than a tenth",
        "fell because covered code went",
        "nothing left to cover",
        "nothing there before",
        "the same",
    ],
)
def test_coverage_refuses_when_ratio_fell_and_uncovered_statements_grew(
    now: tuple[int, int], before: tuple[int, int], tolerance: str, *, refuses: bool
) -> None:
    told = fell(Coverage(*now), Coverage(*before), tolerance)

    assert bool(told) == refuses
    assert not told or "coverage fell from 80.00 %" in told
