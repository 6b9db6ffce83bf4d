from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robots.casework.money import as_text, cents, in_finnish, parse_finnish
from robots.casework.period import Month, Period


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56 €", "1234.56"),
        ("1\u202f234\u202f567,8", "1234567.8"),
        ("−84,18", "-84.18"),
        ("84,18-", "-84.18"),
        ("45 €", "45"),
        ("2 000,-", "2000.0"),
        ("0,00", "0.00"),
    ],
)
def test_amounts_in_the_finnish_form_are_read(written: str, amount: str) -> None:
    assert parse_finnish(written) == Decimal(amount)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1.234,56",
        "1,234.56",
        "2026 1 234,56",
        "3 123,45 370,35",
        "12 34,00",
        "-1,00-",
        "–",
        "x",
    ],
)
def test_what_is_not_exactly_one_amount_is_none(written: str) -> None:
    assert parse_finnish(written) is None


@given(st.decimals(-10_000_000, 10_000_000, places=2))
def test_what_people_read_is_read_back(amount: Decimal) -> None:
    assert parse_finnish(in_finnish(amount)) == amount


def test_a_half_cent_is_rounded_up_once() -> None:
    assert cents(Decimal("0.125")) == Decimal("0.13")
    assert as_text(Decimal("1499.995")) == "1500.00"


def test_twelve_full_months_and_the_running_one() -> None:
    period = Period.months_before(date(2026, 3, 16), 12)
    assert period == Period(date(2025, 3, 1), date(2026, 3, 16))
    months = list(period.months())
    assert (len(months), months[0], months[-1]) == (13, Month(2025, 3), Month(2026, 3))


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2026, 3, 2), date(2026, 3, 1))


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_overlapping_means_a_day_in_common(one: date, other: date) -> None:
    first, second = Period(min(one, other), max(one, other)), Period(other, None)
    common = any(second.contains(day) for day in (first.start, first.end) if day)
    assert first.overlaps(second) == second.overlaps(first) == common


@given(st.dates(date(2000, 2, 1), date(2040, 1, 1)), st.integers(-200, 200))
def test_months_shifted_there_and_back_are_the_same(day: date, count: int) -> None:
    month = Month.of(day)
    assert month.shifted(count).shifted(-count) == month
    assert month.first <= day <= month.last
