"""How long the costs of the home before the care are deducted: 10 c § 3 mom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from robots.casework.period import Month, day_in_finnish
from robots.casework.words import CostKind, Service
from robots.feelaw.law import law
from robots.feelaw.model import Counts, DeductionItem, FeeCase, Line, Step, Treatment

PREVIOUS_HOMES = frozenset(
    {
        CostKind.PREVIOUS_HOME_OWNED,
        CostKind.PREVIOUS_HOME_RENTED,
        CostKind.PREVIOUS_HOME_RIGHT_OF_OCCUPANCY,
    }
)


def only_in_its_time(line: Line, item: DeductionItem, case: FeeCase) -> Line:
    """10 c § 3 mom.: deducted from leaving the home until its time is over. In home care only after
    a move into supported or communal housing (10 g § 1 mom.).

    Raises:
        LawNotKnown: no time holds on the day.
    """
    section = line.treatment.section
    if case.service is Service.HOME_CARE and case.in_supported_housing is False:
        return replace(line, treatment=Treatment(Counts.NOT_COUNTED, section, "no_such_move"))
    until = deducted_until(item, case.day)
    if until is None or item.left_on is None:
        reason = "previous_home_days_missing"
        return replace(line, treatment=Treatment(Counts.OFFICER, section, reason))
    if not item.left_on <= case.day <= until:
        reason = "previous_home_out_of_time"
        return replace(line, treatment=Treatment(Counts.NOT_COUNTED, section, reason))
    months = {_months_name(item): str(_months(item, case.day))}
    written = {"until": day_in_finnish(until)}
    step = Step(item.kind.value, section, line.monthly, written, months)
    line = replace(line, steps=(*line.steps, step))
    if case.service is Service.HOME_CARE and case.in_supported_housing:
        return replace(line, treatment=Treatment(Counts.COUNTED, section, "previous_home"))
    return line


def deducted_until(item: DeductionItem, day: date) -> date | None:
    """The last day of the deduction; None where the day that it counts from is not known.

    An owned home: six months from leaving it; a right of occupancy: three; a rented home: the
    tenant's notice, one month from the end of the month in which notice was given (481/1995 § 52).
    That the months of an owned home run from the leaving is the usual reading, and open in the law.

    Raises:
        LawNotKnown: no time holds on the day.
    """
    months = _months(item, day)
    if item.kind is CostKind.PREVIOUS_HOME_RENTED:
        return Month.of(item.notice_on).shifted(months).last if item.notice_on else None
    return last_day_of_months(item.left_on, months) if item.left_on else None


def last_day_of_months(first: date, months: int) -> date:
    """The last of so many months that begin with the day: the one before the same day of the month
    so many later, or that month's last day where it has no such day (150/1930 § 3)."""
    month = Month.of(first).shifted(months)
    if first.day > month.last.day:
        return month.last
    return date(month.year, month.month, first.day) - timedelta(days=1)


def _months(item: DeductionItem, day: date) -> int:
    return int(law().amount(_months_name(item), day).value)


def _months_name(item: DeductionItem) -> str:
    return item.kind.value.replace("home", "home_months")
