"""Withheld tax, brought to the rows of income that it was withheld from.

Benefits tell it beside each row. Wages tell it once a report, in a row of its own: it is shared in
proportion to the gross amounts. Money taken back has its own tax, apart from the payment's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from robots.casework.money import ZERO, cents
from robots.incomes_register.income_types import Use
from robots.incomes_register.reply import Row

UseOf: TypeAlias = Callable[[int | None], Use | None]

_APART: Final = ("Recovery", "UnjustEnrichment")


def taxes(
    incomes: Sequence[Row],
    withheld: Sequence[Row],
    *,
    use_of: UseOf,
    absent_is_zero: bool,
) -> dict[int, Decimal | None]:
    """Each income row's tax by the row's number; None where it is not known.

    Args:
        incomes: the rows of one report that are income.
        withheld: its rows that are withheld tax; one without an income row of its standing is left.
        use_of: what a code of a deduction is.
        absent_is_zero: whether nothing said means that nothing was withheld.
    """
    parts: dict[int, list[Decimal | None]] = {row.number: _own(row, use_of) for row in incomes}
    for tax in withheld:
        sharing = sharers(tax, incomes)
        shares = _shared(tax.amount, [row.amount for row in sharing])
        for row, share in zip(sharing, shares, strict=True):
            parts[row.number].append(share)
    return {number: _sum(told, absent_is_zero) for number, told in parts.items()}


def sharers(tax: Row, incomes: Sequence[Row]) -> list[Row]:
    """The income rows of the same standing: paid, taken back, or paid without ground."""
    return [row for row in incomes if _standing(row) == _standing(tax)]


def _standing(row: Row) -> tuple[bool, ...]:
    return tuple(flag in row.flags for flag in _APART)


def _own(row: Row, use_of: UseOf) -> list[Decimal | None]:
    told: list[Decimal | None] = []
    for one in row.deductions:
        use = use_of(one.code)
        if use is Use.WITHHELD_TAX:
            told.append(one.amount)
        elif use is None:
            # A deduction that no table knows may be tax.
            told.append(None)
    if row.recovery is not None and row.recovery.withheld is not None:
        told.append(row.recovery.withheld)
    return told


def _shared(tax: Decimal | None, grosses: Sequence[Decimal | None]) -> list[Decimal | None]:
    """In whole cents, since a tax is withheld in cents; the last row takes the rest, so that the
    shares come to the tax exactly."""
    if len(grosses) == 1:
        return [tax]
    known = [gross for gross in grosses if gross is not None]
    whole = sum(known, ZERO)
    if tax is None or len(known) < len(grosses) or not whole:
        return [None] * len(grosses)
    shares: list[Decimal | None] = [cents(tax * gross / whole) for gross in known[:-1]]
    rest = tax - sum((share for share in shares if share is not None), ZERO)
    return [*shares, rest]


def _sum(told: Sequence[Decimal | None], absent_is_zero: bool) -> Decimal | None:
    if not told:
        return ZERO if absent_is_zero else None
    known = [amount for amount in told if amount is not None]
    return sum(known, ZERO) if len(known) == len(told) else None
