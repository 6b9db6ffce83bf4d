from __future__ import annotations

from enum import StrEnum

import pytest

from robots.casework.case import Capacity, Cause, Choice, ConsentState
from robots.casework.texts import Language, has_text, text, texts_of
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Mark,
    Outcome,
    Per,
    PersonFlag,
    Purpose,
    Role,
    Service,
    Severity,
    Source,
    State,
)  # fmt: skip
from robots.feelaw.model import Counts

FAMILIES: dict[str, type[StrEnum]] = {
    "service": Service, "purpose": Purpose, "role": Role, "source": Source, "state": State,
    "outcome": Outcome, "per": Per, "income_kind": IncomeKind, "cost_kind": CostKind,
    "mark": Mark, "severity": Severity, "flag": PersonFlag, "counts": Counts, "deducts": Counts,
    "cause": Cause,
    "choice": Choice, "consent": ConsentState, "capacity": Capacity,
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("language", list(Language))
def test_every_word_has_a_name_of_its_own_in_both_languages(
    family: str, language: Language
) -> None:
    names = [text(f"words.{family}_{value}", language) for value in FAMILIES[family]]
    assert len(set(names)) == len(names)
    assert all(name == name.strip() and name for name in names)


@pytest.mark.parametrize(
    "rule", ["own_income", "joint_income", "home_service", "voucher_income", "undecided"]
)
def test_every_rule_of_the_preview_has_a_name(rule: str) -> None:
    assert has_text(f"words.rule_{rule}")


@pytest.mark.parametrize("family", ["words", "workbook"])
def test_every_text_stands_in_both_languages_and_takes_the_same_values(family: str) -> None:
    for key, languages in texts_of(family).items():
        assert set(languages) == {"fi", "sv"}, key
        assert languages["fi"].count("{") == languages["sv"].count("{"), key
