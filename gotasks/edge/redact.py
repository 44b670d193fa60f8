"""Secrets are taken out of every text that leaves the program: what is printed, stored or reported.

A secret is the value of a variable with a secret's name, credentials in the value of any other, or a text in the shape
of a well-known token. Tasks judge what was really printed: a password may be an ordinary word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

SENSITIVE = (
    r"(?i)(?:PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD)$|(?:^|_)(?:TOKEN|SECRET|CREDENTIALS?|PAT"
    r"|(?:API|ACCESS|SECRET|PRIVATE|SIGNING|ENCRYPTION|MASTER)_?KEY|AUTHTOKEN|SECRET_KEY_BASE)$"
    r"|^(?:GOAUTH|NETRC_CONTENT)$"
)
SHORTEST = 8
"""A shorter value is not searched for: it would blot out ordinary words."""

CREDENTIALS = r"(?i)://[^/\s:@]*:([^/\s\"']+)@|\bauthorization:\s*(?:basic|bearer|token)\s+(\S+)"
"""What a variable of any name may hold: a password in a URL, a header (``http.extraheader`` in GIT_CONFIG_VALUE_0)."""

SHAPES = (
    rb"\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}|\bglpat-[A-Za-z0-9_-]{20,}"
    rb"|\bxox[abposr]-[A-Za-z0-9-]{10,}"
    rb"|\bAKIA[0-9A-Z]{16}\b|\bnpm_[A-Za-z0-9]{36}\b|\bsk_live_[A-Za-z0-9]{16,}"
    rb"|(?<=://)[^/\s\"']+(?=@)"
)
MARK = b"[redacted]"

Redactor = Callable[[bytes], bytes]


def is_secret(name: str) -> bool:
    """Whether a variable's name says that its value is a secret."""
    return bool(re.search(SENSITIVE, name))


def redactor(environ: Mapping[str, str]) -> Redactor:
    """Return the function that takes the environment's secrets out of bytes, also where they were written otherwise."""
    named = {value for name, value in environ.items() if is_secret(name)}
    held = {word for value in environ.values() for found in re.findall(CREDENTIALS, value) for word in found}
    if held:
        from urllib.parse import unquote  # noqa: PLC0415 - 3 ms, and few environments hold an address with a password

        held |= {unquote(word) for word in held}
    return _redactor(frozenset(value for value in named | held if len(value) >= SHORTEST))


def text_redactor(redact: Redactor) -> Callable[[str], str]:
    """Return the same for text, lone surrogates included."""
    return lambda text: redact(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


@lru_cache(maxsize=4)
def _redactor(secrets: frozenset[str]) -> Redactor:
    known, shapes = _pattern(secrets) if secrets else None, re.compile(SHAPES)

    def redact(data: bytes) -> bytes:
        data = known.sub(MARK, data) if known else data
        return shapes.sub(MARK, data)

    return redact


def _pattern(secrets: frozenset[str]) -> re.Pattern[bytes]:
    """Return what finds secrets, and their lines, in all forms."""
    from gotasks.edge.written import forms  # noqa: PLC0415 - only where there are secrets

    lines = {line for value in secrets for line in value.splitlines() if len(line) >= SHORTEST}
    found = {form for value in secrets | lines for form in forms(value)}
    return re.compile(b"|".join(re.escape(form) for form in sorted(found, key=len, reverse=True)))
