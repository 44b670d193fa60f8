"""Which packages need cgo, and what is missing where CGO_ENABLED=0 leaves their files out.

``go list`` names them without a C compiler, but only with CGO_ENABLED=1 and for the target's GOOS: with 0 it lists
their files as ignored, like those of another platform.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from gotasks.go import jsonstream

FIELDS = "-json=ImportPath,Name,Standard,CgoFiles,Imports"

EXCLUDED = (
    r"(?:package |\timports )(?P<importer>\S+)\n\timports (?P<path>\S+): build constraints exclude all Go files in "
)
"""What Go says, without a place, of an import that has no Go file for the target."""

UNDEFINED = r"^undefined: (?:(?P<name>\w+)\.)?\w+"


class Package(NamedTuple):
    """A package outside the standard library as Go sees it with cgo: ``files`` are those that ``import "C"``."""

    path: str
    name: str
    files: tuple[str, ...]
    imports: tuple[str, ...]


def packages(text: str) -> dict[str, Package]:
    """Read what ``go list -deps`` printed with FIELDS; nothing where it is cut short, as this only explains."""
    try:
        found = [
            Package(row["ImportPath"], row.get("Name", ""), (*row.get("CgoFiles", ()),), (*row.get("Imports", ()),))
            for row in jsonstream.objects(text)
            if not row.get("Standard")
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {package.path: package for package in found}


def why_undefined(text: str, path: str, known: Mapping[str, Package]) -> str:
    """Say which package's cgo files are missing where an error in package ``path`` says that a name is undefined."""
    match = re.match(UNDEFINED, text)
    package = known.get(path)
    if not match or not package:
        return ""
    near = (known[name] for name in package.imports if name in known)
    blamed = [each for each in near if each.name == match["name"]] if match["name"] else [package]
    return next((f"CGO_ENABLED=0 leaves out {needing(each)}" for each in blamed if each.files), "")


def needing(package: Package) -> str:
    """Name a package and one file that brings cgo in; how many there are differs from target to target."""
    return f'the cgo files of {package.path} (import "C" in {package.files[0]})'
