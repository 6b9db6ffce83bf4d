"""Just below, at and just above every threshold, and the day before, of and after every change.

What the thresholds are is written here once more, from the act and the ministry's notices, so that
the data are not their own witness.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from robots.casework.words import CostKind, IncomeKind, Per, Role, Service
from robots.feelaw.calculation import preview
from robots.feelaw.errors import LawNotKnown
from robots.feelaw.law import law
from robots.feelaw.model import DeductionItem, FeeCase, ForestItem, IncomeItem, Means
from robots.feelaw.previous_home import deducted_until

D = Decimal
CENT = D("0.01")
HOUSING, INSTITUTION, FAMILY_CARE, HOME_CARE = (
    Service.ROUND_THE_CLOCK_HOUSING,
    Service.INSTITUTION,
    Service.FAMILY_CARE,
    Service.HOME_CARE,
)
#: First day, allowance in housing and family care, in an institution, income limits of one to six
#: persons, and for each more (7 c § 3 mom., 10 e § 3-4 mom.).
PERIODS = [
    (date(2021, 7, 1), 164, 110, (588, 1084, 1701, 2103, 2546, 2924), 350),
    (date(2022, 1, 1), 167, 112, (598, 1103, 1731, 2140, 2591, 2976), 356),
    (date(2024, 1, 1), 182, 122, (653, 1205, 1891, 2338, 2830, 3251), 389),
    (date(2026, 1, 1), 195, 131, (699, 1290, 2025, 2503, 3030, 3481), 416),
]
LAST_DAY = date(2027, 12, 31)
#: The percentages of four hours or less, by the size of the family (10 e § 5 mom.).
FEW_HOURS = (8, 7, 6, 6, 6, 6)


def spans() -> list[tuple[date, date, int]]:
    """First and last day of each period, and its place."""
    firsts = [period[0] for period in PERIODS]
    lasts = [day - timedelta(days=1) for day in firsts[1:]] + [LAST_DAY]
    return list(zip(firsts, lasts, range(len(PERIODS)), strict=True))


#: Every period at its first and at its last day, so that each change has a day on both sides.
PLACES = pytest.mark.parametrize(
    ("day", "at"), [(day, at) for first, last, at in spans() for day in (first, last)]
)
INSTITUTIONAL = pytest.mark.parametrize("service", [HOUSING, INSTITUTION, FAMILY_CARE])


def fee(service: Service, day: date, *incomes: str | Decimal, **more: object) -> Decimal:
    """The fee of somebody with these pensions."""
    items = tuple(
        IncomeItem(f"i{number}", IncomeKind.EARNINGS_PENSION, D(amount), D(amount))
        for number, amount in enumerate(incomes)
    )
    costs = more.pop("costs", ())
    case = FeeCase(service, day, Means(items, costs), **more)  # type: ignore[arg-type]
    result = preview(case).fee
    assert result is not None
    return result


def allowance(service: Service, at: int) -> Decimal:
    return D(PERIODS[at][2] if service is INSTITUTION else PERIODS[at][1])


@INSTITUTIONAL
@PLACES
def test_around_the_allowance(service: Service, day: date, at: int) -> None:
    left = allowance(service, at)
    assert [fee(service, day, left + step) for step in (-CENT, D(0), CENT)] == [0, 0, CENT]


@INSTITUTIONAL
@PLACES
def test_around_where_the_allowance_stops_to_bind(service: Service, day: date, at: int) -> None:
    """From allowance / 0.15 on, 85 per cent leave it anyway."""
    left = allowance(service, at)
    meets = (left / D("0.15")).quantize(D(1))
    for basis in (meets - 1, meets, meets + 1):
        expected = min(D("0.85") * basis, basis - left)
        assert fee(service, day, basis) == expected.quantize(CENT, "ROUND_HALF_UP")


@pytest.mark.parametrize("size", range(1, 9))
@PLACES
def test_around_the_income_limit(size: int, day: date, at: int) -> None:
    _, _, _, limits, more = PERIODS[at]
    limit = limits[size - 1] if size <= 6 else limits[5] + (size - 6) * more
    percent = FEW_HOURS[min(size, 6) - 1]
    found = [
        fee(HOME_CARE, day, D(limit + step), hours=D(4), family_size=size) for step in (-1, 0, 1)
    ]
    assert found == [0, 0, D(percent) / 100]


@pytest.mark.parametrize("whole", range(4, 42))
def test_around_each_half_hour(whole: int) -> None:
    """Just below the half the hour is rounded down, from the half on up; 38 and more are alike."""

    def percent(hours: Decimal) -> Decimal:
        return fee(HOME_CARE, date(2026, 3, 1), "10699", hours=hours, family_size=1) / 100

    below, at, above = (percent(whole + D(step)) for step in ("0.49", "0.5", "0.51"))
    assert below == percent(D(whole))
    assert at == above == percent(D(whole + 1))
    assert (at > below) is (whole < 38)


@pytest.mark.parametrize("step", [-CENT, D(0), CENT])
def test_around_equal_incomes(step: Decimal) -> None:
    pension = IncomeItem("s", IncomeKind.EARNINGS_PENSION, None, D(2000))
    spouse = Means((pension,), (DeductionItem("d", CostKind.LIFE_ANNUITY, D(500)),))
    case = FeeCase(
        INSTITUTION,
        date(2026, 3, 1),
        Means((IncomeItem("i", IncomeKind.EARNINGS_PENSION, None, 2000 + step),)),
        spouse=spouse,
        shared_home_before_care=True,
    )
    found = preview(case)
    assert found.rule == ("joint_income" if step > 0 else "own_income")
    expected = {-CENT: "1699.99", D(0): "1700.00", CENT: "1487.50"}  # 0.425 * (2000.01 + 1500)
    assert found.fee == D(expected[step])


@pytest.mark.parametrize("step", [-CENT, D(0), CENT])
def test_around_where_a_joint_fee_meets_the_own_one(step: Decimal) -> None:
    """7 c § 5 mom.: the two are equal where the spouse's basis is the client's."""

    def of(day: date) -> Decimal:
        spouse = Means((IncomeItem("s", IncomeKind.EARNINGS_PENSION, None, 1500 + step),))
        costs = (DeductionItem("d", CostKind.LIFE_ANNUITY, D(500)),)
        return fee(
            INSTITUTION, day, "2000", costs=costs, spouse=spouse, shared_home_before_care=True
        )

    joint = (D("0.425") * (3000 + step)).quantize(CENT, "ROUND_HALF_UP")
    assert of(date(2022, 9, 30)) == joint
    assert of(date(2022, 10, 1)) == of(date(2022, 10, 2)) == min(joint, D(1275))


@pytest.mark.parametrize(
    ("kind", "service", "day", "ceiling"),
    [
        (CostKind.REIMBURSABLE_MEDICINE, FAMILY_CARE, date(2022, 1, 1), "592.16"),
        (CostKind.REIMBURSABLE_MEDICINE, FAMILY_CARE, date(2023, 12, 31), "592.16"),
        (CostKind.REIMBURSABLE_MEDICINE, FAMILY_CARE, date(2024, 1, 1), "626.94"),
        (CostKind.REIMBURSABLE_MEDICINE, HOUSING, date(2024, 12, 31), "626.94"),
        (CostKind.REIMBURSABLE_MEDICINE, HOUSING, date(2025, 1, 1), "633.17"),
        (CostKind.REIMBURSABLE_MEDICINE, HOUSING, date(2025, 12, 31), "633.17"),
        (CostKind.REIMBURSABLE_MEDICINE, HOUSING, date(2026, 1, 1), "636.12"),
        (CostKind.REIMBURSABLE_MEDICINE, HOUSING, date(2026, 12, 31), "636.12"),
        *(
            (CostKind.GUARDIAN_FEE, service, day, "520")
            for service in Service
            for day in (date(2024, 1, 1), LAST_DAY)
        ),
    ],
)
def test_around_a_yearly_ceiling(kind: CostKind, service: Service, day: date, ceiling: str) -> None:
    for step in (-12 * CENT, D(0), 12 * CENT):
        cost = DeductionItem("d", kind, D(ceiling) + step, Per.YEAR)
        pension = IncomeItem("i", IncomeKind.EARNINGS_PENSION, D(5000), D(5000))
        case = FeeCase(service, day, Means((pension,), (cost,)), hours=D(4), family_size=1)
        deducted = preview(case).deductions
        assert deducted is not None
        expected = min(D(ceiling) + step, D(ceiling)) / 12
        assert abs(deducted - expected) < D("1e-9")


@pytest.mark.parametrize("step", [-CENT, D(0), CENT])
def test_around_the_cost_of_the_service(step: Decimal) -> None:
    assert fee(INSTITUTION, date(2026, 3, 1), "2000", cost_of_service=1700 + step) == min(
        D(1700), 1700 + step
    )


@pytest.mark.parametrize("step", [-CENT, D(0), CENT])
def test_around_a_rent_that_the_housing_allowance_covers(step: Decimal) -> None:
    allowances = (
        IncomeItem("a", IncomeKind.PENSIONER_HOUSING_ALLOWANCE, 310 + step, None),
        IncomeItem("i", IncomeKind.EARNINGS_PENSION, None, D(2000)),
    )
    rent = (DeductionItem("d", CostKind.HOUSING_COST, D(310)),)
    found = preview(FeeCase(HOUSING, date(2026, 3, 1), Means(allowances, rent)))
    assert found.deductions == max(D(0), -step)


@pytest.mark.parametrize(("cutting", "lowered"), [("2003.94", True), ("2004.10", True),
                                                  ("2004.11", False)])  # fmt: skip
def test_around_the_tenth_by_which_forest_income_must_be_lower(cutting: str, lowered: bool) -> None:
    """10 i § 2 mom.: Espoo 123.71 €/ha, 20 ha: 2 226.78 a year, nine tenths of which 2 004.102."""
    forest = ForestItem("f", Role.CLIENT, "Espoo", D(20), cutting_value=D(cutting))
    case = FeeCase(INSTITUTION, date(2026, 3, 1), Means(), forests=(forest,))
    income = preview(case).income
    assert income is not None
    yearly = (income * 12).quantize(CENT)
    assert yearly == (D(cutting) if lowered else D("2226.78"))


# ------------------------------------------------------------------ change days, from the data


def changes() -> list[tuple[str, date, object, object]]:
    """Every change of a dated amount: its name, first day, value before (None: none) and then."""
    found = []
    for name, amount in law().amounts.items():
        before = None
        for value in amount.values:
            found.append((name, value.first_day, before, value.value))
            before = value.value
        last = amount.values[-1].last_day
        if last is not None:
            found.append((name, last + timedelta(days=1), before, None))
    return found


@pytest.mark.parametrize(
    ("name", "first_day", "before", "then"), changes(), ids=lambda value: str(value)
)
def test_the_day_before_of_and_after_a_change(
    name: str, first_day: date, before: Decimal | None, then: Decimal | None
) -> None:
    def value_on(day: date) -> Decimal | None:
        try:
            return law().amount(name, day).value
        except LawNotKnown:
            return None

    days = [first_day + timedelta(days=step) for step in (-1, 0, 1)]
    assert [value_on(day) for day in days] == [before, then, then]


@pytest.mark.parametrize("first_day", [period[0] for period in PERIODS[1:]])
def test_a_fee_follows_the_day_before_of_and_after_a_change(first_day: date) -> None:
    at = [period[0] for period in PERIODS].index(first_day)
    for step, place in ((-1, at - 1), (0, at), (1, at)):
        day = first_day + timedelta(days=step)
        assert fee(HOUSING, day, "1000") == 1000 - PERIODS[place][1]
        assert fee(INSTITUTION, day, "700") == 700 - PERIODS[place][2]
        limit = PERIODS[place][3][0]
        assert fee(HOME_CARE, day, "2000", hours=D(8), family_size=1) == D("0.16") * (2000 - limit)


# ------------------------------------------------------------------ the previous home's days


def days_left(kind: CostKind, start: date) -> list[date]:
    """The days of the deduction, one by one, by a rule of its own: counted month by month."""
    months = {CostKind.PREVIOUS_HOME_OWNED: 6, CostKind.PREVIOUS_HOME_RIGHT_OF_OCCUPANCY: 3}[kind]
    day, found = start, []
    while True:
        month = (day.year - start.year) * 12 + day.month - start.month
        next_day = day + timedelta(days=1)
        found.append(day)
        is_last_of_month = next_day.month != day.month
        if month == months and (next_day.day == start.day or is_last_of_month):
            return found
        if month == months - 1 and start.day == 1 and is_last_of_month:
            return found
        day = next_day


@pytest.mark.parametrize(
    "kind", [CostKind.PREVIOUS_HOME_OWNED, CostKind.PREVIOUS_HOME_RIGHT_OF_OCCUPANCY]
)
def test_the_previous_homes_days_from_any_day(kind: CostKind) -> None:
    ends = []
    for offset in range(0, 800, 3):
        start = date(2023, 8, 1) + timedelta(days=offset)
        item = DeductionItem("d", kind, D(100), left_on=start)
        days = days_left(kind, start)
        assert deducted_until(item, start) == days[-1], start
        ends.append(days[-1])
    assert all(earlier <= later for earlier, later in pairwise(ends))


@pytest.mark.parametrize(
    ("notice", "last"),
    [
        (date(2026, 1, 1), date(2026, 2, 28)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 2, 1), date(2026, 3, 31)),
        (date(2025, 12, 31), date(2026, 1, 31)),
        (date(2027, 1, 15), date(2027, 2, 28)),
        (date(2024, 1, 15), date(2024, 2, 29)),
    ],
)
def test_a_rented_home_by_the_day_of_notice(notice: date, last: date) -> None:
    for step, deducted in ((-1, 500), (0, 500), (1, 0)):
        day = last + timedelta(days=step)
        item = DeductionItem(
            "d", CostKind.PREVIOUS_HOME_RENTED, D(500), left_on=notice, notice_on=notice
        )
        case = FeeCase(INSTITUTION, day, Means((), (item,)))
        assert preview(case).deductions == deducted


def test_a_housing_allowance_that_may_have_ended_leaves_the_rent_to_the_officer() -> None:
    may_have_ended = IncomeItem(
        "allowance",
        IncomeKind.PENSIONER_HOUSING_ALLOWANCE,
        Decimal(300),
        Decimal(300),
        is_open=True,
    )
    client = Means(
        (IncomeItem("pension", IncomeKind.EARNINGS_PENSION, None, Decimal(2000)), may_have_ended),
        (DeductionItem("rent", CostKind.HOUSING_COST, Decimal(600)),),
    )
    result = preview(FeeCase(Service.ROUND_THE_CLOCK_HOUSING, date(2026, 3, 1), client))
    assert (result.complete, result.fee) == (False, None)
    assert result.open_rows == ((Role.CLIENT, "rent"),)
