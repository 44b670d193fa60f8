"""Secrets are taken out of every text that leaves the program: what is printed, stored or reported.

A secret is the value of a variable with a secret's name, credentials in the value of any other, or a text in the shape
of a well-known token. Tasks judge what was really printed: a password may be an ordinary word.
"""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote

SECRET_NAME = re.compile(
    r"(?:PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD)$|(?:^|_)(?:TOKEN|SECRET|CREDENTIALS?|PAT"
    r"|(?:API|ACCESS|SECRET|PRIVATE|SIGNING|ENCRYPTION|MASTER)_?KEY|AUTHTOKEN|SECRET_KEY_BASE)$"
    r"|^(?:GOAUTH|NETRC_CONTENT)$",
    re.IGNORECASE,
)
SHORTEST = 8
"""A shorter value is not searched for: it would blot out ordinary words."""

CREDENTIALS = re.compile(r"://[^/\s:@]*:([^/\s\"']+)@|\bauthorization:\s*(?:basic|bearer|token)\s+(\S+)", re.IGNORECASE)
"""What a variable of any name may hold: a password in a URL, a header (``http.extraheader`` in GIT_CONFIG_VALUE_0)."""

SHAPES = re.compile(
    rb"\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}|\bglpat-[A-Za-z0-9_-]{20,}"
    rb"|\bxox[abposr]-[A-Za-z0-9-]{10,}"
    rb"|\bAKIA[0-9A-Z]{16}\b|\bnpm_[A-Za-z0-9]{36}\b|\bsk_live_[A-Za-z0-9]{16,}"
    rb"|(?<=://)[^/\s\"']+(?=@)"
)
MARK = b"[redacted]"

Redactor = Callable[[bytes], bytes]


def is_secret(name: str) -> bool:
    """Whether a variable's name says that its value is a secret."""
    return bool(SECRET_NAME.search(name))


def redactor(environ: Mapping[str, str]) -> Redactor:
    """Return the function that takes the environment's secrets out of bytes, also where they were written otherwise."""
    named = {value for name, value in environ.items() if is_secret(name)}
    held = {word for value in environ.values() for found in CREDENTIALS.findall(value) for word in found}
    held |= {unquote(word) for word in held}
    return _redactor(frozenset(value for value in named | held if len(value) >= SHORTEST))


def text_redactor(redact: Redactor) -> Callable[[str], str]:
    """Return the same for text, lone surrogates included."""
    return lambda text: redact(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


@lru_cache(maxsize=4)
def _redactor(secrets: frozenset[str]) -> Redactor:
    lines = {line for value in secrets for line in value.splitlines() if len(line) >= SHORTEST}
    forms = {form for value in secrets | lines for form in _forms(value)}
    known = re.compile(b"|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))) if forms else None

    def redact(data: bytes) -> bytes:
        data = known.sub(MARK, data) if known else data
        return SHAPES.sub(MARK, data)

    return redact


def _forms(value: str) -> Iterator[bytes]:
    """Yield the value as it is, and as shells, Python, JSON and HTML (Go's too), URLs and base64 write it.

    Undecodable bytes are lone surrogates in texts of ours and bytes in what tools print.
    """
    plain = value.encode("utf-8", "surrogateescape")
    escaped = json.dumps(value, ensure_ascii=False)[1:-1]
    written = {
        value,
        escaped,
        json.dumps(value)[1:-1],
        escaped.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"),
        repr(value)[1:-1],
        ascii(value)[1:-1],
        html.escape(value),
        html.escape(value).replace("&quot;", "&#34;").replace("&#x27;", "&#39;").replace("+", "&#43;"),
        shlex.quote(value),
        quote(plain),
        quote(plain, safe=""),
        quote_plus(plain),
    }
    for text in written:
        yield text.encode("utf-8", "surrogateescape")
        yield text.encode("utf-8", "surrogatepass")
    yield from _encoded(plain)


def _encoded(plain: bytes) -> Iterator[bytes]:
    """Yield base64 in both alphabets, with and without padding; within more (``user:password``) it begins at any of 3.

    Of what stands within more, the characters that its neighbours share are left out.
    """
    for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
        whole = alphabet(plain)
        yield from (whole, whole.rstrip(b"="))
        for before in range(3):
            bits = (before * 8, (before + len(plain)) * 8)
            yield alphabet(b"\0" * before + plain)[-(-bits[0] // 6) : bits[1] // 6]
