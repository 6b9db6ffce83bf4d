"""How the words of a letter are compared: by whole words, whatever the case and the spacing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

#: A letter is compared with some thousand labels, and they are the same for the next letter.
_REMEMBERED: Final = 8192
_SPACES: Final = re.compile(r"\s+")
_DASHES: Final = re.compile("[‐‑−–—]")


def normal(text: str) -> str:
    """The text for comparing: composed characters, single spaces, plain dashes, no case."""
    composed = unicodedata.normalize("NFC", text)
    return _SPACES.sub(" ", _DASHES.sub("-", composed)).strip().casefold()


def same(text: str, label: str) -> bool:
    """Whether the text is the label, a colon at its end left aside."""
    return normal(text).rstrip(": ") == _normal_label(label)


class Remainder(NamedTuple):
    """What follows a label, and whether a colon parts the two."""

    text: str
    has_colon: bool


def remainder(text: str, label: str) -> Remainder | None:
    """What follows the label at the start of the text (perhaps nothing).

    None without the label. It must end at a word's end: ``Netto`` does not begin ``Nettopalkka``.
    """
    match = _at_the_start(label).match(text)
    return None if match is None else Remainder(text[match.end() :], bool(match["colon"]))


def position(text: str, label: str) -> tuple[int, int] | None:
    """From where to where the label stands in the text as whole words, or None."""
    match = _anywhere(label).search(text)
    return None if match is None else match.span()


def contains(normal_text: str, phrase: str) -> bool:
    """Whether the phrase stands as whole words in a text that is :func:`normal` already."""
    words, found = _normal_label(phrase), -1
    while (found := normal_text.find(words, found + 1)) >= 0:
        if not (_is_word(normal_text, found - 1) or _is_word(normal_text, found + len(words))):
            return True
    return False


def _is_word(text: str, place: int) -> bool:
    """Whether a letter, digit or underscore stands there."""
    return 0 <= place < len(text) and (text[place].isalnum() or text[place] == "_")


@lru_cache(_REMEMBERED)
def _normal_label(label: str) -> str:
    return normal(label)


@lru_cache(_REMEMBERED)
def _at_the_start(label: str) -> re.Pattern[str]:
    return re.compile(_words(label) + r"(?!\w)\s*(?P<colon>:?)\s*", re.IGNORECASE)


@lru_cache(_REMEMBERED)
def _anywhere(label: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_words(label)}(?!\w)", re.IGNORECASE)


def _words(label: str) -> str:
    return r"\s+".join(re.escape(word) for word in label.split())
