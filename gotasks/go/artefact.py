"""What a program file is made for, read from the first bytes of its header.

The headers are those of elf(5), Apple's mach-o/loader.h, Microsoft's "PE Format", the WebAssembly binary format,
XCOFF and Plan 9's a.out(6): four numbers at fixed places, so no library is needed to read them.
"""

from __future__ import annotations

from struct import Struct

FORMATS = {
    "aix": "XCOFF",
    "darwin": "Mach-O",
    "ios": "Mach-O",
    "js": "WebAssembly",
    "plan9": "a.out",
    "wasip1": "WebAssembly",
    "windows": "PE",
}
"""The format of each GOOS that is not ELF."""

ELF_MACHINES = {
    (1, 1, 3): "386",
    (1, 1, 8): "mipsle",
    (1, 1, 40): "arm",
    (1, 2, 8): "mips",
    (2, 1, 8): "mips64le",
    (2, 1, 21): "ppc64le",
    (2, 1, 62): "amd64",
    (2, 1, 183): "arm64",
    (2, 1, 243): "riscv64",
    (2, 1, 258): "loong64",
    (2, 2, 8): "mips64",
    (2, 2, 21): "ppc64",
    (2, 2, 22): "s390x",
}
"""GOARCH by EI_CLASS (32 or 64 bits), EI_DATA (little or big end first) and e_machine."""

MACHO_MACHINES = {0x01000007: "amd64", 0x0100000C: "arm64"}
PE_MACHINES = {0x014C: "386", 0x01C4: "arm", 0x8664: "amd64", 0xAA64: "arm64"}
MAGIC = {
    b"\0asm": "WebAssembly wasm",
    b"\x01\xf7": "XCOFF ppc64",
    b"\0\0\x01\xeb": "a.out 386",
    b"\0\0\x06\x47": "a.out arm",
    b"\0\0\x8a\x97": "a.out amd64",
}
"""Formats whose first bytes say the processor too."""

MACHINES = {*ELF_MACHINES.values(), *MACHO_MACHINES.values(), *PE_MACHINES.values(), "wasm"}

ELF = Struct("<4sBB12xH")
ELF_BIG = Struct(">4sBB12xH")
MACHO = Struct("<II")
PE_OFFSET = Struct("<I")
PE = Struct("<4sH")
BIG_ENDED = 2
PE_OFFSET_AT = 0x3C
MACHO_64 = 0xFEEDFACF


def expected(goos: str, goarch: str) -> str:
    """Return what ``read`` says of a program for this target."""
    return f"{FORMATS.get(goos, 'ELF')} {goarch}"


def read(data: bytes) -> str:
    """Return format and GOARCH of a program, such as ``ELF arm64``; of anything else that it is none."""
    if data.startswith(b"\x7fELF") and len(data) >= ELF.size:
        return f"ELF {_elf(data)}"
    if data.startswith(b"MZ"):
        return f"PE {_pe(data)}"
    if len(data) >= MACHO.size and MACHO.unpack_from(data)[0] == MACHO_64:
        machine = MACHO.unpack_from(data)[1]
        return f"Mach-O {_named(MACHO_MACHINES.get(machine), machine)}"
    return next((name for magic, name in MAGIC.items() if data.startswith(magic)), "no program")


def _elf(data: bytes) -> str:
    _, bits, order, machine = (ELF_BIG if data[5] == BIG_ENDED else ELF).unpack_from(data)
    return _named(ELF_MACHINES.get((bits, order, machine)), machine)


def _pe(data: bytes) -> str:
    """Read the COFF header behind the MS-DOS stub, which names its place."""
    if len(data) < PE_OFFSET_AT + PE_OFFSET.size:
        return "without a header"
    (at,) = PE_OFFSET.unpack_from(data, PE_OFFSET_AT)
    if data[at : at + 4] != b"PE\0\0" or len(data) < at + PE.size:
        return "without a header"
    machine = PE.unpack_from(data, at)[1]
    return _named(PE_MACHINES.get(machine), machine)


def _named(goarch: str | None, machine: int) -> str:
    return goarch or f"for machine {machine:#x}"
