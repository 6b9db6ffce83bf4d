"""10 e §: continuous and regular service at home.

    fee = percentage by hours and family * max(0, income - deductions - income limit)

Income is the client's and the spouse's together, gross (10 f §).
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from robots.casework.money import ZERO, in_finnish
from robots.casework.words import Role
from robots.feelaw.errors import FamilySizeMissing, HoursMissing, ValueRefused
from robots.feelaw.institutional import BOTH, Fee, acquiring_step
from robots.feelaw.law import law
from robots.feelaw.ledger import Ledger
from robots.feelaw.model import FeeCase, Step

LARGEST_FAMILY_IN_TABLE = 6


def roles_looked_at(case: FeeCase) -> tuple[Role, ...]:
    """Whose figures the fee depends on: the client's and the spouse's (10 f § 1 mom.)."""
    return BOTH


def whole_hours(hours: Decimal) -> int:
    """Hours to the nearest whole one, a half upwards (10 e § 6 mom.)."""
    return int(hours.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def income_limit(family_size: int, day: date) -> Decimal:
    """Euros a month by the size of the family; above six an amount for each more (3-4 mom.).

    Raises:
        LawNotKnown: no limits are known for the day.
    """
    [limits] = law().income_limits(day).rows
    beyond = family_size - LARGEST_FAMILY_IN_TABLE
    if beyond <= 0:
        return limits[family_size - 1]
    return limits[-1] + beyond * law().amount("income_limit_extra_person", day).value


def payment_percentage(hours: int, family_size: int, day: date) -> Decimal:
    """Per cent of the income above the limit (10 e § 5 mom.); few hours use the first row, many
    the last.

    Raises:
        LawNotKnown: no table holds on the day.
    """
    rows = law().payment_percentages(day).rows
    row = hours - law().tables.payment_percentages.first_row
    column = min(family_size, LARGEST_FAMILY_IN_TABLE) - 1
    return rows[min(max(row, 0), len(rows) - 1)][column]


def home_service_fee(case: FeeCase, ledger: Ledger) -> Fee:
    """The fee of 10 e §, before rounding; the ledger has no open lines.

    Raises:
        HoursMissing, FamilySizeMissing: the case lacks one of them.
        ValueRefused: no hours, or a family of nobody.
        LawNotKnown: a table has no value on the day.
    """
    hours, family_size = whole_hours(hours_of(case)), family_size_of(case)
    income, deductions = ledger.income(BOTH), ledger.deducted(BOTH)
    above = above_limit_step(income - deductions, family_size, case.day)
    share = share_step(above.amount, hours, family_size, case.day)
    return Fee(
        rule="home_service",
        income=income,
        deductions=deductions,
        basis=income - deductions,
        amount=share.amount,
        steps=(
            Step("income_as_paid", "10 f § 2 mom."),
            *acquiring_step(ledger, BOTH, "10 f § 1 mom."),
            Step("family_income", "10 f § 1 mom.", income),
            Step("family_deductions", "10 g §", deductions),
            Step("family_basis", "10 e § 2 mom.", income - deductions),
            above,
            Step(
                "hours_rounded", "10 e § 6 mom.", None, {"hours": str(hours)}, {"hours": str(hours)}
            ),
            share,
        ),
    )


def above_limit_step(basis: Decimal, family_size: int, day: date) -> Step:
    """10 e § 2-4 mom.: what of the income lies above the family's limit."""
    limit, size = income_limit(family_size, day), str(family_size)
    used = {"income_limit": f"{limit:f}", "family_size": size}
    written = {"limit": in_finnish(limit), "family_size": size}
    section = "10 e § 3 mom." if family_size <= LARGEST_FAMILY_IN_TABLE else "10 e § 4 mom."
    return Step("income_above_limit", section, max(ZERO, basis - limit), written, used)


def share_step(above: Decimal, hours: int, family_size: int, day: date) -> Step:
    """10 e § 5 mom.: the percentage by hours and family of what lies above the limit."""
    percentage = payment_percentage(hours, family_size, day)
    used = {"payment_percentage": f"{percentage:f}"}
    written = {
        "percent": f"{percentage:f}".replace(".", ","),
        "hours": str(hours),
        "family_size": str(family_size),
    }
    amount = above * percentage / 100
    return Step("percentage_of_income", "10 e § 5 mom.", amount, written, used)


def hours_of(case: FeeCase) -> Decimal:
    """10 e § 1 mom.: the hours a month in the service decision.

    Raises:
        HoursMissing: the case has none.
        ValueRefused: they are none at all.
    """
    if case.hours is None:
        raise HoursMissing()
    if case.hours <= ZERO:
        raise ValueRefused(key="hours")
    return case.hours


def family_size_of(case: FeeCase) -> int:
    """10 e § 1 mom.: the number of persons in the family.

    Raises:
        FamilySizeMissing: the case has none.
        ValueRefused: a family of nobody.
    """
    if case.family_size is None:
        raise FamilySizeMissing()
    if case.family_size < 1:
        raise ValueRefused(key="family_size")
    return case.family_size
