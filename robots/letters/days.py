"""The last day to answer: never a day when offices are closed (150/1930 § 5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from robots.casework.holidays import is_holiday

_FRIDAY: Final = 4


def last_day(start: date, days: int) -> date:
    """So many days after the start; on a Saturday, a Sunday or a holiday the next working day."""
    day = start + timedelta(days=days)
    while day.weekday() > _FRIDAY or is_holiday(day):
        day += timedelta(days=1)
    return day
