"""A summary by a county's own rules: its voucher, its fee, and what lies ahead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from summary_people import DAY
from summary_rows import IR, KELA, PAPERS, TAX, answer, case, codes, income, monthly

from robots.casework.answer import Answer, Cost
from robots.casework.case import Person, Price, PriceUnit
from robots.casework.period import Period
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Outcome,
    Per,
    Purpose,
    Role,
    Service,
    Source,
    State,
)
from robots.feelaw.county_rules import CountyRules
from robots.feelaw.model import Counts
from robots.summary import Summary, SummaryPolicy, summarise

TABLE = {
    "shape": "step_table",
    "even": {"up_to": 900, "first": 3300, "width": 100, "less": 100, "last": 600},
}
PENSION = monthly("2025-03", "2026-03", gross=2000)
ANNUITY = income(
    IncomeKind.MILITARY_INJURY_ANNUITY, source=KELA, gross=300, tax=0, per=Per.MONTH,
    period=Period(date(2024, 1, 1), None), payer="Kela", name="Elinkorko",
)  # fmt: skip


def by_rule(*answers: Answer, rule: dict[str, Any] | None = None, **changes: Any) -> Summary:
    """Of a housing voucher by a table, or of a fee where no rule is given."""
    given = {one.source for one in answers}
    empty = [answer(one, state=State.NONE) for one in (IR, TAX, KELA) if one not in given]
    voucher = {} if rule is None else {"round_the_clock_housing": {
        "from": date(2026, 1, 1), "decision": "X", "function": TABLE, **rule}}  # fmt: skip
    rules = CountyRules.model_validate({"voucher": voucher})
    purpose = Purpose.FEE if rule is None else Purpose.VOUCHER
    row = case(**{"purpose": purpose, **changes})
    return summarise(row, [*answers, *empty], (), DAY, SummaryPolicy(), rules)


def test_a_voucher_has_its_value_and_the_fee_beside_it() -> None:
    price = Price(Decimal(3000), PriceUnit.MONTH)
    summary = by_rule(answer(IR, *PENSION), rule={}, price=price)
    voucher = summary.preview.voucher
    assert summary.outcome is Outcome.READY
    assert voucher is not None
    assert (voucher.value, voucher.own_share) == (Decimal(2400), Decimal(600))
    assert voucher.corresponding is not None
    assert voucher.corresponding.fee == Decimal("1530.00")
    assert summary.preview.fee is None


def test_without_a_rule_a_voucher_has_its_income_alone() -> None:
    summary = by_rule(answer(IR, *PENSION), purpose=Purpose.VOUCHER)
    assert (summary.preview.voucher, summary.preview.basis) == (None, Decimal(1800))


def test_what_the_county_leaves_out_is_shown_so_and_asked_about_no_more() -> None:
    answers = answer(IR, *PENSION), answer(KELA, ANNUITY)
    by_act = by_rule(*answers, rule={})
    ignored = {"income": {"ignored_kinds": ["military_injury_annuity"]}}
    by_county = by_rule(*answers, rule=ignored)
    assert "officer_decides_income" in codes(by_act)
    assert by_act.outcome is Outcome.QUESTIONS
    assert "officer_decides_income" not in codes(by_county)
    assert by_county.outcome is Outcome.READY
    [row] = [one for one in by_county.incomes if one.income.id == ANNUITY.id]
    assert (row.treatment.counts, row.treatment.reason) == (
        Counts.NOT_COUNTED,
        "voucher_ignored_by_county",
    )


def test_what_the_county_counts_itself_is_shown_so() -> None:
    answers = answer(IR, *PENSION), answer(KELA, ANNUITY)
    summary = by_rule(*answers, rule={"income": {"definition": "own"}})
    assert summary.preview.basis == Decimal(2100)
    counted = {row.income.kind for row in summary.incomes if row.treatment.counts == "counted"}
    assert counted == {IncomeKind.EARNINGS_PENSION, IncomeKind.MILITARY_INJURY_ANNUITY}


def test_an_amount_that_is_not_known_on_the_countys_basis_is_a_question() -> None:
    pension = [income(paid_on=one.paid_on, gross=2000, tax=None) for one in PENSION]
    net = by_rule(answer(IR, *pension), rule={})
    gross = by_rule(answer(IR, *pension), rule={"income": {"basis": "gross"}})
    assert "net_not_known" in codes(net)
    assert gross.preview.basis == Decimal(2000)
    assert gross.preview.voucher is not None
    linear = {
        "from": date(2026, 1, 1), "decision": "X", "income": {"basis": "net"},
        "function": {"shape": "linear_by_the_hour", "full_value": 34,
                     "percentages": [35, 22, 18, 15, 13, 11]},
    }  # fmt: skip
    rules = CountyRules.model_validate({"voucher": {"home_care": linear}})
    home_care = case(service=Service.HOME_CARE, purpose=Purpose.VOUCHER, family_size=1)
    answers = [answer(IR, *pension), *(answer(one, state=State.NONE) for one in (TAX, KELA))]
    summary = summarise(home_care, answers, (), DAY, SummaryPolicy(), rules)
    assert not summary.preview.complete
    assert "net_not_known" in codes(summary)


def test_with_a_spouse_of_a_shared_home_the_fee_beside_a_voucher_is_not_known() -> None:
    spouse = {"spouse": Person(Role.SPOUSE, None)}
    shared = by_rule(answer(IR, *PENSION), rule={}, shared_home_before_care=True, **spouse)
    apart = by_rule(answer(IR, *PENSION), rule={}, shared_home_before_care=False, **spouse)
    vouchers = [one.preview.voucher for one in (shared, apart)]
    assert [voucher and voucher.corresponding is not None for voucher in vouchers] == [False, True]


def test_a_voucher_by_the_clients_income_alone_asks_nothing_of_the_spouse() -> None:
    rule = {
        "from": date(2026, 1, 1), "decision": "X", "income": {"spouse_counts": False},
        "function": {"shape": "linear_by_the_hour", "full_value": 34,
                     "percentages": [35, 22, 18, 15, 13, 11]},
    }  # fmt: skip
    facts = {
        "service": Service.HOME_CARE, "purpose": Purpose.VOUCHER, "family_size": 2,
        "hours": Decimal(10), "spouse": Person(Role.SPOUSE, None),
    }  # fmt: skip
    answers = [answer(IR, *PENSION), *(answer(one, state=State.NONE) for one in (TAX, KELA))]

    def of(rule: dict[str, Any]) -> Summary:
        rules = CountyRules.model_validate({"voucher": {"home_care": rule}})
        return summarise(case(**facts), answers, (), DAY, SummaryPolicy(), rules)

    alone, both = of(rule), of({**rule, "income": {}})
    assert alone.outcome is Outcome.READY
    assert alone.preview.voucher is not None
    assert alone.preview.voucher.corresponding is None
    assert "spouse_income_missing" in codes(both)


def test_a_units_own_cost_lowers_the_fee() -> None:
    decision = {
        "from": date(2026, 1, 1),
        "decision": "X",
        "cost_of_service": [
            {"service": "round_the_clock_housing", "unit": "Koivukoti", "amount": 1000}
        ],
    }
    rules = CountyRules.model_validate({"fees": {"decisions": [decision]}})
    answers = [answer(IR, *PENSION), *(answer(one, state=State.NONE) for one in (TAX, KELA))]
    summary = summarise(case(unit="koivukoti"), answers, (), DAY, SummaryPolicy(), rules)
    assert (summary.preview.fee, summary.preview.act_fee) == (Decimal(1000), Decimal(1530))


@pytest.mark.parametrize("last", [date(2026, 3, 16), date(2026, 9, 30)])
def test_a_benefit_that_ends_is_a_day_to_look_again_and_the_fee_rises_or_falls(last: date) -> None:
    allowance = income(
        IncomeKind.DISABILITY_ALLOWANCE, source=KELA, gross=500, tax=0, per=Per.MONTH,
        period=Period(date(2024, 1, 1), last), in_force_until=last, payer="Kela", name="Tuki",
    )  # fmt: skip
    summary = by_rule(answer(IR, *PENSION), answer(KELA, allowance))
    ends = [one for one in summary.reviews if one.code == "income_ends"]
    assert [(one.day - last).days for one in ends] == [1]
    assert ends[0].refers_to == (allowance.id,)
    first, second = summary.timeline[:2]
    assert second.since == ends[0].day
    assert first.preview is not None
    assert second.preview is not None
    assert first.preview.income == Decimal(2300)
    assert second.preview.income == Decimal(1800)


def test_a_cost_whose_time_runs_out_is_a_day_to_look_again() -> None:
    rent = Cost(
        id="c-rent", role=Role.CLIENT, source=Source.DOCUMENTS, kind=CostKind.HOUSING_COST,
        name="Vuokra", payee="Lounatuuli", amount=Decimal(600), per=Per.MONTH,
        period=Period(date(2025, 6, 1), date(2026, 5, 31)),
    )  # fmt: skip
    summary = by_rule(answer(IR, *PENSION), answer(PAPERS, rent))
    ends = [(one.day, one.refers_to) for one in summary.reviews if one.code == "deduction_ends"]
    assert ends == [(date(2026, 6, 1), ("c-rent",))]
    after = next(one for one in summary.timeline if one.since == date(2026, 6, 1))
    assert after.preview is not None
    assert after.preview.deductions == Decimal(0)


def test_the_timeline_goes_from_the_day_to_the_end_of_the_next_year() -> None:
    summary = by_rule(answer(IR, *PENSION))
    assert (summary.timeline[0].since, summary.timeline[-1].until) == (DAY, date(2027, 12, 31))
    assert summary.timeline[0].preview == summary.preview


def test_without_a_complete_preview_nothing_is_computed_ahead() -> None:
    summary = by_rule(answer(IR, state=State.FAILED))
    assert summary.timeline == ()
    assert [one.code for one in summary.reviews] == ["index_amounts"]


def test_home_care_with_hours_a_week_asks_for_hours_where_the_county_has_no_rule() -> None:
    summary = by_rule(
        answer(IR, *PENSION), service=Service.HOME_CARE, weekly_hours=Decimal(3), family_size=1
    )
    assert "hours_missing" in codes(summary)
