"""The first layer of env-check: Go, its GOROOT, the C compiler, git."""

from __future__ import annotations

from gotasks.core.command import decode
from gotasks.go import common
from gotasks.go.env_facts import Facts, Said, number, wrong

OLDEST_GO = (1, 21, 0)
OLDEST_GIT = (2, 31, 0)


def go(facts: Facts) -> Said:
    """Go is there, and new enough for gotasks."""
    version = facts.here.get("GOVERSION") or facts.job.toolchain.go
    missing = " ".join(facts.job.toolchain.missing.split())
    if missing and (not facts.trouble or "did not start" in facts.trouble):
        return wrong(missing, "go version")
    if facts.blamed == "runtime/go":
        return wrong(f"Go does not work: {facts.trouble}", "go env")
    if not version:
        return Said("not known", f"Go does not start, see {facts.blamed}")
    if number(version) and number(version) < OLDEST_GO:
        return wrong(f"{version} is too old: install Go 1.21 or newer", "go version")
    return Said("ok", f"{version} in {facts.here.get('GOROOT') or facts.job.toolchain.root}")


def goroot(facts: Facts) -> Said:
    """GOROOT is that of the go that runs, which compiles a package of its own.

    A GOROOT that a version manager left behind stops Go, or makes it mix two versions (golang/go#34214).
    """
    if facts.blamed == "runtime/goroot":
        return wrong(f"{facts.trouble}; {_mend(facts)}", "go env GOROOT")
    if facts.blamed or facts.compiled is None or facts.compiled.trouble:
        return Said("not known", "Go does not start" if facts.blamed else "Go's own package errors was not compiled")
    there, runs = facts.here.get("GOVERSION", ""), facts.job.toolchain.go
    if facts.job.environ.get("GOROOT") and runs and there != runs:
        return wrong(f"GOROOT is that of {there}, but the go on PATH is {runs}; {_mend(facts)}", "go env GOROOT")
    told = decode(facts.compiled.stderr).strip()
    if facts.compiled.code or not facts.compiled.stdout.strip():
        if common.unseen(told):
            return Said("not known", common.unseen(told))
        lines = [line for line in told.split("\n") if not line.startswith("# ")]
        text = f"Go cannot compile its own package errors: {lines[0] or 'it printed nothing'}"
        return wrong(f"{text}; {_mend(facts)}" if facts.job.environ.get("GOROOT") else text, "go build errors")
    return Said("ok", f"{facts.value('GOROOT')} compiles its own packages")


def _mend(facts: Facts) -> str:
    if facts.job.environ.get("GOROOT"):
        return f"unset GOROOT (it is {facts.job.environ['GOROOT']}), as Go knows its own"
    return "take GOROOT out of the file that go env -w writes" if facts.default else "install Go anew"


def compiler(facts: Facts) -> Said:
    """There is a C compiler, which cgo and the race detector need."""
    race = facts.job.toolchain.race
    if not facts.job.toolchain.go:
        return Said("not known", "not without Go")
    if race and facts.job.settings.race == "required":
        return wrong(f'race = "required", but the race detector cannot run: {race}', "go test -race")
    if race:
        return Said("advice", f"tests run without the race detector: {race}")
    if facts.compiler is None or facts.compiler.trouble or facts.compiler.code:
        return Said("ok", "the race detector can run")
    return Said("ok", f"{decode(facts.compiler.stdout).split(chr(10))[0]}; the race detector can run")


def git(facts: Facts) -> Said:
    """Git is new enough."""
    if facts.git is None or facts.git.trouble or not number(decode(facts.git.stdout)):
        return Said("not known", (facts.git and facts.git.trouble) or "git --version was not understood")
    version = decode(facts.git.stdout).strip()
    if number(version) < OLDEST_GIT:
        return wrong(f"{version} is too old: install git 2.31 or newer", "git --version")
    return Said("ok", version)
