"""Every sentence of the summary exists in both languages and takes the same values."""

from __future__ import annotations

from string import Formatter

import pytest

from robots.casework.texts import Language, texts_of


@pytest.mark.parametrize("family", ["findings", "steps", "reasons", "words", "workbook"])
def test_both_languages_take_the_same_values(family: str) -> None:
    for key, languages in texts_of(family).items():
        assert set(languages) == set(Language), key
        fi, sv = (fields_of(languages[language]) for language in Language)
        assert fi == sv, key


def fields_of(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}
