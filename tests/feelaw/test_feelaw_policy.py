"""A county's own decisions: they only lower, are refused beyond the Act, and stand as steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from robots.casework.errors import CannotStart
from robots.casework.texts import Language, has_text
from robots.casework.words import CostKind, IncomeKind, Per, Service
from robots.feelaw.block import preview_block
from robots.feelaw.calculation import preview
from robots.feelaw.county_rules import CountyRules, read_rules
from robots.feelaw.home_service import payment_percentage
from robots.feelaw.model import DeductionItem, FeeCase, IncomeItem, Means, Preview
from robots.feelaw.policy import CountyFees
from robots.feelaw.policy_errors import AllowanceBelowAct, PercentageAboveAct, ShareAboveAct

DAY = date(2026, 3, 1)
amounts = st.decimals(0, 5000, places=2)
shares = st.decimals(0, 1, places=3)


def rules(*decisions: dict[str, Any]) -> CountyRules:
    """One county's decisions; from 2026 by the name of X unless said."""
    named = [{"from": date(2026, 1, 1), "decision": "X", **one} for one in decisions]
    return CountyRules(fees=CountyFees.model_validate({"decisions": named}))


def pension(amount: str) -> IncomeItem:
    return IncomeItem("i", IncomeKind.EARNINGS_PENSION, Decimal(amount), Decimal(amount))


@st.composite
def decisions(draw: st.DrawFn) -> dict[str, Any]:
    """A decision that the Act allows: any of its keys."""
    percentages = [payment_percentage(9, size, DAY) * draw(shares) for size in range(1, 7)]
    everything = {
        "share_of_own_income": draw(shares) * Decimal("0.85"),
        "share_of_joint_income": draw(shares) * Decimal("0.425"),
        "personal_allowance": {
            "round_the_clock_housing": draw(st.decimals(195, 900, places=2)),
            "institution": draw(st.decimals(131, 900, places=2)),
        },
        "payment_percentages": [{"from_hours": 9, "percentages": percentages}],
        "no_home_care_fee_under_income": draw(amounts),
        "fees_under_not_charged": draw(st.decimals(0, 100, places=2)),
        "cost_of_service": [
            {"service": service.value, "amount": draw(amounts)} for service in Service
        ],
        "rounding": draw(st.sampled_from(["half_up", "down"])),
        "guardian_fee_rounding": draw(st.sampled_from(["exact", "up"])),
        "debt_recovery_deducted": draw(st.booleans()),
    }
    return {key: everything[key] for key in draw(st.sets(st.sampled_from(sorted(everything))))}


@st.composite
def cases(draw: st.DrawFn) -> FeeCase:
    def means() -> Means:
        amount = draw(amounts)
        costs = draw(
            st.lists(
                st.tuples(
                    st.sampled_from(
                        [CostKind.GUARDIAN_FEE, CostKind.DEBT_RECOVERY, CostKind.HOUSING_COST]
                    ),
                    amounts,
                    st.sampled_from([Per.MONTH, Per.YEAR]),
                ),
                max_size=3,
            )
        )
        return Means(
            (IncomeItem("i", IncomeKind.WAGE, amount, amount),),
            tuple(
                DeductionItem(f"d{number}", kind, cost, per)
                for number, (kind, cost, per) in enumerate(costs)
            ),
        )

    return FeeCase(
        service=draw(st.sampled_from(Service)),
        day=draw(st.dates(date(2025, 7, 1), date(2027, 12, 31))),
        client=means(),
        act="263/2015",
        spouse=means() if draw(st.booleans()) else None,
        shared_home_before_care=draw(st.booleans()),
        family_size=draw(st.integers(1, 9)),
        hours=draw(st.decimals(1, 60, places=1)),
        cost_of_service=draw(st.none() | amounts),
    )


def of_its_act(case: FeeCase) -> FeeCase:
    family_care = case.service is Service.FAMILY_CARE
    return replace(case, act="263/2015" if family_care else "1301/2014")


@given(cases(), st.lists(decisions(), max_size=2))
def test_with_any_accepted_policy_the_fee_is_at_most_the_acts(
    case: FeeCase, decided: list[dict[str, Any]]
) -> None:
    case = of_its_act(case)
    alone, own = preview(case), preview(case, rules(*decided))
    assert alone.fee is not None
    assert own.fee is not None
    assert Decimal(0) <= own.fee <= alone.fee
    assert own.act_fee == alone.fee == alone.act_fee
    assert (own.income, own.deductions, own.basis) == (alone.income, alone.deductions, alone.basis)


@given(cases(), decisions())
def test_the_countys_steps_stand_after_the_acts_and_only_lower(
    case: FeeCase, decided: dict[str, Any]
) -> None:
    result = preview(of_its_act(case), rules(decided))
    codes = [step.code for step in result.steps]
    by_county = [step for step in result.steps if step.code.startswith("county_")]
    assert all(step.decision == "X" for step in by_county)
    assert all(not step.decision for step in result.steps if step not in by_county)
    assert ("act_maximum" in codes) == bool(by_county)
    for step in by_county:
        assert codes.index(step.code) > codes.index("act_maximum")
    assert all(has_text(f"parameters.{name}") for name in result.parameters)
    assert all(step["what"] and step["what_sv"] for step in preview_block(result)["steps"])


def test_a_decision_that_says_nothing_of_the_case_leaves_no_step() -> None:
    case = FeeCase(Service.INSTITUTION, DAY, Means((pension("1000"),)))
    own = rules({"payment_percentages": [{"from_hours": 9, "percentages": [1, 1, 1, 1, 1, 1]}]})
    assert preview(case, own) == preview(case)


@pytest.mark.parametrize(
    ("decision", "error", "context"),
    [
        ({"share_of_own_income": "0.851"}, ShareAboveAct, {"act": "0.85"}),
        ({"share_of_joint_income": "0.43"}, ShareAboveAct, {"share": "share_of_joint_income"}),
        (
            {"personal_allowance": {"institution": "130.99"}},
            AllowanceBelowAct,
            {"service": "words.service_institution", "act": "131"},
        ),
        (
            {"from": date(2025, 1, 1), "personal_allowance": {"family_care": 190}},
            AllowanceBelowAct,
            {"day": "1.1.2026", "county": "190"},
        ),
        (
            {"payment_percentages": [{"from_hours": 9, "percentages": [17, 14, 12, 12, 12.5, 12]}]},
            None,
            {},
        ),
        (
            {"payment_percentages": [{"from_hours": 8, "percentages": [17, 14, 12, 12, 12, 12]}]},
            PercentageAboveAct,
            {"hours": 8, "family_size": 1, "county": "17", "act": "16.00"},
        ),
        (
            {"payment_percentages": [{"from_hours": 0, "percentages": [8, 7, 6, 6, 6, "6.01"]}]},
            PercentageAboveAct,
            {"hours": 0, "family_size": 6},
        ),
        (
            {
                "payment_percentages": [
                    {"from_hours": 38, "percentages": [35, 24, 19, 16, 14.5, 12]}
                ]
            },
            PercentageAboveAct,
            {"hours": 38, "family_size": 5, "act": "14.00"},
        ),
        (
            {"payment_percentages": [{"from_hours": 50, "percentages": [90, 24, 19, 16, 14, 12]}]},
            PercentageAboveAct,
            {"hours": 50, "family_size": 1, "act": "35.00"},
        ),
    ],
)
def test_what_would_cost_more_than_the_act_is_refused_with_its_place(
    decision: dict[str, Any], error: type[CannotStart] | None, context: dict[str, Any]
) -> None:
    if error is None:
        rules(decision)
        return
    with pytest.raises(error) as refused:
        rules(decision)
    assert context.items() <= refused.value.context.items()
    for language in Language:
        assert refused.value.in_words(language)


@given(st.integers(4, 38), st.integers(1, 6))
def test_a_hundredth_above_the_acts_percentage_is_refused_in_every_cell(
    hours: int, size: int
) -> None:
    row = [payment_percentage(hours, family, DAY) for family in range(1, 7)]
    rules({"payment_percentages": [{"from_hours": hours, "percentages": row}]})
    row[size - 1] += Decimal("0.01")
    with pytest.raises(PercentageAboveAct) as refused:
        rules({"payment_percentages": [{"from_hours": hours, "percentages": row}]})
    assert (refused.value.context["hours"], refused.value.context["family_size"]) == (hours, size)


@pytest.mark.parametrize(
    "decision",
    [
        {"decision": ""},
        {"until": date(2025, 12, 31)},
        {"share_of_own_income": -1},
        {"personal_allowance": {"hotel": 300}},
        {"payment_percentages": []},
        {"payment_percentages": [{"from_hours": 9, "percentages": [1, 1, 1]}]},
        {"payment_percentages": [{"from_hours": 9, "percentages": [1] * 6}] * 2},
        {"cost_of_service": [{"service": "institution", "amount": 1}] * 2},
        {"rounding": "up"},
        {"guardian_fee_rounding": "down"},
        {"weeks_in_month": "5"},
        {"weeks_in_month": "30/0"},
        {"highest_fee": 1},
    ],
)
def test_a_decision_that_is_not_in_its_form_is_refused(decision: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rules(decision)


def test_of_one_thing_the_latest_decision_that_holds_on_the_day_is_followed() -> None:
    own = rules(
        {"decision": "late", "from": date(2026, 6, 1), "until": date(2026, 6, 30),
         "share_of_own_income": "0.5"},
        {"decision": "early", "share_of_own_income": "0.8", "rounding": "down"},
    )  # fmt: skip

    def fee(day: date) -> Preview:
        return preview(FeeCase(Service.INSTITUTION, day, Means((pension("2000"),))), own)

    assert [fee(date(2026, *day)).fee for day in ((5, 31), (6, 1), (6, 30), (7, 1))] == [
        Decimal("1600.00"), Decimal("1000.00"), Decimal("1000.00"), Decimal("1600.00")
    ]  # fmt: skip
    [share] = [step for step in fee(date(2026, 6, 1)).steps if step.code == "county_own_share"]
    assert share.decision == "late"


def test_the_acts_maximum_stays_visible() -> None:
    case = FeeCase(Service.INSTITUTION, DAY, Means((pension("2000"),)))
    block = preview_block(preview(case, rules({"share_of_own_income": "0.5"})))
    assert (block["fee"], block["act_fee"]) == ("1000.00", "1700.00")
    shown = {step["what"]: (step["value"], step["section"]) for step in block["steps"]}
    assert shown["Enimmäismaksu lain mukaan kuukaudessa"] == ("1700.00", "7 c §")
    [own] = [step for step in block["steps"] if step["by_county"]]
    assert (own["value"], own["section"]) == ("1000.00", "X")


def test_a_files_mistake_is_told_with_its_key(tmp_path: Any) -> None:
    file = tmp_path / "county.toml"
    file.write_text('[[fees.decisions]]\nfrom = 2026-01-01\ndecision = "X"\nrounding = "up"\n')
    with pytest.raises(CannotStart) as refused:
        read_rules(tmp_path)
    assert refused.value.context["key"] == "fees.decisions.0.rounding"
    file.write_text("[fees\n")
    with pytest.raises(CannotStart):
        read_rules(tmp_path)
    file.unlink()
    with pytest.raises(CannotStart):
        read_rules(tmp_path)
