"""How programs write a value: the forms in which a secret may stand in an output."""

from __future__ import annotations

import base64
import html
import json
import shlex
from collections.abc import Iterator
from urllib.parse import quote, quote_plus


def forms(value: str) -> Iterator[bytes]:
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
