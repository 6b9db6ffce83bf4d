"""Periods of calendar days, both ends included, in Helsinki's calendar."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

HELSINKI: Final = ZoneInfo("Europe/Helsinki")


def day_in_finnish(day: date) -> str:
    """The day as people read it, in Finnish and Swedish alike: ``16.3.2026``."""
    return f"{day.day}.{day.month}.{day.year}"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def shifted(self, months: int) -> Month:
        """The month so many months later (earlier when negative)."""
        count = self.year * 12 + self.month - 1 + months
        return Month(count // 12, count % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included; ``end`` None means until further notice.

    Raises:
        ValueError: the end is before the start.
    """

    start: date
    end: date | None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a period ends before it starts")

    @classmethod
    def months_before(cls, day: date, months: int) -> Period:
        """So many full calendar months before the day's own, and that month up to the day."""
        return cls(Month.of(day).shifted(-months).first, day)

    def contains(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether the two have a day in common."""
        starts_in_time = self.end is None or other.start <= self.end
        return starts_in_time and (other.end is None or self.start <= other.end)

    def months(self) -> Iterator[Month]:
        """The calendar months it touches, oldest first; it must have an end."""
        if self.end is None:
            raise ValueError("an open period has no last month")
        month, last = Month.of(self.start), Month.of(self.end)
        while month <= last:
            yield month
            month = month.shifted(1)
