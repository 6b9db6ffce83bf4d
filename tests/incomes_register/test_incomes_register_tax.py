"""Sharing a report's withheld tax among its rows of income."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from robots.incomes_register.reports import Row
from robots.incomes_register.tax import taxes

euros = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2)


def row(number: int, amount: Decimal | None, *flags: str) -> Row:
    return Row(number, 201, amount, frozenset(flags), None, None, ())


def shared(tax: Decimal | None, *grosses: Decimal | None) -> list[Decimal | None]:
    incomes = [row(number, gross) for number, gross in enumerate(grosses)]
    found = taxes(incomes, [row(99, tax)], uses={}, absent_is_zero=True)
    return list(found.values())


@given(euros, st.lists(euros, min_size=1, max_size=6))
def test_the_shares_are_whole_cents_that_come_to_the_tax(
    tax: Decimal, grosses: list[Decimal]
) -> None:
    shares = [share for share in shared(tax, *grosses) if share is not None]

    assert sum(shares) == tax
    assert all(share == round(share, 2) for share in shares)


@given(euros, st.lists(euros, min_size=2, max_size=6))
def test_a_share_is_within_a_few_cents_of_its_proportion(
    tax: Decimal, grosses: list[Decimal]
) -> None:
    whole = sum(grosses)

    for share, gross in zip(shared(tax, *grosses), grosses, strict=True):
        assert share is not None
        assert abs(share - tax * gross / whole) <= Decimal("0.005") * len(grosses)


def test_a_single_row_takes_the_whole_tax_even_when_its_amount_is_missing() -> None:
    assert shared(Decimal("10.00"), None) == [Decimal("10.00")]


def test_an_amount_that_is_missing_leaves_every_share_unknown() -> None:
    assert shared(Decimal("10.00"), Decimal("100.00"), None) == [None, None]
    assert shared(None, Decimal("100.00"), Decimal("1.00")) == [None, None]


def test_a_row_that_takes_from_another_leaves_every_share_unknown() -> None:
    """Of 0.01 euros in all, either share would be a thousand times the tax."""
    assert shared(Decimal("10.00"), Decimal("100.00"), Decimal("-99.99")) == [None, None]
    assert shared(Decimal("10.00"), Decimal("-60.00"), Decimal("-40.00")) == [
        Decimal("6.00"),
        Decimal("4.00"),
    ]


def test_amounts_that_come_to_nothing_share_nothing() -> None:
    assert shared(Decimal("10.00"), Decimal("5.00"), Decimal("-5.00")) == [None, None]


def test_tax_of_what_was_paid_without_ground_stays_with_it() -> None:
    incomes = [row(1, Decimal("100.00")), row(2, Decimal("50.00"), "UnjustEnrichment")]
    withheld = [row(3, Decimal("20.00")), row(4, Decimal("5.00"), "UnjustEnrichment")]

    found = taxes(incomes, withheld, uses={}, absent_is_zero=True)

    assert found == {1: Decimal("20.00"), 2: Decimal("5.00")}
