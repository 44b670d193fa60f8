"""What Go's build cache does not know of C and assembly, told to it by a name that changes with it.

A header outside a package's folder, and a compiler that was replaced at its path, are in no key of Go's. The flags of
the C preprocessor and of the assembler are (``go doc cmd/cgo``, ``go help build``), and nobody asks for our name there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gotasks.core.graph import COMPILED
from gotasks.core.keys import digest
from gotasks.core.source import Source
from gotasks.core.task import Toolchain
from gotasks.core.tree import Entry, Module

ASSEMBLY = (".s", ".S", ".sx")


def variables(
    entries: Iterable[Entry],
    modules: Iterable[Module],
    sources: Mapping[str, Source],
    toolchain: Toolchain,
    environ: Mapping[str, str],
) -> dict[str, str]:
    """Return the variables to lay over those of a check; none for a tree without C and assembly."""
    read = [entry for entry in entries if entry.path.endswith(COMPILED)]
    name = f"GOTASKS_{digest(read, toolchain.digest)[:16]}"
    env = {**dict(toolchain.env), **environ}
    found = {}
    if any("C" in source.imports for source in sources.values()):
        found["CGO_CPPFLAGS"] = f"{env.get('CGO_CPPFLAGS', '')} -D{name}".lstrip()
    if any(entry.path.endswith(ASSEMBLY) for entry in read) and "-asmflags" not in env.get("GOFLAGS", ""):
        flags = (f"-asmflags={module.path}/...=-D={name}" for module in modules if module.path)
        found["GOFLAGS"] = " ".join((env.get("GOFLAGS", ""), *flags)).lstrip()
    return found
