"""An income-based voucher's value on the sheet, as in :mod:`robots.feelaw.voucher`."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from robots.casework.case import PriceUnit
from robots.casework.words import Purpose, Role, Service
from robots.feelaw.exact import MONTHS_A_YEAR
from robots.feelaw.home_service import LARGEST_FAMILY_IN_TABLE
from robots.feelaw.institutional import joint_rule_may_apply
from robots.feelaw.model import FeeCase
from robots.feelaw.treatment import basis_of
from robots.feelaw.voucher import (
    DEFINITION,
    TOLD,
    VALUE,
    income_steps,
    roles_counted,
    voucher_basis,
)
from robots.feelaw.voucher_rules import VoucherRule
from robots.feelaw.voucher_shapes import LinearByTheHour, StepTable
from robots.workbook.calculation.dated import SIZES
from robots.workbook.calculation.expressions import (
    Area,
    At,
    Expression,
    all_of,
    exceeds,
    greatest,
    how_many_below,
    is_empty,
    least,
    never_below_zero,
    number,
    opposite,
    picked,
    rounded,
)
from robots.workbook.calculation.fees import People, income_limit
from robots.workbook.calculation.plan import Steps

_HUNDRED: Final = number(100)
#: A month's share of a year of days.
_DAYS_A_YEAR, _MONTHS = number(365), number(MONTHS_A_YEAR)


def voucher_value(case: FeeCase, rule: VoucherRule | None, people: People, steps: Steps) -> At:
    """The income that the value rests on and, where the county has a rule, the value."""
    counted = [people[role] for role in roles_counted(case.service, rule) if role in people]
    income, deducted = counted[0].income, counted[0].deducted
    for person in counted[1:]:
        income, deducted = income + person.income, deducted + person.deducted
    grounds = [
        one.decision or one.section
        for one in income_steps(case.service, rule, Decimal(0), Decimal(0))
    ]
    shown = steps.add("voucher_income", income, grounds[0])
    less = steps.add("voucher_deductions", deducted, grounds[1])
    basis = steps.add("voucher_basis", shown - less, DEFINITION)
    if rule is None:
        return basis
    by_shape = steps.add(
        "voucher_by_rule",
        _by_shape(rule, basis),
        rule.decision,
        codes=("voucher_linear", "voucher_row", "voucher_beyond_rows"),
    )
    value = rounded(by_shape, rule.rounding.way, rule.rounding.to)
    if rule.floor is not None:
        floor = number(rule.floor)
        is_under = exceeds(floor, value)
        steps.add("voucher_floor", floor, rule.decision, when=is_under)
        value = greatest(value, floor)
    if rule.ceiling is not None:
        ceiling = number(rule.ceiling)
        is_over = exceeds(value, ceiling)
        steps.add("voucher_ceiling", ceiling, rule.decision, when=is_over)
        value = least(value, ceiling)
    result = steps.add(f"voucher_value_{rule.function.unit}", value, VALUE)
    _own_share(case, rule.function.unit, result, steps)
    return result


def follows_family(rule: VoucherRule | None) -> bool:
    """Whether the value depends on the size of the family."""
    return rule is not None and isinstance(rule.function, LinearByTheHour)


def has_corresponding_fee(case: FeeCase, rule: VoucherRule) -> bool:
    """Whether the corresponding service's fee follows the same figures, treated the same way: then
    the sheet works it out too."""
    if rule.income.definition != "act" or rule.income.ignored_kinds or not rule.income.deductions:
        return False
    if voucher_basis(case.service, rule) != basis_of(case.service):
        return False
    if case.service is Service.HOME_CARE:
        return case.spouse is None or Role.SPOUSE in roles_counted(case.service, rule)
    return not joint_rule_may_apply(case)


def tables_of(rule: VoucherRule | None) -> list[tuple[str, list[tuple[str, Decimal]]]]:
    """The rule's own numbers, to stand on the sheet of values: a name for each group, and its cells
    by their keys."""
    if rule is None:
        return []
    function = rule.function
    if isinstance(function, StepTable):
        rows = function.rows if function.even is None else function.even.rows()
        limits = [(f"voucher_up_to_{at}", one.up_to) for at, one in enumerate(rows, 1)]
        values = [(f"voucher_row_{at}", one) for at, one in enumerate(_values(function), 1)]
        return [("voucher_rows_up_to", limits), ("voucher_rows_value", values)]
    tables = [("voucher_percentages", _by_size("voucher_percentage", function.percentages))]
    if function.income_limits is not None:
        limits = _by_size("voucher_income_limit", function.income_limits)
        tables.append(("voucher_income_limits", limits))
    return tables


def _by_size(name: str, values: tuple[Decimal, ...]) -> list[tuple[str, Decimal]]:
    return [(f"{name}_{size}", value) for size, value in zip(SIZES, values, strict=True)]


def _values(table: StepTable) -> list[Decimal]:
    """The value of each row, and last what holds above them all."""
    if table.even is not None:
        return [*(row.value for row in table.even.rows()), table.even.last]
    return [*(row.value for row in table.rows), table.beyond or Decimal(0)]


def _by_shape(rule: VoucherRule, basis: Expression) -> Expression:
    function = rule.function
    if isinstance(function, StepTable):
        values = _values(function)
        rows = Area(tuple(f"voucher_up_to_{at}" for at in range(1, len(values))))
        column = Area(tuple(f"voucher_row_{at}" for at in range(1, len(values) + 1)))
        if len(values) == 1:
            return number(values[0])
        return picked(column, how_many_below(rows, basis) + number(1))
    size, largest = At("family_size"), number(LARGEST_FAMILY_IN_TABLE)
    more = never_below_zero(size - largest)
    percentages = Area(tuple(f"voucher_percentage_{one}" for one in SIZES))
    less = more * number(function.percentage_less_for_more)
    percentage = never_below_zero(picked(percentages, least(size, largest)) - less)
    limit = income_limit()
    if function.income_limits is not None:
        limits = Area(tuple(f"voucher_income_limit_{one}" for one in SIZES))
        limit = picked(limits, least(size, largest)) + more * number(function.income_limit_for_more)
    above = never_below_zero(basis - limit)
    by_income = above * percentage / _HUNDRED / number(function.divisor)
    return (number(function.full_value) - by_income) * number(function.factor)


def _own_share(case: FeeCase, unit: PriceUnit, value: At, steps: Steps) -> None:
    """569/2009 3 § 4 kohta: what of the price the value does not cover, a month where it can be."""
    price, hours = At("price"), At("hours_a_month")
    has_price = opposite(is_empty(price))
    needs_hours = PriceUnit.HOUR in (case.price_per, unit)
    has_hours = exceeds(hours, number(0)) if needs_hours else None
    share = never_below_zero(_a_month(price, case.price_per) - _a_month(value, unit))
    when = has_price if has_hours is None else all_of(has_price, has_hours)
    steps.add("voucher_own_share_month", share, TOLD, when=when)
    if has_hours is not None and case.price_per is unit:
        direct = never_below_zero(price - value)
        without_hours = all_of(has_price, opposite(has_hours))
        steps.add(f"voucher_own_share_{unit}", direct, TOLD, when=without_hours)


def _a_month(amount: Expression, per: PriceUnit) -> Expression:
    if per is PriceUnit.HOUR:
        return amount * At("hours_a_month")
    if per is PriceUnit.DAY:
        return amount * _DAYS_A_YEAR / _MONTHS
    return amount


def counts_both(case: FeeCase, rule: VoucherRule | None) -> bool:
    """Whether the spouse's figures are looked at."""
    return Role.SPOUSE in roles_counted(case.service, rule) and case.spouse is not None


def has_hours_of(case: FeeCase, rule: VoucherRule | None) -> bool:
    """Whether hours matter: for the fee of home care, or for a price or value by the hour."""
    if case.service is Service.HOME_CARE:
        return True
    is_voucher = case.purpose is Purpose.VOUCHER and rule is not None
    return (
        is_voucher and rule is not None and PriceUnit.HOUR in (case.price_per, rule.function.unit)
    )
