"""A case over time, when to look again, and how far back a fee may be corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robots.casework.sections import parse
from robots.casework.texts import Language, text
from robots.casework.words import CostKind, IncomeKind, Per, Role, Service
from robots.feelaw.changes import Change, changes_of
from robots.feelaw.county_rules import CountyRules
from robots.feelaw.model import DeductionItem, FeeCase, ForestItem, IncomeItem, Means
from robots.feelaw.policy import CountyFees
from robots.feelaw.reviews import corrected_from, next_index_change, reviews_of
from robots.feelaw.timeline import Stretch, timeline

DAY = date(2026, 3, 16)
PENSION = IncomeItem("i-1", IncomeKind.EARNINGS_PENSION, Decimal(2000), Decimal(1700))
WAGE = IncomeItem("i-2", IncomeKind.WAGE, Decimal(2000), Decimal(1700))
RENT = DeductionItem("c-1", CostKind.PREVIOUS_HOME_OWNED, Decimal(400), left_on=date(2026, 2, 10))
MEDICINE = DeductionItem("c-2", CostKind.REIMBURSABLE_MEDICINE, Decimal(900), Per.YEAR)
FOREST = ForestItem("f-1", Role.CLIENT, "Espoo", Decimal(20), Decimal(0))


def housing(*incomes: IncomeItem, deductions: tuple[DeductionItem, ...] = ()) -> FeeCase:
    return FeeCase(Service.ROUND_THE_CLOCK_HOUSING, DAY, Means(incomes, deductions))


def over(
    case: FeeCase, since: date, until: date, *declared: Change, rules: CountyRules | None = None
) -> tuple[Stretch, ...]:
    rules = rules or CountyRules()
    changes = [*changes_of(case, since, until, rules), *declared]
    return timeline(lambda day: replace(case, day=day), changes, since, until, case.day, rules)


@given(st.dates(date(2022, 1, 1), date(2027, 6, 1)), st.integers(0, 900))
def test_stretches_have_no_gap_and_each_says_what_its_days_say(since: date, days: int) -> None:
    until = min(since + timedelta(days=days), date(2027, 12, 31))
    case = housing(WAGE, deductions=(RENT,))
    stretches = over(case, since, until)
    assert (stretches[0].since, stretches[-1].until) == (since, until)
    for earlier, later in pairwise(stretches):
        assert later.since - earlier.until == timedelta(days=1)
        assert later.changes
    for stretch in stretches:
        again = over(case, stretch.until, stretch.until)[0]
        assert stretch.preview is not None
        assert again.preview is not None
        assert again.preview.fee == stretch.preview.fee
        assert again.preview.parameters == stretch.preview.parameters


@pytest.mark.parametrize("day", [date(2022, 1, 1), date(2024, 1, 1), date(2026, 1, 1)])
def test_index_amounts_change_on_the_first_of_january_of_even_years(day: date) -> None:
    before, after = over(housing(WAGE), day - timedelta(days=1), day + timedelta(days=1))
    assert (before.until, after.since) == (day - timedelta(days=1), day)
    assert [change.code for change in after.changes] == ["index_amounts"]


def test_nothing_changes_in_january_of_an_odd_year_for_a_wage_alone() -> None:
    assert len(over(housing(WAGE), date(2026, 12, 1), date(2027, 2, 1))) == 1


def test_a_pension_has_a_day_each_january_and_what_lies_beyond_is_marked() -> None:
    stretches = over(housing(PENSION), date(2025, 6, 1), date(2027, 12, 31))
    assert [(one.since.year, one.amounts_of_other_time) for one in stretches] == [
        (2025, True),
        (2026, False),
        (2027, True),
    ]


def test_an_ending_deduction_has_its_day() -> None:
    stretches = over(housing(WAGE, deductions=(RENT,)), DAY, date(2026, 12, 31))
    assert [one.since for one in stretches] == [DAY, date(2026, 8, 10)]
    assert [change.code for change in stretches[1].changes] == ["deduction_ends"]


def test_a_countys_decision_has_its_day() -> None:
    decision = {"from": date(2026, 5, 1), "until": date(2026, 6, 30), "decision": "X",
                "share_of_own_income": "0.5"}  # fmt: skip
    rules = CountyRules(fees=CountyFees.model_validate({"decisions": [decision]}))
    stretches = over(housing(WAGE), DAY, date(2026, 12, 31), rules=rules)
    assert [one.since for one in stretches] == [DAY, date(2026, 5, 1), date(2026, 7, 1)]
    fees = [one.preview.fee for one in stretches if one.preview]
    assert fees == [Decimal("1445.00"), Decimal("850.00"), Decimal("1445.00")]


def test_what_is_declared_and_changes_nothing_is_no_stretch() -> None:
    declared = Change(date(2026, 6, 1), "declared", "10 j § 1 mom. 3 kohta")
    assert len(over(housing(WAGE), DAY, date(2026, 12, 31), declared)) == 1


def test_reviews_have_day_reason_and_section() -> None:
    case = replace(housing(PENSION, deductions=(RENT, MEDICINE)), forests=(FOREST,))
    found = [(one.day, one.code, one.section) for one in reviews_of(case)]
    assert found == [
        (date(2026, 8, 10), "deduction_ends", "10 j § 1 mom. 2 kohta"),
        (date(2027, 1, 1), "forest_yield", "10 j § 1 mom. 1 kohta; 10 i § 1 mom."),
        (date(2027, 1, 1), "medicine_ceiling", "10 j § 1 mom. 2 kohta; 10 d § 2 mom."),
        (date(2027, 1, 1), "pension_index", "10 j § 1 mom. 1 kohta"),
        (date(2028, 1, 1), "index_amounts", "10 j § 1 mom. 4 kohta; 7 c § 3 mom."),
    ]


def test_a_review_is_in_words_and_its_section_can_be_read() -> None:
    case = replace(housing(PENSION, deductions=(RENT, MEDICINE)), forests=(FOREST,))
    for review in reviews_of(case):
        assert parse(review.section)
        for language in Language:
            assert text(f"changes.{review.code}", language, **review.values)


def test_home_care_looks_at_its_own_limits() -> None:
    case = FeeCase(Service.HOME_CARE, DAY, Means((WAGE,)), family_size=1, hours=Decimal(5))
    [review] = reviews_of(case)
    assert (review.day, review.section) == (
        date(2028, 1, 1),
        "10 j § 1 mom. 4 kohta; 10 e § 3–4 mom.",
    )


def test_what_a_service_does_not_deduct_is_no_reason_to_look_again() -> None:
    case = FeeCase(Service.INSTITUTION, DAY, Means((WAGE,), (MEDICINE,)))
    assert [review.code for review in reviews_of(case)] == ["index_amounts"]


def test_a_declared_end_is_a_reason_to_look_again() -> None:
    end = Change(date(2026, 6, 1), "income_ends", "10 j § 1 mom. 1 kohta",
                 {"kind": "words.income_kind_wage"}, ("i-2",))  # fmt: skip
    past = replace(end, day=DAY)
    assert [one.day for one in reviews_of(housing(WAGE), declared=(end, past))] == [
        date(2026, 6, 1),
        date(2028, 1, 1),
    ]


@pytest.mark.parametrize(
    ("day", "change"),
    [
        (date(2025, 12, 31), date(2026, 1, 1)),
        (date(2026, 1, 1), date(2028, 1, 1)),
        (date(2027, 12, 31), date(2028, 1, 1)),
    ],
)
def test_the_next_index_change(day: date, change: date) -> None:
    assert next_index_change(day) == change


@pytest.mark.parametrize(
    ("found", "earliest"),
    [
        (date(2026, 3, 16), date(2025, 3, 16)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 28)),
    ],
)
def test_wrong_information_is_corrected_one_year_back_at_most(found: date, earliest: date) -> None:
    assert corrected_from(found) == earliest
