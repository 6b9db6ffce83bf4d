"""What a figure comes to on both bases of the act: gross (10 f §) and net (10 b §)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from robots.casework.answer import Income
from robots.casework.money import ZERO
from robots.casework.words import Mark
from robots.feelaw.treatment import is_tax_free


@dataclass(frozen=True, slots=True)
class Amounts:
    """Gross and net, both less the costs of acquiring the income; None where not known.

    Net is gross less the withheld tax, as 10 b § says: a pay slip's own net leaves out more.
    """

    gross: Decimal | None
    net: Decimal | None

    def on(self, basis: Literal["net", "gross"]) -> Decimal | None:
        return self.gross if basis == "gross" else self.net

    def divided_by(self, number: int) -> Amounts:
        return Amounts(
            None if self.gross is None else self.gross / number,
            None if self.net is None else self.net / number,
        )

    @property
    def is_negative(self) -> bool:
        return any(one is not None and one < ZERO for one in (self.gross, self.net))


def amounts_of(income: Income) -> Amounts:
    """The figure's amounts; what was paid back is negative."""
    gross, tax, costs = income.gross, income.tax, income.costs or ZERO
    if tax is None and (is_tax_free(income.kind) or Mark.TAX_FREE in income.marks):
        tax = ZERO
    net = income.net if gross is None or tax is None else gross - tax
    if Mark.RECOVERY in income.marks:
        return Amounts(None if gross is None else -abs(gross), None if net is None else -abs(net))
    return Amounts(None if gross is None else gross - costs, None if net is None else net - costs)


def sum_of(amounts: Iterable[Amounts]) -> Amounts:
    """The sum; not known on a basis as soon as one of them is not."""
    gross: Decimal | None = ZERO
    net: Decimal | None = ZERO
    for one in amounts:
        gross = None if gross is None or one.gross is None else gross + one.gross
        net = None if net is None or one.net is None else net + one.net
    return Amounts(gross, net)
