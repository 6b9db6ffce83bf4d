"""How the words of a letter are compared: by whole words, whatever the case and the spacing."""

from __future__ import annotations

import re
import unicodedata


def normal(text: str) -> str:
    """The text for comparing: composed characters, single spaces, plain dashes, no case."""
    composed = unicodedata.normalize("NFC", text)
    return re.sub(r"\s+", " ", re.sub("[‐‑−–—]", "-", composed)).strip().casefold()


def same(text: str, label: str) -> bool:
    """Whether the text is the label, a colon at its end left aside."""
    return normal(text).rstrip(": ") == normal(label)


def remainder(text: str, label: str) -> str | None:
    """What follows the label at the start of the text (empty: nothing), or None without it.

    The label must end at a word's end: ``Netto`` does not begin ``Nettopalkka``.
    """
    pattern = r"\s+".join(re.escape(word) for word in label.split())
    match = re.match(pattern + r"(?!\w)\s*:?\s*", text, re.IGNORECASE)
    return None if match is None else text[match.end() :]


def contains(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text as whole words."""
    return re.search(rf"(?<!\w){re.escape(normal(phrase))}(?!\w)", normal(text)) is not None
