"""What a person reads of a push."""

from __future__ import annotations

import pytest

from gotasks.core.push import DELETED, KNOWN, Judged, Push, Ref
from gotasks.core.result import Verdict
from gotasks.formats.push import rows

TREE, COMMIT, ZERO = "1234abcd56" + "0" * 30, "c" * 40, "0" * 40
PASSED = Verdict("passed")
FAILED = Verdict("failed", "fmt")


def ref(name: str, verdict: Verdict, kind: str = "new") -> Ref:
    trees = (TREE,) if verdict.reason not in {KNOWN, DELETED} else ()
    return Ref(name, name, COMMIT, ZERO, kind, TREE, COMMIT, trees, verdict, "")  # type: ignore[arg-type]


def text(
    *refs: Ref, trees: int = 1, verdict: Verdict = PASSED, remote: str = "origin", notes: tuple[str, ...] = ()
) -> str:
    code = int(verdict.status != "passed")
    judged = (Judged("commit cccccccccc", TREE, (COMMIT,), verdict, code, ""),) * trees
    push = Push("0.1.0", remote, "u", refs, judged, verdict, code, "2026-01-01T00:00:00.000Z", 1.5, notes)
    return "\n".join("".join(part for part, _ in row) for row in rows(push, ".git/gotasks/push.json"))


OLD = Verdict("skipped", KNOWN)
GONE = Verdict("skipped", DELETED)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (text(ref("refs/heads/x", PASSED)), "refs/heads/x -> origin refs/heads/x: passed; tree 1234abcd56"),
        (text(ref("x", FAILED, "forced"), remote=""), "x -> x (forced): failed (fmt); tree 1234abcd56"),
        (text(ref("x", OLD)), "x -> origin x: skipped (the remote has that already)"),
        (text(ref("a\nb", GONE)), "a\\nb -> origin a\\nb: skipped (that deletes a ref)"),
        (
            text(*[ref(str(number), OLD) for number in range(200)], ref("y", GONE), ref("x", PASSED)),
            (
                "x -> origin x: passed; tree 1234abcd56\n200 refs: skipped (the remote has that already)\n"
                "y -> origin y: skipped (that deletes a ref)"
            ),
        ),
        (
            text(ref("x", FAILED), verdict=FAILED, trees=2, notes=("push again",)),
            (
                "x -> origin x: failed (fmt); tree 1234abcd56\nnote: push again\n"
                "all: failed (fmt) in 1.50 s; 2 trees; report: .git/gotasks/push.json"
            ),
        ),
        (text(), "commit cccccccccc: passed; tree 1234abcd56"),
        (
            text(ref("x", Verdict("not judged", "y" * 100))),
            f"x -> origin x: not judged ({'y' * 72}...); tree 1234abcd56",
        ),
    ],
)
def test_a_line_for_each_ref_and_one_for_each_reason(said: str, lines: str) -> None:
    assert said == lines
