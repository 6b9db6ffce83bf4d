"""The same payment told of by several sources: matched one to one, and kept once.

Sources are taken in the order in which they are believed. A payment of a later one meets the most
alike that is still free: the same day and amount, then the same day, then the same amount a few
days away (a payment of the last of a month is on the account on the first of the next), then the
same month and amount, then the same month. What meets nothing is kept beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.answer import Income
from robots.casework.period import Month

#: The amount by which payments are told to be the same.
Amount = Callable[[Income], Decimal | None]


@dataclass(frozen=True, slots=True)
class Matches:
    """Payments kept once, and which of the others is the same as which kept one."""

    kept: list[Income] = field(default_factory=list)
    same: dict[str, Income] = field(default_factory=dict)
    """Id of a payment that was not kept → the kept one."""


def matched(by_source: Iterable[Sequence[Income]], amount: Amount) -> Matches:
    """Match the sources' payments of one payer and kind, the most believed source first."""
    matches = Matches()
    for payments in by_source:
        free = {one.id: one for one in matches.kept}
        left = {one.id: one for one in payments}
        for step in _ladder(amount) if free else ():
            if not free or not left:
                break
            for kept, other in step(free.values(), left.values()):
                matches.same[other.id] = kept
                del free[kept.id], left[other.id]
        matches.kept.extend(left[one] for one in sorted(left))
    return matches


def also_seen(same: Mapping[str, Income]) -> dict[str, tuple[str, ...]]:
    """For each payment that was met, on either side, the ids of the others."""
    meetings: dict[str, set[str]] = defaultdict(set)
    for other, kept in same.items():
        meetings[kept.id].add(other)
    seen: dict[str, tuple[str, ...]] = {}
    for kept_id, others in meetings.items():
        everybody = {kept_id, *others}
        seen |= {one: tuple(sorted(everybody - {one})) for one in everybody}
    return seen


#: Two sides' payments that are still free → the pairs among them.
_Step = Callable[[Iterable[Income], Iterable[Income]], list[tuple[Income, Income]]]
_NO_AMOUNT: Final = Decimal(-1)
#: Days between a payment's order and its arrival, over a weekend and a holiday.
_ON_THE_WAY: Final = 4


def _ladder(amount: Amount) -> Sequence[_Step]:
    def month(payment: Income) -> Month | None:
        return Month.of(payment.paid_on) if payment.paid_on else None

    def by(key: Callable[[Income], Hashable]) -> _Step:
        return lambda kept, others: _pairs(kept, others, key, amount)

    return (
        by(lambda one: (one.paid_on, amount(one))),
        by(lambda one: one.paid_on),
        lambda kept, others: _near(kept, others, amount),
        by(lambda one: (month(one), amount(one))),
        by(month),
    )


def _pairs(
    kept: Iterable[Income],
    others: Iterable[Income],
    key: Callable[[Income], Hashable],
    amount: Amount,
) -> list[tuple[Income, Income]]:
    ours, theirs = _grouped(kept, key, amount), _grouped(others, key, amount)
    return [pair for one in ours for pair in zip(ours[one], theirs.get(one, ()), strict=False)]


def _near(
    kept: Iterable[Income], others: Iterable[Income], amount: Amount
) -> list[tuple[Income, Income]]:
    """Payments of the same amount a few days apart, each with the first that is near enough."""
    ours, theirs = _grouped(kept, amount, amount), _grouped(others, amount, amount)
    pairs = []
    for value in ours:
        free = list(theirs.get(value, ())) if value is not None else []
        for one in ours[value]:
            near = next((other for other in free if _is_near(one, other)), None)
            if near is not None:
                free.remove(near)
                pairs.append((one, near))
    return pairs


def _is_near(one: Income, other: Income) -> bool:
    if one.paid_on is None or other.paid_on is None:
        return False
    return abs((one.paid_on - other.paid_on).days) <= _ON_THE_WAY


def _grouped(
    payments: Iterable[Income], key: Callable[[Income], Hashable], amount: Amount
) -> dict[Hashable, list[Income]]:
    """The payments by a key, each group by amount, day and id."""

    def order(payment: Income) -> tuple[Decimal, date, str]:
        value = amount(payment)
        return (_NO_AMOUNT if value is None else value, payment.paid_on or date.min, payment.id)

    grouped: dict[Hashable, list[Income]] = defaultdict(list)
    for one in sorted(payments, key=order):
        grouped[key(one)].append(one)
    return grouped
