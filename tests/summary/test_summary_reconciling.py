"""One income in several sources: counted once, shown as often as it is seen."""

from __future__ import annotations

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
    decided,
    income,
    monthly,
    steps,
)

from robots.casework.answer import ForestHolding, Income
from robots.casework.period import Period
from robots.casework.words import (
    IncomeKind,
    Outcome,
    Per,
    Role,
    Source,
)
from robots.summary import SummaryPolicy

KELA_ID = "0246246-0"


def test_a_payment_in_the_register_and_at_kela_is_counted_once_and_shown_twice() -> None:
    kind = IncomeKind.NATIONAL_PENSION
    register = monthly("2025-03", "2026-03", kind=kind, payer="Kansaneläkelaitos", payer_id=KELA_ID)
    pages = monthly("2025-03", "2026-03", kind=kind, payer="Kela", source=KELA)
    summary = compiled(answer(IR, *register), answer(KELA, *pages))
    assert adding(summary) == {"incomes_register national_pension": Decimal(900)}
    assert len(summary.incomes) == 26
    rows = {one.income.id: one for one in summary.incomes}
    for ours, theirs in zip(register, pages, strict=True):
        assert rows[ours.id].same_as == (theirs.id,)
        assert rows[theirs.id].same_as == (ours.id,)
    assert "sources_differ" not in codes(summary)


def test_the_county_says_whose_figure_counts() -> None:
    register = monthly("2026-01", "2026-03", gross=1000)
    paper = income(per=Per.MONTH, source=PAPERS, gross=1100, period=Period(date(2026, 1, 1), None))
    believes_paper = decided((PAPERS, IR, KELA, TAX))
    for policy, sum_a_month in ((SummaryPolicy(), 900), (believes_paper, 990)):
        summary = compiled(answer(IR, *register), answer(PAPERS, paper), policy=policy)
        assert list(adding(summary).values()) == [Decimal(sum_a_month)]
        assert "sources_differ" in codes(summary)
        assert summary.outcome is Outcome.READY


def test_a_policy_that_leaves_a_source_out_is_refused() -> None:
    with pytest.raises(ValueError, match="every source"):
        decided((IR, KELA))


def test_a_pay_slip_of_a_payment_in_the_register_is_not_counted_again() -> None:
    register = monthly("2025-03", "2026-02", kind=IncomeKind.WAGE, payer="Kauppa Oy")
    slip = income(IncomeKind.WAGE, payer="KAUPPA", source=PAPERS, paid_on=date(2026, 2, 9))
    odd = income(
        IncomeKind.WAGE, payer="Kauppa", source=PAPERS, paid_on=date(2026, 1, 7), gross=1010
    )
    summary = compiled(answer(IR, *register), answer(PAPERS, slip, odd))
    assert adding(summary) == {"incomes_register wage": Decimal(900)}
    rows = {one.income.id: one for one in summary.incomes}
    assert rows[slip.id].same_as == (register[-1].id,)
    assert "sources_differ" in codes(summary)


def test_a_pay_slip_that_the_register_lacks_is_counted_too() -> None:
    register = monthly("2025-03", "2026-01", kind=IncomeKind.WAGE, payer="Kauppa")
    slip = income(IncomeKind.WAGE, payer="Kauppa", source=PAPERS, paid_on=date(2026, 2, 7))
    summary = compiled(answer(IR, *register), answer(PAPERS, slip))
    assert adding(summary) == {"documents wage": Decimal(900)}


def test_the_veterans_supplement_is_told_apart_by_kela_where_the_register_does_not() -> None:
    care, supplement = IncomeKind.PENSIONER_CARE_ALLOWANCE, IncomeKind.VETERAN_SUPPLEMENT
    whole = monthly(
        "2026-01", "2026-03", kind=care, payer="Kansaneläkelaitos", gross="307.35", tax=0
    )
    pages = monthly("2026-01", "2026-03", kind=care, payer="Kela", source=KELA, gross="184.22",
                    tax=0)  # fmt: skip
    parts = monthly("2026-01", "2026-03", kind=supplement, payer="Kela", source=KELA,
                    name="Veteraanilisä", gross="123.13", tax=0)  # fmt: skip
    summary = compiled(answer(IR, *whole), answer(KELA, *pages, *parts))
    assert summary.preview.income == Decimal("184.22")
    assert "sources_differ" not in codes(summary)


def test_a_banks_note_and_the_taxation_are_one_income() -> None:
    kind = IncomeKind.INTEREST
    tax = income(kind, source=TAX, per=Per.YEAR, payer="", gross=120, tax=36, tax_year=2024)
    note = income(kind, source=PAPERS, per=Per.YEAR, payer="Pankki", gross=150, tax=45,
                  tax_year=2025)  # fmt: skip
    summary = compiled(answer(TAX, tax), answer(PAPERS, note))
    assert adding(summary) == {"tax_administration interest": Decimal(7)}
    assert steps(summary, note) == ["counted_elsewhere"]
    assert "sources_differ" in codes(summary)


RENT = income(
    IncomeKind.RENT_INCOME, source=TAX, per=Per.YEAR, payer="", gross=7200, tax=1200, tax_year=2024
)


def lease_since(day: date) -> Income:
    return income(
        IncomeKind.RENT_INCOME, source=PAPERS, per=Per.MONTH, payer="Vuokralainen", gross=650,
        tax=0, period=Period(day, None),
    )  # fmt: skip


def test_a_lease_of_the_taxations_own_year_does_not_replace_it() -> None:
    summary = compiled(answer(TAX, RENT), answer(PAPERS, lease_since(date(2024, 12, 31))))
    assert adding(summary) == {"tax_administration rent_income": Decimal(500)}
    assert "sources_differ" in codes(summary)


def test_a_lease_that_began_after_the_taxations_year_is_the_officers_to_settle() -> None:
    lease = lease_since(date(2025, 1, 1))
    summary = compiled(answer(TAX, RENT), answer(PAPERS, lease))
    [asked] = [one for one in summary.findings if one.code == "level_newer_than_year"]
    assert asked.refers_to == (RENT.id, lease.id)
    assert (asked.values["before"], asked.values["now"]) == ("600,00", "650,00")
    assert adding(summary) == {}
    assert (summary.outcome, summary.preview.fee) == (Outcome.QUESTIONS, None)
    assert {identifier for _, identifier in summary.preview.open_rows} == {RENT.id, lease.id}
    assert summary.preview.with_open is not None
    assert summary.preview.with_open.income == 500 + 650
    for row in (RENT, lease):
        assert steps(summary, row)[-1] == "officer_decides_amount"


@pytest.mark.parametrize(
    ("first", "monthly_net"),
    [(PAPERS, Decimal(650)), (KELA, Decimal(500))],
    ids=["the lease", "the taxation"],
)
def test_where_the_county_has_decided_whose_figure_counts_a_newer_lease_is_settled(
    first: Source, monthly_net: Decimal
) -> None:
    order = first, *(one for one in (IR, TAX, KELA, PAPERS) if one is not first)
    lease = lease_since(date(2025, 1, 1))
    summary = compiled(answer(TAX, RENT), answer(PAPERS, lease), policy=decided(order))
    assert list(adding(summary).values()) == [monthly_net]
    assert "level_newer_than_year" not in codes(summary)


def test_the_taxations_year_of_pensions_says_again_what_the_payments_say() -> None:
    year = income(source=TAX, per=Per.YEAR, payer="", gross=12000, tax=1200, tax_year=2024)
    summary = compiled(answer(IR, *monthly("2025-03", "2026-03")), answer(TAX, year))
    assert summary.preview.income == 900
    assert steps(summary, year) == ["year_seen_by_payments"]


def test_forest_in_two_sources_is_one_holding() -> None:
    vero = ForestHolding("f-1", Role.CLIENT, TAX, "Espoo", Decimal(20), Decimal(0), 2024)
    paper = ForestHolding("f-2", Role.CLIENT, PAPERS, "ESPOO", Decimal(20), Decimal(0))
    summary = compiled(answer(TAX, vero), answer(PAPERS, paper))
    assert summary.preview.income == Decimal("185.565")
    assert len(summary.forests) == 2
