"""Every sentence of the law's room exists in both languages and takes the same values."""

from __future__ import annotations

from string import Formatter

import pytest

from robots.casework.texts import TEXTS, Language, texts_of
from robots.feelaw import errors
from robots.feelaw.block import preview_block
from robots.feelaw.calculation import preview
from robots.feelaw.written_cases import WrittenCase, written_cases


@pytest.mark.parametrize("family", ["law", "steps", "parameters", "basis"])
def test_both_languages_take_the_same_values(family: str) -> None:
    for key, languages in texts_of(family).items():
        assert set(languages) == set(Language), key
        fi, sv = (fields_of(languages[language]) for language in Language)
        assert fi == sv, key


def fields_of(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


def test_every_error_has_its_sentence() -> None:
    for error in vars(errors).values():
        if isinstance(error, type) and error.__module__ == errors.__name__:
            assert error.code in texts_of("errors")


def test_every_written_case_reads_in_both_languages() -> None:
    rules = TEXTS.parents[1] / "tests" / "rules"
    for case in written_cases((rules / "worked-examples.yaml").read_text("utf-8")):
        result = preview(WrittenCase.model_validate(case).fee_case())
        block = preview_block(result)
        assert all(step["what"] and step["what_sv"] for step in block["steps"])
        assert block["text_fi"] != block["text_sv"]
