"""Secrets are taken out where bytes enter, before anything can print, store or report them.

A secret is the value of a variable with a secret's name, or a text in the shape of a well-known token.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

SECRET_NAME = re.compile(
    r"(?:PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD)$|(?:^|_)(?:TOKEN|SECRET|CREDENTIALS?|PAT"
    r"|(?:API|ACCESS|SECRET|PRIVATE|SIGNING|ENCRYPTION)_?KEY)$"
    r"|^(?:GOAUTH|NETRC_CONTENT)$",
    re.IGNORECASE,
)
SHORTEST = 8
"""A shorter value is not searched for: it would blot out ordinary words."""

SHAPES = re.compile(
    rb"\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}|\bglpat-[A-Za-z0-9_-]{20,}"
    rb"|\bxox[abposr]-[A-Za-z0-9-]{10,}"
    rb"|\bAKIA[0-9A-Z]{16}\b|\bnpm_[A-Za-z0-9]{36}\b|\bsk_live_[A-Za-z0-9]{16,}"
    rb"|(?<=://)[^/\s@\"']+(?=@)"
)
MARK = b"[redacted]"

Redactor = Callable[[bytes], bytes]


def is_secret(name: str) -> bool:
    """Whether a variable's name says that its value is a secret."""
    return bool(SECRET_NAME.search(name))


def redactor(environ: Mapping[str, str]) -> Redactor:
    """Return the function that takes the environment's secrets out of bytes, also where JSON has escaped them."""
    secrets = {value for name, value in environ.items() if is_secret(name) and len(value) >= SHORTEST}
    lines = {line for value in secrets for line in value.splitlines() if len(line) >= SHORTEST}
    forms = {form for value in secrets | lines for form in _forms(value)}
    known = re.compile(b"|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))) if forms else None

    def redact(data: bytes) -> bytes:
        data = known.sub(MARK, data) if known else data
        return SHAPES.sub(MARK, data)

    return redact


def text_redactor(redact: Redactor) -> Callable[[str], str]:
    """Return the same for text, lone surrogates included."""
    return lambda text: redact(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


def _forms(value: str) -> set[bytes]:
    """Return the value as it is, and as Python's and Go's JSON encoders write it."""
    escaped = json.dumps(value, ensure_ascii=False)[1:-1]
    go = escaped.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return {form.encode("utf-8", "surrogateescape") for form in (value, escaped, go)}
