"""Texts of a value: all of them are cleaned, and what has a form of its own is left alone."""

from __future__ import annotations

from gotasks.core.report import Front
from gotasks.core.result import Finding, Part, Result
from gotasks.core.texts import cleaned, named, names


def clean(text: str) -> str:
    return text.replace("hush", "*")


def test_keys_of_mappings_are_texts_too() -> None:
    assert cleaned({"gen/hush.go": ("hush", {"hush": 1})}, clean) == {"gen/*.go": ("*", {"*": 1})}


def test_ids_and_chosen_words_stay() -> None:
    front = Front("inv hush", ("hush",), "hush", "hush")

    assert cleaned(front, clean) == Front("inv *", ("*",), "*", "hush")


def test_files_get_their_real_names_back() -> None:
    real = names(["a/hush.go", "b.go"], clean)
    found = Result("t", (Part("file", "a/*.go", (Finding("a/*.go", 1, 0, "r", "m"),)),))

    assert real == {"a/*.go": "a/hush.go"}
    assert named(found, real).findings[0].file == "a/hush.go"
    assert named(found, {}) is found
