"""What Go's build cache does not know of C and assembly, told to it by a name that changes with it.

A header outside a package's folder, and a compiler that was replaced at its path, are in no key of Go's. The flags of
the C preprocessor and of the assembler are (``go doc cmd/cgo``, ``go help build``), and nobody asks for our name there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gotasks.core import imports
from gotasks.core.folders import COMPILED
from gotasks.core.keys import digest
from gotasks.core.source import Source
from gotasks.core.task import Toolchain
from gotasks.core.tree import Entry

INCLUDED = (".inc", ".inl", ".def", ".tpp", ".ipp", ".tcc", ".txx", ".ic", ".in", ".x", ".macro")
"""Ends of names of files that C and assembly include beside headers, by custom."""

ASSEMBLY = (".s", ".S", ".sx")

PLAIN = r"[A-Za-z0-9._~/-]+"
"""A module's path that stands in GOFLAGS as it is."""


def variables(
    entries: Iterable[Entry],
    texts: imports.Texts,
    sources: Mapping[str, Source],
    toolchain: Toolchain,
    environ: Mapping[str, str],
) -> dict[str, str]:
    """Return the variables to lay over those of a check; none for a tree without C and assembly."""
    read = [entry for entry in entries if entry.path.endswith((*COMPILED, *INCLUDED))]
    name = f"GOTASKS_{digest(read, toolchain.digest)[:16]}"
    env = {**dict(toolchain.env), **environ}
    found = {}
    if any("C" in source.imports for source in sources.values()):
        found["CGO_CPPFLAGS"] = f"{env.get('CGO_CPPFLAGS', '')} -D{name}".lstrip()
    if any(entry.path.endswith(ASSEMBLY) for entry in read) and "-asmflags" not in env.get("GOFLAGS", ""):
        flags = (f"-asmflags={path}/...=-D={name}" for path in imports.names(texts) if re.fullmatch(PLAIN, path))
        found["GOFLAGS"] = " ".join((env.get("GOFLAGS", ""), *flags)).lstrip()
    return found
