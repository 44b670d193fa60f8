"""The event stream of ``go test -json`` (``go doc test2json``), gathered by package and test."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(slots=True)
class TestRun:
    """One test or subtest: its last action (empty while it has not ended) and all that it printed."""

    action: str = ""
    output: str = ""


@dataclass(slots=True)
class PackageRun:
    """One package: ``action`` is pass, fail or skip, or empty when the stream ended before the package did."""

    action: str = ""
    output: str = ""
    failed_build: str = ""
    tests: dict[str, TestRun] = field(default_factory=dict)


@dataclass(slots=True)
class Stream:
    """All events of a run; ``builds`` is the compiler's output by import path, ``other`` what is no event."""

    packages: dict[str, PackageRun] = field(default_factory=dict)
    builds: dict[str, str] = field(default_factory=dict)
    other: str = ""


def read(text: str) -> Stream:
    """Gather a stream. A line that is no event is kept in ``other``: older Go prints build failures that way."""
    stream = Stream()
    for line in text.split("\n"):
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        if not isinstance(event, dict) or "Action" not in event:
            stream.other += f"{line}\n" if line else ""
        elif event["Action"].startswith("build-"):
            path = event.get("ImportPath", "")
            stream.builds[path] = stream.builds.get(path, "") + event.get("Output", "")
        else:
            _package_event(stream.packages.setdefault(event.get("Package", ""), PackageRun()), event)
    return stream


def _package_event(package: PackageRun, event: dict[str, str]) -> None:
    action, name = event["Action"], event.get("Test")
    target = package.tests.setdefault(name, TestRun()) if name else package
    if action == "output":
        target.output += event.get("Output", "")
    elif action in {"pass", "fail", "skip"}:
        target.action = action
        package.failed_build = event.get("FailedBuild", package.failed_build)
