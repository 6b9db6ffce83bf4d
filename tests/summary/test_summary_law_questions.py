"""What the law's data cannot tell becomes a question that reads in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from summary_rows import KELA, PAPERS, TAX, answer, compiled

from robots.casework.answer import Cost, ForestHolding
from robots.casework.errors import CaseRefused
from robots.casework.period import Period
from robots.casework.texts import Language, has_text, text
from robots.casework.words import CostKind, Per, Role, Service, Source
from robots.feelaw.errors import FamilySizeMissing, HoursMissing, LawNotKnown, ValueRefused


def with_those_below(error: type[CaseRefused]) -> Iterator[type[CaseRefused]]:
    yield error
    for below in error.__subclasses__():
        yield from with_those_below(below)


@pytest.mark.parametrize("error", [LawNotKnown, HoursMissing, FamilySizeMissing, ValueRefused])
def test_everything_that_an_officer_can_mend_has_its_question(error: type[CaseRefused]) -> None:
    for one in with_those_below(error):
        assert has_text(f"findings.{one.code}"), one.code


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2021, 9, 1), "law_source_not_found"), (date(2027, 3, 1), "law_not_published")],
)
def test_a_value_that_is_missing_is_asked_about_by_its_name(day: date, code: str) -> None:
    medicine = Cost(
        "c-1", Role.CLIENT, PAPERS, CostKind.REIMBURSABLE_MEDICINE, "Lääkkeet", "Apteekki",
        Decimal(40), Per.MONTH, Period(date(2021, 7, 1), None),
    )  # fmt: skip
    summary = compiled(
        answer(PAPERS, medicine), day=day, service=Service.FAMILY_CARE, act="263/2015"
    )
    assert not summary.preview.complete
    [question] = [finding for finding in summary.findings if finding.code == code]
    for language in Language:
        said = text(f"findings.{code}", language, **question.values)
        assert text("parameters.medicine_ceiling", language) in said


@pytest.mark.parametrize("source", [TAX, KELA])
def test_the_municipality_that_a_merged_one_became_part_of_is_named(source: Source) -> None:
    forest = ForestHolding("f-1", Role.CLIENT, source, "Pertunmaa", Decimal(20), Decimal(0))
    summary = compiled(answer(source, forest))
    [question] = [f for f in summary.findings if f.code == "forest_municipality_merged"]
    for language in Language:
        assert "Mäntyharju" in text(f"findings.{question.code}", language, **question.values)
