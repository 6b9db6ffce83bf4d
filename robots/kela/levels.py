"""Which benefits in force say something that the payments do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from robots.casework.money import ZERO
from robots.casework.period import Month
from robots.kela.rows import BenefitRow, PaymentRow
from robots.kela.visited import Line, Visited


@dataclass(frozen=True, slots=True)
class Level:
    """A benefit in force that is told beside its payments, or has none."""

    line: Line[BenefitRow]
    last: PaymentRow | None
    """The latest payment of the benefit's name, where there is one."""
    is_paid: bool
    """Whether its amount is what was last paid."""
    is_only: bool
    """Whether no other benefit in force has its name."""
    varied: bool
    """Whether its payments changed more than once: then they may be reckoned by their mean."""

    @property
    def begins_later(self) -> bool:
        """Whether it begins after what was last paid: then it is a newer decision."""
        return self.last is None or self.line.value.start > _end(self.last)

    @property
    def replaces(self) -> bool:
        """Whether it stands for all that was paid under its name."""
        return self.begins_later and self.is_only and not self.varied


def unpaid_levels(visited: Visited) -> Iterator[Level]:
    """The benefits in force that cannot be what was last paid.

    A benefit is what was last paid when it had begun by then and its level is the amount of one of
    the name's payments in that month, of all of them together, or of a payment for several months
    divided by them. A recovery is no payment.
    """
    payments = [line.value for line in visited.payments or () if line.value.money.gross > ZERO]
    for name in dict.fromkeys(line.value.name for line in visited.benefits):
        lines = [line for line in visited.benefits if line.value.name == name]
        yield from _unpaid(lines, _ordered([one for one in payments if one.name == name]))


def _unpaid(lines: Sequence[Line[BenefitRow]], payments: Sequence[PaymentRow]) -> Iterator[Level]:
    last = payments[-1] if payments else None
    amounts = [_monthly(one) for one in _latest(payments)]
    changes = sum(_monthly(one) != _monthly(other) for one, other in pairwise(payments))
    together = sum((line.value.money.gross for line in lines), ZERO)
    are_together = sum(amounts, ZERO) == together
    for line in lines:
        gross = line.value.money.gross
        is_paid = are_together or gross in amounts
        if gross in amounts:
            amounts.remove(gross)  # two benefits of one name are not both the same payment
        level = Level(line, last, is_paid=is_paid, is_only=len(lines) == 1, varied=changes > 1)
        if level.begins_later or not is_paid:
            yield level


def _ordered(payments: Sequence[PaymentRow]) -> list[PaymentRow]:
    return sorted(payments, key=lambda one: (one.paid_on, one.period.start))


def _latest(payments: Sequence[PaymentRow]) -> list[PaymentRow]:
    """Those of the month in which the last one was paid."""
    return [one for one in payments if Month.of(one.paid_on) == Month.of(payments[-1].paid_on)]


def _end(payment: PaymentRow) -> date:
    return payment.period.end or payment.paid_on


def _monthly(payment: PaymentRow) -> Decimal:
    """The payment's amount, divided by the whole months that it is for."""
    period = payment.period
    if period.end is None or period.start.day != 1 or period.end != Month.of(period.end).last:
        return payment.money.gross
    return payment.money.gross / len(list(period.months()))
