"""One income in several sources: counted once, shown as often as it is seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from summary_people import DAY, NOW
from summary_rows import (
    IR,
    KELA,
    PAPERS,
    TAX,
    adding,
    answer,
    case,
    codes,
    compiled,
    decided,
    income,
    monthly,
    steps,
)

from robots.casework.answer import Answer, Cost, Evidence, ForestHolding, Income, PersonFacts
from robots.casework.case import ConsentState, Person
from robots.casework.period import Month, Period
from robots.casework.permit import Permit
from robots.casework.texts import Language
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Mark,
    Outcome,
    Per,
    Purpose,
    Role,
    Service,
    Source,
    State,
)
from robots.feelaw.calculation import preview
from robots.summary import Completeness, SummaryPolicy, summarise
from robots.summary.merging import evidence_in_order
from robots.workbook import Version, twin, twin_bytes

KELA_ID = "0246246-0"
SCHEMA = Path(__file__).parents[2] / "resources" / "schemas" / "tuloselvitys-1.json"


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
    ("last", "is_ended"), [("2025-12", True), ("2026-01", True), ("2026-02", False)]
)
def test_a_pension_that_was_not_paid_the_month_before_is_a_question(
    last: str, is_ended: bool
) -> None:
    summary = compiled(answer(IR, *monthly("2025-03", last)))
    assert ("benefit_may_have_ended" in codes(summary)) is is_ended
    assert "benefit_ended" not in codes(summary)
    assert bool(adding(summary)) is not is_ended
    assert summary.preview.complete is not is_ended
    assert summary.outcome is (Outcome.QUESTIONS if is_ended else Outcome.READY)


def test_what_one_source_no_longer_pays_and_another_does_is_counted_and_asked_about() -> None:
    kind = IncomeKind.NATIONAL_PENSION
    register = monthly("2025-03", "2025-11", kind=kind, payer="Kansaneläkelaitos")
    pages = monthly("2025-03", "2026-03", kind=kind, payer="Kela", source=KELA)
    summary = compiled(answer(IR, *register), answer(KELA, *pages))
    assert adding(summary) == {"kela national_pension": Decimal(900)}
    assert "end_disputed" in codes(summary)
    assert summary.outcome is Outcome.QUESTIONS


def test_a_payment_after_the_end_that_another_source_tells_is_asked_about() -> None:
    kind = IncomeKind.NATIONAL_PENSION
    register = monthly("2025-03", "2026-03", kind=kind, payer="Kansaneläkelaitos")
    pages = monthly("2025-03", "2026-02", kind=kind, payer="Kela", source=KELA,
                    in_force_until=date(2026, 2, 28))  # fmt: skip
    summary = compiled(answer(IR, *register), answer(KELA, *pages))
    assert adding(summary) == {"incomes_register national_pension": Decimal(900)}
    assert "end_disputed" in codes(summary)


def test_an_extra_pension_that_stops_is_asked_about_though_the_main_one_goes_on() -> None:
    main = monthly("2025-03", "2026-03", day=2)
    extra = monthly("2025-03", "2025-09", day=20, name="Rekisteröity lisäeläke", gross=100)
    assert "benefit_may_have_ended" in codes(compiled(answer(IR, *main, *extra)))
    renamed = monthly("2025-10", "2026-03", day=2, name="Täysi vanhuuseläke")
    earlier = monthly("2025-03", "2025-09", day=2)
    assert compiled(answer(IR, *earlier, *renamed)).outcome is Outcome.READY


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


def test_kela_tells_that_what_the_register_saw_paid_has_ended() -> None:
    kind = IncomeKind.NATIONAL_PENSION
    register = monthly("2025-03", "2026-02", kind=kind, payer="Kansaneläkelaitos")
    pages = monthly(
        "2025-03", "2026-02", kind=kind, payer="Kela", source=KELA,
        in_force_until=date(2026, 2, 28),
    )  # fmt: skip
    summary = compiled(answer(IR, *register), answer(KELA, *pages))
    assert adding(summary) == {}
    assert "benefit_ended" in codes(summary)


def test_pay_that_stopped_is_a_question() -> None:
    rows = monthly("2025-03", "2025-11", kind=IncomeKind.WAGE, payer="Kauppa")
    summary = compiled(answer(IR, *rows))
    assert summary.outcome is Outcome.QUESTIONS
    assert "pay_may_have_ended" in codes(summary)


def test_pay_that_has_just_begun_is_no_zero() -> None:
    row = income(IncomeKind.WAGE, payer="Kauppa", paid_on=date(2026, 3, 13))
    summary = compiled(answer(IR, row))
    assert not summary.preview.complete
    assert summary.preview.income is None
    assert "too_new_for_mean" in codes(summary)


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


def test_a_row_without_amount_keeps_the_preview_open() -> None:
    row = replace(income(paid_on=date(2026, 3, 2)), gross=None, tax=None, net=None)
    summary = compiled(answer(IR, row))
    assert not summary.preview.complete
    assert "income_not_placed" in codes(summary)


def test_rent_income_is_less_its_costs_and_tax_and_a_twelfth() -> None:
    rent = income(
        IncomeKind.RENT_INCOME, source=TAX, per=Per.YEAR, payer="", gross=7200, tax=1440,
        costs=Decimal(2400), tax_year=2024,
    )  # fmt: skip
    assert adding(compiled(answer(TAX, rent))) == {"tax_administration rent_income": Decimal(280)}


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


def test_the_rent_of_the_decision_stands_in_for_a_document() -> None:
    register = answer(IR, *monthly("2025-03", "2026-03", gross=2000))
    papers = answer(PAPERS, state=State.NONE)
    day = Period(DAY, DAY)
    permit = Permit(
        "T-0001", Role.CLIENT, PAPERS, frozenset(), day, "734/1992 14 a §", Purpose.FEE,
        "virkailija-07", "vuositarkistus", None, ConsentState.NOT_ASKED, NOW,
    )  # fmt: skip
    listed = case(unit_rent=Decimal("640.50"))
    summary = summarise(listed, [register, papers], [permit], DAY, SummaryPolicy())
    [cost] = summary.costs
    assert cost.monthly == Decimal("640.50")
    assert [step.code for step in cost.derivation] == ["rent_of_decision"]
    [evidence] = summary.evidence
    assert (evidence.id,) == cost.cost.evidence
    assert (evidence.file, evidence.sha256) == (None, None)
    assert evidence.requested_by == "virkailija-07"
    assert "yksikön vuokra" in evidence.in_words(Language.FINNISH)
    made = json.loads(twin_bytes(twin(summary, Version(1, "R-1", NOW))))
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(made)
    assert made["evidence"][0]["file"] is None


def test_evidence_follows_source_person_file_and_the_order_of_the_figures() -> None:
    def piece(name: str, source: Source, role: Role, file: str, place: str = "") -> Evidence:
        return Evidence(
            name, role, source, "kela_decision", NOW, "virkailija-07", "734/1992 14 a §", "fee",
            f"evidence/{file}", "0" * 64, place, values={"number": "1"},
        )  # fmt: skip

    wanted = (
        piece("e-9", Source.POPULATION_REGISTER, Role.CLIENT, "p"),
        piece("e-8", IR, Role.CLIENT, "i"),
        piece("e-3", IR, Role.CLIENT, "i", "/newest"),
        piece("e-1", IR, Role.CLIENT, "i", "/earlier"),
        piece("e-2", IR, Role.CLIENT, "i", "/of no figure"),
        piece("e-4", IR, Role.SPOUSE, "i"),
        piece("e-7", PAPERS, Role.CLIENT, "documents-client-2.pdf"),
        piece("e-5", PAPERS, Role.CLIENT, "documents-client-10.pdf"),
    )
    figures = (("e-3",), ("e-1", "e-8"))
    assert evidence_in_order(reversed(wanted), figures) == wanted
    assert evidence_in_order(sorted(wanted, key=lambda one: one.id), figures) == wanted


def test_a_rent_document_goes_before_the_decision_and_a_difference_is_told() -> None:
    rent = Cost(
        "c-1", Role.CLIENT, PAPERS, CostKind.HOUSING_COST, "Vuokra", "Kodit", Decimal(650),
        Per.MONTH, Period(date(2026, 1, 1), None),
    )  # fmt: skip
    older = replace(rent, id="c-2", amount=Decimal(600), period=Period(date(2025, 1, 1), None))
    again = replace(rent, id="c-3")
    for unit_rent, differs in ((Decimal(650), False), (Decimal(640), True)):
        summary = compiled(answer(PAPERS, rent, older, again), unit_rent=unit_rent)
        assert sum(one.monthly or 0 for one in summary.costs) == 650
        assert ("rent_differs" in codes(summary)) is differs


def test_forest_in_two_sources_is_one_holding() -> None:
    vero = ForestHolding("f-1", Role.CLIENT, TAX, "Espoo", Decimal(20), Decimal(0), 2024)
    paper = ForestHolding("f-2", Role.CLIENT, PAPERS, "ESPOO", Decimal(20), Decimal(0))
    summary = compiled(answer(TAX, vero), answer(PAPERS, paper))
    assert summary.preview.income == Decimal("185.565")
    assert len(summary.forests) == 2


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
