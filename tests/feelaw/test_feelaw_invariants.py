"""What holds of every fee, whatever the incomes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robots.casework.words import CostKind, IncomeKind, Per, Role, Service
from robots.feelaw.calculation import preview
from robots.feelaw.law import law
from robots.feelaw.model import (
    DeductionItem,
    FeeCase,
    ForestItem,
    IncomeItem,
    Means,
)
from robots.feelaw.treatment import treatment_of_income

HALF_CENT = Decimal("0.005")
INSTITUTIONAL = [Service.ROUND_THE_CLOCK_HOUSING, Service.INSTITUTION, Service.FAMILY_CARE]
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
amounts = st.decimals(0, 6000, places=2)
pers = st.sampled_from([Per.MONTH, Per.YEAR])


@st.composite
def means(draw: st.DrawFn) -> Means:
    incomes = draw(st.lists(st.tuples(amounts, pers), max_size=4))
    costs = draw(
        st.lists(
            st.tuples(
                st.sampled_from(
                    [CostKind.HOUSING_COST, CostKind.REIMBURSABLE_MEDICINE, CostKind.GUARDIAN_FEE]
                ),
                amounts,
                pers,
            ),
            max_size=4,
        )
    )
    kinds = [IncomeKind.EARNINGS_PENSION, IncomeKind.PENSIONER_HOUSING_ALLOWANCE]
    return Means(
        tuple(
            IncomeItem(f"i{number}", draw(st.sampled_from(kinds)), amount, amount, per)
            for number, (amount, per) in enumerate(incomes)
        ),
        tuple(
            DeductionItem(f"d{number}", kind, amount, per)
            for number, (kind, amount, per) in enumerate(costs)
        ),
    )


@st.composite
def institutional_cases(draw: st.DrawFn) -> FeeCase:
    return FeeCase(
        service=draw(st.sampled_from(INSTITUTIONAL)),
        day=draw(days),
        client=draw(means()),
        spouse=draw(st.none() | means()),
        shared_home_before_care=draw(st.booleans()),
        spouse_in_long_term_care=draw(st.booleans()),
        cost_of_service=draw(st.none() | amounts),
    )


@given(institutional_cases())
def test_an_institutional_fee_keeps_within_the_act(case: FeeCase) -> None:
    result = preview(case)
    assert result.complete
    assert result.fee is not None
    assert result.fee >= 0
    alone = preview(replace(case, spouse=None, cost_of_service=None))
    assert alone.basis is not None
    assert alone.fee is not None
    assert alone.fee <= max(Decimal(0), Decimal("0.85") * alone.basis) + HALF_CENT
    assert result.fee <= alone.fee
    name = "personal_allowance" + ("_institution" * (case.service is Service.INSTITUTION))
    allowance = law().amount(name, case.day).value
    assert result.fee == 0 or alone.basis - result.fee >= allowance - HALF_CENT
    if case.cost_of_service is not None:
        assert result.fee <= case.cost_of_service


@given(institutional_cases(), st.randoms())
def test_the_order_of_figures_does_not_matter(case: FeeCase, shuffle: random.Random) -> None:
    incomes, costs = list(case.client.incomes), list(case.client.deductions)
    shuffle.shuffle(incomes)
    shuffle.shuffle(costs)
    assert preview(replace(case, client=Means(tuple(incomes), tuple(costs)))) == preview(case)


@given(days, amounts, amounts)
def test_with_own_income_more_income_is_never_a_lower_fee(
    day: date, income: Decimal, more: Decimal
) -> None:
    def fee(net: Decimal) -> Decimal:
        item = IncomeItem("i", IncomeKind.EARNINGS_PENSION, None, net)
        result = preview(FeeCase(Service.INSTITUTION, day, Means((item,)))).fee
        assert result is not None
        return result

    assert fee(income + more) >= fee(income)


def test_with_joint_income_more_income_can_be_a_lower_fee() -> None:
    """Becoming the richer one brings in the spouse's lower income."""

    def fee(net: str) -> Decimal:
        client = Means((IncomeItem("i", IncomeKind.EARNINGS_PENSION, None, Decimal(net)),))
        spouse = Means(
            (IncomeItem("i", IncomeKind.EARNINGS_PENSION, None, Decimal(1500)),),
            (DeductionItem("d", CostKind.MAINTENANCE_PAID, Decimal(600)),),
        )
        case = FeeCase(
            Service.INSTITUTION,
            date(2026, 3, 1),
            client,
            spouse=spouse,
            shared_home_before_care=True,
        )
        result = preview(case).fee
        assert result is not None
        return result

    assert fee("1500.00") == Decimal("1275.00")
    assert fee("1500.01") == Decimal("1020.00")


@pytest.mark.parametrize("service", Service)
def test_a_sum_of_powers_of_two_tells_which_kinds_were_counted(service: Service) -> None:
    day = date(2026, 3, 16)
    settled = [kind for kind in IncomeKind if kind not in officers_kinds(service, day)]
    items = tuple(
        IncomeItem(kind.value, kind, Decimal(2**power), Decimal(2**power))
        for power, kind in enumerate(settled)
    )
    case = FeeCase(service, day, Means(items), hours=Decimal(10), family_size=1)
    counted = sum(
        2**power
        for power, kind in enumerate(settled)
        if treatment_of_income(kind, service, day).counts == "counted"
    )
    assert preview(case).income == counted


def officers_kinds(service: Service, day: date) -> set[IncomeKind]:
    return {
        kind for kind in IncomeKind if treatment_of_income(kind, service, day).counts == "officer"
    }


@pytest.mark.parametrize(
    ("hours", "percentage"),
    [("3.9", "8"), ("4", "8"), ("4.4", "8"), ("4.5", "10"), ("10.4", "18"), ("10.5", "19"),
     ("37.4", "34.5"), ("37.5", "35"), ("60", "35")],
)  # fmt: skip
def test_hours_are_rounded_to_whole_ones_half_up(hours: str, percentage: str) -> None:
    item = IncomeItem("i", IncomeKind.WAGE, Decimal(1699), None)
    case = FeeCase(
        Service.HOME_CARE,
        date(2026, 3, 1),
        Means((item,)),
        hours=Decimal(hours),
        family_size=1,
    )
    assert preview(case).fee == Decimal(percentage) * 10


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_around_the_income_limit(step: int) -> None:
    item = IncomeItem("i", IncomeKind.WAGE, Decimal(699 + step), None)
    case = FeeCase(
        Service.HOME_CARE, date(2026, 3, 1), Means((item,)), hours=Decimal(4), family_size=1
    )
    assert preview(case).fee == (Decimal("0.08") if step > 0 else 0)


def test_the_spouses_forest_counts_only_with_the_spouse() -> None:
    forest = ForestItem("f", Role.SPOUSE, "Espoo", Decimal(20))
    pension = IncomeItem("i", IncomeKind.EARNINGS_PENSION, None, Decimal(2000))
    case = FeeCase(
        Service.INSTITUTION,
        date(2026, 3, 1),
        Means((pension,)),
        spouse=Means(),
        forests=(forest,),
        shared_home_before_care=True,
    )
    assert preview(case).income == Decimal("2185.565")
    assert preview(replace(case, shared_home_before_care=False)).income == Decimal(2000)


def test_a_preview_names_the_values_that_it_used() -> None:
    pension = IncomeItem("i", IncomeKind.EARNINGS_PENSION, None, Decimal(2000))
    case = FeeCase(Service.INSTITUTION, date(2025, 12, 31) + timedelta(days=1), Means((pension,)))
    assert preview(case).parameters == {
        "share_of_own_income": "0.85",
        "personal_allowance_institution": "131",
    }
