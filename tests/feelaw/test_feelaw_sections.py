"""Whatever cites the law cites it in one form, which reads in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from robots.casework.sections import parse
from robots.casework.texts import Language, section_in_words
from robots.casework.words import CostKind, IncomeKind, Mark, Role, Service
from robots.feelaw.calculation import preview
from robots.feelaw.law import law
from robots.feelaw.model import Preview, Step
from robots.feelaw.treatment import treatment_of_cost, treatment_of_income
from robots.feelaw.written_cases import WrittenCase, written_cases

RULES = Path(__file__).parents[1] / "rules" / "worked-examples.yaml"


def steps_of(made: Preview) -> Iterator[Step]:
    yield from made.steps
    for line in (*made.incomes, *made.deductions_made):
        yield from line.steps


def test_every_treatment_cites_a_section() -> None:
    for day in (law().covered.first_day, law().covered.last_day):
        for service in Service:
            for kind in IncomeKind:
                for mark in Mark:
                    assert parse(treatment_of_income(kind, service, day, frozenset({mark})).section)
            for cost in CostKind:
                for role in Role:
                    assert parse(treatment_of_cost(cost, service, day, role).section)


def test_every_step_cites_a_section_that_swedish_readers_read_in_swedish() -> None:
    looked = 0
    for case in written_cases(RULES.read_text("utf-8")):
        made = preview(WrittenCase.model_validate(case).fee_case())
        for section in {step.section for step in steps_of(made) if step.section}:
            assert parse(section)
            assert "kohta" not in section_in_words(section, Language.SWEDISH)
            looked += 1
    assert looked > 100
