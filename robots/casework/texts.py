"""Every sentence that a person reads, in Finnish and in Swedish, from ``resources/texts/``.

A text is named ``family.key``: ``errors.identity_code_refused`` stands in ``errors.yaml``, or in
an ``errors.ROOM.yaml`` beside it, under ``identity_code_refused`` as ``{fi: …, sv: …}``. Values
stand in braces: ``{column}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from robots.casework import sections
from robots.casework.yaml_reading import load_yaml

TEXTS: Final = Path(__file__).parents[2] / "resources" / "texts"
#: Families whose texts are names, so that a sentence may take one as a value.
_NAMES: Final = ("words.", "acts.", "parameters.", "missing.", "services.")


class Language(StrEnum):
    """The languages of the people who read what the worker writes."""

    FINNISH = "fi"
    SWEDISH = "sv"


class TextMissing(KeyError):
    """No such text, or a value of it was not given: a mistake of ours, found by the tests."""


def text(name: str, language: Language, /, **values: object) -> str:
    """One sentence, filled in; a value that names one of our words, such as
    ``words.source_kela``, is said in the sentence's language. Where a name has a Swedish twin
    (``name`` and ``name_sv``), the twin stands in its place in Swedish.

    Raises:
        TextMissing: no text of that name in that language, or a value is missing.
    """
    family, _, key = name.partition(".")
    if language is Language.SWEDISH:
        values |= {key: values[twin] for key in values if (twin := f"{key}_sv") in values}
    said = {key: _said(key, value, language) for key, value in values.items()}
    try:
        return texts_of(family)[key][language.value].format(**said)
    except KeyError as missing:
        raise TextMissing(f"{name} ({language}): {missing}") from missing


def section_in_words(citation: str, language: Language) -> str:
    """A citation of law in the reader's language, acts by their names; what is none stays as is."""

    def name_of(act: str) -> str:
        return text(f"acts.{act}", language) if has_text(f"acts.{act}") else act

    try:
        cited = sections.parse(citation)
    except ValueError:
        return citation
    if language is Language.FINNISH:
        return "; ".join(one.in_finnish(name_of) for one in cited)
    return "; ".join(one.in_swedish(name_of) for one in cited)


def _said(key: str, value: object, language: Language) -> object:
    if not isinstance(value, str):
        return value
    if key == "section":
        return section_in_words(value, language)
    return text(value, language) if value.startswith(_NAMES) and has_text(value) else value


def has_text(name: str) -> bool:
    """Whether a text of this name exists."""
    family, _, key = name.partition(".")
    try:
        return key in texts_of(family)
    except TextMissing:
        # A file's name, for one, may begin like one of our families.
        return False


@cache
def texts_of(family: str) -> Mapping[str, Mapping[str, str]]:
    """All texts of one family: key → language → sentence.

    Raises:
        TextMissing: no file holds the family, or two of them hold the same key.
    """
    texts: dict[str, dict[str, str]] = {}
    files = sorted([*TEXTS.glob(f"{family}.yaml"), *TEXTS.glob(f"{family}.*.yaml")])
    if not files:
        raise TextMissing(family)
    for file in files:
        for key, languages in load_yaml(file.read_text("utf-8")).items():
            if key in texts:
                raise TextMissing(f"{family}.{key} stands twice")
            texts[key] = languages
    return texts
