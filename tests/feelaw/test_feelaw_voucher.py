"""Vouchers: two functions as they are published, limits, and what the client must be told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from robots.casework.case import PriceUnit
from robots.casework.texts import Language
from robots.casework.words import IncomeKind, Purpose, Service
from robots.feelaw.basis import basis_in_words
from robots.feelaw.calculation import preview
from robots.feelaw.county_rules import CountyRules
from robots.feelaw.model import FeeCase, IncomeItem, Means, Voucher
from robots.feelaw.voucher_rules import CountyVouchers

DAY = date(2026, 3, 1)
LIMITS = [699, 1290, 2025, 2503, 3030, 3481]
PERCENTAGES = [35, 22, 18, 15, 13, 11]
LINEAR = {
    "shape": "linear_by_the_hour",
    "full_value": 34,
    "percentages": PERCENTAGES,
    "percentage_less_for_more": 1,
    "factor": "1.20",
}
TABLE = {
    "shape": "step_table",
    "even": {"up_to": 900, "first": 3300, "width": 100, "less": 100, "last": 600},
}
incomes = st.decimals(0, 9000, places=2)


def rules(service: str = "home_care", **rule: Any) -> CountyRules:
    written = {"from": date(2026, 1, 1), "decision": "X", "function": LINEAR, **rule}
    return CountyRules(voucher=CountyVouchers.model_validate({service: written}))


def value(
    income: Decimal | str, county: CountyRules, service: Service = Service.HOME_CARE, **case: Any
) -> Voucher:
    amount = Decimal(income)
    means = Means((IncomeItem("i", IncomeKind.EARNINGS_PENSION, amount, amount),))
    facts = {"family_size": 1, "hours": Decimal(10), **case}
    result = preview(FeeCase(service, DAY, means, purpose=Purpose.VOUCHER, **facts), county)
    assert result.fee is None
    assert result.voucher is not None
    return result.voucher


@given(incomes, st.integers(1, 9))
def test_helsinkis_home_care_function(income: Decimal, size: int) -> None:
    limit = LIMITS[min(size, 6) - 1] + max(0, size - 6) * 416
    percentage = Decimal(PERCENTAGES[min(size, 6) - 1] - max(0, size - 6))
    exact = (34 - (income - limit) * percentage / 100 / 60) * Decimal("1.20")
    expected = min(max(exact, Decimal("8.40")), Decimal("40.80"))
    own = rules(floor="8.40", ceiling="40.80")
    assert abs(value(income, own, family_size=size).value - expected) <= Decimal("0.005")


@given(incomes, st.integers(1, 9))
def test_the_old_states_function(income: Decimal, size: int) -> None:
    """Limits and full value of its own, up to the next ten cents, at least seven euros."""
    own_limits = [573, 1057, 1657, 2049, 2480, 2848]
    function = {
        **LINEAR,
        "full_value": 27,
        "factor": 1,
        "income_limits": own_limits,
        "income_limit_for_more": 342,
    }
    county = rules(function=function, floor=7, ceiling=27, rounding={"to": "0.10", "way": "up"})
    limit = own_limits[min(size, 6) - 1] + max(0, size - 6) * 342
    percentage = Decimal(PERCENTAGES[min(size, 6) - 1] - max(0, size - 6))
    exact = min(Decimal(27), 27 - (income - limit) * percentage / 100 / 60)
    found = value(income, county, family_size=size).value
    assert found % Decimal("0.10") == 0
    assert Decimal(0) <= found - max(exact, Decimal(7)) < Decimal("0.10") + Decimal("1e-9")


@given(incomes)
def test_helsinkis_housing_table(income: Decimal) -> None:
    steps = max(Decimal(0), (income - 900) / 100).to_integral_value("ROUND_CEILING")
    expected = max(Decimal(600), 3300 - 100 * steps)
    county = rules("round_the_clock_housing", function=TABLE)
    found = value(income, county, Service.ROUND_THE_CLOCK_HOUSING)
    assert (found.value, found.unit) == (expected, PriceUnit.MONTH)


@pytest.mark.parametrize(
    ("service", "function"),
    [(Service.HOME_CARE, LINEAR), (Service.INSTITUTION, TABLE)],
)
@given(lower=incomes, more=incomes)
def test_more_income_is_never_a_greater_value(
    service: Service, function: dict[str, Any], lower: Decimal, more: Decimal
) -> None:
    county = rules(service.value, function=function, floor=5, ceiling=3000)
    first, second = (value(income, county, service).value for income in (lower, lower + more))
    assert Decimal(5) <= second <= first <= Decimal(3000)


def test_a_written_out_table_is_the_even_one() -> None:
    rows = [{"up_to": 900 + 100 * row, "value": 3300 - 100 * row} for row in range(27)]
    written = {"shape": "step_table", "rows": rows, "beyond": 600}
    counties = [
        rules("round_the_clock_housing", function=function) for function in (written, TABLE)
    ]
    edges = [Decimal(900 + 100 * row) + Decimal(cents) / 100
             for row in range(29) for cents in (-1, 0, 1)]  # fmt: skip
    for income in edges:
        one, other = (
            value(income, county, Service.ROUND_THE_CLOCK_HOUSING).value for county in counties
        )
        assert one == other


@pytest.mark.parametrize(
    "rule",
    [
        {"function": {**LINEAR, "shape": "square_root"}},
        {"function": {**LINEAR, "divisor": 0}},
        {"function": {"shape": "step_table"}},
        {"function": {**TABLE, "rows": [{"up_to": 1, "value": 1}], "beyond": 0}},
        {"function": {"shape": "step_table", "rows": [{"up_to": 1, "value": 1}], "beyond": 2}},
        {"function": {"shape": "step_table", "beyond": 0,
                      "rows": [{"up_to": 2, "value": 1}, {"up_to": 1, "value": 0}]}},
        {"function": {"shape": "step_table", "beyond": 0,
                      "rows": [{"up_to": 1, "value": 1}, {"up_to": 2, "value": 2}]}},
        {"floor": 2, "ceiling": 1},
        {"rounding": {"to": 0}},
        {"until": date(2025, 1, 1)},
        {"income": {"ignored_kinds": ["unknown"]}},
    ],
)  # fmt: skip
def test_a_rule_that_is_not_in_its_form_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rules(**rule)


def test_the_spouses_income_may_count_in_home_care_only() -> None:
    rules("home_care", income={"spouse_counts": True})
    with pytest.raises(ValidationError):
        rules("institution", function=TABLE, income={"spouse_counts": True})


@pytest.mark.parametrize(("counts", "basis"), [(True, 2800), (None, 2800), (False, 2000)])
def test_whether_the_spouses_income_counts_is_the_countys(counts: bool | None, basis: int) -> None:
    county = rules(income={"spouse_counts": counts} if counts is not None else {})
    both = [
        Means((IncomeItem("i", IncomeKind.WAGE, Decimal(amount), None),)) for amount in (2000, 800)
    ]
    case = FeeCase(
        Service.HOME_CARE, DAY, both[0], spouse=both[1], purpose=Purpose.VOUCHER,
        family_size=2, hours=Decimal(5),
    )  # fmt: skip
    assert preview(case, county).basis == basis


def test_net_income_in_home_care_by_the_countys_choice() -> None:
    county = rules(income={"basis": "net"})
    means = Means((IncomeItem("i", IncomeKind.WAGE, Decimal(2000), Decimal(1500)),))
    case = FeeCase(
        Service.HOME_CARE, DAY, means, purpose=Purpose.VOUCHER, family_size=1, hours=Decimal(5)
    )
    result = preview(case, county)
    assert (result.basis, result.steps[0].section) == (Decimal(1500), "10 b §")
    assert result.voucher is not None
    assert result.voucher.corresponding is not None
    assert result.voucher.corresponding.basis == Decimal(2000)


def test_a_rule_holds_in_its_time() -> None:
    early = {"from": date(2026, 1, 1), "until": date(2026, 3, 31), "decision": "A",
             "function": LINEAR}  # fmt: skip
    late = {"from": date(2026, 4, 1), "decision": "B", "function": {**LINEAR, "full_value": 40}}
    vouchers = CountyVouchers.model_validate({"home_care": [early, late]})
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1)]
    found = [vouchers.on(Service.HOME_CARE, day) for day in days]
    assert [rule and rule.decision for rule in found] == [None, "A", "A", "B"]
    changes = sorted(set(vouchers.days_of_change(Service.HOME_CARE)))
    assert changes == [date(2026, 1, 1), date(2026, 4, 1)]


@pytest.mark.parametrize(
    ("price", "per", "hours", "share", "of"),
    [
        ("45.00", PriceUnit.HOUR, 10, "112.00", PriceUnit.MONTH),
        ("30.00", PriceUnit.HOUR, 10, "0.00", PriceUnit.MONTH),
        ("45.00", PriceUnit.HOUR, None, "11.20", PriceUnit.HOUR),
        ("500.00", PriceUnit.MONTH, 10, "162.00", PriceUnit.MONTH),
        ("500.00", PriceUnit.MONTH, None, None, PriceUnit.MONTH),
    ],
)
def test_the_clients_own_share(
    price: str, per: PriceUnit, hours: int | None, share: str | None, of: PriceUnit
) -> None:
    facts = {"price": Decimal(price), "price_per": per}
    facts["hours"] = None if hours is None else Decimal(hours)
    found = value("1699", rules(), **facts)
    assert found.own_share == (None if share is None else Decimal(share))
    assert found.own_share_per == of


def test_every_step_of_the_rule_names_the_countys_decision() -> None:
    means = Means((IncomeItem("i", IncomeKind.WAGE, Decimal(1699), None),))
    case = FeeCase(
        Service.HOME_CARE, DAY, means, purpose=Purpose.VOUCHER, family_size=1, hours=Decimal(10)
    )
    steps = preview(case, rules(ceiling=20)).steps
    own = [step.code for step in steps if step.decision == "X"]
    assert own == ["voucher_linear", "voucher_ceiling", "voucher_value_hour"]
    assert [step.code for step in steps][-2:] == ["voucher_corresponding_fee", "voucher_raise"]


def test_a_month_of_steps_falls_evenly() -> None:
    county = rules("round_the_clock_housing", function=TABLE)
    values = [
        value(Decimal(income), county, Service.ROUND_THE_CLOCK_HOUSING).value
        for income in range(850, 3700, 100)
    ]
    assert {earlier - later for earlier, later in pairwise(values)} <= {Decimal(100), Decimal(0)}


def test_the_basis_in_words_says_whose_definition_of_income_it_is() -> None:
    def basis(definition: str) -> tuple[str, str]:
        county = rules("institution", function=TABLE, income={"definition": definition})
        means = Means((IncomeItem("i", IncomeKind.WAGE, None, Decimal(1000)),))
        result = preview(FeeCase(Service.INSTITUTION, DAY, means, purpose=Purpose.VOUCHER), county)
        text = basis_in_words(result, Language.FINNISH)
        assert "palvelusetelilaki 569/2009" in text
        return text, result.steps[0].decision

    by_act, by_county = basis("act"), basis("own")
    assert ("oman määritelmän" in by_act[0], by_act[1]) == (False, "")
    assert ("oman määritelmän" in by_county[0], by_county[1]) == (True, "X")
