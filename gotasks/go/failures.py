"""What went wrong in a test binary, read from its output: data races, panics, fatal errors, timeouts, failing tests."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gotasks.go.testjson import PackageRun, TestRun

RACE = r"(?ms)^={18}\nWARNING: DATA RACE\n(.*?)^={18}$"
CRASH = r"(?m)^(panic|fatal error): (.*)$"
FRAME = r"(?m)^[ \t]+(/.*?|_testmain\.go):(\d+)(?: \+0x[0-9a-f]+)?$"
LOGGED = r"(?m)^ +([^\s:][^:\n]*\.go):(\d+): (.*)$"
RUNNING = r"(?m)^\t\t(\S+) \("
FRAMING = r"^[ \t]*+(?:=== |--- (?:PASS|FAIL|SKIP|BENCH)|={18}$|race detected|.*testing\.go:\d+: race detected)"

LINES = 40
"""Lines of a test's output that a finding's message keeps."""


class Failure(NamedTuple):
    """One failure of ``test``; ``file`` is as printed: a test's own lines give a base name."""

    rule: str
    test: str
    message: str
    file: str = ""
    line: int = 0


def failures(package: PackageRun, inside: Callable[[str], bool]) -> Iterator[Failure]:
    """Tell the failures of a package apart. ``inside`` says whether a file of a stack is the user's own."""
    told = died = False
    for name, test in [*package.tests.items(), ("", TestRun(package.action, package.output))]:
        crashes = [*_races(name, test.output, inside)]
        if not died and test.action not in {"pass", "skip"}:
            last = [*_crash(name, test.output, inside)]
            died = bool(last)
            crashes += last
        told = told or bool(crashes)
        yield from crashes
        if name and test.action == "fail" and _own(name, test, package, crashed=bool(crashes)):
            told = True
            yield _failed(name, test)
    if not told:
        yield Failure("package", "", f"failed without a failing test\n{kept(package.output)}".strip())


def kept(output: str) -> str:
    """Return a test's output without go test's own lines, cut to the last of it."""
    lines = [line for line in output.split("\n") if line.strip() and not re.match(FRAMING, line)]
    return "\n".join(lines[-LINES:])


def _own(name: str, test: TestRun, package: PackageRun, *, crashed: bool) -> bool:
    """Whether a failing test has a failure of its own beside its subtests', its race and its panic."""
    below = any(other.startswith(name + "/") and run.action == "fail" for other, run in package.tests.items())
    if crashed:
        return bool(re.search(LOGGED, re.sub(RACE, "", kept(test.output)))) and not re.search(CRASH, test.output)
    return bool(kept(test.output)) if below else True


def _failed(name: str, test: TestRun) -> Failure:
    logged = re.search(LOGGED, "\n".join(line for line in test.output.split("\n") if not re.match(FRAMING, line)))
    file, line = (logged[1], int(logged[2])) if logged else ("", 0)
    return Failure("test", name, f"{name} failed\n{kept(test.output)}".strip(), file, line)


def _races(name: str, output: str, inside: Callable[[str], bool]) -> Iterator[Failure]:
    for block in re.finditer(RACE, output):
        file, line = _frame(block[1], inside)
        yield Failure("race", name, f"data race\n{_short(block[1], inside)}", file, line)


def _crash(name: str, output: str, inside: Callable[[str], bool]) -> Iterator[Failure]:
    match = re.search(CRASH, output)
    if not match:
        return
    stack = output[match.start() :]
    if match[2].startswith("test timed out after"):
        running = re.findall(RUNNING, stack) or [name]
        file, line = _frame(stack, inside)
        message = f"{match[2]}; running: {', '.join(running)}"
        yield Failure("timeout", running[-1], message, file, line)
        return
    file, line = _frame(stack, inside)
    yield Failure(
        "panic", name, f"{match[1]}: {match[2]}\n{_short(stack.partition(chr(10))[2], inside)}".strip(), file, line
    )


def _frame(stack: str, inside: Callable[[str], bool]) -> tuple[str, int]:
    """Return file and line of the first frame that lies in the tree."""
    for frame in re.finditer(FRAME, stack):
        if inside(frame[1]):
            return frame[1], int(frame[2])
    return "", 0


def _short(stack: str, inside: Callable[[str], bool]) -> str:
    """Keep of a stack what lies in the tree: each call is a line with the function and one with the place."""
    kept_lines: list[str] = []
    for line in stack.split("\n"):
        frame = re.match(FRAME, line)
        if frame and not inside(frame[1]):
            kept_lines[-1:] = []
        elif line.strip():
            kept_lines.append(line)
    return "\n".join(kept_lines[:LINES])
