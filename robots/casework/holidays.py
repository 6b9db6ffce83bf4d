"""On which days Finnish offices and banks are closed for another reason than a weekend."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday, or the eve of midsummer or of Christmas, on which offices and
    banks are closed as well."""
    return day in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    easter = _easter(year)
    fixed = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26))
    midsummer_eve = _first(4, date(year, 6, 19))
    all_saints = _first(5, date(year, 10, 31))
    moving = (
        easter - 2 * _DAY,
        easter,
        easter + _DAY,
        easter + 39 * _DAY,
        easter + 49 * _DAY,
        midsummer_eve,
        midsummer_eve + _DAY,
        all_saints,
    )
    return frozenset({*moving, *(date(year, month, day) for month, day in fixed)})


def _first(weekday: int, since: date) -> date:
    """The first such day of the week (Monday is 0) since a day, that day included."""
    return since + (weekday - since.weekday()) % 7 * _DAY


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
