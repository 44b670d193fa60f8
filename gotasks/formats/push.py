"""A push as rows of (text, style): a line for each ref that was judged, and one for each reason not to. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from gotasks.core.push import Push, Ref
from gotasks.core.result import Verdict
from gotasks.formats.pretty import STATUS
from gotasks.formats.view import one_line, plural

WIDTH = 72
"""Characters of a reason that are shown; the whole of it was told when the tree was judged."""

Row = tuple[tuple[str, str], ...]


def rows(push: Push, place: str) -> Iterator[Row]:
    """Yield the rows of a push; ``place`` is where its report lies."""
    if push.refs:
        yield from _refs(push)
    else:
        yield from (_row(one_line(each.name), each.verdict, each.tree) for each in push.trees)
    yield from (((f"note: {note}", ""),) for note in push.notes)
    if len(push.trees) > 1:
        report = f"; report: {place}" if push.exit_status else ""
        took = f" in {push.seconds:.2f} s; {plural(len(push.trees), 'tree')}{report}"
        yield (("all: ", ""), _verdict(push.verdict), (took, ""))


def _refs(push: Push) -> Iterator[Row]:
    """Yield the refs that were judged; then, for each reason, those that were not."""
    others: dict[Verdict, list[Ref]] = {}
    for ref in push.refs:
        if ref.trees:
            yield _row(_called(push, ref), ref.verdict, ref.tree)
        else:
            others.setdefault(ref.verdict, []).append(ref)
    for verdict, refs in others.items():
        name = plural(len(refs), "ref") if refs[1:] else _called(push, refs[0])
        yield _row(name, verdict, "")


def _called(push: Push, ref: Ref) -> str:
    forced = " (forced)" if ref.kind == "forced" else ""
    there = f"{push.remote} {ref.remote}".strip()
    return one_line(f"{ref.local} -> {there}{forced}")


def _row(name: str, verdict: Verdict, tree: str) -> Row:
    return (f"{name}: ", ""), _verdict(verdict), (f"; tree {tree[:10]}" if tree else "", "")


def _verdict(verdict: Verdict) -> tuple[str, str]:
    reason = one_line(verdict.reason)
    reason = reason if len(reason) <= WIDTH else f"{reason[:WIDTH]}..."
    return f"{verdict.status} ({reason})" if reason else verdict.status, STATUS[verdict.status]
