"""A figure that cannot be is asked about, and none fires where nothing is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from summary_people import DAY, answers_of, case_of, people_files, read
from summary_rows import IR, KELA, PAPERS, adding, answer, codes, compiled, income, monthly

from robots.casework.answer import Answer, Cost, Income, PersonFacts
from robots.casework.period import Period
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Mark,
    Outcome,
    Per,
    Role,
    Severity,
    Source,
    State,
)
from robots.summary import Summary, SummaryPolicy, summarise

CARE = IncomeKind.PENSIONER_CARE_ALLOWANCE
NATIONAL = IncomeKind.NATIONAL_PENSION
KELA_ID = "0246246-0"
OURS = {
    "amount_not_at_most",
    "amount_not_one_of",
    "amount_not_multiple_of",
    "gross_negative",
    "tax_above_gross",
    "net_above_gross",
    "paid_twice",
    "paid_after_death",
    "paid_after_end",
    "month_negative",
    "payments_missing",
    "levels_compete",
}


def severity_of(summary: Summary, code: str) -> Severity:
    [found] = [one for one in summary.findings if one.code == code]
    return found.severity


def paid(kind: IncomeKind, gross: Any, last: str = "2026-03", **more: Any) -> list[Income]:
    return monthly(
        "2026-01", last, kind=kind, gross=gross, tax=0, payer="Kansaneläkelaitos", **more
    )


@pytest.mark.parametrize(
    ("kind", "gross", "code"),
    [
        (NATIONAL, "787.07", None),
        (NATIONAL, "787.09", None),
        (NATIONAL, "787.10", "amount_not_at_most"),
        (IncomeKind.GUARANTEE_PENSION, "990.90", None),
        (IncomeKind.GUARANTEE_PENSION, "991", "amount_not_at_most"),
        (IncomeKind.SURVIVORS_PENSION, "754.08", None),
        (IncomeKind.SURVIVORS_PENSION, "900", "amount_not_at_most"),
        (CARE, "84.56", None),
        (CARE, "184.22", None),
        (CARE, "389.54", None),
        (CARE, "311.85", None),
        (CARE, "200.00", "amount_not_one_of"),
        (IncomeKind.VETERAN_SUPPLEMENT, "127.63", None),
        (IncomeKind.VETERAN_SUPPLEMENT, "110.19", "amount_not_one_of"),
        (IncomeKind.DISABILITY_ALLOWANCE, "257.82", None),
        (IncomeKind.DISABILITY_ALLOWANCE, "258", "amount_not_one_of"),
        (IncomeKind.CHILD_INCREASE, "52.60", None),
        (IncomeKind.CHILD_INCREASE, "50", "amount_not_multiple_of"),
        (IncomeKind.PENSIONER_HOUSING_ALLOWANCE, "609.56", None),
        (IncomeKind.PENSIONER_HOUSING_ALLOWANCE, "650", "amount_not_at_most"),
    ],
)
def test_an_amount_is_held_against_what_the_law_gives_that_day(
    kind: IncomeKind, gross: str, code: str | None
) -> None:
    summary = compiled(answer(IR, *paid(kind, gross, payer_id=KELA_ID)))
    assert codes(summary) & OURS == ({code} if code else set())


@pytest.mark.parametrize(
    ("kind", "gross", "severity"),
    [
        (NATIONAL, "800", Severity.WARNING),
        (NATIONAL, "1180.60", Severity.WARNING),
        (NATIONAL, "1180.61", Severity.QUESTION),
        (NATIONAL, "1574.14", Severity.QUESTION),  # two months paid as one
        (IncomeKind.SURVIVORS_PENSION, "1131.12", Severity.WARNING),
        (IncomeKind.SURVIVORS_PENSION, "1131.13", Severity.QUESTION),
    ],
)
def test_above_a_ceiling_what_a_raise_may_be_counts_and_what_none_is_stays_open(
    kind: IncomeKind, gross: str, severity: Severity
) -> None:
    summary = compiled(answer(IR, *paid(kind, gross, payer_id=KELA_ID)))
    assert severity_of(summary, "amount_not_at_most") is severity
    is_open = severity is Severity.QUESTION
    assert (summary.preview.income is None) is is_open
    assert (f"incomes_register {kind}" in adding(summary)) is not is_open


def test_a_housing_allowance_that_cannot_be_keeps_the_rent_open() -> None:
    rent = Cost(
        "c-1", Role.CLIENT, PAPERS, CostKind.HOUSING_COST, "Vuokra", "Kodit", Decimal(1500),
        Per.MONTH,
    )  # fmt: skip
    pension = monthly("2025-03", "2026-03", gross=2500)
    for gross, is_open in (("700", False), ("1219.12", True)):
        allowance = paid(IncomeKind.PENSIONER_HOUSING_ALLOWANCE, gross)
        summary = compiled(answer(IR, *pension, *allowance), answer(PAPERS, rent))
        assert "amount_not_at_most" in codes(summary)
        assert summary.preview.complete is not is_open


def test_a_front_veterans_supplement_has_one_amount_and_the_extra_one_any() -> None:
    kind = IncomeKind.FRONT_VETERAN_SUPPLEMENT
    for name, gross, is_odd in (
        ("Rintamalisä", "202.94", False),
        ("Rintamalisä", "203.94", True),
        ("Ylimääräinen rintamalisä", "57.11", False),
    ):
        summary = compiled(answer(IR, *paid(kind, gross, name=name)))
        assert ("amount_not_one_of" in codes(summary)) is is_odd


def test_an_earnings_related_survivors_pension_has_no_ceiling() -> None:
    rows = monthly("2026-01", "2026-03", kind=IncomeKind.SURVIVORS_PENSION, gross=2000)
    assert not codes(compiled(answer(IR, *rows))) & OURS


def test_the_amounts_are_those_of_the_payments_own_time() -> None:
    last_year = monthly("2025-10", "2025-12", kind=CARE, gross="84.17", tax=0)
    this_year = monthly("2026-01", "2026-03", kind=CARE, gross="84.56", tax=0)
    assert not codes(compiled(answer(IR, *last_year, *this_year))) & OURS
    stale = monthly("2026-01", "2026-03", kind=CARE, gross="84.17", tax=0)
    assert "amount_not_one_of" in codes(compiled(answer(IR, *last_year, *stale)))


def test_a_level_may_have_any_amount_since_it_began_and_arrears_are_by_the_month() -> None:
    since = Period(date(2024, 10, 1), None)
    for gross, is_odd in (("83.34", False), ("84.56", False), ("85", True)):
        level = income(CARE, source=PAPERS, per=Per.MONTH, gross=gross, tax=0, period=since)
        assert ("amount_not_one_of" in codes(compiled(answer(PAPERS, level)))) is is_odd
    arrears = income(
        CARE, gross="253.68", tax=0, paid_on=date(2026, 3, 6),
        period=Period(date(2026, 1, 1), date(2026, 3, 31)),
    )  # fmt: skip
    assert not codes(compiled(answer(IR, arrears))) & OURS


def test_a_year_that_nobody_has_entered_is_not_judged() -> None:
    rows = monthly("2027-01", "2027-03", kind=CARE, gross=200, tax=0)
    summary = compiled(answer(IR, *rows), day=date(2027, 3, 16))
    assert not codes(summary) & OURS


def test_what_kela_shows_itself_is_judged_where_it_is_read() -> None:
    rows = paid(CARE, 200, source=KELA)
    assert not codes(compiled(answer(KELA, *rows))) & OURS


def test_a_figure_that_cannot_be_is_left_open_and_no_fee_is_shown() -> None:
    pension = monthly("2025-03", "2026-03", gross=1800)
    summary = compiled(answer(IR, *pension, *paid(CARE, 200)))
    assert severity_of(summary, "amount_not_one_of") is Severity.QUESTION
    assert summary.outcome is Outcome.QUESTIONS
    assert (summary.preview.complete, summary.preview.fee) == (False, None)
    assert "incomes_register pensioner_care_allowance" not in adding(summary)


def test_of_a_row_that_adds_nothing_it_is_a_remark() -> None:
    odd = monthly("2025-10", "2025-12", kind=CARE, gross=200, tax=0)
    now = monthly("2026-01", "2026-03", kind=CARE, gross="84.56", tax=0)
    summary = compiled(answer(IR, *monthly("2025-03", "2026-03"), *odd, *now))
    assert severity_of(summary, "amount_not_one_of") is Severity.WARNING
    [found] = [one for one in summary.findings if one.code == "amount_not_one_of"]
    assert set(found.refers_to) == {one.id for one in odd}
    assert summary.preview.complete


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"gross": Decimal(-5), "tax": Decimal(0)}, "gross_negative"),
        ({"tax": Decimal(1001)}, "tax_above_gross"),
        ({"tax": Decimal(-1)}, "tax_above_gross"),
        ({"tax": None, "net": Decimal("1000.02")}, "net_above_gross"),
    ],
)
def test_gross_tax_and_net_are_in_order_among_themselves(change: Any, code: str) -> None:
    *before, last = monthly("2026-01", "2026-03")
    summary = compiled(answer(IR, *before, replace(last, **change)))
    assert severity_of(summary, code) is Severity.QUESTION
    assert not summary.preview.complete


def test_a_pay_slips_net_after_other_deductions_is_in_order() -> None:
    *before, last = monthly("2026-01", "2026-03", kind=IncomeKind.WAGE, source=PAPERS)
    rows = *before, replace(last, net=Decimal(700))
    assert not codes(compiled(answer(PAPERS, *rows))) & OURS


def test_the_same_payment_twice_in_one_source_is_asked_about() -> None:
    rows = monthly("2025-03", "2026-03")
    again = replace(rows[-1], id="i-again")
    summary = compiled(answer(IR, *rows, again))
    assert severity_of(summary, "paid_twice") is Severity.QUESTION
    assert not summary.preview.complete
    earlier = compiled(answer(IR, *rows, replace(rows[2], id="i-again")))
    assert severity_of(earlier, "paid_twice") is Severity.WARNING
    assert earlier.preview.complete


def test_two_different_payments_of_a_day_are_no_doubt() -> None:
    rows = monthly("2026-01", "2026-03")
    beside = [replace(one, id=f"i-{at}", gross=Decimal(50)) for at, one in enumerate(rows)]
    assert "paid_twice" not in codes(compiled(answer(IR, *rows, *beside)))


def dead_since(day: date, role: Role) -> Answer:
    person = PersonFacts(name="Testi", died_on=day)
    return Answer(Source.POPULATION_REGISTER, role, State.FOUND, person=person)


@pytest.mark.parametrize(("died_on", "is_after"), [((2026, 2, 27), True), ((2026, 3, 1), False)])
def test_a_payment_in_a_later_month_than_the_death_is_told(
    died_on: tuple[int, int, int], is_after: bool
) -> None:
    rows = monthly("2025-03", "2026-03", role=Role.SPOUSE)
    summary = compiled(dead_since(date(*died_on), Role.SPOUSE), answer(IR, *rows))
    assert ("paid_after_death" in codes(summary)) is is_after


def test_a_payment_after_the_end_that_the_same_source_tells_is_asked_about() -> None:
    end = date(2026, 1, 31)
    rows = monthly("2025-03", "2026-03", in_force_until=end)
    summary = compiled(answer(IR, *rows))
    assert severity_of(summary, "paid_after_end") is Severity.QUESTION
    assert not summary.preview.complete
    [found] = [one for one in summary.findings if one.code == "paid_after_end"]
    assert set(found.refers_to) == {one.id for one in rows[-2:]}
    for_before = [
        replace(rows[-2], period=Period(date(2026, 1, 1), end)),
        *monthly("2025-03", "2026-01", in_force_until=end),
    ]
    assert "paid_after_end" not in codes(compiled(answer(IR, *for_before)))


def test_a_month_in_which_more_was_taken_back_than_paid_is_named() -> None:
    wages = monthly("2025-03", "2026-02", kind=IncomeKind.WAGE, payer="Kauppa", gross=1200, tax=0)
    back = income(
        IncomeKind.WAGE, payer="Kauppa", gross=1500, tax=0, paid_on=date(2025, 6, 7),
        marks=frozenset({Mark.RECOVERY}),
    )  # fmt: skip
    summary = compiled(answer(IR, *wages, back))
    [found] = [one for one in summary.findings if one.code == "month_negative"]
    assert found.values["months"] == "6/2025"


def test_months_without_a_payment_of_a_pension_are_named() -> None:
    rows = [one for one in monthly("2025-03", "2026-03") if one.paid_on != date(2025, 8, 7)]
    [found] = [
        one for one in compiled(answer(IR, *rows)).findings if one.code == "payments_missing"
    ]
    assert found.values["periods"] == "1.8.2025–31.8.2025"
    quarterly = [
        income(
            paid_on=date(year, month, 7), gross=3000,
            period=Period(date(year, month - 2, 1), date(year, month, 31)),
        )
        for year, month in ((2025, 3), (2025, 12), (2026, 3))
    ]  # fmt: skip
    assert "payments_missing" not in codes(compiled(answer(IR, *quarterly)))


@pytest.mark.parametrize("same_amount", [True, False])
def test_two_levels_of_one_name_from_the_same_day_are_asked_about(same_amount: bool) -> None:
    since = Period(date(2026, 1, 1), None)
    first = income(source=PAPERS, per=Per.MONTH, gross=1000, period=since)
    other = income(source=PAPERS, per=Per.MONTH, gross=1000 if same_amount else 300, period=since)
    rows = replace(first, id="i-1"), replace(other, id="i-2")
    for order in (rows, rows[::-1]):
        summary = compiled(answer(PAPERS, *order))
        assert severity_of(summary, "levels_compete") is Severity.QUESTION
        assert not summary.preview.complete
        assert adding(summary) == {}


@pytest.mark.parametrize("file", people_files(), ids=lambda file: file.stem)
def test_nothing_of_it_is_said_of_the_made_up_people(file: Any) -> None:
    described = read(file)
    summary = summarise(case_of(described), answers_of(described), (), DAY, SummaryPolicy())
    assert not codes(summary) & OURS
