"""What is not known is a question or makes the summary incomplete, and never a zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from summary_people import DAY
from summary_rows import (
    IR,
    KELA,
    PAPERS,
    TAX,
    adding,
    answer,
    codes,
    compiled,
    income,
    monthly,
    steps,
)

from robots.casework.answer import Answer, Cost, ForestHolding, PersonFacts
from robots.casework.case import Person
from robots.casework.period import Period
from robots.casework.words import (
    CostKind,
    Outcome,
    Per,
    Role,
    Service,
    Source,
    State,
)
from robots.feelaw.calculation import preview
from robots.summary import Completeness


def test_a_row_without_amount_keeps_the_preview_open() -> None:
    row = replace(income(paid_on=date(2026, 3, 2)), gross=None, tax=None, net=None)
    summary = compiled(answer(IR, row))
    assert not summary.preview.complete
    assert "income_not_placed" in codes(summary)


def test_a_partial_answer_is_listed_and_feeds_nothing() -> None:
    paper = income(per=Per.MONTH, source=PAPERS, payer="Elo", period=Period(DAY, None))
    rent = Cost(
        "c-1", Role.CLIENT, PAPERS, CostKind.HOUSING_COST, "Vuokra", "", Decimal(500), Per.MONTH
    )
    summary = compiled(
        answer(IR, *monthly("2025-03", "2026-03")),
        answer(PAPERS, paper, rent, state=State.PARTIAL),
        unit_rent=Decimal(500),
    )
    assert summary.outcome is Outcome.INCOMPLETE
    assert not summary.preview.complete
    assert summary.preview.income is None
    assert summary.preview.fee is None
    assert steps(summary, paper) == ["in_partial_answer"]
    [cost] = summary.costs
    assert cost.monthly is None


def test_forest_of_a_merged_municipality_is_a_question() -> None:
    forest = ForestHolding("f-1", Role.CLIENT, TAX, "Pertunmaa", Decimal(20), Decimal(0), 2024)
    summary = compiled(answer(TAX, forest))
    assert summary.outcome is Outcome.QUESTIONS
    assert not summary.preview.complete
    assert "forest_municipality_merged" in codes(summary)


def known(**facts: Any) -> Answer:
    person = PersonFacts(name="Testi", **facts)
    return Answer(Source.POPULATION_REGISTER, Role.CLIENT, State.FOUND, person=person)


def nothing() -> Sequence[Answer]:
    return tuple(answer(source, state=State.NONE) for source in (IR, TAX, KELA, PAPERS))


def test_nothing_found_anywhere_is_asked_about_and_no_fee_is_made_of_it() -> None:
    summary = compiled(known(), *nothing())
    assert "nothing_found" in codes(summary)
    assert summary.outcome is Outcome.QUESTIONS
    assert (summary.preview.income, summary.preview.fee) == (None, None)
    assert summary.verdict.state is Completeness.INCOMPLETE
    assert [one.code for one in summary.verdict.reasons] == ["verdict_questions"]
    assert summary.workings is not None
    assert preview(summary.workings.case).fee == 0, "what it is once the officer confirms it"


@pytest.mark.parametrize("state", [State.FAILED, State.NOT_PERMITTED, State.PARTIAL])
def test_a_source_that_did_not_answer_is_no_zero(state: State) -> None:
    summary = compiled(known(), *nothing()[:-1], answer(PAPERS, state=state))
    assert summary.outcome is Outcome.INCOMPLETE
    assert summary.preview.income is None
    assert "nothing_found" not in codes(summary)


def test_a_client_whom_the_register_does_not_know_is_a_question() -> None:
    missing = Answer(Source.POPULATION_REGISTER, Role.CLIENT, State.NONE)
    summary = compiled(missing, *nothing())
    assert summary.outcome is Outcome.QUESTIONS
    assert not summary.preview.complete
    assert "client_not_found" in codes(summary)


@pytest.mark.parametrize(
    ("home", "care", "code"),
    [
        (None, False, "shared_home_unknown"),
        (True, None, "spouse_care_unknown"),
        (True, False, "spouse_income_missing"),
        (False, None, None),
        (True, True, None),
    ],
)
def test_what_is_not_known_of_the_spouse(
    home: bool | None, care: bool | None, code: str | None
) -> None:
    summary = compiled(
        answer(IR, *monthly("2025-03", "2026-03")),
        spouse=Person(Role.SPOUSE, None),
        shared_home_before_care=home,
        spouse_in_long_term_care=care,
    )
    assert summary.preview.complete is (code is None)
    assert summary.preview.rule == ("undecided" if code else "own_income")
    assert code is None or code in codes(summary)


def test_missing_hours_are_a_question_and_the_summary_is_written_all_the_same() -> None:
    summary = compiled(
        answer(IR, *monthly("2025-03", "2026-03")), service=Service.HOME_CARE, family_size=1
    )
    assert summary.outcome is Outcome.QUESTIONS
    assert "hours_missing" in codes(summary)
    assert adding(summary) == {"incomes_register earnings_pension": Decimal(1000)}
