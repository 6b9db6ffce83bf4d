"""The months of each income, as the officer looks along them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from summary_rows import IR, KELA, answer, compiled, income, monthly

from robots.casework.period import Month, Period
from robots.casework.words import IncomeKind, Mark, Service
from robots.summary import Summary
from robots.summary.series import MonthSeries

WAGE = IncomeKind.WAGE


def only(summary: Summary) -> MonthSeries:
    [found] = summary.series
    return found


def test_a_varying_income_has_each_month_of_its_mean_and_the_partial_one() -> None:
    rows = monthly("2025-05", "2026-03", kind=WAGE, payer="Kauppa", gross=1200)
    found = only(compiled(answer(IR, *rows)))
    assert (found.how, found.basis) == ("mean", "net")
    assert list(found.months) == [Month(2025, 3).shifted(at) for at in range(13)]
    assert [found.months[Month(2025, at)] for at in (3, 4, 5)] == [0, 0, 1080]


def test_the_mean_is_a_twelfth_of_the_printed_months() -> None:
    rows = monthly("2025-03", "2026-03", kind=WAGE, payer="Kauppa", gross=1200)
    summary = compiled(answer(IR, *rows, income(WAGE, payer="Kauppa", paid_on=date(2025, 7, 20))))
    found = only(summary)
    whole = [amount for month, amount in found.months.items() if month < Month(2026, 3)]
    [monthly_income] = [one.monthly for one in summary.incomes if one.income.id == found.id]
    assert len(whole) == 12
    assert sum(amount or 0 for amount in whole) / 12 == monthly_income


def test_a_recurring_income_shows_the_steps_of_its_level() -> None:
    rows = monthly("2025-03", "2025-12", gross=1000) + monthly("2026-01", "2026-03", gross=1020)
    summary = compiled(
        answer(IR, *rows), service=Service.HOME_CARE, hours=Decimal(5), family_size=1
    )
    found = only(summary)
    assert (found.how, found.basis, found.gaps) == ("level", "gross", ())
    assert [found.months[Month(*at)] for at in ((2025, 12), (2026, 1))] == [1000, 1020]
    assert summary.preview.income == 1020


def test_what_is_paid_once_stands_beside_and_is_left_out() -> None:
    bonus = income(gross=5000, paid_on=date(2026, 2, 20), marks=frozenset({Mark.ONE_OFF}))
    summary = compiled(answer(IR, *monthly("2025-03", "2026-03"), bonus))
    level, once = summary.series
    assert (level.how, once.how, once.id) == ("level", "left_out", bonus.id)
    assert once.months == {Month(2026, 2): Decimal(4500)}
    assert summary.preview.income == 900


def test_a_payment_seen_twice_is_in_its_month_once() -> None:
    kind = IncomeKind.NATIONAL_PENSION
    register = monthly("2025-03", "2026-03", kind=kind, payer="Kansaneläkelaitos", gross=500)
    pages = monthly("2025-03", "2026-03", kind=kind, payer="Kela", source=KELA, gross=500)
    found = only(compiled(answer(IR, *register), answer(KELA, *pages)))
    assert set(found.months.values()) == {Decimal(450)}


def test_an_amount_that_is_not_known_is_no_zero() -> None:
    rows = [*monthly("2025-03", "2026-02", tax=None), income(paid_on=date(2026, 3, 7))]
    found = only(compiled(answer(IR, *rows)))
    assert found.months[Month(2026, 2)] is None
    assert found.months[Month(2026, 3)] == 900


def test_months_between_two_payments_are_gaps_and_those_a_payment_is_for_are_not() -> None:
    missing = {Month(2025, 6), Month(2025, 7), Month(2025, 11)}
    paid = [
        one
        for one in monthly("2025-03", "2026-03")
        if one.paid_on and Month.of(one.paid_on) not in missing
    ]
    late = income(
        gross=3000, paid_on=date(2025, 8, 20),
        period=Period(date(2025, 6, 1), date(2025, 8, 31)),
    )  # fmt: skip
    found = only(compiled(answer(IR, *paid)))
    assert found.gaps == (
        Period(date(2025, 6, 1), date(2025, 7, 31)),
        Period(date(2025, 11, 1), date(2025, 11, 30)),
    )
    assert only(compiled(answer(IR, *paid, late))).gaps == found.gaps[1:]


def test_a_payment_on_the_last_banking_day_is_for_the_month_that_it_says() -> None:
    rows = [
        income(
            paid_on=date(2025, 10, 31) if month == 11 else date(2025, month, 3),
            period=Period(date(2025, month, 1), Month(2025, month).last),
        )
        for month in range(8, 13)
    ]
    [found] = compiled(answer(IR, *rows)).series
    assert Month(2025, 11) not in found.months
    assert found.gaps == ()
