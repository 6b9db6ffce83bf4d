"""Withheld tax, brought to the rows of income that it was withheld from.

Benefits tell it beside each row. Wages tell it once a report, in a row of its own: it is shared in
proportion to the gross amounts of the rows from which tax is withheld at all. Money taken back has
its own tax, apart from the payment's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Final

from robots.casework.money import ZERO, cents
from robots.incomes_register.income_types import Use
from robots.incomes_register.reports import Row

_APART: Final = ("Recovery", "UnjustEnrichment")


def taxes(
    incomes: Sequence[Row],
    withheld: Sequence[Row],
    *,
    uses: Mapping[int | None, Use],
    absent_is_zero: bool,
    tax_free: Collection[int] = frozenset(),
) -> dict[int, Decimal | None]:
    """Each income row's tax by the row's number; None where it is not known.

    Args:
        incomes: the rows of one report that are income.
        withheld: its rows that are withheld tax, or may be (without an amount then); one without an
            income row of its standing is left.
        uses: what the codes of deductions are, as far as anybody knows.
        absent_is_zero: whether nothing said means that nothing was withheld.
        tax_free: numbers of the rows from which no tax is withheld, whatever the others bear.
    """
    parts = {row.number: _own(row, uses) for row in incomes}
    bearing = [row for row in incomes if row.number not in tax_free] if withheld else []
    for tax in withheld:
        sharing = sharers(tax, bearing)
        shares = _shared(tax.amount, [row.amount for row in sharing])
        for row, share in zip(sharing, shares, strict=True):
            parts[row.number].append(share)
    return {
        number: _sum(told, absent_is_zero or number in tax_free) for number, told in parts.items()
    }


def sharers(tax: Row, incomes: Sequence[Row]) -> list[Row]:
    """The income rows of the same standing: paid, taken back, or paid without ground."""
    return [row for row in incomes if standing(row) == standing(tax)]


def standing(row: Row) -> tuple[bool, ...]:
    """Whether it was taken back, and whether it was paid without ground."""
    return tuple(flag in row.flags for flag in _APART) if row.flags else (False, False)


def _own(row: Row, uses: Mapping[int | None, Use]) -> list[Decimal | None]:
    told: list[Decimal | None] = []
    for one in row.deductions:
        use = uses.get(one.code, Use.OFFICER)
        if use is Use.WITHHELD_TAX:
            told.append(one.amount)
        elif use is Use.OFFICER:
            # What nobody has settled may be tax.
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
    # Where one row takes from another, a share could be many times the whole tax.
    takes_away = min(known, default=ZERO) < ZERO < max(known, default=ZERO)
    if tax is None or len(known) < len(grosses) or not whole or takes_away:
        return [None] * len(grosses)
    shares: list[Decimal | None] = [cents(tax * gross / whole) for gross in known[:-1]]
    rest = tax - sum((share for share in shares if share is not None), ZERO)
    return [*shares, rest]


def _sum(told: Sequence[Decimal | None], absent_is_zero: bool) -> Decimal | None:
    if not told:
        return ZERO if absent_is_zero else None
    known = [amount for amount in told if amount is not None]
    return sum(known, ZERO) if len(known) == len(told) else None
