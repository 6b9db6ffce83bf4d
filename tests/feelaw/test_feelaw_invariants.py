"""What holds of every fee, whatever the incomes; each with the scope in which it is true."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from robots.casework.words import CostKind, IncomeKind, Per, Role, Service
from robots.feelaw.calculation import preview
from robots.feelaw.law import law
from robots.feelaw.model import (
    Counts,
    DeductionItem,
    FeeCase,
    ForestItem,
    IncomeItem,
    Means,
    Recipient,
)

HALF_CENT = Decimal("0.005")
CENT = Decimal("0.01")
INSTITUTIONAL = [Service.ROUND_THE_CLOCK_HOUSING, Service.INSTITUTION, Service.FAMILY_CARE]
#: Days on which every ceiling is known.
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
amounts = st.integers(0, 600_000).map(lambda cents: Decimal(cents) / 100)
pers = st.sampled_from([Per.MONTH, Per.YEAR])
SETTLED = [
    IncomeKind.EARNINGS_PENSION,
    IncomeKind.PENSIONER_CARE_ALLOWANCE,
    IncomeKind.DISABILITY_ALLOWANCE,
    IncomeKind.MAINTENANCE_SUPPORT,
    IncomeKind.PENSIONER_HOUSING_ALLOWANCE,
]
OPEN = [IncomeKind.UNKNOWN, IncomeKind.MILITARY_INJURY_ANNUITY]
COSTS = [
    CostKind.HOUSING_COST,
    CostKind.REIMBURSABLE_MEDICINE,
    CostKind.GUARDIAN_FEE,
    CostKind.LIFE_ANNUITY,
    CostKind.ACQUISITION_COST,
]


@st.composite
def means(draw: st.DrawFn, kinds: list[IncomeKind] = SETTLED) -> Means:
    incomes = draw(st.lists(st.tuples(st.sampled_from(kinds), amounts, pers), max_size=4))
    costs = draw(st.lists(st.tuples(st.sampled_from(COSTS), amounts, pers), max_size=4))
    return Means(
        tuple(
            IncomeItem(f"i{number}", kind, amount, amount, per)
            for number, (kind, amount, per) in enumerate(incomes)
        ),
        tuple(
            DeductionItem(f"d{number}", kind, amount, per)
            for number, (kind, amount, per) in enumerate(costs)
        ),
    )


def institutional(some: st.SearchStrategy[Means] = means()) -> st.SearchStrategy[FeeCase]:  # noqa: B008
    return st.builds(
        FeeCase,
        service=st.sampled_from(INSTITUTIONAL),
        day=days,
        client=some,
        spouse=st.none() | some,
        shared_home_before_care=st.booleans(),
        spouse_in_long_term_care=st.booleans(),
        cost_of_service=st.none() | amounts,
    )


def home_care(some: st.SearchStrategy[Means] = means()) -> st.SearchStrategy[FeeCase]:  # noqa: B008
    return st.builds(
        FeeCase,
        service=st.just(Service.HOME_CARE),
        day=days,
        client=some,
        spouse=st.none() | some,
        hours=st.integers(1, 100).map(lambda halves: Decimal(halves) / 2),
        family_size=st.integers(1, 9),
        cost_of_service=st.none() | amounts,
    )


def fee_of(case: FeeCase) -> Decimal:
    result = preview(case)
    assert result.complete
    assert result.fee is not None
    return result.fee


@given(institutional())
def test_an_institutional_fee_keeps_within_the_act(case: FeeCase) -> None:
    fee = fee_of(case)
    own = preview(replace(case, spouse=None, cost_of_service=None))
    assert own.basis is not None
    assert fee >= 0
    assert fee <= max(Decimal(0), Decimal("0.85") * own.basis) + HALF_CENT
    allowance = {Service.INSTITUTION: "personal_allowance_institution"}.get(
        case.service, "personal_allowance"
    )
    left = law().amount(allowance, case.day).value
    assert fee == 0 or own.basis - fee >= left - HALF_CENT
    assert case.cost_of_service is None or fee <= case.cost_of_service


@given(institutional())
def test_from_october_2022_a_joint_fee_is_never_above_the_own_one(case: FeeCase) -> None:
    assert fee_of(case) <= fee_of(replace(case, spouse=None))


@given(st.dates(date(2022, 10, 1), date(2023, 12, 31)), amounts, amounts, amounts)
def test_nor_in_the_first_years_of_the_cap(
    day: date, client: Decimal, spouse: Decimal, rent: Decimal
) -> None:
    costs = (DeductionItem("d", CostKind.HOUSING_COST, rent),)
    joint = FeeCase(
        Service.ROUND_THE_CLOCK_HOUSING,
        day,
        Means((pension(client),), costs),
        spouse=Means((pension(spouse),)),
        shared_home_before_care=True,
    )
    assert fee_of(joint) <= fee_of(replace(joint, spouse=None))


@given(home_care())
def test_a_home_care_fee_keeps_within_the_act(case: FeeCase) -> None:
    result = preview(case)
    assert result.fee is not None
    assert result.basis is not None
    assert 0 <= result.fee <= Decimal("0.35") * max(Decimal(0), result.basis) + HALF_CENT
    assert case.cost_of_service is None or result.fee <= case.cost_of_service


@given(institutional() | home_care(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(case: FeeCase, luck: random.Random) -> None:
    assert preview(each_means(case, lambda own: shuffled(own, luck))) == preview(case)


def shuffled(own: Means, luck: random.Random) -> Means:
    return Means(
        tuple(luck.sample(own.incomes, len(own.incomes))),
        tuple(luck.sample(own.deductions, len(own.deductions))),
    )


@given(institutional() | home_care(), st.randoms(use_true_random=False))
def test_splitting_a_row_in_two_never_matters(case: FeeCase, luck: random.Random) -> None:
    whole, parts = preview(case), preview(each_means(case, lambda own: split(own, luck)))
    assert (parts.rule, parts.fee) == (whole.rule, whole.fee)
    assert (parts.income, parts.deductions) == (whole.income, whole.deductions)


def split(own: Means, luck: random.Random) -> Means:
    incomes, costs = [], []
    for income in own.incomes:
        first, second = in_two(income.gross or Decimal(0), luck)
        incomes += [
            replace(income, gross=first, net=first),
            replace(income, id=f"{income.id}-2", gross=second, net=second),
        ]
    for cost in own.deductions:
        first, second = in_two(cost.amount or Decimal(0), luck)
        costs += [replace(cost, amount=first), replace(cost, id=f"{cost.id}-2", amount=second)]
    return Means(tuple(incomes), tuple(costs))


def in_two(amount: Decimal, luck: random.Random) -> tuple[Decimal, Decimal]:
    first = CENT * luck.randint(0, int(amount * 100))
    return first, amount - first


def each_means(case: FeeCase, change: Callable[[Means], Means]) -> FeeCase:
    spouse = None if case.spouse is None else change(case.spouse)
    return replace(case, client=change(case.client), spouse=spouse)


@given(institutional() | home_care(), amounts)
def test_of_own_income_more_income_is_never_a_lower_fee(case: FeeCase, more: Decimal) -> None:
    case = replace(case, spouse=None)
    richer = replace(case.client, incomes=(*case.client.incomes, pension(more)))
    assert fee_of(replace(case, client=richer)) >= fee_of(case)


@given(institutional() | home_care(), amounts)
def test_a_deduction_more_is_never_a_higher_fee(case: FeeCase, more: Decimal) -> None:
    """Also where incomes are joint: deductions do not change whose income is the greater."""
    cost = DeductionItem("more", CostKind.COHABITATION_COMPENSATION, more)
    lower = replace(case.client, deductions=(*case.client.deductions, cost))
    assert fee_of(replace(case, client=lower)) <= fee_of(case)


def test_with_joint_income_more_income_can_be_a_lower_fee() -> None:
    """Becoming the richer one brings in the spouse's lower income."""

    def fee(net: str) -> Decimal:
        cost = DeductionItem("d", CostKind.MAINTENANCE_PAID, Decimal(600))
        return fee_of(
            FeeCase(
                Service.INSTITUTION,
                date(2026, 3, 1),
                Means((pension(Decimal(net)),)),
                spouse=Means((pension(Decimal(1500)),), (cost,)),
                shared_home_before_care=True,
            )
        )

    assert fee("1500.00") == Decimal("1275.00")
    assert fee("1500.01") == Decimal("1020.00")


def pension(net: Decimal) -> IncomeItem:
    return IncomeItem("pension", IncomeKind.EARNINGS_PENSION, net, net)


# ------------------------------------------------------------------ open rows


@settings(max_examples=60)
@given(institutional(means(SETTLED + OPEN)) | home_care(means(SETTLED + OPEN)))
def test_open_rows_give_no_fee_and_both_comparisons_are_whole(case: FeeCase) -> None:
    """Without them: as if they were not there. With them: as if they were of a counted kind."""
    found = preview(case)
    if found.complete:
        assert found.without_open is found.with_open is found.between is None
        return
    assert [found.fee, found.income, found.deductions, found.basis, found.act_fee] == [None] * 5
    assert found.without_open is not None
    assert found.with_open is not None
    assert found.without_open.fee == fee_of(each_means(case, without_open))
    assert found.with_open.fee == fee_of(each_means(case, counted))
    assert found.between is not None
    lowest, highest = found.between
    assert lowest <= min(found.without_open.fee or 0, found.with_open.fee or 0)
    assert highest >= max(found.without_open.fee or 0, found.with_open.fee or 0)


def without_open(own: Means) -> Means:
    return replace(own, incomes=tuple(one for one in own.incomes if one.kind not in OPEN))


def counted(own: Means) -> Means:
    incomes = (
        replace(one, kind=IncomeKind.WAGE) if one.kind in OPEN else one for one in own.incomes
    )
    return replace(own, incomes=tuple(incomes))


def test_the_lowest_and_the_highest_may_lie_between_the_two() -> None:
    """Two open incomes and an open cost: leaving the cost out and counting the incomes is more than
    either comparison."""
    incomes = (
        pension(Decimal(2000)),
        IncomeItem("a", IncomeKind.UNKNOWN, None, Decimal(100)),
        IncomeItem("b", IncomeKind.GRANT, None, Decimal(200)),
    )
    cost = DeductionItem("c", CostKind.MAINTENANCE_PAID, Decimal(400))
    case = FeeCase(
        Service.INSTITUTION,
        date(2026, 3, 1),
        Means(incomes, (cost,)),
        spouse=Means((pension(Decimal(5000)),)),
        shared_home_before_care=True,
    )
    found = preview(case)
    assert found.without_open is not None
    assert found.with_open is not None
    assert (found.without_open.fee, found.with_open.fee) == (Decimal(1700), Decimal(1615))
    assert found.between == (Decimal(1360), Decimal(1955))
    assert [step.code for step in found.steps] == ["open_lines", "open_rows_between"]
    given_recipient = replace(cost, recipient=Recipient.OTHER)
    settled_cost = replace(case, client=replace(case.client, deductions=(given_recipient,)))
    assert preview(settled_cost).between == (Decimal(1360), Decimal(1615))


def test_open_rows_that_change_nothing_say_so_and_still_wait() -> None:
    spouse = Means((pension(Decimal(900)), IncomeItem("x", IncomeKind.UNKNOWN, None, Decimal(10))))
    case = FeeCase(
        Service.INSTITUTION,
        date(2026, 3, 1),
        Means((pension(Decimal(800)),)),
        spouse=spouse,
        shared_home_before_care=True,
    )
    found = preview(case)
    assert not found.complete
    assert found.between == (Decimal(669), Decimal(669))
    assert [step.code for step in found.steps] == ["open_lines", "open_rows_change_nothing"]


def test_what_the_law_settles_nobody_settles_otherwise() -> None:
    benefit = IncomeItem("b", IncomeKind.CHILD_BENEFIT, Decimal(100), Decimal(100))
    case = FeeCase(Service.INSTITUTION, date(2026, 3, 1), Means((pension(Decimal(2000)), benefit)))
    settled = {(Role.CLIENT, "b"): Counts.COUNTED, (Role.CLIENT, "pension"): Counts.NOT_COUNTED}
    assert preview(replace(case, settled=settled)) == preview(case)


def test_of_too_many_open_rows_only_the_two_comparisons_are_given() -> None:
    rows = tuple(IncomeItem(f"x{n}", IncomeKind.UNKNOWN, None, Decimal(n)) for n in range(11))
    found = preview(FeeCase(Service.INSTITUTION, date(2026, 3, 1), Means(rows)))
    assert found.between is None
    assert found.without_open is not None
    assert found.with_open is not None
    assert [step.code for step in found.steps] == ["open_lines", "open_ways_too_many"]


# ------------------------------------------------------------------ forests and parameters


def test_the_spouses_forest_counts_only_with_the_spouse() -> None:
    forest = ForestItem("f", Role.SPOUSE, "Espoo", Decimal(20))
    case = FeeCase(
        Service.INSTITUTION,
        date(2026, 3, 1),
        Means((pension(Decimal(2000)),)),
        spouse=Means(),
        forests=(forest,),
        shared_home_before_care=True,
    )
    assert preview(case).income == Decimal("2185.565")
    assert preview(replace(case, shared_home_before_care=False)).income == Decimal(2000)


def test_a_forest_whose_yield_nobody_knows_is_an_open_row() -> None:
    forest = ForestItem("f", Role.CLIENT, "Pertunmaa", Decimal(20), is_open=True)
    case = FeeCase(
        Service.INSTITUTION, date(2026, 3, 1), Means((pension(Decimal(2000)),)), forests=(forest,)
    )
    found = preview(case)
    assert not found.complete
    assert found.without_open is not None
    assert (found.without_open.fee, found.with_open) == (Decimal(1700), None)


def test_a_preview_names_the_values_that_it_used() -> None:
    medicine = DeductionItem("d", CostKind.REIMBURSABLE_MEDICINE, Decimal(100))
    day = date(2025, 12, 31) + timedelta(days=1)
    case = FeeCase(Service.FAMILY_CARE, day, Means((pension(Decimal(2000)),), (medicine,)))
    assert preview(case).parameters == {
        "share_of_own_income": "0.85",
        "personal_allowance": "195",
        "medicine_ceiling": "636.12",
    }
