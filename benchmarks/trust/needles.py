"""A planted secret in every form in which it may come out, and where it was found."""

from __future__ import annotations

import base64
import html
import json
import os
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

PASSED_OVER = frozenset({"tree", "objects", "index", "tools", "tool-caches"})
"""What holds the judged tree itself (its checkout, git's objects and index of it), or what others wrote."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A form of a secret, and the stream or file that holds it."""

    form: str
    where: str


def forms(secret: str) -> dict[str, bytes]:
    """Return the secret as it is and as it is commonly written, by the form's name."""
    raw = secret.encode()
    texts = {
        "as it is": secret,
        "JSON": json.dumps(secret)[1:-1],
        "JSON in UTF-8": json.dumps(secret, ensure_ascii=False)[1:-1],
        "JSON by Go": go_json(secret),
        "HTML": html.escape(secret),
        "HTML by Go": html.escape(secret).replace("&quot;", "&#34;").replace("&#x27;", "&#39;").replace("+", "&#43;"),
        "shell": shlex.quote(secret),
        "Python": repr(secret)[1:-1],
        "Python in ASCII": ascii(secret)[1:-1],
        "per cent": quote(secret, safe=""),
        "per cent, slashes kept": quote(secret),
        "per cent, a form's": quote_plus(secret),
    }
    bare = base64.b64encode(raw).rstrip(b"=")
    found = {name: text.encode() for name, text in texts.items()}
    return {**found, "base64": bare, "base64 for URLs": bare.translate(bytes.maketrans(b"+/", b"-_"))}


def go_json(secret: str) -> str:
    """Return what Go's encoding/json writes, which escapes what HTML minds."""
    text = json.dumps(secret, ensure_ascii=False)[1:-1]
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def leaks(secrets: Iterable[str], streams: dict[str, bytes], folders: Iterable[Path]) -> list[Leak]:
    """Search streams, and the names and bytes of all files below folders, for each line of each secret."""
    lines = [line for secret in secrets for line in secret.splitlines()]
    wanted = [(name, form) for line in lines for name, form in forms(line).items()]
    found = [Leak(name, where) for where, data in streams.items() for name, form in wanted if form in data]
    for folder in folders:
        for file in files(folder):
            data = os.fsencode(file.relative_to(folder)) + b"\0" + file.read_bytes()
            where = f"{folder.name}/{file.relative_to(folder)}"
            found += [Leak(name, where) for name, form in wanted if form in data]
    return found


def files(folder: Path) -> Iterator[Path]:
    """Yield the files that were written below a folder, links not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in PASSED_OVER]
        kept = (os.path.join(place, name) for name in names if name not in PASSED_OVER)
        yield from (Path(file) for file in kept if not os.path.islink(file))
