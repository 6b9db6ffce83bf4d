"""How the words of a letter are compared: by whole words, whatever the case and the spacing."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple


def normal(text: str) -> str:
    """The text for comparing: composed characters, single spaces, plain dashes, no case."""
    composed = unicodedata.normalize("NFC", text)
    return re.sub(r"\s+", " ", re.sub("[‐‑−–—]", "-", composed)).strip().casefold()


def same(text: str, label: str) -> bool:
    """Whether the text is the label, a colon at its end left aside."""
    return normal(text).rstrip(": ") == normal(label)


class Remainder(NamedTuple):
    """What follows a label, and whether a colon parts the two."""

    text: str
    has_colon: bool


def remainder(text: str, label: str) -> Remainder | None:
    """What follows the label at the start of the text (perhaps nothing).

    None without the label. It must end at a word's end: ``Netto`` does not begin ``Nettopalkka``.
    """
    match = re.match(_words(label) + r"(?!\w)\s*(?P<colon>:?)\s*", text, re.IGNORECASE)
    return None if match is None else Remainder(text[match.end() :], bool(match["colon"]))


def position(text: str, label: str) -> tuple[int, int] | None:
    """From where to where the label stands in the text as whole words, or None."""
    match = re.search(rf"(?<!\w){_words(label)}(?!\w)", text, re.IGNORECASE)
    return None if match is None else match.span()


def contains(normal_text: str, phrase: str) -> bool:
    """Whether the phrase stands as whole words in a text that is :func:`normal` already."""
    return re.search(rf"(?<!\w){re.escape(normal(phrase))}(?!\w)", normal_text) is not None


def _words(label: str) -> str:
    return r"\s+".join(re.escape(word) for word in label.split())
