"""On which days Kela pays: a day of the month, or the banking day before or after it."""

from __future__ import annotations

from datetime import date, timedelta

from robots.casework.holidays import is_holiday

_DAY = timedelta(days=1)


def is_banking_day(day: date) -> bool:
    """Whether the banks are open: no weekend, no public holiday, not the eves of midsummer and
    Christmas."""
    return day.weekday() < 5 and not is_holiday(day)


def payment_day(year: int, month: int, day: int) -> date:
    """The day on which is paid what falls on a day of the month.

    The first moves forward to the next banking day, any other back to the one before (Kela's
    payment days).
    """
    due = date(year, month, day)
    step = _DAY if day == 1 else -_DAY
    while not is_banking_day(due):
        due += step
    return due
