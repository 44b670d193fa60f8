"""The third layer of env-check: module mode, where modules come from, and the Go that each go.mod asks for."""

from __future__ import annotations

import re
from posixpath import isabs, join, normpath

from gotasks.core.tree import Module
from gotasks.go.env_facts import Facts, Said, number, wrong

IMPLIED = "1.16"
"""The language where go.mod has no go line (https://go.dev/ref/mod#go-mod-file-go)."""


def mode(facts: Facts) -> Said:
    """Go is in module mode, and which go.work it uses."""
    value = facts.value("GO111MODULE")
    origin = facts.origin("GO111MODULE")
    if facts.blamed == "modules/mode":
        return wrong(f"{facts.trouble} (from {origin}): unset it", "go env GO111MODULE")
    if value is None:
        return Said("not known", "Go does not start")
    modules = facts.job.modules
    if value == "off":
        text = f"GOPATH mode, because GO111MODULE=off (from {origin})"
        ignored = f"{text}: go.mod is ignored and no dependency is checked, so unset it"
        return wrong(ignored, "go env GO111MODULE") if modules else Said("advice", text)
    work = facts.job.environ.get("GOWORK", "")
    if work not in {"", "off"}:
        return Said(
            "advice", f"GOWORK={work} (from your environment) turns your own go commands; checks use the tree's"
        )
    if value == "auto" and not modules:
        return Said("ok", "GOPATH mode, because GO111MODULE=auto and there is no go.mod here")
    works = sorted({module.work for module in modules if module.work})
    here = f"{len(modules) or 'no'} go.mod here" + (f", used by {', '.join(works)}" if works else "")
    return Said("ok", f"module mode, because GO111MODULE is {value or 'empty, its default'}; {here}")


def downloads(facts: Facts) -> Said:
    """Modules can be had and are checked: GOPROXY, GOSUMDB, the module cache."""
    proxy, sums, cache = (facts.value(name) for name in ("GOPROXY", "GOSUMDB", "GOMODCACHE"))
    if proxy is None:
        return Said("not known", "Go does not start")
    entries = [entry.strip() for entry in re.split(r"[,|]", proxy) if entry.strip()]
    if proxy and not entries:
        return wrong(f"GOPROXY={proxy} has no entry (from {facts.origin('GOPROXY')})", "go env GOPROXY")
    if cache and not isabs(cache):
        return wrong(
            f"GOMODCACHE must be absolute, it is {cache} (from {facts.origin('GOMODCACHE')})", "go env GOMODCACHE"
        )
    told = []
    if entries == ["off"]:
        told.append(f"GOPROXY=off (from {facts.origin('GOPROXY')}): no module is downloaded")
    if sums == "off":
        told.append(
            f"GOSUMDB=off (from {facts.origin('GOSUMDB')}): new modules are not checked against the sum database"
        )
    if facts.value("GOINSECURE"):
        told.append(f"GOINSECURE is set (from {facts.origin('GOINSECURE')}): some modules come unencrypted")
    there = cache in facts.places
    if there and facts.writable is not None and facts.writable.code and not facts.writable.trouble:
        told.append(f"the module cache {cache} cannot be written to: no module is downloaded")
    if told:
        return Said("advice", "; ".join(told))
    return Said("ok", f"{proxy}; checked by {sums}; {cache}{'' if there else ', made by the first download'}")


def go_line(facts: Facts) -> Said:
    """Each go.mod asks for a Go that is here, or that Go fetches."""
    have = facts.here.get("GOVERSION") or facts.job.toolchain.go
    if facts.blamed == "modules/go-line":
        return wrong(f"{facts.trouble} (GOTOOLCHAIN from {facts.origin('GOTOOLCHAIN')})", "go version")
    if not have:
        return Said("not known", "Go does not start")
    said = facts.value("GOTOOLCHAIN") or "auto"
    fetches = said == "auto" or said.endswith("+auto")
    newer = [module for module in facts.job.modules if number(module.go) > number(have)]
    if newer and not fetches:
        rows = [_too_new(facts, module, have, said) for module in newer]
        return Said("wrong", "; ".join(row.text for row in rows), tuple(row.findings[0] for row in rows))
    if newer:
        names = ", ".join(f"{_go_mod(module)} ({module.go})" for module in newer)
        return Said("advice", f"{have} fetches a newer Go for {names} when it first runs there: go mod download")
    bare = [_go_mod(module) for module in facts.job.modules if not module.go]
    if bare:
        return Said(
            "advice", f"no go line in {', '.join(bare)}, so Go takes the language of {IMPLIED}: go mod tidy adds one"
        )
    lines = ", ".join(f"{_go_mod(module)} {module.go}" for module in facts.job.modules)
    return Said("ok", f"{have}; {lines or 'no go.mod here'}; GOTOOLCHAIN={said}")


def _too_new(facts: Facts, module: Module, have: str, said: str) -> Said:
    file = _go_mod(module)
    lines = facts.job.texts.get(file, "").split("\n")
    line = next((number for number, text in enumerate(lines, 1) if re.match(r"go\s", text)), 0)
    text = f"{file} asks for Go {module.go}, this is {have}, and GOTOOLCHAIN={said} fetches no other: install it"
    return wrong(text, "go version", file, line)


def _go_mod(module: Module) -> str:
    return normpath(join(module.folder, "go.mod"))
