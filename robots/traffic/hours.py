"""Opening hours and announced breaks, by Helsinki's clock and calendar.

Moments are compared as points of time, so that the two nights of the year on which the clock is
moved are as long as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from robots.casework.holidays import is_holiday
from robots.casework.period import HELSINKI
from robots.traffic.settings import Limit, Span

_DAY: Final = timedelta(days=1)
#: So far ahead an opening is looked for; a service that is closed longer has no known opening.
_DAYS_AHEAD: Final = 60


def is_open(limit: Limit, at: datetime) -> bool:
    """Whether the source may be asked at that moment, by its hours and breaks."""
    if any(one.start <= at < one.end for one in limit.breaks):
        return False
    if limit.opening is None:
        return True
    today = at.astimezone(HELSINKI).date()
    # The hours of yesterday may reach into today.
    return any(start <= at < end for start, end in _hours(limit, today - _DAY, today))


def next_opening(limit: Limit, at: datetime) -> datetime | None:
    """The first moment since then at which the source is open; None where that is too far."""
    if is_open(limit, at):
        return at
    today = at.astimezone(HELSINKI).date()
    hours = _hours(limit, today - _DAY, today + _DAYS_AHEAD * _DAY) if limit.opening else ()
    beginnings = [start for start, _ in hours] + [one.end for one in limit.breaks]
    openings = [moment for moment in beginnings if moment > at and is_open(limit, moment)]
    return min(openings, default=None)


def closings(limit: Limit, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """From when to when the source was closed within that time."""
    found: list[tuple[datetime, datetime]] = []
    at = since
    while at < until:
        opens = next_opening(limit, at)
        if opens is None or opens > at:
            end = until if opens is None else min(opens, until)
            found.append((at, end))
            at = end
        else:
            at = _next_closing(limit, at) or until
    return found


def _next_closing(limit: Limit, at: datetime) -> datetime | None:
    """The first moment since then at which the source, open then, is closed."""
    today = at.astimezone(HELSINKI).date()
    hours = _hours(limit, today - _DAY, today + _DAYS_AHEAD * _DAY) if limit.opening else ()
    ends = [end for _, end in hours] + [one.start for one in limit.breaks]
    return min(
        (moment for moment in ends if moment > at and not is_open(limit, moment)), default=None
    )


def _hours(limit: Limit, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """The hours that begin on those days, as points of time."""
    day = first
    while day <= last:
        for span in _spans_of(limit, day):
            yield (
                _moment(day, span.start),
                _moment(day + _DAY if span.crosses_midnight else day, span.end),
            )
        day += _DAY


def _spans_of(limit: Limit, day: date) -> tuple[Span, ...]:
    opening = limit.opening
    if opening is None:
        return ()
    if is_holiday(day):
        return opening.sundays if opening.holidays is None else opening.holidays
    return {5: opening.saturdays, 6: opening.sundays}.get(day.weekday(), opening.weekdays)


def _moment(day: date, minutes: int) -> datetime:
    """A time of the day in Helsinki; in UTC, so that differences are true."""
    days, minute = divmod(minutes, 24 * 60)
    day += days * _DAY
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=HELSINKI)
    return local.astimezone(UTC)
