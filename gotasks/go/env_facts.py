"""What env-check's commands told, and what an indicator says of it: ok, advice, wrong or not known.

Wrong is only what stops Go from working; everything else that is worth a word is advice and refuses nothing.
"""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from gotasks.core.command import Outcome
from gotasks.core.plain import EMPTY
from gotasks.core.result import Finding
from gotasks.core.task import Job

VARIABLES = (
    "CC",
    "CGO_ENABLED",
    "GO111MODULE",
    "GOARCH",
    "GOBIN",
    "GOCACHE",
    "GOFLAGS",
    "GOINSECURE",
    "GOMODCACHE",
    "GONOPROXY",
    "GONOSUMDB",
    "GOOS",
    "GOPATH",
    "GOPRIVATE",
    "GOPROXY",
    "GOROOT",
    "GOSUMDB",
    "GOTMPDIR",
    "GOTOOLCHAIN",
    "GOVCS",
)
"""The variables whose origin is told (``go help environment``)."""

DERIVED = {
    "CC": "GOOS",
    "CGO_ENABLED": "GOOS",
    "GOMODCACHE": "GOPATH",
    "GONOPROXY": "GOPRIVATE",
    "GONOSUMDB": "GOPRIVATE",
}
"""Variables whose default follows another variable."""

BLAME = (
    ("cannot find GOROOT", "runtime/goroot"),
    ("GOPATH entry", "environment/gopath"),
    ("parsing $GOFLAGS", "environment/goflags"),
    ("GO111MODULE", "modules/mode"),
    ("toolchain not available", "modules/go-line"),
    ("golang.org/toolchain@", "modules/go-line"),
    ("GOTOOLCHAIN", "modules/go-line"),
)
"""Which indicator is to tell what Go says when it does not start; what is not listed belongs to the first."""

Word = Literal["ok", "advice", "wrong", "not known"]


class Said(NamedTuple):
    """What an indicator says."""

    word: Word
    text: str
    findings: tuple[Finding, ...] = ()


class Facts(NamedTuple):
    """What the commands told.

    ``here`` are Go's variables as they are, ``written`` without the process's own, ``default`` without the file of
    ``go env -w`` too; ``trouble`` is why ``here`` is empty; ``checked`` is GOFLAGS as the checks see it; ``places``
    are inodes of what is there, by path.
    """

    job: Job
    here: Mapping[str, str] = EMPTY
    written: Mapping[str, str] = EMPTY
    default: Mapping[str, str] = EMPTY
    trouble: str = ""
    flags: Outcome | None = None
    compiled: Outcome | None = None
    git: Outcome | None = None
    compiler: Outcome | None = None
    writable: Outcome | None = None
    checked: str | None = None
    places: Mapping[str, str] = EMPTY

    def value(self, name: str) -> str | None:
        """Return what is in force; where Go does not start, what would be: the process's value, else the file's."""
        if self.here:
            return self.here.get(name, "")
        known = self.written or self.default
        return (self.job.environ.get(name) or known.get(name, "")) if known else None

    @property
    def blamed(self) -> str:
        """The indicator that is to tell why Go does not start, or nothing when it does."""
        if not self.trouble:
            return ""
        return next((name for sign, name in BLAME if sign in self.trouble), "runtime/go")

    def origin(self, name: str) -> str:
        """Say where a value comes from."""
        if self.job.environ.get(name):
            return "your environment"
        return "go env -w" if self.filed(name) else "Go's default"

    def filed(self, name: str) -> bool:
        """Whether ``go env -w`` wrote a value that is not the default."""
        if name in DERIVED and self.filed(DERIVED[name]):
            return False
        return self.written.get(name) != self.default.get(name)


def public(text: str) -> str:
    """Cut user names and passwords out of addresses."""
    return re.sub(r"(?<=://)[^/\s@\"',|]+(?=@)", "[redacted]", text)


def wrong(text: str, again: str, file: str = "", line: int = 0) -> Said:
    """Return the word on what is broken; ``again`` shows it."""
    return Said("wrong", text, (Finding(file, line, 0, "", text, tool="env-check", text=text, repeat=again),))


def number(text: str) -> tuple[int, ...]:
    """Read a version, such as that of ``go1.26.8`` or ``git version 2.39.5``; nothing where there is none."""
    match = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part or 0) for part in match.groups()) if match else ()
