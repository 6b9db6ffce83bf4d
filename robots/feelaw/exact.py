"""Twelfths in decimals: one place that keeps a month's share of a year exact enough.

A twelfth has no end in decimals, so that three of them may add up to a hair under a half cent. All
figures of the law have at most a few decimals and are divided by twelve at most, so two different
results lie further apart than :data:`HAIR`: what is nearer than that is the same.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from robots.casework.money import CENT
from robots.casework.words import Per

HAIR: Final = Decimal("1e-12")
MONTHS_A_YEAR: Final = 12


def settled(amount: Decimal) -> Decimal:
    """The amount without the hair that a twelfth leaves; for comparing, and before rounding."""
    return amount.quantize(HAIR)


def rounded(amount: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """The amount to the cent, half up unless said; once, at the end."""
    return settled(amount).quantize(CENT, rounding=rounding)


def a_month(amount: Decimal, per: Per) -> Decimal:
    """The amount a month; a year's is divided by twelve.

    Raises:
        ValueError: a single payment has no month of its own.
    """
    if per is Per.PAYMENT:
        raise ValueError("a single payment is no monthly amount")
    return amount / MONTHS_A_YEAR if per is Per.YEAR else amount
