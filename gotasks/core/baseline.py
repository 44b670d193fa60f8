"""Never worse: findings are compared with those of the trees that the change starts from."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from gotasks.core.change import Change
from gotasks.core.coverage import Coverage
from gotasks.core.result import Finding, Result, State

BUILD = "build"
"""The rule of findings that say that code does not load or compile."""

Kind = Literal["compared", "none", "absolute", "unreadable"]


class BaseTree(NamedTuple):
    """A tree of the baseline: its id, and the commit that has it."""

    id: str
    commit: str = ""


class Baseline(NamedTuple):
    """What findings are compared with.

    ``compared``: with ``trees``. ``none``: there is nothing to compare with, ``reason`` says why, and findings are
    shown and do not refuse. ``absolute``: every finding refuses. ``unreadable``: there is a baseline that cannot be
    read; ``reason`` names the mend.
    """

    kind: Kind = "absolute"
    trees: tuple[BaseTree, ...] = ()
    reason: str = ""


class Seen(NamedTuple):
    """What a task found in one tree of the baseline, and what the judged tree adds to it.

    ``unloadable``: there is nothing in that tree that Go could load, so nothing ran.
    """

    result: Result
    change: Change
    unloadable: bool = False

    @property
    def problem(self) -> str:
        """Why what was in that tree is not known; that its code does not load is no such reason."""
        broken = any(finding.rule == BUILD for finding in self.result.findings)
        return "" if self.unloadable or broken else self.result.problem


def states(
    findings: Sequence[Finding],
    seen: Sequence[Seen],
    module_of: Callable[[str], str] = lambda _: ".",
    recurring: frozenset[str] = frozenset(),
) -> tuple[State, ...]:
    """Return the state of each finding: new when no tree of the baseline has it.

    Findings are matched as a multiset of rule and text without spaces: first in the same or the renamed file, then
    in the module. Of equal ones those on lines that were not added are taken for the old ones. Where the base did
    not load, a finding is new if the change added its line. A rule that is ``recurring`` tells of what stands in
    several places and names any of them, so its findings are known by their message, less numbers, in the module.
    """
    old: set[int] = set()
    for base in seen:
        old |= _known(findings, base, module_of)
        told = {(module_of(each.file), each.rule, _numberless(each)) for each in base.result.findings}
        old |= {
            index
            for index, each in enumerate(findings)
            if each.rule in recurring and (module_of(each.file), each.rule, _numberless(each)) in told
        }
    return tuple("old" if index in old else "new" for index in range(len(findings)))


def mark(result: Result, marks: Iterable[State]) -> Result:
    """Return the result with a state for each of its findings, in their order."""
    given = iter(marks)
    parts = (
        part._replace(findings=tuple(finding._replace(state=next(given)) for finding in part.findings))
        for part in result.parts
    )
    return result._replace(parts=tuple(parts))


def fell(now: Coverage, before: Coverage, tolerance: str) -> str:
    """Say how far coverage fell, or nothing.

    It fell where the ratio did by more than ``tolerance`` percentage points and more statements are uncovered.
    """
    uncovered, was = now.statements - now.covered, before.statements - before.covered
    if uncovered <= was or not now.statements or not before.statements:
        return ""
    from fractions import Fraction  # noqa: PLC0415 - only where more is uncovered

    fall = Fraction(before.covered * 100, before.statements) - Fraction(now.covered * 100, now.statements)
    if fall <= Fraction(tolerance):
        return ""
    return (
        f"coverage fell from {before.percent} % to {now.percent} %: "
        f"{uncovered} statements are not covered, there were {was} before"
    )


def _known(findings: Sequence[Finding], base: Seen, module_of: Callable[[str], str]) -> set[int]:
    """Return the indices of the findings that a tree of the baseline has."""
    found = base.result.findings
    change = base.change
    left = [*sorted(range(len(findings)), key=lambda index: change.adds(findings[index].file, findings[index].line))]
    known: set[int] = set()
    there = Counter((finding.file, *_same(finding)) for finding in found)
    for index in left:
        key = (change.before(findings[index].file), *_same(findings[index]))
        if there[key]:
            there[key] -= 1
            known.add(index)
    elsewhere: Counter[tuple[str, str, str]] = Counter()
    for (file, rule, text), count in there.items():
        elsewhere[module_of(file), rule, text] += count
    for index in left:
        if index not in known:
            wide = (module_of(findings[index].file), *_same(findings[index]))
            if elsewhere[wide]:
                elsewhere[wide] -= 1
                known.add(index)
    return known | {index for index in left if index not in known and _hidden(findings[index], base)}


def _same(finding: Finding) -> tuple[str, str]:
    """Return what makes two findings the same one: the rule, and the text without spaces."""
    return finding.rule, "".join((finding.text.strip() or finding.message).split())


def _numberless(finding: Finding) -> str:
    """Return a message without its numbers: how often, and on which lines."""
    return re.sub(r"\d+", "", finding.message)


def _hidden(finding: Finding, base: Seen) -> bool:
    """Whether the base may have had a finding that could not be seen there, because it did not load.

    A build finding is held to its own package: one that loaded before, and does not now, was broken by the change.
    """
    broken = {_folder(other.file) for other in base.result.findings if other.rule == BUILD}
    here = _folder(finding.file) in broken
    hides = here if finding.rule == BUILD else bool(broken or base.unloadable)
    return hides and not base.change.adds(finding.file, finding.line)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
