"""Amounts bound to the earnings-related pension index: 7 c § 4 mom. and 10 e § 7 mom.

Every second year the amounts in force are multiplied by the change of the index from one review
year to the next and rounded to the nearest full euro; they hold from the following January. The
rounded amounts are chained: computing anew from the first ones would give other euros.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from robots.feelaw.values import Citation, Confirmed, Form


class IndexPoints(Form):
    """The index confirmed for one year."""

    points: int
    act: str | None = None
    """The ministry's decree, where its number is known."""
    source: str
    confirmed_by: Confirmed
    checked_on: date


class PensionIndex(Form):
    """``index.yaml``: the index by year, which years were reviewed, what is bound to it."""

    section: Citation
    quote: str
    act: str
    base_year: int
    """The year whose index the amounts of the first act stand for."""
    review_years: tuple[int, ...]
    """Odd years; the amounts hold from the following 1 January."""
    points: dict[int, IndexPoints]
    bound: tuple[str, ...]
    """Amounts, and ``income_limits``, that follow the index."""

    def factor(self, review_year: int) -> tuple[int, int]:
        """The index of the review before (at first, of the base year) and of this one."""
        years = (self.base_year, *self.review_years)
        before = years[years.index(review_year) - 1]
        return self.points[before].points, self.points[review_year].points

    def reviewed(self, amount: Decimal, review_year: int) -> Decimal:
        """The amount after the review: nearest full euro, a half upwards."""
        before, after = self.factor(review_year)
        return (amount * after / before).quantize(Decimal(1), rounding=ROUND_HALF_UP)

    def chain(self, first: Decimal) -> dict[date, Decimal]:
        """From the amount in the act: what each review gives, by the day that it holds from."""
        amounts, amount = {}, first
        for year in self.review_years:
            amount = self.reviewed(amount, year)
            amounts[date(year + 1, 1, 1)] = amount
        return amounts
