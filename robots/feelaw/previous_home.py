"""How long the costs of the home before the care are deducted: 10 c § 3 mom."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from robots.casework.period import Month
from robots.casework.words import CostKind
from robots.feelaw.law import law
from robots.feelaw.model import DeductionItem

PREVIOUS_HOMES = frozenset(
    {
        CostKind.PREVIOUS_HOME_OWNED,
        CostKind.PREVIOUS_HOME_RENTED,
        CostKind.PREVIOUS_HOME_RIGHT_OF_OCCUPANCY,
    }
)


def deducted_until(item: DeductionItem, day: date) -> date | None:
    """The last day of the deduction; None where the day that it counts from is not known.

    An owned home: six months from leaving it; a right of occupancy: three; a rented home: the
    tenant's notice, one month from the end of the month in which notice was given (481/1995 § 52).
    That the months of an owned home run from the leaving is the usual reading, and open in the law.

    Raises:
        LawNotKnown: no time holds on the day.
    """
    months = int(law().amount(item.kind.value.replace("home", "home_months"), day).value)
    if item.kind is CostKind.PREVIOUS_HOME_RENTED:
        return Month.of(item.notice_on).shifted(months).last if item.notice_on else None
    return months_later(item.left_on, months) - timedelta(days=1) if item.left_on else None


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day where it has no such day."""
    month = Month.of(day).shifted(months)
    last = calendar.monthrange(month.year, month.month)[1]
    return date(month.year, month.month, min(day.day, last))
