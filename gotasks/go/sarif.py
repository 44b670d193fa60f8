"""SARIF 2.1.0, as tools print it: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html (§ below).

``error`` stays an error; ``warning`` and ``note`` are warnings. Passed over is what says of itself that it is nothing
wrong: level ``none``, a kind other than ``fail``, what is suppressed, and what is absent from the tool's own baseline.

Columns count UTF-16 units or characters there (§3.14.17) and bytes here; the source is not at hand, so they are kept
as they are: they are the same in a line of ASCII, and too small after other characters.
"""

import json
import re
from collections.abc import Iterator, Mapping
from posixpath import join
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from gotasks.core.result import Severity

Table = Mapping[str, Any]

SEVERITY: Mapping[str, Severity] = {"error": "error", "warning": "warning", "note": "warning"}
LINK = r"\[((?:[^\[\]\\]|\\.)*)\]\(\d+\)"
"""A word that leads to a related location (§3.11.6)."""
PLACEHOLDER = r"\{\{|\}\}|\{(\d+)\}"
DEPTH = 16
"""Base identifiers that build on each other, at most: more must be a circle."""


class Row(NamedTuple):
    """One result. ``path`` is absolute or relative to where the tool ran, empty where it has none."""

    path: str
    line: int
    column: int
    rule: str
    message: str
    severity: Severity


class Log(NamedTuple):
    """What a log says: the results that count, how many were passed over, and why it does not say everything."""

    rows: tuple[Row, ...] = ()
    passed_over: int = 0
    problem: str = ""


def read(data: bytes) -> Log:
    """Read a log. What is no SARIF, or says of itself that it is not whole, is a problem."""
    if not data.strip():
        return Log(problem="nothing on standard output, where SARIF was to be")
    try:
        runs = _runs(json.loads(data.decode("utf-8-sig")))
        rows = [row for run in runs for row in _rows(run)]
    except RecursionError:
        return Log(problem="what stands on standard output is nested too deeply")
    except ValueError as error:
        return Log(problem=f"what stands on standard output is no SARIF 2.1.0: {error}")
    found = tuple(row for row in rows if row)
    return Log(found, len(rows) - len(found), next(filter(None, map(_failure, runs)), ""))


def _runs(log: Any) -> list[Table]:
    version = str(_table(log, "the log").get("version"))
    if not version.startswith("2.1."):
        raise ValueError(f"version is {version}")
    return [_table(run, "a run") for run in _list(log.get("runs"), "runs")]


def _table(value: Any, what: str) -> Table:
    """Return a table; an absent one is empty."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"{what} is no object")  # noqa: TRY004 - callers catch one kind of error
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{what} is no array")  # noqa: TRY004 - likewise
    return value


def _at(value: Any, *keys: str) -> Table:
    """Return the table at a path of keys, empty where there is none."""
    for key in keys:
        value = _table(value, key).get(key)
    return _table(value, keys[-1])


def _item(values: Any, index: Any) -> Table:
    """Return the object at an index, as SARIF points to things (-1 for none); empty where there is none."""
    there = isinstance(values, list) and isinstance(index, int) and 0 <= index < len(values)
    return _table(values[index], "what an index points to") if there else {}


def _failure(run: Table) -> str:
    """Return why a run did not see everything: it said so, or has no results (§3.14.23) and does not say that it ran.

    staticcheck leaves results away where there are none.
    """
    name = _at(run, "tool", "driver").get("name") or "the tool"
    invocations = _list(run.get("invocations") or [], "invocations")
    for invocation in invocations:
        if _table(invocation, "an invocation").get("executionSuccessful") is False:
            told = [invocation.get("exitCodeDescription"), *_notified(invocation)]
            why = next((str(text) for text in told if text), "it does not say why")
            return f"{name} says that it did not succeed: {why}"
    ran = any(invocation.get("executionSuccessful") is True for invocation in invocations)
    return f"{name} gives no results" if run.get("results") is None and not ran else ""


def _notified(invocation: Table) -> Iterator[str]:
    for key in ("toolExecutionNotifications", "toolConfigurationNotifications"):
        for told in _list(invocation.get(key) or [], key):
            if _table(told, "a notification").get("level") == "error":
                yield _at(told, "message").get("text", "")


def _rows(run: Table) -> Iterator[Row | None]:
    """Yield each result, None for what is passed over."""
    results = run.get("results")
    for result in _list(results, "results") if results is not None else ():
        rule = _rule(run, _table(result, "a result"))
        level = str(result.get("level") or _at(rule, "defaultConfiguration").get("level") or "warning")
        # A check that passed, an open question, or what the tool itself says is gone, is nothing to mend.
        idle = result.get("kind") not in {None, "fail"} or result.get("baselineState") == "absent"
        if idle or level == "none" or _suppressed(result):
            yield None
            continue
        name = str(result.get("ruleId") or _at(result, "rule").get("id") or rule.get("id") or "")
        path, region = _place(run, result)
        line, column = (_number(region.get(key)) for key in ("startLine", "startColumn"))
        yield Row(path, line, column if line else 0, name, _message(run, rule, result), SEVERITY.get(level, "error"))


def _number(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _suppressed(result: Table) -> bool:
    """Whether a result is suppressed: somebody asked for it, and nobody refused or is still to decide (§3.35.3)."""
    states = {
        str(_table(each, "a suppression").get("status") or "accepted")
        for each in _list(result.get("suppressions") or [], "suppressions")
    }
    return states == {"accepted"}


def _rule(run: Table, result: Table) -> Table:
    """Return what the tool, or one of its extensions, says of a result's rule (§3.27.7, §3.52)."""
    points = _at(result, "rule")
    extension = _at(points, "toolComponent").get("index")
    component = _at(run, "tool", "driver")
    if extension is not None:
        component = _item(_at(run, "tool").get("extensions"), extension) or component
    index = result.get("ruleIndex", points.get("index"))
    rules = component.get("rules") or []
    name = str(result.get("ruleId") or points.get("id") or "")
    # The identifier of a result may go deeper than its rule's: CA1000/1 (§3.27.5).
    named = [each for each in _list(rules, "rules") if f"{name}/".startswith(f"{_table(each, 'a rule').get('id')}/")]
    return _item(rules, index) or max(named, key=lambda each: len(str(each["id"])), default={})


def _message(run: Table, rule: Table, result: Table) -> str:
    """Return the text of a message, which may stand with the rule, and have places to be filled (§3.11)."""
    said = _at(result, "message")
    text = said.get("text")
    if text is None:
        key = str(said.get("id", ""))
        text = _at(rule, "messageStrings", key).get("text")
        text = text or _at(run, "tool", "driver", "globalMessageStrings", key).get("text")
        text = text or _at(rule, "shortDescription").get("text") or key or "no message"
    arguments = _list(said.get("arguments") or [], "arguments")

    def fill(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0][0]
        number = int(found[1])
        return str(arguments[number]) if number < len(arguments) else found[0]

    return re.sub(LINK, r"\1", re.sub(PLACEHOLDER, fill, str(text)) if arguments or "text" not in said else str(text))


def _place(run: Table, result: Table) -> tuple[str, Table]:
    """Return the path and the region of a result's first location."""
    physical = _at(_item(result.get("locations"), 0), "physicalLocation")
    location = _at(physical, "artifactLocation")
    if not location.get("uri"):
        location = _at(_item(run.get("artifacts"), location.get("index")), "location")
    path = _path(run, location)
    return path, _at(physical, "region") if path else {}


def _path(run: Table, location: Table) -> str:
    """Return the path that a URI means, over the bases that it builds on (§3.4); of another scheme's none."""
    path = ""
    for _ in range(DEPTH):
        uri = urlsplit(str(location.get("uri") or ""))
        if uri.scheme not in {"", "file"}:
            return ""
        path = (
            join(unquote(uri.path, errors="surrogateescape"), path)
            if path
            else unquote(uri.path, errors="surrogateescape")
        )
        base = location.get("uriBaseId")
        if uri.scheme or path.startswith("/") or base is None:
            return path
        location = _at(run, "originalUriBaseIds", str(base))
    raise ValueError("originalUriBaseIds build on each other in a circle")
