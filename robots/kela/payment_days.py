"""On which days Kela pays: a day of the month, or the banking day before or after it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)


def is_banking_day(day: date) -> bool:
    """Whether the banks are open: no weekend, no public holiday, not the eves of midsummer and
    Christmas."""
    return day.weekday() < 5 and day not in _closed(day.year)


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


@cache
def _closed(year: int) -> frozenset[date]:
    """The days on which the banks are closed for another reason than a weekend."""
    easter = _easter(year)
    fixed = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26))
    midsummer_eve = next(day for at in range(19, 26) if (day := date(year, 6, at)).weekday() == 4)
    moving = (easter - 2 * _DAY, easter + _DAY, easter + 39 * _DAY, midsummer_eve)
    return frozenset({*moving, *(date(year, month, day) for month, day in fixed)})


def _easter(year: int) -> date:
    """Easter Sunday by the Gregorian calendar (Meeus, Jones and Butcher's reckoning)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
