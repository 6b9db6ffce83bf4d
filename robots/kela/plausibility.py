"""What is possible and yet not plausible: more than the law allows, or paid on another day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from robots.casework.answer import Finding, Income
from robots.casework.money import ZERO, in_finnish
from robots.casework.period import Period, day_in_finnish
from robots.casework.words import Per, Severity
from robots.kela.catalogue import Benefit, Most
from robots.kela.payment_days import payment_day

OVER_MAXIMUM: Final = "kela_over_maximum"
OVER_UNCHECKED_MAXIMUM: Final = "kela_over_unchecked_maximum"
PAYMENT_DAY_OFF: Final = "kela_payment_day_off"

#: A maximum that was reckoned by the index may be a few cents off.
_RECKONED_WITHIN: Final = Decimal("0.05")
#: Weekdays of the longest month.
_MOST_WEEKDAYS: Final = 23


@dataclass(frozen=True, slots=True)
class Known:
    """A figure, and what the catalogue knows of its benefit."""

    income: Income
    benefit: Benefit
    name: str
    """Of the benefit; the income is perhaps a part of it."""
    payment_day: int | None
    """Of the benefit that it is or belongs to."""


def implausible(figures: Sequence[Known], day: date) -> Iterator[Finding]:
    """One finding a benefit and kind of doubt.

    Args:
        figures: in the order in which they were read.
        day: of the visit: a level of today is compared with the maximum of that day.
    """
    by_name = sorted(figures, key=lambda one: one.name)
    for name, group in groupby(by_name, key=lambda one: one.name):
        same = list(group)
        yield from _over(name, same, day)
        yield from _off(name, same)


def _over(name: str, figures: Sequence[Known], day: date) -> Iterator[Finding]:
    above: dict[bool, list[tuple[Decimal, Decimal, Income]]] = {}
    for one in figures:
        income, gross = one.income, one.income.gross
        is_level = income.per is Per.MONTH
        at = day if is_level or income.period is None else income.period.end or day
        most = one.benefit.most_on(at)
        if most is None or gross is None:
            continue
        limit = _limit(most, None if is_level else income.period)
        if gross > limit + (ZERO if most.checked else _RECKONED_WITHIN):
            above.setdefault(most.checked, []).append((gross, limit, income))
    for is_checked, found in above.items():
        gross, limit, income = max(found, key=lambda one: one[0] - one[1])
        yield Finding(
            OVER_MAXIMUM if is_checked else OVER_UNCHECKED_MAXIMUM,
            Severity.QUESTION if is_checked else Severity.WARNING,
            income.role,
            {"benefit": name, "amount": in_finnish(gross), "maximum": in_finnish(limit)},
            tuple(one.id for _, _, one in found),
        )


def _limit(most: Most, period: Period | None) -> Decimal:
    """The most for all months of a payment; of one month where there is no period.

    A benefit by the weekday is often paid by the mean month, so each counts as a longest one.
    """
    months = 1 if period is None or period.end is None else len(list(period.months()))
    return most.euros * months * (_MOST_WEEKDAYS if most.per == "weekday" else 1)


def _off(name: str, figures: Sequence[Known]) -> Iterator[Finding]:
    off = [
        one.income
        for one in figures
        if one.payment_day is not None
        and one.income.paid_on is not None
        and one.income.gross is not None
        and one.income.gross > ZERO
        and one.income.paid_on
        != payment_day(one.income.paid_on.year, one.income.paid_on.month, one.payment_day)
    ]
    if off:
        latest = max(one.paid_on for one in off if one.paid_on is not None)
        values = {"benefit": name, "day": day_in_finnish(latest)}
        ids = tuple(one.id for one in off)
        yield Finding(PAYMENT_DAY_OFF, Severity.INFO, off[0].role, values, ids)
