"""What other tasks go by in golangci-lint's configuration file.

Its keys: https://golangci-lint.run/docs/configuration/file/ (v2), and what they were called in v1.
"""

import json
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from posixpath import dirname, normpath
from typing import Any, NamedTuple

from gotasks.core.keys import digest
from gotasks.core.task import Job
from gotasks.core.tree import Entry

NAMES = (".golangci.json", ".golangci.toml", ".golangci.yaml", ".golangci.yml")
"""In the order in which golangci-lint looks for them in a folder."""

WORD = r"[^\s\"'\[\],]+"
EXCLUDING = (
    r"""(?<![\w-])["']?(?:path|path-except|source|text)["']?[ \t]*[:=][ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\n,}]*)"""
)
"""The keys of a rule that leaves findings out, by expressions for them, and their values."""
EXTRA = ("group-params", "clothe-returns", "balance-calls")


class UnreadableError(ValueError):
    """A configuration file is broken; says which, and what is wrong."""


class Gofumpt(NamedTuple):
    """Whether gofumpt is enabled, which of its extra rules are, and what is said to be the module's path."""

    enabled: bool = False
    extra: tuple[str, ...] = ()
    module_path: str = ""


def nearest(texts: Mapping[str, str], folder: str) -> str:
    """Return the configuration file that holds in a folder: its own, else that of the nearest folder above it."""
    while True:
        for name in NAMES:
            path = normpath(f"{folder}/{name}")
            if path in texts:
                return path
        if folder == ".":
            return ""
        folder = dirname(folder) or "."


def read(path: str, text: str) -> dict[str, Any]:
    """Read a configuration file by the ending of its name. Raises UnreadableError."""
    try:
        rows = _parsed(path, text)
    except RecursionError:
        raise UnreadableError(f"{path}: nested too deeply") from None
    except ValueError as error:
        raise UnreadableError(f"{path}: {error}") from None
    if rows is None:
        return {}
    if not isinstance(rows, dict):
        raise UnreadableError(f"{path}: not a table of keys")
    return rows


def gofumpt_in(texts: Mapping[str, str], folder: str) -> Gofumpt:
    """Return what the configuration that holds in a folder says of gofumpt. Raises UnreadableError."""
    path = nearest(texts, folder)
    return _gofumpt(path, texts[path]) if path else Gofumpt()


@lru_cache(maxsize=64)
def _gofumpt(path: str, text: str) -> Gofumpt:
    if "gofumpt" not in text and "enable-all" not in text:
        return Gofumpt()  # importing yaml takes as long as all of fmt
    rows = read(path, text)
    linters = _table(rows, "linters")
    enabled = "gofumpt" in (*_names(_table(rows, "formatters"), "enable"), *_names(linters, "enable"))
    every = linters.get("enable-all") is True and "gofumpt" not in _names(linters, "disable")
    said = {
        **_table(rows, "linters-settings", "gofumpt"),
        **_table(rows, "formatters", "settings", "gofumpt"),
    }
    chosen = tuple(name for name in EXTRA if _table(said, "extra").get(name) is True)
    # The older key never stood for rules that came after it (golangci-lint, pkg/goformatters/gofumpt).
    extra = chosen or (EXTRA[:2] if said.get("extra-rules") is True else ())
    return Gofumpt(enabled or every, extra, str(said.get("module-path") or ""))


def _parsed(path: str, text: str) -> Any:
    if path.endswith(".json"):
        return json.loads(text)
    if path.endswith(".toml"):
        import tomllib  # noqa: PLC0415 - only where there is such a file

        return tomllib.loads(text)
    import yaml  # noqa: PLC0415 - 25 ms that only trees with such a file pay

    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise ValueError(f"{line}{error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise ValueError(str(error).split("\n")[0]) from None


def _table(rows: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """Return the table at a path of keys, empty where there is none."""
    found: Any = rows
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return dict(found) if isinstance(found, Mapping) else {}


def _names(rows: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return a list of names; golangci-lint takes one text, with commas, for a list too."""
    said = rows.get(key)
    if isinstance(said, str):
        said = said.split(",")
    return tuple(str(name).strip() for name in said) if isinstance(said, list) else ()


def cache(name: str, text: str, entries: Iterable[Entry]) -> str:
    """Return the name of the cache to use: golangci-lint keeps answers without the files that its configuration names.

    Such are goheader's template and ruleguard's rules; a file counts as named when its name, or a pattern that it
    matches, stands in the configuration.
    """
    text = text.replace("${base-path}/", "").replace("${config-path}/", "")
    words = re.findall(WORD, re.sub(EXCLUDING, "", text))
    globs = [word.removeprefix("./") for word in words if set(word) & set("*?[")]
    named = [
        (entry.path, entry.oid)
        for entry in entries
        if entry.path.rpartition("/")[2] in text or any(fnmatchcase(entry.path, f"*{glob}") for glob in globs)
    ]
    return f"{name}-{digest(named)[:12]}" if named else name


def target(job: Job) -> str:
    """Name what else its cache does not know of: for which machine it looks, and which files are embedded."""
    env = dict(job.toolchain.env)
    machine = [env.get(name, "") for name in ("GOOS", "GOARCH", "CGO_ENABLED", "GOFLAGS", "GOEXPERIMENT")]
    embedded = sorted(path for path in job.keys().compiled if not path.endswith(".go"))
    return digest(machine, embedded)[:12]
