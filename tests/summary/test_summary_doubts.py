"""A figure that may not tell what the person has a month is asked about and left open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from summary_rows import IR, PAPERS, adding, answer, codes, compiled, income, monthly

from robots.casework.period import Period
from robots.casework.words import IncomeKind, Outcome

WAGE = IncomeKind.WAGE


@pytest.mark.parametrize(
    ("first", "is_open"), [("2025-03", False), ("2025-04", False), ("2026-01", True)]
)
def test_a_wage_that_began_within_the_twelve_months_is_not_their_mean(
    first: str, is_open: bool
) -> None:
    summary = compiled(
        answer(IR, *monthly(first, "2026-02", kind=WAGE, payer="Kauppa", gross=3000))
    )
    assert (summary.outcome is Outcome.QUESTIONS) is is_open
    assert summary.preview.complete is not is_open
    assert ("income_began_lately" in codes(summary)) is (first != "2025-03")


def test_pay_four_times_a_year_is_not_new() -> None:
    rows = [
        income(WAGE, payer="Kauppa", gross=1200, paid_on=date(2025 + (m > 12), (m - 1) % 12 + 1, 7))
        for m in (5, 8, 11, 14)
    ]
    assert adding(compiled(answer(IR, *rows))) == {"incomes_register wage": Decimal(360)}


def test_months_without_a_pay_slip_are_unknown_and_not_zero() -> None:
    slips = [
        one
        for one in monthly("2025-03", "2026-02", kind=WAGE, payer="Kauppa", source=PAPERS)
        if one.paid_on != date(2025, 10, 7)
    ]
    summary = compiled(answer(PAPERS, *slips))
    assert "pay_slips_missing" in codes(summary)
    assert not summary.preview.complete
    register = compiled(answer(IR, *monthly("2025-03", "2026-02", kind=WAGE, payer="Kauppa")))
    assert "pay_slips_missing" not in codes(register)


def test_arrears_beside_the_regular_payment_are_no_level() -> None:
    regular = income(
        paid_on=date(2026, 3, 2), period=Period(date(2026, 3, 1), date(2026, 3, 31)), gross=1000
    )
    arrears = income(
        paid_on=date(2026, 3, 2), period=Period(date(2025, 10, 1), date(2026, 2, 28)), gross=5000
    )
    summary = compiled(answer(IR, regular, arrears))
    assert adding(summary) == {"incomes_register earnings_pension": Decimal(900)}
    assert summary.outcome is Outcome.READY


def test_a_payment_more_than_usual_whose_time_is_not_told_is_a_question() -> None:
    rows = monthly("2025-03", "2026-03")
    extra = income(paid_on=date(2026, 3, 9), gross=5000)
    summary = compiled(answer(IR, *rows, extra))
    assert "perhaps_arrears" in codes(summary)
    assert not summary.preview.complete
