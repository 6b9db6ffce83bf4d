"""What the officer has to settle: no fee, and what would come out without and with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from summary_rows import IR, KELA, PAPERS, TAX, answer, codes, compiled, income, monthly

from robots.casework.answer import Answer, Cost, ForestHolding, PersonFacts
from robots.casework.case import Person
from robots.casework.period import Period
from robots.casework.words import CostKind, IncomeKind, Outcome, Per, Role, Service, Source, State
from robots.feelaw.services import in_supported_housing
from robots.summary import Summary

PENSION = monthly("2025-03", "2026-03", gross=2000)  # net 1800: 0.85 * 1800 = 1530
INSTITUTION = {"service": Service.INSTITUTION}


def comparisons(summary: Summary) -> tuple[Decimal | None, Decimal | None]:
    """The fee without and with the open rows; there is none beside them."""
    preview = summary.preview
    assert not preview.complete
    assert summary.outcome is Outcome.QUESTIONS
    assert [preview.fee, preview.income, preview.basis] == [None, None, None]
    assert preview.without_open is not None
    return preview.without_open.fee, preview.with_open.fee if preview.with_open else None


def test_an_income_of_unknown_kind_is_left_out_and_counted() -> None:
    strange = monthly("2025-03", "2026-03", kind=IncomeKind.UNKNOWN, payer="Outo", gross=100)
    summary = compiled(answer(IR, *PENSION, *strange), **INSTITUTION)
    assert comparisons(summary) == (Decimal(1530), Decimal("1606.50"))
    assert [role for role, _ in summary.preview.open_rows] == [Role.CLIENT]


def test_a_pension_that_may_have_ended_goes_on_or_not() -> None:
    extra = monthly("2025-03", "2025-12", payer="Elo", gross=500)
    summary = compiled(answer(IR, *PENSION, *extra), **INSTITUTION)
    assert "benefit_may_have_ended" in codes(summary)
    assert comparisons(summary) == (Decimal(1530), Decimal("1912.50"))


def test_what_may_be_the_same_income_is_counted_once_or_twice() -> None:
    paper = income(
        payer="Toinen nimi", source=PAPERS, per=Per.MONTH, gross=2000,
        period=Period(date(2026, 1, 1), None),
    )  # fmt: skip
    summary = compiled(answer(IR, *PENSION), answer(PAPERS, paper), **INSTITUTION)
    assert "perhaps_same_income" in codes(summary)
    assert comparisons(summary) == (Decimal(1530), Decimal(3060))


def test_an_income_whose_net_nobody_knows_has_no_figure_with_it() -> None:
    unknown = monthly("2025-03", "2026-03", payer="Elo", gross=500, tax=None)
    summary = compiled(answer(IR, *PENSION, *unknown), **INSTITUTION)
    assert comparisons(summary) == (Decimal(1530), None)


def test_a_forest_of_a_merged_municipality_has_no_figure_with_it() -> None:
    forest = ForestHolding("f-1", Role.CLIENT, TAX, "Pertunmaa", Decimal(20), Decimal(0), 2024)
    summary = compiled(answer(IR, *PENSION), answer(TAX, forest), **INSTITUTION)
    assert "forest_municipality_merged" in codes(summary)
    assert comparisons(summary) == (Decimal(1530), None)


def test_a_cost_of_a_single_payment_has_no_figure_with_it() -> None:
    fee = cost(CostKind.GUARDIAN_FEE, per=Per.PAYMENT)
    summary = compiled(answer(IR, *PENSION), answer(PAPERS, fee), **INSTITUTION)
    assert "cost_of_single_payment" in codes(summary)
    assert comparisons(summary) == (Decimal(1530), None)


@pytest.mark.parametrize("state", [State.FAILED, State.NOT_PERMITTED, State.PARTIAL])
def test_beside_a_source_that_did_not_answer_there_is_no_figure_at_all(state: State) -> None:
    strange = monthly("2025-03", "2026-03", kind=IncomeKind.UNKNOWN, payer="Outo", gross=100)
    summary = compiled(answer(IR, *PENSION, *strange), answer(KELA, state=state), **INSTITUTION)
    preview = summary.preview
    assert summary.outcome is Outcome.INCOMPLETE
    assert [preview.fee, preview.without_open, preview.with_open, preview.between] == [None] * 4


# ------------------------------------------------------------------ who gets the maintenance


def cost(kind: CostKind, payee: str = "", per: Per = Per.MONTH) -> Cost:
    return Cost("c-1", Role.CLIENT, PAPERS, kind, "Elatusapu", payee, Decimal(200), per)


def couple(payee: str, spouse_name: str = "Virtanen Anna Liisa") -> Summary:
    known = PersonFacts(name="Virtanen Matti", spouse_name=spouse_name)
    register = Answer(Source.POPULATION_REGISTER, Role.CLIENT, State.FOUND, person=known)
    return compiled(
        register,
        answer(IR, *PENSION),
        answer(PAPERS, cost(CostKind.MAINTENANCE_PAID, payee)),
        answer(IR, *monthly("2025-03", "2026-03", gross=3000, role=Role.SPOUSE)),
        answer(PAPERS, state=State.NONE, role=Role.SPOUSE),
        *(answer(one, state=State.NONE, role=Role.SPOUSE) for one in (TAX, KELA)),
        spouse=Person(Role.SPOUSE, None),
        shared_home_before_care=True,
        spouse_in_long_term_care=False,
        **INSTITUTION,
    )


@pytest.mark.parametrize("payee", ["Lapsi", "Virtanen Olli", "Mäkinen Anna"])
def test_maintenance_to_somebody_else_is_deducted_and_the_officer_may_check(payee: str) -> None:
    summary = couple(payee)
    assert summary.preview.deductions == 200
    assert "maintenance_to_spouse" in codes(summary)


@pytest.mark.parametrize("payee", ["Anna Liisa Virtanen", "VIRTANEN ANNA", "Virtanen, Anna"])
def test_maintenance_to_the_spouse_of_the_shared_home_is_not_deducted(payee: str) -> None:
    summary = couple(payee)
    assert summary.preview.deductions == 0
    [row] = summary.costs
    assert (row.treatment.section, row.treatment.reason) == (
        "10 c § 2 mom.",
        "maintenance_to_spouse",
    )


@pytest.mark.parametrize("payee", ["", "Virtanen", "A. Virtanen"])
def test_maintenance_to_whom_nobody_can_tell_is_the_officers(payee: str) -> None:
    summary = couple(payee)
    assert "officer_decides_cost" in codes(summary)
    assert comparisons(summary) == (Decimal(1530), Decimal(1360))


def test_where_the_spouses_name_is_not_known_the_officer_tells() -> None:
    assert "officer_decides_cost" in codes(couple("Lapsi", spouse_name=""))


# ------------------------------------------------------------------ how a home-care client lives


@pytest.mark.parametrize(
    ("section", "act", "known"),
    [
        ("21 b §", "1301/2014", True),
        ("21a § 1 mom.", "1301/2014", True),
        ("19 a §", "1301/2014", None),
        ("", "1301/2014", None),
        ("jokin muu", "1301/2014", None),
        ("21 b §", "1326/2010", None),
    ],
)
def test_a_decision_on_supported_or_communal_housing_tells_how_the_client_lives(
    section: str, act: str, known: bool | None
) -> None:
    assert in_supported_housing(act, section) is known
