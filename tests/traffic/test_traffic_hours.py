"""Opening hours by Helsinki's clock: weekends, holidays, midnight, and the nights of another
length."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from town import NOON, Town

from robots.casework.holidays import is_holiday
from robots.casework.period import HELSINKI
from robots.casework.texts import Language
from robots.casework.words import Source
from robots.traffic import Limit, NotNow, closings, is_open, next_opening

MINUTE = timedelta(minutes=1)


def limit(**settings: Any) -> Limit:
    return Limit.model_validate({"at_once": 1, **settings})


def break_of(start: str, end: str, why: str) -> dict[str, Any]:
    """As county.toml has it: without a zone."""
    return tomllib.loads(f'a = {{from = {start}:00, to = {end}:00, why = "{why}"}}')["a"]


def helsinki(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=HELSINKI)


OFFICE = limit(opening={"weekdays": "07:00-17:00", "saturdays": ["09:00-12:00", "13:00-15:00"]})
NIGHT = limit(opening={"weekdays": "22:00-06:00"})


@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        ("2026-03-16T06:59:59", False),
        ("2026-03-16T07:00", True),
        ("2026-03-16T16:59:59", True),
        ("2026-03-16T17:00", False),
        ("2026-03-21T12:30", False),  # a Saturday's pause
        ("2026-03-21T13:00", True),
        ("2026-03-22T10:00", False),  # a Sunday
        ("2026-04-03T10:00", False),  # Good Friday: as on Sundays
        ("2026-12-24T10:00", False),
        ("2026-06-19T10:00", False),  # midsummer eve
    ],
)
def test_open_by_the_day_of_the_week_and_the_holidays(at: str, open_then: bool) -> None:
    assert is_open(OFFICE, helsinki(at)) is open_then


def test_hours_of_holidays_of_their_own() -> None:
    own = limit(opening={"weekdays": "07:00-17:00", "holidays": "10:00-11:00"})
    assert is_open(own, helsinki("2026-04-03T10:30"))
    assert not is_open(own, helsinki("2026-04-03T12:00"))


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    assert is_open(NIGHT, helsinki("2026-03-17T02:00"))
    assert is_open(NIGHT, helsinki("2026-03-21T05:59"))  # since Friday evening
    assert not is_open(NIGHT, helsinki("2026-03-21T22:30"))
    assert not is_open(NIGHT, helsinki("2026-03-16T02:00"))  # Monday: nothing since Sunday


def test_the_next_opening_is_over_the_weekend_and_the_holidays() -> None:
    assert next_opening(OFFICE, helsinki("2026-04-02T17:00")) == helsinki("2026-04-04T09:00")
    assert next_opening(OFFICE, helsinki("2026-04-04T15:00")) == helsinki("2026-04-07T07:00")
    assert next_opening(OFFICE, helsinki("2026-03-16T08:00")) == helsinki("2026-03-16T08:00")


@pytest.mark.parametrize(
    ("evening", "hours"),
    [
        ("2026-03-28T17:00", 13),  # the clock goes forward: an hour less to Sunday's seven o'clock
        ("2026-10-24T17:00", 15),
        ("2026-03-27T17:00", 14),
    ],
)
def test_the_nights_of_the_clocks_changes_are_as_long_as_they_are(evening: str, hours: int) -> None:
    every_day = limit(opening=dict.fromkeys(("weekdays", "saturdays", "sundays"), "07:00-17:00"))
    at = helsinki(evening).astimezone(UTC)
    opens = next_opening(every_day, at)
    assert opens is not None
    assert opens - at == timedelta(hours=hours)
    assert opens.astimezone(HELSINKI).hour == 7


def test_a_break_closes_what_would_be_open_and_its_end_may_be_in_closed_hours() -> None:
    broken = limit(
        opening={"weekdays": "07:00-17:00"},
        breaks=[
            break_of("2026-03-16T16:00", "2026-03-17T09:00", "a"),
            break_of("2026-03-17T15:00", "2026-03-17T19:00", "b"),
        ],
    )
    assert next_opening(broken, helsinki("2026-03-16T16:30")) == helsinki("2026-03-17T09:00")
    assert next_opening(broken, helsinki("2026-03-17T15:00")) == helsinki("2026-03-18T07:00")
    always = limit(breaks=break_of("2026-03-16T16:00", "2026-03-17T09:00", "a"))
    assert not is_open(always, helsinki("2026-03-16T16:00"))
    assert next_opening(always, helsinki("2026-03-16T16:00")) == helsinki("2026-03-17T09:00")
    assert is_open(always, helsinki("2026-03-17T09:00"))


def test_closed_times_of_a_night_are_told_whole_and_no_longer_than_the_night() -> None:
    since, until = helsinki("2026-03-16T16:00"), helsinki("2026-03-17T08:00")
    closed = (helsinki("2026-03-16T17:00"), helsinki("2026-03-17T07:00"))
    assert closings(OFFICE, since, until) == [closed]
    assert closings(OFFICE, closed[0], closed[0] + MINUTE) == [(closed[0], closed[0] + MINUTE)]
    assert closings(limit(), since, until) == []


spans = st.tuples(st.integers(0, 23), st.integers(0, 24)).filter(lambda span: span[0] != span[1])
days = st.lists(spans.map(lambda span: f"{span[0]:02}:00-{span[1]:02}:00"), min_size=1, max_size=2)


@given(
    weekdays=days,
    sundays=days,
    start=st.sampled_from(["2026-03-27T20:00", "2026-10-23T20:00", "2026-04-30T12:00"]),
    later=st.integers(0, 100),
)
def test_the_next_opening_is_the_first_open_minute(
    weekdays: list[str], sundays: list[str], start: str, later: int
) -> None:
    some = limit(opening={"weekdays": weekdays, "sundays": sundays})
    at = helsinki(start).astimezone(UTC) + timedelta(minutes=30 * later)
    opens = next_opening(some, at)
    assert opens is not None
    half_hours = (at + 30 * number * MINUTE for number in range(2 * 24 * 6))
    assert opens == next(moment for moment in half_hours if is_open(some, moment))


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekdays": "7-17"},
        {"weekdays": "07:00"},
        {"weekdays": "07:00-25:00"},
        {"mondays": "07:00-17:00"},
        {"holidays": "07:00-17:00"},
        {},
    ],
)
def test_hours_that_cannot_be_meant_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        limit(opening=wrong)


def test_a_break_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError):
        limit(breaks=[break_of("2026-03-17T00:00", "2026-03-16T00:00", "a")])


def test_a_closed_source_is_not_asked_and_says_when_it_opens(town: Town) -> None:
    worker = town.worker(opening={"weekdays": "14:00-20:00"})
    not_now = worker.begin(Source.KELA, "T-0001", urgent=True)
    assert isinstance(not_now, NotNow)
    assert not_now.until == NOON + timedelta(hours=2)
    assert "Kela: palvelu on suljettu. Se avautuu 16.3.2026 14.00" in not_now.reason.in_words(
        Language.FINNISH
    )
    assert "FPA" in not_now.reason.in_words(Language.SWEDISH)
    worker.run_begins(NOON + timedelta(hours=3))
    waits = worker.why_not(Source.KELA, urgent=False)
    assert waits is not None
    assert waits.waits_until == NOON + timedelta(hours=2)
    town.pass_time(2 * 3600)
    assert worker.why_not(Source.KELA, urgent=False) is None


def test_an_announced_break_says_why(town: Town) -> None:
    pause = break_of("2026-03-16T11:00", "2026-03-16T13:00", "huolto")
    not_now = town.worker(breaks=[pause]).why_not(Source.KELA, urgent=True)
    assert not_now is not None
    assert "(huolto)" in not_now.reason.in_words(Language.SWEDISH)


def test_holidays_of_a_year() -> None:
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [f"{day.day}.{day.month}." for day in year if is_holiday(day)] == [
        "1.1.",
        "6.1.",
        "3.4.",
        "5.4.",
        "6.4.",
        "1.5.",
        "14.5.",
        "24.5.",
        "19.6.",
        "20.6.",
        "31.10.",
        "6.12.",
        "24.12.",
        "25.12.",
        "26.12.",
    ]
