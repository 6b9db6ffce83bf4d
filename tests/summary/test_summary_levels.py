"""What an income comes to a month: its latest level, or the mean of twelve months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
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

from robots.casework.period import Month, Period
from robots.casework.words import (
    IncomeKind,
    Mark,
    Outcome,
    Per,
    Service,
)


def test_a_decision_that_begins_after_the_last_payment_is_the_latest_level() -> None:
    register = monthly("2025-03", "2026-02", gross=1000)
    paper = income(per=Per.MONTH, source=PAPERS, gross=1200, period=Period(date(2026, 3, 1), None))
    summary = compiled(answer(IR, *register), answer(PAPERS, paper))
    assert adding(summary) == {"documents earnings_pension": Decimal(1080)}
    assert "sources_differ" in codes(summary)


def test_a_level_that_begins_later_is_told_and_not_counted() -> None:
    now = income(per=Per.MONTH, source=PAPERS, gross=1000, period=Period(date(2026, 1, 1), None))
    later = income(per=Per.MONTH, source=PAPERS, gross=1200, period=Period(date(2026, 4, 1), None))
    summary = compiled(answer(PAPERS, now, later))
    assert adding(summary) == {"documents earnings_pension": Decimal(900)}
    assert "level_begins_later" in codes(summary)
    assert steps(summary, later) == ["level_ahead"]


def test_a_pension_stands_at_its_latest_payment_though_the_index_raised_it() -> None:
    rows = monthly("2025-03", "2025-12", gross=1000) + monthly("2026-01", "2026-03", gross=1020)
    summary = compiled(answer(IR, *rows))
    assert adding(summary) == {"incomes_register earnings_pension": Decimal(918)}
    assert summary.months == {}
    assert steps(summary, rows[0]) == ["earlier_figure"]


def test_two_pensions_of_one_payer_are_both_counted() -> None:
    old_age = monthly("2026-01", "2026-03", day=2)
    extra = monthly("2026-01", "2026-02", day=20, name="Rekisteröity lisäeläke", gross=100)
    summary = compiled(answer(IR, *old_age, *extra))
    assert adding(summary) == {"incomes_register earnings_pension": Decimal(990)}


def test_several_payments_in_the_latest_month_are_one_level() -> None:
    rows = monthly("2026-02", "2026-03") + monthly("2026-02", "2026-03", gross=50)
    summary = compiled(answer(IR, *rows))
    assert adding(summary) == {"incomes_register earnings_pension": Decimal(945)}


def test_arrears_of_several_months_are_divided_by_them() -> None:
    row = income(
        gross=6000,
        paid_on=date(2026, 3, 2),
        period=Period(date(2025, 10, 1), date(2026, 3, 31)),
    )
    summary = compiled(answer(IR, row))
    assert adding(summary) == {"incomes_register earnings_pension": Decimal(900)}


def test_wages_are_the_mean_of_the_twelve_full_months() -> None:
    window = monthly("2025-03", "2026-02", kind=IncomeKind.WAGE, payer="Kauppa Oy", gross=1290)
    outside = [
        income(IncomeKind.WAGE, payer="Kauppa Oy", gross=999, paid_on=date(2025, 2, 28)),
        income(IncomeKind.WAGE, payer="Kauppa Oy", gross=999, paid_on=date(2026, 3, 13)),
    ]
    summary = compiled(
        answer(IR, *window, *outside),
        service=Service.HOME_CARE,
        hours=Decimal(10),
        family_size=1,
    )
    assert adding(summary) == {"incomes_register wage": Decimal(1290)}
    [months] = summary.months.values()
    assert list(months) == [str(Month(2025, 3).shifted(number)) for number in range(12)]
    assert sum(months.values()) == 15480
    assert steps(summary, outside[0]) == ["before_the_last_months"]
    assert steps(summary, outside[1]) == ["outside_the_mean"]
    assert steps(summary, window[0]) == ["in_the_mean"]
    assert "varying_income" in codes(summary)


def test_a_benefit_whose_amount_changes_all_the_time_is_varying() -> None:
    kind = IncomeKind.UNEMPLOYMENT_BENEFIT
    rows = [
        income(kind, gross=600 + 10 * number, paid_on=date(2025, 3 + number, 20))
        for number in range(10)
    ] + [income(kind, gross=600, paid_on=date(2026, month, 20)) for month in (1, 2)]
    summary = compiled(answer(IR, *rows))
    total = sum(600 + 10 * number for number in range(10)) + 1200
    expected = Decimal(total) * 9 / 10 / 12
    assert adding(summary)["incomes_register unemployment_benefit"] == expected


def test_one_off_pay_and_pay_without_ground_are_shown_and_left_out() -> None:
    rows = monthly("2025-03", "2026-03")
    bonus = income(gross=5000, paid_on=date(2026, 3, 8), marks=frozenset({Mark.ONE_OFF}))
    wrong = income(gross=70, paid_on=date(2026, 3, 9), marks=frozenset({Mark.UNJUST_ENRICHMENT}))
    summary = compiled(answer(IR, *rows, bonus, wrong))
    assert adding(summary) == {"incomes_register earnings_pension": Decimal(900)}
    assert steps(summary, bonus) == ["one_off_left_out"]
    assert steps(summary, wrong) == ["paid_without_ground_left_out"]
    treated = {one.income.id: one.treatment for one in summary.incomes}
    assert treated[bonus.id].counts == "not_counted"
    assert treated[bonus.id].reason == "one_off_payment"


def test_a_recovery_lowers_its_own_month_and_no_other() -> None:
    wages = monthly("2025-03", "2026-02", kind=IncomeKind.WAGE, payer="Kauppa", gross=1200, tax=0)
    marks = frozenset({Mark.RECOVERY})
    inside, outside = (
        income(IncomeKind.WAGE, payer="Kauppa", gross=120, tax=0, marks=marks, paid_on=day)
        for day in (date(2025, 6, 7), date(2024, 6, 7))
    )
    summary = compiled(answer(IR, *wages, inside, outside))
    assert adding(summary) == {"incomes_register wage": Decimal(1190)}
    [months] = summary.months.values()
    assert months["2025-06"] == 1080


def test_a_recovery_of_an_earlier_payment_does_not_touch_the_latest_level() -> None:
    rows = monthly("2025-03", "2026-03", tax=0)
    taken = income(gross=300, tax=0, marks=frozenset({Mark.RECOVERY}), paid_on=date(2025, 9, 7))
    summary = compiled(answer(IR, *rows, taken))
    assert adding(summary) == {"incomes_register earnings_pension": Decimal(1000)}


@pytest.mark.parametrize(
    "marks",
    [{Mark.RECOVERY}, {Mark.RECOVERY, Mark.UNJUST_ENRICHMENT}],
    ids=["recovered", "recovered and paid without ground"],
)
def test_paying_back_what_was_paid_without_ground_lowers_no_income(marks: set[Mark]) -> None:
    wages = monthly("2025-03", "2026-02", kind=IncomeKind.WAGE, payer="Kauppa")
    wrong, back = (
        income(
            IncomeKind.WAGE, payer="Kauppa", gross=6000, paid_on=date(2025, 6, 20),
            marks=frozenset(own),
        )
        for own in ({Mark.UNJUST_ENRICHMENT}, marks)
    )  # fmt: skip
    summary = compiled(answer(IR, *wages, wrong, back))
    assert adding(summary) == {"incomes_register wage": Decimal(900)}
    assert steps(summary, back) == ["recovery_lowers_nothing"]


def test_pay_that_has_just_begun_is_no_zero() -> None:
    row = income(IncomeKind.WAGE, payer="Kauppa", paid_on=date(2026, 3, 13))
    summary = compiled(answer(IR, row))
    assert not summary.preview.complete
    assert summary.preview.income is None
    assert "too_new_for_mean" in codes(summary)


def test_kinds_free_of_tax_have_their_gross_as_net() -> None:
    rows = monthly("2026-01", "2026-03", kind=IncomeKind.DISABILITY_ALLOWANCE, tax=None, gross=110)
    assert (
        compiled(answer(KELA, *(replace(one, source=KELA) for one in rows))).preview.income == 110
    )


def test_a_net_that_is_not_known_is_a_question_and_no_zero() -> None:
    summary = compiled(answer(IR, *monthly("2026-01", "2026-03", tax=None)))
    assert not summary.preview.complete
    assert summary.outcome is Outcome.QUESTIONS
    assert "net_not_known" in codes(summary)
    home = compiled(
        answer(IR, *monthly("2026-01", "2026-03", tax=None)),
        service=Service.HOME_CARE,
        hours=Decimal(5),
        family_size=1,
    )
    assert home.preview.income == 1000


def test_rent_income_is_less_its_costs_and_tax_and_a_twelfth() -> None:
    rent = income(
        IncomeKind.RENT_INCOME, source=TAX, per=Per.YEAR, payer="", gross=7200, tax=1440,
        costs=Decimal(2400), tax_year=2024,
    )  # fmt: skip
    assert adding(compiled(answer(TAX, rent))) == {"tax_administration rent_income": Decimal(280)}


def test_payments_from_before_the_last_twelve_months_are_listed_and_count_for_nothing() -> None:
    pays = [
        income(IncomeKind.WAGE, gross=1000 + month, paid_on=date(2025, month, 28))
        for month in range(3, 13)
    ]
    pays += [
        income(IncomeKind.WAGE, gross=1000 + month, paid_on=date(2026, month, 28))
        for month in (1, 2)
    ]
    earlier = [
        income(IncomeKind.WAGE, gross=9000, paid_on=date(2024, month, 28)) for month in range(3, 13)
    ]
    usual = compiled(answer(IR, *pays))
    longer = compiled(answer(IR, *earlier, *pays))
    assert longer.preview == usual.preview
    assert longer.findings == usual.findings
    listed = {row.income.id: row for row in longer.incomes}
    assert all(listed[one.id].monthly is None for one in earlier)
    assert all(steps(longer, one) == ["before_the_last_months"] for one in earlier)
