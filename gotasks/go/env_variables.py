"""The second layer of env-check: GOPATH, where go install writes, PATH, where values come from, GOFLAGS."""

from __future__ import annotations

from posixpath import isabs, join, normpath

from gotasks.core.command import decode
from gotasks.go.env_facts import VARIABLES, Facts, Said, wrong


def gopath(facts: Facts) -> Said:
    """GOPATH is one absolute folder."""
    value = facts.value("GOPATH")
    if facts.blamed == "environment/gopath":
        return wrong(f"{facts.trouble} (from {facts.origin('GOPATH')})", "go env GOPATH")
    if value is None:
        return Said("not known", "Go does not start")
    if not value:
        return wrong("GOPATH is empty, because HOME is not set: set one of them", "go env GOPATH")
    folders = [folder for folder in value.split(":") if folder]
    if len(folders) > 1:
        text = f"GOPATH names {len(folders)} folders, and Go installs and downloads into the first only: {value}"
        return wrong(text, "go env GOPATH") if facts.job.settings.preset == "golden" else Said("advice", text)
    if normpath(folders[0]) == normpath(facts.value("GOROOT") or "/"):
        return Said("advice", f"GOPATH and GOROOT are the same folder, {value}: choose another GOPATH")
    return Said("ok", f"{value} (from {facts.origin('GOPATH')})")


def install_folder(facts: Facts) -> Said:
    """Where ``go install`` writes, and whether what it writes is found: GOBIN, else bin in the first GOPATH folder."""
    value, path = facts.value("GOBIN"), facts.value("GOPATH")
    if value is None or not (value or path):
        return Said("not known", "Go does not start" if value is None else "there is no GOPATH")
    if value and not isabs(value):
        return wrong(f"GOBIN must be absolute, it is {value} (from {facts.origin('GOBIN')})", "go env GOBIN")
    folder = value or join((path or "").split(":")[0], "bin")
    why = f"GOBIN, from {facts.origin('GOBIN')}" if value else "bin in GOPATH, as GOBIN is empty"
    which = f"{folder} ({why})"
    folders = {normpath(each) for each in facts.job.environ.get("PATH", "").split(":") if each}
    if normpath(folder) not in folders:
        return Said("advice", f"what go install writes is not found: {which} is not on PATH")
    return Said("ok", which)


def path(facts: Facts) -> Said:
    """PATH leads to one Go, and has no relative folder, which would mean another one in each folder."""
    folders = facts.job.environ.get("PATH", "").split(":")
    found = {join(folder, "go"): facts.places.get(join(folder, "go"), "") for folder in folders if isabs(folder)}
    apart: dict[str, str] = {}
    for place, inode in found.items():
        if inode:
            apart.setdefault(inode, place)
    told = []
    if len(apart) > 1:
        first, *others = apart.values()
        told.append(f"the go of {first} runs, and there is another in {', '.join(others)}")
    relative = [folder or "an empty entry" for folder in folders if not isabs(folder)]
    if relative:
        told.append(f"PATH has relative folders, which gotasks leaves out: {', '.join(dict.fromkeys(relative))}")
    if told:
        return Said("advice", "; ".join(told))
    return Said("ok", next(iter(apart.values()), "no go on PATH: gotasks brings its own"))


def drift(facts: Facts) -> Said:
    """What the process's environment and ``go env -w`` say do not contradict each other; the environment wins."""
    if not facts.written or not facts.default:
        return Said("not known", "Go does not start")
    ours = [name for name in VARIABLES if facts.job.environ.get(name)]
    filed = [name for name in VARIABLES if facts.filed(name)]
    lost = [name for name in ours if name in filed and facts.job.environ[name] != facts.written[name]]
    if lost:
        verb = "has no effect, because your environment has another value: unset that, or"
        return Said("advice", f"what go env -w wrote of {', '.join(lost)} {verb} go env -u {' '.join(lost)}")
    told = [
        f"{who} sets {', '.join(names)}" for who, names in (("your environment", ours), ("go env -w", filed)) if names
    ]
    return Said("ok", "; ".join(told) or "nothing is set, Go's defaults hold")


def goflags(facts: Facts) -> Said:
    """GOFLAGS can be read, and what of it would turn the checks."""
    value = facts.value("GOFLAGS")
    said = decode(facts.flags.stderr) if facts.flags and not facts.flags.trouble else ""
    broken = next((line for line in [facts.trouble, *said.split("\n")] if "parsing $GOFLAGS" in line), "")
    if broken:
        return wrong(f"{broken} (from {facts.origin('GOFLAGS')})", "go env GOFLAGS")
    if value is None or (value and facts.checked is None):
        return Said("not known", "Go does not start")
    left = [flag for flag in (value or "").split() if flag not in (facts.checked or "").split()]
    if left:
        return Said("advice", f"checks leave out {' '.join(left)} (from {facts.origin('GOFLAGS')})")
    return Said("ok", f"{value} (from {facts.origin('GOFLAGS')})" if value else "empty")
