from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robots.casework.period import Period
from robots.documents.grammar import Grammar, NoneCell, Value

SPACES = [" ", "\u00a0", "\u202f", "\u2009"]


@pytest.mark.parametrize(
    ("written", "euros"),
    [
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1\u2009234\u2009567,89", "1234567.89"),
        ("1234,56", "1234.56"),
        ("−84,18", "-84.18"),
        ("–84,18", "-84.18"),
        ("-84,18", "-84.18"),
        ("84,18-", "-84.18"),
        ("45 €", "45"),
        ("45,00 €", "45.00"),
        ("2 000,-", "2000"),
        ("0,00", "0.00"),
    ],
)
def test_an_amount_is_read_as_it_is_written(written: str, euros: str) -> None:
    assert Grammar.AMOUNT.parse(written) == Decimal(euros)


@pytest.mark.parametrize(
    "written",
    [
        "2026 1 234,56",  # a year before the amount
        "3 123,45 370,35",  # a quantity, a price and an amount
        "1.234,56",
        "1,234.56",
        "1 23,45",
        "12 34,56",
        "1234.56",
        "7,5",  # hours
        "2 000",  # a count, as likely as euros
        "45",
        "",
        "–",
        "-12,00-",
        "€",
        "١٢,٥٠",
        "12,00 kpl",
        "590,00 €/v",
    ],
)
def test_what_is_not_exactly_one_amount_is_none(written: str) -> None:
    assert Grammar.AMOUNT.parse(written) is None


def test_a_lone_dash_says_that_there_is_none() -> None:
    assert all(Grammar.AMOUNT_OR_NONE.parse(dash) == NoneCell() for dash in "-−–—")


def test_an_amount_for_a_month_may_say_so_and_no_other_time() -> None:
    assert Grammar.AMOUNT_A_MONTH.parse("590,00 €/kk") == Decimal("590.00")
    assert Grammar.AMOUNT_A_MONTH.parse("590,00 €/mån") == Decimal("590.00")
    assert Grammar.AMOUNT_A_MONTH.parse("590,00 €/vuosi") is None
    assert Grammar.AMOUNT.parse("590,00 €/kk") is None


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("1.1.–31.12.2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("1.3.2025–28.2.2026", date(2025, 3, 1), date(2026, 2, 28)),
        ("01.01.2026 - 31.01.2026", date(2026, 1, 1), date(2026, 1, 31)),
        ("1.1.2026–toistaiseksi", date(2026, 1, 1), None),
        ("1.1.2026 tills vidare", date(2026, 1, 1), None),
        ("1.1.2026 alkaen", date(2026, 1, 1), None),
        ("fr.o.m. 1.1.2026", date(2026, 1, 1), None),
        ("1.1.2026–", date(2026, 1, 1), None),
        ("02.2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("1/2026", date(2026, 1, 1), date(2026, 1, 31)),
        ("1/2026–3/2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("fr.o.m. 1.1.2026 t.o.m. 31.1.2026", date(2026, 1, 1), date(2026, 1, 31)),
        ("från och med 1.1. till och med 31.1.2026", date(2026, 1, 1), date(2026, 1, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_is_read_in_the_forms_of_letters(
    written: str, start: date, end: date | None
) -> None:
    assert Grammar.PERIOD.parse(written) == Period(start, end)


@pytest.mark.parametrize(
    "written",
    [
        "1.1.2026",
        "31.12.2026–1.1.2026",
        "13/2026",
        "30.2.–31.3.2026",
        "1.1.26–31.1.26",
        "0001",
        "3/2026–1/2026",
    ],
)
def test_what_is_no_whole_period_is_none(written: str) -> None:
    assert Grammar.PERIOD.parse(written) is None


@pytest.mark.parametrize("written", ["07/02/2023", "2026-01-01", "1.1.26", "31.2.2026", "1.1."])
def test_only_day_month_and_year_are_a_date(written: str) -> None:
    assert Grammar.DATE.parse(written) is None
    assert Grammar.DATE.parse("01.02.2026") == date(2026, 2, 1)


@given(
    amount=st.decimals(min_value=0, max_value=10**9, places=2),
    space=st.sampled_from(SPACES),
    minus=st.sampled_from(["", "-", "−", "–"]),
    is_after=st.booleans(),
)
def test_every_amount_that_is_written_comes_back(
    amount: Decimal, space: str, minus: str, is_after: bool
) -> None:
    digits = f"{amount:,.2f}".replace(",", space).replace(".", ",")
    written = digits + minus if is_after else minus + digits
    assert Grammar.AMOUNT.parse(written) == (-amount if minus else amount)


@given(start=st.dates(date(1900, 1, 1), date(2099, 12, 31)), days=st.integers(0, 20000))
def test_every_period_that_is_written_comes_back(start: date, days: int) -> None:
    end = date.fromordinal(min(start.toordinal() + days, date(2099, 12, 31).toordinal()))
    written = f"{start.day}.{start.month}.{start.year}–{end.day}.{end.month}.{end.year}"
    assert Grammar.PERIOD.parse(written) == Period(start, end)


@given(
    grammar=st.sampled_from(Grammar),
    written=st.text() | st.text("0123456789 .,-–€/e\u00a0"),
)
def test_no_text_breaks_a_grammar(grammar: Grammar, written: str) -> None:
    value: Value | None = grammar.parse(written)
    assert value is None or not isinstance(value, Decimal) or value.is_finite()


_DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
_AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2).map(
    lambda amount: f"{amount:,.2f}".replace(",", " ").replace(".", ",")
)


@given(start=_DAYS, end=_DAYS, amount=_AMOUNTS, gap=st.sampled_from(SPACES))
def test_a_period_before_an_amount_is_never_part_of_it(
    start: date, end: date, amount: str, gap: str
) -> None:
    written = f"{start.day}.{start.month}.–{end.day}.{end.month}.{end.year}{gap}{amount}"
    assert Grammar.AMOUNT.parse(written) is None
    assert Grammar.PERIOD.parse(written) is None
    assert Grammar.AMOUNT.parse(f"{end.year}{gap}{amount}") is None


@given(first=_AMOUNTS, second=_AMOUNTS, gap=st.sampled_from(SPACES))
def test_two_amounts_are_never_one(first: str, second: str, gap: str) -> None:
    assert Grammar.AMOUNT.parse(f"{first}{gap}{second}") is None
    assert Grammar.AMOUNT_OR_NONE.parse(f"{first}{gap}–{gap}{second}") is None
    assert Grammar.AMOUNT_A_MONTH.parse(f"{first} €/kk{gap}{second}") is None


@given(euros=st.integers(1000, 10**7), cents=st.integers(0, 99))
def test_a_dot_between_thousands_is_a_doubt_and_never_a_smaller_amount(
    euros: int, cents: int
) -> None:
    assert Grammar.AMOUNT.parse(f"{euros:,}".replace(",", ".") + f",{cents:02}") is None
    assert Grammar.AMOUNT.parse(f"{euros:,}.{cents:02}") is None
