"""The event stream of ``go test -json`` (``go doc test2json``), gathered by package and test."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from gotasks.core.plain import EMPTY


class TestRun(NamedTuple):
    """One test or subtest: its last action (empty while it has not ended) and all that it printed."""

    action: str = ""
    output: str = ""


class PackageRun(NamedTuple):
    """One package: ``action`` is pass, fail or skip, or empty when the stream ended before the package did."""

    action: str = ""
    output: str = ""
    failed_build: str = ""
    tests: Mapping[str, TestRun] = EMPTY

    @property
    def ended(self) -> bool:
        """Whether Go says that it started a test binary, which ended well."""
        return any(line.startswith("ok  \t") for line in self.output.split("\n"))


class Stream(NamedTuple):
    """All events of a run; ``builds`` is the compiler's output by import path, ``other`` what is no event."""

    packages: Mapping[str, PackageRun] = EMPTY
    builds: Mapping[str, str] = EMPTY
    other: str = ""


class _Gathered:
    """What a test or package printed, in pieces, and how it ended."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.action = self.failed_build = ""

    def take(self, event: Mapping[str, str]) -> None:
        if event["Action"] == "output":
            self.pieces.append(event.get("Output", ""))
        elif event["Action"] in {"pass", "fail", "skip"}:
            self.action = event["Action"]
            self.failed_build = event.get("FailedBuild", "")


def read(text: str) -> Stream:
    """Gather a stream. A line that is no event is kept in ``other``: older Go prints build failures that way."""
    packages: dict[str, dict[str, _Gathered]] = defaultdict(lambda: defaultdict(_Gathered))
    builds: dict[str, list[str]] = defaultdict(list)
    other = []
    for line in text.split("\n"):
        event = _event(line)
        if event is None:
            other += [f"{line}\n"] if line else []
        elif event["Action"].startswith("build-"):
            builds[event.get("ImportPath", "")].append(event.get("Output", ""))
        else:
            tests = packages[event.get("Package", "")]
            tests[event.get("Test", "")].take(event)
    return Stream(
        {name: _package(tests) for name, tests in packages.items()},
        {name: "".join(pieces) for name, pieces in builds.items()},
        "".join(other),
    )


def _event(line: str) -> dict[str, str] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and isinstance(event.get("Action"), str) else None


def _package(tests: Mapping[str, _Gathered]) -> PackageRun:
    """Freeze a package; what it printed outside all tests is under the empty name."""
    own = tests.get("") or _Gathered()
    runs = {name: TestRun(test.action, "".join(test.pieces)) for name, test in tests.items() if name}
    return PackageRun(own.action, "".join(own.pieces), own.failed_build, runs)
