"""Whose figure counts is dated policy, and every difference is listed with both amounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
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
    decided,
    income,
    monthly,
    steps,
)

from robots.casework.answer import Cost, ForestHolding, Income
from robots.casework.period import Period
from robots.casework.texts import Language
from robots.casework.words import CostKind, IncomeKind, Per, Role, Source
from robots.summary import Summary, SummaryPolicy

WAGE, KIND = IncomeKind.WAGE, IncomeKind.NATIONAL_PENSION
REGISTER = monthly("2025-03", "2026-03", kind=KIND, payer="Kansaneläkelaitos", gross=500)
PAGES = monthly("2025-03", "2026-03", kind=KIND, payer="Kela", source=KELA, gross=480)


def told(summary: Summary) -> list[tuple[str, str, str, str]]:
    return [
        (one.counted_source, f"{one.counted:.2f}", one.other_source, f"{one.other:.2f}")
        for one in summary.differences
    ]


def test_without_a_decision_the_register_is_believed_and_the_officer_reads_why() -> None:
    summary = compiled(answer(IR, *REGISTER), answer(KELA, *PAGES))
    assert told(summary) == [("incomes_register", "500.00", "kela", "480.00")]
    [difference] = summary.differences
    assert difference.why_in_words(Language.FINNISH) == (
        "tulorekisteri kertoo todella maksetun määrän"
    )


def test_a_decision_holds_from_its_day_for_its_kinds_and_is_named() -> None:
    order = KELA, IR, TAX, PAPERS
    default = IR, KELA, TAX, PAPERS
    for policy, counted in (
        (decided(order), "kela"),
        (decided(order, since=date(2026, 3, 17)), "incomes_register"),
        (decided(order, until=date(2026, 3, 15)), "incomes_register"),
        (decided(default, by_kind={"national_pension": order}), "kela"),
        (decided(order, by_kind={"national_pension": default}), "incomes_register"),
        (decided(default, by_kind={"guarantee_pension": order}), "incomes_register"),
    ):
        summary = compiled(answer(IR, *REGISTER), answer(KELA, *PAGES), policy=policy)
        assert list(adding(summary)) == [f"{counted} national_pension"]
        [difference] = summary.differences
        is_decided = counted == "kela"
        assert (difference.decision == "Aluevaltuusto 1.12.2025") is is_decided


@pytest.mark.parametrize(
    "decisions",
    [
        [{"from": date(2026, 1, 1), "decision": ""}],
        [{"from": date(2026, 1, 1), "decision": "A", "until": date(2025, 1, 1)}],
        [{"from": date(2026, 1, 1), "decision": "A"}, {"from": date(2027, 1, 1), "decision": "B"}],
        [{"from": date(2026, 1, 1), "decision": "A", "by_kind": {"wage": ["kela"]}}],
        [{"from": date(2026, 1, 1), "decision": "A", "by_kind": {"salary": []}}],
    ],
)
def test_a_policy_that_cannot_be_is_refused(decisions: Any) -> None:
    with pytest.raises(ValidationError):
        SummaryPolicy.model_validate({"decisions": decisions})


def test_the_largest_difference_stands_first() -> None:
    register = [*monthly("2026-01", "2026-03", gross=2000), *REGISTER]
    paper = income(source=PAPERS, per=Per.MONTH, gross=1400, period=Period(date(2026, 1, 1), None))
    summary = compiled(answer(IR, *register), answer(KELA, *PAGES), answer(PAPERS, paper))
    assert [one.size for one in summary.differences] == [600, 20]
    assert all(len(one.ids) == 2 for one in summary.differences)


def test_a_newer_decision_says_that_it_is_newer() -> None:
    newer = income(source=PAPERS, per=Per.MONTH, gross=1200, period=Period(date(2026, 3, 9), None))
    summary = compiled(answer(IR, *monthly("2025-03", "2026-03")), answer(PAPERS, newer))
    assert [one.why for one in summary.differences] == ["wins_as_it_is_newer"]
    [found] = [one for one in summary.findings if one.code == "sources_differ"]
    assert found.values["why"] == "words.wins_as_it_is_newer"


def test_payments_of_one_income_that_differ_each_month_are_one_finding_and_each_listed() -> None:
    pays = monthly("2025-03", "2026-02", kind=WAGE, payer="Kauppa")
    slips = [
        replace(one, id=f"i-slip-{at}", source=PAPERS, gross=Decimal(1000 + at))
        for at, one in enumerate(pays)
    ]
    summary = compiled(answer(IR, *pays), answer(PAPERS, *slips))
    assert [one.size for one in summary.differences] == list(range(11, 0, -1))
    [found] = [one for one in summary.findings if one.code == "sources_differ"]
    assert found.values["other"] == "1\u00a0011,00"
    assert len(found.refers_to) == 22


def wages(source: Source, *days: date, gross: int = 1000) -> list[Income]:
    return [income(WAGE, payer="Kauppa", source=source, paid_on=day, gross=gross) for day in days]


def test_a_payment_that_arrives_in_the_next_month_is_the_same_one() -> None:
    ours = wages(IR, date(2025, 10, 31), date(2025, 11, 28))
    theirs = wages(PAPERS, date(2025, 11, 3), date(2025, 12, 1))
    summary = compiled(answer(IR, *ours), answer(PAPERS, *theirs))
    same = {one.income.id: one.same_as for one in summary.incomes}
    for own, other in zip(ours, theirs, strict=True):
        assert (same[own.id], same[other.id]) == ((other.id,), (own.id,))


def test_another_amount_or_another_week_is_another_payment() -> None:
    ours = wages(IR, date(2025, 10, 31))
    for theirs in (
        wages(PAPERS, date(2025, 11, 3), gross=999),
        wages(PAPERS, date(2025, 11, 5)),
    ):
        summary = compiled(answer(IR, *ours), answer(PAPERS, *theirs))
        assert not any(one.same_as for one in summary.incomes)


def yearly(gross: int, year: int = 2025) -> Income:
    return income(WAGE, source=TAX, per=Per.YEAR, payer="", gross=gross, tax=0, tax_year=year)


@pytest.mark.parametrize(
    ("gross", "differs"), [(12000, False), (12001, False), (12002, True), (11998, True)]
)
def test_a_year_that_is_wholly_told_is_held_against_its_payments(gross: int, differs: bool) -> None:
    pays = monthly("2025-01", "2026-01", kind=WAGE, payer="Kauppa")
    asked = Period(date(2025, 1, 1), date(2026, 1, 16))
    summary = compiled(
        answer(IR, *pays, period=asked), answer(TAX, yearly(gross)), day=date(2026, 1, 16)
    )
    assert ("year_differs" in codes(summary)) is differs
    assert steps(summary, yearly(gross)) == ["year_seen_by_payments"]
    if differs:
        assert told(summary) == [
            ("incomes_register", "12000.00", "tax_administration", f"{gross}.00")
        ]


@pytest.mark.parametrize(
    ("gross", "why"),
    [
        (10498, "payments_before_years"),
        (10500, None),
        (13001, None),  # January and February may each have been as large as the largest, 1500
        (13502, "payments_of_told_months"),
        (50000, "payments_of_told_months"),
    ],
)
def test_a_year_told_in_part_differs_where_its_other_months_cannot_explain_it(
    gross: int, why: str | None
) -> None:
    pays = monthly("2025-03", "2026-02", kind=WAGE, payer="Kauppa")
    pays[3] = replace(pays[3], gross=Decimal(1500))
    summary = compiled(
        answer(IR, *pays, period=Period.months_before(DAY, 12)), answer(TAX, yearly(gross))
    )
    assert [one.why for one in summary.differences] == ([why] if why else [])
    assert ("year_differs" in codes(summary)) is (why is not None)
    if why:
        assert told(summary) == [
            ("incomes_register", "10500.00", "tax_administration", f"{gross}.00")
        ]


def test_of_a_year_that_nobody_tells_the_months_of_nothing_is_said() -> None:
    pays = monthly("2025-03", "2026-02", kind=WAGE, payer="Kauppa")
    asked = Period.months_before(DAY, 12)
    for answered, year in ((answer(IR, *pays), 2025), (answer(IR, *pays, period=asked), 2024)):
        summary = compiled(answered, answer(TAX, yearly(50000, year)))
        assert "year_differs" not in codes(summary)


def test_a_wage_that_only_the_taxation_knows_is_asked_about() -> None:
    summary = compiled(answer(IR, *monthly("2025-03", "2026-03")), answer(TAX, yearly(6000, 2024)))
    assert "only_in_taxation" in codes(summary)
    assert not summary.preview.complete
    business = replace(yearly(6000, 2024), kind=IncomeKind.OTHER_TAXABLE)
    assert "only_in_taxation" not in codes(compiled(answer(TAX, business)))


def test_a_total_that_is_not_known_is_not_said_to_be_nothing() -> None:
    pays = [
        replace(one, gross=None, tax=None, net=Decimal(900))
        for one in monthly("2025-03", "2026-02", kind=WAGE, payer="Kauppa")
    ]
    summary = compiled(answer(IR, *pays))
    [mean] = [
        step for row in summary.incomes for step in row.derivation if step.code == "mean_of_months"
    ]
    assert mean.values["total"] == "-"


def test_forest_of_another_size_in_another_source_is_told() -> None:
    vero = ForestHolding("f-1", Role.CLIENT, TAX, "Espoo", Decimal(20), Decimal(0), 2024)
    for hectares, differs in ((Decimal(20), False), (Decimal("22.5"), True)):
        paper = ForestHolding("f-2", Role.CLIENT, PAPERS, "ESPOO", hectares, Decimal(0))
        summary = compiled(answer(TAX, vero), answer(PAPERS, paper))
        assert ("forest_differs" in codes(summary)) is differs
    [found] = [one for one in summary.findings if one.code == "forest_differs"]
    assert (found.values["counted"], found.values["other"]) == ("20", "22,5")


def test_a_deduction_of_another_size_in_the_clients_own_tax_decision_is_told() -> None:
    kind = CostKind.LIFE_ANNUITY
    vero = Cost("c-1", Role.CLIENT, TAX, kind, "Syytinki", "", Decimal(1800), Per.YEAR)
    for amount, differs in ((Decimal(1800), False), (Decimal(1900), True)):
        paper = replace(vero, id="c-2", source=PAPERS, amount=amount)
        summary = compiled(answer(TAX, vero), answer(PAPERS, paper))
        assert ("cost_differs" in codes(summary)) is differs
        assert [one.monthly for one in summary.costs if one.monthly] == [150]
