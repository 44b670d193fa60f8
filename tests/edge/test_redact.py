"""Secrets are found in every form in which they are written, and nothing else is."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from gotasks.edge.redact import redactor, text_redactor

WORD = "a\"b<c>&'d e/f+é\n8chars"

FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": json.dumps,
    "JSON, not ASCII": lambda text: json.dumps(text, ensure_ascii=False),
    "Python": repr,
    "a shell": shlex.quote,
    "a URL": quote,
    "a URL, the slash too": lambda text: quote(text, safe=""),
    "a form": quote_plus,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, no padding": lambda text: base64.b64encode(text.encode()).decode().rstrip("="),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", [WORD, "hunter2-hunter2", "a b~ü/?>12345"])
def test_a_secret_is_found_in_every_form(form: str, secret: str) -> None:
    clean = text_redactor(redactor({"A_PASSWORD": secret}))
    written = FORMS[form](secret)

    assert "[redacted]" in clean(f"x {written} y")
    assert written not in clean(f"x {written} y")
    assert clean(f"x {written} y").startswith("x ")
    assert clean(f"x {written} y").endswith(" y")


@pytest.mark.parametrize("before", ["", "u", "us", "user:"])
def test_base64_of_more_than_the_secret(before: str) -> None:
    clean = redactor({"A_PASSWORD": "hunter2-hunter2"})
    written = base64.b64encode(f"{before}hunter2-hunter2!".encode())

    assert len(clean(written).replace(b"[redacted]", b"")) <= 12


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (b"nothing here", b"nothing here"),
        (b"hunter2-hunter2", b"[redacted]"),
        (rb'{"Output":"a\"b\u003cc8chars\n"}', rb'{"Output":"[redacted]\n"}'),
        (b"ghp_" + b"a" * 36, b"[redacted]"),
        (b"https://user:pw@host/x", b"https://[redacted]@host/x"),
        (b"https://user:p@ss@host/x", b"https://[redacted]@host/x"),
        (b"short", b"short"),
        (b"the password pass4word", b"the password [redacted]"),
        (b"Basic dXNlcjpwYXNz", b"Basic [redacted]"),
        (b"invalid \xff bytes", b"invalid \xff bytes"),
    ],
)
def test_secrets_are_taken_out_of_bytes(text: bytes, clean: bytes) -> None:
    redact = redactor(
        {
            "A_PASSWORD": "hunter2-hunter2",
            "B_SECRET": 'a"b<c8chars',
            "C_TOKEN": "short",
            "DATABASE_URL": "postgres://user:pass4word@host/db",
            "GIT_CONFIG_VALUE_0": "AUTHORIZATION: basic dXNlcjpwYXNz",
        }
    )

    assert redact(text) == clean


def test_each_line_of_a_secret_is_one() -> None:
    clean = text_redactor(redactor({"SIGNING_KEY": "-----BEGIN-----\nabcdefghijk\nlmnopqrstuv\n-----END-----"}))

    assert clean("it says lmnopqrstuv") == "it says [redacted]"


def test_undecodable_bytes_of_a_secret_are_found_in_both_forms() -> None:
    secret = b"p\xffssw\xf6rd1".decode("utf-8", "surrogateescape")
    redact = redactor({"A_TOKEN": secret})

    assert redact(b"p\xffssw\xf6rd1") == b"[redacted]"
    assert text_redactor(redact)(secret) == "[redacted]"
