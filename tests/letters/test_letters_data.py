"""What the letters' data names exists, and every question can be filled from its finding."""

import string
from datetime import date

import pytest

from robots.access import INCOME_AUTHORITIES
from robots.access.necessity import table_on
from robots.casework.sections import parse
from robots.casework.texts import texts_of
from robots.casework.words import Purpose
from robots.letters.kinds import LetterKind, letter_kinds

ASKED = [
    (kind.name, code, text)
    for kind in letter_kinds()
    for code, text in (kind.questions | kind.of_the_household).items()
]


def placeholders(sentence: str) -> set[str]:
    names = (name for _, name, _, _ in string.Formatter().parse(sentence) if name)
    return {name.removesuffix("_fi").removesuffix("_sv") for name in names}


@pytest.mark.parametrize(("kind", "code", "text"), ASKED)
def test_a_question_asks_with_what_its_finding_tells(kind: str, code: str, text: str) -> None:
    finding = placeholders(texts_of("findings")[code]["fi"])
    assert placeholders(texts_of("letters")[f"ask_{text}"]["fi"]) <= finding, kind


def test_no_question_stands_in_the_texts_that_no_letter_asks() -> None:
    used = {f"ask_{text}" for _, _, text in ASKED}
    used |= {f"ask_{text}" for kind in letter_kinds() for text in kind.states.values()}
    assert used == {key for key in texts_of("letters") if key.startswith("ask_")}


@pytest.mark.parametrize("kind", letter_kinds(), ids=lambda kind: kind.name)
def test_every_letter_has_a_title_and_a_ground_for_both_purposes(kind: LetterKind) -> None:
    assert f"{kind.name}_title" in texts_of("letters")
    if kind.recipient != "authority":  # that has the permit's
        for purpose in Purpose:
            assert parse(kind.section[purpose])


def test_every_group_of_data_that_an_authority_may_be_asked_for_has_a_name() -> None:

    groups = {
        group
        for need in table_on(date(2026, 3, 16)).needs
        for source, calls in need.sources.items()
        if source in INCOME_AUTHORITIES
        for call in calls
        for group in call
    }
    assert {f"group_{one}" for one in groups} <= set(texts_of("letters"))
